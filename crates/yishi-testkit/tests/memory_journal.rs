//! The journal in memory keeps every promise of the port, so that tests over it mean something.
#![allow(missing_docs, reason = "tests")]

use yishi_engine::memory::MemoryJournal;
use yishi_testkit::journal::Fresh;

fn fresh() -> Fresh {
    (Box::new(MemoryJournal::default()), Box::new(()))
}

yishi_testkit::journal_conformance!(fresh);
