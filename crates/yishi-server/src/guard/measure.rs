//! Measures a parsed document as if every fragment stood wherever it is spread, visiting each fragment once.
//!
//! Without memory, fragments that spread one another twice double the work at each step: 30 of them in 909 bytes kept
//! a processor busy for 11 s although every limit of the execution library was on.

use super::index::{FieldInfo, Shape};
use super::inputs::{Declared, Inputs};
use super::{GuardLimits, Refused, RefusedCode, SchemaIndex};
use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value};
use std::collections::HashMap;

/// Items that a plain list is reckoned to hold.
const LIST_ITEMS: u64 = 10;
/// Items of a page when the client does not say.
const DEFAULT_PAGE_ITEMS: u64 = 20;
/// Items of the largest page; reckoned when the number comes from a variable.
const LARGEST_PAGE_ITEMS: u64 = 100;
/// Nesting of selection sets and spread fragments together, as the execution library bounds it too.
const DEEPEST_LEVEL: u32 = 32;
/// Fields of the introspection types that lead back to types, and so can be nested without end.
const CIRCULAR: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// What a document amounts to with all fragments expanded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Measured {
    /// Selections.
    pub selections: u64,
    /// Nesting of fields.
    pub depth: u32,
    /// Nested circular fields of introspection.
    pub circles: u32,
    /// Fields times the items of the lists around them.
    pub cost: u64,
}

/// What measuring found, and how much work it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// Over all operations and unused fragments.
    pub total: Measured,
    /// Whether `__schema` or `__type` is asked for.
    pub introspects: bool,
    /// Selections that were visited: the cost of measuring, at most the number that stand in the text.
    pub visited: u64,
}

/// Measures a document against the limits.
pub(crate) fn measure(
    document: &ExecutableDocument,
    index: &SchemaIndex,
    limits: &GuardLimits,
) -> Result<Report, Refused> {
    let mut walk = Walk::new(document, index, limits);
    let mut total = Measured::default();
    for (_, operation) in document.operations.iter() {
        let root = match operation.node.ty {
            OperationType::Query => index.query(),
            OperationType::Mutation => index.mutation(),
            OperationType::Subscription => index.subscription(),
        };
        walk.directives = walk.directives.saturating_add(operation.node.directives.len());
        total = total.beside(walk.set(&operation.node.selection_set.node, Some(root))?);
    }
    for (name, fragment) in &document.fragments {
        total = total.at_least(walk.fragment(name, fragment)?);
    }
    check(total, &walk)?;
    Ok(Report { total, introspects: walk.introspects, visited: walk.visited })
}

fn check(total: Measured, walk: &Walk<'_>) -> Result<(), Refused> {
    let limits = walk.limits;
    if total.selections > limits.selections {
        let what = "selections once its fragments are expanded";
        return Err(Refused::over(RefusedCode::TooManySelections, what, limits.selections));
    }
    if walk.aliases > limits.aliases {
        return Err(Refused::over(RefusedCode::TooManyAliases, "aliases", limits.aliases));
    }
    if walk.directives > limits.directives {
        return Err(Refused::over(RefusedCode::TooManyDirectives, "directives", limits.directives));
    }
    if total.depth > limits.depth {
        return Err(Refused::over(RefusedCode::TooDeep, "levels of fields", limits.depth));
    }
    if total.circles > 1 {
        return Err(Refused::new(
            RefusedCode::TooDeep,
            "introspection walks from types to fields and back to types: once is enough",
        ));
    }
    if total.cost > limits.cost {
        let what = "fields in the largest answer it could bring (pages count with their size)";
        return Err(Refused::over(RefusedCode::TooCostly, what, limits.cost));
    }
    Ok(())
}

/// A fragment while it is measured, and after.
enum Memory {
    Open,
    Done(Measured),
}

struct Walk<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    index: &'a SchemaIndex,
    limits: &'a GuardLimits,
    memory: HashMap<&'a str, Memory>,
    declared: Declared<'a>,
    aliases: usize,
    directives: usize,
    introspects: bool,
    visited: u64,
    level: u32,
}

fn declared(document: &ExecutableDocument) -> Declared<'_> {
    let mut declared = Declared::new();
    for (_, operation) in document.operations.iter() {
        for definition in &operation.node.variable_definitions {
            declared.entry(definition.node.name.node.as_str()).or_default().push(&definition.node);
        }
    }
    declared
}

impl<'a> Walk<'a> {
    fn new(document: &'a ExecutableDocument, index: &'a SchemaIndex, limits: &'a GuardLimits) -> Self {
        Self {
            fragments: &document.fragments,
            index,
            limits,
            memory: HashMap::new(),
            declared: declared(document),
            aliases: 0,
            directives: 0,
            introspects: false,
            visited: 0,
            level: 0,
        }
    }

    /// Measures a selection set; refuses nesting that would use up the stack before the depth is known.
    fn set(&mut self, set: &'a SelectionSet, parent: Option<&str>) -> Result<Measured, Refused> {
        self.level = self.level.saturating_add(1);
        if self.level > DEEPEST_LEVEL {
            let what = "levels of selections and fragments";
            return Err(Refused::over(RefusedCode::TooDeep, what, DEEPEST_LEVEL));
        }
        let sum = self.selections(set, parent)?;
        self.level = self.level.saturating_sub(1);
        Ok(sum)
    }

