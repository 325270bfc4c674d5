//! Tally sheets: who may put what on them, which of them count, and what they add up to.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Base, Figures, Measure, Part, Requirement, Threshold, Verdict};

fn requirement(part: Part, base: Base, measure: Measure, threshold: &str) -> Requirement {
    Requirement {
        name: format!("{measure:?}"),
        part,
        base,
        measure,
        threshold: Threshold::MoreThan(threshold.parse().unwrap()),
        quorum: part == Part::Participating,
    }
}

/// The people and the sections: more for than against among all, and more than half of the sections' votes.
fn double_majority() -> Vec<Requirement> {
    vec![
        requirement(Part::For, Base::Cast, Measure::Heads, "1/2"),
        requirement(Part::For, Base::Entitled, Measure::Councils, "1/2"),
    ]
}

/// The minimal charter with a rule on tally sheets: grid 1 has a full vote, grid 2 half a vote; the supervisors count.
fn charter(change: impl FnOnce(&mut DecisionClause)) -> Charter {
    let mut charter = minimal_charter();
    let mut rule = charter.decisions[0].clone();
    rule.id = id("sheets");
    rule.level = Some(id("community"));
    rule.before = Vec::new();
    rule.requirements = double_majority();
    rule.counting = Counting::Sheets;
    rule.sections = vec![
        SectionClause { council: id("grid-1"), vote: SectionVote::Full, requirements: vec![] },
        SectionClause { council: id("grid-2"), vote: SectionVote::Half, requirements: vec![] },
    ];
    change(&mut rule);
    charter.decisions.push(rule);
    let supervisor = charter.seats.iter_mut().find(|seat| seat.id.as_str() == "supervisor").unwrap();
    supervisor.powers.push(Grant { power: Power::Count, over: Reach::OwnAndBelow });
    assert_eq!(charter.check(), Ok(()));
    charter
}

pub fn opened(change: impl FnOnce(&mut DecisionClause)) -> (Community, PollId) {
    let mut community = Community::settled(charter(change));
    let (_, proposal) = community.community_proposal();
    let poll = community.open_poll(proposal, "sheets", PollScope::Council);
    (community, poll)
}

pub fn totals(for_: u64, against: u64) -> SheetTotals {
    SheetTotals { heads: SheetFigures { for_, against, ..SheetFigures::default() }, ..SheetTotals::default() }
}

pub fn enter(poll: PollId, section: &str, totals: SheetTotals) -> EnterTallySheet {
    EnterTallySheet { poll, section: id(section), totals, evidence: None }
}

pub fn confirm(poll: PollId, section: &str, totals: SheetTotals) -> ConfirmTallySheet {
    ConfirmTallySheet { poll, section: id(section), totals }
}

pub fn dispute(poll: PollId, section: &str) -> DisputeTallySheet {
    DisputeTallySheet { poll, section: id(section), reason: words(70) }
}

impl Community {
    /// Both witnesses read the sheet.
    fn witness(&mut self, poll: PollId, section: &str, totals: SheetTotals) {
        self.order("supervisor", enter(poll, section, totals));
        self.order("supervisor-2", confirm(poll, section, totals));
    }
}

fn of(community: &Community, poll: PollId) -> (Figures, Figures) {
    let totals = &community.poll(poll).totals;
    (totals.heads, totals.council_halves)
}

#[test]
fn a_sheet_counts_once_a_second_witness_has_read_the_same_totals() {
    let (mut community, poll) = opened(|_| {});
    let index = community.index;
    let entered = community.order("supervisor", enter(poll, "grid-1", totals(30, 20)));
    assert!(matches!(entered.as_slice(), [Event::TallySheetEntered(event)] if event.replaces.is_none()));
    assert_eq!(of(&community, poll).0, Figures::default());
    let confirmed = community.order("supervisor-2", confirm(poll, "grid-1", totals(30, 20)));
    let expected =
        TallySheetConfirmed { poll, section: id("grid-1"), member: id("supervisor-2"), entered: index };
    assert_eq!(confirmed, [expected.into()]);
    let (heads, halves) = of(&community, poll);
    assert_eq!((heads.for_, heads.against), (30, 20));
    assert_eq!((halves.entitled, halves.for_, halves.against), (3, 2, 0));
}

