//! The acts that stand in somebody's name, and what came of them.

use super::Named;
use super::keys::Keys;
use super::outcome::{self, Cast};
use crate::reading::Passed;
use crate::words;
use serde::Serialize;
use yishi_core::{
    Assistance, Authority, Channel, Command, EnterPaperBallot, Event, GrantId, MemberId, Party, PollId,
    PublicKey, State, VotingRightId,
};
use yishi_tally::Language;

/// An entry in somebody's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Act {
    /// The entry.
    pub index: u64,
    /// Its time.
    pub recorded_at_ms: u64,
    /// The kind of its command.
    pub kind: String,
    /// The kind in words.
    pub words: String,
    /// How it came about.
    pub way: Way,
    /// The key that signed.
    pub key: PublicKey,
    /// Whether that key was in force for its signer.
    pub key_status: KeyStatus,
    /// What it caused, by kind.
    pub events: Vec<String>,
    /// What came of it since, in words; nothing where nothing more is known.
    pub outcome: Option<String>,
}

/// How an act came about that stands in somebody's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "way")]
pub enum Way {
    /// By a key of their own.
    OwnKey,
    /// By a key of their own, for somebody else.
    ForSomebody {
        /// For whom.
        principal: MemberId,
    },
    /// By a clerk.
    Clerk {
        /// Who.
        clerk: Option<MemberId>,
        /// Commitment to the evidence, in the vault.
        evidence: String,
    },
    /// By a proxy to whom they granted their vote.
    Proxy {
        /// Who.
        proxy: MemberId,
        /// By which grant.
        grant: GrantId,
    },
    /// On paper by somebody else who came with a written authority.
    WrittenAuthority {
        /// Who signed the paper.
        proxy: MemberId,
    },
    /// On paper, as somebody read it.
    Paper {
        /// Who signed the entry.
        read_by: Option<MemberId>,
    },
    /// Handed in or brought in by somebody without a clerk's act: an import, a letter.
    BroughtIn {
        /// Who signed the entry.
        by: Option<MemberId>,
    },
}

impl Way {
    /// Whether a key of the member signed.
    pub const fn is_by_key(&self) -> bool {
        matches!(self, Self::OwnKey | Self::ForSomebody { .. })
    }
}

/// Whether a key was in force at an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStatus {
    /// It was.
    InForce,
    /// It was revoked before.
    Revoked,
    /// It was not enrolled for its signer.
    NotEnrolled,
}

/// Gathers acts as the book goes on.
#[derive(Default)]
pub(super) struct Acts {
    acts: Vec<Act>,
    named: Vec<Named>,
    casts: Vec<Cast>,
    submissions: Vec<(usize, yishi_core::SubmissionId)>,
    objections: Vec<(usize, yishi_core::ObjectionId)>,
    grants: Vec<(usize, GrantId)>,
}

impl Acts {
    pub(super) fn learn(&mut self, passed: &Passed<'_>, keys: &Keys) {
        let member = keys.member();
        match way(passed, member, keys) {
            Some(way) => self.act(passed, way),
            None if names(passed, member) => {
                let (index, recorded_at_ms) = (passed.index, passed.at.0);
                let kind = passed.envelope.command.kind().to_owned();
                self.named.push(Named { index, recorded_at_ms, kind, signer: signer(passed) });
            }
            None => {}
        }
    }

    fn act(&mut self, passed: &Passed<'_>, way: Way) {
        let (envelope, number) = (passed.envelope, self.acts.len());
        for event in passed.events {
            match event {
                Event::BallotCast(it) => {
                    self.casts.push(Cast { act: number, poll: it.poll, right: it.right.clone() })
                }
                Event::MarksCast(it) => {
                    self.casts.push(Cast { act: number, poll: it.poll, right: it.right.clone() })
                }
                Event::SealedBallotCast(it) => {
                    self.casts.push(Cast { act: number, poll: it.poll, right: it.right.clone() })
                }
                Event::PaperBallotConfirmed(it) => {
                    self.casts.push(Cast { act: number, poll: it.poll, right: it.right.clone() })
                }
                Event::SubmissionReceived(it) => self.submissions.push((number, it.submission)),
                Event::ObjectionRaised(it) => self.objections.push((number, it.objection)),
                Event::ProxyGranted(it) => self.grants.push((number, it.grant)),
                _ => {}
            }
        }
        self.acts.push(Act {
            index: passed.index,
            recorded_at_ms: passed.at.0,
            kind: envelope.command.kind().to_owned(),
            words: String::new(),
            key_status: key_status(passed),
            way,
            key: envelope.key,
            events: passed.events.iter().map(|event| event.kind().to_owned()).collect(),
            outcome: None,
        });
    }

    /// The acts with what came of them by the end of the book.
    pub(super) fn finish(mut self, state: &State, language: Language) -> (Vec<Act>, Vec<Named>) {
        for act in &mut self.acts {
            act.words = words::command(language, &act.kind);
        }
        let casts = self.casts.iter().map(|cast| {
            let index = self.acts.get(cast.act).map_or(u64::MAX, |act| act.index);
            (cast.act, cast.outcome(index, state, language))
        });
        let submissions =
            self.submissions.iter().map(|(act, id)| (*act, outcome::submission(*id, state, language)));
        let objections =
            self.objections.iter().map(|(act, id)| (*act, outcome::objection(*id, state, language)));
        let grants = self.grants.iter().map(|(act, id)| (*act, outcome::grant(*id, state, language)));
        let outcomes: Vec<(usize, Option<String>)> =
            casts.chain(submissions).chain(objections).chain(grants).collect();
        for (number, outcome) in outcomes {
            if let Some(act) = self.acts.get_mut(number) {
                act.outcome = outcome;
            }
        }
        (self.acts, self.named)
    }
}

