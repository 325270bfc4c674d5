//! Who asks, and what that person may read. Named ballots, unit areas and entries identify people.

use crate::HostedBook;
use crate::token::{Claims, Role};
use yishi_core::{MemberId, PublicKey, TimeMs};

/// Who asks. Made by the server from a bearer token through [`crate::Node::viewer`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Viewer {
    /// Somebody who did not sign in.
    #[default]
    Anonymous,
    /// Somebody who signed in with a key of a book.
    SignedIn {
        /// The book.
        book: String,
        /// As what.
        role: Role,
        /// The key they signed in with.
        key: PublicKey,
        /// Until when.
        expires_at_ms: TimeMs,
    },
}

impl Viewer {
    pub(crate) fn from_claims(claims: Claims) -> Self {
        Self::SignedIn {
            book: claims.book,
            role: claims.role,
            key: claims.key,
            expires_at_ms: claims.expires_at_ms,
        }
    }

    /// The member who asks, if one of this book does.
    pub fn member_of(&self, origin: &str) -> Option<&MemberId> {
        match self {
            Self::SignedIn { book, role: Role::Member(member), .. } if book == origin => Some(member),
            Self::SignedIn { .. } | Self::Anonymous => None,
        }
    }

    /// Whether entries, named ballots, stances, ratings and areas of single units may be read.
    pub fn may_read_log(&self, book: &HostedBook) -> bool {
        book.public_log
            || match self {
                Self::Anonymous => false,
                Self::SignedIn { book: origin, role: Role::Member(_) | Role::Auditor, .. } => {
                    origin == book.engine.origin()
                }
            }
    }
}
