//! The state of a book: a fold over its entries, nothing else.

use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A charter version with its identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharterVersion {
    /// From 1.
    pub version: u32,
    /// SHA-256 of the canonical JSON.
    pub digest: Digest,
    /// The text that people read.
    pub source: DocumentHash,
    /// The rules.
    pub charter: Arc<Charter>,
    /// The entry that adopted it.
    pub adopted_at: u64,
    /// The resolution that adopted it, where one was needed.
    #[serde(default)]
    pub resolution: Option<ResolutionId>,
}

/// Everything that follows from the entries so far. A clone is cheap: maps are persistent, aggregates shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The book itself; absent before its first entry.
    pub book: Option<Arc<BookInfo>>,
    /// The rules code in force.
    pub ruleset: Ruleset,
    /// Charter versions by number; the last is in force.
    pub charters: OrdMap<u32, Arc<CharterVersion>>,
    /// Emergencies ever declared; at most the last is in force.
    #[serde(default)]
    pub emergencies: OrdMap<EmergencyId, Arc<Emergency>>,
    /// The adopted calendar.
    pub calendar: Arc<Calendar>,
    /// Keys ever enrolled.
    pub keys: OrdMap<PublicKey, Arc<KeyRecord>>,
    /// Requests among registrars.
    pub registrar_requests: OrdMap<RegistrarRequestId, Arc<RegistrarRequest>>,
    /// The register of other books, where this one keeps one.
    #[serde(default)]
    pub register: Register,
    /// The live roll.
    pub roll: Roll,
    /// Who sits where.
    pub seatings: Seatings,
    /// Submissions.
    pub submissions: OrdMap<SubmissionId, Arc<Submission>>,
    /// The submissions that each member handed in or took a stance on: an index.
    #[serde(default)]
    pub submissions_of: OrdMap<MemberId, OrdSet<SubmissionId>>,
    /// What each member did to each matter itself: an index.
    #[serde(default)]
    pub took_part: TookPart,
    /// What others signed in the name of each member: an index.
    pub assisted_acts: AssistedActs,
    /// Calls for ideas and surveys.
    #[serde(default)]
    pub calls: OrdMap<CallId, Arc<Call>>,
    /// Matters.
    pub matters: OrdMap<MatterId, Arc<Matter>>,
    /// The matters that other books handed over, by book and its entry: an index.
    #[serde(default)]
    pub received: OrdMap<BookOrigin, OrdMap<u64, MatterId>>,
    /// Proposals.
    pub proposals: OrdMap<ProposalId, Arc<Proposal>>,
    /// Amendments of single paragraphs.
    #[serde(default)]
    pub amendments: OrdMap<AmendmentId, Arc<Amendment>>,
    /// Nominations by the proposal that they are for.
    #[serde(default)]
    pub nomination_phases: OrdMap<ProposalId, Arc<NominationPhase>>,
    /// Nominations of single members.
    #[serde(default)]
    pub nominations: OrdMap<NominationId, Arc<Nomination>>,
    /// The nominations of each member: an index.
    #[serde(default)]
    pub nominations_of: OrdMap<MemberId, OrdSet<NominationId>>,
    /// Objections.
    pub objections: OrdMap<ObjectionId, Arc<Objection>>,
    /// Objections to results of polls.
    #[serde(default)]
    pub result_objections: OrdMap<ObjectionId, Arc<ResultObjection>>,
    /// Notices.
    pub notices: OrdMap<NoticeId, Arc<Notice>>,
    /// Hearings.
    pub hearings: OrdMap<HearingId, Arc<Hearing>>,
    /// Grants to vote for somebody.
    #[serde(default)]
    pub grants: OrdMap<GrantId, Arc<ProxyGrant>>,
    /// The grants that each member holds, taken back or not: an index.
    #[serde(default)]
    pub grants_held: OrdMap<MemberId, OrdSet<GrantId>>,
    /// Polls.
    pub polls: OrdMap<PollId, Arc<Poll>>,
    /// Resolutions.
    pub resolutions: OrdMap<ResolutionId, Arc<Resolution>>,
    /// Who steps up when a seat that an election filled falls vacant.
    #[serde(default)]
    pub alternates: Alternates,
    /// Compacts.
    #[serde(default)]
    pub compacts: OrdMap<CompactId, Arc<Compact>>,
    /// Cost shares as they were frozen when a poll opened.
    #[serde(default)]
    pub costs_frozen: OrdMap<PollId, Arc<CostShares>>,
    /// Cost shares that are owed.
    #[serde(default)]
    pub cost_sharings: OrdMap<CostSharingId, Arc<CostSharing>>,
    /// What resolutions lay down to last.
    #[serde(default)]
    pub standings: Standings,
    /// Actions.
    pub actions: OrdMap<ActionId, Arc<Action>>,
    /// Posts and their rota.
    #[serde(default)]
    pub posts: Posts,
    /// Obligations by due time, the earliest first.
    pub obligations: OrdSet<(TimeMs, Obligation)>,
    /// Commitments to statements and vault texts, with the entry that first named them.
    pub commitments: OrdMap<Commitment, u64>,
    /// Commitments whose text was redacted, with the entry that did it.
    pub redacted: OrdMap<Commitment, u64>,
    /// Where submissions, matters and hearings lie: it follows from them and is not stored.
    #[serde(skip)]
    pub listings: Listings,
    /// What was withheld, in the order of the entries that did it.
    #[serde(default)]
    pub withheld: OrdMap<WithheldId, Arc<Withheld>>,
    /// The statements and vault texts that concern each member, withheld or not: an index.
    #[serde(default)]
    pub concerning: OrdMap<MemberId, OrdSet<Commitment>>,
    /// Members who were erased.
    #[serde(default)]
    pub erasures: OrdMap<MemberId, Arc<Erasure>>,
    /// Erasures that one entry had no room for, with the parts that stand.
    #[serde(default)]
    pub erasure_parts: OrdMap<RegistrarRequestId, u32>,
}

