//! The root of mutations: commands as their authors signed them, the bytes to sign, and signing in.
//!
//! Every rule stands in `yishi-core`; here a command is received, handed on once, and the answer put into words.

mod assisted;
mod frame;
mod prepare;
mod problem;
mod sign_in;
mod submit;

pub(crate) use problem::{Problem, ProblemObject};

use assisted::Assisted;
use async_graphql::MergedObject;
use prepare::Preparing;
use sign_in::SigningIn;
use submit::Submitting;

/// Ordering: a command is signed by its author and stands in the book, or is refused with a reason.
#[derive(MergedObject)]
pub struct Mutation(Submitting, Assisted, Preparing, SigningIn);

impl Mutation {
    pub(crate) const fn new() -> Self {
        Self(Submitting, Assisted, Preparing, SigningIn)
    }
}
