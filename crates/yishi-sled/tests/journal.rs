//! The journal on sled keeps every promise of the port.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test that cannot go on must stop")]

use yishi_sled::{JournalOptions, SledJournal};
use yishi_testkit::journal::Fresh;

fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let journal = SledJournal::open(folder.path(), JournalOptions::default()).unwrap();
    (Box::new(journal), Box::new(folder))
}

yishi_testkit::journal_conformance!(fresh);
