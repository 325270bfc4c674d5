//! What a hearing deals with, who is invited to it, and which benches were heard.

use super::*;
use crate::decide::Deciding;
use crate::limits::require_count;

/// Most proposals that one hearing deals with.
pub const MAX_AGENDA_ITEMS: usize = 20;

/// Most kinds of seats that a call invites.
pub const MAX_INVITED_SEATS: usize = 20;

/// A seat of some council whose holders are invited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitedSeat {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
}

impl CallHearing {
    /// A call that names no items and invites nobody besides the council.
    pub fn new(matter: MatterId, starts_at_ms: TimeMs, agenda: DocumentHash) -> Self {
        let (items, invited_members, invited_seats) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self { matter, starts_at_ms, agenda, items, invited_members, invited_seats }
    }
}

impl MakeStatement {
    /// A statement on the matter as a whole that takes no position.
    pub const fn new(hearing: HearingId, text: Commitment) -> Self {
        Self { hearing, text, position: None, proposal: None }
    }
}

/// Where a speaker stands on what they speak about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeakingPosition {
    /// For it 赞成.
    For,
    /// Against it 反对.
    Against,
    /// Neither 中立.
    Neutral,
}

impl State {
    /// Everybody who is invited to a hearing: who holds a seat of its council, who was named in the call, and who holds a seat
    /// named in it; as the seats are held now. Who has left is not.
    pub fn invited(&self, hearing: &Hearing) -> BTreeSet<MemberId> {
        let own = self.charter().into_iter().flat_map(|version| version.charter.seats_of(&hearing.council));
        let own = own.map(|seat| (&hearing.council, &seat.id));
        let named = hearing.invited_seats.iter().map(|found| (&found.council, &found.seat));
        let holders = own.chain(named).flat_map(|(council, seat)| self.holders(council, seat));
        let all = holders.chain(&hearing.invited_members);
        all.filter(|member| self.has_not_left(member)).cloned().collect()
    }
}

impl State {
    /// Whether the call invites the member, by name or by a seat.
    pub(super) fn is_invited(&self, hearing: &Hearing, member: &MemberId) -> bool {
        let by_seat = |found: &InvitedSeat| self.holds(member, &found.council, &found.seat);
        hearing.invited_members.contains(member) || hearing.invited_seats.iter().any(by_seat)
    }
}

impl Deciding<'_> {
    /// The items are open proposals on the matter, and those invited exist.
    pub(super) fn check_call(&self, matter: &Matter, command: &CallHearing) -> Result<(), Rejection> {
        require_count("items", command.items.len(), 0, MAX_AGENDA_ITEMS)?;
        require_count("invited_members", command.invited_members.len(), 0, MAX_ATTENDANCE)?;
        require_count("invited_seats", command.invited_seats.len(), 0, MAX_INVITED_SEATS)?;
        for item in &command.items {
            let (proposal, _) = self.open_proposal(item)?;
            require_of_matter(proposal, matter)?;
        }
        for member in &command.invited_members {
            self.present_member(member)?;
        }
        for invited in &command.invited_seats {
            self.require_seat(&invited.council, &invited.seat)?;
        }
        Ok(())
    }

    /// What is spoken about is a proposal on the matter, and an item where the call names items.
    pub(super) fn check_item(&self, hearing: &Hearing, proposal: &ProposalId) -> Result<(), Rejection> {
        let found = self.state.proposal(proposal)?;
        require_of_matter(found, self.state.matter(&hearing.matter)?)?;
        if hearing.items.is_empty() || hearing.items.contains(proposal) {
            return Ok(());
        }
        Err(Rejection::NotOnAgenda { proposal: *proposal, hearing: hearing.id })
    }

    /// Where the charter locks the agenda, what is put to a vote stood on that of a hearing that was held.
    pub(crate) fn check_agenda(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        matter: &Matter,
    ) -> Result<(), Rejection> {
        let locked = self.charter()?.charter.hearings.agenda == AgendaLock::Items;
        let dealt_with = || self.held_hearings(matter).any(|hearing| hearing.items.contains(&proposal.id));
        if !locked || dealt_with() {
            return Ok(());
        }
        Err(Rejection::ItemNotHeard { rule: rule.id.clone(), proposal: proposal.id })
    }

    /// Each bench that the charter wants to hear made a statement at a hearing that was held.
    pub(crate) fn check_benches_heard(
        &self,
        rule: &DecisionClause,
        matter: &Matter,
    ) -> Result<(), Rejection> {
        let statements = self.held_hearings(matter).flat_map(|hearing| &hearing.statements);
        let heard: BTreeSet<&BenchId> = statements.flat_map(|statement| &statement.benches).collect();
        let wanted = &self.charter()?.charter.hearings.benches;
        let missing: BTreeSet<BenchId> =
            wanted.iter().filter(|bench| !heard.contains(bench)).cloned().collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Rejection::BenchesNotHeard { rule: rule.id.clone(), matter: matter.id, benches: missing })
    }

    /// The hearings of this council in this round that were held: what another body heard, or heard before the work failed,
    /// is not what is decided now.
    pub(crate) fn held_hearings(&self, matter: &Matter) -> impl Iterator<Item = &Hearing> {
        let (council, round) = (matter.council.clone(), matter.round);
        let hearings = self.state.hearings_of(matter);
        let held: Vec<&Hearing> = hearings
            .map(|hearing| &**hearing)
            .filter(|hearing| hearing.status == HearingStatus::Held)
            .filter(|hearing| hearing.round == round && hearing.council == council)
            .collect();
        held.into_iter()
    }

    /// The benches that the charter wants to hear and on which the member sits in the council.
    pub(super) fn speaks_for(
        &self,
        member: &MemberId,
        council: &CouncilId,
    ) -> Result<BTreeSet<BenchId>, Rejection> {
        let charter = &self.charter()?.charter;
        let wanted = charter.seats_of(council).filter(|seat| charter.hearings.benches.contains(&seat.bench));
        let sits = |seat: &&SeatClause| self.state.holds(member, council, &seat.id);
        Ok(wanted.filter(sits).map(|seat| seat.bench.clone()).collect())
    }
}

fn require_of_matter(proposal: &Proposal, matter: &Matter) -> Result<(), Rejection> {
    if proposal.matter == matter.id {
        return Ok(());
    }
    let id = format!("{} on {}", proposal.id, matter.id);
    Err(Rejection::NotFound { kind: "proposal".to_owned(), id })
}
