//! yishi-sled
