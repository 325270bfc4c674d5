//! What people do in every story, as sentences.

use crate::house::{DAY_MS, HOUR_MS, House, Text};
use serde_json::{Value, json};
use yishi_core::TimeMs;

/// What a matter is about, as the screener classifies it.
pub struct Case {
    pub title: &'static str,
    pub class: &'static str,
    pub place: &'static str,
    pub households: u64,
    pub cost_fen: u64,
}

/// The vote that is to be opened.
pub struct Vote {
    pub rule: &'static str,
    pub scope: Value,
    pub options: Vec<Value>,
    pub days: u64,
}

impl House {
    /// A member does something that the rules allow; the index of the entry.
    pub fn does(&self, who: &str, kind: &str, fields: Value, texts: &[Text]) -> u64 {
        self.order(who, kind, fields, texts).unwrap_or_else(|refused| panic!("{who} {kind}: {refused}"))
    }

    /// A member tries something that the rules refuse; the words of the refusal.
    pub fn is_refused(&self, who: &str, kind: &str, fields: Value, texts: &[Text]) -> String {
        self.order(who, kind, fields, texts).expect_err("this should have been refused")
    }

    /// A resident hands in a submission, and the screener takes it as a matter. Its name.
    pub fn a_matter_is_raised(&self, by: &str, screener: &str, words: &str, case: &Case) -> String {
        self.taken_as(by, screener, words, case, "ordinary")
    }

    /// The same of something urgent.
    pub fn an_urgent_matter_is_raised(&self, by: &str, screener: &str, words: &str, case: &Case) -> String {
        self.taken_as(by, screener, words, case, "urgent")
    }

    fn taken_as(&self, by: &str, screener: &str, words: &str, case: &Case, urgency: &str) -> String {
        let text = Text::statement(words);
        let handed_in =
            self.does(by, "submit", json!({ "council": case.place, "text": text.hash() }), &[text]);
        let title = Text::document(case.title);
        let facts = json!({
            "class": case.class, "places": [case.place], "affected_households": case.households,
            "cost_fen": case.cost_fen, "urgency": urgency,
        });
        let fields = json!({
            "submission": format!("submission_{handed_in}"),
            "screening": { "verdict": "accept", "title": title.hash(), "facts": facts },
        });
        format!("matter_{}", self.does(screener, "screen_submission", fields, &[title]))
    }

    /// The convener drafts a proposal. Its name.
    pub fn a_proposal_is_drafted(&self, by: &str, matter: &str, words: &str) -> String {
        let text = Text::document(words);
        let fields = json!({ "matter": matter, "document": text.hash() });
        format!("proposal_{}", self.does(by, "draft_proposal", fields, &[text]))
    }

    /// The text is posted for so many days, and they pass; a last day on a holiday moves.
    pub fn it_is_posted(&self, by: &str, proposal: &str, days: u64) {
        let fields = json!({ "proposal": proposal, "period": format!("{days}d") });
        let notice = format!("notice_{}", self.does(by, "post_notice", fields, &[]));
        let query = "query ($notice: String!) { book { notice(noticeId: $notice) { ended } } }";
        while self.ask(query, json!({ "notice": notice }))["book"]["notice"]["ended"] == false {
            self.wait_days(1);
        }
    }

    /// A hearing is called, held by those present, and closed with minutes.
    pub fn a_hearing_is_held(&self, chair: &str, matter: &str, present: &[&str]) {
        let hearing = self.a_meeting_begins(chair, matter, present);
        self.the_meeting_ends(chair, &hearing);
    }

    /// A hearing is called and opened, and those present are recorded. Its name.
    pub fn a_meeting_begins(&self, chair: &str, matter: &str, present: &[&str]) -> String {
        let agenda = Text::document("协商会议程");
        let starts_at = TimeMs(self.now().0 + 5 * DAY_MS);
        let fields = json!({ "matter": matter, "starts_at_ms": starts_at.0, "agenda": agenda.hash() });
        let hearing = format!("hearing_{}", self.does(chair, "call_hearing", fields, &[agenda]));
        self.wait_until(starts_at);
        self.does(chair, "open_hearing", json!({ "hearing": hearing }), &[]);
        self.these_are_present(chair, &hearing, present);
        hearing
    }

