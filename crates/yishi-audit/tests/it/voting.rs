//! Polls with sealed ballots, paper, proxies, silence, sections and reviews: an honest count is clean, and every figure that an
//! operator changes in the sealing is found by counting again.

use crate::fixture::{ALL, Exported, PollPlay, Story, audit, exported, has};
use crate::mutants::signed_anew;
use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_audit::Check;
use yishi_core::*;
use yishi_tally::{
    Amount, Base, Choice, Criterion, Marks, Measure, Method, Part, Requirement, ReviewRule, Selection,
    Silence, Threshold, TieRule, Trim,
};
use yishi_testkit::{Cast, Desk, OpenedPoll, Order, Person};

/// Changes the sealing, chains and signs everything anew, and has it found at its entry, by the rules and by the recount.
pub fn a_lie_in_the_sealing_is_found(story: &Story, bundle: &Exported, change: (&str, &str)) {
    let mut leaves = story.leaves.clone();
    let is_sealing = |leaf: &Vec<u8>| String::from_utf8_lossy(leaf).contains(r#""kind":"poll_sealed""#);
    let at = leaves.iter().position(is_sealing).unwrap();
    let text = String::from_utf8(leaves[at].clone()).unwrap();
    assert!(text.contains(change.0), "{} is not in {text}", change.0);
    leaves[at] = text.replacen(change.0, change.1, 1).into_bytes();
    signed_anew(story, &leaves, bundle);
    let findings = audit(&bundle.folder, story.pinned(), &[Check::Replay]).findings;
    for check in ["tally", "replay"] {
        assert!(has(&findings, Some(at as u64), check), "{change:?}: {findings:?}");
    }
}

fn is_clean_and_no_lie_stays_hidden(story: &Story, lies: &[(&str, &str)]) {
    let bundle = exported(story);
    let report = audit(&bundle.folder, story.pinned(), &ALL);
    assert!(report.is_clean(), "{:?}", report.findings);
    assert_eq!(report.checked.polls, 1);
    lies.iter().for_each(|lie| a_lie_in_the_sealing_is_found(story, &bundle, *lie));
}

fn nothing(_: &Cast, _: &Desk, _: &OpenedPoll) -> Vec<Order> {
    Vec::new()
}

fn right(person: &Person) -> VotingRightId {
    yishi_tally::RightId(person.id.as_str().into())
}

const SALT: Digest = Digest([5; 32]);

fn sealed(cast: &Cast, desk: &Desk, poll: &OpenedPoll, choices: &[Choice]) -> Vec<Order> {
    let seals = choices.iter().zip(&cast.residents).map(|(choice, voter)| {
        let seal = ballot_seal(poll.poll, &right(voter), &SALT, &Reading::Choice(*choice));
        let cast = CastSealedBallot { poll: poll.poll, right: right(voter), document: poll.document, seal };
        desk.order(voter, cast, vec![])
    });
    seals.collect()
}

fn opened(cast: &Cast, desk: &Desk, poll: &OpenedPoll, choices: &[Choice]) -> Vec<Order> {
    let openings = choices.iter().zip(&cast.residents).map(|(choice, voter)| {
        let reading = Reading::Choice(*choice);
        let open = OpenSealedBallot { poll: poll.poll, right: right(voter), salt: SALT, reading };
        desk.order(voter, open, vec![])
    });
    openings.collect()
}

/// Three seal a ballot, and two of them open theirs.
pub fn sealed_ballots(ruleset: Ruleset) -> Story {
    let choices = [Choice::For, Choice::For, Choice::Against];
    let rule = |rule: &mut DecisionClause| {
        rule.openness = Openness::Sealed;
        rule.sealed = Some(SealedClause { opening: Period::Hours(24), unopened: Unopened::TakesPart });
    };
    let play = PollPlay {
        rule: &rule,
        open: &|_, _| {},
        before: &|cast, desk, poll| sealed(cast, desk, poll, &choices),
        after: &|cast, desk, poll| opened(cast, desk, poll, &choices[..2]),
    };
    play.story(ruleset)
}

#[test]
fn of_sealed_ballots_who_opened_theirs_and_who_did_not_cannot_be_told_otherwise() {
    is_clean_and_no_lie_stays_hidden(
        &sealed_ballots(NEWEST_RULESET),
        &[
            (r#""unopened":1"#, r#""unopened":2"#),
            (r#""counted":2"#, r#""counted":3"#),
            (r#""invalid":1"#, r#""invalid":2"#),
        ],
    );
}

/// One votes with their own key, one by proxy, one on paper; one is served and silent.
fn by_every_channel(cast: &Cast, desk: &Desk, poll: &OpenedPoll) -> Vec<Order> {
    let [own, principal, on_paper, silent] = [0, 1, 2, 3].map(|number| &cast.residents[number]);
    let services: BTreeMap<VotingRightId, Service> =
        cast.residents.iter().map(|resident| (right(resident), Service::Delivered)).collect();
    let reading = Reading::Choice(Choice::For);
    let grant = GrantProxy {
        proxy: own.id.clone(),
        scope: GrantScope::Poll(poll.poll),
        expires_at_ms: TimeMs(poll.closes_at_ms.0 + 1),
    };
    let scan = Commitment([8; 32]);
    let enter = EnterPaperBallot {
        poll: poll.poll,
        right: right(on_paper),
        document: poll.document,
        member: on_paper.id.clone(),
        reading: reading.clone(),
        scan,
        mandate: None,
    };
    let confirm =
        ConfirmPaperBallot { poll: poll.poll, right: right(on_paper), member: on_paper.id.clone(), reading };
    assert_ne!(silent.id, own.id);
    vec![
        desk.order(&cast.secretary, RecordService { poll: poll.poll, services, evidence: None }, vec![]),
        desk.order(own, poll.ballot(own, Choice::Against), vec![]),
        desk.order(own, poll.ballot(own, Choice::For), vec![]),
        desk.order(principal, grant, vec![]),
        desk.order(own, poll.ballot(principal, Choice::Against), vec![]),
        desk.order(&cast.supervisor, enter, vec![]),
        desk.order(&cast.secretary, confirm, vec![]),
    ]
}

/// A vote by every channel, in which silence follows the majority.
pub fn every_channel(ruleset: Ruleset) -> Story {
    let rule = |rule: &mut DecisionClause| {
        rule.procedure.proxies = Proxies::Allowed;
        rule.procedure.paper = PaperBallots::TwoWitnesses;
        rule.procedure.silence = Silence::FollowMajority;
    };
    let play = PollPlay { rule: &rule, open: &|_, _| {}, before: &by_every_channel, after: &nothing };
    play.story(ruleset)
}

/// Two papers on the rights of others: one by a grant in the book, one on a written authority.
fn papers_of_a_proxy(cast: &Cast, desk: &Desk, poll: &OpenedPoll) -> Vec<Order> {
    let [proxy, by_grant, in_writing] = [0, 1, 2].map(|number| &cast.residents[number]);
    let grant = GrantProxy {
        proxy: proxy.id.clone(),
        scope: GrantScope::Poll(poll.poll),
        expires_at_ms: TimeMs(poll.closes_at_ms.0 + 1),
    };
    let mut orders = vec![desk.order(by_grant, grant, vec![])];
    for (holder, mandate) in [(by_grant, None), (in_writing, Some(Commitment([9; 32])))] {
        let (right, member, reading) = (right(holder), proxy.id.clone(), Reading::Choice(Choice::For));
        let enter = EnterPaperBallot {
            poll: poll.poll,
            right: right.clone(),
            document: poll.document,
            member: member.clone(),
            reading: reading.clone(),
            scan: Commitment([8; 32]),
            mandate,
        };
        let confirm = ConfirmPaperBallot { poll: poll.poll, right, member, reading };
        orders.push(desk.order(&cast.supervisor, enter, vec![]));
        orders.push(desk.order(&cast.secretary, confirm, vec![]));
    }
    orders
}

/// A vote in which somebody fills in papers for others.
pub fn papers_for_others(ruleset: Ruleset) -> Story {
    let rule = |rule: &mut DecisionClause| {
        rule.procedure.proxies = Proxies::Allowed;
        rule.procedure.paper = PaperBallots::TwoWitnesses;
    };
    let play = PollPlay { rule: &rule, open: &|_, _| {}, before: &papers_of_a_proxy, after: &nothing };
    play.story(ruleset)
}

#[test]
fn of_paper_proxies_and_silence_every_figure_is_counted_again() {
    is_clean_and_no_lie_stays_hidden(
        &every_channel(NEWEST_RULESET),
        &[
            (r#""silent":1"#, r#""silent":0"#),
            (r#""served":4"#, r#""served":3"#),
            (r#""followed":"for""#, r#""followed":"against""#),
            (r#""passed_only_by_silence":false"#, r#""passed_only_by_silence":true"#),
            (r#""replaced":1"#, r#""replaced":0"#),
            (r#""against":1,"entitled":4,"for":2"#, r#""against":0,"entitled":4,"for":3"#),
        ],
    );
}

/// Two councils decide in one vote.
pub fn together(ruleset: Ruleset) -> Story {
    let most = |base, measure| Requirement {
        name: "more than half".into(),
        part: Part::For,
        base,
        measure,
        threshold: Threshold::MoreThan("1/2".parse().unwrap()),
        quorum: false,
    };
    let rule = |rule: &mut DecisionClause| {
        let section = |council: &str| SectionClause {
            council: council.parse().unwrap(),
            vote: SectionVote::Full,
            requirements: vec![],
        };
        rule.sections = vec![section("grid_1"), section("grid_2")];
        rule.section_requirements = vec![most(Base::Cast, Measure::Heads)];
        rule.requirements = vec![most(Base::Cast, Measure::Heads), most(Base::Entitled, Measure::Councils)];
    };
    let before = |cast: &Cast, desk: &Desk, poll: &OpenedPoll| {
        let ballot = |voter: &Person, choice| {
            let right = yishi_tally::RightId(format!("grid_1/{}", voter.id).into());
            desk.order(voter, CastBallot { right, ..poll.ballot(voter, choice) }, vec![])
        };
        vec![ballot(&cast.residents[0], Choice::For), ballot(&cast.residents[1], Choice::For)]
    };
    PollPlay { rule: &rule, open: &|_, _| {}, before: &before, after: &nothing }.story(ruleset)
}

#[test]
fn of_councils_that_decide_together_neither_a_verdict_nor_a_figure_can_be_changed() {
    let councils = r#"{"abstain":0,"against":0,"entitled":4,"for":2}"#;
    is_clean_and_no_lie_stays_hidden(
        &together(NEWEST_RULESET),
        &[
            (councils, r#"{"abstain":0,"against":0,"entitled":4,"for":4}"#),
            (r#"{"council":"grid_2""#, r#"{"council":"grid_1""#),
            (r#""verdict":"passed"}}"#, r#""verdict":"failed"}}"#),
        ],
    );
}

/// Projects are reviewed; one reviewer stands behind a project, and another declares a conflict.
pub fn reviews(ruleset: Ruleset) -> Story {
    let rule = |rule: &mut DecisionClause| {
        let review = ReviewRule {
            criteria: vec![Criterion { id: "need".into(), weight: 100, least: 1, most: 5 }],
            trim: Trim::Nothing,
            least_reviews: 1,
            least_figure: Some(Amount::from(50)),
            selection: Selection::Places(1),
            prefer: Vec::new(),
            tie: TieRule::Stop,
        };
        rule.requirements.retain(|requirement| requirement.part == Part::Participating);
        rule.choice = Some(ChoiceClause {
            method: Method::Review(review),
            weight: BallotWeight::Heads,
            progress: Progress::Turnout,
            elects: None,
        });
    };
    let open = |cast: &Cast, open: &mut OpenPoll| {
        let project = |name: &str, by: &[&Person]| PollOption {
            id: name.into(),
            member: None,
            name: Some(format!("Project {name}")),
            document: None,
            cost_fen: None,
            by: by.iter().map(|person| person.id.clone()).collect(),
            offer: None,
        };
        open.options = vec![project("square", &[]), project("tyres", &[&cast.residents[0]])];
    };
    let before = |cast: &Cast, desk: &Desk, poll: &OpenedPoll| {
        let review = |voter: &Person, option: &str, score: u32| {
            let scores: BTreeMap<Arc<str>, u32> = [("need".into(), score)].into();
            let marks = Marks::Reviews([(option.into(), scores)].into());
            desk.order(voter, poll.marks(voter, marks), vec![])
        };
        let bar = BarReviewer {
            poll: poll.poll,
            member: cast.residents[1].id.clone(),
            option: "square".into(),
            reason: "is the gardener's sister".to_owned(),
        };
        vec![
            review(&cast.residents[1], "square", 5),
            review(&cast.residents[2], "tyres", 4),
            desk.order(&cast.residents[1], bar, vec![]),
        ]
    };
    PollPlay { rule: &rule, open: &open, before: &before, after: &nothing }.story(ruleset)
}

#[test]
fn of_reviews_the_chosen_projects_are_found_again_without_those_who_are_barred() {
    let lie = (r#""winners":["tyres"]"#, r#""winners":["square"]"#);
    is_clean_and_no_lie_stays_hidden(&reviews(NEWEST_RULESET), &[lie]);
}
