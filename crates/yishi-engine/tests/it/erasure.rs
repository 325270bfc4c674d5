//! Texts lie under the key of the member whom they concern, and go with it when the member is erased, whatever fails in between.

use crate::support::{ports, test_ports};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use yishi_book::Refusal;
use yishi_core::{
    Commitment, EndorseRegistrarAct, ImportRollPart, MemberId, RegistrarAct, RegistrarRequestId, Rejection,
    RequestRegistrarAct, RollRow, Standing, Submit, TextRef,
};
use yishi_engine::memory::MemoryBlobs;
use yishi_engine::{BlobError, BlobStore, Engine, SubmitError, Text};
use yishi_testkit::{Community, Order, Person, block_on, statement};

fn vault(words: &str) -> Text {
    Text::Vault { salt: [9; 32], data: words.as_bytes().to_vec() }
}

fn commitment(text: &Text) -> Commitment {
    text.reference().commitment().unwrap()
}

/// A submission of the first resident.
fn says(community: &Community, words: &str) -> Order {
    let text = statement(words);
    let command = Submit::new("grid_1".parse().unwrap(), commitment(&text));
    community.desk.order(&community.cast.residents[0], command, vec![text])
}

/// A registrar brings in the identity of the first resident, which nobody may read.
fn identified(community: &Community, import: &str, identity: &Text) -> Order {
    let row = RollRow::Member {
        id: community.cast.residents[0].id.clone(),
        council: "grid_1".parse().unwrap(),
        household: None,
        identity: Some(commitment(identity)),
        standing: Standing::Resident,
    };
    let part = ImportRollPart { import: import.parse().unwrap(), part: 1, rows: vec![row] };
    community.desk.order(&community.cast.registrars[0], part, vec![identity.clone()])
}

/// Two registrars erase the first resident.
fn erases(community: &Community, engine: &Engine) {
    let Community { cast, desk, .. } = community;
    let (member, ground) = (cast.residents[0].id.clone(), "PIPL art. 47".to_owned());
    let request = RegistrarRequestId::first(engine.version().size);
    let act = RegistrarAct::EraseMember { member, ground };
    let submit = |by: &Person, command: yishi_core::Command| {
        block_on(engine.submit(desk.order(by, command, vec![]).command, vec![])).unwrap()
    };
    submit(&cast.registrars[0], RequestRegistrarAct { act }.into());
    submit(&cast.registrars[1], EndorseRegistrarAct { request }.into());
    engine.tick();
}

fn is_stored(blobs: &MemoryBlobs, text: &Text) -> bool {
    blobs.contains(&text.reference()).unwrap()
}

#[test]
fn each_text_lies_under_the_key_of_the_member_whom_it_concerns_and_an_office_has_none() {
    let community = Community::founded(3);
    let blobs = &community.stores.blobs;
    let resident = Some(community.cast.residents[0].id.clone());
    let (said, identity) = (statement("路灯坏了"), vault("13800138000"));
    community.must(&says(&community, "路灯坏了"));
    community.must(&identified(&community, "names", &identity));
    assert_eq!(blobs.concerned(&said.reference()), resident);
    assert_eq!(blobs.concerned(&identity.reference()), resident);

    let ahead = statement("先上传");
    community.engine.upload(&ahead).unwrap();
    assert_eq!(blobs.concerned(&ahead.reference()), None);
    let order = says(&community, "先上传");
    community.must(&Order { command: order.command, texts: vec![] });
    assert_eq!(blobs.concerned(&ahead.reference()), resident);

    // Somebody else who names the same words does not make them theirs.
    let command = Submit::new("grid_1".parse().unwrap(), commitment(&said));
    community.must(&community.desk.order(&community.cast.residents[1], command, vec![said.clone()]));
    assert_eq!(blobs.concerned(&said.reference()), resident);
}

