//! What texts bring about: compacts in force from a date, costs that are shared, and supporters of a text.

use crate::community::*;
use crate::steps::*;
use proptest::prelude::*;
use yishi_core::*;
use yishi_tally::Choice;

pub fn compact(name: &str, in_force_from_ms: TimeMs) -> CompactTerms {
    CompactTerms { name: name.to_owned(), in_force_from_ms, ends_at_ms: None, supersedes: [].into() }
}

pub fn costs(total_fen: u64, by: CostBasis) -> CostTerms {
    let pay_within = Period::Days(30);
    CostTerms { total_fen: AmountFen(total_fen), by, pay_within, collector: id("steward-1") }
}

pub fn declare(
    community: &Community,
    proposal: ProposalId,
    compact: Option<CompactTerms>,
    costs: Option<CostTerms>,
) -> DeclareEffects {
    let document = community.proposal(proposal).document().unwrap();
    DeclareEffects { compact, costs, ..DeclareEffects::nothing(proposal, document) }
}

pub fn support(community: &Community, proposal: ProposalId) -> SupportProposal {
    SupportProposal { proposal, document: community.proposal(proposal).document().unwrap() }
}

fn later(community: &Community, days: u64) -> TimeMs {
    TimeMs(community.at.0 + days * DAY_MS)
}

/// A proposal of grid 1 with these effects, ready for the vote.
fn with_effects(
    community: &mut Community,
    text: u8,
    terms: Option<CompactTerms>,
    shared: Option<CostTerms>,
) -> ProposalId {
    let nothing = DeclareEffects::nothing(ProposalId::first(0), document(text));
    with_these(community, text, DeclareEffects { compact: terms, costs: shared, ..nothing })
}

/// A proposal of grid 1 whose text brings this about, ready for the vote.
pub fn with_these(community: &mut Community, text: u8, effects: DeclareEffects) -> ProposalId {
    let matter = community.grid_matter();
    let proposal = community.propose(matter, text);
    let order = DeclareEffects { proposal, document: document(text), ..effects };
    community.order("worker-1", order);
    community.hold_hearing(matter, &GRID_VOTERS);
    proposal
}

/// The vote on it passes and is certified; what the certification caused, and the resolution.
pub fn adopt(community: &mut Community, proposal: ProposalId) -> (ResolutionId, Vec<Event>) {
    let poll = community.open_poll_with_costs(proposal, PollScope::Council);
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    let order = CertifyResolution { poll, document: community.poll(poll).document };
    let events = community.order("supervisor", order);
    let Some(Event::ResolutionCertified(certified)) = events.first() else { panic!("{events:?}") };
    (certified.resolution, events.clone())
}

impl Community {
    /// Opens a poll under the council's rule, whatever else the entry holds.
    pub fn open_poll_with_costs(&mut self, proposal: ProposalId, scope: PollScope) -> PollId {
        self.fire_due();
        let order = self.poll_order(proposal, "council", scope);
        let events = self.order(self.chair_of(proposal), order);
        let Some(Event::PollOpened(opened)) = events.first() else { panic!("{events:?}") };
        opened.poll
    }

    fn compact(&self, resolution: ResolutionId) -> &Compact {
        self.state.compact_of(resolution).unwrap()
    }

    fn in_force(&self, at: TimeMs) -> Vec<&str> {
        self.state.compacts_in_force(at).map(|compact| compact.name.as_str()).collect()
    }
}

/// A compact in force, costs that are owed, and a proposal that others may support.
pub fn begun() -> Community {
    let mut community = Community::minimal();
    let terms = compact("Courtyard compact", later(&community, 1));
    let first = with_effects(&mut community, 20, Some(terms), Some(costs(1_000, CostBasis::Units)));
    adopt(&mut community, first);
    let matter = community.grid_matter();
    community.propose(matter, 23);
    community
}

fn adopted_from(days: u64) -> (Community, ResolutionId) {
    let mut community = Community::minimal();
    let terms = compact("Courtyard compact", later(&community, days));
    let proposal = with_effects(&mut community, 20, Some(terms), None);
    let (resolution, _) = adopt(&mut community, proposal);
    (community, resolution)
}

