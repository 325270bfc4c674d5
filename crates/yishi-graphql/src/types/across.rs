//! Decisions that several books take together: the partners, what this book handed over, and what it cites of the others.

use super::Member;
use super::decision::Threshold;
use crate::entry::Entry;
use crate::fault::{Fallible, Fault};
use crate::scalar::{DateTime, Hash, Sequence};
use crate::view::View;
use async_graphql::{Context, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{AcrossClause, CitedEntry, CitedPlace, Digest, canonical_json};

/// That several books take the decision together 跨册共同表决.
#[derive(SimpleObject)]
pub(crate) struct AcrossRule {
    /// What share of the books must have passed it, this one among them.
    passes: Threshold,
    /// How long after the count the results of the others are waited for, e.g. `30d`.
    within: String,
}

impl AcrossRule {
    pub(crate) fn new(clause: &AcrossClause) -> Self {
        Self { passes: Threshold::new(clause.passes), within: String::from(clause.within) }
    }
}

/// A book that decides together with this one 联合台账.
#[derive(SimpleObject)]
pub(crate) struct PartnerBook {
    /// Its name.
    origin: String,
    /// The verifier key of its log (C2SP signed-note): whoever votes on the text agrees to it.
    log_vkey: String,
}

impl PartnerBook {
    pub(crate) fn new(partner: &yishi_core::PartnerBook) -> Self {
        Self { origin: partner.origin.to_string(), log_vkey: partner.log_vkey.clone() }
    }
}

/// What is known in this book of a decision that several books take together.
pub(crate) struct Across {
    view: View,
    poll: Arc<yishi_core::Poll>,
}

impl Across {
    /// Nothing where this book decides alone.
    pub(crate) fn of(view: &View, poll: &Arc<yishi_core::Poll>) -> Option<Self> {
        view.state().partners_of(poll)?;
        Some(Self { view: view.clone(), poll: Arc::clone(poll) })
    }
}

/// What is known in this book of a decision that several books take together 跨册共同表决. Everybody may read it.
#[Object(name = "AcrossBooks")]
impl Across {
    /// The books that decide together with this one.
    async fn partners(&self) -> Vec<PartnerBook> {
        let partners = self.view.state().partners_of(&self.poll).unwrap_or_default();
        partners.iter().map(PartnerBook::new).collect()
    }

    /// Until when their results are waited for; null unless the vote passed here.
    async fn due_at(&self) -> Option<DateTime> {
        self.poll.across.due_at_ms.map(Into::into)
    }

    /// The hand-over of this book's own result; null before.
    async fn hand_over(&self) -> Option<HandOver> {
        let index = self.poll.across.handed_over?;
        let passed = self.poll.sealing()?.verdict() == yishi_tally::Verdict::Passed;
        Some(HandOver { view: self.view.clone(), index, passed })
    }

    /// The results of other books that are on record here.
    async fn cited(&self) -> Vec<CitedResult> {
        let cited = self.poll.across.cited.iter();
        cited.map(|(origin, cited)| CitedResult::new(&self.view, origin.as_str(), cited)).collect()
    }

    /// Whether as many books passed it as the rule asks; null while that is open.
    async fn passed(&self) -> Option<bool> {
        self.poll.across.settled.map(|settled| settled.passed)
    }

    /// The entry that settled it; null while that is open.
    async fn settled(&self) -> Option<Entry> {
        self.poll.across.settled.map(|settled| Entry::new(&self.view, settled.index))
    }
}

/// A result that was handed over to other books 结果移交.
pub(crate) struct HandOver {
    view: View,
    index: u64,
    passed: bool,
}

/// A result that was handed over to other books 结果移交. Everybody may read it: it names texts and digests, and who signed.
#[Object]
impl HandOver {
    /// The entry.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.index)
    }

    /// The fields of `cite_result` by which another book cites it, as JSON; add `poll`, the vote there. They hold the entry's exact
    /// bytes and a receipt that leads to the present checkpoint, so that the citation proves itself.
    async fn citation(&self, ctx: &Context<'_>) -> Fallible<String> {
        Some(self.fields(ctx).transpose()?)
    }
}

impl HandOver {
    fn fields(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let Some((place, leaf, receipt)) = proven(&self.view, ctx, self.index)? else { return Ok(None) };
        let fields = serde_json::json!({
            "origin": self.view.origin(), "passed": self.passed, "place": place, "leaf": leaf,
            "receipt": receipt,
        });
        Ok(Some(canonical_json(&fields)))
    }
}

/// An entry as another book cites it, as JSON: `place`, `leaf` and `receipt`.
pub(crate) fn cited_entry(view: &View, ctx: &Context<'_>, index: u64) -> Result<Option<String>, Fault> {
    let cited = proven(view, ctx, index)?;
    Ok(cited.map(|(place, leaf, receipt)| canonical_json(&CitedEntry { place, leaf, receipt })))
}

/// Where an entry stands, its exact bytes, and a receipt that leads to the present checkpoint.
fn proven(view: &View, ctx: &Context<'_>, index: u64) -> Result<Option<(CitedPlace, String, String)>, Fault> {
    let (engine, version) = (view.engine(), view.version());
    let (Some(leaf), Some(leaf_hash), Some(receipt)) = (
        Entry::new(view, index).public_leaf(ctx).transpose()?,
        engine.leaf_hash(index),
        engine.receipt(index, version),
    ) else {
        return Ok(None);
    };
    let (leaf_hash, root) = (Digest(leaf_hash.0), Digest(version.root.0));
    Ok(Some((CitedPlace { index, leaf_hash, size: version.size, root }, leaf, receipt.encode())))
}

/// The cited result of another book.
#[derive(SimpleObject)]
pub(crate) struct CitedResult {
    /// The other book.
    origin: String,
    /// Whether it passed there.
    passed: bool,
    /// Where its hand-over stands in that book.
    index: Sequence,
    /// The hash of that entry in that book's tree of hashes (RFC 6962).
    leaf_hash: Hash,
    /// The size of that book at the checkpoint that was cited.
    size: Sequence,
    /// The root of its tree at that size.
    root: Hash,
    /// Who cited it.
    by: Member,
    /// The entry of this book that cites it.
    entry: Entry,
}

impl CitedResult {
    fn new(view: &View, origin: &str, cited: &yishi_core::Cited) -> Self {
        let CitedPlace { index, leaf_hash, size, root } = cited.place;
        Self {
            origin: origin.to_owned(),
            passed: cited.passed,
            index: Sequence(index),
            leaf_hash: leaf_hash.into(),
            size: Sequence(size),
            root: root.into(),
            by: Member::new(view, cited.by.clone()),
            entry: Entry::new(view, cited.index),
        }
    }
}
