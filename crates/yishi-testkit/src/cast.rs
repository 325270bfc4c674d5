//! A small community, the same in every run: registrars, officers, residents, units, and the orders that found its book.

use crate::{Desk, Order, Person, seed};
use yishi_core::{
    AdoptCharter, AreaDm2, AssignSeat, CastBallot, CastMarks, Charter, Command, Commitment, CouncilId,
    CreateBook, Custody, DocumentHash, DraftProposal, EndorseRegistrarAct, Facts, ImportRollPart, KeyRow,
    MatterId, NEWEST_RULESET, OpenPoll, PollId, PollOption, PollScope, ProposalId, PublicKey, RegistrarAct,
    RegistrarRequestId, RequestRegistrarAct, RollRow, Ruleset, ScreenSubmission, Screening, SealRoll,
    Standing, SubmissionId, Submit, TimeMs, Urgency, roll_digest,
};
use yishi_engine::Text;
use yishi_log::checkpoint::LogVerifier;
use yishi_log::key::{CommandKey, LogKey};

/// The origin of the test community's book.
pub const ORIGIN: &str = "test.example/weiyang-0a1b2c3d";

/// Monday, 2 March 2026, 09:00 in China: when test books are founded.
pub const START: TimeMs = TimeMs(1_772_413_200_000);

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const CHARTER: &str = include_str!("charter.toml");
const ROWS_IN_PART: usize = 100;
const KEYS_IN_REQUEST: usize = 50;

/// The charter of the test community: a community over `grid_1` and `grid_2`, with all powers and electorates.
pub fn test_charter() -> Charter {
    toml::from_str(CHARTER).expect("the test charter")
}

/// The people of the test community and the keys of its book.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The book's name.
    pub origin: String,
    /// The rules under which the book is founded, and stays: as an older program would write it.
    pub ruleset: Ruleset,
    /// Three founding registrars; two must agree. They are not on the roll.
    pub registrars: [Person; 3],
    /// Holds the seat `secretary` of the community: every power but to supervise and evaluate.
    pub secretary: Person,
    /// Holds the seat `supervisor` of the community.
    pub supervisor: Person,
    /// Holds the seat `manager` of the community; a partner without a vote among residents.
    pub manager: Person,
    /// Holds the seat `grid_worker` of `grid_1`.
    pub grid_worker: Person,
    /// Residents of `grid_1`, two to a household; the first three hold the seat `delegate`. Each of the first 16 owns a unit of 89.50 m² in `building_1`.
    pub residents: Vec<Person>,
    /// What the keys of log and engine follow from: the origin, unless a forger has made others.
    keys_of: String,
}

impl Cast {
    /// A community with so many residents (at least 3) in the book [`ORIGIN`].
    pub fn new(residents: usize) -> Self {
        Self::of_book(ORIGIN, residents)
    }

    /// The same people with a book of another name.
    pub fn of_book(origin: &str, residents: usize) -> Self {
        Self {
            origin: origin.to_owned(),
            ruleset: NEWEST_RULESET,
            registrars: ["registrar_1", "registrar_2", "registrar_3"].map(Person::named),
            secretary: Person::named("secretary"),
            supervisor: Person::named("supervisor"),
            manager: Person::named("manager"),
            grid_worker: Person::named("grid_worker"),
            residents: (0..residents).map(|number| Person::named(&format!("resident_{number}"))).collect(),
            keys_of: origin.to_owned(),
        }
    }

    /// The same people as a forger invents them, who founds the book anew under its name: each has another key, and so have log and engine.
    pub fn forged(self) -> Self {
        let forged = |person: Person| person.with_key(&format!("forged {}", person.id));
        Self {
            keys_of: format!("forged {}", self.origin),
            registrars: self.registrars.map(forged),
            secretary: forged(self.secretary),
            supervisor: forged(self.supervisor),
            manager: forged(self.manager),
            grid_worker: forged(self.grid_worker),
            residents: self.residents.into_iter().map(forged).collect(),
            ..self
        }
    }

