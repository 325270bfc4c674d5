//! A small book with everything that an auditor looks at: keys, texts, one redacted, a poll with a replaced ballot, timers.

pub use crate::bundle::{Exported, exported};
use std::collections::BTreeMap;
use std::path::Path;
use yishi_audit::bundle::{Bundle, BundleWriter};
use yishi_audit::{Check, Pin, Plan, Progress, Report, verify};
use yishi_book::Finding;
use yishi_core::{
    AcceptAmendments, AdoptCharter, AmendmentId, Charter, DecisionClause, DocumentHash, EndorseRegistrarAct,
    Grant, NEWEST_RULESET, OpenPoll, ParagraphEdit, Power, ProposeAmendment, Reach, RedactText, RegistrarAct,
    RegistrarRequestId, RequestRegistrarAct, Ruleset, Submit, TextRef, TimeMs,
};
use yishi_engine::Text;
use yishi_log::tree::{Tree, leaf_hash};
use yishi_tally::{Choice, Marks};
use yishi_testkit::{Cast, Desk, OpenedPoll, Order, PaperBook, statement, test_charter};

pub const OTHER_ORIGIN: &str = "test.example/other-00000000";
const RESIDENTS: usize = 4;

#[derive(Clone)]
pub struct Story {
    pub cast: Cast,
    pub leaves: Vec<Vec<u8>>,
    pub checkpoint: String,
    pub texts: BTreeMap<TextRef, Text>,
    /// The statement that an entry redacts.
    pub redacted: TextRef,
}

/// The story of a book under the usual name.
pub fn story() -> Story {
    story_under(NEWEST_RULESET)
}

/// The same story in a book under older rules.
pub fn story_under(ruleset: Ruleset) -> Story {
    Story::of(Cast::new(RESIDENTS).under(ruleset))
}

/// A book of 300 entries: a full tile, an unfinished one, and a level above them.
pub fn long_story() -> Story {
    long_story_under(NEWEST_RULESET)
}

/// The same in a book under older rules.
pub fn long_story_under(ruleset: Ruleset) -> Story {
    let cast = Cast::new(RESIDENTS).under(ruleset);
    let desk = cast.desk();
    let mut paper = PaperBook::empty(&cast);
    let mut texts = BTreeMap::new();
    let mut enter = |paper: &mut PaperBook, order: Order| {
        paper.must_admit(&order);
        texts.extend(order.texts.into_iter().map(|text| (text.reference(), text)));
    };
    cast.founding(&desk).into_iter().for_each(|order| enter(&mut paper, order));
    for number in paper.leaves.len() as u64..300 {
        enter(&mut paper, cast.submission(&desk, number));
    }
    let redacted = texts.keys().next().copied().unwrap();
    Story { cast, checkpoint: paper.checkpoint(), leaves: paper.leaves, texts, redacted }
}

/// A book in which residents choose among offers, two of them equal, and a lot decides.
pub fn choosing() -> Story {
    choosing_under(NEWEST_RULESET)
}

/// The same choice in a book under older rules.
pub fn choosing_under(ruleset: Ruleset) -> Story {
    let cast = Cast::new(RESIDENTS).under(ruleset);
    let desk = cast.desk();
    let mut paper = PaperBook::empty(&cast);
    let mut texts = BTreeMap::new();
    let mut enter = |paper: &mut PaperBook, order: Order| {
        paper.must_admit(&order);
        texts.extend(order.texts.into_iter().map(|text| (text.reference(), text)));
    };
    cast.founding(&desk).into_iter().for_each(|order| enter(&mut paper, order));
    let (orders, poll) = cast.choice_poll(&desk, paper.leaves.len() as u64);
    orders.into_iter().for_each(|order| enter(&mut paper, order));
    let said = [&["ten", "thirty"][..], &["thirty"], &["ten"], &[], &["twenty"]];
    for (voter, offers) in [0, 1, 2, 3, 3].into_iter().zip(said) {
        let voter = &cast.residents[voter];
        let marks = Marks::set(offers.iter().copied());
        enter(&mut paper, desk.order(voter, poll.marks(voter, marks), vec![]));
    }
    let redacted = texts.keys().next().copied().unwrap();
    paper.now = poll.closes_at_ms;
    paper.fire_due();
    Story { cast, checkpoint: paper.checkpoint(), leaves: paper.leaves, texts, redacted }
}

