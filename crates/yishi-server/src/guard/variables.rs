//! Checks the variables of a request against the types that its operation declares.

use super::inputs::Inputs;
use super::{Refused, RefusedCode, SchemaIndex};
use async_graphql::Variables;
use async_graphql::parser::types::OperationDefinition;

/// Checks every declared variable; undeclared ones are ignored, as the specification says.
pub(crate) fn check_variables(
    operation: &OperationDefinition,
    variables: &Variables,
    index: &SchemaIndex,
) -> Result<(), Refused> {
    let inputs = Inputs { index, declared: None };
    for definition in &operation.variable_definitions {
        let declared = &definition.node;
        let given = variables.get(&declared.name.node);
        let problem = match given {
            None if declared.default_value.is_some() || declared.var_type.node.nullable => continue,
            None => " is required".to_owned(),
            Some(value) => match inputs.value(value, &declared.var_type.node) {
                Ok(()) => continue,
                Err(mismatch) => mismatch.to_string(),
            },
        };
        let message = format!("variable ${}{problem}", declared.name.node);
        return Err(Refused::at(RefusedCode::BadVariable, message, definition.pos));
    }
    Ok(())
}
