//! Posts, duties and shifts.

use super::PreparePayload;
use super::envelope::{Signing, SigningInput};
use super::parts::{part, signing, words};
use crate::fault::Fault;
use crate::scalar::{DateTime, Hash};
use crate::write::problem::Problem;
use async_graphql::{Context, InputObject};
use std::collections::BTreeSet;
use std::str::FromStr;
use yishi_core::{
    AssignPost, BuildingId, CheckIn, CouncilId, DutyId, MemberId, PlanRota, PostId, PostingId, RecordDuty,
    ShiftId, ShiftPlan, VacatePost,
};

/// Somebody comes to a post.
#[derive(InputObject)]
pub(crate) struct PreparePostInput {
    /// Who signs: whoever may appoint over the council.
    signing: SigningInput,
    /// The council, by its name in the charter's clauses.
    council_id: String,
    /// The kind of post, by its name in the charter's clauses.
    post_id: String,
    /// The member.
    member_id: String,
    /// The buildings that they look after, as the roll names them.
    #[graphql(default)]
    building_ids: Vec<String>,
}

/// Somebody leaves a post.
#[derive(InputObject)]
pub(crate) struct PreparePostVacationInput {
    /// Who signs: whoever may appoint over the council, or the holder.
    signing: SigningInput,
    /// The posting, by its name in the book.
    posting_id: String,
    /// Why; 1 to 200 characters.
    reason: String,
}

/// A duty was done.
#[derive(InputObject)]
pub(crate) struct PrepareDutyInput {
    /// Who signs: the holder.
    signing: SigningInput,
    /// The posting, by its name in the book.
    posting_id: String,
    /// Which of its duties.
    duty_id: String,
    /// For which building.
    building_id: Option<String>,
    /// What was found.
    text: Option<String>,
    /// 32 random bytes, made by you; with words only.
    salt: Option<Hash>,
}

/// A shift to be planned.
#[derive(InputObject)]
pub(crate) struct ShiftInput {
    /// Who is on duty.
    member_id: String,
    /// From when on.
    from: DateTime,
    /// Until when; at most 24 hours later.
    to: DateTime,
}

/// Shifts of a post.
#[derive(InputObject)]
pub(crate) struct PrepareRotaInput {
    /// Who signs: whoever may appoint over the council, or dispatches there.
    signing: SigningInput,
    /// The council, by its name in the charter's clauses.
    council_id: String,
    /// The kind of post, by its name in the charter's clauses.
    post_id: String,
    /// The shifts; 1 to 100.
    shifts: Vec<ShiftInput>,
}

/// Somebody comes to their shift.
#[derive(InputObject)]
pub(crate) struct PrepareCheckInInput {
    /// Who signs: who is on the shift.
    signing: SigningInput,
    /// The shift, by its name in the book.
    shift_id: String,
}

fn read<T: FromStr>(ctx: &Context<'_>, kind: &str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::not_found(ctx, kind, text))
}

/// Prepares that somebody comes to a post.
pub(super) fn assignment(ctx: &Context<'_>, input: &PreparePostInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let council: CouncilId = part!(read(ctx, "council", &input.council_id));
    let post: PostId = part!(read(ctx, "post", &input.post_id));
    let member: MemberId = part!(read(ctx, "member", &input.member_id));
    let buildings = input.building_ids.iter().map(|id| read(ctx, "building", id));
    let buildings: BTreeSet<BuildingId> = part!(buildings.collect());
    signing.prepare(ctx, AssignPost { council, post, member, buildings }.into(), &[])
}

/// Prepares that somebody leaves a post.
pub(super) fn vacation(ctx: &Context<'_>, input: PreparePostVacationInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let posting: PostingId = part!(read(ctx, "posting", &input.posting_id));
    signing.prepare(ctx, VacatePost { posting, reason: input.reason }.into(), &[])
}

/// Prepares the record of a duty.
pub(super) fn duty(ctx: &Context<'_>, input: PrepareDutyInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let posting: PostingId = part!(read(ctx, "posting", &input.posting_id));
    let duty: DutyId = part!(read(ctx, "duty", &input.duty_id));
    let building = input.building_id.map(|id| read::<BuildingId>(ctx, "building", &id)).transpose();
    let building = part!(building);
    let said = match (input.text, input.salt) {
        (Some(text), Some(salt)) => Some(words(text, salt)),
        (None, _) => None,
        (Some(_), None) => return Ok(PreparePayload::Problem(Problem::salt_missing(ctx))),
    };
    let (texts, text) = said.map_or((Vec::new(), None), |(text, commitment)| (vec![text], Some(commitment)));
    signing.prepare(ctx, RecordDuty { posting, duty, building, text }.into(), &texts)
}

/// Prepares shifts.
pub(super) fn rota(ctx: &Context<'_>, input: &PrepareRotaInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let council: CouncilId = part!(read(ctx, "council", &input.council_id));
    let post: PostId = part!(read(ctx, "post", &input.post_id));
    let plan = |shift: &ShiftInput| {
        let member: MemberId = read(ctx, "member", &shift.member_id)?;
        Ok(ShiftPlan { member, from_ms: shift.from.0, to_ms: shift.to.0 })
    };
    let shifts = part!(input.shifts.iter().map(plan).collect());
    signing.prepare(ctx, PlanRota { council, post, shifts }.into(), &[])
}

/// Prepares that somebody comes to their shift.
pub(super) fn check_in(ctx: &Context<'_>, input: &PrepareCheckInInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let shift: ShiftId = part!(read(ctx, "shift", &input.shift_id));
    signing.prepare(ctx, CheckIn { shift }.into(), &[])
}
