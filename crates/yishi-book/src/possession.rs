//! Proofs of possession: whoever brings a key in shows that its holder has the secret and meant this book and member.
//!
//! Without them a registrar could enrol somebody else's key, or one that nobody can use.

use crate::authenticate::verify;
use crate::{Envelope, KeyCache, Refusal};
use serde::Serialize;
use yishi_core::{Command, KeyRow, MemberId, PublicKey, RegistrarAct};
use yishi_log::{canonical, dsse};

/// What the holder of a key signs, with payload type [`dsse::POSSESSION_TYPE`].
#[derive(Serialize)]
struct Possession<'a> {
    key: &'a PublicKey,
    member: &'a MemberId,
    origin: &'a str,
}

/// The bytes that the holder of `key` signs to prove possession, for `member` in the book `origin`.
pub fn possession_payload(origin: &str, member: &MemberId, key: &PublicKey) -> Result<Vec<u8>, Refusal> {
    canonical::encode(&Possession { key, member, origin })
        .map_err(|e| Refusal::Malformed { reason: e.to_string() })
}

/// The keys that a command brings in.
pub(crate) fn rows(command: &Command) -> &[KeyRow] {
    match command {
        Command::CreateBook(create) => &create.registrars,
        Command::RequestRegistrarAct(request) => match &request.act {
            RegistrarAct::EnrolKeys { keys } => keys,
            RegistrarAct::RevokeKey { .. }
            | RegistrarAct::AddRegistrar { .. }
            | RegistrarAct::RemoveRegistrar { .. }
            | RegistrarAct::EraseMember { .. }
            | RegistrarAct::RotateLogKey(_)
            | RegistrarAct::FreezeBook(_)
            | RegistrarAct::RegisterBook(_)
            | RegistrarAct::RotateRegisteredKey(_)
            | RegistrarAct::ChangeRegisteredPolicy(_)
            | RegistrarAct::FreezeRegisteredBook(_)
            | RegistrarAct::NameSuccessor(_) => &[],
        },
        _ => &[],
    }
}

/// Checks every proof of possession that the command carries.
pub(crate) fn check(envelope: &Envelope, keys: &dyn KeyCache) -> Result<(), Refusal> {
    rows(&envelope.command).iter().try_for_each(|row| check_row(&envelope.origin, row, keys))
}

fn check_row(origin: &str, row: &KeyRow, keys: &dyn KeyCache) -> Result<(), Refusal> {
    let unproven = |reason: String| Refusal::PossessionNotProven { key: row.key, reason };
    let mut signature = [0; 64];
    let upper = row.possession.bytes().any(|b| b.is_ascii_uppercase());
    hex::decode_to_slice(&row.possession, &mut signature)
        .ok()
        .filter(|()| !upper)
        .ok_or_else(|| unproven("`possession` must be 128 lower-case hexadecimal digits".to_owned()))?;
    let payload = possession_payload(origin, &row.member, &row.key)?;
    verify(&row.key, dsse::POSSESSION_TYPE, &payload, &signature, keys).map_err(|e| unproven(e.to_string()))
}
