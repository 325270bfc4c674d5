//! The ballots of one poll as the entries have them: each with how it came, what it says and what became of it.

use crate::reading::Passed;
use serde::Serialize;
use std::collections::BTreeMap;
use yishi_core::{Channel, CouncilId, Event, GrantId, MemberId, PaperId, PollId, Reading, VotingRightId};
use yishi_tally::Choice;

/// A ballot, a paper or a tally sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BallotRow {
    /// The entry.
    pub index: u64,
    /// The voting right, or the section of a tally sheet.
    pub right: String,
    /// Who cast it or signed the paper; of a sheet, and of a paper that was read once only, who entered it.
    pub member: MemberId,
    /// How it came.
    pub channel: RowChannel,
    /// What it says, as it stands in the book; nothing of a seal that nobody opened.
    pub says: Option<serde_json::Value>,
    /// What became of it.
    pub fate: Fate,
}

/// How a ballot came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowChannel {
    /// By the voter's own key.
    OwnKey,
    /// By a proxy.
    Proxy,
    /// By a clerk.
    Clerk,
    /// On paper.
    Paper,
    /// A tally sheet.
    Sheet,
}

/// What became of a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    /// It counts; in a poll that is still open, as long as nothing replaces it.
    Counted,
    /// A later one stands in its place.
    Replaced {
        /// Which.
        by: u64,
    },
    /// Its seal was not opened in time.
    Unopened,
    /// A paper or a sheet that nobody read again.
    Unconfirmed,
    /// A sheet that is disputed.
    Disputed,
}

/// The ballots of a poll, as the book goes on.
pub(super) struct Ledger {
    poll: PollId,
    rows: Vec<BallotRow>,
    standing: BTreeMap<VotingRightId, usize>,
    papers: BTreeMap<PaperId, usize>,
    sheets: BTreeMap<CouncilId, usize>,
    sealed: bool,
}

/// A ballot before it has a place.
struct Cast<'a> {
    right: &'a VotingRightId,
    member: &'a MemberId,
    channel: RowChannel,
    says: Option<serde_json::Value>,
    fate: Fate,
}

impl Ledger {
    pub(super) const fn of(poll: PollId) -> Self {
        Self {
            poll,
            rows: Vec::new(),
            standing: BTreeMap::new(),
            papers: BTreeMap::new(),
            sheets: BTreeMap::new(),
            sealed: false,
        }
    }

    pub(super) fn learn(&mut self, passed: &Passed<'_>) {
        if !self.sealed {
            passed.events.iter().for_each(|event| self.event(passed.index, event));
        }
    }

    fn event(&mut self, index: u64, event: &Event) {
        match event {
            Event::BallotCast(it) if it.poll == self.poll => {
                let (channel, says) = (way(it.channel, it.grant), value(&it.choice));
                self.cast(
                    index,
                    Cast { right: &it.right, member: &it.member, channel, says, fate: Fate::Counted },
                );
            }
            Event::MarksCast(it) if it.poll == self.poll => {
                let (channel, says) = (way(it.channel, it.grant), value(&it.marks));
                self.cast(
                    index,
                    Cast { right: &it.right, member: &it.member, channel, says, fate: Fate::Counted },
                );
            }
            Event::SealedBallotCast(it) if it.poll == self.poll => {
                let channel = way(it.channel, it.grant);
                let cast =
                    Cast { right: &it.right, member: &it.member, channel, says: None, fate: Fate::Unopened };
                self.cast(index, cast);
            }
            Event::SealedBallotOpened(it) if it.poll == self.poll => {
                let row = self.standing.get(&it.right).and_then(|number| self.rows.get_mut(*number));
                if let Some(row) = row {
                    (row.says, row.fate) = (said(&it.reading), Fate::Counted);
                }
            }
            Event::PaperBallotEntered(it) if it.poll == self.poll => self.paper(index, it),
            Event::PaperBallotConfirmed(it) if it.poll == self.poll => {
                self.papers.remove(&it.paper);
                let (channel, says) = (RowChannel::Paper, said(&it.reading));
                self.cast(
                    index,
                    Cast { right: &it.right, member: &it.member, channel, says, fate: Fate::Counted },
                );
            }
            Event::PollSealed(it) if it.poll == self.poll => self.sealed = true,
            sheet => self.sheet(index, sheet),
        }
    }