#[test]
fn who_entered_a_sheet_cannot_confirm_it() {
    let (mut community, poll) = opened(|_| {});
    community.order("supervisor", enter(poll, "grid-1", totals(30, 20)));
    let refused = community.refusal("supervisor", confirm(poll, "grid-1", totals(30, 20)));
    assert!(matches!(refused, Rejection::DutiesNotSeparate { member, .. } if member == id("supervisor")));
}

#[test]
fn a_second_reading_that_differs_in_one_figure_confirms_nothing() {
    let (mut community, poll) = opened(|_| {});
    community.order("supervisor", enter(poll, "grid-1", totals(30, 20)));
    for (second, figure, entered, found) in [
        (totals(31, 20), "heads.for", Some(30), Some(31)),
        (totals(30, 19), "heads.against", Some(20), Some(19)),
        (
            SheetTotals {
                heads: SheetFigures { entitled: Some(90), ..totals(30, 20).heads },
                ..totals(0, 0)
            },
            "heads.entitled",
            None,
            Some(90),
        ),
        (
            SheetTotals { area_dm2: Some(SheetFigures::default()), ..totals(30, 20) },
            "area_dm2.entitled",
            None,
            None,
        ),
    ] {
        let refused = community.refusal("supervisor-2", confirm(poll, "grid-1", second));
        let section = id("grid-1");
        assert_eq!(refused, Rejection::SheetMismatch { section, figure: figure.into(), entered, found });
    }
    assert_eq!(of(&community, poll).0, Figures::default());
}

#[test]
fn only_witnesses_enter_and_confirm() {
    let (mut community, poll) = opened(|_| {});
    let missing = power_missing("secretary", Power::Count, "grid-1");
    assert_eq!(community.refusal("secretary", enter(poll, "grid-1", totals(1, 0))), missing);
    community.order("supervisor", enter(poll, "grid-1", totals(1, 0)));
    assert_eq!(community.refusal("secretary", confirm(poll, "grid-1", totals(1, 0))), missing);
    assert_eq!(community.refusal("secretary", dispute(poll, "grid-1")), missing);
}

#[test]
fn a_sheet_not_confirmed_is_replaced_and_a_confirmed_one_only_after_a_dispute() {
    let (mut community, poll) = opened(|_| {});
    let first = community.index;
    community.order("supervisor", enter(poll, "grid-1", totals(30, 20)));
    let events = community.order("supervisor-2", enter(poll, "grid-1", totals(29, 21)));
    assert!(matches!(events.as_slice(), [Event::TallySheetEntered(event)] if event.replaces == Some(first)));
    community.order("supervisor", confirm(poll, "grid-1", totals(29, 21)));
    let stands = community.refusal("supervisor", enter(poll, "grid-1", totals(40, 0)));
    assert!(already_done(&stands).contains("dispute it before"), "{stands}");
    community.order("supervisor-2", dispute(poll, "grid-1"));
    assert_eq!(of(&community, poll).0, Figures::default());
    assert!(
        already_done(&community.refusal("supervisor", dispute(poll, "grid-1"))).contains("disputed already")
    );
    let refused = community.refusal("supervisor-2", confirm(poll, "grid-1", totals(29, 21)));
    assert!(already_done(&refused).contains("enter it anew"));
    community.witness(poll, "grid-1", totals(40, 0));
    assert_eq!(of(&community, poll).0.for_, 40);
    community.witness(poll, "grid-2", totals(1, 2));
    let events = community.close_poll(poll);
    let sealed = sealing(&events);
    assert_eq!((sealed.counted, sealed.replaced), (2, 2));
}

#[test]
fn sheets_and_ballots_do_not_mix() {
    let (mut community, poll) = opened(|_| {});
    let ballot = CastBallot {
        poll,
        right: right("grid-1"),
        document: community.poll(poll).document,
        choice: yishi_tally::Choice::For,
    };
    let counting = Counting::Sheets;
    assert_eq!(community.refusal("secretary", ballot), Rejection::WrongCounting { poll, counting });
    let mut community = Community::settled(charter(|_| {}));
    let (_, poll) = community.grid_poll();
    let counting = Counting::Ballots;
    let refused = community.refusal("supervisor", enter(poll, "grid-1", totals(1, 0)));
    assert_eq!(refused, Rejection::WrongCounting { poll, counting });
    let refused = community.refusal("worker-1", FinishTallySheets { poll });
    assert_eq!(refused, Rejection::WrongCounting { poll, counting });
}

