//! Witnesses and books as processes: what is left when one is killed, and what a whole disk that went back looks like.

use crate::disk::INIT;
use crate::run::{Ran, expect, json, yishi_in};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::key::LogKey;
use yishi_log::note::{Note, signature_line};
use yishi_log::policy::Policy;
use yishi_log::tree::{Tree, leaf_hash};
use yishi_log::witness::AddCheckpoint;
use yishi_testkit::codes_of;

/// A process that serves; killed when dropped.
pub struct Serving {
    pub child: Child,
    pub said: Value,
}

impl Serving {
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_at(folder, arguments, "127.0.0.1:0")
    }

    pub fn start_at(folder: &Path, arguments: &[&str], listen: &str) -> Self {
        Self::run(&mut Command::new(env!("CARGO_BIN_EXE_yishi")), folder, arguments, listen)
    }

    /// As [`Self::start`], on a system that trusts these certificates and no others.
    pub fn start_trusting(folder: &Path, arguments: &[&str], certificates: &Path) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_yishi"));
        program.env("SSL_CERT_FILE", certificates).env_remove("SSL_CERT_DIR");
        Self::run(&mut program, folder, arguments, "127.0.0.1:0")
    }

    fn run(program: &mut Command, folder: &Path, arguments: &[&str], listen: &str) -> Self {
        let mut child = program
            .args(arguments)
            .args(["--listen", listen, "--json"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, said: serde_json::from_str(&line).unwrap() }
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        let base = self.said["url"].as_str().or(self.said["graphql"].as_str()).unwrap();
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut response = agent.get(base.trim_end_matches("/graphql").to_owned() + path).call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn begun(folder: &Path) -> Value {
    json(folder, &["witness", "init", "--dir", "witness", "--name", "street.example/witness", "--json"])
}

const ORIGIN: &str = "example.org/test-00000000";

fn log() -> (LogKey, LogVerifier) {
    let key = LogKey::from_seed(&[1; 32]);
    let verifier = LogVerifier::new(ORIGIN, &key.public()).unwrap();
    (key, verifier)
}

fn request(tree: &Tree, old: u64, size: u64) -> Vec<u8> {
    let note = Checkpoint { origin: ORIGIN.into(), size, root: tree.root_at(size).unwrap() }.sign(&log().0);
    let proof = if old == 0 { Vec::new() } else { tree.consistency(old, size).unwrap() };
    AddCheckpoint { old, proof, note: note.as_bytes() }.compose()
}

#[test]
fn a_witness_has_a_private_key_and_refuses_to_start_without_its_state() {
    let folder = tempfile::tempdir().unwrap();
    let made = begun(folder.path());
    let vkey = made["vkey"].as_str().unwrap();
    assert!(vkey.starts_with("street.example/witness+"));
    let key = folder.path().join("witness/witness.key");
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let shown = json(folder.path(), &["key", "show", "witness/witness.key", "--json"]);
    assert_eq!(shown["vkey"], made["vkey"]);
    expect(folder.path(), 1, &["witness", "init", "--dir", "witness", "--name", "a.example"]);
    expect(folder.path(), 2, &["witness", "init", "--dir", "new", "--name", "a b"]);
    expect(folder.path(), 2, &["witness", "serve", "--dir", "witness"]);
    let shown = json(folder.path(), &["witness", "show", "--dir", "witness", "--json"]);
    assert_eq!((&shown["vkey"], &shown["logs"]), (&made["vkey"], &serde_json::json!([])));
    std::fs::remove_file(folder.path().join("witness/state.json")).unwrap();
    let log_vkey = log().1.to_vkey();
    let refused = yishi_in(folder.path(), &["witness", "serve", "--dir", "witness", "--log", &log_vkey]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("begin anew with `yishi witness init`"), "{}", refused.err);
}

#[test]
fn a_witness_that_is_killed_stands_at_least_where_it_last_cosigned() {
    let folder = tempfile::tempdir().unwrap();
    begun(folder.path());
    let log_vkey = log().1.to_vkey();
    let arguments = ["witness", "serve", "--dir", "witness", "--log", &log_vkey];
    let mut tree = Tree::default();
    (0u64..400).for_each(|index| tree.push(leaf_hash(&index.to_be_bytes())));
    let mut cosigned = 0;
    for kill_after in [1, 3, 7] {
        let mut serving = Serving::start(folder.path(), &arguments);
        let url = format!("{}/add-checkpoint", serving.said["url"].as_str().unwrap());
        let (told, hear) = std::sync::mpsc::channel();
        let (sent, from) = (tree.clone(), cosigned);
        let thread = std::thread::spawn(move || {
            let mut old = from;
            // Goes on until the process is gone.
            for size in from + 1..400 {
                match ureq::post(&url).send(&request(&sent, old, size)[..]) {
                    Ok(_) => {
                        old = size;
                        let _gone = told.send(size);
                    }
                    Err(_) => return,
                }
            }
        });
        for _ in 0..kill_after {
            cosigned = hear.recv().unwrap();
        }
        serving.child.kill().unwrap();
        thread.join().unwrap();
        cosigned = hear.try_iter().last().unwrap_or(cosigned);
        drop(serving);
        let shown = json(folder.path(), &["witness", "show", "--dir", "witness", "--json"]);
        let size = shown["logs"][0]["size"].as_u64().unwrap();
        assert!(size >= cosigned && size <= cosigned + 1, "{size} kept, {cosigned} given out");
        cosigned = size;
    }
}

#[test]
fn what_a_witness_refused_is_listed_and_a_fork_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    begun(folder.path());
    assert_eq!(
        json(folder.path(), &["witness", "evidence", "--dir", "witness", "--json"]),
        serde_json::json!([])
    );
    let log_vkey = log().1.to_vkey();
    let serving =
        Serving::start(folder.path(), &["witness", "serve", "--dir", "witness", "--log", &log_vkey]);
    let url = format!("{}/add-checkpoint", serving.said["url"].as_str().unwrap());
    let (mut tree, mut forked) = (Tree::default(), Tree::default());
    tree.push(leaf_hash(b"one"));
    forked.push(leaf_hash(b"another"));
    ureq::post(&url).send(&request(&tree, 0, 1)[..]).unwrap();
    let refused = ureq::post(&url).send(&request(&forked, 1, 1)[..]);
    assert!(matches!(refused, Err(ureq::Error::StatusCode(422))), "{refused:?}");
    let status: Value = serde_json::from_str(&serving.get("/status").1).unwrap();
    assert_eq!((&status["forks"], &status["logs"][0]["size"]), (&1.into(), &1.into()));
    assert!(serving.get("/metrics").1.contains("yishi_witness_evidence{kind=\"fork\"} 1"));
    let hash = status["logs"][0]["hash"].as_str().unwrap();
    assert!(serving.get(&format!("/{hash}/checkpoint")).1.starts_with(ORIGIN));
    expect(folder.path(), 3, &["witness", "show", "--dir", "witness"]);
    drop(serving);
    let listed: Ran = expect(folder.path(), 1, &["witness", "evidence", "--dir", "witness", "--json"]);
    let listed: Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(listed[0]["about"]["kind"], "fork");
}

const ROLL: &str = "kind,ref,council,household,building,area_m2,owners\nmember,a,grid-1,h1,,,\n";

/// Copies files and folders.
fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

#[test]
fn a_served_book_is_witnessed_printed_and_not_written_to_when_its_whole_disk_went_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let book = json(path, &INIT);
    let vkey = book["vkey"].as_str().unwrap();
    for name in ["book", "book.anchor"] {
        copy(&path.join(name), &path.join(format!("old-{name}")));
    }
    std::fs::write(path.join("roll.csv"), ROLL).unwrap();
    expect(path, 0, &["import", "roll", "roll.csv", "--data", "book"]);
    let made = begun(path);
    let witness = Serving::start(path, &["witness", "serve", "--dir", "witness", "--log", vkey]);
    let policy = format!(
        "log {vkey}\nwitness street {} {}\nquorum street\n",
        made["vkey"].as_str().unwrap(),
        witness.said["url"].as_str().unwrap()
    );
    std::fs::write(path.join("policy"), &policy).unwrap();
    let serve = ["serve", "--data", "book", "--witness-policy", "policy"];
    let node = Serving::start(path, &serve);
    let (_, note) = node.get("/checkpoint");
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let witnessed = policy.open(note.as_bytes()).unwrap();
    assert_eq!(node.get("/readyz").0, 200);
    drop(node);

    std::fs::write(path.join("checkpoint"), &note).unwrap();
    let sheet = [
        "export",
        "checkpoint-sheet",
        "--note",
        "checkpoint",
        "--vkey",
        vkey,
        "--policy",
        "policy",
        "--out",
        "sheet.html",
        "--json",
    ];
    let told = json(path, &sheet);
    assert_eq!((&told["good"], &told["of"], &told["size"]), (&1.into(), &1.into(), &witnessed.size.into()));
    let html = std::fs::read_to_string(path.join("sheet.html")).unwrap();
    assert!(html.contains("台账检查点"));
    assert_eq!(told["code"], true);
    let codes = codes_of(&html);
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[0].as_bytes(), note.as_bytes(), "the code is what the node serves, byte for byte");
    expect(path, 3, &sheet);
    a_sheet_without_a_code_says_so(path, &note, vkey);
    expect(path, 0, &["export", "--data", "book", "--out", "bundle"]);
    let exported = std::fs::read(path.join("bundle/checkpoint")).unwrap();
    assert_eq!(Note::parse(&exported).unwrap().signatures.len(), 2, "the bundle carries the cosignature");
    expect(path, 0, &["audit", "verify", "bundle", "--policy", "policy"]);

    for name in ["book", "book.anchor"] {
        Command::new("rm").arg("-rf").arg(path.join(name)).status().unwrap();
        copy(&path.join(format!("old-{name}")), &path.join(name));
    }
    let behind = yishi_in(path, &serve);
    assert_eq!(behind.code, 3, "{behind:?}");
    assert!(behind.err.contains("put the newest copy of the data back"), "{}", behind.err);
    let behind = yishi_in(path, &["import", "roll", "roll.csv", "--data", "book"]);
    assert_eq!(behind.code, 3, "nothing is written around it: {behind:?}");
    std::fs::remove_file(path.join("book.anchor.cosigned")).unwrap();
    let node = Serving::start(path, &serve);
    assert_eq!(node.get("/readyz").0, 503, "the witness has seen more, and can show it");
    assert_eq!(node.get("/checkpoint?of=head").0, 200, "reading goes on");
    let (status, reason) = node.get("/checkpoint");
    assert!(status == 503 && reason.contains("?of=head"), "the quorum has confirmed nothing: {reason}");
}

