//! yishi-testkit
