//! A small community under the minimal charter, for stories: who acts, what they order, what follows.
//!
//! Two grids of six residents each, every seat that the stories need, a building of four flats in grid 1.

use std::collections::BTreeSet;
use yishi_core::*;

/// Monday 2026-03-02, 09:00 in China.
pub const START: TimeMs = TimeMs(1_772_413_200_000);
pub const MINUTE_MS: u64 = 60_000;
pub const HOUR_MS: u64 = 60 * MINUTE_MS;
pub const DAY_MS: u64 = 24 * HOUR_MS;

/// A book in the making: its state, the next index and the present moment, which moves on a minute with every entry.
#[derive(Clone)]
pub struct Community {
    pub state: State,
    pub index: u64,
    pub at: TimeMs,
    pub entries: Vec<Entry>,
}

/// One entry as it was decided.
#[derive(Clone)]
pub struct Entry {
    pub actor: Actor,
    pub command: Command,
    pub context: Context,
    pub events: Vec<Event>,
}

pub fn id<T: TryFrom<String>>(name: &str) -> T {
    T::try_from(name.to_owned()).ok().unwrap_or_else(|| panic!("`{name}` is no id"))
}

pub fn document(number: u8) -> DocumentHash {
    DocumentHash([number; 32])
}

pub fn words(number: u8) -> Commitment {
    Commitment([number; 32])
}

/// The one key of a member: their name, padded.
pub fn key_of(member: &str) -> PublicKey {
    let mut bytes = [0; 32];
    for (byte, letter) in bytes.iter_mut().zip(member.bytes()) {
        *byte = letter;
    }
    PublicKey(bytes)
}

pub fn minimal_charter() -> Charter {
    serde_json::from_str(MINIMAL_CHARTER_JSON).unwrap()
}

pub fn actor(member: &str) -> Actor {
    Actor { party: Party::Member(id(member)), key: key_of(member), assistance: None }
}

/// A clerk who acts for somebody.
pub fn assisting(clerk: &str, principal: &str) -> Actor {
    let assistance = Assistance { principal: id(principal), evidence: words(250) };
    Actor { assistance: Some(assistance), ..actor(clerk) }
}

pub fn engine() -> Actor {
    Actor { party: Party::Engine, key: PublicKey([255; 32]), assistance: None }
}

pub fn create_book(registrars: &[&str]) -> CreateBook {
    let row = |member: &&str| KeyRow {
        member: id(member),
        key: key_of(member),
        custody: Custody::Own,
        possession: "00".repeat(64),
    };
    CreateBook {
        name: "Minimal community".to_owned(),
        log_vkey: "example.org/minimal-00000000+00000000+AAAA".to_owned(),
        engine_key: engine().key,
        registrars: registrars.iter().map(row).collect(),
        ruleset: Some(NEWEST_RULESET),
        succeeds: None,
    }
}

pub fn resident(member: &str, council: &str) -> RollRow {
    member_row(member, council, Standing::Resident)
}

pub fn member_row(member: &str, council: &str, standing: Standing) -> RollRow {
    RollRow::Member {
        id: id(member),
        council: id(council),
        household: Some(id(&format!("household-{member}"))),
        identity: None,
        standing,
    }
}

pub fn unit(name: &str, council: &str, area_dm2: u64, owners: &[&str]) -> RollRow {
    RollRow::flat(
        id(name),
        id(council),
        id("building-1"),
        AreaDm2(area_dm2),
        owners.iter().map(|owner| id(owner)).collect(),
    )
}

/// Facts of an ordinary matter of one household in a place.
pub fn facts(class: &str, places: &[&str]) -> Facts {
    Facts {
        class: id(class),
        places: places.iter().map(|place| id(place)).collect::<BTreeSet<_>>(),
        affected_households: 1,
        cost_fen: AmountFen(0),
        urgency: Urgency::Ordinary,
    }
}

impl Community {
    /// A book without entries.
    pub fn empty() -> Self {
        Self { state: State::default(), index: 0, at: START, entries: Vec::new() }
    }

    /// Founded by three registrars, without a charter.
    pub fn founded() -> Self {
        let mut community = Self::empty();
        community.order("registrar-1", create_book(&["registrar-1", "registrar-2", "registrar-3"]));
        community
    }

    /// Founded, under the given charter.
    pub fn chartered(charter: Charter) -> Self {
        let mut community = Self::founded();
        community.order(
            "registrar-1",
            AdoptCharter { charter: charter.into(), source: document(1), resolution: None },
        );
        community
    }

