//! The pictures of a count in rounds.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use yishi_core::BallotWeight;
use yishi_pages::Rounds;
use yishi_tally::{Amount, Language, OptionId, Outcome, Round};

fn round(number: u32, figures: &[(&str, u64)], elected: &[&str], excluded: &[&str]) -> Round {
    Round {
        number,
        needed: Some(Amount::from(6)),
        figures: figures.iter().map(|(id, votes)| (OptionId::from(*id), Amount::from(*votes))).collect(),
        elected: elected.iter().map(|id| OptionId::from(*id)).collect(),
        excluded: excluded.iter().map(|id| OptionId::from(*id)).collect(),
        ..Round::default()
    }
}

fn html(outcome: &Outcome, weight: BallotWeight, language: Language) -> String {
    Rounds { outcome, names: &|id| format!("<{id}>"), weight, language }.to_html().into_string()
}

fn picture(language: Language) -> String {
    let outcome = Outcome {
        winners: vec!["b".into()],
        rounds: vec![
            round(1, &[("a", 5), ("b", 4), ("c", 1)], &[], &["c"]),
            round(2, &[("a", 4), ("b", 6)], &["b"], &[]),
        ],
        ..Outcome::default()
    };
    html(&outcome, BallotWeight::Heads, language)
}

#[test]
fn each_round_has_its_picture_with_the_largest_figure_first() {
    let html = picture(Language::English);
    assert_eq!(html.matches("<svg").count(), 2);
    assert!(html.contains("Round 1; needed: 6.00"));
    let positions =
        ["&lt;a&gt; · 5.00", "&lt;b&gt; · 4.00", "&lt;c&gt; · 1.00 · out", "&lt;b&gt; · 6.00 · elected"]
            .map(|text| html.find(text).unwrap());
    assert!(positions.is_sorted(), "{positions:?}");
}

#[test]
fn bars_are_drawn_to_one_scale_over_all_rounds() {
    let html = picture(Language::Chinese);
    assert!(html.contains("<rect class=\"won\" x=\"0\" y=\"16\" height=\"14\" width=\"600\">"), "{html}");
    assert!(
        html.contains("<rect class=\"bar\" x=\"0\" y=\"16\" height=\"14\" width=\"500\">"),
        "five of six"
    );
    assert!(html.contains("<rect class=\"out\" x=\"0\" y=\"84\" height=\"14\" width=\"100\">"), "one of six");
}

#[test]
fn an_option_that_left_has_empty_cells_from_then_on() {
    assert!(picture(Language::English).contains("<td>&lt;c&gt;</td><td>1.00</td><td></td>"));
}

#[test]
fn heads_and_area_have_a_scale_each_and_who_lacks_the_area_stands_in_the_table() {
    let area =
        Round { needed: Some(Amount::from(50_001)), ..round(2, &[("a", 60_000), ("b", 30_000)], &[], &[]) };
    let outcome = Outcome { rounds: vec![round(1, &[("a", 6)], &["a"], &[]), area], ..Outcome::default() };
    let html = html(&outcome, BallotWeight::HeadsAndArea, Language::English);
    assert!(html.contains("Round 1 · Heads; needed: 6.00"), "{html}");
    assert!(html.contains("Round 2 · Area; needed: 500.01 m²"), "{html}");
    assert_eq!(html.matches("width=\"600\"").count(), 2, "the longest bar of each measure is a full one");
    assert!(html.contains("<td>&lt;b&gt;</td><td></td><td>300.00 m²</td>"), "{html}");
    assert!(!html.contains("For none of them"), "no round tells votes for nobody");
}
