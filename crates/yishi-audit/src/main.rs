//! `yishi-audit`: checks exported books offline. Links neither store nor server.

use clap::Parser;
use std::io;
use std::process::ExitCode;
use yishi_audit::command::AuditArgs;

/// Leaves are read on some threads and put together on another: an allocator made for that saves several per cent.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Checks an exported book of Yishi without the server that made it.
///
/// Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 something could not be read.
#[derive(Parser)]
#[command(name = "yishi-audit", version)]
struct Arguments {
    #[command(flatten)]
    audit: AuditArgs,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = yishi_audit::results();
    let code = arguments.audit.run_to_exit_code(&mut out, &mut io::stderr());
    match io::Write::flush(&mut out) {
        Ok(()) => ExitCode::from(code),
        Err(_) => ExitCode::from(yishi_audit::command::EXIT_IO),
    }
}