#[test]
fn an_erased_member_has_no_text_left_and_none_of_theirs_is_stored_or_taken_again() {
    let mut community = Community::founded(3);
    let (said, identity, others) = (statement("路灯坏了"), vault("13800138000"), statement("车位不够"));
    let first = says(&community, "路灯坏了");
    let index = community.must(&first).index;
    community.must(&identified(&community, "names", &identity));
    let command = Submit::new("grid_1".parse().unwrap(), commitment(&others));
    community.must(&community.desk.order(&community.cast.residents[1], command, vec![others.clone()]));
    erases(&community, &community.engine);

    let blobs = community.stores.blobs.clone();
    assert!(!is_stored(&blobs, &said) && !is_stored(&blobs, &identity) && is_stored(&blobs, &others));
    assert_eq!(community.engine.text(&said.reference()).unwrap(), None);
    let again = community.must(&first);
    assert!(again.replayed && again.index == index, "what stands is found again");
    let refused = community.submit(&says(&community, "又说一句"));
    let Err(SubmitError::Refused(Refusal::Rejected { rejection: Rejection::MemberIsErased { .. } })) =
        refused
    else {
        panic!("{refused:?}")
    };
    assert!(!is_stored(&blobs, &statement("又说一句")) && !is_stored(&blobs, &said));
    community.reopen().unwrap();
    assert!(!is_stored(&blobs, &said) && !is_stored(&blobs, &identity) && is_stored(&blobs, &others));
}

/// Texts whose process dies before it destroys anything, and that count how often they are put under keys.
#[derive(Clone, Default)]
struct DyingBlobs {
    inner: MemoryBlobs,
    dies: Arc<AtomicBool>,
    settled: Arc<AtomicU64>,
}

impl DyingBlobs {
    fn survives(&self) -> Result<(), BlobError> {
        let dead = self.dies.load(Ordering::SeqCst);
        if dead { Err(BlobError::new("destroying", "the process died")) } else { Ok(()) }
    }
}

impl BlobStore for DyingBlobs {
    fn put(&self, text: &Text, concerns: Option<&MemberId>) -> Result<TextRef, BlobError> {
        self.inner.put(text, concerns)
    }
    fn contains(&self, text: &TextRef) -> Result<bool, BlobError> {
        self.inner.contains(text)
    }
    fn get(&self, text: &TextRef) -> Result<Option<Text>, BlobError> {
        self.inner.get(text)
    }
    fn assign(&self, text: &TextRef, member: &MemberId) -> Result<(), BlobError> {
        self.inner.assign(text, member)
    }
    fn destroy(&self, text: &TextRef) -> Result<(), BlobError> {
        self.survives()?;
        self.inner.destroy(text)
    }
    fn erase(&self, member: &MemberId) -> Result<(), BlobError> {
        self.survives()?;
        self.inner.erase(member)
    }
    fn settle(&self, concerned: &dyn Fn() -> BTreeMap<Commitment, MemberId>) -> Result<(), BlobError> {
        self.settled.fetch_add(1, Ordering::SeqCst);
        self.inner.settle(concerned)
    }
}

fn open(community: &Community, blobs: &DyingBlobs) -> Engine {
    let (journal, anchor) = test_ports(&community.stores);
    let mut ports = ports(&community.cast, &community.stores, &community.clock, journal, anchor);
    ports.blobs = Arc::new(blobs.clone());
    Engine::open(&community.cast.origin, ports).unwrap()
}

/// A member was erased on record, and nothing of what they said could be destroyed.
fn erased_in_vain() -> (Community, DyingBlobs, Engine, Text) {
    let community = Community::founded(3);
    community.must(&says(&community, "路灯坏了"));
    community.engine.shutdown();
    let blobs = DyingBlobs { inner: community.stores.blobs.clone(), ..DyingBlobs::default() };
    let engine = open(&community, &blobs);
    blobs.dies.store(true, Ordering::SeqCst);
    erases(&community, &engine);
    (community, blobs, engine, statement("路灯坏了"))
}

