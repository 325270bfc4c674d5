//! A bundle in a folder of its own, to be changed.

use crate::fixture::Story;
use std::path::PathBuf;
use tempfile::TempDir;
use yishi_audit::bundle::Bundle;

/// A bundle in a folder that goes away with it.
pub struct Exported {
    _guard: TempDir,
    pub folder: PathBuf,
}

pub fn exported(story: &Story) -> Exported {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("bundle");
    story.export(&folder);
    Exported { _guard: guard, folder }
}

impl Exported {
    /// An empty bundle, to be filled.
    pub fn empty() -> Self {
        let guard = tempfile::tempdir().unwrap();
        let folder = guard.path().join("bundle");
        std::fs::create_dir(&folder).unwrap();
        Self { _guard: guard, folder }
    }

    /// The same files once more, in a folder of their own.
    pub fn again(&self) -> Self {
        let guard = tempfile::tempdir().unwrap();
        let folder = guard.path().join("bundle");
        for name in self.names() {
            std::fs::create_dir_all(folder.join(&name).parent().unwrap()).unwrap();
            std::fs::copy(self.folder.join(&name), folder.join(&name)).unwrap();
        }
        Self { _guard: guard, folder }
    }

    /// Replaces the book by other leaves.
    pub fn set_leaves(&self, leaves: &[Vec<u8>]) {
        let mut book = Vec::new();
        for leaf in leaves {
            book.extend_from_slice(leaf);
            book.push(b'\n');
        }
        std::fs::write(self.folder.join("book.jsonl"), book).unwrap();
    }

    pub fn set(&self, name: &str, content: &[u8]) {
        std::fs::write(self.folder.join(name), content).unwrap();
    }

    pub fn get(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(name)).unwrap()
    }

    pub fn names(&self) -> Vec<String> {
        Bundle::open(&self.folder).unwrap().names()
    }
}
