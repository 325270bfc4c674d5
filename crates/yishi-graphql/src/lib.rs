//! The GraphQL schema of Yishi: what can be asked of a book and ordered in it, and who may read what.
//!
//! Leaves HTTP, WebSocket, guards against costly documents and the choice of language to `yishi-server`,
//! and every rule of deliberation to `yishi-core`.

mod caused;
mod entry;
mod fault;
mod global_id;
mod language;
mod look_alikes;
mod node;
mod page;
mod query;
mod request;
mod scalar;
mod schema;
mod sign_in;
mod subscription;
mod token;
mod types;
mod view;
mod viewer;
mod words;
mod write;

pub use language::Language;
pub use node::{HostedBook, Node};
pub use request::RequestContext;
pub use schema::{ValidateOnly, YishiSchema, checking_schema, running_schema, schema, sdl};
pub use token::{Role, TokenError};
pub use viewer::Viewer;
