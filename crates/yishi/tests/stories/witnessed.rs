//! 见证: the street office, the neighbouring compound and an owner each run a witness of the book. With one of them away everything goes
//! on; with two away no result becomes final, and everything else does; another history under the same key is refused by whoever
//! has seen the first, and kept.

use crate::house::{House, Text};
use crate::lift::{CASE, building};
use crate::steps::Vote;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::process::Command as Process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;
use yishi::host::SystemEntropy;
use yishi::witnesses::{Round, Witnesses, read_policy};
use yishi_core::TimeMs;
use yishi_engine::Witnessing;
use yishi_engine::memory::MemoryCosigned;
use yishi_log::checkpoint::LogVerifier;
use yishi_log::cosignature::Cosigner;
use yishi_log::key::WitnessKey;
use yishi_log::policy::Policy;
use yishi_witness::{Evidence, Witness, WitnessFolder};

const NAMES: [&str; 3] = ["street", "neighbours", "owner"];

/// A witness behind a door that can be shut.
struct Post {
    name: &'static str,
    vkey: String,
    url: String,
    open: Arc<AtomicBool>,
    evidence: std::path::PathBuf,
    _runtime: tokio::runtime::Runtime,
    _dir: TempDir,
}

impl Post {
    fn of(name: &'static str, log: &LogVerifier) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let seed = yishi_testkit::seed(name);
        let cosigner =
            Cosigner::new(&format!("{name}.example/witness"), WitnessKey::from_seed(&seed)).unwrap();
        let folder = WitnessFolder::open(dir.path()).unwrap();
        folder.begin(cosigner.verifier()).unwrap();
        let state = folder.state(cosigner.verifier()).unwrap();
        let vkey = cosigner.verifier().to_vkey();
        let kept = (state, Box::new(folder.store()) as _);
        // Later than anything in the story: what is cosigned was there before.
        let clock = Arc::new(|| 1_772_413_200 + 90 * 24 * 60 * 60);
        let witness =
            Witness::new(cosigner, vec![log.clone().into()], kept, &folder.evidence_path(), clock).unwrap();
        let open = Arc::new(AtomicBool::new(true));
        let routes =
            yishi_witness::router(Arc::new(witness)).layer(from_fn_with_state(Arc::clone(&open), door));
        let runtime = yishi::running::runtime().unwrap();
        let listen = ([127, 0, 0, 1], 0).into();
        let bound =
            runtime.block_on(yishi_server::serve_routes(listen, routes, std::future::pending())).unwrap();
        let url = format!("http://{}", bound.address());
        Self { name, vkey, url, open, evidence: folder.evidence_path(), _runtime: runtime, _dir: dir }
    }

    fn is_away(&self, away: bool) {
        self.open.store(!away, Ordering::SeqCst);
    }

    /// What it refused and kept.
    fn kept(&self) -> Vec<Evidence> {
        let folders = std::fs::read_dir(&self.evidence).unwrap();
        let about = folders.map(|folder| std::fs::read(folder.unwrap().path().join("about.json")).unwrap());
        about.map(|about| serde_json::from_slice(&about).unwrap()).collect()
    }
}

