//! What people do where a vote takes proxies, paper, or sealed ballots.

use crate::house::{House, Text};
use serde_json::{Value, json};
use yishi_log::text::document_hash;

/// What a household seals, and the salt that only it knows.
pub struct Sealed {
    pub who: String,
    pub right: String,
    /// As it stands in the seal and in the book.
    pub said: Value,
    /// As the API takes it.
    pub asked: Value,
    pub salt: [u8; 32],
}

impl Sealed {
    /// The seal of docs/format.md, section 12, made here from its words alone.
    pub fn seal(&self, poll: &str) -> String {
        let reading = serde_json::to_string(&self.said).unwrap();
        let head = format!("yishi/sealed-ballot/v1\n{poll}\n{}\n", self.right);
        hex::encode(document_hash(&[head.as_bytes(), &self.salt, reading.as_bytes()].concat()))
    }

    /// The same ballot, opened as if it said something else.
    pub fn saying(&self, said: Value, asked: Value) -> Self {
        Self { who: self.who.clone(), right: self.right.clone(), said, asked, salt: self.salt }
    }
}

impl House {
    /// A member lets another vote for them in one vote. The name of the grant.
    pub fn grants(&self, principal: &str, proxy: &str, poll: &str) -> String {
        let query = "query ($poll: String!) { book { poll(pollId: $poll) { closesAt } } }";
        let expires = self.ask(query, json!({ "poll": poll }))["book"]["poll"]["closesAt"].take();
        let input = json!({ "proxyId": proxy, "scope": { "poll": poll }, "expiresAt": expires });
        let meant =
            json!({ "kind": "grant_proxy", "proxy": proxy, "scope": { "scope": "poll", "id": poll } });
        let index = self.prepared(principal, "prepareProxy", "PrepareProxyInput", input, &meant);
        format!("grant_{}", index.unwrap_or_else(|refused| panic!("{principal}: {refused}")))
    }

    /// A witness enters a paper that a member signed.
    pub fn a_paper_is_entered(&self, witness: &str, poll: &str, right: &str, member: &str, choice: &str) {
        let query = "query ($poll: String!) { book { poll(pollId: $poll) { document { hash } } } }";
        let document = self.ask(query, json!({ "poll": poll }))["book"]["poll"]["document"]["hash"].take();
        let scan = Text::vault(&format!("{poll}: the paper of {right} 纸质表决票影像"));
        let fields = json!({
            "poll": poll, "right": right, "document": document, "member": member,
            "reading": { "choice": choice }, "scan": scan.hash(),
        });
        self.does(witness, "enter_paper_ballot", fields, &[scan]);
    }

    /// Another witness says what they read on it.
    pub fn a_paper_is_read_again(
        &self,
        witness: &str,
        poll: &str,
        right: &str,
        member: &str,
        choice: &str,
    ) -> Result<u64, String> {
        let fields =
            json!({ "poll": poll, "right": right, "member": member, "reading": { "choice": choice } });
        self.order(witness, "confirm_paper_ballot", fields, &[])
    }

    /// Somebody casts a sealed ballot.
    pub fn seals(&self, poll: &str, sealed: &Sealed) {
        let seal = sealed.seal(poll);
        let input = json!({ "poll": poll, "rightId": sealed.right, "seal": seal });
        let meant =
            json!({ "kind": "cast_sealed_ballot", "poll": poll, "right": sealed.right, "seal": seal });
        self.prepared(&sealed.who, "prepareSealedBallot", "PrepareSealedBallotInput", input, &meant)
            .unwrap_or_else(|refused| panic!("{}: {refused}", sealed.who));
    }

    /// Somebody says what they sealed.
    pub fn opens(&self, poll: &str, sealed: &Sealed) -> Result<u64, String> {
        let salt = hex::encode(sealed.salt);
        let mut input = sealed.asked.clone();
        input["poll"] = json!(poll);
        input["rightId"] = json!(sealed.right);
        input["salt"] = json!(salt);
        let meant = json!({
            "kind": "open_sealed_ballot", "poll": poll, "right": sealed.right, "salt": salt,
            "reading": sealed.said,
        });
        self.prepared(&sealed.who, "prepareOpening", "PrepareOpeningInput", input, &meant)
    }
}
