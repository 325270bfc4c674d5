//! The schema as something that executes requests.

use crate::node::Node;
use crate::query::Query;
use crate::subscription::Subscription;
use crate::write::{Mutation, ProblemObject};
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Data, Executor, Request, Response, Schema, SchemaBuilder, ValidationMode};
use futures_util::stream::BoxStream;
use std::sync::Arc;

/// The schema, executable once it was made over a [`Node`]; cheap to clone.
///
/// Its futures are boxed here: whoever awaits the type of a resolver's future compiles all of them again.
#[derive(Clone)]
pub struct YishiSchema(Schema<Query, Mutation, Subscription>);

impl Executor for YishiSchema {
    fn execute(&self, request: Request) -> impl Future<Output = Response> + Send {
        boxed(&self.0, request)
    }

    fn execute_stream(&self, request: Request, session: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        Executor::execute_stream(&self.0, request, session)
    }
}

type Boxed<'s> = std::pin::Pin<Box<dyn Future<Output = Response> + Send + 's>>;

#[inline(never)]
fn boxed(schema: &Schema<Query, Mutation, Subscription>, request: Request) -> Boxed<'_> {
    Box::pin(schema.execute(request))
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query, Mutation::new(), Subscription)
        .register_output_type::<ProblemObject>()
        .disable_suggestions()
}

/// The schema over a node, with every rule of validation on.
pub fn schema(node: Node) -> YishiSchema {
    YishiSchema(builder().data(node).finish())
}

/// The same schema for documents that [`checking_schema`] has validated before: most rules are skipped.
///
/// The caller keeps the set of validated documents; for any other document this schema may answer nonsense.
pub fn running_schema(node: Node) -> YishiSchema {
    YishiSchema(builder().data(node).validation_mode(ValidationMode::Fast).finish())
}

/// The same schema with every rule of validation on, which answers a valid request with nothing.
pub fn checking_schema() -> YishiSchema {
    YishiSchema(builder().extension(ValidateOnly).finish())
}

/// The published text of the schema; needs no book.
pub fn sdl() -> String {
    builder().finish().sdl()
}

/// Stops a request after its validation.
pub struct ValidateOnly;

impl ExtensionFactory for ValidateOnly {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for ValidateOnly {
    async fn execute(
        &self,
        _ctx: &ExtensionContext<'_>,
        _operation_name: Option<&str>,
        _next: NextExecute<'_>,
    ) -> Response {
        Response::default()
    }
}