/// A book in which a paragraph is put before a text by an amendment, and the text that was taken over begins with `begins`. Nobody compares
/// the words: as if the keeper of the book had not.
pub fn amending(begins: &str) -> (Story, AmendmentId) {
    let cast = Cast::new(RESIDENTS);
    let desk = cast.desk();
    let mut paper = PaperBook::empty(&cast);
    let mut texts = BTreeMap::new();
    let mut enter = |paper: &mut PaperBook, order: Order| {
        let index = paper.must_admit(&order);
        texts.extend(order.texts.into_iter().map(|text| (text.reference(), text)));
        index
    };
    for order in cast.founding(&desk) {
        enter(&mut paper, order);
    }
    let (mut orders, poll) = cast.poll(&desk, paper.leaves.len() as u64);
    orders.pop();
    let Text::Document(base) = orders[2].texts[0].clone() else { panic!("a proposal is a document") };
    for order in orders {
        enter(&mut paper, order);
    }
    let (wording, reason) = (Text::Document("另加一段。".into()), statement("写得更清楚"));
    let (TextRef::Document(hash), TextRef::Statement(why)) = (wording.reference(), reason.reference()) else {
        panic!("the references are of the classes of the texts");
    };
    let (proposal, base_hash) = (poll.proposal, poll.document);
    let edit = ParagraphEdit::Insert { after: 0, wording: hash, paragraphs: 1 };
    let propose = ProposeAmendment { proposal, base: base_hash, edit: edit.clone(), reason: why };
    let order = desk.order(&cast.residents[0], propose, vec![wording, reason]);
    let amendment = AmendmentId::first(enter(&mut paper, order));
    let text = [begins.as_bytes(), &base].concat();
    let document = DocumentHash(yishi_log::text::document_hash(&text));
    let amendments = [(amendment, edit)].into();
    let accept = AcceptAmendments { proposal, base: base_hash, amendments, document };
    enter(&mut paper, desk.order(&cast.secretary, accept, vec![Text::Document(text)]));
    let redacted = texts.keys().next().copied().unwrap();
    (Story { cast, checkpoint: paper.checkpoint(), leaves: paper.leaves, texts, redacted }, amendment)
}

/// The same story in another book.
pub fn other_story() -> Story {
    other_story_under(NEWEST_RULESET)
}

/// The same in a book under older rules.
pub fn other_story_under(ruleset: Ruleset) -> Story {
    Story::of(Cast::of_book(OTHER_ORIGIN, RESIDENTS).under(ruleset))
}

/// One poll under a rule of its own, and what people do in it.
pub struct PollPlay<'a> {
    /// How the rule differs from that of the residents.
    pub rule: &'a dyn Fn(&mut DecisionClause),
    /// How the opening differs from a plain one.
    pub open: &'a dyn Fn(&Cast, &mut OpenPoll),
    /// What happens before the close.
    pub before: &'a dyn Fn(&Cast, &Desk, &OpenedPoll) -> Vec<Order>,
    /// What happens after it.
    pub after: &'a dyn Fn(&Cast, &Desk, &OpenedPoll) -> Vec<Order>,
}

/// The test charter with one rule more, under which secretary and supervisor may count.
pub fn charter_with(rule: &dyn Fn(&mut DecisionClause)) -> Charter {
    let mut charter = test_charter();
    let mut clause = charter.decisions.iter().find(|rule| rule.id.as_str() == "residents").unwrap().clone();
    clause.id = "play".parse().unwrap();
    clause.level = Some("community".parse().unwrap());
    rule(&mut clause);
    charter.decisions.push(clause);
    for seat in
        charter.seats.iter_mut().filter(|seat| ["secretary", "supervisor"].contains(&seat.id.as_str()))
    {
        seat.powers.push(Grant { power: Power::Count, over: Reach::OwnAndBelow });
    }
    assert_eq!(charter.check(), Ok(()));
    charter
}

