//! Texts are stored before the entry that names them, and destroyed once their redaction is durable.

use crate::support::{ports, test_ports};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use yishi_book::{MAX_AMENDED_BYTES, Refusal};
use yishi_core::{
    AcceptAmendments, AmendmentId, Commitment, MemberId, ParagraphEdit, ProposalId, ProposeAmendment,
    RedactText, TextRef,
};
use yishi_engine::memory::MemoryBlobs;
use yishi_engine::{BlobError, BlobStore, Engine, SubmitError, Text};
use yishi_testkit::{Community, Order, Person, block_on, statement};

fn is_stored(blobs: &MemoryBlobs, text: &Text) -> bool {
    blobs.contains(&text.reference()).unwrap()
}

#[test]
fn a_text_that_comes_along_is_stored_and_can_be_read() {
    let community = Community::founded(3);
    let order = community.cast.submission(&community.desk, 1);
    community.must(&order);
    let text = &order.texts[0];
    assert_eq!(community.engine.text(&text.reference()).unwrap().as_ref(), Some(text));
}

#[test]
fn a_command_whose_text_is_missing_is_refused_until_the_text_is_uploaded() {
    let community = Community::founded(3);
    let order = community.cast.submission(&community.desk, 1);
    let bare = Order { command: order.command.clone(), texts: vec![] };
    let size = community.engine.version().size;
    let Err(SubmitError::Refused(refusal)) = community.submit(&bare) else { panic!() };
    assert_eq!(refusal, Refusal::TextsMissing { missing: vec![order.texts[0].reference()] });
    assert_eq!(community.engine.version().size, size);

    community.engine.upload(&order.texts[0]).unwrap();
    assert_eq!(community.must(&bare).index, size);
}

#[test]
fn a_text_that_the_command_does_not_name_is_refused_and_not_stored() {
    let community = Community::founded(3);
    let stray = statement("words that nobody signed");
    let mut order = community.cast.submission(&community.desk, 1);
    order.texts.push(stray.clone());
    assert!(matches!(community.submit(&order), Err(SubmitError::Refused(Refusal::TextRefused { .. }))));
    assert!(!is_stored(&community.stores.blobs, &stray));
}

#[test]
fn a_statement_that_says_nothing_or_that_cannot_be_read_is_refused_and_not_stored() {
    let community = Community::founded(3);
    let size = community.engine.version().size;
    for words in ["", " \n\u{3000}", "\u{0}", "a\u{1b}[2K"] {
        let order = community.cast.submission_of(&community.desk, words);
        let answer = community.submit(&order);
        assert!(
            matches!(answer, Err(SubmitError::Refused(Refusal::TextRefused { .. }))),
            "{words:?}: {answer:?}"
        );
        assert!(community.engine.upload(&order.texts[0]).is_err());
        assert!(!is_stored(&community.stores.blobs, &order.texts[0]));
    }
    assert_eq!(community.engine.version().size, size);
    community.must(&community.cast.submission_of(&community.desk, "两行\n文字"));
}

#[test]
fn the_texts_of_a_stranger_are_not_stored() {
    let community = Community::founded(3);
    let order = community.cast.submission(&community.desk, 1);
    let stranger = community.cast.residents[0].with_key("found in the street");
    let mut envelope = yishi_book::Envelope::parse(&order.command.bytes).unwrap();
    envelope.key = stranger.public();
    let command = yishi_testkit::Desk::seal(&envelope, &stranger);
    let answer = community.submit(&Order { command, texts: order.texts.clone() });
    assert!(matches!(answer, Err(SubmitError::Refused(Refusal::KeyNotInForce { .. }))));
    assert!(!is_stored(&community.stores.blobs, &order.texts[0]));
}

#[test]
fn a_redacted_text_is_destroyed_not_served_and_not_taken_back_and_its_entry_is_found_again_all_the_same() {
    let mut community = Community::founded(3);
    let order = community.cast.submission(&community.desk, 1);
    let first = community.must(&order);
    let text = order.texts[0].clone();
    redact(&community, &text);

    assert!(!is_stored(&community.stores.blobs, &text));
    assert_eq!(community.engine.text(&text.reference()).unwrap(), None);
    assert!(community.engine.upload(&text).is_err());
    let again = community.must(&order);
    assert!(again.replayed && again.index == first.index);
    assert!(!is_stored(&community.stores.blobs, &text));

    // As after a crash between the entry and the destruction.
    community.stores.blobs.put(&text, None).unwrap();
    community.reopen().unwrap();
    assert!(!is_stored(&community.stores.blobs, &text));
}