/// More cosignatures than a QR code can hold: the sheet, the remark and the JSON say that there is none.
fn a_sheet_without_a_code_says_so(path: &Path, note: &str, vkey: &str) {
    let mut long = note.to_owned();
    for number in 0..30 {
        long += &signature_line(&format!("witness.example/{number}"), [number, 1, 2, 3], &[number; 72]);
    }
    std::fs::write(path.join("long"), &long).unwrap();
    let sheet = |out| ["export", "checkpoint-sheet", "--note", "long", "--vkey", vkey, "--out", out];
    let ran = expect(path, 0, &[&sheet("long.html")[..], &["--lang", "en"]].concat());
    assert!(ran.err.contains("too long for a QR code"), "{ran:?}");
    let html = std::fs::read_to_string(path.join("long.html")).unwrap();
    assert!(codes_of(&html).is_empty() && html.contains("too long for a QR code") && html.contains(&long));
    let ran = expect(path, 0, &[&sheet("again.html")[..], &["--json"]].concat());
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap()["code"], false);
    assert!(ran.err.contains("too long for a QR code"), "{ran:?}");
}

/// A book, a witness that is not serving yet, and the address that the policy names for it.
pub fn founded(path: &Path) -> String {
    let init = "init --data book --name 渭阳社区 --operator-domain example.org --charter weiyang --json";
    let book = json(path, &init.split(' ').collect::<Vec<_>>());
    std::fs::write(path.join("roll.csv"), ROLL).unwrap();
    let made = begun(path);
    let vkey = book["vkey"].as_str().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let witness = made["vkey"].as_str().unwrap();
    let policy = format!("log {vkey}\nwitness street {witness} http://{free}\nquorum street\n");
    std::fs::write(path.join("policy"), &policy).unwrap();
    free.to_string()
}

