//! A community behind a running server: its people sign what the service prepared, and only GraphQL is spoken to it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use yishi::charter_file::{CharterFile, parse_charter, read_charter};
use yishi::host::StoryClock;
use yishi::key_file::{KeyFile, Purpose};
use yishi::layout::{DataFolder, Places};
use yishi::running::{self, BookKeys};
use yishi::service::Service;
use yishi_book::{Envelope, SignedCommand};
use yishi_core::*;
use yishi_engine::{Clock, Engine};
use yishi_server::ServerConfig;
use yishi_tally::{UnitKind, UnitStatus};
use yishi_testkit::{Desk, Person, seed};

pub const HOUR_MS: u64 = 3_600_000;
pub const DAY_MS: u64 = 24 * HOUR_MS;
/// Monday, 2 March 2026, 09:00 in China: when every story begins.
const BEGINS: TimeMs = TimeMs(1_772_413_200_000);
/// Nonces of commands that the service prepared count from here, those of the founding from 0.
const FIRST_PREPARED_NONCE: u64 = 1 << 32;
const ROWS_IN_PART: usize = 100;
const REGISTRARS: [&str; 2] = ["registrar_1", "registrar_2"];

/// A running community.
pub struct House {
    runtime: tokio::runtime::Runtime,
    engine: Engine,
    clock: Arc<StoryClock>,
    door: Door,
    vkey: String,
    folder: TempDir,
}

/// Where the service is reached; a clone goes to another thread.
#[derive(Clone)]
pub struct Door {
    url: String,
    nonces: Arc<AtomicU64>,
}

/// A command that somebody signed, ready to be sent.
#[derive(Clone)]
pub struct Signed {
    bytes: Vec<u8>,
    signature: [u8; 64],
    frames: Vec<String>,
}

/// Who lives and owns there, and who holds which seat.
pub struct Cast {
    pub charter: &'static str,
    pub rows: Vec<RollRow>,
    /// Council, seat, member; the first is seated by a registrar and seats the others.
    pub seats: Vec<(&'static str, &'static str, String)>,
}

/// Somebody on the roll: a resident, unless `standing` says otherwise.
pub fn member(name: &str, council: &str, standing: Standing) -> RollRow {
    RollRow::Member {
        id: name.parse().unwrap(),
        council: council.parse().unwrap(),
        household: (standing == Standing::Resident).then(|| format!("household_{name}").parse().unwrap()),
        identity: None,
        standing,
    }
}

/// A flat with its area in 0.01 m².
pub fn flat(name: &str, council: &str, building: &str, area_dm2: u64, owners: &[&str]) -> RollRow {
    RollRow::flat(
        name.parse().unwrap(),
        council.parse().unwrap(),
        building.parse().unwrap(),
        AreaDm2(area_dm2),
        owners.iter().map(|owner| owner.parse().unwrap()).collect(),
    )
}

/// The same unit with whatever differs from a flat that is handed over.
pub fn but(
    mut row: RollRow,
    change: impl FnOnce(&mut UnitStatus, &mut UnitKind, &mut Option<MemberId>),
) -> RollRow {
    let RollRow::Unit { status, kind, guardian, .. } = &mut row else { panic!("not a unit") };
    change(status, kind, guardian);
    row
}

impl House {
    /// Founds the community: book, charter, roll, keys, seats. From here on people sign what the service prepares for them.
    pub fn founded(cast: &Cast) -> Self {
        Self::founded_under(cast, read_charter(cast.charter).unwrap())
    }

    /// The same with more decision rules in the charter.
    pub fn founded_with(cast: &Cast, rules: &str) -> Self {
        let source = read_charter(cast.charter).unwrap().source + rules;
        Self::founded_under(cast, parse_charter(Path::new(cast.charter), source).unwrap())
    }

    /// One of several communities under the same charter, each with a book of its own.
    pub fn founded_as(cast: &Cast, number: u32) -> Self {
        Self::founded_in(&origin(cast, number), cast, read_charter(cast.charter).unwrap(), None)
    }

    /// The same, going on from a frozen book.
    pub fn founded_after(cast: &Cast, number: u32, succeeds: Succeeds) -> Self {
        let charter = read_charter(cast.charter).unwrap();
        Self::founded_in(&origin(cast, number), cast, charter, Some(succeeds))
    }

