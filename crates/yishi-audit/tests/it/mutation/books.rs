//! The books that are changed: a small one, of which every byte is, and one with tiles on three levels.

use crate::fixture::{PollPlay, Story};
use std::collections::BTreeMap;
use yishi_book::{Admission, Authentic, Book, SignedCommand, authenticate};
use yishi_core::{
    AdoptCharter, AreaDm2, Charter, Command, CouncilId, CreateBook, Custody, DocumentHash,
    EndorseRegistrarAct, ImportRollPart, PublicKey, RegistrarAct, RegistrarRequestId, RequestRegistrarAct,
    RollRow, Ruleset, SealRoll, Standing, Submit, TextRef, TimeMs, roll_digest,
};
use yishi_engine::Text;
use yishi_log::chain::ChainHash;
use yishi_log::leaf::Leaf;
use yishi_tally::Choice;
use yishi_testkit::{Cast, Desk, OpenedPoll, PaperBook, Person, START, statement};

use super::ground::checkpoint_over;

/// Whatever rules come later: the table of what was tried stays as it is.
pub const RULES: Ruleset = Ruleset(3);
const CHARTER: &str = include_str!("small.toml");
const TEN_WORKING_DAYS_MS: u64 = 14 * 86_400_000;

/// A founding by one registrar, a charter of one council, one member, one submission, and its overdue screening: as few bytes as a whole
/// book can have.
pub fn small() -> Story {
    let cast = Cast::new(3).under(RULES);
    let desk = cast.desk();
    let (registrar, member) = (&cast.registrars[0], &cast.residents[0]);
    let (source, words) = (Text::Document("院规".as_bytes().to_vec()), statement("灯不亮。"));
    let rows = vec![resident(member)];
    let import = "first".parse().unwrap();
    let orders: Vec<(&Person, Command)> = vec![
        (registrar, founding(&cast).into()),
        (registrar, adoption(&source).into()),
        (registrar, ImportRollPart { import, part: 1, rows: rows.clone() }.into()),
        (registrar, sealing(&rows).into()),
        (registrar, enrolment(&cast, member).into()),
        (member, submission(&words).into()),
    ];
    let mut writer = Writer::of(&cast);
    for (person, command) in orders {
        writer.enter(desk.sign(person, command), START);
    }
    writer.next_timer(TimeMs(START.0 + TEN_WORKING_DAYS_MS));
    let texts = [source, words].map(|text| (text.reference(), text));
    writer.into_story(cast, texts.into())
}

fn founding(cast: &Cast) -> CreateBook {
    CreateBook {
        name: "灯".to_owned(),
        log_vkey: cast.verifier().to_vkey(),
        engine_key: PublicKey(cast.engine_key().public()),
        registrars: vec![cast.registrars[0].key_row(&cast.origin, Custody::Own)],
        ruleset: Some(RULES),
        succeeds: None,
    }
}

fn adoption(source: &Text) -> AdoptCharter {
    let charter: Charter = toml::from_str(CHARTER).expect("a charter");
    let TextRef::Document(source) = source.reference() else { panic!("a document") };
    AdoptCharter { charter: Box::new(charter), source, resolution: None }
}

fn resident(member: &Person) -> RollRow {
    RollRow::Member {
        id: member.id.clone(),
        council: "yard".parse().unwrap(),
        household: None,
        identity: None,
        standing: Standing::Resident,
    }
}

fn sealing(rows: &[RollRow]) -> SealRoll {
    SealRoll {
        import: "first".parse().unwrap(),
        rows: rows.len() as u64,
        area_dm2: AreaDm2(0),
        root: roll_digest(rows),
    }
}

fn enrolment(cast: &Cast, member: &Person) -> RequestRegistrarAct {
    let keys = vec![member.key_row(&cast.origin, Custody::Own)];
    RequestRegistrarAct { act: RegistrarAct::EnrolKeys { keys } }
}

fn submission(words: &Text) -> Submit {
    let council: CouncilId = "yard".parse().unwrap();
    Submit::new(council, words.reference().commitment().unwrap())
}

