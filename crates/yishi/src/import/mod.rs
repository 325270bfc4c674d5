//! Imports: what was recorded elsewhere comes into a book as signed commands, each row once, however often it is sent.

pub mod founder;
pub mod polis;
pub mod roll;
pub mod votes;