#[test]
fn a_compact_comes_into_force_at_the_moment_that_was_voted_on() {
    let (mut community, resolution) = adopted_from(60);
    let found = community.compact(resolution).clone();
    let proposal = community.state.proposals.values().next().unwrap();
    let said = proposal.present_effects().unwrap().compact.as_ref().unwrap().in_force_from_ms;
    assert_eq!((found.status, found.in_force_from_ms), (CompactStatus::Adopted, said));
    assert!(community.in_force(community.at).is_empty());
    assert_eq!(community.in_force(found.in_force_from_ms), ["Courtyard compact"], "as it is settled so far");
    let before = TimeMs(found.in_force_from_ms.0 - HOUR_MS);
    let began = |events: &[Event]| events.contains(&CompactBegan { compact: found.id }.into());
    assert!(!began(&community.wait_until(before)), "an hour too early");
    assert!(began(&community.wait_until(found.in_force_from_ms)));
    assert_eq!(community.compact(resolution).status, CompactStatus::InForce);
    assert!(community.in_force(TimeMs(found.in_force_from_ms.0 - 1)).is_empty(), "the past stays as it was");
}

#[test]
fn a_compact_certified_after_its_date_is_in_force_from_its_certification() {
    let mut community = Community::minimal();
    let terms = compact("Courtyard compact", later(&community, 1));
    let proposal = with_effects(&mut community, 20, Some(terms), None);
    let (resolution, events) = adopt(&mut community, proposal);
    let found = community.compact(resolution);
    let certified_at_ms = community.state.resolution(&resolution).unwrap().certified_at_ms;
    assert_eq!((found.status, found.in_force_from_ms), (CompactStatus::InForce, certified_at_ms));
    assert!(events.contains(&CompactBegan { compact: found.id }.into()), "{events:?}");
}

#[test]
fn a_later_compact_ends_the_one_that_it_supersedes_and_each_names_the_other() {
    let (mut community, first) = adopted_from(1);
    let old = community.compact(first).id;
    let terms = CompactTerms { supersedes: [old].into(), ..compact("Second compact", later(&community, 90)) };
    let from = terms.in_force_from_ms;
    let proposal = with_effects(&mut community, 24, Some(terms), None);
    let (second, _) = adopt(&mut community, proposal);
    let new = community.compact(second).id;
    assert_eq!(community.in_force(community.at), ["Courtyard compact"], "until the other begins");
    let events = community.wait_until(from);
    assert!(events.contains(&CompactEnded { compact: old, superseded_by: Some(new) }.into()), "{events:?}");
    assert_eq!(community.in_force(from), ["Second compact"]);
    assert_eq!(community.in_force(TimeMs(from.0 - 1)), ["Courtyard compact"]);
    let (old, new) = (community.compact(first), community.compact(second));
    assert_eq!(
        (old.status, old.ended_at_ms, &old.superseded_by),
        (CompactStatus::Ended, Some(from), &[new.id].into())
    );
    assert_eq!(new.supersedes, [old.id].into());
}

#[test]
fn what_supersedes_a_compact_that_never_began_also_ends_what_that_one_would_have_ended() {
    let (mut community, first) = adopted_from(1);
    let ids = |of: &Compact| [of.id].into();
    let supersedes = ids(community.compact(first));
    let terms = CompactTerms { supersedes, ..compact("Second compact", later(&community, 300)) };
    let proposal = with_effects(&mut community, 24, Some(terms), None);
    let (second, _) = adopt(&mut community, proposal);
    let supersedes = ids(community.compact(second));
    let terms = CompactTerms { supersedes, ..compact("Third compact", later(&community, 90)) };
    let from = terms.in_force_from_ms;
    let proposal = with_effects(&mut community, 25, Some(terms), None);
    adopt(&mut community, proposal);
    community.wait_until(from);
    assert_eq!(community.in_force(from), ["Third compact"]);
    community.wait_days(300);
    assert_eq!(community.in_force(community.at), ["Third compact"], "the second never begins");
    assert_eq!(community.compact(second).status, CompactStatus::Ended);
}

