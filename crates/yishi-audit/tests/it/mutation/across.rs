//! What a book cites of another, changed by who cites it; and two books under one name, shown to different people.

use super::bench::{Bench, must};
use super::books::RULES;
use super::bytes::CHANGES;
use super::ground::{Ground, checkpoint_over, rechained};
use crate::fixture::{OTHER_ORIGIN, charter_with};
use crate::receipts::run;
use yishi_book::{Book, Finding, SignedCommand};
use yishi_core::{
    AcrossClause, AdoptCharter, CiteResult, CitedPlace, DecisionClause, DeclareEffects, Digest, DocumentHash,
    HandOverResult, PartnerBook, Period, PollId,
};
use yishi_engine::Text;
use yishi_log::leaf::Leaf;
use yishi_log::receipt::Receipt;
use yishi_log::tree::{Tree, leaf_hash};
use yishi_tally::{Choice, Threshold};
use yishi_testkit::{Cast, Desk, PaperBook};

/// A book whose residents have voted together with another book.
struct Voted {
    cast: Cast,
    desk: Desk,
    paper: PaperBook,
    poll: PollId,
}

fn voted(origin: &str, partner: &Cast) -> Voted {
    let cast = Cast::of_book(origin, 3).under(RULES);
    let desk = cast.desk();
    let mut paper = PaperBook::empty(&cast);
    let rule = |rule: &mut DecisionClause| {
        let passes = Threshold::AtLeast("1/1".parse().unwrap());
        rule.across = Some(AcrossClause { passes, within: Period::Days(30) });
    };
    let source = Text::Document(b"a charter".to_vec());
    let charter = Box::new(charter_with(&rule));
    let hash = DocumentHash(yishi_log::text::document_hash(b"a charter"));
    let adopt = AdoptCharter { charter, source: hash, resolution: None };
    let mut orders = cast.founding(&desk);
    orders.push(desk.order(&cast.secretary, adopt, vec![source]));
    // Both books are founded alike, so that the text to be voted on is the same in both.
    let next = orders.len() as u64;
    let (mut steps, placed) = cast.poll(&desk, next);
    steps.pop();
    orders.extend(steps);
    let partners =
        vec![PartnerBook { origin: partner.origin.parse().unwrap(), log_vkey: partner.verifier().to_vkey() }];
    let declared = DeclareEffects { partners, ..DeclareEffects::nothing(placed.proposal, placed.document) };
    orders.push(desk.order(&cast.secretary, declared, vec![]));
    let poll = PollId::first(next + 4);
    orders.push(desk.order(&cast.secretary, placed.open_as("play"), vec![]));
    for voter in &cast.residents {
        let ballot = yishi_core::CastBallot { poll, ..placed.ballot(voter, Choice::For) };
        orders.push(desk.order(voter, ballot, vec![]));
    }
    for order in &orders {
        paper.must_admit(order);
    }
    paper.now = placed.closes_at_ms;
    paper.fire_due();
    Voted { cast, desk, paper, poll }
}

/// What the other book hands over, as this one may cite it.
fn handed_over(there: &mut Voted, here: PollId) -> CiteResult {
    let order = there.desk.order(&there.cast.secretary, HandOverResult { poll: there.poll }, vec![]);
    let index = there.paper.must_admit(&order);
    let leaf = there.paper.leaves[index as usize].clone();
    let mut tree = Tree::default();
    there.paper.leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
    let proof = tree.inclusion(index, tree.size()).unwrap();
    let receipt = Receipt { index, proof, checkpoint: there.paper.checkpoint() }.encode();
    let root = Digest(tree.root_at(tree.size()).unwrap().0);
    let place = CitedPlace { index, leaf_hash: Digest(leaf_hash(&leaf).0), size: tree.size(), root };
    let leaf = String::from_utf8(leaf).unwrap();
    CiteResult { poll: here, origin: there.cast.origin.parse().unwrap(), passed: true, place, leaf, receipt }
}

/// The book that cites, up to the citation.
struct Citing {
    here: Voted,
    before: Book,
    cited: CiteResult,
    honest: Vec<u8>,
}

impl Citing {
    fn new() -> Self {
        let casts = [yishi_testkit::ORIGIN, OTHER_ORIGIN].map(|origin| Cast::of_book(origin, 3));
        let mut there = voted(OTHER_ORIGIN, &casts[0]);
        let mut here = voted(yishi_testkit::ORIGIN, &casts[1]);
        let cited = handed_over(&mut there, here.poll);
        let before = here.paper.book.clone();
        let order = here.desk.order(&here.cast.residents[0], cited.clone(), vec![]);
        here.paper.must_admit(&order);
        let honest = here.paper.leaves.last().unwrap().clone();
        Self { here, before, cited, honest }
    }

