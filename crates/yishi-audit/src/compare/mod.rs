//! Two checkpoints from two places: is the older one the beginning of the newer?
//!
//! Two books of one size under one log key are what only people can find who compare what they were shown. Whether a book is good
//! in itself is left to `verify` and `replay`.

mod entries;
mod report;
mod shown;

pub use report::{Comparison, ComparisonFinding, Evidence, Relation, Side};
pub use shown::Shown;

use crate::bundle::{Bundle, BundleError};
use crate::trust::{Founding, Pin, own_key};
use crate::words::pick;
use entries::{Roots, first_difference, head_of};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::tree::{TreeHash, empty_root, verify_consistency};
use yishi_tally::Language;

/// What the auditor has besides the two.
pub struct AtHand<'a> {
    /// The entries of the newer book.
    pub book: Option<&'a Bundle>,
    /// A consistency proof (RFC 6962) from the smaller to the larger.
    pub proof: Option<&'a [TreeHash]>,
    /// Which log key is believed.
    pub pin: &'a Pin,
    /// The language of messages.
    pub language: Language,
}

/// Compares two checkpoints of one book.
///
/// # Errors
/// When a book cannot be read.
pub fn compare(old: &Shown, new: &Shown, at_hand: &AtHand<'_>) -> Result<Comparison, BundleError> {
    let mut comparison = Comparison {
        old: Side::of(old),
        new: Side::of(new),
        relation: Relation::Unknown,
        shown_by: None,
        first_difference: None,
        findings: Vec::new(),
        not_checked: Vec::new(),
        evidence: Vec::new(),
    };
    comparison.check_signatures([old, new], at_hand)?;
    comparison.check_bundles([old, new], at_hand.language)?;
    comparison.check_order(at_hand.language);
    comparison.relate([old, new], at_hand)?;
    if comparison.relation == Relation::SplitView {
        comparison.keep_evidence([old, new], at_hand)?;
    }
    Ok(comparison)
}

impl Comparison {
    fn find(&mut self, check: &'static str, message: impl Into<String>) {
        self.findings.push(ComparisonFinding { check, message: message.into() });
    }

    fn check_signatures(&mut self, shown: [&Shown; 2], at_hand: &AtHand<'_>) -> Result<(), BundleError> {
        let language = at_hand.language;
        if matches!(at_hand.pin, Pin::Absent) {
            let message = pick(
                language,
                "log key not pinned: give --policy or --vkey from elsewhere, or --unpinned",
                "未指定日志公钥：请用 --policy 或 --vkey 给出另行取得的公钥，或用 --unpinned 放弃核对",
            );
            self.find("pin", message);
        }
        for (it, is_old) in shown.into_iter().zip([true, false]) {
            let Some(note) = &it.note else {
                let unsigned = pick(
                    language,
                    "nobody's signature stands under what was typed in",
                    "手工录入的检查点没有签名",
                );
                self.not_checked.push(unsigned.to_owned());
                continue;
            };
            match open(note, it, at_hand)? {
                None => {
                    let unknown = pick(
                        language,
                        "who signed it: no log key was given (--vkey or --policy)",
                        "由谁签名：没有给出日志公钥（--vkey 或 --policy）",
                    );
                    self.not_checked.push(format!("{}: {unknown}", it.source));
                }
                Some(Err(reason)) => self.find("checkpoint", format!("{}: {reason}", it.source)),
                Some(Ok(vkey)) => {
                    let side = if is_old { &mut self.old } else { &mut self.new };
                    side.signed_by = Some(vkey);
                }
            }
        }
        Ok(())
    }

    /// A book that came with its checkpoint must be what the checkpoint says: equal notes show nothing of the entries beside them.
    fn check_bundles(&mut self, shown: [&Shown; 2], language: Language) -> Result<(), BundleError> {
        for it in shown {
            let Some(bundle) = &it.bundle else { continue };
            let (size, root) = head_of(bundle)?;
            if (size, root) == (it.checkpoint.size, it.checkpoint.root) {
                continue;
            }
            let source = &it.source;
            self.find(
                "tree",
                match language {
                    Language::English => format!(
                        "{source}: its {size} entries have the root {root}, which is not what its checkpoint says"
                    ),
                    Language::Chinese => format!("{source}：其 {size} 条条目的根为 {root}，与其检查点不符"),
                },
            );
        }
        Ok(())
    }

    fn check_order(&mut self, language: Language) {
        if self.old.size > self.new.size {
            let message = pick(
                language,
                "the newer covers fewer entries than the older: they were given in the wrong order, the newer was kept back, or the book was rolled back",
                "较新的检查点条目更少：或顺序给反，或较新者陈旧，或台账被回滚",
            );
            self.find("order", message);
        }
    }

