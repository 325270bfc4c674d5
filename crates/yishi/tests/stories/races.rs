//! Many people at once, over a running server: hundreds of ballots against the close, a new text against the opening of the vote on the
//! old one, two clerks certifying. Whoever is first, there is one result, and every answer that somebody got is true.

use crate::house::{Cast, DAY_MS, Door, House, Signed, Text, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;
use yishi_core::{Standing, TimeMs};

const HOUSEHOLDS: usize = 120;
/// Connections that send ballots at the same time.
const SENDERS: usize = 8;
/// After how many answers to ballots the vote closes: at once, midway, and when all have an answer.
const CLOSES_AFTER: [usize; 5] = [0, 1, HOUSEHOLDS / 2, HOUSEHOLDS, 3 * HOUSEHOLDS];

const RULES: &str = r#"
[[decisions]]
id = "households"
name = "各户表决:参加表决的过半数同意"
electorate = "households"
level = "compound"
openness = "named"
voting_at_least = "2h"
requirements = [
  { name = "参加表决的过半数同意", part = "for", base = "participating", measure = "heads", threshold = { more_than = "1/2" } },
]
"#;

const CASE: Case =
    Case {
        title: "小区大门夜间关闭", class: "general", place: "buildings", households: 120, cost_fen: 0
    };

fn compound() -> Cast {
    let residents = (0..HOUSEHOLDS).map(|number| format!("resident_{number}"));
    let mut rows: Vec<_> = residents.map(|name| member(&name, "buildings", Standing::Resident)).collect();
    let officers = ["secretary", "clerk_1", "clerk_2"];
    rows.extend(officers.map(|officer| member(officer, "buildings", Standing::Partner)));
    let seats = [("secretary", "secretary"), ("clerk", "clerk_1"), ("clerk", "clerk_2")];
    Cast { charter: "packages", rows, seats: seats.map(|(seat, who)| ("compound", seat, who.into())).into() }
}

/// Sends commands at the same moment, each over a connection of its own; the answers in the same order.
fn at_once<const N: usize>(door: &Door, commands: [Signed; N]) -> [Result<u64, String>; N] {
    let together = Barrier::new(N);
    thread::scope(|scope| {
        let sent = commands.map(|signed| {
            let together = &together;
            scope.spawn(move || {
                together.wait();
                door.submit(&signed)
            })
        });
        sent.map(|sender| sender.join().unwrap())
    })
}

/// A ballot of one household, signed and ready.
struct Ready {
    who: String,
    choice: &'static str,
    signed: Signed,
}

/// Each household has signed two ballots that differ, and sends the first one twice.
fn ballots(house: &House, poll: &str) -> Vec<Ready> {
    let mut ready = Vec::new();
    for number in 0..HOUSEHOLDS {
        let who = format!("resident_{number}");
        let choices = if number % 5 == 0 { ["against", "for"] } else { ["for", "abstain"] };
        for choice in choices {
            let input = json!({ "poll": poll, "choice": choice.to_uppercase() });
            let meant = json!({ "kind": "cast_ballot", "poll": poll, "choice": choice });
            let signed = house.signed_by(&who, "prepareBallot", "PrepareBallotInput", input, &meant).unwrap();
            ready.push(Ready { who: who.clone(), choice, signed });
        }
    }
    let again: Vec<Ready> = ready
        .iter()
        .step_by(2)
        .map(|it| Ready { who: it.who.clone(), choice: it.choice, signed: it.signed.clone() })
        .collect();
    ready.extend(again);
    // Neighbours in the list are of different households: a step of 7 goes through all of it.
    let (many, mut mixed) = (ready.len(), Vec::new());
    let mut rest: Vec<Option<Ready>> = ready.into_iter().map(Some).collect();
    for number in 0..many {
        mixed.extend(rest[number * 7 % many].take());
    }
    mixed
}

/// Where each ballot that was taken stands, and what it says.
type Taken = BTreeMap<u64, (String, &'static str)>;

/// All ballots are sent over several connections, and after so many answers the vote closes. The ballots that were taken.
fn sent_against_the_close(house: &House, ready: &[Ready], closes_at: TimeMs, after: usize) -> Taken {
    let (next, answered) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (taken, door) = (Mutex::new(Taken::new()), house.door());
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                while let Some(ballot) = ready.get(next.fetch_add(1, Ordering::SeqCst)) {
                    match door.submit(&ballot.signed) {
                        Ok(index) => {
                            let told =
                                taken.lock().unwrap().insert(index, (ballot.who.clone(), ballot.choice));
                            assert!(told.is_none_or(|told| told == (ballot.who.clone(), ballot.choice)));
                        }
                        Err(refused) => assert!(refused.starts_with("poll_closed"), "{refused}"),
                    }
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        while answered.load(Ordering::SeqCst) < after {
            thread::yield_now();
        }
        house.wait_until(closes_at);
    });
    taken.into_inner().unwrap()
}

/// What everybody sees of a vote that is over: read by several at once, and the same for all.
fn seen_by_all(house: &House, poll: &str) -> Value {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { status verdict
        sealing { counted replaced countedDigest replacedDigest }
        tally { final heads { entitled for against abstain } } ballots(first: 100) { totalCount } } } }";
    let door = house.door();
    let seen: Vec<Value> = thread::scope(|scope| {
        let readers: Vec<_> =
            (0..4).map(|_| scope.spawn(|| door.ask(query, json!({ "poll": poll })))).collect();
        readers.into_iter().map(|reader| reader.join().unwrap()).collect()
    });
    assert!(seen.iter().all(|other| *other == seen[0]), "{seen:#?}");
    seen[0]["book"]["poll"].clone()
}