    /// Under the minimal charter, with its roll and everybody in their seats.
    pub fn minimal() -> Self {
        Self::settled(minimal_charter())
    }

    /// Under a variant of the minimal charter, with the same roll and seats.
    pub fn settled(charter: Charter) -> Self {
        let mut community = Self::chartered(charter);
        community.import("first", everybody());
        for (council, seat, member) in seats() {
            community.seat(council, seat, member);
        }
        community
    }

    /// Imports rows as one part and seals them.
    pub fn import(&mut self, import: &str, rows: Vec<RollRow>) {
        let area_dm2 = rows.iter().map(|row| match row {
            RollRow::Unit { area_dm2, .. } => area_dm2.0,
            RollRow::Member { .. } => 0,
        });
        let seal = SealRoll {
            import: id(import),
            rows: rows.len() as u64,
            area_dm2: AreaDm2(area_dm2.sum()),
            root: roll_digest(&rows),
        };
        self.order("registrar-1", ImportRollPart { import: id(import), part: 1, rows });
        self.order("registrar-1", seal);
    }

    /// Seats a member: by a registrar as long as there is no secretary, then by the secretary.
    pub fn seat(&mut self, council: &str, seat: &str, member: &str) {
        let secretary = self.state.has_power(&id("secretary"), Power::Appoint, &id(council));
        let by = if secretary { "secretary" } else { "registrar-1" };
        self.order(by, AssignSeat { council: id(council), seat: id(seat), member: id(member) });
    }

    pub fn context(&self) -> Context {
        let mut head = [0; 32];
        head[..8].copy_from_slice(&self.index.to_be_bytes());
        Context { index: self.index, at: self.at, ruleset: self.state.ruleset, head: Digest(head) }
    }

    /// A member orders something, and it happens.
    pub fn order(&mut self, member: &str, command: impl Into<Command>) -> Vec<Event> {
        self.order_as(actor(member), command)
    }

    /// Somebody orders something, and it happens; due timers fire before.
    pub fn order_as(&mut self, actor: Actor, command: impl Into<Command>) -> Vec<Event> {
        self.fire_due();
        let command = command.into();
        match self.try_order(actor, command.clone()) {
            Ok(events) => events,
            Err(rejection) => panic!("{} was refused: {rejection}", command.kind()),
        }
    }

    /// A member orders something that is refused; nothing changes.
    pub fn refusal(&mut self, member: &str, command: impl Into<Command>) -> Rejection {
        self.refusal_as(actor(member), command)
    }

    /// Somebody orders something that is refused; nothing changes.
    pub fn refusal_as(&mut self, actor: Actor, command: impl Into<Command>) -> Rejection {
        self.fire_due();
        let command = command.into();
        match self.try_order(actor, command.clone()) {
            Ok(events) => panic!("{} was not refused: {events:?}", command.kind()),
            Err(rejection) => rejection,
        }
    }

    /// Decides without firing timers first, and folds what follows.
    pub fn try_order(&mut self, actor: Actor, command: Command) -> Result<Vec<Event>, Rejection> {
        let context = self.context();
        let prepared = Prepared::default();
        let events = decide_preparing(&self.state, &actor, &command, context, &prepared)?;
        let mut from_events_alone = self.state.clone();
        evolve(&mut from_events_alone, &actor, &command, &events, context);
        evolve_prepared(&mut self.state, &actor, &command, &events, context, prepared);
        // Whole states are compared where something can be taken over: for every order it would take minutes.
        if let Command::OpenPoll(_) = command {
            assert!(self.state == from_events_alone, "what was taken over changed the state");
        }
        self.entries.push(Entry { actor, command, context, events: events.clone() });
        self.index += 1;
        self.at.0 += MINUTE_MS;
        Ok(events)
    }

    /// Fires everything that is due, in order; what it caused.
    pub fn fire_due(&mut self) -> Vec<Event> {
        let mut caused = Vec::new();
        while let Some((due_at_ms, obligation)) = self.state.next_due(self.at) {
            let fired = self.try_order(engine(), FireTimer { obligation, due_at_ms }.into());
            caused.extend(fired.unwrap_or_else(|refused| panic!("{obligation} did not fire: {refused}")));
        }
        caused
    }

    /// Moves time on to a moment and fires what fell due; what it caused.
    pub fn wait_until(&mut self, moment: TimeMs) -> Vec<Event> {
        assert!(moment >= self.at, "time does not go back");
        self.at = moment;
        self.fire_due()
    }

