//! A book on a disk: founded, grown, looked at, copied and lost.

use crate::run::{expect, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use yishi_engine::Anchor;
use yishi_sled::FileAnchor;

pub const ROLL: &str = "kind,ref,council\nmember,a,grid-1\nmember,b,grid-1\n";
/// Founds a book in `book` under the charter `weiyang`.
pub const INIT: [&str; 10] = [
    "init",
    "--data",
    "book",
    "--name",
    "渭阳社区",
    "--operator-domain",
    "example.org",
    "--charter",
    "weiyang",
    "--json",
];

/// A book of four entries and more, and its verifier key.
pub fn founded(folder: &Path) -> String {
    let vkey = json(folder, &INIT)["vkey"].as_str().unwrap().to_owned();
    grow(folder, "book", ROLL);
    vkey
}

pub fn grow(folder: &Path, data: &str, roll: &str) {
    std::fs::write(folder.join("roll.csv"), roll).unwrap();
    expect(folder, 0, &["import", "roll", "roll.csv", "--data", data]);
}

/// Every file below a folder, by its path.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

pub fn anchored(path: &Path) -> Option<Vec<u8>> {
    FileAnchor::open(path).unwrap().load().unwrap()
}

/// The disk with the store is gone; keys and tiles were elsewhere.
pub fn lose(folder: &Path) {
    std::fs::rename(folder.join("book"), folder.join("lost")).unwrap();
    std::fs::rename(folder.join("book.anchor"), folder.join("lost.anchor")).unwrap();
}

/// Copies files and folders as they are.
pub fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// Puts a copy in the place of what stands.
pub fn put_back(from: &Path, to: &Path) {
    assert!(Command::new("rm").arg("-rf").arg(to).status().unwrap().success());
    copy(from, to);
}