/// Writes a book entry by entry, as the engine would, and never adopts newer rules.
struct Writer {
    book: Book,
    leaves: Vec<Vec<u8>>,
    cast: Cast,
}

impl Writer {
    fn of(cast: &Cast) -> Self {
        Self { book: Book::new(&cast.origin), leaves: Vec::new(), cast: cast.clone() }
    }

    fn enter(&mut self, command: SignedCommand, at: TimeMs) {
        self.admit(&authenticate(command).unwrap(), at);
    }

    fn admit(&mut self, command: &Authentic, at: TimeMs) {
        match self.book.admit(command, at) {
            Ok(Admission::Appended { leaf, .. }) => self.leaves.push(leaf),
            other => panic!("entry {}: {other:?}", self.leaves.len()),
        }
    }

    /// Fires the one timer that is due.
    fn next_timer(&mut self, at: TimeMs) {
        let key = self.cast.engine_key();
        let envelope = self.book.engine_act(&PublicKey(key.public()), at).expect("a timer is due");
        assert!(matches!(envelope.command, Command::FireTimer(_)));
        self.admit(&Authentic::sign(envelope, &key).unwrap(), at);
    }

    fn into_story(self, cast: Cast, texts: BTreeMap<TextRef, Text>) -> Story {
        let checkpoint = checkpoint_over(&cast.origin, &self.leaves).sign(&cast.log_key());
        let redacted = *texts.keys().next().unwrap();
        Story { cast, leaves: self.leaves, checkpoint, texts, redacted }
    }
}

/// A vote that was sealed by timers, and a submission after them, so that something stands behind each timer.
pub fn after_the_close() -> Story {
    let vote = |cast: &Cast, desk: &Desk, poll: &OpenedPoll| {
        let voter = &cast.residents[0];
        vec![desk.order(voter, poll.ballot(voter, Choice::For), vec![])]
    };
    let submit = |cast: &Cast, desk: &Desk, _: &OpenedPoll| vec![cast.submission(desk, 77)];
    PollPlay { rule: &|_| {}, open: &|_, _| {}, before: &vote, after: &submit }.story(RULES)
}

/// A member submits, and then two registrars revoke the key.
pub fn revoking() -> Story {
    let cast = Cast::new(3).under(RULES);
    let desk = cast.desk();
    let mut paper = PaperBook::empty(&cast);
    let mut texts = BTreeMap::new();
    let submit = cast.submission(&desk, 1);
    let next = cast.founding(&cast.desk()).len() as u64;
    let act = RegistrarAct::RevokeKey { key: cast.residents[0].public(), reason: "lost".to_owned() };
    let mut orders = cast.founding(&desk);
    orders.push(submit);
    orders.push(desk.order(&cast.registrars[0], RequestRegistrarAct { act }, vec![]));
    let request = RegistrarRequestId::first(next + 1);
    orders.push(desk.order(&cast.registrars[1], EndorseRegistrarAct { request }, vec![]));
    for order in orders {
        paper.must_admit(&order);
        texts.extend(order.texts.into_iter().map(|text| (text.reference(), text)));
    }
    let redacted = *texts.keys().next().unwrap();
    Story { cast, checkpoint: paper.checkpoint(), leaves: paper.leaves, texts, redacted }
}

/// Entries in form only, so many that their tiles stand on three levels: the first of them founds a book, the others are like this one.
pub fn tall(entries: u64) -> Story {
    let cast = Cast::new(3).under(RULES);
    let mut prev = ChainHash::START;
    let mut leaves = Vec::new();
    for index in 0..entries {
        let leaf = Leaf {
            origin: &cast.origin,
            index,
            recorded_at_ms: START.0,
            prev,
            ruleset: RULES.0,
            command: "{}",
            key: [1; 32],
            signature: [2; 64],
            events: "[]",
        };
        let leaf = leaf.encode().unwrap();
        prev = ChainHash::of(&leaf);
        leaves.push(leaf);
    }
    let checkpoint = checkpoint_over(&cast.origin, &leaves).sign(&cast.log_key());
    let redacted = TextRef::Document(DocumentHash([0; 32]));
    Story { cast, leaves, checkpoint, texts: BTreeMap::new(), redacted }
}
