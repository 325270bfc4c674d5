//! Matters between two books: what a hand-over and its receipt have to prove before the rules are asked.

use yishi_book::Refusal;
use yishi_core::{
    CitedEntry, CitedPlace, Command, ConfirmHandOver, Digest, DocumentHash, Facts, HandOverMatter, MatterId,
    PartnerBook, ReceiveMatter, SubmissionId, TimeMs, Urgency,
};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::key::LogKey;
use yishi_log::receipt::Receipt;
use yishi_log::tree::{Tree, leaf_hash};
use yishi_testkit::{Cast, Desk, ORIGIN, PaperBook};

const EAST: &str = "east.example/lane-0a1b2c3d";
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

struct Side {
    cast: Cast,
    desk: Desk,
    paper: PaperBook,
}

impl Side {
    fn new(origin: &str) -> Self {
        let cast = Cast::of_book(origin, 3);
        let (desk, paper) = (cast.desk(), PaperBook::founded(&cast));
        desk.count_from(1_000);
        Self { cast, desk, paper }
    }

    fn partner(&self) -> PartnerBook {
        PartnerBook { origin: self.cast.origin.parse().unwrap(), log_vkey: self.cast.verifier().to_vkey() }
    }

    /// The same book, by a key that is not its own.
    fn impostor(&self) -> PartnerBook {
        let log = LogKey::from_seed(&[9; 32]);
        let log_vkey = LogVerifier::new(&self.cast.origin, &log.public()).unwrap().to_vkey();
        PartnerBook { log_vkey, ..self.partner() }
    }

    fn does(&mut self, command: impl Into<Command>) -> u64 {
        let order = self.desk.order(&self.cast.secretary, command, vec![]);
        self.paper.must_admit(&order)
    }

    fn is_refused(&self, command: impl Into<Command>, why: &str) {
        let order = self.desk.order(&self.cast.secretary, command, vec![]);
        match self.paper.clone().admit(&order) {
            Err(Refusal::CitationNotProven { reason, .. }) => {
                assert!(reason.contains(why), "{why}: {reason}");
            }
            other => panic!("{why}: {other:?}"),
        }
    }

    fn matter(&mut self, number: u64) -> MatterId {
        let order = self.cast.submission(&self.desk, number);
        let submission = SubmissionId::first(self.paper.must_admit(&order));
        let order = self.cast.screening(&self.desk, number, submission, 1);
        MatterId::first(self.paper.must_admit(&order))
    }

    fn cited(&self, index: u64) -> CitedEntry {
        let leaves = &self.paper.leaves;
        let mut tree = Tree::default();
        leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
        let leaf = leaves[usize::try_from(index).unwrap()].clone();
        let proof = tree.inclusion(index, tree.size()).unwrap();
        let receipt = Receipt { index, proof, checkpoint: self.paper.checkpoint() }.encode();
        let root = Digest(tree.root_at(tree.size()).unwrap().0);
        let place = CitedPlace { index, leaf_hash: Digest(leaf_hash(&leaf).0), size: tree.size(), root };
        CitedEntry { place, leaf: String::from_utf8(leaf).unwrap(), receipt }
    }

    fn title(&self, matter: MatterId) -> DocumentHash {
        self.paper.book.state().matter(&matter).unwrap().title
    }

    fn hands_over(&mut self, matter: MatterId, to: PartnerBook) -> u64 {
        let answer_by_ms = TimeMs(self.paper.now.0 + 2 * DAY_MS);
        let council = "grid_1".parse().unwrap();
        self.does(HandOverMatter { matter, to, council, reason: DocumentHash([3; 32]), answer_by_ms })
    }

    /// Receives what the other one handed over at an entry.
    fn receiving(&self, from: &Self, matter: MatterId, index: u64) -> ReceiveMatter {
        let facts = Facts {
            class: "general".parse().unwrap(),
            places: ["grid_1".parse().unwrap()].into(),
            affected_households: 1,
            cost_fen: yishi_core::AmountFen(0),
            urgency: Urgency::Ordinary,
        };
        let (cited, title) = (from.cited(index), from.title(matter));
        ReceiveMatter { from: from.partner(), matter_there: matter, cited, title, facts }
    }
}

fn both() -> (Side, Side) {
    (Side::new(ORIGIN), Side::new(EAST))
}