#[test]
fn a_crash_between_the_entry_and_the_destruction_leaves_nothing_once_the_book_is_open_again() {
    let (community, blobs, engine, said) = erased_in_vain();
    assert!(is_stored(&blobs.inner, &said), "the process died in between");
    assert_eq!(engine.text(&said.reference()).unwrap(), None, "it is not served all the same");
    engine.shutdown();

    blobs.dies.store(false, Ordering::SeqCst);
    let engine = open(&community, &blobs);
    assert!(!is_stored(&blobs.inner, &said));
    engine.shutdown();
    // An old copy of the texts is put back.
    blobs.inner.put(&said, Some(&community.cast.residents[0].id)).unwrap();
    let engine = open(&community, &blobs);
    assert!(!is_stored(&blobs.inner, &said));
    engine.shutdown();
}

#[test]
fn what_the_disk_refuses_to_destroy_is_tried_again_while_the_book_is_open() {
    let (_, blobs, engine, said) = erased_in_vain();
    engine.tick();
    assert!(is_stored(&blobs.inner, &said));
    assert_eq!(engine.undestroyed(), 2, "the text and the key");
    blobs.dies.store(false, Ordering::SeqCst);
    engine.tick();
    assert!(!is_stored(&blobs.inner, &said));
    assert_eq!(engine.undestroyed(), 0);
    engine.shutdown();
}

#[test]
fn an_erasure_in_several_parts_ends_all_of_them_and_the_key_last() {
    let community = Community::founded(3);
    let texts: Vec<Text> = (0..750).map(|number| vault(&format!("{number}"))).collect();
    for (part, texts) in (1..).zip(texts.chunks(100)) {
        let rows = texts.iter().map(|identity| RollRow::Member {
            id: community.cast.residents[0].id.clone(),
            council: "grid_1".parse().unwrap(),
            household: None,
            identity: Some(commitment(identity)),
            standing: Standing::Resident,
        });
        let command = ImportRollPart { import: "many".parse().unwrap(), part, rows: rows.collect() };
        community.must(&community.desk.order(&community.cast.registrars[0], command, texts.to_vec()));
    }
    let before = community.engine.version().size;
    erases(&community, &community.engine);
    let version = community.engine.version();
    assert_eq!(version.size, before + 3, "request, agreement with the first part, the second part");
    let leaves = community.engine.leaves(before, version.size).unwrap();
    assert!(leaves.iter().all(|leaf| leaf.len() <= 61_440), "{:?}", leaves.iter().map(Vec::len).max());
    assert!(version.state.is_erased(&community.cast.residents[0].id));
    assert!(texts.iter().all(|text| !is_stored(&community.stores.blobs, text)));
}

#[test]
fn texts_are_put_under_keys_when_the_book_may_be_written_and_not_before() {
    let community = Community::founded(3);
    community.must(&says(&community, "路灯坏了"));
    let said = statement("路灯坏了").reference();
    community.engine.shutdown();
    // As in a store that was made anew and does not know whom its texts concern.
    let inner = MemoryBlobs::default();
    inner.put(&statement("路灯坏了"), None).unwrap();
    let blobs = DyingBlobs { inner: inner.clone(), ..DyingBlobs::default() };
    let (journal, anchor) = test_ports(&community.stores);
    let mut ports = ports(&community.cast, &community.stores, &community.clock, journal, anchor);
    ports.blobs = Arc::new(blobs.clone());
    let engine = Engine::open_held(&community.cast.origin, ports).unwrap();
    assert_eq!((blobs.settled.load(Ordering::SeqCst), inner.concerned(&said)), (0, None));
    engine.release();
    assert_eq!(blobs.settled.load(Ordering::SeqCst), 1);
    assert_eq!(inner.concerned(&said), Some(community.cast.residents[0].id.clone()));
    engine.shutdown();
}