    fn cast(&mut self, index: u64, cast: Cast<'_>) {
        let earlier = self.standing.insert(cast.right.clone(), self.rows.len());
        self.replace(earlier, index);
        self.rows.push(BallotRow {
            index,
            right: cast.right.to_string(),
            member: cast.member.clone(),
            channel: cast.channel,
            says: cast.says,
            fate: cast.fate,
        });
    }

    fn replace(&mut self, earlier: Option<usize>, by: u64) {
        if let Some(row) = earlier.and_then(|number| self.rows.get_mut(number)) {
            row.fate = Fate::Replaced { by };
        }
    }

    /// A paper waits for its second reading; the reading itself becomes a ballot of its own.
    fn paper(&mut self, index: u64, entered: &yishi_core::PaperBallotEntered) {
        let earlier = entered.replaces.and_then(|paper| self.papers.remove(&paper));
        self.replace(earlier, index);
        self.papers.insert(entered.paper, self.rows.len());
        self.rows.push(BallotRow {
            index,
            right: entered.right.to_string(),
            member: entered.by.clone(),
            channel: RowChannel::Paper,
            says: None,
            fate: Fate::Unconfirmed,
        });
    }

    fn sheet(&mut self, index: u64, event: &Event) {
        match event {
            Event::TallySheetEntered(it) if it.poll == self.poll => {
                let earlier = self.sheets.insert(it.section.clone(), self.rows.len());
                self.replace(earlier, index);
                self.rows.push(BallotRow {
                    index,
                    right: it.section.to_string(),
                    member: it.member.clone(),
                    channel: RowChannel::Sheet,
                    says: value(&it.totals),
                    fate: Fate::Unconfirmed,
                });
            }
            Event::TallySheetConfirmed(it) if it.poll == self.poll => self.mark(&it.section, Fate::Counted),
            Event::TallySheetDisputed(it) if it.poll == self.poll => self.mark(&it.section, Fate::Disputed),
            _ => {}
        }
    }

    fn mark(&mut self, section: &CouncilId, fate: Fate) {
        if let Some(row) = self.sheets.get(section).and_then(|number| self.rows.get_mut(*number)) {
            row.fate = fate;
        }
    }

    /// The rows. A paper that was read again is left out: its second reading stands for it.
    pub(super) fn into_rows(self) -> Vec<BallotRow> {
        let waiting: std::collections::BTreeSet<usize> = self.papers.into_values().collect();
        let rows = self.rows.into_iter().enumerate();
        let stays = |number: &usize, row: &BallotRow| {
            row.channel != RowChannel::Paper || row.fate != Fate::Unconfirmed || waiting.contains(number)
        };
        rows.filter(|(number, row)| stays(number, row)).map(|(_, row)| row).collect()
    }
}

fn way(channel: Channel, grant: Option<GrantId>) -> RowChannel {
    match (channel, grant) {
        (Channel::Paper, _) => RowChannel::Paper,
        (Channel::Assisted | Channel::Imported, _) => RowChannel::Clerk,
        (Channel::OwnKey, Some(_)) => RowChannel::Proxy,
        (Channel::OwnKey, None) => RowChannel::OwnKey,
    }
}

fn said(reading: &Reading) -> Option<serde_json::Value> {
    match reading {
        Reading::Choice(choice) => value::<Choice>(choice),
        Reading::Marks(marks) => value(marks),
        Reading::Invalid => Some("invalid".into()),
    }
}

fn value<T: Serialize>(said: &T) -> Option<serde_json::Value> {
    serde_json::to_value(said).ok()
}
