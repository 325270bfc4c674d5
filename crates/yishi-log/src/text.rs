//! Texts beside the log: documents by plain hash, statements and vault texts by salted commitment.

/// SHA-256 of a document.
pub fn document_hash(_data: &[u8]) -> [u8; 32] {
    unimplemented!()
}

/// `SHA-256("yishi/blob/v1\0" ‖ salt ‖ u64 big-endian length ‖ data)`.
pub fn commitment(_salt: &[u8; 32], _data: &[u8]) -> [u8; 32] {
    unimplemented!()
}
