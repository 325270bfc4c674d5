//! Bodies of answers: refusals before execution, and executed responses with their error texts capped and coded.

use crate::guard::{GuardLimits, Refused};
use async_graphql::{ErrorExtensionValues, Response, ServerError};
use serde_json::{Value, json};

/// The code of errors that are ours to look into.
const INTERNAL: &str = "INTERNAL";
/// The code of a value that its type refused at the field.
const BAD_VALUE: &str = "BAD_VALUE";

/// The body of refusals before execution. It has no `data`.
pub(crate) fn refused_body(refused: &[Refused], request_id: &str, limits: &GuardLimits) -> Value {
    let errors: Vec<Value> = refused
        .iter()
        .take(limits.errors)
        .map(|refused| {
            let mut error = json!({
                "message": cap(&refused.message, limits.error_text_chars),
                "extensions": {"code": refused.code.as_str(), "requestId": request_id},
            });
            if let (false, Some(fields)) = (refused.locations.is_empty(), error.as_object_mut()) {
                let locations = refused.locations.iter().map(|p| json!({"line": p.line, "column": p.column}));
                fields.insert("locations".to_owned(), locations.collect());
            }
            error
        })
        .collect();
    json!({ "errors": errors })
}

/// The body of a failure that has a code and nothing else to say.
pub(crate) fn error_body(code: &str, message: &str, request_id: &str) -> Value {
    json!({"errors": [{"message": message, "extensions": {"code": code, "requestId": request_id}}]})
}

/// Caps an executed response's errors and gives each a code and the request id; texts without a code are ours and stay here.
pub(crate) fn polish(mut response: Response, request_id: &str, limits: &GuardLimits) -> Response {
    super::nulls::restore(&mut response);
    response.errors.truncate(limits.errors);
    for error in &mut response.errors {
        polish_error(error, request_id, limits);
    }
    response
}

fn polish_error(error: &mut ServerError, request_id: &str, limits: &GuardLimits) {
    let coded = error.extensions.as_ref().is_some_and(|values| values.get("code").is_some());
    let values = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if !coded {
        let code = if is_value_fault(&error.message) { BAD_VALUE } else { INTERNAL };
        values.set("code", code);
        if code == INTERNAL {
            // The text may hold paths, keys or words of people: neither the client nor the trace gets it.
            tracing::error!(request_id, path = ?error.path, "a field failed without a code");
            "something failed on our side; tell the operator the request id".clone_into(&mut error.message);
        }
    }
    values.set("requestId", request_id);
    error.message = cap(&error.message, limits.error_text_chars);
}

/// The execution library's own words for a value that a type refused.
fn is_value_fault(message: &str) -> bool {
    ["Failed to parse ", "Invalid value for ", "Variable ", "Expected "]
        .iter()
        .any(|start| message.starts_with(start))
}

fn cap(text: &str, limit: usize) -> String {
    let mut capped: String = text.chars().take(limit).collect();
    if capped.len() < text.len() {
        capped.push('…');
    }
    capped
}

#[cfg(test)]
mod tests {
    use super::{cap, polish};
    use crate::guard::GuardLimits;
    use async_graphql::{Response, ServerError};

    #[test]
    fn a_text_at_the_limit_stays_and_a_longer_one_is_cut() {
        assert_eq!(cap("街坊街坊", 4), "街坊街坊");
        assert_eq!(cap("街坊街坊们", 4), "街坊街坊…");
    }

    #[test]
    fn an_error_without_a_code_never_shows_its_text() {
        let inner = ServerError::new("disk /var/lib/secret is full", None);
        let limits = GuardLimits::default();
        let response = polish(Response::from_errors(vec![inner]), "r-1", &limits);
        let text = serde_json::to_string(&response).unwrap();
        assert!(!text.contains("secret"), "{text}");
        assert!(text.contains(r#""code":"INTERNAL""#) && text.contains(r#""requestId":"r-1""#), "{text}");
    }
}
