//! The way from a request's text to an execution: guards, cache of checked documents, validation, variables.
//!
//! Transports (HTTP, WebSocket, event streams) hand a [`GraphQlRequest`] in and get a [`Prepared`] request or a refusal.

use crate::guard::{
    self, CheckedDocument, DocumentCache, GuardLimits, Refused, RefusedCode, SchemaIndex, SchemaUnreadable,
};
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Data, Executor, Request, Response, Variables};
use futures_util::stream::BoxStream;
use std::sync::Arc;

/// A request as it came over any transport, well-formed but unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GraphQlRequest {
    /// The document.
    pub query: String,
    /// Which operation of it.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Variables,
}

/// A request that passed every check.
pub(crate) struct Prepared {
    request: Request,
    /// What kind of operation it is.
    pub kind: OperationType,
}

/// Whether clients may ask for the schema by GraphQL; its text is public in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Introspection {
    Allowed,
    Refused,
}

/// A schema behind its guards; cheap to clone.
pub struct Api<E> {
    inner: Arc<Inner<E>>,
}

impl<E> Clone for Api<E> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

struct Inner<E> {
    schemas: Schemas<E>,
    index: SchemaIndex,
    limits: GuardLimits,
    introspection: Introspection,
    cache: DocumentCache,
}

/// One schema in the forms that guarding needs.
pub struct Schemas<E> {
    /// Validates strictly and never executes.
    pub checker: E,
    /// Executes what the checker passed, without validating it a second time.
    pub runner: E,
    /// The schema as text.
    pub sdl: String,
}

/// Puts a schema behind its guards.
///
/// # Errors
/// When its text cannot be read.
pub fn guarded<E: Executor>(
    schemas: Schemas<E>,
    limits: GuardLimits,
    introspection: bool,
) -> Result<Api<E>, SchemaUnreadable> {
    let index = SchemaIndex::read(&schemas.sdl)?;
    let introspection = if introspection { Introspection::Allowed } else { Introspection::Refused };
    let cache = DocumentCache::new(&limits);
    Ok(Api { inner: Arc::new(Inner { schemas, index, limits, introspection, cache }) })
}

impl<E: Executor> Api<E> {
    /// The limits in force.
    pub fn limits(&self) -> &GuardLimits {
        &self.inner.limits
    }

    /// The schema as text.
    pub fn sdl(&self) -> &str {
        &self.inner.schemas.sdl
    }

    /// Hits and misses of the cache of checked documents.
    pub fn cache_counts(&self) -> (u64, u64) {
        self.inner.cache.counts()
    }

    /// Checks a request completely, or takes the word of the cache for its document.
    pub(crate) async fn prepare(&self, request: GraphQlRequest) -> Result<Prepared, Vec<Refused>> {
        let inner = &*self.inner;
        let name = request.operation_name.as_deref();
        if let Some(checked) = inner.cache.get(&request.query) {
            let kind = inner.check_operation(checked.document(), name, &request.variables)?;
            let document = checked.document().clone();
            return Ok(Prepared::new(request, document, kind));
        }
        let admitted = guard::admit(&request.query, &inner.index, &inner.limits).map_err(|r| vec![r])?;
        if admitted.introspects && inner.introspection == Introspection::Refused {
            let message = "introspection is switched off: the schema is at /schema.graphql";
            return Err(vec![Refused::new(RefusedCode::IntrospectionOff, message)]);
        }
        find(&admitted.document, name)?;
        inner.validate(&request, &admitted.document).await?;
        let checked = CheckedDocument::new(admitted.document.clone());
        inner.cache.put(&request.query, Arc::new(checked));
        let kind = inner.check_operation(&admitted.document, name, &request.variables)?;
        Ok(Prepared::new(request, admitted.document, kind))
    }

    /// Executes a query or mutation.
    pub(crate) async fn execute(&self, prepared: Prepared, data: Data) -> Response {
        self.inner.schemas.runner.execute(prepared.with(data)).await
    }

    /// Executes any operation as a stream: subscriptions bring many answers, others one.
    pub(crate) fn stream(&self, prepared: Prepared, data: Data) -> BoxStream<'static, Response> {
        self.inner.schemas.runner.execute_stream(prepared.with(data), None)
    }
}

impl<E: Executor> Inner<E> {
    fn check_operation(
        &self,
        document: &ExecutableDocument,
        name: Option<&str>,
        variables: &Variables,
    ) -> Result<OperationType, Vec<Refused>> {
        let operation = find(document, name)?;
        guard::check_variables(operation, variables, &self.index).map_err(|refused| vec![refused])?;
        Ok(operation.ty)
    }

    /// Validates strictly against the schema, without the variables' values: what is cached must hold for any of them.
    async fn validate(
        &self,
        request: &GraphQlRequest,
        document: &ExecutableDocument,
    ) -> Result<(), Vec<Refused>> {
        let mut check = Request::new(request.query.clone());
        check.operation_name.clone_from(&request.operation_name);
        check.set_parsed_query(document.clone());
        let errors = self.schemas.checker.execute(check).await.errors;
        if errors.is_empty() {
            return Ok(());
        }
        let refused = errors.into_iter().take(self.limits.errors).map(|error| Refused {
            code: RefusedCode::ValidationFailed,
            message: error.message,
            locations: error.locations,
        });
        Err(refused.collect())
    }
}

fn find<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Vec<Refused>> {
    guard::find_operation(document, name).ok_or_else(|| {
        let message = match name {
            Some(_) => "the document has no operation of that name",
            None => "the document has several operations: say which one by operationName",
        };
        vec![Refused::new(RefusedCode::UnknownOperation, message)]
    })
}

impl Prepared {
    fn new(request: GraphQlRequest, document: ExecutableDocument, kind: OperationType) -> Self {
        let mut prepared = Request::new(request.query).variables(request.variables);
        prepared.operation_name = request.operation_name;
        prepared.set_parsed_query(document);
        Self { request: prepared, kind }
    }

    fn with(self, data: Data) -> Request {
        let mut request = self.request;
        request.data = data;
        request
    }
}