#[test]
fn a_compact_ends_by_its_own_date() {
    let mut community = Community::minimal();
    let ends = later(&community, 100);
    let terms = CompactTerms { ends_at_ms: Some(ends), ..compact("Summer rules", later(&community, 50)) };
    let proposal = with_effects(&mut community, 20, Some(terms), None);
    let (resolution, _) = adopt(&mut community, proposal);
    let last = TimeMs(ends.0 - 1);
    community.wait_until(TimeMs(last.0 - HOUR_MS));
    assert_eq!(community.compact(resolution).status, CompactStatus::InForce);
    community.wait_days(1);
    assert_eq!(community.compact(resolution).ended_at_ms, Some(ends));
    assert_eq!((community.in_force(last).len(), community.in_force(ends).len()), (1, 0));
}

#[test]
fn effects_are_said_before_a_text_is_posted() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let terms = compact("Courtyard compact", later(&community, 60));
    let order = declare(&community, proposal, Some(terms.clone()), None);
    let refused = community.refusal("resident-1-2", order.clone());
    assert_eq!(refused, power_missing("resident-1-2", Power::Convene, "grid-1"));
    let other = DeclareEffects { document: document(99), ..order.clone() };
    assert!(matches!(community.refusal("worker-1", other), Rejection::TextMismatch { .. }));
    let neither = DeclareEffects { compact: None, ..order.clone() };
    assert!(matches!(community.refusal("worker-1", neither), Rejection::OutOfRange { .. }));
    community.order("worker-1", order);
    community.order("worker-1", ReviseProposal { proposal, document: document(22) });
    assert!(community.proposal(proposal).present_effects().is_none(), "another text, other effects");
    community.post(proposal, "1d");
    let order = declare(&community, proposal, Some(compact("Other", later(&community, 60))), None);
    let refused = community.refusal("worker-1", order);
    assert!(already_done(&refused).contains("was posted"), "{refused}");
    community.order("worker-1", ReviseProposal { proposal, document: document(20) });
    let effects = community.proposal(proposal).present_effects().unwrap();
    assert_eq!(effects.compact, Some(terms), "a text that comes back brings its effects along");
}

#[test]
fn support_does_not_keep_a_text_from_saying_what_it_brings_about_and_is_given_anew_then() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let early = support(&community, proposal);
    community.order("resident-1-2", early.clone());
    community.order("worker-1", ReviseProposal { proposal, document: document(22) });
    let hasty = support(&community, proposal);
    community.order("resident-1-3", hasty.clone());
    let order = declare(&community, proposal, Some(compact("Compact", later(&community, 60))), None);
    community.order("worker-1", order);
    let found = |community: &Community| {
        let found = community.proposal(proposal);
        (
            community.state.supporters(found).count(),
            community
                .state
                .supporters_to_confirm(found)
                .map(|(member, _)| member.clone())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(found(&community), (0, vec![id("resident-1-2")]), "of another text it stays what it was");
    let refused = community.refusal("resident-1-3", WithdrawProposalSupport { proposal });
    assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
    community.order("resident-1-3", hasty);
    assert_eq!(found(&community).0, 1, "who has read it supports it");
}

#[test]
fn a_compact_names_a_moment_to_come_and_compacts_that_its_council_may_end() {
    let (mut community, first) = adopted_from(1);
    let grid_compact = community.compact(first).id;
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 22);
    let mut refused = |terms: CompactTerms| {
        let order = declare(&community, proposal, Some(terms), None);
        community.refusal("worker-1", order)
    };
    let now = START;
    assert!(matches!(refused(compact("Past", now)), Rejection::TooEarly { .. }));
    let nameless = compact(" ", TimeMs(u64::MAX >> 12));
    assert!(matches!(refused(nameless), Rejection::OutOfRange { .. }));
    let unknown = CompactTerms {
        supersedes: [CompactId::first(4_000)].into(),
        ..compact("Next", TimeMs(now.0 + 100 * DAY_MS))
    };
    assert!(matches!(refused(unknown), Rejection::NotFound { .. }));
    let from = TimeMs(now.0 + 100 * DAY_MS);
    let empty = CompactTerms { ends_at_ms: Some(from), ..compact("Never", from) };
    assert!(matches!(refused(empty), Rejection::TooEarly { .. }));
    let above = CompactTerms { supersedes: [grid_compact].into(), ..compact("Next", from) };
    let matter = community.community_matter();
    let proposal = community.propose(matter, 26);
    let order = declare(&community, proposal, Some(above), None);
    community.order("secretary", order);
}

