//! The envelope around a command: who signs, in which book, until when.

use super::{PreparePayload, PrepareSuccess};
use crate::fault::Fault;
use crate::request::RequestContext;
use crate::scalar::{Base64, Hash};
use crate::types::Position;
use crate::view::{self, View};
use crate::words;
use crate::write::frame::Frame;
use crate::write::problem::Problem;
use crate::write::submit::find_book;
use async_graphql::{Context, InputObject};
use yishi_book::{Envelope, Nonce, Seen};
use yishi_core::{Assistance, Command, Commitment, Digest, MemberId, Party, PublicKey, TimeMs};
use yishi_engine::Text;
use yishi_log::dsse::COMMAND_TYPE;

const MINUTE_MS: u64 = 60 * 1000;
/// One that names the newest checkpoint is accepted for at most 7 days.
const LONGEST_MS: u64 = yishi_book::MAX_VALIDITY_MS;

/// Who signs.
#[derive(InputObject)]
pub(crate) struct SigningInput {
    /// The book. May be left out where only one is kept.
    book: Option<String>,
    /// The member who signs.
    pub(super) member_id: String,
    /// The key that signs.
    key: Hash,
    /// 16 random bytes in hexadecimal, made by you, new for each command: with the key they make it unique.
    nonce: String,
    /// For how many minutes the command is to be accepted, 1 to 10080.
    #[graphql(default = 60)]
    valid_for_minutes: u32,
    /// For whom a clerk signs; left out by everybody who acts for themselves.
    pub(super) assistance: Option<AssistanceInput>,
}

/// For whom a clerk signs 代办.
#[derive(InputObject)]
pub(crate) struct AssistanceInput {
    /// The member who asked for help.
    pub(super) principal_id: String,
    /// The commitment to the evidence (a signed form, a recording), which is kept closed.
    evidence: Hash,
}

/// Says that a nonce is none.
pub(in crate::write) fn bad_nonce(ctx: &Context<'_>) -> Problem {
    Problem::invalid(
        ctx,
        "bad_nonce",
        "`nonce` must be 16 random bytes written as 32 lower-case hexadecimal digits",
        "nonce 须为 16 个随机字节，写成 32 位小写十六进制",
    )
}

/// A preparation that may find a problem, or fail.
pub(super) type Prepared<T> = Result<Result<T, Problem>, Fault>;

/// Who signs, read and looked up.
pub(super) struct Signing {
    pub(super) view: View,
    pub(super) member: MemberId,
    assistance: Option<Assistance>,
    key: PublicKey,
    nonce: Nonce,
    valid_for_ms: u64,
}

impl Signing {
    /// Reads the input.
    pub(super) fn read(ctx: &Context<'_>, input: &SigningInput) -> Prepared<Self> {
        let book = match find_book(ctx, input.book.as_deref())? {
            Ok(book) => book,
            Err(problem) => return Ok(Err(problem)),
        };
        let Ok(nonce) = Nonce::try_from(input.nonce.clone()) else { return Ok(Err(bad_nonce(ctx))) };
        let (member, assistance) = match people(ctx, input) {
            Ok(people) => people,
            Err(problem) => return Ok(Err(problem)),
        };
        let view = View::present(ctx, &book);
        let valid_for_ms =
            u64::from(input.valid_for_minutes).saturating_mul(MINUTE_MS).clamp(MINUTE_MS, LONGEST_MS);
        Ok(Ok(Self { view, member, assistance, key: PublicKey(input.key.0), nonce, valid_for_ms }))
    }

    /// The member whose act it is: the one who is assisted, else the one who signs.
    pub(super) fn principal(&self) -> &MemberId {
        self.assistance.as_ref().map_or(&self.member, |assistance| &assistance.principal)
    }

    /// The bytes to sign.
    pub(super) fn prepare(
        self,
        ctx: &Context<'_>,
        command: Command,
        texts: &[Text],
    ) -> Result<PreparePayload, Fault> {
        let version = self.view.version();
        let envelope = Envelope {
            v: 1,
            origin: self.view.origin().to_owned(),
            actor: Party::Member(self.member.clone()),
            assistance: self.assistance.clone(),
            key: self.key,
            nonce: self.nonce,
            expires_at_ms: TimeMs(view::node(ctx)?.now().0.saturating_add(self.valid_for_ms)),
            seen: Seen { size: version.size, root: Digest(version.root.0) },
            command,
        };
        let bytes = yishi_log::canonical::encode(&envelope).map_err(|error| Fault::internal(ctx, &error))?;
        Ok(PreparePayload::Success(Box::new(PrepareSuccess {
            // The plain SHA-256 of the bytes, which is also how documents are named.
            sha256: Hash(yishi_log::text::document_hash(&bytes)),
            command: Base64(bytes),
            payload_type: COMMAND_TYPE,
            summary: summary(ctx, &envelope),
            texts: texts.iter().map(Frame::new).collect(),
            expires_at: envelope.expires_at_ms.into(),
            position: Position::new(version),
        })))
    }
}

fn people(ctx: &Context<'_>, input: &SigningInput) -> Result<(MemberId, Option<Assistance>), Problem> {
    let member = |id: &str| id.parse::<MemberId>().map_err(|_| Problem::not_found(ctx, "member", id));
    let assistance = |assistance: &AssistanceInput| {
        let evidence = Commitment(assistance.evidence.0);
        Ok::<_, Problem>(Assistance { principal: member(&assistance.principal_id)?, evidence })
    };
    Ok((member(&input.member_id)?, input.assistance.as_ref().map(assistance).transpose()?))
}

/// What an envelope says, in the reader's language.
fn summary(ctx: &Context<'_>, envelope: &Envelope) -> Vec<String> {
    let language = RequestContext::of(ctx).language();
    let label = |english, chinese, value: &str| format!("{}{value}", language.pick(english, chinese));
    let signer = match &envelope.actor {
        Party::Member(member) => member.as_str(),
        Party::Engine => "engine",
    };
    let mut lines = vec![
        words::sentence(language, &envelope.command),
        label("Book: ", "台账：", &envelope.origin),
        label("Signed by: ", "签名人：", signer),
    ];
    if let Some(assistance) = &envelope.assistance {
        lines.push(label("On behalf of: ", "被代办人：", assistance.principal.as_str()));
    }
    lines.push(label(
        "Accepted until: ",
        "有效期至：",
        &crate::scalar::format_moment(envelope.expires_at_ms),
    ));
    lines
}