async fn door(State(open): State<Arc<AtomicBool>>, request: Request, next: Next) -> Response {
    if open.load(Ordering::SeqCst) {
        next.run(request).await
    } else {
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}

/// The policy of the community, two of three, as a file.
fn policy_file(folder: &TempDir, house: &House, posts: &[Post]) -> std::path::PathBuf {
    let lines = posts.iter().map(|post| format!("witness {} {} {}\n", post.name, post.vkey, post.url));
    let lines: String = lines.collect();
    let text = format!("log {}\n{lines}group two 2 street neighbours owner\nquorum two\n", house.vkey());
    let file = folder.path().join("witnesses.policy");
    std::fs::write(&file, text).unwrap();
    file
}

/// From now on the house has witnesses, who are asked when the story says so.
fn watched(house: &House, policy: &Policy) -> Witnesses {
    let store = Box::new(MemoryCosigned::default());
    house.engine().require_witnesses(Witnessing { policy: policy.clone(), store }).unwrap();
    Witnesses::new(house.engine(), house.clock(), Arc::new(SystemEntropy))
}

fn posts(house: &House) -> Vec<Post> {
    let log = LogVerifier::parse(house.vkey()).unwrap();
    NAMES.map(|name| Post::of(name, &log)).into_iter().collect()
}

/// A round five minutes later, when everybody may be asked again.
fn round(house: &House, witnesses: &mut Witnesses) -> Round {
    house.wait_until(TimeMs(house.now().0 + 300_000));
    witnesses.round()
}

fn failed(round: &Round) -> Vec<&str> {
    round.failed.iter().map(|(name, _)| name.as_str()).collect()
}

/// A vote of the owners that passed.
fn a_vote_passes(house: &House) -> String {
    let matter = house.a_matter_is_raised("owner_9", "clerk", "七号楼没有电梯,老人上下楼困难。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "北侧外挂一部,一层不分摊。");
    house.a_hearing_is_held("secretary", &matter, &["secretary", "manager", "owner_1", "owner_9"]);
    house.it_is_posted("secretary", &proposal, 10);
    let scope = json!({ "scope": "building", "id": "building_7" });
    let vote = Vote { rule: "owners-special", scope, options: vec![], days: 6 };
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    for number in 1..=10 {
        house.votes(&format!("owner_{number}"), &poll, None, "for");
    }
    house.the_vote_closes(&poll, 7);
    poll
}

fn certifying(house: &House, poll: &str) -> Result<u64, String> {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { document { hash } } } }";
    let found = house.ask(query, json!({ "poll": poll }));
    let document = &found["book"]["poll"]["document"]["hash"];
    house.order("clerk", "certify_resolution", json!({ "poll": poll, "document": document }), &[])
}

fn words_of(house: &House, index: u64) -> String {
    let query = "query ($index: Sequence!) { book { entry(index: $index) { witnessed { words } } } }";
    let answer = house.ask(query, json!({ "index": index.to_string() }));
    answer["book"]["entry"]["witnessed"]["words"].as_str().unwrap().to_owned()
}

#[test]
fn no_result_becomes_final_that_fewer_than_two_of_three_witnesses_have_seen() {
    let house = House::founded(&building());
    assert_eq!(words_of(&house, 0), "no witnesses");
    let (posts, folder) = (posts(&house), tempfile::tempdir().unwrap());
    let file = policy_file(&folder, &house, &posts);
    let policy = read_policy(&file).unwrap();
    let mut witnesses = watched(&house, &policy);
    posts[2].is_away(true);
    let first = witnesses.round();
    assert_eq!(
        (first.cosigned, failed(&Round { cosigned: vec![], ..round(&house, &mut witnesses) })),
        (vec!["neighbours".to_owned(), "street".to_owned()], vec!["owner"])
    );
    assert_eq!(words_of(&house, 0), "2 of 3 witnesses");

    posts[0].is_away(true);
    let poll = a_vote_passes(&house);
    let few = round(&house, &mut witnesses);
    assert_eq!(
        (few.cosigned.as_slice(), failed(&few)),
        (["neighbours".to_owned()].as_slice(), vec!["owner", "street"])
    );
    let refused = certifying(&house, &poll).unwrap_err();
    assert!(refused.starts_with("not_witnessed: ") && refused.contains("1 of 3 witnesses"), "{refused}");
    let words = Text::statement("楼道灯坏了。");
    let fields = json!({ "council": "buildings", "text": words.hash() });
    let submitted = house.does("owner_3", "submit", fields, &[words]);
    assert_eq!(words_of(&house, submitted), "0 of 3 witnesses");

    posts[0].is_away(false);
    let enough = round(&house, &mut witnesses);
    assert_eq!(enough.cosigned, ["neighbours", "street"]);
    let resolution = certifying(&house, &poll).unwrap();
    assert_eq!(words_of(&house, submitted), "2 of 3 witnesses");
    assert_eq!(words_of(&house, resolution), "0 of 3 witnesses", "what comes later is witnessed later");

    says_so_everywhere(&house, &policy, (&poll, submitted));
    ends_with_a_witnessed_bundle(house, &mut witnesses, &file);
}

