//! One poll counted again from the ballots in the entries, and what became of each of them.
//!
//! Counting itself is that of `verify`'s recount, which shares nothing with the rules' own; here it is told for one poll, with every ballot,
//! so that somebody who asks whether theirs was counted gets an answer with its entry.

mod ledger;
mod told;

pub use ledger::{BallotRow, Fate, RowChannel};

use crate::bundle::Bundle;
use crate::command::AuditError;
use crate::findings::Findings;
use crate::reading::{Basis, Passed, read};
use crate::trust::Pin;
use crate::verify::recount::{Recount, digest};
use crate::words::pick;
use ledger::Ledger;
use serde::Serialize;
use told::told;
use yishi_book::Finding;
use yishi_core::{Command, CouncilId, Digest, Event, PollId, PollSealed, RuleId, State};
use yishi_tally::{Language, Verdict};

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct TallyReport {
    /// On what it rests.
    pub basis: Basis,
    /// The poll.
    pub poll: PollId,
    /// The council that decides.
    pub council: CouncilId,
    /// The clause of the charter.
    pub rule: RuleId,
    /// What the entries give.
    pub derived: CountedList,
    /// What the sealing states; nothing while the poll is open.
    pub sealed: Option<SealedList>,
    /// Every ballot, paper or tally sheet, in the order of the book.
    pub ballots: Vec<BallotRow>,
    /// What it comes to.
    pub verdict: Verdict,
    /// The count in words.
    pub trace: Vec<String>,
    /// The entry that was asked about.
    pub asked: Option<AskedEntry>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What was not checked.
    pub not_checked: Vec<&'static str>,
}

/// A list of counted entries, as the entries give it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CountedList {
    /// The entries, in order.
    pub counted: Vec<u64>,
    /// SHA-256 over them, each as 8 bytes big-endian.
    pub counted_digest: Digest,
    /// The entries that a later one replaced.
    pub replaced: Vec<u64>,
    /// SHA-256 over these.
    pub replaced_digest: Digest,
}

/// What a sealing states of its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SealedList {
    /// The entry that sealed the poll.
    pub index: u64,
    /// How many are counted.
    pub counted: u64,
    /// SHA-256 over the counted entries.
    pub counted_digest: Digest,
    /// How many were replaced.
    pub replaced: u64,
    /// SHA-256 over the replaced entries.
    pub replaced_digest: Digest,
    /// Whether the entries give the same.
    pub agrees: bool,
}

/// An entry that somebody asks about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskedEntry {
    /// The entry.
    pub index: u64,
    /// Whether it brings a ballot, a paper or a tally sheet to this poll.
    pub is_ballot: bool,
    /// The kind of its command; nothing where the book ends before it.
    pub kind: Option<String>,
    /// What became of it.
    pub fate: Option<Fate>,
}

/// Counts a poll again; `asked` is the entry that somebody asks about.
///
/// # Errors
/// When the book cannot be read or has no such poll.
pub fn tally_poll(
    bundle: &Bundle,
    pin: &Pin,
    poll: PollId,
    asked: Option<u64>,
    language: Language,
) -> Result<TallyReport, AuditError> {
    let mut counting = Counting::of(poll, asked);
    let reading = read(bundle, pin, None, &mut |passed| counting.learn(passed))?;
    let state = &reading.state;
    let found = state.polls.get(&poll).ok_or_else(|| AuditError::Usage(format!("the book has no {poll}")))?;
    let mut findings = reading.findings;
    counting.found.drain(..).for_each(|finding| findings.add(finding));
    let Counting { ledger, sealed, kind, .. } = counting;
    let ballots = ledger.into_rows();
    let derived = CountedList::of(&ballots);
    let sealed = sealed.map(|(index, sealed)| SealedList::of(index, &sealed, &derived));
    let (verdict, trace) = told(found, sealed.as_ref(), language, &mut findings);
    let asked = asked.map(|index| AskedEntry::of(index, kind, &ballots));
    if let Some(asked) = &asked {
        asked.report(poll, language, &mut findings);
    }
    let findings = findings.into_list(language);
    let (council, rule) = (found.council.clone(), found.rule.id.clone());
    let not_checked = not_checked(language);
    Ok(TallyReport {
        basis: reading.basis,
        poll,
        council,
        rule,
        derived,
        sealed,
        ballots,
        verdict,
        trace,
        asked,
        findings,
        not_checked,
    })
}

/// What is gathered on the way.
struct Counting {
    poll: PollId,
    ledger: Ledger,
    recount: Recount,
    sealed: Option<(u64, PollSealed)>,
    asked: Option<u64>,
    kind: Option<String>,
    found: Vec<Finding>,
}

impl Counting {
    fn of(poll: PollId, asked: Option<u64>) -> Self {
        let (ledger, recount) = (Ledger::of(poll), Recount::default());
        Self { poll, ledger, recount, sealed: None, asked, kind: None, found: Vec::new() }
    }

