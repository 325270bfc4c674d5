//! Trust policies (C2SP `tlog-policy`): which logs are believed, and which witnesses must have cosigned.
//!
//! A policy has to come from elsewhere than the book that it judges. Fetching cosignatures is left to witness clients.

mod read;

use crate::checkpoint::{Checkpoint, CheckpointError, LogVerifier};
use crate::cosignature::{Cosigned, CosignerVerifier};
use crate::note::Note;
use std::collections::BTreeMap;

/// A policy that was read and is consistent in itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<LogVerifier>,
    members: BTreeMap<String, Member>,
    quorum: Option<String>,
}

/// What a name in a policy stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Member {
    Witness(Box<PolicyWitness>),
    Group { threshold: usize, members: Vec<String> },
}

/// A witness whose cosignatures count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyWitness {
    /// Its name and key.
    pub cosigner: CosignerVerifier,
    /// Where checkpoints are handed in for it, if the policy says so.
    pub url: Option<String>,
}

/// What the witnesses of a policy say of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnesses {
    /// Those whose cosignatures are good, by their names in the policy, in order.
    pub good: Vec<String>,
    /// How many the policy names.
    pub of: usize,
    /// Whether the quorum has cosigned; also where the policy wants none.
    pub met: bool,
}

/// Why a policy cannot be read, or a note does not satisfy it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The file is not a policy.
    #[error("policy line {line}: {reason}")]
    Malformed {
        /// The line, from 1; the number of lines plus one for what is missing at the end.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// No log of the policy is the note's.
    #[error("the policy names no log `{0}`")]
    UnknownLog(String),
    /// The checkpoint is not good.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Too few witnesses have cosigned.
    #[error("the quorum `{quorum}` of the policy is not met: good cosignatures of {}", if witnesses.is_empty() { "nobody".to_owned() } else { witnesses.join(", ") })]
    QuorumNotMet {
        /// The quorum's name.
        quorum: String,
        /// The witnesses of the policy whose cosignatures are good.
        witnesses: Vec<String>,
    },
}

impl Policy {
    /// The logs that are believed.
    pub fn logs(&self) -> &[LogVerifier] {
        &self.logs
    }

    /// The log of this name.
    pub fn log(&self, origin: &str) -> Option<&LogVerifier> {
        self.logs.iter().find(|log| log.name() == origin)
    }

    /// Whether it wants witnesses at all.
    pub const fn wants_witnesses(&self) -> bool {
        self.quorum.is_some()
    }

    /// A policy that believes one log and wants no witness, as an exported bundle carries it.
    pub fn of_log(log: &LogVerifier) -> String {
        format!("log {}\nquorum none\n", log.to_vkey())
    }

    /// Opens a signed note: signed by a log of the policy, cosigned by its quorum.
    ///
    /// # Errors
    /// When the log is unknown, its signature is missing or bad, or the quorum is not met.
    pub fn open(&self, note: &[u8]) -> Result<Checkpoint, PolicyError> {
        let origin = Checkpoint::parse_unverified(note)?.origin;
        let mut keys = self.logs.iter().filter(|log| log.name() == origin).peekable();
        if keys.peek().is_none() {
            return Err(PolicyError::UnknownLog(origin));
        }
        let mut last = Err(CheckpointError::NotSigned(origin.clone()));
        for key in keys {
            last = key.open(note);
            if last.is_ok() {
                break;
            }
        }
        let checkpoint = last?;
        self.check_quorum(note)?;
        Ok(checkpoint)
    }

    /// The witnesses of the policy by their names in it, in order.
    pub fn witnesses(&self) -> impl Iterator<Item = (&str, &PolicyWitness)> {
        self.members.iter().filter_map(|(name, member)| match member {
            Member::Witness(witness) => Some((name.as_str(), &**witness)),
            Member::Group { .. } => None,
        })
    }

    /// The name of the quorum; nothing where the policy wants no cosignature.
    pub fn quorum(&self) -> Option<&str> {
        self.quorum.as_deref()
    }

    /// The good cosignatures of a note: the names of the witnesses in the policy, in order, each with the time that it states, in seconds
    /// since 1970.
    pub fn cosignatures<'a>(&'a self, note: &'a Note<'_>) -> impl Iterator<Item = (&'a str, u64)> {
        self.witnesses().filter_map(|(name, witness)| match witness.cosigner.cosigned(note) {
            Cosigned::Good { time_s } => Some((name, time_s)),
            Cosigned::Absent | Cosigned::Bad => None,
        })
    }

    /// Which witnesses have cosigned a note, and whether they are enough. Log signatures are left to [`Self::open`].
    pub fn count(&self, note: &Note<'_>) -> Witnesses {
        let good: Vec<String> = self.cosignatures(note).map(|(name, _)| name.to_owned()).collect();
        let met = self.quorum.as_ref().is_none_or(|quorum| self.is_met(quorum, &good));
        Witnesses { good, of: self.witnesses().count(), met }
    }

    fn check_quorum(&self, note: &[u8]) -> Result<(), PolicyError> {
        let Some(quorum) = &self.quorum else { return Ok(()) };
        let note = Note::parse(note).map_err(CheckpointError::Malformed)?;
        let Witnesses { good, met, .. } = self.count(&note);
        if met {
            return Ok(());
        }
        Err(PolicyError::QuorumNotMet { quorum: quorum.clone(), witnesses: good })
    }

    /// Whether a member has witnessed. Groups only name members of earlier lines, so this ends.
    fn is_met(&self, name: &str, witnesses: &[String]) -> bool {
        match self.members.get(name) {
            Some(Member::Witness(_)) => witnesses.iter().any(|witness| witness == name),
            Some(Member::Group { threshold, members }) => {
                members.iter().filter(|member| self.is_met(member, witnesses)).count() >= *threshold
            }
            None => false,
        }
    }
}