fn says_so_everywhere(house: &House, policy: &Policy, (poll, submitted): (&str, u64)) {
    let query = "query ($index: Sequence!) { book { witnesses { of quorum words confirmed { size good names quorumMet checkpoint } }
        entry(index: $index) { leafHash witnessed { good of quorumMet receipt } } } }";
    let answer = house.ask(query, json!({ "index": submitted.to_string() }));
    let told = &answer["book"]["witnesses"];
    assert_eq!((&told["of"], &told["quorum"]), (&json!(3), &json!("two")));
    assert_eq!(told["confirmed"]["names"], json!(["neighbours", "street"]));
    assert!(
        told["words"].as_str().unwrap().starts_with("2 of 3 witnesses have cosigned the first "),
        "{told}"
    );
    let (status, published) = house.fetch("/checkpoint");
    assert_eq!((status, &json!(published)), (200, &told["confirmed"]["checkpoint"]));
    assert!(policy.open(published.as_bytes()).unwrap().size > submitted);
    let (_, head) = house.fetch("/checkpoint?of=head");
    assert!(policy.open(head.as_bytes()).is_err(), "the head is not witnessed yet");
    assert_eq!(house.fetch("/checkpoint?of=tail").0, 400);
    let witnessed = &answer["book"]["entry"]["witnessed"];
    let receipt = yishi_log::receipt::Receipt::parse(witnessed["receipt"].as_str().unwrap()).unwrap();
    assert!(policy.open(receipt.checkpoint.as_bytes()).is_ok(), "the receipt holds under the policy");
    let (_, sheet) = house.fetch(&format!("/polls/{poll}/result.html?lang=en"));
    assert!(sheet.contains("Witnesses of the sealing") && sheet.contains("2 of 3"), "{sheet}");
}

fn ends_with_a_witnessed_bundle(house: House, witnesses: &mut Witnesses, policy: &std::path::Path) {
    round(&house, witnesses);
    let folder = tempfile::tempdir().unwrap();
    let bundle = house.exported(folder.path());
    let ran = Process::new(env!("CARGO_BIN_EXE_yishi"))
        .args(["audit", "verify", bundle.to_str().unwrap(), "--policy", policy.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    house.ends_in_an_audit();
}

#[test]
fn another_history_under_the_same_key_is_refused_kept_and_stops_the_book_that_has_it() {
    let (first, second) = (House::founded(&building()), House::founded(&building()));
    assert_eq!(first.vkey(), second.vkey());
    let (posts, folder) = (posts(&first), tempfile::tempdir().unwrap());
    let policy = read_policy(&policy_file(&folder, &first, &posts)).unwrap();
    let (mut asked_by_first, mut asked_by_second) = (watched(&first, &policy), watched(&second, &policy));
    for (house, words) in [(&first, "楼道灯坏了。"), (&second, "一切都好。")] {
        let text = Text::statement(words);
        house.does("owner_3", "submit", json!({ "council": "buildings", "text": text.hash() }), &[text]);
    }
    assert_eq!(first.engine().version().size, second.engine().version().size);
    assert_eq!(asked_by_first.round().cosigned.len(), 3);
    let refused = asked_by_second.round();
    assert_eq!(refused.failed.len(), 3, "{refused:?}");
    for post in &posts {
        let kept = post.kept();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].kind.as_str(), kept[0].size), ("fork", first.engine().version().size));
    }
    let reason = second.engine().read_only().unwrap();
    assert!(reason.contains("another history"), "{reason}");
    assert_eq!(first.engine().read_only(), None);
}

#[test]
fn a_policy_needs_an_address_for_each_witness_that_this_program_can_reach() {
    let folder = tempfile::tempdir().unwrap();
    let vkey = Cosigner::new("a.example", WitnessKey::from_seed(&[1; 32])).unwrap().verifier().to_vkey();
    let read = |url: &str| {
        let file = folder.path().join("a.policy");
        std::fs::write(&file, format!("witness a {vkey}{url}\nquorum a\n")).unwrap();
        read_policy(&file)
    };
    for (url, remedy) in [("", "https://HOST"), (" ftp://a.example", "https://")] {
        let refused = read(url).unwrap_err().to_string();
        assert!(refused.contains(remedy), "{refused}");
    }
    for url in [" https://a.example", " http://127.0.0.1:8090"] {
        assert!(read(url).is_ok(), "{url}");
    }
}