impl Default for Ruleset {
    fn default() -> Self {
        Self::FIRST
    }
}

impl State {
    /// The rules in force: the last charter adopted, as its emergency mode changes it while that lasts.
    pub fn charter(&self) -> Option<&Arc<CharterVersion>> {
        let changed = self.emergency().map(|emergency| &emergency.rules);
        changed.or_else(|| self.charters.get_max().map(|(_, version)| version))
    }

    /// The emergency in force, if there is one.
    pub fn emergency(&self) -> Option<&Arc<Emergency>> {
        self.emergencies.get_max().map(|(_, emergency)| emergency).filter(|emergency| emergency.end.is_none())
    }

    /// The rules that an entry was decided under: a version of the charter, in the mode that it names.
    pub fn rules_of(&self, version: u32, emergency: Option<EmergencyId>) -> Option<&Arc<CharterVersion>> {
        match emergency {
            Some(id) => self.emergencies.get(&id).map(|emergency| &emergency.rules),
            None => self.charters.get(&version),
        }
    }

    /// The earliest obligation that is due at `at`, if any.
    pub fn next_due(&self, at: TimeMs) -> Option<(TimeMs, Obligation)> {
        self.obligations.get_min().copied().filter(|(due, _)| *due <= at)
    }

    /// Makes the listings again: a state that was read from its stored form lacks them.
    pub fn relist(&mut self) {
        self.listings = Listings::of(self);
    }
}

fn find<'a, K: Ord + std::fmt::Display, V>(
    map: &'a OrdMap<K, Arc<V>>,
    kind: &str,
    id: &K,
) -> Result<&'a Arc<V>, Rejection> {
    map.get(id).ok_or_else(|| Rejection::NotFound { kind: kind.to_owned(), id: id.to_string() })
}

macro_rules! lookups {
    ($($name:ident: $map:ident[$id:ty] -> $value:ty, $kind:literal;)+) => {
        impl State {
            $(
                #[doc = concat!("The ", $kind, " of this name, or the rejection that says it does not exist.")]
                ///
                /// # Errors
                /// [`Rejection::NotFound`].
                pub fn $name(&self, id: &$id) -> Result<&Arc<$value>, Rejection> {
                    find(&self.$map, $kind, id)
                }
            )+
        }
    };
}

lookups! {
    submission: submissions[SubmissionId] -> Submission, "submission";
    call: calls[CallId] -> Call, "call";
    matter: matters[MatterId] -> Matter, "matter";
    proposal: proposals[ProposalId] -> Proposal, "proposal";
    amendment: amendments[AmendmentId] -> Amendment, "amendment";
    nomination: nominations[NominationId] -> Nomination, "nomination";
    objection: objections[ObjectionId] -> Objection, "objection";
    result_objection: result_objections[ObjectionId] -> ResultObjection, "objection";
    notice: notices[NoticeId] -> Notice, "notice";
    hearing: hearings[HearingId] -> Hearing, "hearing";
    poll: polls[PollId] -> Poll, "poll";
    grant: grants[GrantId] -> ProxyGrant, "grant";
    resolution: resolutions[ResolutionId] -> Resolution, "resolution";
    compact: compacts[CompactId] -> Compact, "compact";
    cost_sharing: cost_sharings[CostSharingId] -> CostSharing, "cost sharing";
    action: actions[ActionId] -> Action, "action";
    registrar_request: registrar_requests[RegistrarRequestId] -> RegistrarRequest, "request";
}

impl State {
    /// The posting of this name, or the rejection that says it does not exist.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub fn posting(&self, id: &PostingId) -> Result<&Arc<Posting>, Rejection> {
        find(&self.posts.postings, "posting", id)
    }

    /// The standing duty of this name, or the rejection that says it does not exist.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub fn standing_duty(&self, id: &StandingDutyId) -> Result<&Arc<StandingDuty>, Rejection> {
        find(&self.standings.duties, "standing duty", id)
    }

    /// The standing rule of this name, or the rejection that says it does not exist.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub fn standing_rule(&self, id: &StandingRuleId) -> Result<&Arc<StandingRule>, Rejection> {
        find(&self.standings.rules, "standing rule", id)
    }

    /// The booking of this name, or the rejection that says it does not exist.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub fn booking(&self, id: &BookingId) -> Result<&Arc<Booking>, Rejection> {
        find(&self.standings.bookings, "booking", id)
    }

    /// The shift of this name, or the rejection that says it does not exist.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub fn shift(&self, id: &ShiftId) -> Result<&Arc<Shift>, Rejection> {
        find(&self.posts.shifts, "shift", id)
    }

    /// The member of this name, or the rejection that says they are not on the roll.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub fn member(&self, id: &MemberId) -> Result<&Arc<Member>, Rejection> {
        find(&self.roll.members, "member", id)
    }
}

/// Changes an aggregate where it stands; one that readers still hold is copied first.
pub(crate) fn change<K: Ord + Clone, V: Clone>(
    map: &mut OrdMap<K, Arc<V>>,
    id: &K,
    change: impl FnOnce(&mut V),
) {
    if let Some(value) = map.get_mut(id) {
        change(Arc::make_mut(value));
    }
}