    fn founded_under(cast: &Cast, charter: CharterFile) -> Self {
        Self::founded_in(&origin(cast, 1), cast, charter, None)
    }

    fn founded_in(origin: &str, cast: &Cast, charter: CharterFile, succeeds: Option<Succeeds>) -> Self {
        Self::founded_at((tempfile::tempdir().unwrap(), BEGINS), origin, cast, charter, succeeds)
    }

    /// The same in a folder of its own, when the story begins at another moment.
    pub fn founded_at(
        (folder, begins): (TempDir, TimeMs),
        origin: &str,
        cast: &Cast,
        charter: CharterFile,
        succeeds: Option<Succeeds>,
    ) -> Self {
        let data = DataFolder::create(&folder.path().join("book"), origin, Places::default()).unwrap();
        for (name, purpose) in [("log", Purpose::Log), ("engine", Purpose::Engine)] {
            let key = KeyFile::from_seed(purpose, seed(&format!("{name} of {origin}"))).of_book(origin);
            key.write(&data.key(name)).unwrap();
        }
        let clock = Arc::new(StoryClock::at(begins));
        let keys = BookKeys::read(&data).unwrap();
        let (log, engine_key) = (keys.log.public(), keys.engine.public());
        let engine = running::open(&data, keys, Arc::<StoryClock>::clone(&clock)).unwrap();
        let runtime = running::runtime().unwrap();
        let mut config = ServerConfig::default();
        config.listen.set_port(0);
        let service = Service {
            engine: engine.clone(),
            clock: Arc::<StoryClock>::clone(&clock),
            auditors: [].into(),
            public_log: true,
            config,
        };
        let bound = runtime.block_on(service.start(std::future::pending())).unwrap();
        let door = Door::at(format!("http://{}/graphql", bound.address()), FIRST_PREPARED_NONCE);
        runtime.spawn(async move { drop(bound.finished().await) });
        let vkey = yishi::founding::vkey(origin, &log).unwrap();
        let house = Self { runtime, engine, clock, door, vkey, folder };
        house.found(cast, charter, origin, PublicKey(engine_key), succeeds);
        house
    }

    fn found(
        &self,
        cast: &Cast,
        file: CharterFile,
        origin: &str,
        engine_key: PublicKey,
        succeeds: Option<Succeeds>,
    ) {
        let desk = Desk::new(origin, TimeMs(self.now().0 + 6 * DAY_MS));
        let registrars = REGISTRARS.map(Person::named);
        let order = |person: &Person, command: Command, texts: &[Text]| {
            let SignedCommand { bytes, signature } = desk.sign(person, command);
            let signed = Signed { bytes, signature, frames: texts.iter().map(Text::frame).collect() };
            self.door.submit(&signed).unwrap_or_else(|refused| panic!("{refused}"))
        };
        let key_row = |person: &Person| person.key_row(origin, Custody::Own);
        let create = CreateBook {
            name: cast.charter.to_owned(),
            log_vkey: self.vkey.clone(),
            engine_key,
            registrars: registrars.iter().map(key_row).collect(),
            ruleset: Some(NEWEST_RULESET),
            succeeds,
        };
        order(&registrars[0], create.into(), &[]);
        let source = Text::document(&file.source);
        order(
            &registrars[0],
            AdoptCharter {
                charter: Box::new(file.charter),
                source: source.document_hash(),
                resolution: None,
            }
            .into(),
            &[source],
        );
        let import: RollImportId = "first".parse().unwrap();
        let area = cast.rows.iter().map(|row| match row {
            RollRow::Unit { area_dm2, .. } => area_dm2.0,
            RollRow::Member { .. } => 0,
        });
        let seal = SealRoll {
            import: import.clone(),
            rows: cast.rows.len() as u64,
            area_dm2: AreaDm2(area.sum()),
            root: roll_digest(&cast.rows),
        };
        for (rows, part) in cast.rows.chunks(ROWS_IN_PART).zip(1..) {
            let import = import.clone();
            order(&registrars[0], ImportRollPart { import, part, rows: rows.to_vec() }.into(), &[]);
        }
        order(&registrars[0], seal.into(), &[]);
        let people: Vec<Person> = cast.members().map(|id| Person::named(id.as_str())).collect();
        for part in people.chunks(20) {
            let act = RegistrarAct::EnrolKeys { keys: part.iter().map(key_row).collect() };
            let request =
                RegistrarRequestId::first(order(&registrars[0], RequestRegistrarAct { act }.into(), &[]));
            order(&registrars[1], EndorseRegistrarAct { request }.into(), &[]);
        }
        let mut by = registrars[0].clone();
        for (council, seat, holder) in &cast.seats {
            let (council, seat, member) =
                (council.parse().unwrap(), seat.parse().unwrap(), holder.parse().unwrap());
            order(&by, AssignSeat { council, seat, member }.into(), &[]);
            if by == registrars[0] {
                by = Person::named(holder);
            }
        }
    }

