//! yishi-server