    /// Members are recorded as present.
    pub fn these_are_present(&self, chair: &str, hearing: &str, present: &[&str]) {
        let fields = json!({ "hearing": hearing, "members": sorted(present) });
        self.does(chair, "record_attendance", fields, &[]);
    }

    /// The hearing is closed with minutes.
    pub fn the_meeting_ends(&self, chair: &str, hearing: &str) {
        let minutes = Text::statement("协商会纪要");
        let fields = json!({ "hearing": hearing, "minutes": minutes.hash() });
        self.does(chair, "close_hearing", fields, &[minutes]);
    }

    /// What opens a vote on the present revision of a proposal.
    pub fn opening(&self, proposal: &str, vote: &Vote) -> Value {
        let query = "query ($proposal: String!) { book { proposal(proposalId: $proposal) { revisions { document { hash } } } } }";
        let found = self.ask(query, json!({ "proposal": proposal }));
        let revisions = found["book"]["proposal"]["revisions"].as_array().unwrap().clone();
        let mut fields = json!({
            "proposal": proposal, "document": revisions.last().unwrap()["document"]["hash"], "rule": vote.rule,
            "scope": vote.scope, "closes_at_ms": self.now().0 + vote.days * DAY_MS,
        });
        if !vote.options.is_empty() {
            fields["options"] = json!(vote.options);
        }
        fields
    }

    /// The vote opens. Its name.
    pub fn the_vote_opens(&self, by: &str, proposal: &str, vote: &Vote) -> String {
        format!("poll_{}", self.does(by, "open_poll", self.opening(proposal, vote), &[]))
    }

    /// The vote opens at a meeting and closes two hours later. Its name.
    pub fn the_vote_opens_at(&self, by: &str, proposal: &str, rule: &'static str, meeting: &str) -> String {
        let vote = Vote { rule, scope: json!({ "scope": "council" }), options: vec![], days: 1 };
        let mut fields = self.opening(proposal, &vote);
        fields["meeting"] = json!(meeting);
        fields["closes_at_ms"] = json!(self.now().0 + 2 * HOUR_MS);
        format!("poll_{}", self.does(by, "open_poll", fields, &[]))
    }

    /// A member votes on a motion with their own right, or with the one named.
    pub fn votes(&self, who: &str, poll: &str, right: Option<&str>, choice: &str) {
        self.tries_to_vote(who, poll, right, choice).unwrap_or_else(|refused| panic!("{who}: {refused}"));
    }

    /// The same, where it may be refused.
    pub fn tries_to_vote(
        &self,
        who: &str,
        poll: &str,
        right: Option<&str>,
        choice: &str,
    ) -> Result<u64, String> {
        let mut input = json!({ "poll": poll, "choice": choice.to_uppercase() });
        let mut meant = json!({ "kind": "cast_ballot", "poll": poll, "choice": choice });
        if let Some(right) = right {
            input["rightId"] = json!(right);
            meant["right"] = json!(right);
        }
        self.prepared(who, "prepareBallot", "PrepareBallotInput", input, &meant)
    }

    /// A member marks options: `marks` as the API takes them, `said` as the ballot says it.
    pub fn marks(&self, who: &str, poll: &str, marks: Value, said: Value) -> Result<u64, String> {
        let input = json!({ "poll": poll, "marks": marks });
        let meant = json!({ "kind": "cast_marks", "poll": poll, "marks": said });
        self.prepared(who, "prepareMarks", "PrepareMarksInput", input, &meant)
    }

    /// A member approves of options.
    pub fn approves(&self, who: &str, poll: &str, options: &[&str]) {
        let marks = json!({ "approved": options });
        self.marks(who, poll, marks, json!({ "set": sorted(options) }))
            .unwrap_or_else(|refused| panic!("{who}: {refused}"));
    }

    /// The time of the vote runs out, and it is counted. What the service tells of it.
    pub fn the_vote_closes(&self, poll: &str, days: u64) -> Value {
        self.wait_days(days);
        self.counted(poll)
    }

