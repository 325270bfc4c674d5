//! The policy of witnesses as a file.

use crate::failure::{Failure, read_bytes};
use crate::http::is_address;
use std::path::Path;
use yishi_log::policy::Policy;

/// Reads a policy that names witnesses to be asked.
pub fn read_policy(file: &Path) -> Result<Policy, Failure> {
    let refused = |reason: String| Failure::Refused(format!("{}: {reason}", file.display()));
    let policy = Policy::parse(&read_bytes(file)?).map_err(|error| refused(error.to_string()))?;
    for (name, witness) in policy.witnesses() {
        match witness.url.as_deref() {
            Some(url) if is_address(url) => {}
            Some(url) => {
                return Err(refused(format!(
                    "witness `{name}`: `{url}` is not an address https://… or http://…"
                )));
            }
            None => {
                return Err(refused(format!(
                    "witness `{name}` has no address: write `witness {name} VKEY https://HOST`"
                )));
            }
        }
    }
    Ok(policy)
}