    fn relate(&mut self, shown: [&Shown; 2], at_hand: &AtHand<'_>) -> Result<(), BundleError> {
        let [old, new] = shown.map(|shown| &shown.checkpoint);
        let (smaller, larger) = if old.size <= new.size { (old, new) } else { (new, old) };
        if smaller.size == larger.size {
            self.settle(
                [smaller.root, larger.root],
                Relation::Same,
                pick(at_hand.language, "size and root", "条目数与根"),
            );
        } else if smaller.size == 0 {
            let by = pick(at_hand.language, "every book begins empty", "任何台账都从空开始");
            self.settle([smaller.root, empty_root()], Relation::Prefix, by);
        }
        let books = [shown[1].bundle.as_ref(), shown[0].bundle.as_ref(), at_hand.book];
        for book in books.into_iter().flatten() {
            if self.relation != Relation::Unknown {
                break;
            }
            self.by_entries(book, smaller, larger, at_hand.language)?;
        }
        if self.relation == Relation::Unknown {
            self.by_proof(smaller, larger, at_hand);
        }
        if self.relation == Relation::Unknown {
            let message = pick(
                at_hand.language,
                "nothing at hand shows whether the smaller is the beginning of the larger: give the larger book with --book, or a proof with --proof",
                "现有材料不足以判断较小者是否为较大者的开头：请用 --book 给出较大的台账，或用 --proof 给出一致性证明",
            );
            self.find("entries", message);
        }
        Ok(())
    }

    fn by_entries(
        &mut self,
        book: &Bundle,
        smaller: &Checkpoint,
        larger: &Checkpoint,
        language: Language,
    ) -> Result<(), BundleError> {
        let roots = Roots::of(book, smaller.size, larger.size)?;
        let place = book.path().display();
        match roots.larger {
            None => {}
            Some(root) if root == larger.root => {
                let by = match language {
                    Language::English => format!("the entries of {place}"),
                    Language::Chinese => format!("{place} 的条目"),
                };
                // A book that reaches the larger size has passed the smaller.
                let found = roots.smaller.unwrap_or(root);
                self.settle([found, smaller.root], Relation::Prefix, &by);
            }
            Some(root) => {
                let size = larger.size;
                let message = match language {
                    Language::English => format!(
                        "the root over the first {size} entries of {place} is {root}: it is not the book of the larger checkpoint"
                    ),
                    Language::Chinese => {
                        format!("{place} 前 {size} 条的根为 {root}:它不是较大检查点所指的台账")
                    }
                };
                self.find("tree", message);
            }
        }
        Ok(())
    }

    fn by_proof(&mut self, smaller: &Checkpoint, larger: &Checkpoint, at_hand: &AtHand<'_>) {
        let Some(proof) = at_hand.proof else { return };
        match verify_consistency(smaller.size, &smaller.root, larger.size, &larger.root, proof) {
            Ok(()) => self.settle(
                [smaller.root; 2],
                Relation::Prefix,
                pick(at_hand.language, "the consistency proof", "一致性证明"),
            ),
            Err(error) => self.find("proof", error.to_string()),
        }
    }

    /// They stand to each other as said if two roots are the same, and are split if not.
    fn settle(&mut self, [found, shown]: [TreeHash; 2], relation: Relation, by: &str) {
        self.relation = if found == shown { relation } else { Relation::SplitView };
        self.shown_by = Some(by.to_owned());
    }

    fn keep_evidence(&mut self, shown: [&Shown; 2], at_hand: &AtHand<'_>) -> Result<(), BundleError> {
        let both_signed = self.old.signed_by.is_some() && self.old.signed_by == self.new.signed_by;
        let message = match (at_hand.language, both_signed) {
            (Language::English, true) => {
                "split view: the log signed two books under one name; keep both notes, they prove it"
            }
            (Language::English, false) => {
                "split view: the two belong to two books under one name; it is proven once both notes are signed by the log's key"
            }
            (Language::Chinese, true) => {
                "分叉：日志密钥为同一名称的两本台账签了名；请保存两份检查点，它们就是证据"
            }
            (Language::Chinese, false) => {
                "分叉：两个检查点属于同一名称的两本台账；两份都有日志密钥签名时方成证据"
            }
        };
        self.find("split_view", message);
        for it in shown {
            let text = it
                .note
                .as_ref()
                .map_or_else(|| it.checkpoint.body(), |note| String::from_utf8_lossy(note).into_owned());
            self.evidence.push(Evidence { source: it.source.clone(), text });
        }
        let [old, new] = shown.map(|shown| shown.bundle.as_ref());
        if let (Some(old), Some(new)) = (old.or(at_hand.book), new.or(at_hand.book)) {
            self.first_difference = first_difference(old, new)?;
        }
        Ok(())
    }
}

/// The key under which a note is good; `None` where no key is known.
fn open(
    note: &[u8],
    shown: &Shown,
    at_hand: &AtHand<'_>,
) -> Result<Option<Result<String, String>>, BundleError> {
    let under = |log: &LogVerifier| log.open(note).map(|_| log.to_vkey()).map_err(|error| error.to_string());
    Ok(match at_hand.pin {
        Pin::Policy(policy) => {
            Some(policy.open(note).map_err(|error| error.to_string()).and_then(|checkpoint| {
                let log = policy.log(&checkpoint.origin).ok_or("the policy names no such log")?;
                Ok(log.to_vkey())
            }))
        }
        Pin::Key(log) => Some(under(log)),
        Pin::Waived => {
            let Some(book) = shown.bundle.as_ref().or(at_hand.book) else { return Ok(None) };
            Founding::read_keys(book)?.map(|founding| own_key(note, &founding))
        }
        Pin::Absent => None,
    })
}
