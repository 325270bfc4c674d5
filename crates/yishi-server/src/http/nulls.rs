//! Puts a null where a field failed: the execution library leaves the key out, but a client must find what it asked for.
//!
//! Every field that can fail is nullable in our schema (decision 0003), so nothing has to be nulled further up.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, PathSegment, Response, Value};

/// Completes the data of a response by the paths of its errors.
pub(super) fn restore(response: &mut Response) {
    for error in &response.errors {
        if !error.path.is_empty() {
            put_null(&mut response.data, &error.path);
        }
    }
}

fn put_null(data: &mut Value, path: &[PathSegment]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    match first {
        PathSegment::Field(name) => {
            // An object all of whose fields failed was left out as a whole.
            if *data == Value::Null {
                *data = Value::Object(IndexMap::new());
            }
            if let Value::Object(fields) = data {
                put_null(fields.entry(Name::new(name)).or_default(), rest);
            }
        }
        PathSegment::Index(index) => {
            if let Value::List(items) = data
                && let Some(item) = items.get_mut(*index)
            {
                put_null(item, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::restore;
    use async_graphql::{PathSegment, Response, ServerError, value};

    fn failed(path: &[PathSegment]) -> ServerError {
        ServerError { path: path.to_vec(), ..ServerError::new("x", None) }
    }

    fn field(name: &str) -> PathSegment {
        PathSegment::Field(name.to_owned())
    }

    #[test]
    fn a_failed_field_is_null_beside_the_others() {
        let mut response = Response::new(value!({"list": [{"a": 1}, {"a": 2}]}));
        response.errors.push(failed(&[field("list"), PathSegment::Index(1), field("b")]));
        restore(&mut response);
        assert_eq!(response.data, value!({"list": [{"a": 1}, {"a": 2, "b": null}]}));
    }

    #[test]
    fn an_object_whose_only_field_failed_is_an_object_again() {
        let mut response = Response::new(value!(null));
        response.errors.push(failed(&[field("a"), field("b")]));
        restore(&mut response);
        assert_eq!(response.data, value!({"a": {"b": null}}));
    }

    #[test]
    fn an_error_of_the_whole_request_leaves_the_data_null() {
        let mut response = Response::from_errors(vec![failed(&[])]);
        restore(&mut response);
        assert_eq!(response.data, value!(null));
    }
}
