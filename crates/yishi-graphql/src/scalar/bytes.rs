//! Hashes and signatures in hexadecimal, and bytes in base64.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use yishi_core::{Commitment, Digest, DocumentHash, PublicKey};
use yishi_log::tree::TreeHash;

/// A hash or a public key: 32 bytes as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hash(pub(crate) [u8; 32]);

macro_rules! hash_from {
    ($($name:ty),+) => {
        $(impl From<$name> for Hash {
            fn from(hash: $name) -> Self {
                Self(hash.0)
            }
        })+
    };
}

hash_from!(TreeHash, DocumentHash, Commitment, Digest, PublicKey);

/// A hash or a public key: 32 bytes as 64 lower-case hexadecimal digits.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc4648#section-8")]
impl ScalarType for Hash {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let lower = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let mut bytes = [0; 32];
        match hex::decode_to_slice(text, &mut bytes) {
            Ok(()) if lower => Ok(Self(bytes)),
            Ok(()) | Err(_) => Err(InputValueError::custom("write 64 lower-case hexadecimal digits")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(hex::encode(self.0))
    }
}

/// An Ed25519 signature: 64 bytes in standard base64 with padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signature(pub(crate) [u8; 64]);

/// An Ed25519 signature (RFC 8032): 64 bytes in standard base64 with padding.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc8032")]
impl ScalarType for Signature {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let mut bytes = [0; 64];
        match STANDARD.decode_slice(text, &mut bytes) {
            Ok(64) => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(InputValueError::custom("write 64 bytes in base64")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(STANDARD.encode(self.0))
    }
}

/// Bytes in standard base64 with padding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Base64(pub(crate) Vec<u8>);

/// Bytes in standard base64 with padding.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc4648#section-4")]
impl ScalarType for Base64 {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        STANDARD
            .decode(text)
            .map(Self)
            .map_err(|_| InputValueError::custom("write standard base64 with padding"))
    }

    fn to_value(&self) -> Value {
        Value::String(STANDARD.encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_one_spelling() {
        let text = "ab".repeat(32);
        assert_eq!(Hash::parse(Value::String(text.clone())).unwrap(), Hash([0xab; 32]));
        assert_eq!(Hash([0xab; 32]).to_value(), Value::String(text.clone()));
        for wrong in [text.to_uppercase(), "ab".repeat(31), "ab".repeat(33), "g".repeat(64)] {
            assert!(Hash::parse(Value::String(wrong)).is_err());
        }
    }

    #[test]
    fn a_signature_has_exactly_64_bytes() {
        assert!(Signature::parse(Value::String(STANDARD.encode([1; 64]))).is_ok());
        assert!(Signature::parse(Value::String(STANDARD.encode([1; 63]))).is_err());
        assert!(Signature::parse(Value::String(STANDARD.encode([1; 65]))).is_err());
    }
}