impl PollPlay<'_> {
    /// The book of it, four days after the close.
    pub fn story(&self, ruleset: Ruleset) -> Story {
        let cast = Cast::new(4).under(ruleset);
        let desk = cast.desk();
        let mut paper = PaperBook::empty(&cast);
        let mut texts = BTreeMap::new();
        let mut enter = |paper: &mut PaperBook, orders: Vec<Order>| {
            for Order { command, texts: brought } in orders {
                paper.must_admit(&Order { command, texts: vec![] });
                texts.extend(brought.into_iter().map(|text| (text.reference(), text)));
            }
        };
        enter(&mut paper, cast.founding(&desk));
        let source = Text::Document(b"The charter with a rule more".to_vec());
        let hash = DocumentHash(yishi_log::text::document_hash(b"The charter with a rule more"));
        let adopt =
            AdoptCharter { charter: Box::new(charter_with(self.rule)), source: hash, resolution: None };
        enter(&mut paper, vec![desk.order(&cast.secretary, adopt, vec![source])]);
        let (mut steps, poll) = cast.poll(&desk, paper.leaves.len() as u64);
        steps.pop();
        enter(&mut paper, steps);
        let mut open = poll.open_as("play");
        (self.open)(&cast, &mut open);
        enter(&mut paper, vec![desk.order(&cast.secretary, open, vec![])]);
        enter(&mut paper, (self.before)(&cast, &desk, &poll));
        paper.now = poll.closes_at_ms;
        paper.fire_due();
        enter(&mut paper, (self.after)(&cast, &desk, &poll));
        paper.now = TimeMs(paper.now.0 + 4 * 86_400_000);
        paper.fire_due();
        let redacted = *texts.keys().next().unwrap();
        Story { cast, checkpoint: paper.checkpoint(), leaves: paper.leaves, texts, redacted }
    }
}

/// A book in which the first resident said two things and was erased; what another said stands. With what the first said.
pub fn an_erasure() -> (Story, Vec<TextRef>) {
    erasure_under(NEWEST_RULESET)
}

/// The same in a book under older rules.
pub fn erasure_under(ruleset: Ruleset) -> (Story, Vec<TextRef>) {
    let cast = Cast::new(3).under(ruleset);
    let desk = cast.desk();
    let mut paper = PaperBook::empty(&cast);
    let mut texts = BTreeMap::new();
    let said = |by: usize, words: &str| {
        let text = statement(words);
        let command = Submit::new("grid_1".parse().unwrap(), text.reference().commitment().unwrap());
        desk.order(&cast.residents[by], command, vec![text])
    };
    let said = [said(0, "one thing"), said(0, "another thing"), said(1, "what stands")];
    let own = said[..2].iter().map(|order| order.texts[0].reference()).collect();
    for order in cast.founding(&desk).into_iter().chain(said) {
        paper.must_admit(&order);
        texts.extend(order.texts.into_iter().map(|text| (text.reference(), text)));
    }
    let request = RegistrarRequestId::first(paper.leaves.len() as u64);
    let (member, ground) = (cast.residents[0].id.clone(), "PIPL art. 47".to_owned());
    let act = RegistrarAct::EraseMember { member, ground };
    paper.must_admit(&desk.order(&cast.registrars[0], RequestRegistrarAct { act }, vec![]));
    paper.must_admit(&desk.order(&cast.registrars[1], EndorseRegistrarAct { request }, vec![]));
    let redacted = *texts.keys().next().unwrap();
    (Story { cast, checkpoint: paper.checkpoint(), leaves: paper.leaves, texts, redacted }, own)
}

const BALLOTS: [(usize, Choice); 4] =
    [(0, Choice::For), (1, Choice::Against), (2, Choice::Abstain), (1, Choice::For)];

/// A second history of the same book, under the same keys: everything is said again in other commands, and the first resident votes otherwise.
pub fn fork_under(ruleset: Ruleset) -> Story {
    let mut ballots = BALLOTS;
    ballots[0].1 = Choice::Against;
    Story::told(Cast::new(RESIDENTS).under(ruleset), 1 << 40, ballots)
}

/// The same story as a forger founds it anew under the same name, with these people and keys.
pub fn forged_by(cast: Cast) -> Story {
    Story::of(cast)
}

