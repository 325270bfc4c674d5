//! Books with what ruleset 4 brought: a registry with pins and a freeze, a rotated log key, an erased member, matters that go to another book.

mod registry;

pub use registry::{Registered, registry};

use crate::fixture::{Story, erasure_under};
use std::collections::BTreeMap;
use yishi_core::{
    AmountFen, BookFreezing, CitedEntry, CitedPlace, Command, ConfirmHandOver, Digest, DocumentHash,
    EndorseRegistrarAct, Facts, HandOverMatter, ImportRollPart, LogKeyRotation, MatterId, PartnerBook,
    ReceiveMatter, RedactText, RegistrarAct, RegistrarRequestId, RequestRegistrarAct, Ruleset, SubmissionId,
    TextRef, TimeMs, Urgency,
};
use yishi_engine::Text;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::key::LogKey;
use yishi_log::receipt::Receipt;
use yishi_log::tree::{Tree, TreeHash, leaf_hash};
use yishi_testkit::{Cast, Desk, ORIGIN, Order, PaperBook, Person};

const EAST: &str = "east.example/lane-0a1b2c3d";
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const RESIDENTS: usize = 4;

/// All of them under these rules, each with its name.
pub fn of_ruleset_4(ruleset: Ruleset) -> [(&'static str, Story); 5] {
    let [handing_over, taking_over] = hand_over(ruleset);
    [
        ("registry", registry(ruleset)),
        ("rotation", rotation(ruleset)),
        ("erasure", erasure_under(ruleset).0),
        ("handing-over", handing_over),
        ("taking-over", taking_over),
    ]
}

/// A book as it is written, and the texts that came with it.
struct Telling {
    cast: Cast,
    desk: Desk,
    paper: PaperBook,
    texts: BTreeMap<TextRef, Text>,
}

impl Telling {
    fn founded(cast: Cast) -> Self {
        let (desk, paper) = (cast.desk(), PaperBook::empty(&cast));
        let mut telling = Self { cast, desk, paper, texts: BTreeMap::new() };
        for order in telling.cast.founding(&telling.desk) {
            telling.enters(order);
        }
        telling
    }

    fn enters(&mut self, order: Order) -> u64 {
        let index = self.paper.must_admit(&order);
        self.texts.extend(order.texts.into_iter().map(|text| (text.reference(), text)));
        index
    }

    fn does(&mut self, by: &Person, command: impl Into<Command>, texts: Vec<Text>) -> u64 {
        let order = self.desk.order(by, command, texts);
        self.enters(order)
    }

    /// One registrar asks for it, another agrees.
    fn agreed(&mut self, act: RegistrarAct, texts: Vec<Text>) -> u64 {
        let [first, second, _] = self.cast.registrars.clone();
        let request = RegistrarRequestId::first(self.does(&first, RequestRegistrarAct { act }, texts));
        self.does(&second, EndorseRegistrarAct { request }, vec![])
    }

    /// Time goes by, and whatever falls due is fired; later commands have seen the book as it then stands.
    fn waits(&mut self, days: u64) {
        self.paper.now = TimeMs(self.paper.now.0 + days * DAY_MS);
        self.paper.fire_due();
        let head = self.paper.book.head();
        self.desk.see(head.size, head.root);
        self.desk.expire_at(TimeMs(self.paper.now.0 + 5 * DAY_MS));
    }

    fn into_story(self) -> Story {
        let redacted = *self.texts.keys().next().unwrap();
        let (cast, checkpoint) = (self.cast, self.paper.checkpoint());
        Story { cast, checkpoint, leaves: self.paper.leaves, texts: self.texts, redacted }
    }
}

fn document(words: &str) -> (DocumentHash, Text) {
    (DocumentHash(yishi_log::text::document_hash(words.as_bytes())), Text::Document(words.into()))
}

fn digest(hash: TreeHash) -> Digest {
    Digest(hash.0)
}

/// The key that comes after the founding one.
pub fn next_log_key() -> LogKey {
    LogKey::from_seed(&[77; 32])
}

/// A book whose log key is rotated, which is then frozen, and in which something is withheld even after that. The founding key still signs its
/// checkpoint, beside the new one.
pub fn rotation(ruleset: Ruleset) -> Story {
    rotated_by(Cast::new(RESIDENTS).under(ruleset))
}

/// The same by these people.
pub fn rotated_by(cast: Cast) -> Story {
    let mut telling = Telling::founded(cast);
    let said = telling.cast.submission(&telling.desk, 5);
    let redacted = said.texts[0].reference();
    telling.enters(said);
    let log_vkey = LogVerifier::new(ORIGIN, &next_log_key().public()).unwrap().to_vkey();
    telling.agreed(RegistrarAct::RotateLogKey(LogKeyRotation { log_vkey, overlap: 20 }), vec![]);
    let late = telling.cast.submission(&telling.desk, 6);
    telling.enters(late);
    let freezing = BookFreezing { reason: "the engine key was stolen".to_owned(), successor: None };
    telling.agreed(RegistrarAct::FreezeBook(freezing), vec![]);
    let secretary = telling.cast.secretary.clone();
    let commitment = redacted.commitment().unwrap();
    telling.does(&secretary, RedactText { commitment, ground: "PIPL art. 47".to_owned() }, vec![]);
    let story = telling.into_story();
    let checkpoint = signed_by_both(&story.checkpoint);
    Story { checkpoint, redacted, ..story }
}

/// The note with a second line, by the key that came after the founding one.
pub fn signed_by_both(note: &str) -> String {
    let by_new = Checkpoint::parse_unverified(note.as_bytes()).unwrap().sign(&next_log_key());
    format!("{note}{}\n", by_new.lines().last().unwrap())
}

impl Telling {
    fn matter(&mut self, number: u64) -> MatterId {
        let submitted = self.cast.submission(&self.desk, number);
        let submission = SubmissionId::first(self.enters(submitted));
        let screened = self.cast.screening(&self.desk, number, submission, 1);
        MatterId::first(self.enters(screened))
    }

    fn partner(&self) -> PartnerBook {
        PartnerBook { origin: self.cast.origin.parse().unwrap(), log_vkey: self.cast.verifier().to_vkey() }
    }

    fn hands_over(&mut self, matter: MatterId, to: PartnerBook) -> u64 {
        let (reason, text) = document("It is closer to you");
        let answer_by_ms = TimeMs(self.paper.now.0 + 2 * DAY_MS);
        let command = HandOverMatter { matter, to, council: "grid_1".parse().unwrap(), reason, answer_by_ms };
        let secretary = self.cast.secretary.clone();
        self.does(&secretary, command, vec![text])
    }

    fn receives(&mut self, from: &Self, matter: MatterId, index: u64) -> u64 {
        let facts = Facts {
            class: "general".parse().unwrap(),
            places: ["grid_1".parse().unwrap()].into(),
            affected_households: 1,
            cost_fen: AmountFen(0),
            urgency: Urgency::Ordinary,
        };
        let title = from.paper.book.state().matter(&matter).unwrap().title;
        let text = from.texts[&TextRef::Document(title)].clone();
        let cited = from.cited(index);
        let command = ReceiveMatter { from: from.partner(), matter_there: matter, cited, title, facts };
        let secretary = self.cast.secretary.clone();
        self.does(&secretary, command, vec![text])
    }

    fn cited(&self, index: u64) -> CitedEntry {
        let mut tree = Tree::default();
        self.paper.leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
        let leaf = self.paper.leaves[index as usize].clone();
        let proof = tree.inclusion(index, tree.size()).unwrap();
        let receipt = Receipt { index, proof, checkpoint: self.paper.checkpoint() }.encode();
        let root = digest(tree.root_at(tree.size()).unwrap());
        let place = CitedPlace { index, leaf_hash: digest(leaf_hash(&leaf)), size: tree.size(), root };
        CitedEntry { place, leaf: String::from_utf8(leaf).unwrap(), receipt }
    }
}

/// Two books: one hands two matters over, of which the other receives one; that is confirmed, and the second one comes back.
pub fn hand_over(ruleset: Ruleset) -> [Story; 2] {
    let mut here = Telling::founded(Cast::new(RESIDENTS).under(ruleset));
    let mut there = Telling::founded(Cast::of_book(EAST, RESIDENTS).under(ruleset));
    let (first, second) = (here.matter(1), here.matter(2));
    let handed_over_at = here.hands_over(first, there.partner());
    here.hands_over(second, there.partner());
    let received = there.receives(&here, first, handed_over_at);
    let confirm = ConfirmHandOver { matter: first, handed_over_at, cited: there.cited(received) };
    let secretary = here.cast.secretary.clone();
    here.does(&secretary, confirm, vec![]);
    here.waits(3);
    there.waits(3);
    [here.into_story(), there.into_story()]
}

/// A book in which much falls due that nobody did: a submission is not screened, a matter not decided, a request not agreed to, an import not
/// sealed. Something is said after all of it.
pub fn overdue(ruleset: Ruleset) -> Story {
    let mut telling = Telling::founded(Cast::new(RESIDENTS).under(ruleset));
    telling.matter(1);
    let unscreened = telling.cast.submission(&telling.desk, 2);
    telling.enters(unscreened);
    let [registrar, ..] = telling.cast.registrars.clone();
    let act = RegistrarAct::RevokeKey { key: telling.cast.residents[3].public(), reason: "lost".to_owned() };
    telling.does(&registrar, RequestRegistrarAct { act }, vec![]);
    let rows = telling.cast.rows();
    let import = ImportRollPart { import: "second".parse().unwrap(), part: 1, rows };
    telling.does(&registrar, import, vec![]);
    telling.waits(10);
    let late = telling.cast.submission(&telling.desk, 3);
    telling.enters(late);
    telling.waits(80);
    let last = telling.cast.submission(&telling.desk, 4);
    telling.enters(last);
    telling.into_story()
}
