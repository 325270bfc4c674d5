//! The books that are changed: a small one, of which every byte is, one of the newest rules, and one with tiles on three levels.

use crate::fixture::{PollPlay, Story};
use crate::stories::{Registered, next_log_key};
use std::collections::BTreeMap;
use yishi_book::{Admission, Authentic, Book, SignedCommand, authenticate};
use yishi_core::{
    AdoptCharter, AmountFen, AreaDm2, AssignSeat, Charter, Command, CouncilId, CreateBook, Custody,
    DocumentHash, EndorseRegistrarAct, Facts, HandOverMatter, ImportRollPart, LogKeyRotation, MatterId,
    PartnerBook, PublicKey, RedactText, RegistrarAct, RegistrarRequestId, RequestRegistrarAct, RollRow,
    Ruleset, ScreenSubmission, Screening, SealRoll, Standing, SubmissionId, Submit, TextRef, TimeMs, Urgency,
    roll_digest,
};
use yishi_engine::Text;
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::LogVerifier;
use yishi_log::leaf::Leaf;
use yishi_tally::Choice;
use yishi_testkit::{Cast, Desk, OpenedPoll, PaperBook, Person, START, statement};

use super::ground::checkpoint_over;

/// Whatever rules come later: the table of what was tried stays as it is.
pub const RULES: Ruleset = Ruleset(3);
/// The rules that brought registries, rotated keys, erasures and hand-overs.
pub const NEWER_RULES: Ruleset = Ruleset(4);
const CHARTER: &str = include_str!("small.toml");
const NEWER_CHARTER: &str = include_str!("newest.toml");
const DAY_MS: u64 = 86_400_000;
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
        (registrar, adoption(CHARTER, &source).into()),
        (registrar, ImportRollPart { import, part: 1, rows: rows.clone() }.into()),
        (registrar, sealing(&rows).into()),
        (registrar, enrolment(&cast, &[member]).into()),
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

/// As few bytes of the newest rules: a text is withheld by name, a matter handed over, its author erased, a book registered and pinned, the log
/// key rotated, and the matter comes back. The founding log key still signs.
pub fn newest() -> Story {
    let cast = Cast::new(3).under(NEWER_RULES);
    let desk = cast.desk();
    let (registrar, head, member) = (&cast.registrars[0], &cast.residents[0], &cast.residents[1]);
    let (source, title) = (Text::Document(b"yard".to_vec()), Text::Document(b"dark".to_vec()));
    let (reason, kept, gone) = (Text::Document(b"yours".to_vec()), statement("dark"), statement("gone"));
    let rows = vec![resident(head), resident(member)];
    let import = "first".parse().unwrap();
    let seat = AssignSeat {
        council: "yard".parse().unwrap(),
        seat: "head".parse().unwrap(),
        member: head.id.clone(),
    };
    let facts = Facts {
        class: "any".parse().unwrap(),
        places: ["yard".parse().unwrap()].into(),
        affected_households: 1,
        cost_fen: AmountFen(0),
        urgency: Urgency::Ordinary,
    };
    let screening = Screening::Accept { title: document_of(&title), facts };
    let redact = RedactText { commitment: gone.reference().commitment().unwrap(), ground: "law".to_owned() };
    let there = Cast::of_book("east.example/lane-0a1b2c3d", 3);
    let hand_over = HandOverMatter {
        matter: MatterId::first(7),
        to: PartnerBook { origin: there.origin.parse().unwrap(), log_vkey: there.verifier().to_vkey() },
        council: "yard".parse().unwrap(),
        reason: document_of(&reason),
        answer_by_ms: TimeMs(START.0 + DAY_MS),
    };
    let erase = RegistrarAct::EraseMember { member: member.id.clone(), ground: "law".to_owned() };
    let east = Registered::east();
    let log_vkey = LogVerifier::new(&cast.origin, &next_log_key().public()).unwrap().to_vkey();
    let rotate = RegistrarAct::RotateLogKey(LogKeyRotation { log_vkey, overlap: 9 });
    let orders: Vec<(&Person, Command)> = vec![
        (registrar, founding(&cast).into()),
        (registrar, adoption(NEWER_CHARTER, &source).into()),
        (registrar, ImportRollPart { import, part: 1, rows: rows.clone() }.into()),
        (registrar, sealing(&rows).into()),
        (registrar, enrolment(&cast, &[head, member]).into()),
        (registrar, seat.into()),
        (member, submission(&kept).into()),
        (head, ScreenSubmission { submission: SubmissionId::first(6), screening }.into()),
        (member, submission(&gone).into()),
        (head, redact.into()),
        (head, hand_over.into()),
        (registrar, RequestRegistrarAct { act: erase }.into()),
        (registrar, RequestRegistrarAct { act: RegistrarAct::RegisterBook(east.registration(None)) }.into()),
        (registrar, east.pin(20, 1, 1).into()),
        (registrar, RequestRegistrarAct { act: rotate }.into()),
    ];
    let mut writer = Writer::of(&cast);
    for (person, command) in orders {
        writer.enter(desk.sign(person, command), START);
    }
    writer.next_timer(TimeMs(START.0 + DAY_MS));
    let texts = [source, title, reason, kept, gone].map(|text| (text.reference(), text));
    writer.into_story(cast, texts.into())
}

fn document_of(text: &Text) -> DocumentHash {
    let TextRef::Document(hash) = text.reference() else { panic!("a document") };
    hash
}

fn founding(cast: &Cast) -> CreateBook {
    CreateBook {
        name: "灯".to_owned(),
        log_vkey: cast.verifier().to_vkey(),
        engine_key: PublicKey(cast.engine_key().public()),
        registrars: vec![cast.registrars[0].key_row(&cast.origin, Custody::Own)],
        ruleset: Some(cast.ruleset),
        succeeds: None,
    }
}

fn adoption(charter: &str, source: &Text) -> AdoptCharter {
    let charter: Charter = toml::from_str(charter).expect("a charter");
    AdoptCharter { charter: Box::new(charter), source: document_of(source), resolution: None }
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

fn enrolment(cast: &Cast, members: &[&Person]) -> RequestRegistrarAct {
    let keys = members.iter().map(|member| member.key_row(&cast.origin, Custody::Own)).collect();
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