#[test]
fn shares_are_frozen_with_the_poll_owed_by_certification_and_paid_to_the_collector() {
    let mut community = Community::minimal();
    let proposal = with_effects(&mut community, 20, None, Some(costs(1_000, CostBasis::Area)));
    let (resolution, events) = adopt(&mut community, proposal);
    let owed = events.iter().find_map(|event| match event {
        Event::CostsOwed(event) => Some(event.clone()),
        _ => None,
    });
    let (sharing, due) = owed.map(|owed| (owed.cost_sharing, owed.due_at_ms)).unwrap();
    // Flats of 90, 70, 90 and 70 m²: 281.25, 218.75, 281.25 and 218.75 fen.
    let shares = |community: &Community| -> Vec<u64> {
        let found = community.state.costs_of(resolution).unwrap();
        found.shares.values().map(|share| share.share_fen.0).collect()
    };
    assert_eq!(shares(&community), [281, 219, 281, 219]);
    let payment = |flat: &str, fen: u64| RecordPayment {
        cost_sharing: sharing,
        payer: Payer::Unit(id(flat)),
        amount_fen: AmountFen(fen),
        receipt: words(70),
    };
    let refused = community.refusal("worker-1", payment("flat-101", 281));
    assert!(matches!(refused, Rejection::NotCollector { .. }), "{refused}");
    for wrong in [0, 282] {
        let refused = community.refusal("steward-1", payment("flat-101", wrong));
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    }
    assert!(matches!(community.refusal("steward-1", payment("flat-909", 1)), Rejection::NotFound { .. }));
    community.order("steward-1", payment("flat-101", 200));
    community.order("steward-1", payment("flat-101", 81));
    let refused = community.refusal("steward-1", payment("flat-101", 1));
    assert!(refused.to_string().contains("fully paid"), "{refused}");
    let overdue = PaymentsOverdue { cost_sharing: sharing, unpaid: 3, outstanding_fen: AmountFen(719) };
    assert!(!community.wait_until(TimeMs(due.0 - HOUR_MS)).contains(&overdue.clone().into()));
    assert!(community.wait_until(due).contains(&overdue.into()));
    for (flat, fen) in [("flat-102", 219), ("flat-201", 281), ("flat-202", 219)] {
        community.order("steward-1", payment(flat, fen));
    }
    let found = community.state.cost_sharing(&sharing).unwrap();
    assert_eq!((found.outstanding_fen(), found.unpaid(), found.overdue), (AmountFen(0), 0, true));
}

#[test]
fn costs_that_are_paid_in_time_are_never_overdue() {
    let mut community = Community::minimal();
    let proposal = with_effects(&mut community, 20, None, Some(costs(3, CostBasis::Units)));
    let (resolution, _) = adopt(&mut community, proposal);
    let sharing = std::sync::Arc::clone(community.state.costs_of(resolution).unwrap());
    let fen: Vec<u64> = sharing.shares.values().map(|share| share.share_fen.0).collect();
    assert_eq!(fen, [1, 1, 1, 0], "of equal remainders the earlier ones");
    for payer in sharing.shares.keys().take(3) {
        let (cost_sharing, payer) = (sharing.id, payer.clone());
        community.order(
            "steward-1",
            RecordPayment { cost_sharing, payer, amount_fen: AmountFen(1), receipt: words(70) },
        );
    }
    let events = community.wait_until(sharing.due_at_ms);
    assert!(!events.iter().any(|event| matches!(event, Event::PaymentsOverdue(_))), "{events:?}");
}

#[test]
fn nobody_receipts_their_own_payment_and_none_waits_for_a_collector_who_left() {
    let mut community = Community::minimal();
    let shared = CostTerms { collector: id("resident-1-1"), ..costs(400, CostBasis::Units) };
    let proposal = with_effects(&mut community, 20, None, Some(shared));
    let (resolution, _) = adopt(&mut community, proposal);
    let cost_sharing = community.state.costs_of(resolution).unwrap().id;
    let payment = |flat: &str| RecordPayment {
        cost_sharing,
        payer: Payer::Unit(id(flat)),
        amount_fen: AmountFen(100),
        receipt: words(70),
    };
    let refused = community.refusal("resident-1-1", payment("flat-101"));
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    community.order("clerk", payment("flat-101"));
    let refused = community.refusal("clerk", payment("flat-102"));
    assert!(matches!(refused, Rejection::NotCollector { .. }), "{refused}");
    community.import("leaves", vec![member_row("resident-1-1", "grid-1", Standing::Left)]);
    community.order("clerk", payment("flat-102"));
}

