//! Units, ballots and rules of procedure, as they come to the count.

use crate::Choice;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where an area comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaSource {
    /// The register of real estate 不动产登记簿.
    Registered,
    /// The surveyor's measurement 测绘实测面积.
    Surveyed,
    /// The contract of sale 买卖合同面积.
    Contract,
}

/// The areas of a unit in 0.01 m², as far as they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Areas {
    /// In the register.
    #[serde(default, rename = "registered", skip_serializing_if = "Option::is_none")]
    pub registered_dm2: Option<u64>,
    /// As measured.
    #[serde(default, rename = "surveyed", skip_serializing_if = "Option::is_none")]
    pub surveyed_dm2: Option<u64>,
    /// In the contract.
    #[serde(default, rename = "contract", skip_serializing_if = "Option::is_none")]
    pub contract_dm2: Option<u64>,
}

impl Areas {
    /// The area of the first source in the order that has one.
    pub fn first(self, order: &[AreaSource]) -> Option<u64> {
        order.iter().find_map(|source| match source {
            AreaSource::Registered => self.registered_dm2,
            AreaSource::Surveyed => self.surveyed_dm2,
            AreaSource::Contract => self.contract_dm2,
        })
    }
}

/// How far the sale of a unit has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitStatus {
    /// Handed over: its owners vote.
    #[default]
    Delivered,
    /// Not sold: the developer votes.
    Unsold,
    /// Sold but not handed over: the developer votes.
    Undelivered,
}

/// What a unit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// A flat or house.
    #[default]
    Dwelling,
    /// A shop, office or other business premises.
    Shop,
    /// A parking stall or garage; counts only where the rules of procedure say so.
    Parking,
    /// Any other part with an owner of its own; counts like a flat.
    #[serde(other)]
    Other,
}

/// An exclusively owned part 专有部分.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedUnit {
    /// Its name.
    pub id: Arc<str>,
    /// Its owners; for an undelivered unit its buyers, who do not vote yet.
    pub owners: BTreeSet<Arc<str>>,
    /// Its areas.
    pub areas: Areas,
    /// How far its sale has come.
    pub status: UnitStatus,
    /// What it is.
    pub kind: UnitKind,
    /// Who votes for an owner without capacity to act, by law and without a mandate 法定代理人 (Civil Code arts. 19 to 23).
    pub guardian: Option<Arc<str>>,
}

/// What a ballot says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marking {
    /// A choice.
    Choice(Choice),
    /// Nothing that can be understood: spoilt, blank, or with two choices.
    Invalid,
}

/// How a ballot came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BallotChannel {
    /// Cast by the owner in the system.
    Electronic,
    /// Cast in the system by a clerk whom the owner asked.
    Assisted,
    /// On paper, entered by witnesses.
    Paper,
}

/// Whether a written authority was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mandate {
    /// Shown.
    Shown,
    /// Not shown.
    Missing,
}

/// Who cast a ballot for the head it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyVote {
    /// Who.
    pub by: Arc<str>,
    /// With a written authority or without.
    pub mandate: Mandate,
}

/// A ballot as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnersBallot {
    /// Its name.
    pub id: Arc<str>,
    /// The head: an owner, co-owners joined by `+`, or `developer`.
    pub head: Arc<str>,
    /// The matter, by its code.
    pub item: Arc<str>,
    /// What it says.
    pub marking: Marking,
    /// When, in the clock of the vote's window.
    pub at: u64,
    /// How it came.
    pub channel: BallotChannel,
    /// Who cast it, if not the head itself.
    pub proxy: Option<ProxyVote>,
}

/// Which of several ballots of one head stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revote {
    /// The last valid one.
    #[default]
    Last,
    /// The first valid one.
    First,
}

/// What becomes of those who say nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// They did not take part.
    #[default]
    Exclude,
    /// Whoever was served with a ballot and says nothing counts with the majority of those who voted; shown beside the
    /// count without them, never instead of it.
    FollowMajority,
}

/// Whether one channel goes before another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelPrecedence {
    /// What the owner cast in the system goes before paper and assistance, whenever it came.
    #[default]
    ElectronicFirst,
    /// All channels are alike.
    Equal,
}

/// What the rules of procedure 议事规则 and the law of the place say about counting owners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OwnersProfile {
    /// Which of several ballots stands.
    pub revote: Revote,
    /// From how many owners one person may hold mandates; absent for any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_cap: Option<u64>,
    /// Whether an invalid ballot takes part.
    pub invalid_participates: bool,
    /// What becomes of those who say nothing.
    pub silence: Silence,
    /// Whether parking stalls count.
    #[serde(alias = "count_parking", alias = "parking")]
    pub parking_counts: bool,
    /// Whether one channel goes before another.
    #[serde(alias = "precedence")]
    pub channels: ChannelPrecedence,
    /// Which source of an area goes first (SPC interpretation on divided ownership art. 8).
    pub area_order: Vec<AreaSource>,
}

impl Default for OwnersProfile {
    fn default() -> Self {
        Self {
            revote: Revote::default(),
            proxy_cap: None,
            invalid_participates: false,
            silence: Silence::default(),
            parking_counts: false,
            channels: ChannelPrecedence::default(),
            area_order: vec![AreaSource::Registered, AreaSource::Surveyed, AreaSource::Contract],
        }
    }
}

/// Why a ballot was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// It came before the vote opened, or when it had closed.
    OutsideWindow,
    /// Its matter was not on the agenda that was announced.
    ItemNotAnnounced,
    /// No head on the roll has that name, or several do.
    UnknownHead,
    /// A ballot of that id was taken before.
    DuplicateId,
    /// The proxy showed no written authority.
    NoMandate,
    /// The proxy holds as many mandates as one person may.
    ProxyCap,
    /// The first ballot stands.
    AlreadyVoted,
    /// An electronic ballot of the same head stands, whichever came first.
    SupersededByElectronic,
    /// The owner's own ballot stands, and this is a proxy's.
    SupersededByPrincipal,
    /// A valid ballot stands, and this one is invalid.
    ValidBallotStands,
}

/// A ballot that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedBallot {
    /// The ballot.
    pub id: Arc<str>,
    /// Why.
    pub reason: RejectReason,
}
