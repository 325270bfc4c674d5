//! Problems: why a command was refused, as data, with the numbers behind it.

use crate::request::RequestContext;
use crate::scalar::{Base64, Signature};
use crate::words;
use async_graphql::{Context, Interface, SimpleObject, Union};
use serde_json::Value;
use yishi_book::Refusal;
use yishi_core::Rejection;
use yishi_log::dsse::REFUSAL_TYPE;

/// A number or name behind a refusal.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub(crate) struct NamedValue {
    /// What it is.
    name: String,
    /// How much, or which.
    value: String,
}

/// A refusal that can be shown to others, signed by the key with which the service signs refusals.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub(crate) struct SignedRefusal {
    /// What is signed, as canonical JSON: reason, SHA-256 of the command, and where the book stood.
    payload: Base64,
    /// The payload type for the DSSE encoding.
    payload_type: &'static str,
    /// The signature.
    signature: Signature,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
        pub(crate) struct $name {
            /// What kind of problem it is; the same in every language, for programs.
            code: String,
            /// What was wrong and what to do, in the reader's language.
            message: String,
            /// The numbers and names behind it.
            numbers: Vec<NamedValue>,
            /// The refusal of a submitted command in a form that can be shown to others; null for other problems.
            signed_refusal: Option<Box<SignedRefusal>>,
        })+
    };
}

problems!(
    /// The command cannot be read, or is not one that could ever be accepted as it is.
    ValidationProblem,
    /// The signer may not do this.
    ForbiddenProblem,
    /// It contradicts something that stands already.
    ConflictProblem,
    /// Something that it names does not exist.
    NotFoundProblem,
    /// The rules of the community refuse it.
    RejectionProblem,
);

/// Why something was refused.
#[derive(Clone, Debug, PartialEq, Eq, Union)]
#[graphql(name = "AnyProblem")]
pub(crate) enum Problem {
    /// Form.
    Validation(ValidationProblem),
    /// Rights.
    Forbidden(ForbiddenProblem),
    /// Contradiction.
    Conflict(ConflictProblem),
    /// Absence.
    NotFound(NotFoundProblem),
    /// Rules.
    Rejection(RejectionProblem),
}

/// Why something was refused, whatever the kind of problem.
#[expect(clippy::duplicated_attributes, reason = "each field of the interface has its own type and words")]
#[derive(Interface)]
#[graphql(
    name = "Problem",
    field(name = "code", ty = "&String", desc = "What kind of problem it is; for programs."),
    field(
        name = "message",
        ty = "&String",
        desc = "What was wrong and what to do, in the reader's language."
    ),
    field(name = "numbers", ty = "&Vec<NamedValue>", desc = "The numbers and names behind it.")
)]
pub(crate) enum ProblemObject {
    /// Form.
    Validation(ValidationProblem),
    /// Rights.
    Forbidden(ForbiddenProblem),
    /// Contradiction.
    Conflict(ConflictProblem),
    /// Absence.
    NotFound(NotFoundProblem),
    /// Rules.
    Rejection(RejectionProblem),
}

/// Of what kind a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Validation,
    Forbidden,
    Conflict,
    NotFound,
    Rejection,
}

impl Problem {
    fn new(kind: Kind, code: String, message: String, numbers: Vec<NamedValue>) -> Self {
        let signed_refusal = None;
        match kind {
            Kind::Validation => {
                Self::Validation(ValidationProblem { code, message, numbers, signed_refusal })
            }
            Kind::Forbidden => Self::Forbidden(ForbiddenProblem { code, message, numbers, signed_refusal }),
            Kind::Conflict => Self::Conflict(ConflictProblem { code, message, numbers, signed_refusal }),
            Kind::NotFound => Self::NotFound(NotFoundProblem { code, message, numbers, signed_refusal }),
            Kind::Rejection => Self::Rejection(RejectionProblem { code, message, numbers, signed_refusal }),
        }
    }

    /// A refusal of the book or of the rules.
    pub(crate) fn refused(ctx: &Context<'_>, refusal: &Refusal) -> Self {
        let kind = kind_of(refusal);
        let (english, fields) = match refusal {
            Refusal::Rejected { rejection } => (rejection.to_string(), serde_json::to_value(rejection)),
            other => (other.to_string(), serde_json::to_value(other)),
        };
        let fields = fields.unwrap_or_default();
        let code = fields.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
        let message = words::refusal(RequestContext::of(ctx).language(), &code, english, &fields);
        Self::new(kind, code, message, named_values(&fields))
    }

    /// The same with a signature on it.
    pub(crate) fn signed(mut self, refusal: Option<yishi_engine::SignedRefusal>) -> Self {
        let signed = match &mut self {
            Self::Validation(problem) => &mut problem.signed_refusal,
            Self::Forbidden(problem) => &mut problem.signed_refusal,
            Self::Conflict(problem) => &mut problem.signed_refusal,
            Self::NotFound(problem) => &mut problem.signed_refusal,
            Self::Rejection(problem) => &mut problem.signed_refusal,
        };
        *signed = refusal.map(|refusal| {
            Box::new(SignedRefusal {
                payload: Base64(refusal.payload),
                payload_type: REFUSAL_TYPE,
                signature: Signature(refusal.signature),
            })
        });
        self
    }

