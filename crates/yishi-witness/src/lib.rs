//! A witness: cosigns checkpoints of logs that it was told of, as long as each continues what it cosigned before.
//!
//! Keeps what it cosigned and what it refused in plain files, and answers over HTTP (C2SP `tlog-witness`). What may be cosigned is
//! decided in `yishi-log`; listening, signals, clock and key files are left to the binary.

mod evidence;
mod files;
mod folder;
mod routes;
mod state;
mod witness;

pub use evidence::{Evidence, MAX_FORKS, MAX_UNPROVEN};
pub use folder::{FileState, FolderError, WitnessFolder};
pub use routes::router;
pub use state::{Damaged, State, StateStore};
pub use witness::{Answer, Clock, Witness};