pub const SERVE: [&str; 5] = ["serve", "--data", "book", "--witness-policy", "policy"];
pub const WITNESS: [&str; 6] = ["witness", "serve", "--dir", "witness", "--policy", "policy"];

/// Asks until the answer is this one; the status of the last.
fn comes_to(node: &Serving, path: &str, status: u16) -> u16 {
    for _ in 0..200 {
        if node.get(path).0 == status {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    node.get(path).0
}

#[test]
fn a_whole_disk_that_went_back_to_a_cosigned_head_is_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let listen = founded(path);
    let _witness = Serving::start_at(path, &WITNESS, &listen);
    let size = |node: &Serving| {
        let (_, note) = node.get("/checkpoint?of=head");
        Checkpoint::parse_unverified(note.as_bytes()).unwrap().size
    };
    let node = Serving::start(path, &SERVE);
    assert_eq!((comes_to(&node, "/checkpoint", 200), node.get("/readyz").0), (200, 200));
    let old = size(&node);
    assert_eq!(node.get("/checkpoint").1, node.get("/checkpoint?of=head").1, "the head is cosigned");
    drop(node);
    let places = ["book", "book.anchor", "book.anchor.cosigned"];
    for name in places {
        copy(&path.join(name), &path.join(format!("old-{name}")));
    }
    let ran = expect(path, 0, &["import", "roll", "roll.csv", "--data", "book"]);
    assert!(ran.err.contains("this book has witnesses"), "{}", ran.err);
    let node = Serving::start(path, &SERVE);
    assert!(size(&node) > old && node.get("/readyz").0 == 200);
    drop(node);
    for name in places {
        Command::new("rm").arg("-rf").arg(path.join(name)).status().unwrap();
        copy(&path.join(format!("old-{name}")), &path.join(name));
    }
    for more in [&[][..], &["--start-unwitnessed"]] {
        let node = Serving::start(path, &[&SERVE[..], more].concat());
        assert_eq!((node.get("/readyz").0, size(&node)), (503, old), "the witness shows more: {more:?}");
    }
}

#[test]
fn a_book_is_only_read_until_a_witness_has_answered_or_the_operator_goes_on_without() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let listen = founded(path);
    let node = Serving::start(path, &SERVE);
    assert_eq!((node.get("/readyz").0, node.get("/checkpoint?of=head").0), (503, 200));
    assert_eq!(node.get("/checkpoint").0, 503);
    let witness = Serving::start_at(path, &WITNESS, &listen);
    assert_eq!(comes_to(&node, "/readyz", 200), 200);
    assert_eq!(comes_to(&node, "/checkpoint", 200), 200);
    drop((node, witness));
    let node = Serving::start(path, &[&SERVE[..], &["--start-unwitnessed"]].concat());
    assert_eq!(node.get("/readyz").0, 200);
    drop(node);
    expect(path, 2, &["serve", "--data", "book", "--start-unwitnessed"]);
    let bare = ["serve", "--data", "book"];
    let refused = expect(path, 1, &[&bare[..], &["--listen", "127.0.0.1:0"]].concat());
    assert!(refused.err.contains("--witness-policy FILE") && refused.out.is_empty(), "{}", refused.err);
    expect(path, 2, &["serve", "--data", "book", "--witness-policy", "policy", "--without-witnesses"]);
    let node = Serving::start(path, &[&bare[..], &["--without-witnesses"]].concat());
    assert_eq!((node.get("/readyz").0, node.get("/checkpoint").0), (200, 200));
}