#[test]
fn a_sheet_of_an_unknown_section_is_refused_and_the_whole_has_one_too() {
    let (mut community, poll) = opened(|rule| {
        rule.sections.pop();
    });
    let refused = community.refusal("supervisor", enter(poll, "grid-2", totals(1, 0)));
    let unknown = Rejection::NotFound { kind: "section of a poll".into(), id: format!("{poll}/grid-2") };
    assert_eq!(refused, unknown);
    let none = Rejection::NotFound { kind: "tally sheet".into(), id: format!("{poll}/community") };
    assert_eq!(community.refusal("supervisor", confirm(poll, "community", totals(1, 0))), none);
    community.witness(poll, "community", totals(1, 0));
}

#[test]
fn the_whole_sheet_gives_the_heads_and_the_sections_their_votes() {
    let (mut community, poll) = opened(|_| {});
    community.witness(poll, "grid-1", totals(30, 20));
    community.witness(poll, "grid-2", totals(5, 5));
    assert_eq!((of(&community, poll).0.for_, of(&community, poll).0.against), (35, 25));
    assert_eq!(community.poll(poll).sheet_report().totals_from, TotalsFrom::Sections);
    community.witness(poll, "community", totals(36, 24));
    let events = community.close_poll(poll);
    let sealed = sealing(&events);
    let heads = sealed.tally.totals.heads;
    assert_eq!((heads.for_, heads.against), (36, 24));
    let report = sealed.sheets.as_ref().unwrap();
    assert_eq!(report.totals_from, TotalsFrom::Whole);
    assert!(report.missing.is_empty() && report.unconfirmed.is_empty() && report.disputed.is_empty());
    assert_eq!(sealed.tally.verdict, Verdict::Passed);
}

#[test]
fn more_than_half_of_the_votes_of_sections_is_counted_in_halves() {
    // Grid 2 alone is for: half a vote of one and a half. Grid 1 alone: one of one and a half.
    for (grid_1, grid_2, passed) in [((1, 2), (9, 1), false), ((2, 1), (9, 10), true)] {
        let (mut community, poll) = opened(|_| {});
        community.witness(poll, "grid-1", totals(grid_1.0, grid_1.1));
        community.witness(poll, "grid-2", totals(grid_2.0, grid_2.1));
        community.witness(poll, "community", totals(11, 10));
        let events = community.close_poll(poll);
        let outcomes = &sealing(&events).tally.requirements;
        assert_eq!((outcomes[0].met, outcomes[1].met), (true, passed));
        assert_eq!(outcomes[1].denominator, 3);
        assert_eq!(sealing(&events).tally.verdict == Verdict::Passed, passed);
    }
}

#[test]
fn a_section_with_as_many_for_as_against_is_not_for() {
    for (against, halves) in [(6, 0), (5, 0), (4, 2)] {
        let (mut community, poll) = opened(|_| {});
        community.witness(poll, "grid-1", totals(5, against));
        assert_eq!(of(&community, poll).1.for_, halves);
    }
}

#[test]
fn what_is_missing_unconfirmed_or_disputed_at_the_close_is_reported_and_does_not_count() {
    let (mut community, poll) = opened(|_| {});
    community.witness(poll, "grid-1", totals(30, 20));
    community.order("supervisor", dispute(poll, "grid-1"));
    community.order("supervisor", enter(poll, "community", totals(90, 1)));
    let events = community.close_poll(poll);
    let sealed = sealing(&events);
    let report = sealed.sheets.as_ref().unwrap();
    assert_eq!(report.disputed, [id("grid-1")].into());
    assert_eq!(report.missing, [id("grid-2")].into());
    assert_eq!(report.unconfirmed, [id("community")].into());
    assert_eq!((sealed.counted, sealed.tally.totals.heads), (0, Figures::default()));
    assert_eq!(sealed.tally.verdict, Verdict::Failed);
    let closed_at_ms = community.poll(poll).closes_at_ms;
    let late = community.refusal("supervisor", enter(poll, "grid-1", totals(1, 0)));
    assert_eq!(late, Rejection::PollClosed { poll, closed_at_ms });
}