/// Texts that count how often one is read.
struct CountedBlobs(MemoryBlobs, Arc<AtomicU64>);

impl BlobStore for CountedBlobs {
    fn put(&self, text: &Text, concerns: Option<&MemberId>) -> Result<TextRef, BlobError> {
        self.0.put(text, concerns)
    }
    fn contains(&self, text: &TextRef) -> Result<bool, BlobError> {
        self.0.contains(text)
    }
    fn get(&self, text: &TextRef) -> Result<Option<Text>, BlobError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.get(text)
    }
    fn assign(&self, text: &TextRef, member: &MemberId) -> Result<(), BlobError> {
        self.0.assign(text, member)
    }
    fn destroy(&self, text: &TextRef) -> Result<(), BlobError> {
        self.0.destroy(text)
    }
    fn erase(&self, member: &MemberId) -> Result<(), BlobError> {
        self.0.erase(member)
    }
    fn settle(&self, concerned: &dyn Fn() -> BTreeMap<Commitment, MemberId>) -> Result<(), BlobError> {
        self.0.settle(concerned)
    }
}

/// An acceptance of so many insertions, each of a stored text of its own.
fn acceptance(stores: &MemoryBlobs, base: &Text, number: u32) -> AcceptAmendments {
    let stored = |words: String| {
        let text = Text::Document(words.into_bytes());
        let TextRef::Document(hash) = stores.put(&text, None).unwrap() else { panic!() };
        hash
    };
    let TextRef::Document(base) = stores.put(base, None).unwrap() else { panic!() };
    let edit =
        |after: u32| ParagraphEdit::Insert { after, wording: stored(format!("{after}")), paragraphs: 1 };
    AcceptAmendments {
        proposal: ProposalId::first(3),
        base,
        amendments: (0..number).map(|after| (AmendmentId::first(u64::from(after)), edit(after))).collect(),
        document: stored("the new text".to_owned()),
    }
}

#[test]
fn no_text_is_read_for_strangers_or_for_too_many_amendments_and_none_after_one_that_is_too_long() {
    let community = Community::founded(3);
    let Community { cast, desk, stores, .. } = &community;
    community.engine.shutdown();
    let (journal, anchor) = test_ports(stores);
    let mut ports = ports(cast, stores, &community.clock, journal, anchor);
    let read = Arc::new(AtomicU64::new(0));
    ports.blobs = Arc::new(CountedBlobs(stores.blobs.clone(), read.clone()));
    let engine = Engine::open(&cast.origin, ports).unwrap();
    let submit = |person: &Person, command: AcceptAmendments| {
        read.store(0, Ordering::SeqCst);
        match block_on(engine.submit(desk.order(person, command, vec![]).command, vec![])) {
            Err(SubmitError::Refused(refusal)) => (refusal.code(), read.load(Ordering::SeqCst)),
            other => panic!("{other:?}"),
        }
    };
    let (short, long) =
        (Text::Document(b"1\n2\n3".to_vec()), Text::Document(vec![b'x'; MAX_AMENDED_BYTES + 1]));
    let stranger = cast.secretary.with_key("found in the street");
    let refused = submit(&stranger, acceptance(&stores.blobs, &short, 3));
    assert_eq!(refused, ("key_not_in_force".to_owned(), 0));
    let refused = submit(&cast.secretary, acceptance(&stores.blobs, &short, 21));
    assert_eq!(refused, ("out_of_range".to_owned(), 0));
    let mut order = acceptance(&stores.blobs, &short, 3);
    assert_eq!(submit(&cast.secretary, order.clone()), ("amended_text_differs".to_owned(), 5));
    let TextRef::Document(long) = stores.blobs.put(&long, None).unwrap() else { panic!() };
    for edit in order.amendments.values_mut() {
        *edit = ParagraphEdit::Insert { after: edit.first(), wording: long, paragraphs: 1 };
    }
    let (code, read) = submit(&cast.secretary, order);
    assert!(code == "text_refused" && read <= 3, "{code} after {read} texts");
}

/// Texts on a disk that is full.
struct FullBlobs(MemoryBlobs);

