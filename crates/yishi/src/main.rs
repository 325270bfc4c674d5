//! The `yishi` command.
fn main() {}
