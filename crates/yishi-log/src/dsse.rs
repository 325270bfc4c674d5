//! DSSE pre-authentication encoding (dev.sigstore DSSE v1.0.2).

/// Payload type of commands.
pub const COMMAND_TYPE: &str = "application/vnd.yishi.command.v1+json";
/// Payload type of signed refusals.
pub const REFUSAL_TYPE: &str = "application/vnd.yishi.refusal.v1+json";
/// Payload type of sign-in challenges.
pub const SIGN_IN_TYPE: &str = "application/vnd.yishi.sign-in.v1+json";
/// Payload type of proofs that the holder of a key has its secret.
pub const POSSESSION_TYPE: &str = "application/vnd.yishi.possession.v1+json";

/// `DSSEv1 SP LEN(type) SP type SP LEN(body) SP body`.
pub fn pae(_payload_type: &str, _payload: &[u8]) -> Vec<u8> {
    unimplemented!()
}