/// The positions of all ballots that the service shows as counted.
fn counted(house: &House, poll: &str) -> BTreeSet<u64> {
    let query = "query ($poll: String!, $after: String) { book { poll(pollId: $poll) { ballots(first: 50, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { stands entry { index } } } } } }";
    let (mut counted, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let page =
            house.ask(query, json!({ "poll": poll, "after": after }))["book"]["poll"]["ballots"].take();
        for ballot in page["nodes"].as_array().unwrap() {
            assert_eq!(ballot["stands"], "COUNTS");
            counted.insert(ballot["entry"]["index"].as_str().unwrap().parse().unwrap());
        }
        if page["pageInfo"]["hasNextPage"] == false {
            return counted;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The last ballot that was taken of each household counts, the others are replaced, and the totals are theirs.
fn they_are_counted_once(house: &House, poll: &str, taken: &Taken) -> bool {
    let last: BTreeMap<&str, (u64, &str)> =
        taken.iter().map(|(index, (who, choice))| (who.as_str(), (*index, *choice))).collect();
    let told = seen_by_all(house, poll);
    assert_eq!(told["status"], "SEALED");
    assert_eq!(told["sealing"]["counted"], last.len());
    assert_eq!(told["sealing"]["replaced"], taken.len() - last.len());
    assert_eq!(counted(house, poll), last.values().map(|(index, _)| *index).collect());
    let saying = |choice| last.values().filter(|(_, said)| *said == choice).count();
    for choice in ["for", "against", "abstain"] {
        assert_eq!(told["tally"]["heads"][choice], saying(choice).to_string(), "{choice}");
    }
    let passed = 2 * saying("for") > last.len();
    assert_eq!(told["verdict"] == "PASSED", passed, "{told:#}");
    passed
}

/// Two clerks certify at the same moment: one does, the other hears that it is done.
fn two_certify(house: &House, poll: &str) {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { document { hash } } } }";
    let document = house.ask(query, json!({ "poll": poll }))["book"]["poll"]["document"]["hash"].take();
    let fields = json!({ "poll": poll, "document": document });
    let certify = |who: &str| house.signed(who, "certify_resolution", fields.clone(), &[]).unwrap();
    let answers = at_once(&house.door(), [certify("clerk_1"), certify("clerk_2")]);
    let refused: Vec<&String> = answers.iter().filter_map(|it| it.as_ref().err()).collect();
    assert!(matches!(refused[..], [said] if said.starts_with("already_done")), "{answers:?}");
}

/// The text is revised at the moment in which the vote on the old one opens: either, never both. The poll, if it opened.
fn revised_or_opened(house: &House, proposal: &str, words: &str) -> Option<String> {
    let vote = Vote { rule: "households", scope: json!({ "scope": "council" }), options: vec![], days: 1 };
    let open = house.signed("secretary", "open_poll", house.opening(proposal, &vote), &[]).unwrap();
    let text = Text::document(words);
    let fields = json!({ "proposal": proposal, "document": text.hash() });
    let revise = house.signed("secretary", "revise_proposal", fields, &[text]).unwrap();
    match at_once(&house.door(), [open, revise]) {
        [Ok(opened), Err(refused)] => {
            assert!(refused.starts_with("wrong_stage"), "{refused}");
            Some(format!("poll_{opened}"))
        }
        [Err(refused), Ok(_)] => {
            assert!(refused.starts_with("text_mismatch"), "{refused}");
            None
        }
        answers => panic!("both, or neither: {answers:?}"),
    }
}

/// Text and opening race until a vote is open.
fn a_vote_opens(house: &House, proposal: &str) -> String {
    for attempt in 1.. {
        let words = format!("夜间十一点至早上五点关闭大门。第{attempt}稿");
        if let Some(poll) = revised_or_opened(house, proposal, &words) {
            return poll;
        }
    }
    unreachable!("numbers do not end")
}

#[test]
fn whoever_comes_first_there_is_one_result_and_every_answer_is_true() {
    let house = House::founded_with(&compound(), RULES);
    for after in CLOSES_AFTER {
        let matter = house.a_matter_is_raised("resident_1", "clerk_1", "夜里外来车辆太多。", &CASE);
        let proposal = house.a_proposal_is_drafted("secretary", &matter, "夜间关闭大门。");
        let poll = a_vote_opens(&house, &proposal);
        let closes_at = TimeMs(house.now().0 + DAY_MS);
        house.wait_until(TimeMs(closes_at.0 - 1));
        let ready = ballots(&house, &poll);
        let taken = sent_against_the_close(&house, &ready, closes_at, after);
        if they_are_counted_once(&house, &poll, &taken) {
            two_certify(&house, &poll);
        }
    }
    house.ends_in_an_audit();
}
