//! Checks values against the types of the schema: variables of each request, and literals once for each document.
//!
//! The execution library checks variables only in its strict mode, which validates the whole document again for each request;
//! and a literal that holds a variable anywhere it does not check at all. Custom scalars are left to their own parsers,
//! which answer at the field.

use super::SchemaIndex;
use super::index::{InputField, InputKind};
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{BaseType, Type, VariableDefinition};
use async_graphql::{Name, Value};
use async_graphql_value::Value as Literal;
use std::collections::HashMap;
use std::fmt;

/// What an input value is, whether it stands in the document or came beside it.
pub(super) enum Seen<'v, V> {
    Null,
    Integer,
    Number,
    Boolean,
    Text(&'v str),
    Word(&'v str),
    List(&'v [V]),
    Object(&'v IndexMap<Name, V>),
    Variable(&'v str),
    Other,
}

/// A value of either kind.
pub(super) trait InputValue: Sized {
    /// Whether an enumeration's value may be a string, as JSON has no other way.
    const FROM_JSON: bool;

    fn seen(&self) -> Seen<'_, Self>;
}

/// The two types of values have the same cases, but for the variables that only literals hold.
macro_rules! input_value {
    ($type:ty, from_json: $from_json:literal $(, $variable:pat => $seen:expr)?) => {
        impl InputValue for $type {
            const FROM_JSON: bool = $from_json;

            fn seen(&self) -> Seen<'_, Self> {
                match self {
                    Self::Null => Seen::Null,
                    Self::Number(number) if number.is_i64() || number.is_u64() => Seen::Integer,
                    Self::Number(_) => Seen::Number,
                    Self::Boolean(_) => Seen::Boolean,
                    Self::String(text) => Seen::Text(text),
                    Self::Enum(name) => Seen::Word(name),
                    Self::List(items) => Seen::List(items),
                    Self::Object(fields) => Seen::Object(fields),
                    Self::Binary(_) => Seen::Other,
                    $($variable => $seen,)?
                }
            }
        }
    };
}

input_value!(Value, from_json: true);
input_value!(Literal, from_json: false, Self::Variable(name) => Seen::Variable(name));

/// What is wrong with a value, and where inside it. Names are those of the schema, never what the client wrote.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mismatch {
    /// Fields from the inside out.
    path: Vec<String>,
    what: String,
}

impl Mismatch {
    fn new(what: impl Into<String>) -> Self {
        Self { path: Vec::new(), what: what.into() }
    }

    fn inside(mut self, field: &str) -> Self {
        self.path.push(field.to_owned());
        self
    }
}

/// What follows the name of the whole value.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            let path: Vec<&str> = self.path.iter().rev().map(String::as_str).collect();
            write!(f, ": `{}`", path.join("."))?;
        }
        write!(f, " {}", self.what)
    }
}

/// The variables of a document by name; several where several operations declare the same name.
pub(super) type Declared<'d> = HashMap<&'d str, Vec<&'d VariableDefinition>>;

/// Checks values against types.
pub(super) struct Inputs<'i> {
    pub index: &'i SchemaIndex,
    /// For literals: the variables that may stand in them.
    pub declared: Option<&'i Declared<'i>>,
}

impl Inputs<'_> {
    /// Checks a value that stands for a field or argument.
    pub fn field<V: InputValue>(&self, value: &V, field: &InputField) -> Result<(), Mismatch> {
        if let Seen::Variable(name) = value.seen() {
            let declared = self.declared.and_then(|declared| declared.get(name));
            let fits = |variable: &&VariableDefinition| {
                let value_is_sure = !variable.var_type.node.nullable || variable.default_value.is_some();
                (value_is_sure || !field.required)
                    && fits_inside(&variable.var_type.node.base, &field.ty.base)
            };
            // One that is not declared is named by the validation.
            return match declared.is_none_or(|declared| declared.iter().all(fits)) {
                true => Ok(()),
                false => Err(Mismatch::new(format!(
                    "takes {}, and the variable there is declared otherwise",
                    field.ty
                ))),
            };
        }
        self.value(value, &field.ty)
    }

    /// Checks a value against a type.
    pub fn value<V: InputValue>(&self, value: &V, ty: &Type) -> Result<(), Mismatch> {
        match (value.seen(), &ty.base) {
            (Seen::Null, _) if ty.nullable => Ok(()),
            (Seen::Null, _) => Err(Mismatch::new("must not be null")),
            (Seen::Variable(_), _) => {
                self.field(value, &InputField { ty: ty.clone(), required: !ty.nullable })
            }
            (Seen::List(items), BaseType::List(item)) => {
                items.iter().try_for_each(|value| self.value(value, item))
            }
            // A single value stands for a list of one.
            (_, BaseType::List(item)) => self.value(value, item),
            (seen, BaseType::Named(name)) => self.named::<V>(seen, name),
        }
    }

    fn named<V: InputValue>(&self, seen: Seen<'_, V>, name: &Name) -> Result<(), Mismatch> {
        let fits = match name.as_str() {
            "Int" => matches!(seen, Seen::Integer),
            "Float" => matches!(seen, Seen::Integer | Seen::Number),
            "String" => matches!(seen, Seen::Text(_)),
            "Boolean" => matches!(seen, Seen::Boolean),
            "ID" => matches!(seen, Seen::Text(_) | Seen::Integer),
            other => match self.index.input(other) {
                Some(InputKind::Enumeration(values)) => match seen {
                    Seen::Text(text) => V::FROM_JSON && values.contains(text),
                    Seen::Word(word) => values.contains(word),
                    _ => false,
                },
                Some(InputKind::Object { fields, one_of }) => {
                    return self.object(seen, name, fields, *one_of);
                }
                None => true,
            },
        };
        if fits { Ok(()) } else { Err(Mismatch::new(format!("does not have the declared type, {name}"))) }
    }

    fn object<V: InputValue>(
        &self,
        seen: Seen<'_, V>,
        name: &Name,
        fields: &HashMap<String, InputField>,
        one_of: bool,
    ) -> Result<(), Mismatch> {
        let Seen::Object(given) = seen else {
            return Err(Mismatch::new(format!("must be an object, {name}")));
        };
        let known = || {
            let mut names: Vec<&str> = fields.keys().map(String::as_str).collect();
            names.sort_unstable();
            names.join(", ")
        };
        if given.keys().any(|field| !fields.contains_key(field.as_str())) {
            return Err(Mismatch::new(format!("has a field that {name} does not have; it has {}", known())));
        }
        if one_of && (given.len() != 1 || given.values().any(|value| matches!(value.seen(), Seen::Null))) {
            return Err(Mismatch::new(format!("must have exactly one field, not null, of {}", known())));
        }
        for (field, value) in given {
            let Some(expected) = fields.get(field.as_str()) else { continue };
            self.field(value, expected).map_err(|mismatch| mismatch.inside(field))?;
        }
        let lacking = |(field, expected): &(&String, &InputField)| {
            expected.required && !given.contains_key(field.as_str())
        };
        match fields.iter().filter(lacking).map(|(field, _)| field).min() {
            Some(field) => Err(Mismatch::new("is required").inside(field)),
            None => Ok(()),
        }
    }
}

/// Whether a variable's type can stand where another is expected; whether it may be null outside is asked before.
fn fits_inside(variable: &BaseType, place: &BaseType) -> bool {
    match (variable, place) {
        (BaseType::Named(variable), BaseType::Named(place)) => variable == place,
        (BaseType::List(variable), BaseType::List(place)) => {
            (!variable.nullable || place.nullable) && fits_inside(&variable.base, &place.base)
        }
        _ => false,
    }
}
