//! Reads the lines of a policy. All or nothing, with the line that is wrong.

use super::{Member, Policy, PolicyError, PolicyWitness};
use crate::checkpoint::LogVerifier;
use crate::cosignature::CosignerVerifier;
use std::collections::BTreeMap;

/// Most names in a policy, so that a hostile file costs little.
const MAX_NAMES: usize = 1024;

impl Policy {
    /// Reads a policy file. It must be UTF-8; keys must be Ed25519 logs and Ed25519 cosigners.
    ///
    /// # Errors
    /// The first line that is wrong, and why.
    pub fn parse(bytes: &[u8]) -> Result<Self, PolicyError> {
        let malformed = |line, reason| PolicyError::Malformed { line, reason };
        let text = std::str::from_utf8(bytes)
            .map_err(|error| malformed(line_of(bytes, error.valid_up_to()), "not UTF-8".to_owned()))?;
        let mut reader = Reader::default();
        for (number, line) in (1..).zip(text.split('\n')) {
            reader.line(line).map_err(|reason| malformed(number, reason))?;
        }
        let Some(quorum) = reader.quorum else {
            return Err(malformed(text.split('\n').count(), "a `quorum` line is missing".to_owned()));
        };
        Ok(Self { logs: reader.logs, members: reader.members, quorum })
    }
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes.iter().take(at).filter(|&&byte| byte == b'\n').count()
}

#[derive(Default)]
struct Reader {
    logs: Vec<LogVerifier>,
    members: BTreeMap<String, Member>,
    /// The quorum line, once read: `None` inside stands for `quorum none`.
    quorum: Option<Option<String>>,
    /// Names that stand in a group already: each may stand in one only.
    grouped: Vec<String>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.bytes().any(|byte| (byte < 0x20 && byte != b'\t') || byte == 0x7F) {
            return Err("a control character".into());
        }
        let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", vkey] | ["log", vkey, _] => self.log(vkey),
            ["witness", name, vkey] => self.witness(name, vkey, None),
            ["witness", name, vkey, url] => self.witness(name, vkey, Some(url)),
            ["group", name, threshold, members @ ..] => self.group(name, threshold, members),
            ["quorum", name] => self.quorum(name),
            _ => Err(format!("`{line}` is none of log, witness, group, quorum with their words")),
        }
    }

    fn log(&mut self, vkey: &str) -> Result<(), String> {
        let log = LogVerifier::parse(vkey).map_err(|error| error.to_string())?;
        if self.logs.iter().any(|known| known.public() == log.public()) {
            return Err("another log has the same key".into());
        }
        self.logs.push(log);
        Ok(())
    }

    fn witness(&mut self, name: &str, vkey: &str, url: Option<&str>) -> Result<(), String> {
        let cosigner = CosignerVerifier::parse(vkey)?;
        let known = |member: &Member| match member {
            Member::Witness(known) => known.cosigner.public() == cosigner.public(),
            Member::Group { .. } => false,
        };
        if self.members.values().any(known) {
            return Err("another witness has the same key".into());
        }
        let witness = PolicyWitness { cosigner, url: url.map(str::to_owned) };
        self.define(name, Member::Witness(Box::new(witness)))
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), String> {
        let threshold = match threshold {
            "all" => members.len(),
            "any" => 1,
            number => crate::digits::decimal(number)
                .and_then(|number| usize::try_from(number).ok())
                .ok_or("the threshold is neither `all`, `any` nor a number")?,
        };
        if threshold == 0 || threshold > members.len() {
            return Err(format!("a threshold of {threshold} does not fit {} members", members.len()));
        }
        for member in members {
            if !self.members.contains_key(*member) {
                return Err(format!("`{member}` is not defined on an earlier line"));
            }
            if self.grouped.iter().any(|grouped| grouped == member) {
                return Err(format!("`{member}` stands in a group already"));
            }
            self.grouped.push((*member).to_owned());
        }
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.define(name, Member::Group { threshold, members })
    }

    fn define(&mut self, name: &str, member: Member) -> Result<(), String> {
        if name == "none" || self.members.contains_key(name) {
            return Err(format!("the name `{name}` is taken"));
        }
        if self.members.len() == MAX_NAMES {
            return Err(format!("more than {MAX_NAMES} names"));
        }
        self.members.insert(name.to_owned(), member);
        Ok(())
    }

    fn quorum(&mut self, name: &str) -> Result<(), String> {
        if self.quorum.is_some() {
            return Err("a second `quorum` line".into());
        }
        self.quorum = Some(match name {
            "none" => None,
            name if self.members.contains_key(name) => Some(name.to_owned()),
            name => return Err(format!("`{name}` is not defined on an earlier line")),
        });
        Ok(())
    }
}
