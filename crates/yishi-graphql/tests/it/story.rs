//! One matter from submission to evaluation, and a second one with hearing and objection: everything that can be read.

use crate::house::House;
use yishi_core::*;
use yishi_engine::Text;
use yishi_tally::Choice;
use yishi_testkit::{Desk, Order, Person, statement};

const DAY_MS: u64 = 86_400_000;

/// What the second matter left behind.
pub struct Second {
    pub hearing: HearingId,
    pub objection: ObjectionId,
    pub notice: NoticeId,
}

fn commitment(text: &Text) -> Commitment {
    match text.reference() {
        TextRef::Statement(commitment) | TextRef::Vault(commitment) => commitment,
        TextRef::Document(_) => panic!("not a statement"),
    }
}

fn document(words: &str) -> (Text, DocumentHash) {
    let text = Text::Document(words.as_bytes().to_vec());
    let TextRef::Document(hash) = text.reference() else { panic!("not a document") };
    (text, hash)
}

impl House {
    fn order(&self, person: &Person, command: impl Into<Command>, texts: Vec<Text>) -> u64 {
        self.community.must(&self.community.desk.order(person, command, texts)).index
    }

    /// Ballots by own key, one of them replaced, and one through a clerk.
    pub fn vote(&self) {
        let choices = [Choice::For, Choice::For, Choice::Against, Choice::Abstain, Choice::For];
        for (number, choice) in choices.into_iter().enumerate() {
            self.order(self.resident(number), self.poll.ballot(self.resident(number), choice), vec![]);
        }
        self.order(self.resident(4), self.poll.ballot(self.resident(4), Choice::Against), vec![]);
        self.community.must(&self.assisted_ballot(5, Choice::For));
    }

    /// A ballot that the secretary signs for a resident.
    pub fn assisted_ballot(&self, resident: usize, choice: Choice) -> Order {
        let principal = self.resident(resident);
        self.assisted(principal, self.poll.ballot(principal, choice), vec![])
    }

    /// Something that the secretary signs for somebody.
    pub fn assisted(&self, principal: &Person, command: impl Into<Command>, mut texts: Vec<Text>) -> Order {
        let evidence = Text::Vault { salt: [9; 32], data: b"signed form".to_vec() };
        let assistance = Assistance { principal: principal.id.clone(), evidence: commitment(&evidence) };
        let secretary = &self.community.cast.secretary;
        let envelope = yishi_book::Envelope {
            assistance: Some(assistance),
            ..self.community.desk.envelope(secretary, command)
        };
        texts.push(evidence);
        Order { command: Desk::seal(&envelope, secretary), texts }
    }

    /// Three residents take a stance on the first submission.
    pub fn take_stances(&self) {
        let state = &self.community.engine.version().state;
        let text = state.submissions[&self.poll.submission].text;
        for (number, stance) in [Stance::Support, Stance::Support, Stance::Object].into_iter().enumerate() {
            let command = TakeStance { submission: self.poll.submission, text, stance, occurred_at_ms: None };
            self.order(self.resident(number), command, vec![]);
        }
    }

    /// Lets the vote close and be counted.
    pub fn close(&self) {
        self.community.clock.advance_to(self.poll.closes_at_ms);
        self.community.engine.tick();
        self.catch_up();
    }

    /// Certification, follow-up work, its acceptance and the evaluation of it.
    pub fn follow_up(&self) {
        let cast = &self.community.cast;
        let certify = CertifyResolution { poll: self.poll.poll, document: self.poll.document };
        self.order(&cast.secretary, certify, vec![]);
        let (work, hash) = document("Paint the bays by May 划线");
        let assign = AssignAction {
            matter: self.poll.matter,
            assignee: cast.manager.id.clone(),
            document: hash,
            due_at_ms: None,
        };
        let action = ActionId::first(self.order(&cast.secretary, assign, vec![work]));
        let report = statement("Half of it is painted");
        self.order(&cast.manager, ReportProgress { action, text: commitment(&report) }, vec![report]);
        let photo = Text::Vault { salt: [5; 32], data: b"photo".to_vec() };
        self.order(&cast.manager, CompleteAction { action, evidence: commitment(&photo) }, vec![photo]);
        let found = statement("Seen and in order");
        let inspect = InspectAction { action, inspection: Inspection::Accepted, text: commitment(&found) };
        self.order(&cast.supervisor, inspect, vec![found]);
        for (number, rating) in [5_u8, 4].into_iter().enumerate() {
            let rating = Rating::try_from(rating).unwrap();
            let command = EvaluateMatter { matter: self.poll.matter, rating, text: None };
            self.order(self.resident(number), command, vec![]);
        }
    }

    /// A second matter with a posting, a hearing, an objection and its answer.
    pub fn second_matter(&self) -> Second {
        let cast = &self.community.cast;
        let (orders, opened) = cast.poll(&self.community.desk, self.community.engine.version().size);
        for order in orders.iter().take(3) {
            self.community.must(order);
        }
        let post = PostNotice { proposal: opened.proposal, period: Period::Days(4), vote: None };
        let notice = NoticeId::first(self.order(&cast.secretary, post, vec![]));
        let words = statement("My door will be blocked");
        let raise = RaiseObjection { proposal: opened.proposal, text: commitment(&words) };
        let objection = ObjectionId::first(self.order(self.resident(6), raise, vec![words]));
        let words = statement("A bay further on is taken instead");
        let answer = AnswerObjection { objection, text: commitment(&words) };
        self.order(&cast.secretary, answer, vec![words]);
        Second { hearing: self.hearing(opened.matter), objection, notice }
    }

    fn hearing(&self, matter: MatterId) -> HearingId {
        let cast = &self.community.cast;
        let now = yishi_engine::Clock::now(&self.community.clock);
        let starts_at_ms = TimeMs(now.0 + 5 * DAY_MS);
        let (agenda, hash) = document("In the hall at seven 议程");
        let call = CallHearing::new(matter, starts_at_ms, hash);
        let hearing = HearingId::first(self.order(&cast.secretary, call, vec![agenda]));
        self.community.clock.advance_to(starts_at_ms);
        self.community.engine.tick();
        self.catch_up();
        self.order(&cast.secretary, OpenHearing { hearing }, vec![]);
        let members = [&cast.secretary, &cast.manager, self.resident(0), self.resident(1), self.resident(2)]
            .map(|person| person.id.clone())
            .into();
        self.order(&cast.secretary, RecordAttendance { hearing, members }, vec![]);
        let words = statement("I agree if the lamp stays");
        self.order(self.resident(0), MakeStatement::new(hearing, commitment(&words)), vec![words]);
        let minutes = statement("All agreed in the end");
        let close = CloseHearing { hearing, minutes: commitment(&minutes) };
        self.order(&cast.secretary, close, vec![minutes]);
        hearing
    }

    /// Both matters.
    pub fn whole_story(&self) -> Second {
        self.take_stances();
        self.vote();
        self.close();
        self.follow_up();
        self.second_matter()
    }
}
