//! How hashes look in text and in snapshots: lower-case hex for people, 32 bytes in binary formats.

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// Gives a hash of 32 bytes its text and serde forms.
macro_rules! hash_text {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::hash_text::with_hex(&self.0, |text| f.write_str(text))
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::hash_text::serialize(&self.0, serializer)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::hash_text::deserialize(deserializer).map(Self)
            }
        }
    };
}
pub(crate) use hash_text;

/// Hands over the lower-case hex of a hash, written without an allocation.
pub(crate) fn with_hex<R>(hash: &[u8; 32], read: impl FnOnce(&str) -> R) -> R {
    let mut digits = [b'0'; 64];
    // The buffer has the right length and the digits are ASCII, so neither can fail.
    let _ = hex::encode_to_slice(hash, &mut digits);
    read(std::str::from_utf8(&digits).unwrap_or_default())
}

pub(crate) fn serialize<S: Serializer>(hash: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        with_hex(hash, |text| serializer.serialize_str(text))
    } else {
        serializer.serialize_bytes(hash)
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    if deserializer.is_human_readable() {
        deserializer.deserialize_str(HashVisitor)
    } else {
        deserializer.deserialize_bytes(HashVisitor)
    }
}

struct HashVisitor;

impl Visitor<'_> for HashVisitor {
    type Value = [u8; 32];

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a hash of 32 bytes, as 64 lower-case hex digits in text formats")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<[u8; 32], E> {
        crate::digits::lower_hex(text)
            .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<[u8; 32], E> {
        bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
    }
}
