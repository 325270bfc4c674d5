//! Quantities with their units, and digests, each of its own type.

use crate::id::FromText;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// Largest integer that canonical JSON carries exactly: 2^53 − 1 (RFC 8785, section 3.2.2.3).
pub const MAX_SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// A moment in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeMs(pub u64);

/// An area in units of 0.01 m², as on ownership certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaDm2(pub u64);

/// An amount of money in fen (0.01 yuan).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AmountFen(pub u64);

macro_rules! digest {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// 32 bytes, written as 64 lower-case hexadecimal digits.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                with_hex(&self.0, |text| f.write_str(text))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = crate::InvalidId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let invalid = || crate::InvalidId {
                    kind: stringify!($name),
                    text: text.to_owned(),
                    expected: "write 64 lower-case hexadecimal digits",
                };
                let mut bytes = [0; 32];
                if text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(invalid());
                }
                hex::decode_to_slice(text, &mut bytes).map_err(|_| invalid())?;
                Ok(Self(bytes))
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::InvalidId;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(digest: $name) -> String {
                digest.to_string()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                with_hex(&self.0, |text| serializer.serialize_str(text))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(FromText(PhantomData))
            }
        }
    };
}

/// Hands over the lower-case hex of 32 bytes, written without an allocation: every leaf has several of them.
fn with_hex<R>(bytes: &[u8; 32], read: impl FnOnce(&str) -> R) -> R {
    let mut digits = [b'0'; 64];
    // The buffer has the right length and the digits are ASCII, so neither can fail.
    let _ = hex::encode_to_slice(bytes, &mut digits);
    read(std::str::from_utf8(&digits).unwrap_or_default())
}

digest!(
    /// SHA-256 of the bytes of a document that people decide on.
    DocumentHash);
digest!(
    /// Salted commitment to a statement or to something in the vault (`docs/format.md`, Texts).
    Commitment);
digest!(
    /// SHA-256 over a frozen roll, a sealed roll import, a decision rule or the counted ballots.
    Digest);
digest!(
    /// An Ed25519 public key. Whether it is acceptable is checked where it is enrolled (`yishi-book`).
    PublicKey);