impl Story {
    fn of(cast: Cast) -> Self {
        Self::told(cast, 0, BALLOTS)
    }

    fn told(cast: Cast, first_nonce: u64, ballots: [(usize, Choice); 4]) -> Self {
        let desk = cast.desk();
        desk.count_from(first_nonce);
        let mut paper = PaperBook::empty(&cast);
        let mut texts = BTreeMap::new();
        let mut enter = |paper: &mut PaperBook, order: Order| {
            paper.must_admit(&order);
            texts.extend(order.texts.into_iter().map(|text| (text.reference(), text)));
        };
        for order in cast.founding(&desk) {
            enter(&mut paper, order);
        }
        let (orders, poll) = cast.poll(&desk, paper.leaves.len() as u64);
        for order in orders {
            enter(&mut paper, order);
        }
        let late = cast.submission(&desk, 99);
        let redacted = late.texts[0].reference();
        enter(&mut paper, late);
        for (voter, choice) in ballots {
            let voter = &cast.residents[voter];
            enter(&mut paper, desk.order(voter, poll.ballot(voter, choice), vec![]));
        }
        let TextRef::Statement(commitment) = redacted else { panic!("a submission is a statement") };
        let redact = RedactText { commitment, ground: "PIPL art. 47".to_owned() };
        enter(&mut paper, desk.order(&cast.secretary, redact, vec![]));
        paper.now = poll.closes_at_ms;
        paper.fire_due();
        Self { cast, checkpoint: paper.checkpoint(), leaves: paper.leaves, texts, redacted }
    }

    /// Writes the bundle as the program would.
    pub fn export(&self, folder: &Path) {
        let mut writer = BundleWriter::create(folder).unwrap();
        self.leaves.iter().for_each(|leaf| writer.leaf(leaf).unwrap());
        for wanted in writer.wanted() {
            match &self.texts[&wanted] {
                Text::Document(data) => writer.document(data).unwrap(),
                Text::Statement { salt, data } => writer.statement(salt, data).unwrap(),
                Text::Vault { .. } => panic!("the vault is never exported"),
            }
        }
        let written = writer.finish(&self.checkpoint, &self.cast.verifier()).unwrap();
        assert_eq!((written.entries, written.missing.len()), (self.leaves.len() as u64, 0));
    }

    /// The checkpoint that was given out over the first entries.
    pub fn checkpoint_at(&self, size: usize) -> String {
        let mut tree = Tree::default();
        self.leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
        let size = size as u64;
        let root = tree.root_at(size).unwrap();
        let origin = self.cast.origin.clone();
        yishi_log::checkpoint::Checkpoint { origin, size, root }.sign(&self.cast.log_key())
    }

    pub fn pinned(&self) -> Pin {
        Pin::Key(self.cast.verifier())
    }

    /// The index of the first entry whose command is of a kind.
    pub fn index_of(&self, kind: &str) -> u64 {
        let wanted = format!(r#""kind":"{kind}""#);
        let of_kind = |leaf: &Vec<u8>| String::from_utf8_lossy(leaf).contains(&wanted);
        self.leaves.iter().position(of_kind).unwrap() as u64
    }

    pub fn receipt(&self, index: u64) -> String {
        let mut tree = Tree::default();
        self.leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
        let proof = tree.inclusion(index, tree.size()).unwrap();
        yishi_log::receipt::Receipt { index, proof, checkpoint: self.checkpoint.clone() }.encode()
    }
}

pub const VERIFY: [Check; 5] =
    [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures, Check::Texts];
pub const ALL: [Check; 6] =
    [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures, Check::Texts, Check::Replay];

pub fn audit(path: &Path, pin: Pin, checks: &[Check]) -> Report {
    let plan = Plan { checks: checks.iter().copied().collect(), pin, limit: 1000, threads: 2 };
    verify(&Bundle::open(path).unwrap(), &plan, &Progress::hidden()).unwrap()
}

pub fn has(findings: &[Finding], index: Option<u64>, check: &str) -> bool {
    findings.iter().any(|finding| finding.index == index && finding.check == check)
}
