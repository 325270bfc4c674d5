//! Standard output for results: a reader who has seen enough (`| head`) is no failure.

use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};

/// Buffered standard output. Once nobody reads on, what is written is dropped, so that the work is finished and the
/// exit code says how it ended.
#[derive(Debug)]
pub struct Results<W: Write = StdoutLock<'static>>(BufWriter<Plain<Pipe<W>>>);

/// Standard output, locked until the results are dropped.
pub fn results() -> Results {
    Results::to(io::stdout().lock())
}

impl<W: Write> Results<W> {
    fn to(out: W) -> Self {
        Self(BufWriter::new(Plain(Pipe(out))))
    }
}

impl<W: Write> Write for Results<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Passes no control characters on but line ends and tabs, and none that turns the direction of a line; they become question marks. Names
/// and texts are those of others, and a terminal would obey them.
#[derive(Debug)]
pub struct Plain<W>(pub W);

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let obeyed = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t');
        let turns = |at: usize| bytes.get(at..).map_or(0, turning);
        if !bytes.iter().any(obeyed) && !(0..bytes.len()).any(|at| turns(at) > 0) {
            return self.0.write(bytes);
        }
        let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
        while let Some(byte) = bytes.get(at) {
            let turning = turns(at);
            plain.push(if turning > 0 || obeyed(byte) { b'?' } else { *byte });
            at = at.saturating_add(turning.max(1));
        }
        self.0.write_all(&plain)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// How many bytes a sign takes that begins these and turns the direction of writing (Unicode bidirectional formatting); 0 if none does.
fn turning(bytes: &[u8]) -> usize {
    match bytes {
        [0xd8, 0x9c, ..] => 2,
        [0xe2, 0x80, 0x8e..=0x8f | 0xaa..=0xae, ..] | [0xe2, 0x81, 0xa6..=0xa9, ..] => 3,
        _ => 0,
    }
}

/// Takes a closed pipe for a place where everything may go.
#[derive(Debug)]
struct Pipe<W>(W);

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fails(ErrorKind);

    impl Write for Fails {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn control_characters_of_others_are_not_passed_on() {
        let mut out = Vec::new();
        write!(Results::to(&mut out), "路灯\t\u{1b}[2Kgone\rover\u{7}\n").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "路灯\t?[2Kgone?over?\n");
    }

    fn written_to(kind: ErrorKind) -> io::Result<()> {
        let mut out = Results::to(Fails(kind));
        writeln!(out, "one line")?;
        out.flush()
    }

    #[test]
    fn a_closed_pipe_is_no_failure_and_a_full_disk_is() {
        written_to(ErrorKind::BrokenPipe).unwrap();
        assert_eq!(written_to(ErrorKind::StorageFull).unwrap_err().kind(), ErrorKind::StorageFull);
    }
}
