//! The objects of the schema, one file a process, each reading one version of a book.

mod action;
mod ballot;
mod book;
mod charter;
mod choice;
mod choices;
mod clause;
mod council;
mod decision;
mod document;
mod evaluation;
mod explained;
mod hearing;
mod matter;
mod member;
mod notice;
mod outcome;
mod poll;
mod position;
mod proposal;
mod recount;
mod resolution;
mod routing;
mod sheet;
mod submission;
mod tally;

pub(crate) use action::Action;
pub(crate) use ballot::ProxyGrant;
pub(crate) use book::Book;
pub(crate) use charter::Charter;
pub(crate) use choice::MarksInput;
pub(crate) use council::Council;
pub(crate) use document::{Document, StatementText};
pub(crate) use explained::CharterCheck;
pub(crate) use hearing::Hearing;
pub(crate) use matter::Matter;
pub(crate) use member::{Member, Unit};
pub(crate) use notice::Notice;
pub(crate) use poll::Poll;
pub(crate) use position::Position;
pub(crate) use proposal::{Objection, Proposal};
pub(crate) use resolution::Resolution;
pub(crate) use submission::Submission;

pub(crate) use choices::*;
