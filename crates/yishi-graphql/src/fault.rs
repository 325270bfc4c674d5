//! What goes into `errors[]`: faults of ours and requests that cannot be answered, each with a stable code.
//!
//! Refusals of a command are data (`write::problem`) and never come here.

use crate::request::RequestContext;
use async_graphql::{Context, Error, ErrorExtensions};
use yishi_engine::{AsOfError, BlobError, JournalError};

/// Stable codes of `errors[].extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Something of ours failed; the request id leads to the cause in our records.
    Internal,
    /// The cursor is not one of this list.
    BadCursor,
    /// `first` or `last` is out of range, or both are given.
    BadPage,
    /// The identifier is not one of ours.
    BadId,
    /// The version asked for lies after the present one.
    AsOfAfterHead,
    /// The version asked for is too far from the nearest stored one.
    AsOfTooFar,
    /// The checkpoint is not one of this book.
    UnknownCheckpoint,
    /// The book does not exist here.
    UnknownBook,
    /// The viewer may not follow this.
    Forbidden,
    /// The book takes no commands at present.
    ReadOnly,
    /// Too many commands wait.
    Overloaded,
    /// The service is shutting down.
    Closing,
}

impl Code {
    /// The code on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "INTERNAL",
            Self::BadCursor => "BAD_CURSOR",
            Self::BadPage => "BAD_PAGE",
            Self::BadId => "BAD_ID",
            Self::AsOfAfterHead => "AS_OF_AFTER_HEAD",
            Self::AsOfTooFar => "AS_OF_TOO_FAR",
            Self::UnknownCheckpoint => "UNKNOWN_CHECKPOINT",
            Self::UnknownBook => "UNKNOWN_BOOK",
            Self::Forbidden => "FORBIDDEN",
            Self::ReadOnly => "READ_ONLY",
            Self::Overloaded => "OVERLOADED",
            Self::Closing => "CLOSING",
        }
    }

    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Internal => {
                ("something failed on our side; quote the request id", "系统内部出错，请提供请求编号以便查询")
            }
            Self::BadCursor => ("the cursor is not one of this list", "游标不属于此列表"),
            Self::BadPage => {
                ("give either `first` or `last`, from 0 to 100", "请只给出 first 或 last 之一，取值 0 到 100")
            }
            Self::BadId => ("the id is not one of this service", "标识不属于本服务"),
            Self::AsOfAfterHead => ("the book does not reach that far yet", "台账尚未到达该位置"),
            Self::AsOfTooFar => (
                "that version is too far from the nearest stored one; choose a later one",
                "该版本距最近的存档太远，请选择较晚的版本",
            ),
            Self::UnknownCheckpoint => ("the checkpoint is not one of this book", "该检查点不属于本台账"),
            Self::UnknownBook => ("there is no such book here", "此处没有这本台账"),
            Self::Forbidden => (
                "only members on the roll and auditors may follow this: sign in first",
                "仅名册成员与审计人可查看，请先登录",
            ),
            Self::ReadOnly => ("the book takes no commands at present", "台账暂停受理"),
            Self::Overloaded => {
                ("too many commands are waiting; send the same one again", "请求过多，请稍后重发同一指令")
            }
            Self::Closing => (
                "the service is shutting down; send the same command again",
                "服务正在关闭，请稍后重发同一指令",
            ),
        }
    }
}

/// A fault, ready to be shown: no cause, no path, no internal text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    code: Code,
    message: &'static str,
    request_id: std::sync::Arc<str>,
}

impl Fault {
    /// A fault of the request at hand.
    pub(crate) fn new(ctx: &Context<'_>, code: Code) -> Self {
        let request = RequestContext::of(ctx);
        let (english, chinese) = code.texts();
        Self { code, message: request.language().pick(english, chinese), request_id: request.id_shared() }
    }

    /// A fault whose cause is recorded under the request id and not shown.
    pub(crate) fn internal(ctx: &Context<'_>, cause: &dyn std::error::Error) -> Self {
        let fault = Self::new(ctx, Code::Internal);
        tracing::error!(request_id = %fault.request_id, cause = %chain(cause), "a query failed");
        fault
    }

    /// A store that failed.
    pub(crate) fn journal(ctx: &Context<'_>, error: &JournalError) -> Self {
        Self::internal(ctx, error)
    }

    /// A text that could not be read.
    pub(crate) fn blob(ctx: &Context<'_>, error: &BlobError) -> Self {
        Self::internal(ctx, error)
    }

    /// A past version that cannot be had.
    pub(crate) fn as_of(ctx: &Context<'_>, error: &AsOfError) -> Self {
        match error {
            AsOfError::AfterHead { .. } => Self::new(ctx, Code::AsOfAfterHead),
            AsOfError::TooFar { .. } => Self::new(ctx, Code::AsOfTooFar),
            AsOfError::Store(error) => Self::journal(ctx, error),
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |cause| cause.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::new(fault.message).extend_with(|_, extensions| {
            extensions.set("code", fault.code.as_str());
            extensions.set("requestId", fault.request_id.as_ref());
        })
    }
}

/// A field that may fail: absent, or null with an entry in `errors[]`.
///
/// The result stands inside the option because the library drops the key of a resolver that fails itself
/// (docs/decisions).
pub(crate) type Fallible<T> = Option<Result<T, Fault>>;
