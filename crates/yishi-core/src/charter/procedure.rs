//! The rules of procedure 议事规则 of a decision rule: what the law leaves to the community about casting and counting ballots.
//!
//! Who may grant and use a proxy is left to `proxy`, what stands of several ballots to `poll/cast`.

use serde::{Deserialize, Serialize};
use yishi_tally::{AreaSource, ChannelPrecedence, Revote, Silence};

/// What the rules of procedure say. Everything has the default that is named, so that a charter writes only what differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProcedureClause {
    /// Which of several equal ballots of one right stands; the last unless said.
    #[serde(skip_serializing_if = "is_default")]
    pub revote: Revote,
    /// Whether one may vote for another by a grant; nobody may unless said.
    #[serde(skip_serializing_if = "is_default")]
    pub proxies: Proxies,
    /// For how many rights of others one person may vote in one poll; absent for any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_cap: Option<u32>,
    /// Whether ballots come on paper; they do not unless said.
    #[serde(skip_serializing_if = "is_default")]
    pub paper: PaperBallots,
    /// Whether a ballot cast with an own key goes before paper and assistance; it does unless said.
    #[serde(skip_serializing_if = "is_default")]
    pub channels: ChannelPrecedence,
    /// Whether an invalid ballot takes part; it does not unless said.
    #[serde(skip_serializing_if = "is_default")]
    pub invalid_participates: bool,
    /// What becomes of those who were served with a ballot and say nothing; nothing unless said.
    #[serde(skip_serializing_if = "is_default")]
    pub silence: Silence,
    /// Whether parking stalls count; they do not unless said.
    #[serde(skip_serializing_if = "is_default")]
    pub parking_counts: bool,
    /// Which source of an area goes first: the register, the survey, then the contract unless said (SPC interpretation on
    /// divided ownership art. 8).
    #[serde(skip_serializing_if = "is_law")]
    pub area_order: Vec<AreaSource>,
}

/// Whether one may vote for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proxies {
    /// Nobody may.
    #[default]
    Refused,
    /// Whoever holds a grant 委托 of a holder of the right, or a written authority that comes with a paper ballot.
    Allowed,
    /// So too, but nobody who stands for election in the poll (residents' committee law art. 19).
    ExceptCandidates,
}

/// Whether ballots come on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperBallots {
    /// They do not.
    #[default]
    Refused,
    /// One witness enters a ballot with the picture of it, another reads it again.
    TwoWitnesses,
}

/// The order of sources in which the law takes an area.
pub const AREA_ORDER_OF_LAW: [AreaSource; 3] =
    [AreaSource::Registered, AreaSource::Surveyed, AreaSource::Contract];

impl Default for ProcedureClause {
    fn default() -> Self {
        Self {
            revote: Revote::default(),
            proxies: Proxies::default(),
            proxy_cap: None,
            paper: PaperBallots::default(),
            channels: ChannelPrecedence::default(),
            invalid_participates: false,
            silence: Silence::default(),
            parking_counts: false,
            area_order: AREA_ORDER_OF_LAW.to_vec(),
        }
    }
}

impl ProcedureClause {
    pub(crate) fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn is_law(order: &[AreaSource]) -> bool {
    *order == AREA_ORDER_OF_LAW
}