#[test]
fn more_votes_than_entitled_are_refused() {
    let (mut community, poll) = opened(|_| {});
    let sheet = |entitled| {
        let heads = SheetFigures { entitled: Some(entitled), for_: 30, against: 20, abstain: 3, invalid: 7 };
        SheetTotals { heads, ..SheetTotals::default() }
    };
    let refused = community.refusal("supervisor", enter(poll, "grid-1", sheet(59)));
    assert!(matches!(refused, Rejection::OutOfRange { field, .. } if field == "totals.heads.entitled"));
    community.witness(poll, "grid-1", sheet(60));
    let heads = of(&community, poll).0;
    assert_eq!((heads.entitled, heads.participating(), heads.abstain), (60, 53, 3));
    let most = SheetFigures { for_: MAX_SAFE_INTEGER, against: 1, ..SheetFigures::default() };
    let too_many = SheetTotals { heads: most, ..SheetTotals::default() };
    let refused = community.refusal("supervisor", enter(poll, "grid-2", too_many));
    assert!(matches!(refused, Rejection::OutOfRange { field, .. } if field == "totals.heads.for"));
}

#[test]
fn a_rule_that_takes_a_share_of_the_entitled_asks_sheets_to_state_them() {
    let (mut community, poll) = opened(|rule| {
        rule.requirements.push(requirement(Part::Participating, Base::Entitled, Measure::Heads, "1/2"));
        rule.requirements.push(requirement(Part::For, Base::Cast, Measure::Area, "1/2"));
    });
    let refused = community.refusal("supervisor", enter(poll, "grid-1", totals(30, 20)));
    assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "totals.heads.entitled"));
    let known = SheetFigures { entitled: Some(80), ..totals(30, 20).heads };
    let refused = community
        .refusal("supervisor", enter(poll, "grid-1", SheetTotals { heads: known, ..SheetTotals::default() }));
    assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "totals.area_dm2"));
    let area = SheetFigures { for_: 9_000, against: 8_000, ..SheetFigures::default() };
    let whole = SheetTotals { heads: known, area_dm2: Some(area), households: None };
    community.witness(poll, "grid-1", whole);
    assert_eq!(community.poll(poll).totals.area_dm2.for_, 9_000);
}

#[test]
fn a_poll_closes_early_only_where_the_rule_says_so_and_once_everything_is_confirmed() {
    let (mut community, poll) = opened(|_| {});
    let refused = community.refusal("secretary", FinishTallySheets { poll });
    assert!(matches!(refused, Rejection::RuleNotApplicable { .. }), "{refused}");
    let (mut community, poll) = opened(|rule| rule.finish = SheetsFinish::WhenConfirmed);
    community.witness(poll, "grid-1", totals(30, 20));
    community.order("supervisor", enter(poll, "grid-2", totals(30, 20)));
    let sections = [id("grid-2")].into();
    assert_eq!(
        community.refusal("secretary", FinishTallySheets { poll }),
        Rejection::SheetsUnconfirmed { poll, sections }
    );
    community.order("supervisor-2", confirm(poll, "grid-2", totals(30, 20)));
    let missing = power_missing("supervisor", Power::Convene, "community");
    assert_eq!(community.refusal("supervisor", FinishTallySheets { poll }), missing);
    let closes_at_ms = community.poll(poll).closes_at_ms;
    let events = community.order("secretary", FinishTallySheets { poll });
    assert!(community.at < closes_at_ms);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Passed);
    assert_eq!(community.wait_until(closes_at_ms), [], "the timer of the close is lifted");
}

#[test]
fn a_rule_whose_sections_do_not_lie_below_the_council_cannot_open_a_poll() {
    let mut community = Community::settled(charter(|rule| rule.level = None));
    let (_, proposal) = community.grid_proposal();
    community.fire_due();
    let order = community.poll_order(proposal, "sheets", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(
        matches!(&refused, Rejection::RuleNotApplicable { reason, .. } if reason.contains("grid-1")),
        "{refused}"
    );
}