    /// An input that cannot be used.
    pub(crate) fn invalid(ctx: &Context<'_>, code: &str, english: &str, chinese: &str) -> Self {
        let message = RequestContext::of(ctx).language().pick(english, chinese).to_owned();
        Self::new(Kind::Validation, code.to_owned(), message, Vec::new())
    }

    /// Words without the salt that hides them once they are removed.
    pub(crate) fn salt_missing(ctx: &Context<'_>) -> Self {
        let (english, chinese) = ("words need a `salt` of 32 random bytes", "意见文字须附 32 个随机字节的盐");
        Self::invalid(ctx, "salt_missing", english, chinese)
    }

    /// Something that is not allowed.
    pub(crate) fn forbidden(ctx: &Context<'_>, code: &str, english: &str, chinese: &str) -> Self {
        let message = RequestContext::of(ctx).language().pick(english, chinese).to_owned();
        Self::new(Kind::Forbidden, code.to_owned(), message, Vec::new())
    }

    /// A book that is not kept here.
    pub(crate) fn no_book(ctx: &Context<'_>, origin: &str) -> Self {
        let language = RequestContext::of(ctx).language();
        let message = language.pick("there is no such book here", "此处没有这本台账").to_owned();
        let book = NamedValue { name: "book".to_owned(), value: origin.to_owned() };
        Self::new(Kind::NotFound, "book_not_found".to_owned(), message, vec![book])
    }

    /// Something that a preparation names and that is not there.
    pub(crate) fn not_found(ctx: &Context<'_>, kind: &str, id: &str) -> Self {
        let rejection = Rejection::NotFound { kind: kind.to_owned(), id: id.to_owned() };
        Self::refused(ctx, &Refusal::Rejected { rejection })
    }
}

fn kind_of(refusal: &Refusal) -> Kind {
    match refusal {
        Refusal::Malformed { .. }
        | Refusal::TooLarge { .. }
        | Refusal::OtherBook { .. }
        | Refusal::Expired { .. }
        | Refusal::ExpiryTooFar { .. }
        | Refusal::UnknownCheckpoint { .. }
        | Refusal::CitationNotProven { .. }
        | Refusal::TextsMissing { .. }
        | Refusal::ParagraphMissing { .. }
        | Refusal::PlaceChangedTwice { .. }
        | Refusal::WordingMiscounted { .. }
        | Refusal::NothingAmended
        | Refusal::AmendedTextDiffers { .. }
        | Refusal::TextRefused { .. } => Kind::Validation,
        Refusal::BadSignature { .. }
        | Refusal::KeyNotInForce { .. }
        | Refusal::PossessionNotProven { .. } => Kind::Forbidden,
        Refusal::NonceConflict { .. } => Kind::Conflict,
        Refusal::NotWitnessed { .. } => Kind::Rejection,
        Refusal::Rejected { rejection } => kind_of_rejection(rejection),
    }
}

