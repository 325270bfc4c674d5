//! The GraphQL schema of Yishi: what can be asked of a book and ordered in it, and who may read what.
//!
//! Leaves HTTP, WebSocket, guards against costly documents and the choice of language to `yishi-server`,
//! and every rule of deliberation to `yishi-core`.

mod entry;
mod fault;
mod global_id;
mod language;
mod node;
mod page;
mod query;
mod request;
mod scalar;
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
pub use query::Query;
pub use request::RequestContext;
pub use subscription::Subscription;
pub use token::{Role, TokenError};
pub use viewer::Viewer;
pub use write::Mutation;

use async_graphql::{Schema, SchemaBuilder, ValidationMode};

/// The schema, executable once it was made over a [`Node`].
pub type YishiSchema = Schema<Query, Mutation, Subscription>;

/// The recipe of the schema over a node, for services that add guards of their own.
pub fn recipe(node: Node) -> SchemaBuilder<Query, Mutation, Subscription> {
    builder().data(node)
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query, Mutation::new(), Subscription)
        .register_output_type::<write::ProblemObject>()
        .disable_suggestions()
}

/// The schema over a node, with every rule of validation on.
pub fn schema(node: Node) -> YishiSchema {
    recipe(node).finish()
}

/// The same schema for documents that [`schema`] has validated before: most rules are skipped.
///
/// The caller keeps the set of validated documents; for any other document this schema may answer nonsense.
pub fn fast_schema(node: Node) -> YishiSchema {
    recipe(node).validation_mode(ValidationMode::Fast).finish()
}

/// The published text of the schema; needs no book.
pub fn sdl() -> String {
    builder().finish().sdl()
}
