//! Preparing amendments of single paragraphs, and their acceptance with the very text that they make.

use super::PreparePayload;
use super::envelope::{Signing, SigningInput};
use super::parts::{named, part, signing, words};
use crate::fault::Fault;
use crate::scalar::Hash;
use crate::types::{AmendmentChange, amended};
use crate::write::problem::Problem;
use async_graphql::{Context, ID, InputObject};
use std::sync::Arc;
use yishi_core::{
    AcceptAmendments, AmendmentId, DocumentHash, ParagraphEdit, Proposal, ProposalId, ProposeAmendment,
};
use yishi_engine::Text;

/// An amendment of a single place.
#[derive(InputObject)]
pub(crate) struct PrepareAmendmentInput {
    /// Who signs.
    signing: SigningInput,
    /// The proposal: its id, or its name in the book. The amendment is written for its present version.
    proposal: ID,
    /// What it does.
    change: AmendmentChange,
    /// The number of the first paragraph that it changes, from 1; blank lines are not counted. For an insertion the paragraph after which it
    /// stands, 0 for the beginning.
    first_paragraph: u32,
    /// The number of the last paragraph that it changes; the first unless said.
    last_paragraph: Option<u32>,
    /// Its own wording; left out for a deletion.
    wording: Option<String>,
    /// Why.
    reason: String,
    /// 32 random bytes, made by you.
    salt: Hash,
}

/// The acceptance of amendments.
#[derive(InputObject)]
pub(crate) struct PrepareAcceptanceInput {
    /// Who signs.
    signing: SigningInput,
    /// The proposal: its id, or its name in the book.
    proposal: ID,
    /// The amendments, of different places: their ids, or their names in the book; 1 to 20.
    amendments: Vec<ID>,
}

/// Prepares an amendment to the present text.
pub(super) fn amendment(ctx: &Context<'_>, input: PrepareAmendmentInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let proposal = part!(proposal(ctx, &signing, &input.proposal));
    let base = part!(present(ctx, &proposal, &input.proposal));
    let wording = input.wording.unwrap_or_default();
    let (first, last) = (input.first_paragraph, input.last_paragraph.unwrap_or(input.first_paragraph));
    let (hash, paragraphs) = (hash(&wording), yishi_similar::paragraphs(&wording).len());
    let paragraphs = u32::try_from(paragraphs).unwrap_or(u32::MAX);
    let edit = match input.change {
        AmendmentChange::Replace => ParagraphEdit::Replace { first, last, wording: hash, paragraphs },
        AmendmentChange::Insert => ParagraphEdit::Insert { after: first, wording: hash, paragraphs },
        AmendmentChange::Delete => ParagraphEdit::Delete { first, last },
    };
    let (reason, commitment) = words(input.reason, input.salt);
    let brought = edit.wording().map(|_| Text::Document(wording.into_bytes()));
    let texts: Vec<Text> = brought.into_iter().chain([reason]).collect();
    let command = ProposeAmendment { proposal: proposal.id, base, edit, reason: commitment };
    signing.prepare(ctx, command.into(), &texts)
}

/// Prepares the acceptance of amendments, with the text that they make of the present one.
pub(super) fn acceptance(ctx: &Context<'_>, input: &PrepareAcceptanceInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let proposal = part!(proposal(ctx, &signing, &input.proposal));
    let base = part!(present(ctx, &proposal, &input.proposal));
    if input.amendments.len() > AcceptAmendments::MAX_AT_ONCE {
        return Ok(PreparePayload::Problem(too_many(ctx, input.amendments.len())));
    }
    let named = |id: &ID| named(ctx, &signing.view, "amendment", id);
    let ids: Vec<AmendmentId> = part!(input.amendments.iter().map(named).collect::<Result<_, _>>());
    let Some(text) = amended(ctx, &signing.view, &proposal, &ids)? else {
        return Ok(PreparePayload::Problem(Problem::invalid(
            ctx,
            "not_amended",
            "the text cannot be made: name open amendments of different places of this proposal, all of whose words are there and no longer than 1 MiB together",
            "无法生成文本：请选择本方案中未处理、位置互不重叠且文本齐全、合计不超过1 MiB的修正案",
        )));
    };
    let edit = |id: &AmendmentId| Some((*id, signing.view.state().amendments.get(id)?.edit.clone()));
    let amendments = ids.iter().filter_map(edit).collect();
    let command = AcceptAmendments { proposal: proposal.id, base, amendments, document: hash(&text) };
    signing.prepare(ctx, command.into(), &[Text::Document(text.into_bytes())])
}

fn too_many(ctx: &Context<'_>, found: usize) -> Problem {
    let most = AcceptAmendments::MAX_AT_ONCE;
    Problem::invalid(
        ctx,
        "out_of_range",
        &format!(
            "{found} amendments are too many at once: name at most {most}, and the others for the text that these make"
        ),
        &format!("一次最多采纳{most}件修正案，这里有{found}件：其余的请在新文本形成后再采纳"),
    )
}

fn proposal(ctx: &Context<'_>, signing: &Signing, id: &ID) -> Result<Arc<Proposal>, Problem> {
    let found: ProposalId = named(ctx, &signing.view, "proposal", id)?;
    let found = signing.view.state().proposals.get(&found).cloned();
    found.ok_or_else(|| Problem::not_found(ctx, "proposal", id))
}

fn present(ctx: &Context<'_>, proposal: &Proposal, id: &ID) -> Result<DocumentHash, Problem> {
    proposal.document().ok_or_else(|| Problem::not_found(ctx, "proposal", id))
}

fn hash(text: &str) -> DocumentHash {
    DocumentHash(yishi_log::text::document_hash(text.as_bytes()))
}
