//! Random commands, retries, forgeries, waits and restarts: whatever was accepted replays without a finding.

use proptest::prelude::*;
use yishi_book::Book;
use yishi_core::{Custody, KeyRow, RegistrarAct, RequestRegistrarAct, Stance, TakeStance, TimeMs};
use yishi_engine::SubmitError;
use yishi_tally::Choice;
use yishi_testkit::{Community, OpenedPoll, Order, Person};

/// Replays the whole book and holds the outcome against what the engine shows.
pub fn assert_replays(community: &Community) {
    let mut book = Book::new(&community.cast.origin);
    for (index, leaf) in community.stores.journal.leaves().iter().enumerate() {
        let findings = book.replay(leaf);
        assert!(findings.is_empty(), "entry {index}: {findings:?}");
    }
    let version = community.engine.version();
    assert_eq!((book.head().size, book.head().root), (version.size, version.root));
    assert_eq!(*book.state(), version.state);
}

#[derive(Clone, Debug)]
enum Step {
    Vote { voter: usize, choice: Choice },
    Submission { number: u64 },
    Screening { back: usize, households: u64 },
    Stance { voter: usize, back: usize },
    Enrol { voter: usize },
    Again { back: usize },
    Forged { voter: usize, byte: usize },
    Wait { ms: u64 },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let choice = prop_oneof![Just(Choice::For), Just(Choice::Against), Just(Choice::Abstain)];
    prop_oneof![
        6 => (0..5_usize, choice).prop_map(|(voter, choice)| Step::Vote { voter, choice }),
        3 => (0..9_u64).prop_map(|number| Step::Submission { number }),
        3 => (0..4_usize, 0..300_u64).prop_map(|(back, households)| Step::Screening { back, households }),
        2 => (0..5_usize, 0..4_usize).prop_map(|(voter, back)| Step::Stance { voter, back }),
        1 => (0..5_usize).prop_map(|voter| Step::Enrol { voter }),
        2 => (0..9_usize).prop_map(|back| Step::Again { back }),
        2 => (0..5_usize, 0..2_000_usize).prop_map(|(voter, byte)| Step::Forged { voter, byte }),
        2 => (1..9 * 24 * 60 * 60 * 1000_u64).prop_map(|ms| Step::Wait { ms }),
        1 => Just(Step::Reopen),
    ]
}

struct Run {
    community: Community,
    poll: OpenedPoll,
    accepted: Vec<Order>,
}

impl Run {
    fn order(&mut self, step: &Step) -> Option<Order> {
        let Community { cast, desk, engine, .. } = &self.community;
        let submissions: Vec<_> = engine.version().state.submissions.values().cloned().collect();
        let recent = |back: usize| submissions.iter().rev().nth(back);
        match *step {
            Step::Vote { voter, choice } => {
                let voter = &cast.residents[voter];
                Some(desk.order(voter, self.poll.ballot(voter, choice), vec![]))
            }
            Step::Submission { number } => Some(cast.submission(desk, number)),
            Step::Screening { back, households } => {
                Some(cast.screening(desk, households, recent(back)?.id, households))
            }
            Step::Stance { voter, back } => {
                let (submission, text) = (recent(back)?.id, recent(back)?.text);
                let stance = TakeStance { submission, text, stance: Stance::Support, occurred_at_ms: None };
                Some(desk.order(&cast.residents[voter], stance, vec![]))
            }
            Step::Enrol { voter } => {
                let newcomer: Person = cast.residents[voter].with_key("another phone");
                let keys: Vec<KeyRow> = vec![newcomer.key_row(&cast.origin, Custody::Own)];
                let act = RegistrarAct::EnrolKeys { keys };
                Some(desk.order(&cast.registrars[voter % 3], RequestRegistrarAct { act }, vec![]))
            }
            Step::Again { back } => self.accepted.iter().rev().nth(back).cloned(),
            Step::Forged { voter, byte } => {
                let voter = &cast.residents[voter];
                let mut order = desk.order(voter, self.poll.ballot(voter, Choice::For), vec![]);
                let position = byte % order.command.bytes.len();
                order.command.bytes[position] ^= 1;
                Some(order)
            }
            Step::Wait { .. } | Step::Reopen => None,
        }
    }

    fn take(&mut self, step: &Step) {
        let before = self.community.engine.version();
        match step {
            Step::Wait { ms } => {
                self.community.clock.advance_ms(*ms);
                self.community.engine.tick();
                self.community.see_head();
                let now = self.community.engine.version().recorded_at;
                self.community.desk.expire_at(TimeMs(now.0 + 3 * 24 * 60 * 60 * 1000 + ms));
            }
            Step::Reopen => self.community.reopen().unwrap(),
            _ => {
                let Some(order) = self.order(step) else { return };
                match self.community.submit(&order) {
                    Ok(accepted) => {
                        assert!(!matches!(step, Step::Forged { .. }));
                        assert_eq!(accepted.replayed, accepted.index < before.size);
                        self.accepted.push(order);
                    }
                    Err(SubmitError::Refused(_)) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        }
        self.check_invariants(before.size);
    }

    fn check_invariants(&self, before: u64) {
        let version = self.community.engine.version();
        assert!(version.size >= before);
        for poll in version.state.polls.values() {
            let participating: u64 = poll.totals.heads.participating();
            assert_eq!(participating, poll.ballots.len() as u64);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_engine_accepts_replays_byte_for_byte(steps in proptest::collection::vec(step(), 1..60)) {
        let (community, poll) = Community::voting(5);
        let mut run = Run { community, poll, accepted: Vec::new() };
        steps.iter().for_each(|step| run.take(step));
        assert_replays(&run.community);
    }
}
