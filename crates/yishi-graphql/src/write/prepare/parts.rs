//! What preparations have in common: reading the signing part, names of things, words, and the right that is used.

use super::envelope::Signing;
use crate::global_id;
use crate::scalar::Hash;
use crate::view::View;
use crate::write::problem::Problem;
use async_graphql::{Context, ID};
use std::str::FromStr;
use std::sync::Arc;
use yishi_core::{Commitment, MemberId, PollId};
use yishi_engine::Text;
use yishi_tally::RightId;

/// Reads the signing part, or answers with its problem.
macro_rules! signing {
    ($ctx:expr, $input:expr) => {
        match Signing::read($ctx, $input)? {
            Ok(signing) => signing,
            Err(problem) => return Ok(PreparePayload::Problem(problem)),
        }
    };
}

/// Takes a part of the input, or answers with its problem.
macro_rules! part {
    ($part:expr) => {
        match $part {
            Ok(part) => part,
            Err(problem) => return Ok(PreparePayload::Problem(problem)),
        }
    };
}

/// The words as a text, and the commitment that stands for them.
pub(super) fn words(text: String, salt: Hash) -> (Text, Commitment) {
    let data = text.into_bytes();
    let commitment = Commitment(yishi_log::text::commitment(&salt.0, &data));
    (Text::Statement { salt: salt.0, data }, commitment)
}

/// A name in the book, from an id of this book or from the name itself.
pub(super) fn named<T: FromStr>(ctx: &Context<'_>, view: &View, kind: &str, id: &ID) -> Result<T, Problem> {
    let local = match global_id::decode(id) {
        Some(global) if global.kind == kind && global.book == view.origin() => global.local,
        Some(_) | None => id.to_string(),
    };
    local.parse().map_err(|_| Problem::not_found(ctx, kind, id))
}

pub(super) use {part, signing};

/// A vote, and the right that is used in it: the one that is named, or the only one that the signer has.
pub(super) fn poll_and_right(
    ctx: &Context<'_>,
    signing: &Signing,
    poll: &ID,
    right: Option<&str>,
) -> Result<(Arc<yishi_core::Poll>, RightId), Problem> {
    let id: PollId = named(ctx, &signing.view, "poll", poll)?;
    let found = signing.view.state().polls.get(&id).cloned();
    let poll = found.ok_or_else(|| Problem::not_found(ctx, "poll", poll))?;
    let right = match right {
        Some(right) => RightId(right.into()),
        None => only_right(ctx, &poll, signing.principal())?,
    };
    Ok((poll, right))
}

fn only_right(ctx: &Context<'_>, poll: &yishi_core::Poll, member: &MemberId) -> Result<RightId, Problem> {
    let mut held = poll.roll.rights.values().filter(|right| right.holders.contains(member));
    match (held.next(), held.next()) {
        (Some(right), None) => Ok(right.right.id.clone()),
        (None, _) => Err(Problem::not_found(ctx, "voting right", member.as_str())),
        (Some(_), Some(_)) => Err(Problem::invalid(
            ctx,
            "several_rights",
            "there are several voting rights to choose from: name one in `rightId`",
            "有多项投票权，请在 rightId 中写明一项",
        )),
    }
}
