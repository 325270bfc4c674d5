//! All tests over the whole of Yishi, in one binary.

mod features;
mod house;