    /// Moves time on by whole days and fires what fell due.
    pub fn wait_days(&mut self, days: u64) -> Vec<Event> {
        self.wait_until(TimeMs(self.at.0 + days * DAY_MS))
    }

    /// A resident of grid 1 hands something in.
    pub fn submit(&mut self, member: &str, text: u8) -> SubmissionId {
        let council = self.state.member(&id(member)).unwrap().council.clone();
        let submit = Submit::new(council, words(text));
        match self.order(member, submit).as_slice() {
            [Event::SubmissionReceived(event)] => event.submission,
            other => panic!("{other:?}"),
        }
    }

    /// The secretary accepts a submission as one matter.
    pub fn accept(&mut self, submission: SubmissionId, facts: Facts) -> MatterId {
        let screening = Screening::Accept { title: document(2), facts };
        match self.order("secretary", ScreenSubmission { submission, screening }).as_slice() {
            [Event::SubmissionAccepted(_), Event::MatterOpened(event)] => event.matter,
            other => panic!("{other:?}"),
        }
    }

    /// A small matter before the council of grid 1.
    pub fn grid_matter(&mut self) -> MatterId {
        let submission = self.submit("resident-1-1", 10);
        self.accept(submission, facts("environment", &["grid-1"]))
    }

    /// A matter of both grids before the community council.
    pub fn community_matter(&mut self) -> MatterId {
        let submission = self.submit("resident-1-1", 11);
        self.accept(submission, facts("parking", &["grid-1", "grid-2"]))
    }

    /// An urgent small repair on the direct track in grid 1.
    pub fn direct_matter(&mut self) -> MatterId {
        let submission = self.submit("resident-1-1", 12);
        let urgent = Facts { urgency: Urgency::Urgent, ..facts("repair", &["grid-1"]) };
        self.accept(submission, urgent)
    }

    pub fn matter(&self, matter: MatterId) -> &Matter {
        self.state.matter(&matter).unwrap()
    }
}

/// The roll: officers, residents of both grids, one absent owner, one partner, four flats.
pub fn everybody() -> Vec<RollRow> {
    let grid_1 = ["secretary", "clerk", "supervisor", "delegate-1", "neighbour-1-1", "neighbour-1-2"];
    let grid_2 = ["supervisor-2", "delegate-2", "delegate-3", "neighbour-2-1", "neighbour-2-2"];
    let partners = ["manager", "steward-1", "steward-2"];
    let mut rows: Vec<RollRow> = Vec::new();
    rows.extend(grid_1.iter().map(|member| resident(member, "grid-1")));
    rows.extend(grid_2.iter().map(|member| resident(member, "grid-2")));
    rows.extend(partners.iter().map(|member| member_row(member, "grid-1", Standing::Partner)));
    for (worker, grid) in [("worker-1", "grid-1"), ("worker-2", "grid-2")] {
        rows.push(resident(worker, grid));
    }
    for number in 1..=6 {
        rows.push(resident(&format!("resident-1-{number}"), "grid-1"));
        rows.push(resident(&format!("resident-2-{number}"), "grid-2"));
    }
    rows.push(member_row("absent-owner", "grid-1", Standing::AbsentOwner));
    rows.push(unit("flat-101", "grid-1", 9_000, &["resident-1-1"]));
    rows.push(unit("flat-102", "grid-1", 7_000, &["resident-1-2", "resident-1-3"]));
    rows.push(unit("flat-201", "grid-1", 9_000, &["resident-1-4"]));
    rows.push(unit("flat-202", "grid-1", 7_000, &["absent-owner"]));
    rows
}

/// Who sits where: council, seat, member.
pub fn seats() -> Vec<(&'static str, &'static str, &'static str)> {
    vec![
        ("community", "secretary", "secretary"),
        ("community", "clerk", "clerk"),
        ("community", "supervisor", "supervisor"),
        ("community", "supervisor", "supervisor-2"),
        ("community", "property-manager", "manager"),
        ("community", "delegate", "delegate-1"),
        ("community", "delegate", "delegate-2"),
        ("community", "delegate", "delegate-3"),
        ("grid-1", "grid-worker", "worker-1"),
        ("grid-1", "property-steward", "steward-1"),
        ("grid-1", "neighbour", "neighbour-1-1"),
        ("grid-1", "neighbour", "neighbour-1-2"),
        ("grid-2", "grid-worker", "worker-2"),
        ("grid-2", "property-steward", "steward-2"),
        ("grid-2", "neighbour", "neighbour-2-1"),
        ("grid-2", "neighbour", "neighbour-2-2"),
    ]
}