    /// The same with the keys of log and engine that the book itself has: as somebody invents people who has stolen these.
    pub fn with_stolen_keys(self) -> Self {
        Self { keys_of: self.origin.clone(), ..self }
    }

    /// The same people with a book under older rules.
    pub fn under(self, ruleset: Ruleset) -> Self {
        Self { ruleset, ..self }
    }

    /// Signs the book's checkpoints.
    pub fn log_key(&self) -> LogKey {
        LogKey::from_seed(&seed(&format!("log of {}", self.keys_of)))
    }

    /// Signs the book's timers.
    pub fn engine_key(&self) -> CommandKey {
        CommandKey::from_seed(&seed(&format!("engine of {}", self.keys_of)))
    }

    /// Verifies the book's checkpoints.
    pub fn verifier(&self) -> LogVerifier {
        LogVerifier::new(&self.origin, &self.log_key().public()).unwrap()
    }

    /// A desk whose commands are good for six days from the founding.
    pub fn desk(&self) -> Desk {
        Desk::new(&self.origin, TimeMs(START.0 + 6 * DAY_MS))
    }

    /// Everybody on the roll.
    pub fn members(&self) -> impl Iterator<Item = &Person> {
        [&self.secretary, &self.supervisor, &self.manager, &self.grid_worker]
            .into_iter()
            .chain(&self.residents)
    }

    /// The orders that found the book, bring in roll and keys, and fill the seats. They stand at indices from 0 on.
    pub fn founding(&self, desk: &Desk) -> Vec<Order> {
        let source = Text::Document(CHARTER.as_bytes().to_vec());
        let adopt = AdoptCharter {
            charter: Box::new(test_charter()),
            source: document_of(&source),
            resolution: None,
        };
        let founder = &self.registrars[0];
        let mut orders =
            vec![desk.order(founder, self.create_book(), vec![]), desk.order(founder, adopt, vec![source])];
        orders.extend(self.roll().into_iter().map(|command| desk.order(founder, command, vec![])));
        self.enrol(desk, &mut orders);
        orders.extend(self.seats(desk));
        orders
    }

    fn create_book(&self) -> CreateBook {
        CreateBook {
            name: "Test community 测试社区".to_owned(),
            log_vkey: self.verifier().to_vkey(),
            engine_key: PublicKey(self.engine_key().public()),
            registrars: self
                .registrars
                .iter()
                .map(|person| person.key_row(&self.origin, Custody::Own))
                .collect(),
            ruleset: Some(self.ruleset),
            succeeds: None,
        }
    }

    /// The rows of the roll.
    pub fn rows(&self) -> Vec<RollRow> {
        let officers = [&self.secretary, &self.supervisor, &self.manager, &self.grid_worker];
        let partner = |person: &&Person| member_row(person, None, Standing::Partner);
        let resident = |(number, person): (usize, &Person)| {
            member_row(person, Some(format!("household_{}", number / 2)), Standing::Resident)
        };
        let mut rows: Vec<RollRow> = officers.iter().map(partner).collect();
        rows.extend(self.residents.iter().enumerate().map(resident));
        rows.extend(
            self.residents.iter().take(16).enumerate().map(|(number, owner)| unit_row(number, owner)),
        );
        rows
    }

    fn roll(&self) -> Vec<Command> {
        let import: yishi_core::RollImportId = "first".parse().unwrap();
        let rows = self.rows();
        let parts = rows
            .chunks(ROWS_IN_PART)
            .zip(1..)
            .map(|(rows, part)| ImportRollPart { import: import.clone(), part, rows: rows.to_vec() }.into());
        let area = rows.iter().map(|row| match row {
            RollRow::Unit { area_dm2, .. } => area_dm2.0,
            RollRow::Member { .. } => 0,
        });
        let seal = SealRoll {
            import: import.clone(),
            rows: rows.len() as u64,
            area_dm2: AreaDm2(area.sum()),
            root: roll_digest(&rows),
        };
        parts.chain([seal.into()]).collect()
    }

