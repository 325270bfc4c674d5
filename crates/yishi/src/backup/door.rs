//! How a backup gets at the entries of a book that is being served: by a door on this machine's own network, behind a token that only
//! whoever may read `DATA.serving` knows.
//!
//! One process opens a store, so the one that has it open hands its entries over, each checked against the tree. What goes over is what
//! the store holds; the receiver holds it against the signed checkpoint all the same.

use super::source::Head;
use crate::export::{log_of, note_of};
use crate::failure::Failure;
use crate::host::{SystemEntropy, draw};
use crate::layout::beside;
use crate::secret_file;
use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;
use yishi_engine::Engine;
use yishi_log::leaf::MAX_LEAF_BYTES;

/// How long either side waits for the other.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a stranger who says nothing holds the door, each time that it is asked for more.
const INTRODUCTION: Duration = Duration::from_secs(5);
/// In how many pieces an introduction may come: whoever knows the token sends it at once.
const PIECES: u32 = 4;
/// Longest introduction.
const MAX_QUESTION_BYTES: usize = 1024;
/// Longest line of either side: a note with many cosignatures.
const MAX_LINE_BYTES: u64 = 4 * 1024 * 1024;
/// Leaves read at once.
const AT_ONCE: u64 = 256;

/// What stands in `DATA.serving`.
#[derive(Serialize, Deserialize)]
struct Told {
    address: SocketAddr,
    token: String,
}

/// What is asked.
#[derive(Serialize, Deserialize)]
struct Question {
    token: String,
    /// The first entry that is wanted.
    from: u64,
}

/// What is answered before the entries.
#[derive(Serialize, Deserialize)]
enum Answer {
    Head(Head),
    Refused(String),
}

/// An open door; shut to newcomers when dropped.
#[derive(Debug)]
pub struct Door {
    file: PathBuf,
}

impl Door {
    /// Opens a door to a book that this process serves.
    ///
    /// # Errors
    /// When nothing can be listened on, or the file beside the data folder cannot be written.
    pub fn open(data: &Path, engine: Engine) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no local port is free")?;
        let token = hex::encode(draw::<32>(&SystemEntropy)?);
        let told = Told { address: listener.local_addr()?, token: token.clone() };
        let file = file(data);
        secret_file::replace(&file, &serde_json::to_vec(&told)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
        std::thread::Builder::new()
            .name("yishi-backup-door".to_owned())
            .spawn(move || listen(&listener, &token, &engine))?;
        Ok(Self { file })
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        // What stays leads nowhere.
        drop(std::fs::remove_file(&self.file));
    }
}

fn file(data: &Path) -> PathBuf {
    beside(&std::path::absolute(data).unwrap_or_else(|_| data.to_owned()), "serving")
}

/// One at a time: a backup takes what the disk gives.
fn listen(listener: &TcpListener, token: &str, engine: &Engine) {
    for stream in listener.incoming() {
        if let Err(error) = stream.map_err(Into::into).and_then(|stream| answer(&stream, token, engine)) {
            tracing::warn!(error = format!("{error:#}"), "a backup was not served to its end");
        }
    }
}

fn answer(stream: &TcpStream, token: &str, engine: &Engine) -> anyhow::Result<()> {
    stream.set_read_timeout(Some(INTRODUCTION))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let line = introduced(stream)?;
    let mut out = BufWriter::with_capacity(1 << 16, stream);
    let question: Question = serde_json::from_slice(&line).context("somebody asked for something else")?;
    if !same(question.token.as_bytes(), token.as_bytes()) {
        return say(&mut out, &Answer::Refused("the token is not the one of this process".to_owned()));
    }
    let version = engine.version();
    let log = match log_of(&version) {
        Ok(log) => log,
        Err(refused) => return say(&mut out, &Answer::Refused(refused.to_string())),
    };
    let head = Head {
        size: version.size,
        root: version.root.to_string(),
        vkey: log.to_vkey(),
        note: note_of(engine, &version, &log, &[]),
        origin: engine.origin().to_owned(),
    };
    say(&mut out, &Answer::Head(head))?;
    let mut from = question.from;
    while from < version.size {
        let to = version.size.min(from.saturating_add(AT_ONCE));
        for leaf in engine.leaves(from, to)? {
            out.write_all(&u32::try_from(leaf.len())?.to_be_bytes())?;
            out.write_all(&leaf)?;
        }
        from = to;
    }
    Ok(out.flush()?)
}

