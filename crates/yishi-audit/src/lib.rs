//! yishi-audit
