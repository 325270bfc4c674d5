//! A real book behind a real server: the test community of the testkit, and people who sign in.

use super::{Reply, request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::oneshot;
use yishi_graphql::{HostedBook, Node};
use yishi_log::dsse::SIGN_IN_TYPE;
use yishi_server::{BoundServer, ServerConfig, serve};
use yishi_testkit::{Community, Person};

/// A served community.
pub struct Served {
    pub community: Community,
    pub address: SocketAddr,
    pub bound: BoundServer,
    pub stop: oneshot::Sender<()>,
}

/// An auditor who is no member.
pub fn auditor() -> Person {
    Person::named("auditor")
}

/// Serves a community on free ports.
pub async fn serve_community(community: Community, change: impl FnOnce(&mut ServerConfig)) -> Served {
    let mut config = ServerConfig::default();
    config.listen.set_port(0);
    change(&mut config);
    let book = HostedBook {
        engine: community.engine.clone(),
        public_log: false,
        auditors: [auditor().public()].into(),
    };
    serve_book(community, config, book).await
}

/// Serves a community whose entries everybody may read.
pub async fn serve_public(community: Community) -> Served {
    let mut config = ServerConfig::default();
    config.listen.set_port(0);
    let book = HostedBook { engine: community.engine.clone(), public_log: true, auditors: [].into() };
    serve_book(community, config, book).await
}

async fn serve_book(community: Community, config: ServerConfig, book: HostedBook) -> Served {
    let node = Node::new([book], Arc::new(community.clock.clone()), &[9; 32]);
    let (stop, stopped) = oneshot::channel();
    let shutdown = async move {
        let _ = stopped.await;
    };
    let bound = serve(config, node, shutdown).await.unwrap();
    Served { community, address: bound.address(), bound, stop }
}

impl Served {
    /// Asks by GraphQL and gives back the whole answer.
    pub async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let head = with_token("POST /graphql\nContent-Type: application/json", token);
        let body = json!({ "query": query, "variables": variables }).to_string();
        request(self.address, &head, body.as_bytes()).await.json()
    }

    /// Fetches a path.
    pub async fn get(&self, token: Option<&str>, path: &str) -> Reply {
        request(self.address, &with_token(&format!("GET {path}"), token), b"").await
    }

    /// Stores a text.
    pub async fn put(&self, token: Option<&str>, path: &str, body: &[u8]) -> Reply {
        request(self.address, &with_token(&format!("PUT {path}"), token), body).await
    }

    /// The path of a book's resource.
    pub fn path(&self, rest: &str) -> String {
        format!("/books/{}/{rest}", self.community.engine.origin())
    }

    /// Signs a person in.
    pub async fn sign_in(&self, person: &Person) -> String {
        let query = "mutation c($input: SignInChallengeInput!) { signInChallenge(input: $input) {
            ... on SignInChallengeSuccess { challenge } ... on Problem { code } } }";
        let input = json!({"key": person.public().to_string(), "nonce": "00112233445566778899aabbccddeeff"});
        let answer = self.ask(None, query, json!({ "input": input })).await;
        let challenge =
            answer["data"]["signInChallenge"]["challenge"].as_str().unwrap_or_else(|| panic!("{answer}"));
        let bytes = STANDARD.decode(challenge).unwrap();
        let signature = STANDARD.encode(person.key().sign_payload(SIGN_IN_TYPE, &bytes));
        let query = "mutation s($input: SignInInput!) { signIn(input: $input) {
            ... on SignInSuccess { token } ... on Problem { code } } }";
        let input = json!({"challenge": challenge, "signature": signature});
        let answer = self.ask(None, query, json!({ "input": input })).await;
        answer["data"]["signIn"]["token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

fn with_token(head: &str, token: Option<&str>) -> String {
    match token {
        Some(token) => format!("{head}\nAuthorization: Bearer {token}"),
        None => head.to_owned(),
    }
}
