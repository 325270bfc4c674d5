//! What a charter says about the ways in: letters without an author, and answers to calls.

use crate::{Period, is_default};
use serde::{Deserialize, Serialize};

/// How submissions come in, where a charter says more than who screens them and by when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionsClause {
    /// Whether letters without an author are taken, e.g. from a suggestion box 意见箱; not unless said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub anonymous: Anonymous,
    /// Within what time after the close of a call 征集 it has to be said what became of it; absent for no deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_answer: Option<Period>,
}

/// Whether submissions without an author are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anonymous {
    /// Every submission names its author.
    #[default]
    NotAllowed,
    /// A seat with the power to assist may enter one without an author.
    Allowed,
}
