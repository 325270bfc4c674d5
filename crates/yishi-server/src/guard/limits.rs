//! How much a single GraphQL request may ask for.

/// Bounds of one GraphQL request. The defaults pass every query of the console and the standard introspection query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardLimits {
    /// Largest body of a request, in bytes.
    pub body_bytes: usize,
    /// Most lexical tokens in a document.
    pub tokens: usize,
    /// Deepest nesting of brackets of any kind in a document.
    pub nesting: usize,
    /// Most selections after every fragment is expanded.
    pub selections: u64,
    /// Most aliases in a document.
    pub aliases: usize,
    /// Most directives in a document.
    pub directives: usize,
    /// How often one response name may be repeated in one selection set.
    pub repeats: usize,
    /// Deepest nesting of fields, fragments expanded.
    pub depth: u32,
    /// Highest cost: fields, each counted as often as the lists around it may hold items.
    pub cost: u64,
    /// Longest execution, in milliseconds.
    pub timeout_ms: u64,
    /// Longest error text that is sent, in characters.
    pub error_text_chars: usize,
    /// Most errors in one answer.
    pub errors: usize,
    /// Checked documents that are remembered.
    pub cached_documents: usize,
    /// Largest document that is remembered, in bytes.
    pub cached_document_bytes: usize,
}

impl Default for GuardLimits {
    fn default() -> Self {
        Self {
            body_bytes: 64 * 1024,
            tokens: 8_000,
            nesting: 48,
            selections: 2_000,
            aliases: 30,
            directives: 30,
            repeats: 10,
            depth: 16,
            cost: 50_000,
            timeout_ms: 10_000,
            error_text_chars: 300,
            errors: 20,
            cached_documents: 1_024,
            cached_document_bytes: 8 * 1024,
        }
    }
}
