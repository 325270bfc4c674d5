//! A book behind the real schema, in this process: what an honest server answers, and what a lying one makes of it.

use crate::fixture::Story;
use async_graphql::{Executor, Request, Variables};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::runtime::Runtime;
use yishi_audit::{Answers, Ask, Endpoint, ProjectReport, Projection};
use yishi_graphql::{HostedBook, Language, Node, RequestContext, Viewer, YishiSchema, schema};
use yishi_tally::Language as Words;
use yishi_testkit::Community;

/// A book that is served.
pub struct Served {
    schema: YishiSchema,
    runtime: Runtime,
    /// The engine stops when it is dropped.
    _community: Community,
}

impl Served {
    /// The book of a story, to everybody or to readers of the log only.
    pub fn of(story: &Story, public_log: bool) -> Self {
        let mut community = Community::empty(story.cast.clone());
        community.stores.journal.set_leaves(story.leaves.clone());
        community.stores.anchor.set(Some(story.checkpoint.clone().into_bytes()));
        community.reopen().unwrap();
        Self::running(community, public_log)
    }

    /// The book of a running community.
    pub fn running(community: Community, public_log: bool) -> Self {
        let book = HostedBook { engine: community.engine.clone(), public_log, auditors: [].into() };
        let node = Node::new([book], Arc::new(community.clock.clone()), &[7; 32]);
        let runtime = Runtime::new().unwrap();
        Self { schema: schema(node), runtime, _community: community }
    }
}

impl Ask for Served {
    fn ask(&self, _: &Endpoint, question: &Value) -> Result<Value, String> {
        let context = RequestContext::new(Viewer::Anonymous, Language::English, "request-1");
        let variables = Variables::from_json(question["variables"].clone());
        let request = Request::new(question["query"].as_str().unwrap()).variables(variables).data(context);
        Ok(serde_json::to_value(self.runtime.block_on(self.schema.execute(request))).unwrap())
    }
}

/// Remembers every answer of a server.
pub struct Recording<'a> {
    server: &'a dyn Ask,
    said: RefCell<Recorded>,
}

/// Questions and their answers, in the order of asking.
pub type Recorded = Vec<(Value, Value)>;

impl Ask for Recording<'_> {
    fn ask(&self, endpoint: &Endpoint, question: &Value) -> Result<Value, String> {
        let answer = self.server.ask(endpoint, question)?;
        self.said.borrow_mut().push((question.clone(), answer.clone()));
        Ok(answer)
    }
}

/// A server that says what was recorded, with some answers changed; a page that nobody asked before is an empty last one.
pub struct Liar<'a> {
    said: BTreeMap<String, &'a Value>,
}

impl<'a> Liar<'a> {
    pub fn new(recorded: impl IntoIterator<Item = (&'a Value, &'a Value)>) -> Self {
        let said = recorded.into_iter().map(|(question, answer)| (question.to_string(), answer));
        Self { said: said.collect() }
    }
}

impl Ask for Liar<'_> {
    fn ask(&self, _: &Endpoint, question: &Value) -> Result<Value, String> {
        if let Some(answer) = self.said.get(&question.to_string()) {
            return Ok((*answer).clone());
        }
        let mut first = question.clone();
        first["variables"]["after"] = Value::Null;
        let mut answer = (*self.said.get(&first.to_string()).ok_or("nobody asked that")?).clone();
        empty(&mut answer);
        Ok(answer)
    }
}

fn empty(value: &mut Value) {
    let Some(fields) = value.as_object_mut() else { return };
    if fields.contains_key("pageInfo") {
        fields.insert("nodes".to_owned(), json!([]));
        fields.insert("pageInfo".to_owned(), json!({ "hasNextPage": false, "endCursor": null }));
    }
    fields.values_mut().for_each(empty);
}

/// Compares with a server, with a token or without.
pub fn compared(projection: &Projection, server: &dyn Ask, token: Option<&str>) -> ProjectReport {
    let url = "http://test.example/graphql".to_owned();
    let endpoint = Endpoint { url, token: token.map(str::to_owned) };
    projection.compare(Answers::Asked(server, endpoint), Words::English).unwrap()
}

/// The same, and everything that was asked and answered.
pub fn recorded(projection: &Projection, server: &dyn Ask, token: Option<&str>) -> (ProjectReport, Recorded) {
    let recording = Recording { server, said: RefCell::default() };
    let report = compared(projection, &recording, token);
    (report, recording.said.into_inner())
}
