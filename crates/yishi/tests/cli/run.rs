//! Runs the binary.

use std::path::Path;
use std::process::{Command, Stdio};

/// What a run printed and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs `yishi` with arguments in a folder.
pub fn yishi_in(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_yishi"))
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "100")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs `yishi` and insists on the exit code.
pub fn expect(folder: &Path, code: i32, arguments: &[&str]) -> Ran {
    let ran = yishi_in(folder, arguments);
    assert_eq!(ran.code, code, "yishi {}: {ran:#?}", arguments.join(" "));
    ran
}

/// The JSON that a successful run printed.
pub fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&expect(folder, 0, arguments).out).unwrap()
}