impl BlobStore for FullBlobs {
    fn put(&self, _: &Text, _: Option<&MemberId>) -> Result<TextRef, BlobError> {
        Err(BlobError::new("storing a text", "no space left"))
    }
    fn contains(&self, text: &TextRef) -> Result<bool, BlobError> {
        self.0.contains(text)
    }
    fn get(&self, text: &TextRef) -> Result<Option<Text>, BlobError> {
        self.0.get(text)
    }
    fn assign(&self, text: &TextRef, member: &MemberId) -> Result<(), BlobError> {
        self.0.assign(text, member)
    }
    fn destroy(&self, text: &TextRef) -> Result<(), BlobError> {
        self.0.destroy(text)
    }
    fn erase(&self, member: &MemberId) -> Result<(), BlobError> {
        self.0.erase(member)
    }
    fn settle(&self, concerned: &dyn Fn() -> BTreeMap<Commitment, MemberId>) -> Result<(), BlobError> {
        self.0.settle(concerned)
    }
}

#[test]
fn a_text_that_cannot_be_stored_is_no_reason_to_call_the_book_read_only() {
    let community = Community::founded(3);
    let order = community.cast.submission(&community.desk, 1);
    community.engine.shutdown();
    let (journal, anchor) = test_ports(&community.stores);
    let mut ports = ports(&community.cast, &community.stores, &community.clock, journal, anchor);
    ports.blobs = Arc::new(FullBlobs(community.stores.blobs.clone()));
    let engine = Engine::open(&community.cast.origin, ports).unwrap();
    let size = engine.version().size;
    let answer = block_on(engine.submit(order.command.clone(), order.texts.clone()));
    let Err(SubmitError::Store(cause)) = answer else { panic!("{answer:?}") };
    assert_eq!(cause.to_string(), "storing a text");
    assert_eq!((engine.read_only(), engine.version().size), (None, size));
}

#[test]
fn the_vault_is_never_served() {
    let community = Community::founded(3);
    let vault = Text::Vault { salt: [1; 32], data: b"a telephone number".to_vec() };
    let reference = community.engine.upload(&vault).unwrap();
    assert!(matches!(reference, TextRef::Vault(_)));
    assert_eq!(community.engine.text(&reference).unwrap(), None);
}

fn redact(community: &Community, text: &Text) {
    let TextRef::Statement(commitment) = text.reference() else { panic!("not a statement") };
    let redaction = RedactText { commitment, ground: "PIPL art. 47".to_owned() };
    community.must(&community.desk.order(&community.cast.secretary, redaction, vec![]));
}

#[test]
fn an_amendment_is_compared_with_the_words_and_an_acceptance_with_the_text_that_it_makes() {
    let community = Community::founded(3);
    let Community { cast, desk, .. } = &community;
    let (orders, poll) = cast.poll(desk, community.engine.version().size);
    orders[..3].iter().for_each(|order| drop(community.must(order)));
    let Text::Document(base) = &orders[2].texts[0] else { panic!() };
    let base = String::from_utf8(base.clone()).unwrap();
    let (wording, reason) = (Text::Document("另加一段。".into()), statement("写得更清楚"));
    let (TextRef::Document(hash), TextRef::Statement(why)) = (wording.reference(), reason.reference()) else {
        panic!()
    };
    let propose = |after: u32, paragraphs: u32| {
        let edit = ParagraphEdit::Insert { after, wording: hash, paragraphs };
        let command = ProposeAmendment {
            proposal: poll.proposal,
            base: poll.document,
            edit: edit.clone(),
            reason: why,
        };
        (desk.order(&cast.residents[0], command, vec![wording.clone(), reason.clone()]), edit)
    };
    for (after, paragraphs) in [(0, 2), (99, 1)] {
        let refused = community.submit(&propose(after, paragraphs).0);
        let Err(SubmitError::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert!(["wording_miscounted", "paragraph_missing"].contains(&refusal.code().as_str()), "{refusal}");
    }
    let (order, edit) = propose(0, 1);
    let amendment = AmendmentId::first(community.must(&order).index);
    let accept = |text: &str| {
        let document = Text::Document(text.into());
        let TextRef::Document(hash) = document.reference() else { panic!() };
        let command = AcceptAmendments {
            proposal: poll.proposal,
            base: poll.document,
            amendments: [(amendment, edit.clone())].into(),
            document: hash,
        };
        desk.order(&cast.secretary, command, vec![document])
    };
    let refused = community.submit(&accept(&format!("另加两段。\n{base}")));
    let Err(SubmitError::Refused(refusal)) = refused else { panic!("{refused:?}") };
    let (expected, found) = ("另加一段。".to_owned(), "另加两段。".to_owned());
    assert_eq!(refusal, Refusal::AmendedTextDiffers { paragraph: 1, expected, found });
    let exact = accept(&format!("另加一段。\n{base}"));
    let accepted = community.must(&exact);
    assert!(!accepted.replayed && community.must(&exact).replayed, "sending again is safe");
}