    /// Keys come in by request of one registrar and endorsement of another.
    fn enrol(&self, desk: &Desk, orders: &mut Vec<Order>) {
        let people: Vec<&Person> = self.members().collect();
        for part in people.chunks(KEYS_IN_REQUEST) {
            let keys: Vec<KeyRow> =
                part.iter().map(|person| person.key_row(&self.origin, Custody::Own)).collect();
            let request = RegistrarRequestId::first(orders.len() as u64);
            let act = RegistrarAct::EnrolKeys { keys };
            orders.push(desk.order(&self.registrars[0], RequestRegistrarAct { act }, vec![]));
            orders.push(desk.order(&self.registrars[1], EndorseRegistrarAct { request }, vec![]));
        }
    }

    /// A registrar seats the secretary, who seats the others.
    fn seats(&self, desk: &Desk) -> Vec<Order> {
        let seat = |by: &Person, council: &str, seat: &str, member: &Person| {
            let (council, seat) = (council.parse().unwrap(), seat.parse().unwrap());
            desk.order(by, AssignSeat { council, seat, member: member.id.clone() }, vec![])
        };
        let secretary = &self.secretary;
        let mut orders = vec![
            seat(&self.registrars[0], "community", "secretary", secretary),
            seat(secretary, "community", "supervisor", &self.supervisor),
            seat(secretary, "community", "manager", &self.manager),
            seat(secretary, "grid_1", "grid_worker", &self.grid_worker),
        ];
        let delegates = self.residents.iter().take(3);
        orders.extend(delegates.map(|resident| seat(secretary, "community", "delegate", resident)));
        orders
    }

    /// The orders that bring a matter of the whole community to an open poll among residents, when the first of them will stand at
    /// index `next`: submission, screening, proposal, poll. The poll closes three days after the founding.
    pub fn poll(&self, desk: &Desk, next: u64) -> (Vec<Order>, OpenedPoll) {
        let opened = OpenedPoll {
            submission: SubmissionId::first(next),
            matter: MatterId::first(next + 1),
            proposal: ProposalId::first(next + 2),
            poll: PollId::first(next + 3),
            document: document_of(&proposal_text(next)),
            closes_at_ms: TimeMs(START.0 + 3 * DAY_MS),
        };
        let orders = vec![
            self.submission(desk, next),
            self.screening(desk, next, opened.submission, 200),
            desk.order(
                &self.secretary,
                DraftProposal { matter: opened.matter, document: opened.document },
                vec![proposal_text(next)],
            ),
            desk.order(&self.secretary, opened.open_as("residents"), vec![]),
        ];
        (orders, opened)
    }

    /// As [`Self::poll`], but a choice among three offers by approval, equal ones by lot.
    pub fn choice_poll(&self, desk: &Desk, next: u64) -> (Vec<Order>, OpenedPoll) {
        let (mut orders, opened) = self.poll(desk, next);
        let offers = ["ten", "twenty", "thirty"];
        let text = |offer: &str| Text::Document(format!("{offer} yuan a month 服务套餐").into_bytes());
        let option = |offer: &str| PollOption {
            id: offer.into(),
            member: None,
            name: Some(format!("Package at {offer} yuan 套餐")),
            document: Some(document_of(&text(offer))),
            cost_fen: None,
            by: [].into(),
            offer: None,
        };
        let open = OpenPoll { options: offers.map(option).to_vec(), ..opened.open_as("packages") };
        orders.pop();
        orders.push(desk.order(&self.secretary, open, offers.map(text).to_vec()));
        (orders, opened)
    }

    /// A resident hands in a submission about `grid_1`.
    pub fn submission(&self, desk: &Desk, number: u64) -> Order {
        self.submission_of(desk, &format!("Cars stand on the lawn again ({number}). 草坪上又停车了。"))
    }