#[test]
fn a_matter_goes_over_and_its_receipt_closes_it() {
    let (mut here, mut there) = both();
    let matter = here.matter(1);
    let handed_over_at = here.hands_over(matter, there.partner());
    let good = there.receiving(&here, matter, handed_over_at);
    there.is_refused(ReceiveMatter { matter_there: MatterId::first(1), ..good.clone() }, "name this one");
    there.is_refused(ReceiveMatter { title: DocumentHash([4; 32]), ..good.clone() }, "take the same text");
    let received = there.does(good);
    here.does(ConfirmHandOver { matter, handed_over_at, cited: there.cited(received) });
}

#[test]
fn a_receipt_of_an_earlier_hand_over_is_proven_after_a_second_one() {
    let (mut here, mut there) = both();
    let matter = here.matter(1);
    let first = here.hands_over(matter, there.partner());
    let received = there.does(there.receiving(&here, matter, first));
    here.paper.now = TimeMs(here.paper.now.0 + 3 * DAY_MS);
    here.paper.fire_due();
    let second = here.hands_over(matter, there.partner());
    let cited = there.cited(received);
    let of_second = ConfirmHandOver { matter, handed_over_at: second, cited: cited.clone() };
    here.is_refused(of_second, "handed over, and this is entry");
    here.does(ConfirmHandOver { matter, handed_over_at: first, cited });
}

#[test]
fn who_is_named_by_a_key_that_is_not_its_own_receives_nothing() {
    let (mut here, there) = both();
    let matter = here.matter(1);
    let index = here.hands_over(matter, there.impostor());
    there.is_refused(there.receiving(&here, matter, index), "does not sign it");
}

/// Somebody signs another history under the name of the book that hands over, and the other one believes it.
#[test]
fn a_receipt_of_something_else_closes_nothing() {
    let (mut here, mut there) = both();
    let matter = here.matter(1);
    let handed_over_at = here.hands_over(matter, there.partner());
    let good = there.receiving(&here, matter, handed_over_at);
    let forger = LogKey::from_seed(&[9; 32]);
    let forged = {
        let head = here.paper.book.head();
        let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: head.size, root: head.root };
        let receipt = Receipt::parse(&good.cited.receipt).unwrap();
        let receipt = Receipt { checkpoint: checkpoint.sign(&forger), ..receipt }.encode();
        let cited = CitedEntry { receipt, ..good.cited.clone() };
        ReceiveMatter { from: here.impostor(), cited, ..good }
    };
    let received = there.does(forged);
    let confirm = ConfirmHandOver { matter, handed_over_at, cited: there.cited(received) };
    here.is_refused(confirm, "does not sign it");
}

#[test]
fn a_receipt_of_another_matter_or_text_closes_nothing() {
    let (mut here, mut there) = both();
    let matter = here.matter(1);
    let handed_over_at = here.hands_over(matter, there.partner());
    // The same book as somebody else keeps it: at the same entry it hands another text over.
    let mut other = Side::new(ORIGIN);
    let theirs = other.matter(2);
    assert_eq!((other.hands_over(theirs, there.partner()), theirs), (handed_over_at, matter));
    let received = there.does(there.receiving(&other, theirs, handed_over_at));
    let confirm = ConfirmHandOver { matter, handed_over_at, cited: there.cited(received) };
    here.is_refused(confirm, "with the title");
}

/// Every signature of a stranger makes a receipt longer; one that is taken can still be cited in turn.
#[test]
fn whatever_is_received_can_be_confirmed() {
    let (mut here, mut there) = both();
    let matter = here.matter(1);
    let handed_over_at = here.hands_over(matter, there.partner());
    let good = there.receiving(&here, matter, handed_over_at);
    let with_lines = |count: usize| {
        let line = format!("\u{2014} witness.example {}\n", "A".repeat(100));
        let receipt = format!("{}{}", good.cited.receipt, line.repeat(count));
        ReceiveMatter { cited: CitedEntry { receipt, ..good.cited.clone() }, ..good.clone() }
    };
    let taken = |count: usize| {
        let order = there.desk.order(&there.cast.secretary, with_lines(count), vec![]);
        there.paper.clone().admit(&order).is_ok()
    };
    let most = (0..70).take_while(|count| taken(*count)).last().unwrap();
    assert!(most > 20, "{most}");
    let received = there.does(with_lines(most));
    here.does(ConfirmHandOver { matter, handed_over_at, cited: there.cited(received) });
}