    /// The answer to a query, without errors.
    pub fn ask(&self, query: &str, variables: Value) -> Value {
        self.door.ask(query, variables)
    }

    /// Where others reach the service at the same time.
    pub fn door(&self) -> Door {
        self.door.clone()
    }

    /// What a path of the service answers: status and body.
    pub fn fetch(&self, path: &str) -> (u16, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut response = agent.get(self.door.url.replace("/graphql", path)).call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    /// What the notice board shows at an address, in Chinese. A page is small enough for a phone on a slow network.
    pub fn on_the_board(&self, page: &str) -> String {
        let (status, html) = self.fetch(&format!("/board/{page}?lang=zh-CN"));
        assert_eq!(status, 200, "{page}");
        assert!(html.len() < 50_000, "{page} has {} bytes", html.len());
        html
    }

    /// Looks at every page of the board that can be reached in both languages: whatever it links to is there, none is too large, and none but
    /// the records of hearings says any of these words.
    pub fn the_board_says_nowhere(&self, words: &[&str]) {
        for language in ["zh-CN", "en"] {
            let (mut seen, mut waiting) =
                (BTreeSet::new(), vec![format!("/board/index.html?lang={language}")]);
            while let Some(path) = waiting.pop() {
                let entries = seen.iter().filter(|path: &&String| path.contains("/entries/")).count();
                if seen.contains(&path) || (path.contains("/entries/") && entries >= 3) {
                    continue;
                }
                let (status, html) = self.fetch(&path);
                assert_eq!(status, 200, "{path}");
                seen.insert(path.clone());
                if !path.starts_with("/board/") || path.contains("/minutes/") {
                    continue;
                }
                assert!(html.len() < 50_000, "{path} has {} bytes", html.len());
                for word in words {
                    assert!(!html.contains(word), "`{word}` in {path}: {html}");
                }
                waiting.extend(linked(&path, &html));
            }
        }
    }

    /// Has a command prepared, compares the bytes with what was meant, signs and submits them. The index of its entry, or the refusal.
    pub fn order(&self, who: &str, kind: &str, fields: Value, texts: &[Text]) -> Result<u64, String> {
        self.door.submit(&self.signed(who, kind, fields, texts)?)
    }

    /// The same without submitting it yet.
    pub fn signed(&self, who: &str, kind: &str, fields: Value, texts: &[Text]) -> Result<Signed, String> {
        self.door.signed(who, kind, fields, texts)
    }

    /// As [`Self::order`], by a preparation with fields of its own; `meant` is what the command has to say.
    pub fn prepared(
        &self,
        who: &str,
        field: &str,
        input_type: &str,
        input: Value,
        meant: &Value,
    ) -> Result<u64, String> {
        self.door.submit(&self.signed_by(who, field, input_type, input, meant)?)
    }

    /// The same without submitting it yet.
    pub fn signed_by(
        &self,
        who: &str,
        field: &str,
        input_type: &str,
        input: Value,
        meant: &Value,
    ) -> Result<Signed, String> {
        self.door.signed_by(who, (field, input_type), input, meant)
    }

    /// The running book, for those who ask witnesses for it.
    pub fn engine(&self) -> Engine {
        self.engine.clone()
    }

    /// The clock of the story.
    pub fn clock(&self) -> Arc<StoryClock> {
        Arc::clone(&self.clock)
    }

    /// The verifier key of the book's log.
    pub fn vkey(&self) -> &str {
        &self.vkey
    }

    /// The book's name and the verifier key of its log, as another book names it.
    pub fn as_partner(&self) -> Value {
        json!({ "origin": self.engine.origin(), "log_vkey": self.vkey })
    }

    pub fn now(&self) -> TimeMs {
        self.clock.now()
    }

    /// Lets time pass until a moment; what falls due meanwhile is recorded.
    pub fn wait_until(&self, at: TimeMs) {
        self.clock.set(at.max(self.now()));
        self.engine.tick();
    }

    /// Lets days pass.
    pub fn wait_days(&self, days: u64) {
        self.wait_until(TimeMs(self.now().0 + days * DAY_MS));
    }

    /// The book as a bundle, in a folder of the test.
    pub fn exported(&self, folder: &Path) -> PathBuf {
        let bundle = folder.join("bundle");
        yishi::export::export(&self.engine, &bundle).unwrap();
        bundle
    }

    /// Stops the service in order; what it wrote stays in the folder: `book` and what lies beside it.
    pub fn closes(self) -> TempDir {
        self.engine.shutdown();
        self.runtime.shutdown_background();
        self.folder
    }

    /// The address of the service, as others reach it.
    pub fn url(&self) -> String {
        self.door.url.clone()
    }

    /// Exports the book and has it verified and replayed by the program, and what the service says compared with it: nothing may be found.
    pub fn ends_in_an_audit(self) {
        let bundle = self.exported(self.folder.path());
        let (vkey, url) = (self.vkey.clone(), self.url());
        finds_nothing("project", &bundle, &["--vkey", &vkey, "--against", &url]);
        let _folder = self.closes();
        for check in ["verify", "replay"] {
            finds_nothing(check, &bundle, &["--vkey", &vkey]);
        }
    }
}

fn finds_nothing(check: &str, bundle: &Path, args: &[&str]) {
    let ran = Process::new(env!("CARGO_BIN_EXE_yishi"))
        .args(["audit", check, bundle.to_str().unwrap()])
        .args(args)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && said.contains("No findings."), "audit {check}: {said}");
}

