//! The program serving the book of the work folder, every line of its log kept, until it is killed.

use crate::house::Door;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// Nonces of what is prepared here begin far from those of the house.
const FIRST_NONCE: u64 = 1 << 40;

pub struct Served {
    child: Child,
    /// Kept open: who stops in order still says so.
    _said: BufReader<ChildStdout>,
    url: String,
    pub door: Door,
}

impl Served {
    pub fn start(work: &Path, name: &str) -> Self {
        let log = std::fs::File::create(work.join(format!("logs/{name}.log"))).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_yishi"))
            .args(["serve", "--data", "book", "--listen", "127.0.0.1:0", "--public-log"])
            .current_dir(work)
            .env("RUST_LOG", "trace")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let (mut line, mut said) = (String::new(), BufReader::new(child.stdout.take().unwrap()));
        said.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("graphql: ").unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, _said: said, door: Door::at(url.clone(), FIRST_NONCE), url }
    }

    /// What somebody types into the line of addresses; whether there is such a page.
    pub fn is_there(&self, path: &str) -> bool {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        agent.get(self.url.replace("/graphql", path)).call().unwrap().status().is_success()
    }

    /// The process is told to stop, and stops in order: it writes a snapshot.
    pub fn stops(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success() && self.child.wait().unwrap().success());
    }

    /// The process is killed where it stands.
    pub fn dies(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // A test that fails leaves no process behind; one that was killed already is none.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
