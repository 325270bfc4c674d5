//! Why a connection is closed, with the protocol's codes.

use axum::extract::ws::{CloseFrame, Message};

/// A reason to close, by code and a text of at most 123 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Close {
    /// The code.
    pub code: u16,
    /// The reason.
    pub reason: &'static str,
}

impl Close {
    /// The node stops.
    pub const GOING_AWAY: Self = Self { code: 1001, reason: "the node is stopping" };
    /// A message was larger than allowed.
    pub const TOO_BIG: Self = Self { code: 1009, reason: "the message is too large" };
    /// A message that the protocol does not have.
    pub const INVALID: Self = Self { code: 4400, reason: "Invalid message" };
    /// An operation before the introduction.
    pub const UNAUTHORIZED: Self = Self { code: 4401, reason: "Unauthorized" };
    /// A token that is unknown or has expired.
    pub const FORBIDDEN: Self = Self { code: 4403, reason: "Forbidden" };
    /// No subprotocol that we speak.
    pub const SUBPROTOCOL: Self = Self { code: 4406, reason: "Subprotocol not acceptable" };
    /// No introduction in time.
    pub const INIT_TIMEOUT: Self = Self { code: 4408, reason: "Connection initialisation timeout" };
    /// An id that is in use.
    pub const DUPLICATE: Self = Self { code: 4409, reason: "Subscriber for this id already exists" };
    /// A second introduction.
    pub const INIT_TWICE: Self = Self { code: 4429, reason: "Too many initialisation requests" };

    /// The frame.
    pub fn message(self) -> Message {
        Message::Close(Some(CloseFrame { code: self.code, reason: self.reason.into() }))
    }
}
