//! All tests over the whole of Yishi, in one binary.

mod house;
