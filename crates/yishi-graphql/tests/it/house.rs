//! A node over one test community, and how tests ask it.

use async_graphql::{Executor, Request, Variables};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use yishi_book::SignedCommand;
use yishi_engine::Text;
use yishi_graphql::{HostedBook, Language, Node, RequestContext, Viewer, YishiSchema, schema};
use yishi_log::dsse::SIGN_IN_TYPE;
use yishi_testkit::{Community, OpenedPoll, Order, Person};

/// A community with an open vote behind a schema.
pub struct House {
    pub community: Community,
    pub poll: OpenedPoll,
    pub node: Node,
    pub schema: YishiSchema,
}

/// The auditor whom the operator named.
pub fn auditor() -> Person {
    Person::named("auditor")
}

pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn unbase64(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

impl House {
    pub fn voting(residents: usize) -> Self {
        Self::new(residents, false)
    }

    pub fn public(residents: usize) -> Self {
        Self::new(residents, true)
    }

    fn new(residents: usize, public_log: bool) -> Self {
        let (community, poll) = Community::voting(residents);
        let auditors = BTreeSet::from([auditor().public()]);
        let book = HostedBook { engine: community.engine.clone(), public_log, auditors };
        let node = Node::new([book], Arc::new(community.clock.clone()), &[7; 32]);
        let schema = schema(node.clone());
        Self { community, poll, node, schema }
    }

    pub fn origin(&self) -> &str {
        &self.community.cast.origin
    }

    pub fn resident(&self, number: usize) -> &Person {
        &self.community.cast.residents[number]
    }

    /// The whole answer, in a language.
    pub async fn answer(&self, viewer: &Viewer, language: Language, query: &str, variables: Value) -> Value {
        let context = RequestContext::new(viewer.clone(), language, "request-1");
        let request = Request::new(query).variables(Variables::from_json(variables)).data(context);
        serde_json::to_value(self.schema.execute(request).await).unwrap()
    }

    /// The whole answer.
    pub async fn ask(&self, viewer: &Viewer, query: &str, variables: Value) -> Value {
        self.answer(viewer, Language::English, query, variables).await
    }

    /// The data of an answer without errors.
    pub async fn data(&self, viewer: &Viewer, query: &str, variables: Value) -> Value {
        let mut answer = self.ask(viewer, query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}\n{:#}", answer["errors"]);
        answer["data"].take()
    }

    /// The code of the only error of an answer.
    pub async fn error_code(&self, viewer: &Viewer, query: &str, variables: Value) -> String {
        let answer = self.ask(viewer, query, variables).await;
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{query}\n{answer:#}");
        let extensions = &answer["errors"][0]["extensions"];
        assert_eq!(extensions["requestId"], "request-1");
        extensions["code"].as_str().unwrap().to_owned()
    }

    /// Signs a person in, as a client would.
    pub async fn token(&self, person: &Person) -> String {
        let query = "mutation($key: Hash!) { signInChallenge(input: {key: $key, nonce: \"00112233445566778899aabbccddeeff\"}) {
            ... on SignInChallengeSuccess { challenge payloadType } ... on Problem { code } } }";
        let asked = self.data(&Viewer::Anonymous, query, json!({"key": person.public().to_string()})).await;
        let challenge = unbase64(&asked["signInChallenge"]["challenge"]);
        assert_eq!(asked["signInChallenge"]["payloadType"], SIGN_IN_TYPE);
        let signature = person.key().sign_payload(SIGN_IN_TYPE, &challenge);
        let query = "mutation($challenge: Base64!, $signature: Signature!) {
            signIn(input: {challenge: $challenge, signature: $signature}) {
                ... on SignInSuccess { token role member { memberId } } ... on Problem { code } } }";
        let variables = json!({"challenge": base64(&challenge), "signature": base64(&signature)});
        let signed_in = self.data(&Viewer::Anonymous, query, variables).await;
        signed_in["signIn"]["token"].as_str().expect("a token").to_owned()
    }

    /// The viewer whom a person is once signed in.
    pub async fn viewer(&self, person: &Person) -> Viewer {
        let token = self.token(person).await;
        self.node.viewer(Some(&token)).unwrap()
    }

    /// Submits a signed command through the schema; the payload.
    pub async fn submit(&self, command: &SignedCommand, texts: &[Text]) -> Value {
        let mut data = self.data(&Viewer::Anonymous, SUBMIT, submission(command, texts)).await;
        data["submit"].take()
    }

    /// Submits an order that must be accepted; the payload.
    pub async fn must(&self, order: &Order) -> Value {
        let payload = self.submit(&order.command, &order.texts).await;
        assert_eq!(payload["__typename"], "SubmitSuccess", "{payload:#}");
        payload
    }

    /// From now on the desk's commands name the newest checkpoint and hold for a day.
    pub fn catch_up(&self) {
        self.community.see_head();
        let now = yishi_engine::Clock::now(&self.community.clock);
        self.community.desk.expire_at(yishi_core::TimeMs(now.0 + 86_400_000));
    }
}

/// How clients send a signed command.
pub const SUBMIT: &str = "mutation($command: Base64!, $signature: Signature!, $texts: [Base64!]!) {
    submit(input: {command: $command, signature: $signature, texts: $texts}) {
        __typename
        ... on SubmitSuccess {
            entry { index leafHash } replayed receipt events position { size root checkpoint } object { __typename id }
        }
        ... on Problem { code message numbers { name value } }
    }
}";

/// The variables of [`SUBMIT`].
pub fn submission(command: &SignedCommand, texts: &[Text]) -> Value {
    let texts: Vec<String> = texts.iter().map(|text| base64(&frame(text))).collect();
    json!({"command": base64(&command.bytes), "signature": base64(&command.signature), "texts": texts})
}

/// A text as it travels.
pub fn frame(text: &Text) -> Vec<u8> {
    match text {
        Text::Document(data) => [&[0], data.as_slice()].concat(),
        Text::Statement { salt, data } => [&[1], salt.as_slice(), data].concat(),
        Text::Vault { salt, data } => [&[2], salt.as_slice(), data].concat(),
    }
}