/// The line with which somebody begins, as far as it came in a few pieces: dripping bytes holds the door no longer than saying nothing.
fn introduced(mut stream: impl Read) -> std::io::Result<Vec<u8>> {
    let (mut line, mut piece) = (Vec::new(), [0; MAX_QUESTION_BYTES]);
    for _ in 0..PIECES {
        let read = stream.read(&mut piece)?;
        line.extend_from_slice(piece.get(..read).unwrap_or_default());
        if read == 0 || line.contains(&b'\n') || line.len() > MAX_QUESTION_BYTES {
            break;
        }
    }
    Ok(line)
}

/// Whether two tokens are one, in a time that does not tell how far they are.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |apart, (a, b)| apart | (a ^ b)) == 0
}

/// Says a line in one piece.
fn say(out: &mut impl Write, line: &impl Serialize) -> anyhow::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    out.write_all(&bytes)?;
    Ok(out.flush()?)
}

/// Entries that another process hands over.
pub struct Handed {
    /// What they lead to.
    pub head: Head,
    reader: BufReader<TcpStream>,
}

impl Handed {
    /// Asks the process that serves the book, if there is one; entries come from `from` on.
    ///
    /// # Errors
    /// When it answers and refuses, or breaks off.
    pub fn ask(data: &Path, origin: &str, from: u64) -> Result<Option<Self>, Failure> {
        let Some(told) = std::fs::read(file(data)).ok() else { return Ok(None) };
        let Ok(told) = serde_json::from_slice::<Told>(&told) else { return Ok(None) };
        // Nobody listens there any more: the process was killed.
        let Ok(stream) = TcpStream::connect_timeout(&told.address, INTRODUCTION) else { return Ok(None) };
        let handed = Self::begin(stream, told.token, from).context("the process that serves the book")?;
        Ok(handed.filter(|handed| handed.head.origin == origin))
    }

    fn begin(mut stream: TcpStream, token: String, from: u64) -> anyhow::Result<Option<Self>> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        // Whoever took over the port of a process that is gone may hang up, and does not speak like this.
        if say(&mut stream, &Question { token, from }).is_err() {
            return Ok(None);
        }
        let mut reader = BufReader::with_capacity(1 << 16, stream);
        let mut line = Vec::new();
        let heard = reader.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line);
        match heard.ok().and_then(|_| serde_json::from_slice(&line).ok()) {
            Some(Answer::Head(head)) => Ok(Some(Self { head, reader })),
            Some(Answer::Refused(reason)) => bail!("refuses: {reason}"),
            None => Ok(None),
        }
    }

    /// The next entry.
    ///
    /// # Errors
    /// When the other process broke off.
    pub fn next_entry(&mut self) -> anyhow::Result<Vec<u8>> {
        let broke_off = "the process that serves the book broke off: look at its log";
        let mut length = [0; 4];
        self.reader.read_exact(&mut length).context(broke_off)?;
        let length = usize::try_from(u32::from_be_bytes(length))?;
        if length > MAX_LEAF_BYTES {
            bail!("an entry of {length} bytes is none");
        }
        let mut leaf = vec![0; length];
        self.reader.read_exact(&mut leaf).context(broke_off)?;
        Ok(leaf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_the_whole_token() {
        assert!(same(b"abc", b"abc"));
        assert!(!same(b"abc", b"abd") && !same(b"ab", b"abc") && !same(b"", b"a"));
    }

    #[test]
    fn an_introduction_comes_in_a_few_pieces_or_not_at_all() {
        struct Dripping(usize);
        impl Read for Dripping {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                self.0 += 1;
                buffer[0] = b'x';
                Ok(1)
            }
        }
        assert_eq!(introduced(&b"{}\nmore"[..]).unwrap(), b"{}\nmore");
        assert_eq!(introduced(b"{".chain(&b"}\n"[..])).unwrap(), b"{}\n");
        assert_eq!(introduced(&b""[..]).unwrap(), b"");
        let mut dripping = Dripping(0);
        introduced(&mut dripping).unwrap();
        assert_eq!(dripping.0, 4);
    }

    #[test]
    fn a_file_that_leads_nowhere_is_no_process() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("book");
        let asked = || Handed::ask(&data, "a.org/b", 0).unwrap().is_none();
        assert!(asked());
        std::fs::write(folder.path().join("book.serving"), "half").unwrap();
        assert!(asked());
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let told = Told { address: free.local_addr().unwrap(), token: "00".to_owned() };
        std::fs::write(folder.path().join("book.serving"), serde_json::to_vec(&told).unwrap()).unwrap();
        let stranger = std::thread::spawn(move || {
            let (mut stream, _) = free.accept().unwrap();
            stream.write_all(b"220 mail.example\r\n").unwrap();
        });
        assert!(asked(), "somebody else has the port now");
        stranger.join().unwrap();
        assert!(asked(), "nobody has it");
    }
}