    /// The first resident submits these words.
    pub fn submission_of(&self, desk: &Desk, words: &str) -> Order {
        let text = statement(words);
        let council: CouncilId = "grid_1".parse().unwrap();
        let submit = Submit::new(council, commitment_of(&text));
        desk.order(&self.residents[0], submit, vec![text])
    }

    /// The secretary accepts a submission as one that concerns so many households.
    pub fn screening(&self, desk: &Desk, number: u64, submission: SubmissionId, households: u64) -> Order {
        let title = Text::Document(format!("Parking on the lawn ({number}) 草坪停车").into_bytes());
        let facts = Facts {
            class: "general".parse().unwrap(),
            places: ["grid_1".parse().unwrap()].into(),
            affected_households: households,
            cost_fen: yishi_core::AmountFen(5_000_000),
            urgency: Urgency::Ordinary,
        };
        let screening = Screening::Accept { title: document_of(&title), facts };
        desk.order(&self.secretary, ScreenSubmission { submission, screening }, vec![title])
    }
}

/// The ids of a poll brought on its way by [`Cast::poll`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedPoll {
    /// The submission.
    pub submission: SubmissionId,
    /// The matter.
    pub matter: MatterId,
    /// The proposal.
    pub proposal: ProposalId,
    /// The poll.
    pub poll: PollId,
    /// The text voted on.
    pub document: DocumentHash,
    /// When it closes.
    pub closes_at_ms: TimeMs,
}

impl OpenedPoll {
    /// Opens the poll under a decision rule of the charter.
    pub fn open_as(&self, rule: &str) -> OpenPoll {
        OpenPoll {
            proposal: self.proposal,
            document: self.document,
            rule: rule.parse().unwrap(),
            scope: PollScope::Council,
            closes_at_ms: self.closes_at_ms,
            options: Vec::new(),
            budget_fen: None,
            meeting: None,
            recall: None,
        }
    }

    /// A resident's ballot.
    pub fn ballot(&self, person: &Person, choice: yishi_tally::Choice) -> CastBallot {
        let right = yishi_tally::RightId(person.id.as_str().into());
        CastBallot { poll: self.poll, right, document: self.document, choice }
    }
}

impl OpenedPoll {
    /// A resident's ballot on options.
    pub fn marks(&self, person: &Person, marks: yishi_tally::Marks) -> CastMarks {
        let right = yishi_tally::RightId(person.id.as_str().into());
        CastMarks { poll: self.poll, right, document: self.document, marks }
    }
}

fn member_row(person: &Person, household: Option<String>, standing: Standing) -> RollRow {
    RollRow::Member {
        id: person.id.clone(),
        council: "grid_1".parse().unwrap(),
        household: household.map(|name| name.parse().unwrap()),
        identity: None,
        standing,
    }
}

fn unit_row(number: usize, owner: &Person) -> RollRow {
    RollRow::flat(
        format!("unit_{number}").parse().unwrap(),
        "grid_1".parse().unwrap(),
        "building_1".parse().unwrap(),
        AreaDm2(8_950),
        [owner.id.clone()].into(),
    )
}

fn proposal_text(number: u64) -> Text {
    Text::Document(format!("Number the bays and close the lawn ({number}). 划定车位,围护草坪。").into_bytes())
}

/// A statement whose salt follows from its words.
pub fn statement(words: &str) -> Text {
    Text::Statement { salt: seed(words), data: words.as_bytes().to_vec() }
}

fn document_of(text: &Text) -> DocumentHash {
    match text {
        Text::Document(data) => DocumentHash(yishi_log::text::document_hash(data)),
        Text::Statement { .. } | Text::Vault { .. } => panic!("not a document"),
    }
}

fn commitment_of(text: &Text) -> Commitment {
    match text {
        Text::Document(_) => panic!("a document has no commitment"),
        Text::Statement { salt, data } | Text::Vault { salt, data } => {
            Commitment(yishi_log::text::commitment(salt, data))
        }
    }
}
