//! Checks the variables of a request against the types that its operation declares.
//!
//! The execution library does this only in its strict mode, which validates the whole document again for each request.
//! Custom scalars are left to their own parsers, which answer at the field.

use super::index::InputKind;
use super::{Refused, RefusedCode, SchemaIndex};
use async_graphql::parser::types::{BaseType, OperationDefinition, Type};
use async_graphql::{Name, Value, Variables};

/// Checks every declared variable; undeclared ones are ignored, as the specification says.
pub(crate) fn check_variables(
    operation: &OperationDefinition,
    variables: &Variables,
    index: &SchemaIndex,
) -> Result<(), Refused> {
    for definition in &operation.variable_definitions {
        let declared = &definition.node;
        let given = variables.get(&declared.name.node);
        let problem = match given {
            None if declared.default_value.is_some() || declared.var_type.node.nullable => continue,
            None => Some("is required"),
            Some(value) => mismatch(value, &declared.var_type.node, index),
        };
        if let Some(problem) = problem {
            let message = format!("variable ${} {problem}", declared.name.node);
            return Err(Refused::at(RefusedCode::BadVariable, message, definition.pos));
        }
    }
    Ok(())
}

/// What is wrong with a value, if anything.
fn mismatch(value: &Value, ty: &Type, index: &SchemaIndex) -> Option<&'static str> {
    match (value, &ty.base) {
        (Value::Null, _) if ty.nullable => None,
        (Value::Null, _) => Some("must not be null"),
        (Value::List(items), BaseType::List(item)) => {
            items.iter().find_map(|value| mismatch(value, item, index))
        }
        // A single value stands for a list of one.
        (value, BaseType::List(item)) => mismatch(value, item, index),
        (value, BaseType::Named(name)) => named_mismatch(value, name, index),
    }
}

fn named_mismatch(value: &Value, name: &Name, index: &SchemaIndex) -> Option<&'static str> {
    let fits = match name.as_str() {
        "Int" => matches!(value, Value::Number(n) if n.is_i64() || n.is_u64()),
        "Float" => matches!(value, Value::Number(_)),
        "String" => matches!(value, Value::String(_)),
        "Boolean" => matches!(value, Value::Boolean(_)),
        "ID" => matches!(value, Value::String(_)) || matches!(value, Value::Number(n) if n.is_i64()),
        other => {
            return match index.input(other) {
                Some(InputKind::Enumeration(values)) => enumeration_mismatch(value, values),
                Some(InputKind::Object { fields, one_of }) => object_mismatch(value, fields, *one_of, index),
                None => None,
            };
        }
    };
    (!fits).then_some("does not have the declared type")
}

fn enumeration_mismatch(value: &Value, values: &std::collections::HashSet<String>) -> Option<&'static str> {
    let known = match value {
        Value::String(text) => values.contains(text.as_str()),
        Value::Enum(name) => values.contains(name.as_str()),
        _ => false,
    };
    (!known).then_some("is not a value of the enumeration")
}

fn object_mismatch(
    value: &Value,
    fields: &std::collections::HashMap<String, super::index::InputField>,
    one_of: bool,
    index: &SchemaIndex,
) -> Option<&'static str> {
    let Value::Object(given) = value else {
        return Some("must be an object");
    };
    if given.keys().any(|name| !fields.contains_key(name.as_str())) {
        return Some("has a field that the input type does not have");
    }
    if one_of && (given.len() != 1 || given.values().any(|value| *value == Value::Null)) {
        return Some("must have exactly one field, and it must not be null");
    }
    fields.iter().find_map(|(name, field)| match given.get(name.as_str()) {
        None if field.required => Some("lacks a field that the input type requires"),
        None => None,
        Some(value) => mismatch(value, &field.ty, index),
    })
}
