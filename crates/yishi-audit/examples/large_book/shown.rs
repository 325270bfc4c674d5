//! Bytes of receipts and of the checkpoint, judged by the commands that an auditor runs.

use super::{Large, Marks, Random, same};
use clap::Parser;
use std::collections::BTreeMap;
use std::path::Path;
use yishi_audit::Check;
use yishi_audit::command::{AuditArgs, EXIT_FINDINGS, EXIT_USAGE};
use yishi_book::Finding;
use yishi_log::receipt::Receipt;
use yishi_log::tree::{Tree, leaf_hash};

const RECEIPT_BYTES: usize = 300;
const CHECKPOINT_BYTES: usize = 100;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    audit: AuditArgs,
}

/// The exit code of a command, and its report.
fn run(arguments: &[&str]) -> (u8, serde_json::Value) {
    let parsed =
        Arguments::try_parse_from(std::iter::once("audit").chain(arguments.iter().copied())).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = parsed.audit.run_to_exit_code(&mut out, &mut err);
    (code, serde_json::from_slice(&out).unwrap_or_default())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

impl Large {
    pub(super) fn receipts(&self, random: &mut Random) {
        let mut tree = Tree::default();
        self.leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
        let guard = tempfile::tempdir().unwrap();
        let vkey = self.vkey();
        let [receipt, leaf] = ["receipt", "leaf"].map(|name| guard.path().join(name));
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for _ in 0..RECEIPT_BYTES {
            let index = random.below(self.leaves.len());
            let proof = tree.inclusion(index as u64, tree.size()).unwrap();
            let good = Receipt { index: index as u64, proof, checkpoint: self.checkpoint.clone() };
            std::fs::write(&leaf, &self.leaves[index]).unwrap();
            let judged = |bytes: &[u8]| {
                std::fs::write(&receipt, bytes).unwrap();
                let arguments = ["receipt", text(&receipt), "--leaf", text(&leaf), "--vkey", &vkey, "--json"];
                let findings: Vec<Finding> =
                    serde_json::from_value(run(&arguments).1["findings"].clone()).unwrap();
                findings.into_iter().map(|it| (it.index, it.check)).collect::<Marks>()
            };
            let mut bad = good.encode().into_bytes();
            assert_eq!(judged(&bad), Marks::new(), "the honest receipt holds");
            let at = random.below(bad.len());
            bad[at] = random.other(bad[at]);
            let expected = of_receipt(&good, &bad);
            for (_, check) in &expected {
                *counts.entry(check.clone()).or_default() += 1;
            }
            same(&judged(&bad), &expected);
        }
        println!("receipts: {RECEIPT_BYTES} bytes, none holds: {counts:?}");
    }

    /// The checkpoint beside the entry that founds the book, to `verify`; and beside the honest one, to `compare`, which refuses to read what is
    /// no checkpoint of this book at all.
    pub(super) fn checkpoints(&self, random: &mut Random) {
        let guard = tempfile::tempdir().unwrap();
        let bundle = guard.path().join("bundle");
        std::fs::create_dir(&bundle).unwrap();
        std::fs::write(bundle.join("book.jsonl"), super::lines(&self.leaves[..1])).unwrap();
        std::fs::copy(self.folder.path().join("policy"), bundle.join("policy")).unwrap();
        let vkey = self.vkey();
        let [mine, theirs] = ["mine", "theirs"].map(|name| guard.path().join(name));
        std::fs::write(&mine, &self.checkpoint).unwrap();
        let mut compared = 0;
        for _ in 0..CHECKPOINT_BYTES {
            let mut bad = self.checkpoint.clone().into_bytes();
            let at = random.below(bad.len());
            bad[at] = random.other(bad[at]);
            std::fs::write(bundle.join("checkpoint"), &bad).unwrap();
            let expected = Marks::from([(None, "checkpoint".to_owned())]);
            same(&self.audited_in(&bundle, &[Check::Checkpoint]), &expected);
            std::fs::write(&theirs, &bad).unwrap();
            let arguments = ["compare", text(&mine), text(&theirs), "--vkey", &vkey, "--json"];
            let (code, report) = run(&arguments);
            if code != EXIT_USAGE {
                let findings = report["findings"].as_array().unwrap();
                let found = findings.iter().any(|finding| finding["check"] == "checkpoint");
                assert!(code == EXIT_FINDINGS && found, "byte {at}: {report}");
                compared += 1;
            }
        }
        println!(
            "checkpoint: {CHECKPOINT_BYTES} bytes, each found by `verify`, {compared} by `compare`, which cannot read the others"
        );
    }
}

/// What must be said of a changed receipt: that it is none, or that its note or its proof is not good, at the entry that it names.
fn of_receipt(good: &Receipt, bad: &[u8]) -> Marks {
    let parsed = std::str::from_utf8(bad).ok().and_then(|text| Receipt::parse(text).ok());
    let mark = |index: Option<u64>, check: &str| (index, check.to_owned());
    match parsed {
        None => [mark(None, "receipt")].into(),
        Some(parsed) if parsed.checkpoint != good.checkpoint => {
            [mark(Some(parsed.index), "checkpoint")].into()
        }
        Some(parsed) if parsed.index != good.index => {
            [mark(Some(parsed.index), "inclusion"), mark(Some(parsed.index), "index")].into()
        }
        Some(parsed) => [mark(Some(parsed.index), "inclusion")].into(),
    }
}