    fn learn(&mut self, passed: &Passed<'_>) {
        if self.asked == Some(passed.index) {
            self.kind = Some(Command::kind(&passed.envelope.command).to_owned());
        }
        self.ledger.learn(passed);
        let mut findings = Findings::new(u64::MAX);
        let poll = self.poll;
        for event in passed.events.iter().filter(|event| concerns(event, poll)) {
            match event {
                Event::PollSealed(sealed) => self.seal(passed.index, sealed, passed.state, &mut findings),
                event => self.recount.learn(passed.index, event.clone(), &mut findings),
            }
        }
        self.found.extend(findings.into_parts().0);
    }

    fn seal(&mut self, index: u64, sealed: &PollSealed, state: &State, findings: &mut Findings) {
        self.recount.seal(index, sealed, state, findings);
        self.sealed = Some((index, sealed.clone()));
    }
}

/// Whether the recount needs an event. Who was present at hearings is asked of all of them: the poll says later which one is meant.
fn concerns(event: &Event, poll: PollId) -> bool {
    match event {
        Event::BallotCast(it) => it.poll == poll,
        Event::MarksCast(it) => it.poll == poll,
        Event::SealedBallotCast(it) => it.poll == poll,
        Event::SealedBallotOpened(it) => it.poll == poll,
        Event::PaperBallotConfirmed(it) => it.poll == poll,
        Event::ServiceRecorded(it) => it.poll == poll,
        Event::ReviewerBarred(it) => it.poll == poll,
        Event::OpeningBegan(it) => it.poll == poll,
        Event::TallySheetEntered(it) => it.poll == poll,
        Event::TallySheetConfirmed(it) => it.poll == poll,
        Event::TallySheetDisputed(it) => it.poll == poll,
        Event::PollSealed(it) => it.poll == poll,
        Event::AttendanceRecorded(_) | Event::HearingOpened(_) => true,
        _ => false,
    }
}

impl CountedList {
    fn of(ballots: &[BallotRow]) -> Self {
        let of = |wanted: &dyn Fn(&BallotRow) -> bool| {
            let mut indices: Vec<u64> =
                ballots.iter().filter(|row| wanted(row)).map(|row| row.index).collect();
            indices.sort_unstable();
            indices
        };
        let counted = of(&|row| row.fate == Fate::Counted);
        let replaced = of(&|row| matches!(row.fate, Fate::Replaced { .. }) && row.says_something());
        let (counted_digest, replaced_digest) = (digest(&counted), digest(&replaced));
        Self { counted, counted_digest, replaced, replaced_digest }
    }
}

impl BallotRow {
    /// A paper that was read once only never was a ballot, so that nothing replaced it as one.
    fn says_something(&self) -> bool {
        self.channel != RowChannel::Paper || self.says.is_some()
    }
}

impl SealedList {
    fn of(index: u64, sealed: &PollSealed, derived: &CountedList) -> Self {
        let agrees = (sealed.counted_digest, sealed.replaced_digest)
            == (derived.counted_digest, derived.replaced_digest);
        Self {
            index,
            counted: sealed.counted,
            counted_digest: sealed.counted_digest,
            replaced: sealed.replaced,
            replaced_digest: sealed.replaced_digest,
            agrees,
        }
    }
}

impl AskedEntry {
    fn of(index: u64, kind: Option<String>, ballots: &[BallotRow]) -> Self {
        let row = ballots.iter().find(|row| row.index == index);
        Self { index, is_ballot: row.is_some(), kind, fate: row.map(|row| row.fate) }
    }

    fn report(&self, poll: PollId, language: Language, findings: &mut Findings) {
        let index = self.index;
        let message = match (&self.kind, self.is_ballot, language) {
            (None, _, Language::English) => format!("the book ends before entry {index}"),
            (None, _, Language::Chinese) => format!("台账在第 {index} 条之前就已结束"),
            (Some(_), true, _) => return,
            (Some(kind), false, Language::English) => {
                format!("entry {index} is no ballot of {poll}: it is `{kind}`")
            }
            (Some(kind), false, Language::Chinese) => {
                format!("第 {index} 条不是 {poll} 的选票，而是 `{kind}`")
            }
        };
        findings.at(index, "ballot", message);
    }
}

fn not_checked(language: Language) -> Vec<&'static str> {
    vec![
        pick(
            language,
            "that signatures hold and that the rules admit each ballot and the frozen roll: `verify` and `replay` do",
            "签名是否有效、每张选票与锁定的名册是否合乎规则：由 verify 与 replay 核对",
        ),
        pick(
            language,
            "ballots that were handed in and never became an entry: their voters have a signed refusal, or no receipt",
            "已提交但未入册的选票：投票人应持有签名的拒绝通知，或没有回执",
        ),
    ]
}