#[test]
fn a_basis_on_which_nobody_pays_opens_no_vote() {
    let mut community = Community::minimal();
    let rows = ["flat-101", "flat-102", "flat-201", "flat-202"];
    community.import("elsewhere", rows.map(|flat| unit(flat, "grid-2", 9_000, &["resident-1-1"])).into());
    let proposal = with_effects(&mut community, 20, None, Some(costs(1_000, CostBasis::Area)));
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(refused.to_string().contains("a basis on which somebody pays"), "{refused}");
}

#[test]
fn households_pay_the_same_each_and_a_later_move_changes_nothing() {
    let mut community = Community::minimal();
    let proposal = with_effects(&mut community, 20, None, Some(costs(1_001, CostBasis::Households)));
    let poll = community.open_poll_with_costs(proposal, PollScope::Council);
    let frozen = std::sync::Arc::clone(&community.state.costs_frozen[&poll]);
    assert!(frozen.shares.keys().all(|payer| matches!(payer, Payer::Household(_))));
    let fen: Vec<u64> = frozen.shares.values().map(|share| share.share_fen.0).collect();
    assert_eq!(fen.iter().sum::<u64>(), 1_001);
    assert!(fen.iter().max().unwrap() - fen.iter().min().unwrap() <= 1, "{fen:?}");
    community.import("moves", vec![resident("newcomer", "grid-1")]);
    assert_eq!(community.state.costs_frozen[&poll], frozen);
}

#[test]
fn a_new_revision_asks_supporters_to_confirm() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let supporters = |community: &Community| -> Vec<String> {
        let found = community.proposal(proposal);
        community.state.supporters(found).map(ToString::to_string).collect()
    };
    for member in ["resident-1-1", "absent-owner"] {
        let order = support(&community, proposal);
        community.order(member, order);
    }
    let order = support(&community, proposal);
    let refused = community.refusal("resident-2-1", order);
    assert!(matches!(refused, Rejection::OutsideArea { .. }), "{refused}");
    assert_eq!(supporters(&community), ["absent-owner", "resident-1-1"]);
    let order = support(&community, proposal);
    let refused = community.refusal("resident-1-1", order);
    assert!(already_done(&refused).contains("supports revision 1"), "{refused}");
    community.order("worker-1", ReviseProposal { proposal, document: document(22) });
    assert!(supporters(&community).is_empty());
    let waiting =
        |community: &Community| community.state.supporters_to_confirm(community.proposal(proposal)).count();
    assert_eq!(waiting(&community), 2);
    let stale = SupportProposal { proposal, document: document(20) };
    assert!(matches!(community.refusal("resident-1-1", stale), Rejection::TextMismatch { .. }));
    let order = support(&community, proposal);
    community.order("resident-1-1", order);
    community.order("absent-owner", WithdrawProposalSupport { proposal });
    assert_eq!((supporters(&community), waiting(&community)), (vec!["resident-1-1".to_owned()], 0));
    let refused = community.refusal("absent-owner", WithdrawProposalSupport { proposal });
    assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
}

#[test]
fn a_vote_opens_with_as_many_supporters_as_the_rule_asks_for_and_those_who_left_do_not_count() {
    let mut charter = minimal_charter();
    charter.decisions.iter_mut().find(|rule| rule.id == id("council")).unwrap().supporters = Some(2);
    let mut community = Community::settled(charter);
    let (_, proposal) = community.grid_proposal();
    for member in ["resident-1-1", "resident-1-2"] {
        let order = support(&community, proposal);
        community.order(member, order);
    }
    community.import("leaves", vec![member_row("resident-1-2", "grid-1", Standing::Left)]);
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order.clone());
    let (rule, needed) = (id("council"), 2);
    assert_eq!(refused, Rejection::SupportersMissing { rule, proposal, needed, found: 1 });
    let supported = support(&community, proposal);
    community.order("resident-1-4", supported);
    community.order("worker-1", order);
}

