//! The owners' vote vectors, each driven through orders: roll, grants, poll, service, ballots with keys and on paper, close.
//!
//! What the pure count of `yishi-tally` says, which agrees with the vectors, a poll in a book has to say as well.

use crate::community::*;
use crate::steps::*;
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::*;
use yishi_tally::{
    BallotChannel, Choice, DEVELOPER, Mandate, Marking, OwnedUnit, OwnersBallot, OwnersCount, OwnersProfile,
    requirements_of_item,
};

type Vote = yishi_ballots::owners::OwnersCaseVote;

#[test]
fn owners_votes_come_out_as_the_vectors_say() {
    let Some(cases) = yishi_testkit::owners_vectors() else { return };
    assert_eq!(cases.len(), 21);
    for case in cases {
        check(&case.name, &case.vote.unwrap());
    }
}

/// The minimal charter with the rules of procedure of a vector; the supervisors count paper.
fn charter(profile: &OwnersProfile) -> Charter {
    let mut charter = minimal_charter();
    let procedure = ProcedureClause {
        revote: profile.revote,
        proxies: Proxies::Allowed,
        proxy_cap: profile.proxy_cap.map(|cap| u32::try_from(cap).unwrap()),
        paper: PaperBallots::TwoWitnesses,
        channels: profile.channels,
        invalid_participates: profile.invalid_participates,
        silence: profile.silence,
        parking_counts: profile.parking_counts,
        area_order: profile.area_order.clone(),
    };
    for rule in charter.decisions.iter_mut().filter(|rule| rule.electorate == Electorate::Owners) {
        rule.procedure = procedure.clone();
    }
    crate::paper::supervisors_count(&mut charter);
    charter
}

/// Names of members and units have no capitals; a unit without owners is one that the developer speaks for.
fn owners(unit: &OwnedUnit) -> BTreeSet<MemberId> {
    if unit.owners.is_empty() {
        return [id(DEVELOPER)].into();
    }
    unit.owners.iter().map(|owner| id(&owner.to_lowercase())).collect()
}

fn roll(vote: &Vote) -> Vec<RollRow> {
    let guardians = vote.units.iter().filter_map(|unit| unit.guardian.as_deref());
    let proxies = vote.ballots.iter().filter_map(|ballot| Some(&*ballot.proxy.as_ref()?.by));
    let others = guardians.chain(proxies).chain([DEVELOPER]).map(|name| id(&name.to_lowercase()));
    let everybody: BTreeSet<MemberId> = vote.units.iter().flat_map(owners).chain(others).collect();
    let members = everybody.iter().map(|owner| member_row(owner.as_str(), "grid-1", Standing::AbsentOwner));
    let rows = vote.units.iter().map(|unit| RollRow::Unit {
        id: id(&unit.id.to_lowercase()),
        council: id("grid-1"),
        building: id("vector"),
        area_dm2: AreaDm2(unit.areas.first(&AREA_ORDER_OF_LAW).unwrap()),
        owners: owners(unit),
        areas: unit.areas,
        status: unit.status,
        kind: unit.kind,
        guardian: unit.guardian.as_deref().map(|name| id(&name.to_lowercase())),
    });
    members.chain(rows).collect()
}

fn check(name: &str, vote: &Vote) {
    let mut community = Community::settled(charter(&vote.profile));
    community.import("vector", roll(vote));
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    let special = requirements_of_item(&vote.item) == yishi_tally::cc278_special();
    let rule = if special { "cc278-special" } else { "cc278-ordinary" };
    let poll = community.open_poll(proposal, rule, PollScope::Building(id("vector")));
    let mut desk = VectorDesk { vote, poll, community, refused: BTreeSet::new() };
    desk.serve();
    let mut ballots: Vec<&OwnersBallot> = vote.ballots.iter().collect();
    ballots.sort_by_key(|ballot| ballot.at);
    let (late, in_time): (Vec<_>, Vec<_>) =
        ballots.into_iter().partition(|ballot| ballot.at >= vote.closes_at);
    in_time.into_iter().for_each(|ballot| desk.take(ballot));
    let events = desk.community.close_poll(poll);
    late.into_iter().for_each(|ballot| desk.take(ballot));
    compare(name, &vote.count(), sealing(&events), &desk.refused);
}

/// Where the ballots of a vector arrive.
struct VectorDesk<'a> {
    vote: &'a Vote,
    poll: PollId,
    community: Community,
    /// Ballots with the vector's word for why each was not taken, or no longer stands.
    refused: BTreeSet<String>,
}

