//! What the guards need to know of the schema, read once from its SDL: shapes of fields, and types of inputs.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, SchemaDefinition, Type, TypeDefinition, TypeKind,
    TypeSystemDefinition,
};
use std::collections::{HashMap, HashSet};

/// How many items a field may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One.
    One,
    /// A list whose length the schema bounds.
    List,
    /// A page of a connection.
    Connection,
}

/// A field of an object or interface.
#[derive(Clone, Debug)]
pub(crate) struct FieldInfo {
    /// The named type inside all lists.
    pub named: String,
    /// How many.
    pub shape: Shape,
    /// Its arguments by name.
    pub arguments: HashMap<String, InputField>,
}

/// A field of an input object, or an argument.
#[derive(Clone, Debug)]
pub(crate) struct InputField {
    /// Its type.
    pub ty: Type,
    /// Whether it has to be given.
    pub required: bool,
}

/// An input type as far as its form can be checked without its resolver.
#[derive(Clone, Debug)]
pub(crate) enum InputKind {
    /// An input object with its fields.
    Object {
        /// The fields by name.
        fields: HashMap<String, InputField>,
        /// Whether exactly one field must be given (`@oneOf`).
        one_of: bool,
    },
    /// An enumeration with its values.
    Enumeration(HashSet<String>),
}

/// The schema, as far as the guards need it.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchemaIndex {
    query: String,
    mutation: String,
    subscription: String,
    fields: HashMap<String, HashMap<String, FieldInfo>>,
    inputs: HashMap<String, InputKind>,
}

/// The SDL of a schema could not be read back; a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("the schema's own SDL could not be read")]
pub struct SchemaUnreadable(#[source] async_graphql::parser::Error);

impl SchemaIndex {
    /// Reads the SDL.
    pub fn read(sdl: &str) -> Result<Self, SchemaUnreadable> {
        let document = parse_schema(sdl).map_err(SchemaUnreadable)?;
        let mut index = Self {
            query: "Query".to_owned(),
            mutation: "Mutation".to_owned(),
            subscription: "Subscription".to_owned(),
            ..Self::default()
        };
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => index.add_roots(&schema.node),
                TypeSystemDefinition::Type(ty) => index.add_type(&ty.node),
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        Ok(index)
    }

    /// The root type of queries.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The root type of mutations.
    pub fn mutation(&self) -> &str {
        &self.mutation
    }

    /// The root type of subscriptions.
    pub fn subscription(&self) -> &str {
        &self.subscription
    }

    /// A field of a type; `None` when validation will refuse it, or for introspection.
    pub fn field(&self, parent: &str, name: &str) -> Option<&FieldInfo> {
        self.fields.get(parent)?.get(name)
    }

    /// An input object or enumeration by name; scalars are not listed.
    pub fn input(&self, name: &str) -> Option<&InputKind> {
        self.inputs.get(name)
    }

    fn add_roots(&mut self, schema: &SchemaDefinition) {
        for (root, name) in [
            (&mut self.query, &schema.query),
            (&mut self.mutation, &schema.mutation),
            (&mut self.subscription, &schema.subscription),
        ] {
            if let Some(name) = name {
                *root = name.node.to_string();
            }
        }
    }

    fn add_type(&mut self, ty: &TypeDefinition) {
        let name = ty.name.node.to_string();
        match &ty.kind {
            TypeKind::Object(object) => {
                let fields = object.fields.iter().map(|f| field_info(&f.node)).collect();
                self.fields.insert(name, fields);
            }
            TypeKind::Interface(interface) => {
                let fields = interface.fields.iter().map(|f| field_info(&f.node)).collect();
                self.fields.insert(name, fields);
            }
            TypeKind::Enum(values) => {
                let values = values.values.iter().map(|v| v.node.value.node.to_string()).collect();
                self.inputs.insert(name, InputKind::Enumeration(values));
            }
            TypeKind::InputObject(object) => {
                let fields = object.fields.iter().map(|f| input_field(&f.node)).collect();
                let one_of = ty.directives.iter().any(|d| d.node.name.node == "oneOf");
                self.inputs.insert(name, InputKind::Object { fields, one_of });
            }
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
}

fn field_info(field: &FieldDefinition) -> (String, FieldInfo) {
    let (named, listed) = unwrap_type(&field.ty.node);
    let shape = match (listed, named.ends_with("Connection")) {
        (_, true) => Shape::Connection,
        (true, false) => Shape::List,
        (false, false) => Shape::One,
    };
    let arguments = field.arguments.iter().map(|argument| input_field(&argument.node)).collect();
    (field.name.node.to_string(), FieldInfo { named, shape, arguments })
}

fn input_field(field: &InputValueDefinition) -> (String, InputField) {
    let required = !field.ty.node.nullable && field.default_value.is_none();
    (field.name.node.to_string(), InputField { ty: field.ty.node.clone(), required })
}

fn unwrap_type(ty: &Type) -> (String, bool) {
    match &ty.base {
        BaseType::Named(name) => (name.to_string(), false),
        BaseType::List(item) => (unwrap_type(item).0, true),
    }
}
