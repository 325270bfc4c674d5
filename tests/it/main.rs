//! All tests over the whole of Yishi, in one binary.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

mod features;
mod house;