#[test]
fn a_rule_that_asks_for_no_supporters_at_all_says_so_by_silence() {
    let mut charter = minimal_charter();
    charter.decisions[0].supporters = Some(0);
    let faults = charter.check().unwrap_err();
    assert!(faults.iter().any(|fault| fault.clauses == ["decisions[0].supporters"]), "{faults:?}");
}

#[test]
fn a_saving_is_told_between_prices_of_one_unit() {
    let price = |amount_fen, per| Price { amount_fen: AmountFen(amount_fen), per };
    let former = FormerPrice { price: price(370_000, PriceUnit::Household), units: 140 };
    assert_eq!(former.saved_fen(&price(250_000, PriceUnit::Household)), Some(16_800_000));
    assert_eq!(former.saved_fen(&price(370_001, PriceUnit::Household)), Some(-140), "more than before");
    assert_eq!(former.saved_fen(&price(250_000, PriceUnit::Whole)), None);
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let order = DeclareEffects { former: Some(former), ..declare(&community, proposal, None, None) };
    let nobody = DeclareEffects { former: Some(FormerPrice { units: 0, ..former }), ..order.clone() };
    assert!(matches!(community.refusal("worker-1", nobody), Rejection::OutOfRange { .. }));
    community.order("worker-1", order);
    assert_eq!(community.proposal(proposal).present_effects().unwrap().former, Some(former));
}

proptest! {
    #[test]
    fn shares_add_up_to_the_total_and_none_is_off_by_a_fen_or_more(
        total in 1_u64..=MAX_SAFE_INTEGER,
        weights in prop::collection::vec(prop_oneof![Just(0), 1_u64..100_000, Just(u64::MAX >> 20)], 1..200),
    ) {
        let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        let Some(shares) = apportion(AmountFen(total), &weights) else {
            prop_assert_eq!(sum, 0);
            return Ok(());
        };
        prop_assert_eq!(shares.iter().map(|share| share.0).sum::<u64>(), total);
        for (share, weight) in shares.iter().zip(&weights) {
            let (exact, whole) = (u128::from(total) * u128::from(*weight), u128::from(share.0) * sum);
            prop_assert!(whole.abs_diff(exact) < sum, "{share:?} of {weight}");
            prop_assert!(*weight > 0 || share.0 == 0);
        }
    }
}

/// Costs that are owed, of which each flat pays its share to the steward.
fn shared() -> (Community, CostSharingId) {
    let mut community = Community::minimal();
    let proposal = with_effects(&mut community, 20, None, Some(costs(1_000, CostBasis::Area)));
    let (resolution, _) = adopt(&mut community, proposal);
    let cost_sharing = community.state.costs_of(resolution).unwrap().id;
    (community, cost_sharing)
}

impl Community {
    /// Records a payment; the entry that did.
    fn pays(&mut self, cost_sharing: CostSharingId, flat: &str, fen: u64) -> u64 {
        let (payer, amount_fen) = (Payer::Unit(id(flat)), AmountFen(fen));
        self.order("steward-1", RecordPayment { cost_sharing, payer, amount_fen, receipt: words(70) });
        self.index - 1
    }

    fn paid(&self, cost_sharing: CostSharingId) -> (u64, u64) {
        let found = self.state.cost_sharing(&cost_sharing).unwrap();
        (found.paid_fen.0, found.outstanding_fen().0)
    }
}

fn correct(cost_sharing: CostSharingId, payment: u64, fen: u64) -> CorrectPayment {
    let (amount_fen, reason) = (AmountFen(fen), "receipt of another year".to_owned());
    CorrectPayment { cost_sharing, payment, amount_fen, reason, evidence: words(71) }
}

