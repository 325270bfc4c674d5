//! GraphQL over HTTP, as the working draft of the specification says: media types, methods, statuses.
//!
//! Strict where it protects: JSON bodies only, no batches, no mutation by GET.

mod accept;
mod answer;
mod handler;
mod nulls;
mod receive;
mod sse;

pub(crate) use answer::{polish, refused_body};
pub(crate) use handler::graphql;
pub(crate) use receive::from_fields;