    /// What the service tells of a vote that is over.
    pub fn counted(&self, poll: &str) -> Value {
        let query = "query ($poll: String!) { book { poll(pollId: $poll) {
            status verdict document { hash } roll { rights heads areaDm2 }
            tally { final verdict heads { entitled for against abstain invalid present } trace
                requirements { requirement { name } numerator denominator percent met } }
            outcome { final digest seed trace winners { optionId member { memberId } name } tied { optionId }
                rounds { number needed { exact } figures { optionId figure { exact decimal } } elected excluded } } } } }";
        let poll = self.ask(query, json!({ "poll": poll }))["book"]["poll"].take();
        assert_eq!(poll["status"], "SEALED");
        poll
    }

    /// Somebody with that power certifies the outcome. The index of the entry.
    pub fn it_is_certified(&self, by: &str, poll: &str) -> u64 {
        let query = "query ($poll: String!) { book { poll(pollId: $poll) { document { hash } } } }";
        let found = self.ask(query, json!({ "poll": poll }));
        let document = &found["book"]["poll"]["document"]["hash"];
        self.does(by, "certify_resolution", json!({ "poll": poll, "document": document }), &[])
    }

    /// Work that follows is assigned. Its name.
    pub fn work_is_assigned(&self, by: &str, matter: &str, assignee: &str, words: &str) -> String {
        let text = Text::document(words);
        let fields = json!({ "matter": matter, "assignee": assignee, "document": text.hash() });
        format!("action_{}", self.does(by, "assign_action", fields, &[text]))
    }

    /// The assignee reports the work as done, with evidence.
    pub fn the_work_is_done(&self, assignee: &str, action: &str) {
        let evidence = Text::vault("完工照片");
        let fields = json!({ "action": action, "evidence": evidence.hash() });
        self.does(assignee, "complete_action", fields, &[evidence]);
    }

    /// Whoever supervises accepts the work; the refusal, if they may not.
    pub fn accepts_the_work(&self, supervisor: &str, action: &str) -> Result<u64, String> {
        let found = Text::statement("现场查看,已办好。");
        let fields = json!({ "action": action, "inspection": "accepted", "text": found.hash() });
        self.order(supervisor, "inspect_action", fields, &[found])
    }

    /// Representatives rate the work as good, and the time for it passes. How the matter stands then.
    pub fn it_is_rated(&self, matter: &str, by: &[&str]) -> Value {
        for representative in by {
            self.does(representative, "evaluate_matter", json!({ "matter": matter, "rating": 5 }), &[]);
        }
        self.wait_days(9);
        let query = "query ($matter: String!) { book { matter(matterId: $matter) { stage closure } } }";
        self.ask(query, json!({ "matter": matter }))["book"]["matter"].take()
    }

    /// Whoever the charter does not give the power to tries it in vain, one after the other.
    pub fn these_lack_the_power(
        &self,
        power: &str,
        names: &[&str],
        kind: &str,
        fields: &Value,
        texts: &[Text],
    ) {
        for name in names {
            let refused = self.is_refused(name, kind, fields.clone(), texts);
            assert!(
                refused.starts_with("power_missing") && refused.contains(&format!("`{power}`")),
                "{name} {kind}: {refused}"
            );
        }
    }
}

fn sorted(names: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(ToString::to_string).collect();
    names.sort();
    names
}

/// What each requirement came to: part, base, share in per cent, and whether it is met.
pub fn figures(tally: &Value) -> Vec<(String, String, String, bool)> {
    let figure = |found: &Value| {
        let text = |name: &str| found[name].as_str().unwrap().to_owned();
        (text("numerator"), text("denominator"), text("percent"), found["met"].as_bool().unwrap())
    };
    tally["requirements"].as_array().unwrap().iter().map(figure).collect()
}

/// The same as it is expected.
pub fn expected(figures: &[(&str, &str, &str, bool)]) -> Vec<(String, String, String, bool)> {
    let owned = |(part, base, percent, met): &(&str, &str, &str, bool)| {
        ((*part).to_owned(), (*base).to_owned(), (*percent).to_owned(), *met)
    };
    figures.iter().map(owned).collect()
}

/// The names of the options that won, in order.
pub fn winners(poll: &Value) -> Vec<String> {
    let winners = poll["outcome"]["winners"].as_array().unwrap();
    winners.iter().map(|option| option["optionId"].as_str().unwrap().to_owned()).collect()
}
