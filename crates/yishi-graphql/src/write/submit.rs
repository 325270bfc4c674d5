//! Submitting a command that its author has signed.

use super::frame;
use super::problem::Problem;
use crate::HostedBook;
use crate::caused;
use crate::entry::Entry;
use crate::fault::{Code, Fallible, Fault};
use crate::query::NodeObject;
use crate::request::RequestContext;
use crate::scalar::{Base64, Signature};
use crate::types::Position;
use crate::view::{self, View};
use async_graphql::{Context, InputObject, Object, Union};
use std::sync::Arc;
use yishi_book::SignedCommand;
use yishi_core::Event;
use yishi_engine::{Accepted, SubmitError, Text};

/// A signed command.
#[derive(InputObject)]
pub(crate) struct SubmitInput {
    /// The book. May be left out where only one is kept.
    pub(super) book: Option<String>,
    /// The exact bytes that were signed: canonical JSON (RFC 8785).
    pub(super) command: Base64,
    /// The author's Ed25519 signature over the DSSE encoding of these bytes with the payload type
    /// `application/vnd.yishi.command.v1+json`.
    pub(super) signature: Signature,
    /// Texts that the command names, each framed as `prepare…` gives it; those that are kept already may be left out.
    #[graphql(default)]
    pub(super) texts: Vec<Base64>,
}

/// A command that stands in the book.
pub(crate) struct SubmitSuccess {
    view: View,
    accepted: Accepted,
}

/// The command stands in the book, durably.
#[Object]
impl SubmitSuccess {
    /// Its entry.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.accepted.index)
    }

    /// The first version of the book that contains it; of a repeated command, the present one.
    async fn position(&self) -> Position {
        Position::new(self.view.version())
    }

    /// Whether the same command stood there already: sending again changes nothing.
    async fn replayed(&self) -> bool {
        self.accepted.replayed
    }

    /// The receipt 回执 (C2SP tlog-proof): keep it, it proves without this service that the command was accepted.
    async fn receipt(&self) -> Option<String> {
        let receipt = self.view.engine().receipt(self.accepted.index, self.view.version())?;
        Some(receipt.encode())
    }

    /// The kinds of what it caused, e.g. `ballot_cast`.
    async fn events(&self) -> Vec<&'static str> {
        self.accepted.events.iter().map(Event::kind).collect()
    }

    /// What it made or changed, e.g. the vote in which a ballot was cast.
    async fn object(&self) -> Option<NodeObject> {
        self.accepted.events.iter().find_map(|event| caused::object(&self.view, event))
    }
}

/// The answer to a command.
#[derive(Union)]
pub(crate) enum SubmitPayload {
    /// It stands in the book.
    Success(SubmitSuccess),
    /// It was refused, and nothing was written.
    #[graphql(flatten)]
    Problem(Problem),
}

/// Submitting.
#[derive(Default)]
pub(crate) struct Submitting;

#[Object]
impl Submitting {
    /// Submits a command that its author has signed. The answer comes when the command stands durably in the book, or says why it was
    /// refused. Sending the same command again is safe.
    async fn submit(&self, ctx: &Context<'_>, input: SubmitInput) -> Fallible<SubmitPayload> {
        Some(submit(ctx, input).await)
    }
}

/// The book that an input names.
pub(super) fn find_book(
    ctx: &Context<'_>,
    origin: Option<&str>,
) -> Result<Result<Arc<HostedBook>, Problem>, Fault> {
    let node = view::node(ctx)?;
    let found = match origin {
        Some(origin) => node.book(origin),
        None => node.only_book(),
    };
    Ok(found.cloned().ok_or_else(|| Problem::no_book(ctx, origin.unwrap_or_default())))
}

/// Hands a command on and puts the answer into words.
pub(super) async fn submit(ctx: &Context<'_>, input: SubmitInput) -> Result<SubmitPayload, Fault> {
    let book = match find_book(ctx, input.book.as_deref())? {
        Ok(book) => book,
        Err(problem) => return Ok(SubmitPayload::Problem(problem)),
    };
    let Some(texts) = input.texts.iter().map(|text| frame::read(&text.0)).collect::<Option<Vec<Text>>>()
    else {
        let problem = Problem::invalid(
            ctx,
            "malformed_text",
            "a text in `texts` is not framed: one byte of class (0 document, 1 statement, 2 vault), for 1 and 2 a salt of 32 bytes, then the text",
            "texts 中有文本格式不符：首字节为类别（0 文件、1 言论、2 保密），类别 1、2 后接 32 字节盐，然后是文本",
        );
        return Ok(SubmitPayload::Problem(problem));
    };
    // Signing a refusal costs as much as checking a command: only for those who ask for it.
    let hash = signed_refusal_wanted(ctx).then(|| yishi_log::text::document_hash(&input.command.0));
    let command = SignedCommand { bytes: input.command.0, signature: input.signature.0 };
    if RequestContext::of(ctx).is_bench_accept() {
        return Ok(verify_only(ctx, &book, command));
    }
    match book.engine.submit(command, texts).await {
        Ok(accepted) => {
            RequestContext::of(ctx).saw(&book.engine, &accepted.version);
            let view = View::new(&book, Arc::clone(&accepted.version));
            Ok(SubmitPayload::Success(SubmitSuccess { view, accepted }))
        }
        Err(error) => failed(ctx, &book, hash, error).map(SubmitPayload::Problem),
    }
}

/// What submitting costs without the book: the load bench measures against it.
fn verify_only(ctx: &Context<'_>, book: &Arc<HostedBook>, command: SignedCommand) -> SubmitPayload {
    if let Err(refusal) = book.engine.authenticate(command) {
        return SubmitPayload::Problem(Problem::refused(ctx, &refusal));
    }
    let view = View::present(ctx, book);
    let version = Arc::clone(view.version());
    let leaf_hash = version.root;
    let accepted = Accepted { index: 0, leaf_hash, events: Arc::new([]), replayed: false, version };
    SubmitPayload::Success(SubmitSuccess { view, accepted })
}

fn signed_refusal_wanted(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("signedRefusal").exists()
}

fn failed(
    ctx: &Context<'_>,
    book: &HostedBook,
    hash: Option<[u8; 32]>,
    error: SubmitError,
) -> Result<Problem, Fault> {
    match error {
        SubmitError::Refused(refusal) => {
            let signed = hash.and_then(|hash| book.engine.signed_refusal(hash, &refusal));
            Ok(Problem::refused(ctx, &refusal).signed(signed))
        }
        SubmitError::ReadOnly(_) => Err(Fault::new(ctx, Code::ReadOnly)),
        SubmitError::Store(cause) => Err(Fault::internal(ctx, &*cause)),
        SubmitError::Overloaded => Err(Fault::new(ctx, Code::Overloaded)),
        SubmitError::Closed => Err(Fault::new(ctx, Code::Closing)),
    }
}
