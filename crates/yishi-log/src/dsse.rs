//! DSSE pre-authentication encoding (DSSE v1.0.2): what is signed names the type of what was signed.

use crate::digits::push_decimal;

/// Bytes of the fixed words, spaces and two lengths before a payload, at most.
const MAX_HEAD_BYTES: usize = 52;

/// Payload type of commands.
pub const COMMAND_TYPE: &str = "application/vnd.yishi.command.v1+json";
/// Payload type of signed refusals.
pub const REFUSAL_TYPE: &str = "application/vnd.yishi.refusal.v1+json";
/// Payload type of sign-in challenges.
pub const SIGN_IN_TYPE: &str = "application/vnd.yishi.sign-in.v1+json";
/// Payload type of proofs that the holder of a key has its secret.
pub const POSSESSION_TYPE: &str = "application/vnd.yishi.possession.v1+json";

/// `DSSEv1 SP LEN(type) SP type SP LEN(body) SP body`.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(MAX_HEAD_BYTES + payload_type.len() + payload.len());
    encoded.extend_from_slice(b"DSSEv1 ");
    for part in [payload_type.as_bytes(), payload] {
        push_decimal(&mut encoded, u64::try_from(part.len()).unwrap_or(u64::MAX));
        encoded.push(b' ');
        encoded.extend_from_slice(part);
        encoded.push(b' ');
    }
    encoded.pop();
    encoded
}

#[cfg(test)]
mod tests {
    use super::pae;

    #[test]
    fn the_example_of_the_dsse_protocol_comes_out_byte_for_byte() {
        assert_eq!(
            pae("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
        assert_eq!(pae("", b""), b"DSSEv1 0  0 ");
    }
}
