//! What the disk itself does, in the same run, and the loop that keeps it honest.

use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

const PROBE_BYTES: usize = 8 * 1024 * 1024;

/// Writes of `bytes` each with one `fdatasync` into a file that was written out before; how many a second.
pub fn probe(folder: &Path, bytes: usize) -> f64 {
    let path = folder.join("probe");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(&vec![0; PROBE_BYTES]).unwrap();
    file.sync_all().unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let record = vec![7; bytes];
    let (started, mut writes) = (Instant::now(), 0_u32);
    while started.elapsed() < Duration::from_secs(1) && (writes as usize + 1) * bytes < PROBE_BYTES {
        file.write_all(&record).unwrap();
        file.sync_data().unwrap();
        writes += 1;
    }
    f64::from(writes) / started.elapsed().as_secs_f64()
}

/// Keeps a processor awake at idle priority: on virtual machines the disk's interrupt sleeps with its processor, and a sync of
/// 0.2 ms then takes 4 ms. Ends with the value.
pub struct Spinner(Option<Child>);

impl Spinner {
    /// Starts it if asked to and if `chrt` is there; says which.
    pub fn start(wanted: bool) -> Self {
        let program = std::env::current_exe().unwrap();
        let child = wanted
            .then(|| Command::new("chrt").args(["--idle", "0"]).arg(program).arg("spin").spawn().ok())
            .flatten();
        println!("spinner at idle priority: {}", if child.is_some() { "on" } else { "off" });
        Self(child)
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The loop itself, in a process of its own.
pub fn spin() {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(3600) {
        std::hint::spin_loop();
    }
}
