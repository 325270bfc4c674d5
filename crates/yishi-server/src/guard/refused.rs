//! Why a request was refused before it was executed. The texts never repeat what the client sent, but for names of limits.

use async_graphql::Pos;

/// The stable code of a refusal, as it stands in `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedCode {
    /// The request is not a well-formed GraphQL request.
    BadRequest,
    /// The document is not GraphQL.
    ParseFailed,
    /// The document does not fit the schema.
    ValidationFailed,
    /// A variable does not have the declared type.
    BadVariable,
    /// The document names no operation that can be chosen, or another one.
    UnknownOperation,
    /// The operation cannot be executed this way.
    OperationNotAllowed,
    /// Too many operations on one connection.
    TooManyOperations,
    /// Introspection is switched off.
    IntrospectionOff,
    /// Too many tokens, or brackets nested too deep.
    DocumentTooLarge,
    /// Too many selections once fragments are expanded.
    TooManySelections,
    /// Fragments that contain themselves.
    FragmentCycle,
    /// Too many aliases.
    TooManyAliases,
    /// Too many directives.
    TooManyDirectives,
    /// The same field again and again.
    TooManyRepeats,
    /// Fields nested too deep.
    TooDeep,
    /// The answer could become too large.
    TooCostly,
}

impl RefusedCode {
    /// The code as text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::ParseFailed => "PARSE_FAILED",
            Self::ValidationFailed => "VALIDATION_FAILED",
            Self::BadVariable => "BAD_VARIABLE",
            Self::UnknownOperation => "UNKNOWN_OPERATION",
            Self::OperationNotAllowed => "OPERATION_NOT_ALLOWED",
            Self::TooManyOperations => "TOO_MANY_OPERATIONS",
            Self::IntrospectionOff => "INTROSPECTION_OFF",
            Self::DocumentTooLarge => "DOCUMENT_TOO_LARGE",
            Self::TooManySelections => "TOO_MANY_SELECTIONS",
            Self::FragmentCycle => "FRAGMENT_CYCLE",
            Self::TooManyAliases => "TOO_MANY_ALIASES",
            Self::TooManyDirectives => "TOO_MANY_DIRECTIVES",
            Self::TooManyRepeats => "TOO_MANY_REPEATS",
            Self::TooDeep => "TOO_DEEP",
            Self::TooCostly => "TOO_COSTLY",
        }
    }
}

/// A refusal before execution: a request error in the words of the GraphQL specification.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refused {
    /// The stable code.
    pub code: RefusedCode,
    /// What to change, in words.
    pub message: String,
    /// Where in the document.
    pub locations: Vec<Pos>,
}

impl Refused {
    /// A refusal without a place in the document.
    pub fn new(code: RefusedCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), locations: Vec::new() }
    }

    /// A refusal at a place in the document.
    pub fn at(code: RefusedCode, message: impl Into<String>, position: Pos) -> Self {
        Self { code, message: message.into(), locations: vec![position] }
    }

    /// A limit that was passed.
    pub(crate) fn over(code: RefusedCode, what: &str, limit: impl std::fmt::Display) -> Self {
        Self::new(code, format!("the document has more than {limit} {what}: ask for less at once"))
    }

    /// The parser's own words quote the line they stumbled on, which may hold a token or a name: only the place is told.
    pub(crate) fn unparsable(error: &async_graphql::parser::Error) -> Self {
        use async_graphql::parser::Error;
        let message = match error {
            Error::MultipleOperations { .. } => "an anonymous operation must be the only one in the document",
            Error::OperationDuplicated { .. } => "two operations have the same name",
            Error::FragmentDuplicated { .. } => "two fragments have the same name",
            Error::MissingOperation => "the document holds no operation",
            Error::RecursionLimitExceeded => "selections are nested too deep",
            _ => "the document is not valid GraphQL at this place",
        };
        Self {
            code: RefusedCode::ParseFailed,
            message: message.to_owned(),
            locations: error.positions().take(1).collect(),
        }
    }
}