fn signer(passed: &Passed<'_>) -> Option<MemberId> {
    match &passed.envelope.actor {
        Party::Member(member) => Some(member.clone()),
        Party::Engine => None,
    }
}

/// How an entry came about, if it stands in the member's name.
fn way(passed: &Passed<'_>, member: &MemberId, keys: &Keys) -> Option<Way> {
    let envelope = passed.envelope;
    let signed = signer(passed).as_ref() == Some(member) || keys.of(&envelope.key).is_some();
    match &envelope.assistance {
        Some(Assistance { principal, evidence }) if principal == member => {
            return Some(Way::Clerk { clerk: signer(passed), evidence: evidence.to_string() });
        }
        Some(Assistance { principal, .. }) if signed => {
            return Some(Way::ForSomebody { principal: principal.clone() });
        }
        Some(_) | None if signed => return Some(Way::OwnKey),
        Some(_) | None => {}
    }
    if let Command::EnterPaperBallot(paper) = &envelope.command {
        return match paper.member == *member {
            true => Some(Way::Paper { read_by: signer(passed) }),
            false => first_reading(paper, passed, member),
        };
    }
    passed.events.iter().find_map(|event| by_others(event, passed, member))
}

/// How others did something in the member's name.
fn by_others(event: &Event, passed: &Passed<'_>, member: &MemberId) -> Option<Way> {
    let granted = |grant: Option<GrantId>, proxy: &MemberId| {
        let grant = grant?;
        let principal = &passed.state.grants.get(&grant)?.principal;
        (principal == member).then(|| Way::Proxy { proxy: proxy.clone(), grant })
    };
    match event {
        Event::BallotCast(cast) => granted(cast.grant, &cast.member),
        Event::MarksCast(cast) => granted(cast.grant, &cast.member),
        Event::SealedBallotCast(cast) => granted(cast.grant, &cast.member),
        Event::PaperBallotConfirmed(paper) if paper.member == *member => {
            Some(Way::Paper { read_by: signer(passed) })
        }
        Event::PaperBallotConfirmed(paper) => match paper.authority? {
            Authority::Grant(grant) => granted(Some(grant), &paper.member),
            Authority::Written(_) => holds(member, paper.poll, &paper.right, passed.state)
                .then(|| Way::WrittenAuthority { proxy: paper.member.clone() }),
        },
        Event::SubmissionReceived(received) if received.author.as_ref() == Some(member) => {
            let brought_in =
                matches!(received.channel, Channel::Imported | Channel::Assisted | Channel::Paper);
            brought_in.then(|| Way::BroughtIn { by: signer(passed) })
        }
        _ => None,
    }
}

/// A paper on the member's right that somebody else signed, as the first reader entered it: on a written authority, or by a grant.
fn first_reading(paper: &EnterPaperBallot, passed: &Passed<'_>, member: &MemberId) -> Option<Way> {
    let proxy = paper.member.clone();
    if !holds(member, paper.poll, &paper.right, passed.state)
        || holds(&proxy, paper.poll, &paper.right, passed.state)
    {
        return None;
    }
    if paper.mandate.is_some() {
        return Some(Way::WrittenAuthority { proxy });
    }
    let mut grants =
        passed.state.grants.values().filter(|grant| grant.principal == *member && grant.proxy == proxy);
    grants.next_back().map(|grant| Way::Proxy { proxy: proxy.clone(), grant: grant.id })
}

/// Whether somebody holds a right in a poll, alone or with others.
fn holds(member: &MemberId, poll: PollId, right: &VotingRightId, state: &State) -> bool {
    let right = state.polls.get(&poll).and_then(|poll| poll.roll.rights.get(right));
    right.is_some_and(|right| right.holders.contains(member))
}

/// Whether an entry names the member anywhere: ids stand in quotation marks, and rights of co-owners join them by signs.
fn names(passed: &Passed<'_>, member: &MemberId) -> bool {
    let (wanted, leaf) = (member.as_str().as_bytes(), passed.leaf);
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte));
    leaf.windows(wanted.len()).enumerate().any(|(at, found)| {
        let before = at.checked_sub(1).and_then(|at| leaf.get(at));
        found == wanted && !is_part(before) && !is_part(leaf.get(at.saturating_add(wanted.len())))
    })
}

/// Whether the key that signed was in force for whom it signed. The state after the entry tells it: a key that an entry enrols or
/// revokes has the status that the entry found, except at the founding, which is signed by one of the registrars that it names.
fn key_status(passed: &Passed<'_>) -> KeyStatus {
    let envelope = passed.envelope;
    let record = passed.state.keys.get(&envelope.key);
    match (record, &envelope.actor) {
        (Some(record), Party::Member(member)) if record.member == *member => {
            let revoked = record.revoked_at.is_some_and(|revoked_at| revoked_at <= passed.index);
            let early = record.enrolled_at > passed.index && passed.index > 0;
            match (early, revoked) {
                (true, _) => KeyStatus::NotEnrolled,
                (false, true) => KeyStatus::Revoked,
                (false, false) => KeyStatus::InForce,
            }
        }
        _ => KeyStatus::NotEnrolled,
    }
}
