//! Whether a receipt proves what the node says.

use crate::failure::Failure;
use yishi_log::checkpoint::LogVerifier;
use yishi_log::receipt::Receipt;
use yishi_log::tree::{TreeHash, verify_inclusion};

/// Checks that the receipt leads from the leaf hash at the index to a checkpoint of the log.
pub fn check_receipt(log: &LogVerifier, index: u64, leaf_hash: &str, receipt: &str) -> Result<(), Failure> {
    let bad = |reason: String| Failure::Refused(format!("the receipt does not hold: {reason}"));
    let receipt = Receipt::parse(receipt).map_err(|error| bad(error.to_string()))?;
    let checkpoint = log.open(receipt.checkpoint.as_bytes()).map_err(|error| bad(error.to_string()))?;
    if receipt.index != index {
        return Err(bad(format!("it is for entry {}, not for {index}", receipt.index)));
    }
    let hash =
        yishi_log::digits::lower_hex(leaf_hash).ok_or_else(|| bad("the leaf hash is no hash".into()))?;
    verify_inclusion(index, checkpoint.size, &TreeHash(hash), &receipt.proof, &checkpoint.root)
        .map_err(|error| bad(error.to_string()))
}
