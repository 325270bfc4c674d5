//! A poll on tally sheets: an honest count is clean, and every figure an operator changes is found by adding up again.

use crate::fixture::{ALL, PollPlay, Story, audit, exported};
use crate::voting::a_lie_in_the_sealing_is_found;
use yishi_core::{
    ConfirmTallySheet, Counting, DecisionClause, EnterTallySheet, NEWEST_RULESET, SectionClause, SectionVote,
    SheetFigures, SheetTotals,
};
use yishi_tally::{Base, Measure, Part, Requirement, Threshold};
use yishi_testkit::{Cast, Desk, OpenedPoll, Order};

/// People, and both grids with a vote and half a vote.
fn on_sheets(rule: &mut DecisionClause) {
    rule.counting = Counting::Sheets;
    let section =
        |council: &str, vote| SectionClause { council: council.parse().unwrap(), vote, requirements: vec![] };
    rule.sections = vec![section("grid_1", SectionVote::Full), section("grid_2", SectionVote::Half)];
    let requirement = |base, measure| Requirement {
        name: "more than half".into(),
        part: Part::For,
        base,
        measure,
        threshold: Threshold::MoreThan("1/2".parse().unwrap()),
        quorum: false,
    };
    rule.requirements =
        vec![requirement(Base::Cast, Measure::Heads), requirement(Base::Entitled, Measure::Councils)];
}

fn sheets(cast: &Cast, desk: &Desk, poll: &OpenedPoll) -> Vec<Order> {
    let mut orders = Vec::new();
    for (section, for_, against) in [("grid_1", 30, 20), ("grid_2", 7, 8), ("community", 38, 28)] {
        let section: yishi_core::CouncilId = section.parse().unwrap();
        let heads = SheetFigures { for_, against, ..SheetFigures::default() };
        let totals = SheetTotals { heads, ..SheetTotals::default() };
        let enter = EnterTallySheet { poll: poll.poll, section: section.clone(), totals, evidence: None };
        let confirm = ConfirmTallySheet { poll: poll.poll, section, totals };
        orders.push(desk.order(&cast.supervisor, enter.clone(), vec![]));
        if enter.section.as_str() == "grid_1" {
            orders.push(desk.order(&cast.supervisor, enter, vec![]));
        }
        orders.push(desk.order(&cast.secretary, confirm, vec![]));
    }
    orders
}

fn story() -> Story {
    let nothing = |_: &Cast, _: &Desk, _: &OpenedPoll| Vec::new();
    PollPlay { rule: &on_sheets, open: &|_, _| {}, before: &sheets, after: &nothing }.story(NEWEST_RULESET)
}

#[test]
fn a_count_of_tally_sheets_is_clean_and_no_figure_of_it_can_be_changed() {
    let story = story();
    let bundle = exported(&story);
    let report = audit(&bundle.folder, story.pinned(), &ALL);
    assert!(report.is_clean(), "{:?}", report.findings);
    for change in [
        (r#""for":38"#, r#""for":39"#),
        (r#""counted":3"#, r#""counted":4"#),
        (r#""replaced":1"#, r#""replaced":0"#),
        (
            r#"{"abstain":0,"against":1,"entitled":3,"for":2}"#,
            r#"{"abstain":0,"against":0,"entitled":3,"for":3}"#,
        ),
    ] {
        a_lie_in_the_sealing_is_found(&story, &bundle, change);
    }
}
