//! What a request has to pass before anything is executed, in this order: size of the body, tokens and nesting, parse,
//! expanded size, aliases, directives, depth, cost, literals; then the schema's own validation and the variables.
//!
//! Every check is bounded work on bounded input. Whoever passed once is remembered by the cache of checked documents.

mod cache;
mod index;
mod inputs;
mod limits;
mod measure;
mod refused;
mod scan;
mod variables;

pub(crate) use cache::{CheckedDocument, DocumentCache, find_operation, kind_name};
pub(crate) use index::SchemaIndex;
pub use index::SchemaUnreadable;
pub use limits::GuardLimits;
pub(crate) use measure::measure;
pub use refused::{Refused, RefusedCode};
pub(crate) use scan::scan;
pub(crate) use variables::check_variables;

use async_graphql::parser::types::ExecutableDocument;

/// A document that passed the guards; it still has to be validated against the schema.
pub(crate) struct Admitted {
    /// The parsed document.
    pub document: ExecutableDocument,
    /// Whether it asks for the schema itself.
    pub introspects: bool,
}

/// Scans, parses and measures a document.
pub(crate) fn admit(text: &str, index: &SchemaIndex, limits: &GuardLimits) -> Result<Admitted, Refused> {
    scan(text, limits)?;
    let document = async_graphql::parser::parse_query(text).map_err(|error| Refused::unparsable(&error))?;
    let report = measure(&document, index, limits)?;
    Ok(Admitted { document, introspects: report.introspects })
}

#[cfg(test)]
mod tests;