#[test]
fn a_wrong_payment_is_corrected_once_by_somebody_else_and_stays_readable() {
    let (mut community, sharing) = shared();
    let wrong = community.pays(sharing, "flat-101", 200);
    for alone in ["steward-1", "resident-1-1"] {
        let refused = community.refusal(alone, correct(sharing, wrong, 100));
        assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{alone}: {refused}");
    }
    let refused = community.refusal("neighbour-1-1", correct(sharing, wrong, 100));
    assert!(matches!(refused, Rejection::PowerMissing { .. }), "{refused}");
    let refused = community.refusal("clerk", correct(sharing, wrong + 1, 100));
    assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
    for fen in [200, 282] {
        let refused = community.refusal("clerk", correct(sharing, wrong, fen));
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    }
    let blank = CorrectPayment { reason: " ".to_owned(), ..correct(sharing, wrong, 100) };
    assert!(matches!(community.refusal("clerk", blank), Rejection::OutOfRange { .. }));
    let mut most = community.clone();
    most.order("clerk", correct(sharing, wrong, 281));
    assert_eq!(most.paid(sharing), (281, 719));
    community.order("clerk", correct(sharing, wrong, 0));
    assert_eq!(community.paid(sharing), (0, 1_000));
    let found = community.state.cost_sharing(&sharing).unwrap();
    let payment = found.payment(wrong).unwrap();
    assert_eq!((payment.amount_fen, payment.counts_fen()), (AmountFen(200), AmountFen(0)));
    assert_eq!(payment.correction.as_ref().unwrap().by, id("clerk"));
    let again = community.refusal("clerk", correct(sharing, wrong, 100));
    assert!(already_done(&again).contains("was corrected at entry"), "{again}");
    community.pays(sharing, "flat-101", 281);
}

#[test]
fn the_collector_corrects_what_another_recorded() {
    let mut community = Community::minimal();
    let terms = CostTerms { collector: id("resident-1-1"), ..costs(400, CostBasis::Units) };
    let proposal = with_effects(&mut community, 20, None, Some(terms));
    let (resolution, _) = adopt(&mut community, proposal);
    let cost_sharing = community.state.costs_of(resolution).unwrap().id;
    let payment = |flat: &str| RecordPayment {
        cost_sharing,
        payer: Payer::Unit(id(flat)),
        amount_fen: AmountFen(100),
        receipt: words(70),
    };
    community.order("clerk", payment("flat-101"));
    let own = community.refusal("resident-1-1", correct(cost_sharing, community.index - 1, 50));
    assert!(matches!(own, Rejection::DutiesNotSeparate { .. }), "{own}");
    community.order("resident-1-1", payment("flat-102"));
    let recorded = community.index - 1;
    let own = community.refusal("resident-1-1", correct(cost_sharing, recorded, 50));
    assert!(matches!(own, Rejection::DutiesNotSeparate { .. }), "{own}");
    community.order("clerk", correct(cost_sharing, recorded, 50));
    assert_eq!(community.paid(cost_sharing), (150, 250));
}

#[test]
fn what_seemed_paid_falls_due_again_or_is_overdue_with_its_correction() {
    let (mut community, sharing) = shared();
    let paid: Vec<u64> = [("flat-101", 281), ("flat-102", 219), ("flat-201", 281), ("flat-202", 219)]
        .map(|(flat, fen)| community.pays(sharing, flat, fen))
        .into();
    let due_at_ms = community.state.cost_sharing(&sharing).unwrap().due_at_ms;
    let due = (due_at_ms, Obligation::CostsDue { cost_sharing: sharing });
    assert!(!community.state.obligations.contains(&due));
    let overdue = |fen| PaymentsOverdue { cost_sharing: sharing, unpaid: 1, outstanding_fen: AmountFen(fen) };

    let mut before = community.clone();
    before.order("clerk", correct(sharing, paid[0], 280));
    assert!(before.state.obligations.contains(&due));
    assert!(before.wait_until(due_at_ms).contains(&overdue(1).into()));

    let events = community.wait_until(due_at_ms);
    assert!(!events.iter().any(|event| matches!(event, Event::PaymentsOverdue(_))), "{events:?}");
    let events = community.order("clerk", correct(sharing, paid[0], 200));
    assert_eq!(events[1..], [overdue(81).into()]);
    let events = community.order("clerk", correct(sharing, paid[1], 0));
    assert_eq!(events.len(), 1, "it is overdue already: {events:?}");
    assert_eq!(community.paid(sharing), (700, 300));
}

#[test]
fn what_is_owed_no_more_is_not_corrected() {
    let (mut community, sharing) = shared();
    let payment = community.pays(sharing, "flat-101", 200);
    let revoked = RecordRuling {
        resolution: community.state.cost_sharing(&sharing).unwrap().resolution,
        authority: "court".to_owned(),
        reference: "79".to_owned(),
        document: document(44),
        finding: Finding::Revoked { seats: None },
    };
    community.order("registrar-2", revoked);
    let refused = community.refusal("clerk", correct(sharing, payment, 100));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
}