impl Door {
    /// A service at an address; nonces of what it prepares count from there.
    pub fn at(url: String, nonces: u64) -> Self {
        Self { url, nonces: Arc::new(nonces.into()) }
    }

    /// Has a command prepared, compares the bytes with what was meant, and signs it.
    pub fn signed(&self, who: &str, kind: &str, fields: Value, texts: &[Text]) -> Result<Signed, String> {
        let texts: Vec<Value> = texts.iter().map(Text::input).collect();
        let input = json!({ "kind": kind, "fields": fields.to_string(), "texts": texts });
        self.signed_by(who, ("prepareCommand", "PrepareCommandInput"), input, &fields)
    }

    fn signed_by(
        &self,
        who: &str,
        (field, input_type): (&str, &str),
        mut input: Value,
        meant: &Value,
    ) -> Result<Signed, String> {
        let person = Person::named(who);
        let nonce = format!("{:032x}", self.nonces.fetch_add(1, Ordering::SeqCst) + 1);
        let assistance = input["signing"]["assistance"].take();
        input["signing"] = json!({ "memberId": who, "key": person.public().to_string(), "nonce": nonce,
            "assistance": assistance });
        let query = format!(
            "mutation ($input: {input_type}!) {{ prepared: {field}(input: $input) {{
                ... on PrepareSuccess {{ command texts {{ frame }} }} ... on Problem {{ code message }} }} }}"
        );
        let prepared = self.ask(&query, json!({ "input": input }))["prepared"].take();
        let Some(command) = prepared["command"].as_str() else { return Err(prepared.to_string()) };
        let bytes = STANDARD.decode(command).unwrap();
        check(&bytes, who, meant);
        let frames: Vec<String> = prepared["texts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text["frame"].as_str().unwrap().to_owned())
            .collect();
        let signature = person.key().sign_command(&bytes);
        Ok(Signed { bytes, signature, frames })
    }

    /// The answer to a query, without errors.
    pub fn ask(&self, query: &str, variables: Value) -> Value {
        let mut response =
            ureq::post(&self.url).send_json(json!({ "query": query, "variables": variables })).unwrap();
        let mut answer: Value = response.body_mut().read_json().unwrap();
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        answer["data"].take()
    }

    /// Sends a signed command. The index of its entry, or the refusal.
    pub fn submit(&self, signed: &Signed) -> Result<u64, String> {
        let query = "mutation ($command: Base64!, $signature: Signature!, $texts: [Base64!]!) {
            submitted: submit(input: {command: $command, signature: $signature, texts: $texts}) {
                ... on SubmitSuccess { entry { index } receipt } ... on Problem { code message } } }";
        let variables = json!({
            "command": STANDARD.encode(&signed.bytes), "signature": STANDARD.encode(signed.signature),
            "texts": signed.frames
        });
        let answer = self.ask(query, variables);
        let submitted = &answer["submitted"];
        match submitted["entry"]["index"].as_str() {
            Some(index) => {
                assert!(submitted["receipt"].as_str().unwrap().starts_with("c2sp.org/tlog-proof@v1"));
                Ok(index.parse().unwrap())
            }
            None => Err(format!(
                "{}: {}",
                submitted["code"].as_str().unwrap(),
                submitted["message"].as_str().unwrap()
            )),
        }
    }
}

