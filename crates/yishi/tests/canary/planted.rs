//! What is planted, and the search for it in every spelling that a file may give it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The name of nobody, with a sound that no text of the program has.
pub const NAME: &str = "金丝雀Canarina";
/// A number that is nobody's.
pub const PHONE: &str = "139-0026-0417";
/// Words that are said nowhere else, with what JSON and HTML escape.
pub const WORDS: &str = "窗外\"第七只\"鸟说:<灯>亮&了";

/// All three in one text; `place` tells one text from the other.
pub fn planted(place: &str) -> String {
    format!("{place}\n{NAME},{PHONE}\n{WORDS}\n")
}

/// The spellings of all secrets, found in one pass.
pub struct Finder {
    spellings: Vec<(String, Vec<u8>)>,
    by_beginning: BTreeMap<[u8; 2], Vec<usize>>,
}

impl Finder {
    pub fn new() -> Self {
        let secrets = [("name", NAME), ("phone", PHONE), ("words", WORDS)];
        let all = secrets.into_iter().flat_map(|(name, secret)| {
            spellings(secret).into_iter().map(move |spelling| (name.to_owned(), spelling))
        });
        let spellings: Vec<_> = all.collect();
        let mut by_beginning: BTreeMap<[u8; 2], Vec<usize>> = BTreeMap::new();
        for (number, (_, spelling)) in spellings.iter().enumerate() {
            by_beginning.entry([spelling[0], spelling[1]]).or_default().push(number);
        }
        Self { spellings, by_beginning }
    }

    /// The secrets that stand in some bytes.
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<String> {
        let begins: Vec<bool> = {
            let mut begins = vec![false; 1 << 16];
            for beginning in self.by_beginning.keys() {
                begins[usize::from(u16::from_be_bytes(*beginning))] = true;
            }
            begins
        };
        let mut found = BTreeSet::new();
        for (at, pair) in bytes.windows(2).enumerate() {
            if !begins[usize::from(pair[0]) << 8 | usize::from(pair[1])] {
                continue;
            }
            for number in &self.by_beginning[&[pair[0], pair[1]]] {
                let (name, spelling) = &self.spellings[*number];
                if bytes[at..].starts_with(spelling) {
                    found.insert(name.clone());
                }
            }
        }
        found
    }

    /// The files of a file or folder that hold a secret, by contents or by name, each with what it holds; and how many were searched.
    pub fn search(&self, place: &Path) -> (Vec<(PathBuf, BTreeSet<String>)>, usize) {
        let (mut hits, mut searched) = (Vec::new(), 0);
        let mut waiting = vec![place.to_owned()];
        while let Some(path) = waiting.pop() {
            let mut found = self.found_in(path.as_os_str().as_encoded_bytes());
            if path.is_dir() {
                waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                found.append(&mut self.found_in(&std::fs::read(&path).unwrap()));
                searched += 1;
            }
            if !found.is_empty() {
                hits.push((path, found));
            }
        }
        (hits, searched)
    }
}

/// The ways in which a text may stand in a file.
pub fn spellings(secret: &str) -> BTreeSet<Vec<u8>> {
    let mut all = BTreeSet::from([secret.as_bytes().to_vec()]);
    all.insert(secret.encode_utf16().flat_map(u16::to_le_bytes).collect());
    all.insert(secret.encode_utf16().flat_map(u16::to_be_bytes).collect());
    let debug = format!("{secret:?}").trim_matches('"').to_owned();
    for text in [secret.to_owned(), unicode(secret, Digits::Lower), json(secret), debug] {
        all.insert(text.as_bytes().to_vec());
        all.insert(text.as_bytes().escape_ascii().to_string().into_bytes());
        all.insert(hex::encode(&text).into_bytes());
        all.insert(hex::encode_upper(&text).into_bytes());
        all.extend(in_base64(text.as_bytes()));
    }
    for digits in [Digits::Lower, Digits::Upper] {
        all.insert(unicode(secret, digits).into_bytes());
        all.insert(percent(secret, digits).into_bytes());
    }
    all.insert(markup(secret).into_bytes());
    all
}

/// As JSON without more escapes than it asks for.
fn json(secret: &str) -> String {
    serde_json::to_string(secret).unwrap().trim_matches('"').to_owned()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Digits {
    Lower,
    Upper,
}

/// As JSON of those who escape everything but ASCII.
fn unicode(secret: &str, digits: Digits) -> String {
    let mut text = String::new();
    for char in json(secret).chars() {
        if char.is_ascii() {
            text.push(char);
            continue;
        }
        for unit in char.encode_utf16(&mut [0; 2]) {
            match digits {
                Digits::Lower => write!(text, "\\u{unit:04x}").unwrap(),
                Digits::Upper => write!(text, "\\u{unit:04X}").unwrap(),
            }
        }
    }
    text
}

fn percent(secret: &str, digits: Digits) -> String {
    let mut text = String::new();
    for byte in secret.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        match digits {
            _ if plain => text.push(char::from(byte)),
            Digits::Lower => write!(text, "%{byte:02x}").unwrap(),
            Digits::Upper => write!(text, "%{byte:02X}").unwrap(),
        }
    }
    text
}

fn markup(secret: &str) -> String {
    let named = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;")];
    let name = |char| named.iter().find(|(found, _)| *found == char).map(|(_, name)| (*name).to_owned());
    secret.chars().map(|char| name(char).unwrap_or_else(|| char.to_string())).collect()
}

/// In base64 as a part of something longer: at each of three places, without the letters at its ends that its neighbours share.
fn in_base64(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for before in 0..3_usize {
        let padded = [vec![0; before], bytes.to_vec()].concat();
        let (first, end) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
        for alphabet in [&STANDARD, &URL_SAFE] {
            all.push(alphabet.encode(&padded).into_bytes()[first..end].to_vec());
        }
    }
    all
}

#[test]
fn every_spelling_of_a_secret_is_found_and_nothing_else() {
    let finder = Finder::new();
    assert!(finder.found_in("金丝,雀 139-0026-041 窗外 第七只".as_bytes()).is_empty());
    let whole = planted("here");
    let ways: [Vec<u8>; 10] = [
        whole.clone().into_bytes(),
        whole.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        whole.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        hex::encode(&whole).into_bytes(),
        hex::encode_upper(&whole).into_bytes(),
        serde_json::to_vec(&whole).unwrap(),
        format!("{whole:?}").into_bytes(),
        whole.as_bytes().escape_ascii().to_string().into_bytes(),
        percent(&whole, Digits::Upper).into_bytes(),
        markup(&whole).into_bytes(),
    ];
    for way in &ways {
        assert_eq!(finder.found_in(way).len(), 3, "{}", String::from_utf8_lossy(way));
        for before in 0..3 {
            let longer = [vec![7; before], way.clone(), vec![7; 5]].concat();
            let encoded = STANDARD.encode(&longer);
            // What is spelled once and then in base64 is found where one of the spellings goes through both.
            if way == &ways[0] || way == &ways[5] {
                assert_eq!(finder.found_in(encoded.as_bytes()).len(), 3, "{before}: {encoded}");
            }
        }
    }
}
