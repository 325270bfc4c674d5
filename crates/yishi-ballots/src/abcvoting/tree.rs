//! A YAML document as a tree whose nodes know their places. Anchors and tags are left out: no file of ballots needs them.

use crate::ReadFault;
use granit_parser::{Event, Marker, Parser};

/// A node with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Counted from 1.
    line: u64,
    /// Counted from 1, in characters.
    column: u64,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text, a number, or nothing.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values by turns.
    Map(Vec<Node>),
}

impl Node {
    fn new(at: Marker, kind: Kind) -> Self {
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Self { line: number(at.line()), column: number(at.col()).saturating_add(1), kind }
    }

    /// A fault at this node.
    pub fn fault(&self, reason: impl Into<String>) -> ReadFault {
        ReadFault { line: self.line, column: self.column, reason: reason.into() }
    }

    /// A list.
    pub fn list(&self, what: &str) -> Result<&[Self], ReadFault> {
        match &self.kind {
            Kind::List(list) => Ok(list),
            Kind::Scalar(_) | Kind::Map(_) => Err(self.fault(format!("{what} must be a list `[…]`"))),
        }
    }

    /// A scalar as text.
    pub fn text(&self, what: &str) -> Result<&str, ReadFault> {
        match &self.kind {
            Kind::Scalar(text) => Ok(text),
            Kind::List(_) | Kind::Map(_) => Err(self.fault(format!("{what} must be one value"))),
        }
    }

    /// A whole number from 0 upwards.
    pub fn number<N: std::str::FromStr>(&self, what: &str) -> Result<N, ReadFault> {
        let text = self.text(what)?;
        text.parse().map_err(|_| self.fault(format!("`{text}` is no {what}: a whole number was expected")))
    }
}

/// Reads the one document of a text.
pub fn read(text: &str) -> Result<Node, ReadFault> {
    let mut open: Vec<Node> = Vec::new();
    let mut whole: Option<Node> = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            Node::new(*error.marker(), Kind::Scalar(String::new()))
                .fault(format!("no YAML: {}", error.info()))
        })?;
        let done = match event {
            Event::Scalar(value, ..) => Node::new(span.start, Kind::Scalar(value.into_owned())),
            Event::SequenceStart(..) => {
                open.push(Node::new(span.start, Kind::List(Vec::new())));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Node::new(span.start, Kind::Map(Vec::new())));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(node) => node,
                None => continue,
            },
            Event::Alias(..) => {
                let here = Node::new(span.start, Kind::Scalar(String::new()));
                return Err(here.fault("references to anchors are not read: write the value out"));
            }
            _ => continue,
        };
        match (open.last_mut(), &whole) {
            (Some(Node { kind: Kind::List(nodes) | Kind::Map(nodes), .. }), _) => nodes.push(done),
            (_, Some(_)) => return Err(done.fault("a second document: one file holds one vote")),
            (_, None) => whole = Some(done),
        }
    }
    whole.ok_or_else(|| ReadFault {
        line: 1,
        column: 1,
        reason: "the file holds no YAML document".to_owned(),
    })
}
