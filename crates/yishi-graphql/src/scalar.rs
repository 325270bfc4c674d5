//! Scalars: moments, dates, positions, money, areas, hashes, keys, signatures and bytes, each with its written form.

mod bytes;
mod moment;
mod number;

pub(crate) use bytes::{Base64, Hash, Signature};
pub(crate) use moment::{DateTime, format as format_moment};
pub(crate) use number::{AreaDm2, Fen, Quantity, Sequence, count};