/// Without a wildcard, so that a new rejection of the rules does not compile until it has its kind.
fn kind_of_rejection(rejection: &Rejection) -> Kind {
    match rejection {
        Rejection::NotFound { .. } => Kind::NotFound,
        Rejection::PowerMissing { .. }
        | Rejection::NotRegistrar { .. }
        | Rejection::NotPartyToGrant { .. }
        | Rejection::NotInTeam { .. }
        | Rejection::NotInSeats { .. }
        | Rejection::OwesNoAnswer { .. }
        | Rejection::NotYourAmendment { .. }
        | Rejection::MayNotNominate { .. }
        | Rejection::NotNominee { .. }
        | Rejection::NotAlternate { .. }
        | Rejection::NotASide { .. }
        | Rejection::NotMediator { .. }
        | Rejection::NotAsked { .. }
        | Rejection::NotOnPost { .. }
        | Rejection::NotDutyBearer { .. }
        | Rejection::SeatNotHeld { .. }
        | Rejection::EngineOnly => Kind::Forbidden,
        Rejection::AlreadyDone { .. } | Rejection::BookAlreadyFounded | Rejection::KeyInUse { .. } => {
            Kind::Conflict
        }
        Rejection::NoCharter
        | Rejection::CharterFaulty { .. }
        | Rejection::WrongStage { .. }
        | Rejection::DutiesNotSeparate { .. }
        | Rejection::StandingInsufficient { .. }
        | Rejection::OutsideArea { .. }
        | Rejection::OutOfRange { .. }
        | Rejection::TooEarly { .. }
        | Rejection::TooLate { .. }
        | Rejection::RollPartOutOfOrder { .. }
        | Rejection::RollSealMismatch { .. }
        | Rejection::RollRowInvalid { .. }
        | Rejection::SeatsFull { .. }
        | Rejection::PlaceKept { .. }
        | Rejection::PostsFull { .. }
        | Rejection::ShiftsOverlap { .. }
        | Rejection::TextMismatch { .. }
        | Rejection::NoticeTooShort { .. }
        | Rejection::NominationsMissing { .. }
        | Rejection::NominationsOpen { .. }
        | Rejection::NominationCapReached { .. }
        | Rejection::NotInElectorate { .. }
        | Rejection::FactsUnconfirmed { .. }
        | Rejection::CandidaciesUnsettled { .. }
        | Rejection::TooFewCandidates { .. }
        | Rejection::CandidatesMismatch { .. }
        | Rejection::NoSecondRound { .. }
        | Rejection::SecondRoundDue { .. }
        | Rejection::SecondRoundDecides { .. }
        | Rejection::HearingMissing { .. }
        | Rejection::SupportersMissing { .. }
        | Rejection::ObjectionsUnanswered { .. }
        | Rejection::AmendmentsOpen { .. }
        | Rejection::DrafterAmends { .. }
        | Rejection::AmendmentsFull { .. }
        | Rejection::AmendmentsRival { .. }
        | Rejection::EditMismatch { .. }
        | Rejection::RuleNotApplicable { .. }
        | Rejection::EmptyRoll { .. }
        | Rejection::PollClosed { .. }
        | Rejection::NotOnRoll { .. }
        | Rejection::NotHolder { .. }
        | Rejection::BallotOfOtherKind { .. }
        | Rejection::OwnBallotStands { .. }
        | Rejection::PrincipalBallotStands { .. }
        | Rejection::FirstBallotStands { .. }
        | Rejection::ValidBallotStands { .. }
        | Rejection::OwnStanceStands { .. }
        | Rejection::OwnAnswerStands { .. }
        | Rejection::AnonymousNotAllowed { .. }
        | Rejection::CallClosed { .. }
        | Rejection::CandidateAsProxy { .. }
        | Rejection::EnoughTakePart { .. }
        | Rejection::MatterBarred { .. }
        | Rejection::ItemNotAnnounced { .. }
        | Rejection::AnnouncedTooLate { .. }
        | Rejection::RuleAmendedSinceNotice { .. }
        | Rejection::BallotsUnserved { .. }
        | Rejection::ReviewOpen { .. }
        | Rejection::ResultObjectionsUnanswered { .. }
        | Rejection::ProxyCapReached { .. }
        | Rejection::PaperMismatch { .. }
        | Rejection::SealMismatch { .. }
        | Rejection::BarredFromReview { .. }
        | Rejection::StepMissing { .. }
        | Rejection::NotPassed { .. }
        | Rejection::WrongCounting { .. }
        | Rejection::SheetMismatch { .. }
        | Rejection::SheetsUnconfirmed { .. }
        | Rejection::NotPresent { .. }
        | Rejection::NotOnAgenda { .. }
        | Rejection::ItemNotHeard { .. }
        | Rejection::BenchesNotHeard { .. }
        | Rejection::NoSpeakingOrder
        | Rejection::FloorMissing { .. }
        | Rejection::FloorTaken { .. }
        | Rejection::NotNext { .. }
        | Rejection::PointWaits { .. }
        | Rejection::NoAdjournment { .. }
        | Rejection::NamedTooOften { .. }
        | Rejection::NotAssignee { .. }
        | Rejection::NotCollector { .. }
        | Rejection::PartnersAwaited { .. }
        | Rejection::NotAPartner { .. }
        | Rejection::NoRegistry
        | Rejection::BookFrozen { .. }
        | Rejection::DistributionTooLarge { .. }
        | Rejection::NoParentCouncil { .. }
        | Rejection::CouncilNotLowest { .. }
        | Rejection::NotChildCouncil { .. }
        | Rejection::PlaceNotCovered { .. }
        | Rejection::TextIsRedacted { .. }
        | Rejection::MemberIsErased { .. }
        | Rejection::NoRoute
        | Rejection::EmergencyInForce { .. }
        | Rejection::NoEmergencyClause
        | Rejection::AmendmentNeedsResolution { .. }
        | Rejection::ResolutionDoesNotAmend { .. }
        | Rejection::NoContest
        | Rejection::ContestPending { .. }
        | Rejection::NotJoint { .. }
        | Rejection::NoTeamsCalled { .. }
        | Rejection::NoHardMatters
        | Rejection::NoMediation
        | Rejection::NotUnderMediation { .. }
        | Rejection::UnderMediation { .. }
        | Rejection::MediationNotBegun { .. }
        | Rejection::PollIsOpen { .. }
        | Rejection::NoEscalationRule { .. }
        | Rejection::NotDue { .. }
        | Rejection::TimerPending { .. }
        | Rejection::RulesetUnknown { .. }
        | Rejection::AssistanceNotAllowed { .. }
        | Rejection::EntryTooLarge { .. }
        | Rejection::BookNotFounded => Kind::Rejection,
    }
}

/// Every field of a refusal but its code, as texts.
fn named_values(fields: &Value) -> Vec<NamedValue> {
    let Value::Object(fields) = fields else { return Vec::new() };
    let fields = fields.iter().filter(|(name, _)| name.as_str() != "code");
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    fields.map(|(name, value)| NamedValue { name: name.clone(), value: text(value) }).collect()
}