fn origin(cast: &Cast, number: u32) -> String {
    format!("stories.example/{}-{number:08x}", cast.charter)
}

/// What a careful client looks at before it signs.
fn check(bytes: &[u8], who: &str, meant: &Value) {
    let envelope: Envelope = serde_json::from_slice(bytes).unwrap();
    assert_eq!(envelope.actor, Party::Member(who.parse().unwrap()));
    let command = serde_json::to_value(&envelope.command).unwrap();
    let meant: BTreeMap<String, Value> = serde_json::from_value(meant.clone()).unwrap();
    for (field, value) in meant {
        assert_eq!(command[&field], value, "the prepared bytes say something else in `{field}`");
    }
}

impl Cast {
    fn members(&self) -> impl Iterator<Item = &MemberId> {
        self.rows.iter().filter_map(|row| match row {
            RollRow::Member { id, .. } => Some(id),
            RollRow::Unit { .. } => None,
        })
    }
}

/// A text that goes with a command.
#[derive(Clone)]
pub enum Text {
    Document(String),
    Statement(String),
    Vault(String),
}

impl Text {
    pub fn document(words: &str) -> Self {
        Self::Document(words.to_owned())
    }

    pub fn statement(words: &str) -> Self {
        Self::Statement(words.to_owned())
    }

    pub fn vault(words: &str) -> Self {
        Self::Vault(words.to_owned())
    }

    pub fn document_hash(&self) -> DocumentHash {
        let Self::Document(words) = self else { panic!("not a document") };
        DocumentHash(yishi_log::text::document_hash(words.as_bytes()))
    }

    pub fn hash(&self) -> String {
        match self {
            Self::Document(_) => self.document_hash().to_string(),
            Self::Statement(words) | Self::Vault(words) => {
                hex::encode(yishi_log::text::commitment(&seed(words), words.as_bytes()))
            }
        }
    }

    /// As a preparation takes it.
    pub fn input(&self) -> Value {
        match self {
            Self::Document(words) => json!({ "textClass": "DOCUMENT", "data": STANDARD.encode(words) }),
            Self::Statement(words) => salted("STATEMENT", words),
            Self::Vault(words) => salted("VAULT", words),
        }
    }

    fn frame(&self) -> String {
        match self {
            Self::Document(words) => STANDARD.encode([&[0], words.as_bytes()].concat()),
            Self::Statement(words) => STANDARD.encode([&[1], &seed(words)[..], words.as_bytes()].concat()),
            Self::Vault(words) => STANDARD.encode([&[2], &seed(words)[..], words.as_bytes()].concat()),
        }
    }
}

fn salted(class: &str, words: &str) -> Value {
    json!({ "textClass": class, "data": STANDARD.encode(words), "salt": hex::encode(seed(words)) })
}

/// What a page of the board links to, as paths of the service. The other language is asked for on its own.
fn linked(path: &str, html: &str) -> Vec<String> {
    let page = path.split('?').next().unwrap();
    let folder = page.rsplit_once('/').unwrap().0;
    let links =
        html.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    let wanted = links.filter(|link| !link.starts_with('?') && !link.starts_with("http"));
    wanted
        .map(|link| {
            let (mut at, mut rest) = (folder.to_owned(), link.as_str());
            while let Some(up) = rest.strip_prefix("../") {
                at.truncate(at.rfind('/').unwrap_or(0));
                rest = up;
            }
            format!("{at}/{rest}")
        })
        .collect()
}
