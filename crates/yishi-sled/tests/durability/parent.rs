//! The parent's end: starts the child, reads what it says, ends it.

use crate::ack::{Ack, OPENED, OPENING};
use crate::child;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// When to end the child.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// While it opens the book.
    Opening,
    /// As soon as it has opened it.
    Opened,
    /// After so many acknowledgements.
    Acknowledged(u64),
}

/// A running child.
pub struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    acks: Vec<Ack>,
    said: Vec<String>,
}

impl Running {
    /// Starts a child that works in `folder` from command number `first` on.
    pub fn start(folder: &Path, first: u64, mode: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["child::child", "--exact", "--nocapture", "--test-threads=1"])
            .env(child::FOLDER, folder)
            .env(child::FIRST, first.to_string())
            .env(child::MODE, mode)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, acks: Vec::new(), said: Vec::new() }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads on until the moment has come.
    pub fn wait_for(&mut self, moment: Moment) {
        while !self.reached(moment) {
            let line = self.lines.next().expect("the child died by itself").unwrap();
            self.note(line);
        }
    }

    fn reached(&self, moment: Moment) -> bool {
        let said = |word: &str| self.said.iter().any(|line| line == word);
        match moment {
            Moment::Opening => said(OPENING),
            Moment::Opened => said(OPENED),
            Moment::Acknowledged(count) => said(OPENED) && self.acks.len() as u64 >= count,
        }
    }

    fn note(&mut self, line: String) {
        match Ack::parse(&line) {
            Some(ack) => self.acks.push(ack),
            None => self.said.push(line),
        }
    }

    /// Kills the child with SIGKILL and answers everything that it had acknowledged.
    pub fn kill(mut self) -> Vec<Ack> {
        self.child.kill().unwrap();
        while let Some(Ok(line)) = self.lines.next() {
            self.note(line);
        }
        self.child.wait().unwrap();
        self.acks
    }
}
