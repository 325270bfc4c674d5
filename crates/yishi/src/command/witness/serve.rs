//! `yishi witness serve`: a witness on the network.

use super::{folder_failure, read_key};
use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::running;
use crate::service::watch_signals;
use anyhow::Context;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use yishi_engine::Clock;
use yishi_log::policy::Policy;
use yishi_log::witness::KnownLog;
use yishi_witness::{Witness, WitnessFolder, router};

/// Serve a witness: cosign checkpoints that continue what was cosigned before
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi witness serve --dir ./witness --log 'example.org/weiyang-0a1b2c3d+3bcdee97+Af0X…' --listen 0.0.0.0:8090
  yishi witness serve --dir ./witness --policy books.policy

The first line on standard output is `witness: http://ADDR`, which goes into the policy of the book:
  witness NAME VKEY http://ADDR

POST /add-checkpoint hands a checkpoint in (C2SP tlog-witness). GET /status and /metrics say how far it has cosigned, GET
/<SHA-256 of the log's name>/checkpoint gives the newest note. Without its state it does not start: a witness that has
forgotten what it cosigned could cosign a second history.

After a book went over to another log key, give the old key with its last size, and the new one:
  --log 'example.org/weiyang-0a1b2c3d+3bcdee97+Af0X…@18000' --log 'example.org/weiyang-0a1b2c3d+91b40c2f+AdE2…'")]
pub struct Serve {
    /// The folder that `yishi witness init` made
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// The vkey of a book to be witnessed; may be given several times. VKEY@SIZE for a key that was rotated out: it counts for
    /// checkpoints of up to SIZE entries (`until_size` of the rotation)
    #[arg(long, value_name = "VKEY[@SIZE]")]
    log: Vec<String>,
    /// A policy file whose `log` lines name books to be witnessed
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The address to serve at
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Print {"name","vkey","url"} as one line of JSON when the service listens
    #[arg(long)]
    pub(super) json: bool,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        running::log_to_stderr("info");
        let logs = self.logs()?;
        let cosigner = read_key(&self.dir)?.cosigner()?;
        let folder = WitnessFolder::open(&self.dir).map_err(folder_failure)?;
        let state = folder.state(cosigner.verifier()).map_err(folder_failure)?;
        let (name, vkey) = (cosigner.verifier().name().to_owned(), cosigner.verifier().to_vkey());
        let clock = Arc::new(|| SystemClock.now().0 / 1000);
        let kept = (state, Box::new(folder.store()) as _);
        let witness = Witness::new(cosigner, logs, kept, &folder.evidence_path(), clock)
            .context("the evidence cannot be read")?;
        let routes = router(Arc::new(witness));
        running::runtime()?.block_on(async {
            let server = yishi_server::serve_routes(self.listen, routes, watch_signals()?).await;
            let server = server.map_err(|error| Failure::Io(error.into()))?;
            let url = format!("http://{}", server.address());
            if self.json {
                say_json(&serde_json::json!({ "name": name, "vkey": vkey, "url": url }))?;
            } else {
                say(format!("witness: {url}"))?;
                say(format!("vkey: {vkey}"))?;
            }
            server.finished().await.map_err(|error| Failure::Io(error.into()))
        })
    }

    fn logs(&self) -> Result<Vec<KnownLog>, Failure> {
        let parse = |text: &String| KnownLog::parse(text).map_err(Failure::Usage);
        let mut logs = self.log.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        if let Some(file) = &self.policy {
            let bytes = crate::failure::read_bytes(file)?;
            let policy = Policy::parse(&bytes)
                .map_err(|error| Failure::Refused(format!("{}: {error}", file.display())))?;
            logs.extend(policy.logs().iter().cloned().map(KnownLog::from));
        }
        if logs.is_empty() {
            let remedy =
                "say which books to witness, with --log VKEY or a --policy FILE that has `log` lines";
            return Err(Failure::Usage(remedy.into()));
        }
        Ok(logs)
    }
}