    /// The findings when the member cites this instead, signs it, and the operator records it.
    fn findings(&self, cited: CiteResult) -> Vec<Finding> {
        let member = &self.here.cast.residents[0];
        let SignedCommand { bytes, signature } = self.here.desk.sign(member, cited);
        let command = std::str::from_utf8(&bytes).unwrap();
        let honest = Leaf::parse(&self.honest).unwrap();
        let leaf = Leaf { command, signature, ..honest }.encode().unwrap();
        self.before.clone().replay(&leaf)
    }
}

/// Each byte of the leaf and the receipt that are cited.
pub fn citations() -> Bench {
    let mut bench = Bench::default();
    let citing = Citing::new();
    assert_eq!(citing.findings(citing.cited.clone()), vec![], "the honest citation is proven");
    let at = citing.before.size();
    let expected = must([(Some(at), "citation")]);
    let changes: [(&'static str, &str); 2] =
        [("its leaf", &citing.cited.leaf), ("its receipt", &citing.cited.receipt)];
    for (piece, text) in changes {
        for byte in 0..text.len() {
            // What a command says is text: a character of which a byte was changed is another one.
            let changed = CHANGES[byte % CHANGES.len()].of(text.as_bytes(), byte);
            let changed = String::from_utf8_lossy(&changed).into_owned();
            let mut cited = citing.cited.clone();
            let place = if piece == "its leaf" { &mut cited.leaf } else { &mut cited.receipt };
            *place = changed;
            let row = ("citation of another book", piece);
            bench.judge(row, &format!("byte {byte}"), &citing.findings(cited), &expected);
        }
    }
    places(&mut bench, &citing);
    bench
}

/// What the command says of the place, and of what came out there.
fn places(bench: &mut Bench, citing: &Citing) {
    let honest = &citing.cited;
    let other = Digest([9; 32]);
    let changed: [(&str, CiteResult); 5] = [
        ("index", CiteResult { place: CitedPlace { index: 0, ..honest.place }, ..honest.clone() }),
        (
            "leaf hash",
            CiteResult { place: CitedPlace { leaf_hash: other, ..honest.place }, ..honest.clone() },
        ),
        ("size", CiteResult { place: CitedPlace { size: 7, ..honest.place }, ..honest.clone() }),
        ("root", CiteResult { place: CitedPlace { root: other, ..honest.place }, ..honest.clone() }),
        ("result", CiteResult { passed: false, ..honest.clone() }),
    ];
    let at = citing.before.size();
    let expected = must([(Some(at), "citation")]).or([(Some(at), "replay")]);
    for (what, cited) in changed {
        let row = ("citation of another book", "what is said of it");
        bench.judge(row, what, &citing.findings(cited), &expected);
    }
}

/// The log signs another history from each entry on, and shows it to somebody: both checkpoints beside one another prove it.
pub fn split_views(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let guard = tempfile::tempdir().unwrap();
    let [mine, theirs] = ["mine", "theirs"].map(|name| guard.path().join(name));
    std::fs::write(&mine, &ground.story.checkpoint).unwrap();
    let cast = &ground.story.cast;
    for index in 0..ground.story.leaves.len() {
        let mut leaves = ground.story.leaves.clone();
        let parsed = Leaf::parse(&leaves[index]).unwrap();
        leaves[index] = Leaf { events: "[]", ..parsed }.encode().unwrap();
        let fork = checkpoint_over(&cast.origin, &rechained(&leaves)).sign(&cast.log_key());
        std::fs::write(&theirs, fork).unwrap();
        let [mine, theirs] = [&mine, &theirs].map(|path| path.to_str().unwrap());
        let (_, out, err) = run(&["compare", mine, theirs, "--vkey", &cast.verifier().to_vkey(), "--json"]);
        let report: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        let findings = report["findings"].as_array().unwrap().iter();
        let found: Vec<&str> = findings.map(|finding| finding["check"].as_str().unwrap()).collect();
        let row = ("checkpoint, signed by the log", "of another history, beside the honest one");
        bench.said(row, &format!("{index}"), (&found.join(", "), "split_view"), "split_view");
    }
    bench
}
