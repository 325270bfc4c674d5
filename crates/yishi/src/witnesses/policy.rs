//! The policy of witnesses as a file.

use crate::failure::{Failure, read_bytes};
use std::path::Path;
use yishi_log::policy::Policy;

/// Reads a policy that names witnesses to be asked.
pub fn read_policy(file: &Path) -> Result<Policy, Failure> {
    let refused = |reason: String| Failure::Refused(format!("{}: {reason}", file.display()));
    let policy = Policy::parse(&read_bytes(file)?).map_err(|error| refused(error.to_string()))?;
    for (name, witness) in policy.witnesses() {
        match witness.url.as_deref() {
            Some(url) if url.starts_with("http://") => {}
            Some(url) if url.starts_with("https://") => {
                return Err(refused(format!(
                    "witness `{name}`: this program does not speak https yet: open a tunnel, e.g. `ssh -L 8090:127.0.0.1:8090 HOST`, and write http://127.0.0.1:8090 instead of {url}"
                )));
            }
            Some(url) => {
                return Err(refused(format!("witness `{name}`: `{url}` is not an address http://…")));
            }
            None => {
                return Err(refused(format!(
                    "witness `{name}` has no address: write `witness {name} VKEY http://HOST:PORT`"
                )));
            }
        }
    }
    Ok(policy)
}