impl VectorDesk<'_> {
    /// The right that a vector names by its head, a co-owner or co-owners in any order.
    fn right(&self, head: &str) -> VotingRightId {
        let head = head.to_lowercase();
        if head == DEVELOPER {
            return right(":developer");
        }
        let mut names: Vec<&str> = head.split('+').map(str::trim).collect();
        names.sort_unstable();
        let rights = &self.community.poll(self.poll).roll.rights;
        let joined = right(&names.join("+"));
        let co_owned = |found: &&VotingRightId| found.0.split('+').any(|name| name == head);
        if rights.contains_key(&joined) {
            return joined;
        }
        rights.keys().find(co_owned).cloned().unwrap_or(joined)
    }

    fn serve(&mut self) {
        let rights = || self.community.poll(self.poll).roll.rights.keys();
        let served: BTreeMap<VotingRightId, Service> = match &self.vote.served {
            None => rights().map(|right| (right.clone(), Service::Delivered)).collect(),
            Some(heads) => heads.iter().map(|head| (self.right(head), Service::Delivered)).collect(),
        };
        if !served.is_empty() {
            let record = RecordService { poll: self.poll, services: served, evidence: None };
            self.community.order("worker-1", record);
        }
    }

    fn take(&mut self, ballot: &OwnersBallot) {
        let right = self.right(&ballot.head);
        let set_aside = self.community.poll(self.poll).ballots.get(&right).cloned();
        let on_paper = ballot.channel == BallotChannel::Paper || ballot.marking == Marking::Invalid;
        let taken = if on_paper { self.paper(ballot, &right) } else { self.key(ballot, &right) };
        match taken {
            Err(rejection) => {
                self.refused.insert(format!("{} {}", ballot.id, word(&rejection)));
            }
            // What an electronic ballot sets aside is listed in the vectors whichever came first.
            Ok(()) if !on_paper && set_aside.is_some_and(|it| it.channel == Channel::Paper) => {
                let earlier = self
                    .vote
                    .ballots
                    .iter()
                    .find(|it| it.channel == BallotChannel::Paper && self.right(&it.head) == right);
                self.refused.insert(format!("{} superseded_by_electronic", earlier.unwrap().id));
            }
            Ok(()) => {}
        }
    }

    /// Who signs: a proxy, who has a grant if the vector says so, or the first holder.
    fn signer(&mut self, ballot: &OwnersBallot, right: &VotingRightId) -> MemberId {
        let holders =
            self.community.poll(self.poll).roll.rights.get(right).map(|found| found.holders.clone());
        let holder = holders.and_then(|holders| holders.first().cloned()).unwrap_or_else(|| id("worker-1"));
        let Some(proxy) = &ballot.proxy else { return holder };
        let by: MemberId = id(&proxy.by.to_lowercase());
        if proxy.mandate == Mandate::Shown {
            let expires_at_ms = TimeMs(self.community.at.0 + DAY_MS);
            let grant = GrantProxy { proxy: by.clone(), scope: GrantScope::Poll(self.poll), expires_at_ms };
            let _is_holder = self.community.try_order(actor(holder.as_str()), grant.into());
        }
        by
    }

    fn document(&self, ballot: &OwnersBallot) -> DocumentHash {
        let announced = self.vote.agenda.contains(&ballot.item);
        if announced { self.community.poll(self.poll).document } else { document(99) }
    }

    fn key(&mut self, ballot: &OwnersBallot, right: &VotingRightId) -> Result<(), Rejection> {
        let signer = self.signer(ballot, right);
        let Marking::Choice(choice) = ballot.marking else { unreachable!() };
        let order =
            CastBallot { poll: self.poll, right: right.clone(), document: self.document(ballot), choice };
        let by = match ballot.channel {
            BallotChannel::Assisted => assisting("clerk", signer.as_str()),
            BallotChannel::Electronic | BallotChannel::Paper => actor(signer.as_str()),
        };
        self.community.fire_due();
        self.community.try_order(by, order.into()).map(|_| ())
    }

    fn paper(&mut self, ballot: &OwnersBallot, right: &VotingRightId) -> Result<(), Rejection> {
        let member = self.signer(ballot, right);
        let reading = match ballot.marking {
            Marking::Choice(choice) => Reading::Choice(choice),
            Marking::Invalid => Reading::Invalid,
        };
        let document = self.document(ballot);
        let (poll, right) = (self.poll, right.clone());
        let enter = EnterPaperBallot {
            poll,
            right: right.clone(),
            document,
            member: member.clone(),
            reading: reading.clone(),
            scan: words(80),
            mandate: None,
        };
        self.community.fire_due();
        self.community.try_order(actor("supervisor"), enter.into())?;
        let confirm = ConfirmPaperBallot { poll, right, member, reading };
        self.community.try_order(actor("supervisor-2"), confirm.into()).map(|_| ())
    }
}

/// The vectors' word for a refusal.
fn word(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::PollClosed { .. } => "outside_window",
        Rejection::TextMismatch { .. } => "item_not_announced",
        Rejection::NotHolder { .. } => "no_mandate",
        Rejection::ProxyCapReached { .. } => "proxy_cap",
        Rejection::OwnBallotStands { .. } => "superseded_by_electronic",
        Rejection::PrincipalBallotStands { .. } => "superseded_by_principal",
        Rejection::FirstBallotStands { .. } => "already_voted",
        Rejection::ValidBallotStands { .. } => "valid_ballot_stands",
        other => panic!("{other}"),
    }
}

fn compare(name: &str, counted: &OwnersCount, sealed: &PollSealed, refused: &BTreeSet<String>) {
    assert_eq!(sealed.tally.totals.heads, counted.tally.totals.heads, "{name}");
    assert_eq!(sealed.tally.totals.area_dm2, counted.tally.totals.area_dm2, "{name}");
    assert_eq!(sealed.tally.verdict, counted.tally.verdict, "{name}");
    let word = |reason| serde_json::to_value(reason).unwrap().as_str().unwrap().to_owned();
    let rejected = counted.rejected.iter().map(|it| format!("{} {}", it.id, word(it.reason)));
    assert_eq!(rejected.collect::<BTreeSet<_>>(), *refused, "{name}");
    let silence = sealed.silence.as_ref().map(|found| (found.followed, found.passed_only_by_silence));
    let expected: Option<(Option<Choice>, bool)> =
        counted.with_silence.as_ref().map(|found| (found.followed, found.passed_only_by_silence));
    assert_eq!(silence, expected, "{name}");
    let figures = |tally: &yishi_tally::Tally| (tally.totals.heads, tally.totals.area_dm2, tally.verdict);
    assert_eq!(
        sealed.silence.as_ref().map(|found| figures(&found.tally)),
        counted.with_silence.as_ref().map(|found| figures(&found.tally)),
        "{name}"
    );
}