    fn selections(&mut self, set: &'a SelectionSet, parent: Option<&str>) -> Result<Measured, Refused> {
        let mut names: HashMap<&str, usize> = HashMap::new();
        let mut sum = Measured::default();
        for selection in &set.items {
            self.visited = self.visited.saturating_add(1);
            self.directives = self.directives.saturating_add(selection.node.directives().len());
            let measured = match &selection.node {
                Selection::Field(field) => {
                    self.count_repeat(&mut names, field.node.response_key())?;
                    self.field(&field.node, parent)?
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|c| c.node.on.node.as_str());
                    self.set(&inline.node.selection_set.node, on.or(parent))?.one_more()
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    match self.fragments.get_key_value(name) {
                        Some((name, fragment)) => self.fragment(name, fragment)?.one_more(),
                        // Validation names the unknown fragment.
                        None => Measured::default().one_more(),
                    }
                }
            };
            sum = sum.beside(measured);
        }
        Ok(sum)
    }

    fn count_repeat(
        &self,
        names: &mut HashMap<&'a str, usize>,
        name: &'a Positioned<Name>,
    ) -> Result<(), Refused> {
        let seen = names.entry(name.node.as_str()).or_default();
        *seen = seen.saturating_add(1);
        if *seen > self.limits.repeats {
            let message = format!("one field is repeated more than {} times here", self.limits.repeats);
            return Err(Refused::at(RefusedCode::TooManyRepeats, message, name.pos));
        }
        Ok(())
    }

    fn field(&mut self, field: &'a Field, parent: Option<&str>) -> Result<Measured, Refused> {
        self.aliases = self.aliases.saturating_add(usize::from(field.alias.is_some()));
        let name = field.name.node.as_str();
        self.introspects |= matches!(name, "__schema" | "__type");
        let index = self.index;
        let info = parent.and_then(|parent| index.field(parent, name));
        if let Some(info) = info {
            self.arguments(field, info)?;
        }
        let inner = self.set(&field.selection_set.node, info.map(|info| info.named.as_str()))?;
        let connection_part = parent.is_some_and(|parent| parent.ends_with("Connection"));
        let items = match info.map(|info| info.shape) {
            Some(Shape::Connection) => page_items(field),
            // The page was counted where the connection was asked for.
            Some(Shape::List) if !connection_part => LIST_ITEMS,
            Some(Shape::List | Shape::One) | None => 1,
        };
        Ok(Measured {
            selections: inner.selections.saturating_add(1),
            depth: inner.depth.saturating_add(1),
            circles: inner.circles.saturating_add(u32::from(parent.is_none() && CIRCULAR.contains(&name))),
            cost: inner.cost.saturating_mul(items).saturating_add(1),
        })
    }

    /// Literals are checked here, for the execution library passes over those that hold variables.
    fn arguments(&self, field: &Field, info: &FieldInfo) -> Result<(), Refused> {
        let inputs = Inputs { index: self.index, declared: Some(&self.declared) };
        for (name, value) in &field.arguments {
            // Validation names an unknown argument.
            let Some(expected) = info.arguments.get(name.node.as_str()) else { continue };
            inputs.field(&value.node, expected).map_err(|mismatch| {
                let message = format!("argument `{}`{mismatch}", name.node);
                Refused::at(RefusedCode::ValidationFailed, message, value.pos)
            })?;
        }
        Ok(())
    }

    fn fragment(
        &mut self,
        name: &'a Name,
        fragment: &'a Positioned<FragmentDefinition>,
    ) -> Result<Measured, Refused> {
        match self.memory.get(name.as_str()) {
            Some(Memory::Done(measured)) => return Ok(*measured),
            Some(Memory::Open) => {
                let message = "a fragment contains itself";
                return Err(Refused::at(RefusedCode::FragmentCycle, message, fragment.pos));
            }
            None => {}
        }
        self.memory.insert(name.as_str(), Memory::Open);
        self.directives = self.directives.saturating_add(fragment.node.directives.len());
        let on = fragment.node.type_condition.node.on.node.as_str();
        // Types of introspection are not in the SDL: there, as under an unknown field, no parent is known.
        let parent = (!on.starts_with("__")).then_some(on);
        let measured = self.set(&fragment.node.selection_set.node, parent)?;
        self.memory.insert(name.as_str(), Memory::Done(measured));
        Ok(measured)
    }
}

fn page_items(field: &Field) -> u64 {
    let given = field.get_argument("first").or_else(|| field.get_argument("last"));
    match given.map(|value| value.node.clone().into_const()) {
        None | Some(Some(Value::Null)) => DEFAULT_PAGE_ITEMS,
        Some(Some(Value::Number(number))) => {
            number.as_u64().unwrap_or(LARGEST_PAGE_ITEMS).min(LARGEST_PAGE_ITEMS)
        }
        Some(_) => LARGEST_PAGE_ITEMS,
    }
}

impl Measured {
    const fn one_more(self) -> Self {
        Self { selections: self.selections.saturating_add(1), ..self }
    }

    fn beside(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            depth: self.depth.max(other.depth),
            circles: self.circles.max(other.circles),
            cost: self.cost.saturating_add(other.cost),
        }
    }

    fn at_least(self, other: Self) -> Self {
        Self {
            selections: self.selections.max(other.selections),
            depth: self.depth.max(other.depth),
            circles: self.circles.max(other.circles),
            cost: self.cost.max(other.cost),
        }
    }
}