#[test]
fn slow_senders_do_not_silence_a_witness() {
    let folder = tempfile::tempdir().unwrap();
    begun(folder.path());
    let log_vkey = log().1.to_vkey();
    let serving =
        Serving::start(folder.path(), &["witness", "serve", "--dir", "witness", "--log", &log_vkey]);
    let base = serving.said["url"].as_str().unwrap();
    let address = base.strip_prefix("http://").unwrap();
    let head =
        format!("POST /add-checkpoint HTTP/1.1\r\nHost: {address}\r\nContent-Length: 1000\r\n\r\nold 0\n");
    let slow: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    let mut tree = Tree::default();
    tree.push(leaf_hash(b"one"));
    let answer = ureq::post(format!("{base}/add-checkpoint")).send(&request(&tree, 0, 1)[..]).unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let mut first = String::new();
    BufReader::new(&slow[0]).read_line(&mut first).unwrap();
    assert!(first.contains("408"), "{first}");
}

#[test]
fn a_folder_that_is_no_witness_has_no_evidence_to_show() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("wrong")).unwrap();
    let ran = yishi_in(folder.path(), &["witness", "evidence", "--dir", "wrong"]);
    assert!(ran.code != 0 && ran.err.contains("is not the folder of a witness"), "{ran:?}");
    assert_eq!(std::fs::read_dir(folder.path().join("wrong")).unwrap().count(), 0);
}
