//! A poll on tally sheets: an honest count is clean, and every figure an operator changes is found by adding up again.

use crate::fixture::{ALL, Exported, Story, audit, exported, has};
use crate::mutants::signed_anew;
use std::collections::BTreeMap;
use yishi_audit::Check;
use yishi_core::{
    AdoptCharter, Charter, ConfirmTallySheet, Counting, DocumentHash, EnterTallySheet, Grant, OpenPoll,
    PollScope, Power, Reach, SectionClause, SectionVote, SheetFigures, SheetTotals,
};
use yishi_engine::Text;
use yishi_tally::{Base, Measure, Part, Requirement, Threshold};
use yishi_testkit::{Cast, Order, PaperBook, test_charter};

/// The test charter with a rule on sheets: people, and both grids with a vote and half a vote.
fn charter() -> Charter {
    let mut charter = test_charter();
    let mut rule = charter.decisions.iter().find(|rule| rule.id.as_str() == "residents").unwrap().clone();
    rule.id = "sheets".parse().unwrap();
    rule.level = Some("community".parse().unwrap());
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
    charter.decisions.push(rule);
    for seat in
        charter.seats.iter_mut().filter(|seat| ["secretary", "supervisor"].contains(&seat.id.as_str()))
    {
        seat.powers.push(Grant { power: Power::Count, over: Reach::OwnAndBelow });
    }
    assert_eq!(charter.check(), Ok(()));
    charter
}

fn story() -> Story {
    let cast = Cast::new(4);
    let desk = cast.desk();
    let mut paper = PaperBook::empty(&cast);
    let mut orders = cast.founding(&desk);
    let source = Text::Document(b"The charter with a rule on sheets".to_vec());
    let adopt = AdoptCharter {
        charter: charter(),
        source: DocumentHash(yishi_log::text::document_hash(b"The charter with a rule on sheets")),
    };
    orders.push(desk.order(&cast.secretary, adopt, vec![source]));
    let (mut steps, poll) = cast.poll(&desk, orders.len() as u64);
    steps.pop();
    orders.extend(steps);
    let open = OpenPoll { scope: PollScope::Council, ..poll.open_as("sheets") };
    orders.push(desk.order(&cast.secretary, open, vec![]));
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
    let mut texts = BTreeMap::new();
    for Order { command, texts: brought } in orders {
        paper.must_admit(&Order { command, texts: vec![] });
        texts.extend(brought.into_iter().map(|text| (text.reference(), text)));
    }
    paper.now = poll.closes_at_ms;
    paper.fire_due();
    let redacted = *texts.keys().next().unwrap();
    Story { cast, checkpoint: paper.checkpoint(), leaves: paper.leaves, texts, redacted }
}

/// The findings after a change of the sealing, with everything chained and signed anew.
fn found(story: &Story, bundle: &Exported, change: (&str, &str)) -> Vec<yishi_book::Finding> {
    let mut leaves = story.leaves.clone();
    let last = leaves.last_mut().unwrap();
    let text = String::from_utf8(last.clone()).unwrap();
    assert!(text.contains(change.0), "{text}");
    *last = text.replacen(change.0, change.1, 1).into_bytes();
    signed_anew(story, &leaves, bundle);
    audit(&bundle.folder, story.pinned(), &[Check::Replay]).findings
}

#[test]
fn a_count_of_tally_sheets_is_clean_and_no_figure_of_it_can_be_changed() {
    let story = story();
    let bundle = exported(&story);
    let report = audit(&bundle.folder, story.pinned(), &ALL);
    assert!(report.is_clean(), "{:?}", report.findings);
    let last = Some(story.leaves.len() as u64 - 1);
    for change in [
        (r#""for":38"#, r#""for":39"#),
        (r#""counted":3"#, r#""counted":4"#),
        (r#""replaced":1"#, r#""replaced":0"#),
        (
            r#"{"abstain":0,"against":1,"entitled":3,"for":2}"#,
            r#"{"abstain":0,"against":0,"entitled":3,"for":3}"#,
        ),
    ] {
        let findings = found(&story, &bundle, change);
        assert!(has(&findings, last, "tally"), "{change:?}: {findings:?}");
        assert!(has(&findings, last, "replay"), "{change:?}: {findings:?}");
    }
}
