//! Witnesses 见证人: who beside the operator has seen the book, and how far.

use crate::request::RequestContext;
use crate::scalar::{Hash, Sequence};
use crate::view::View;
use async_graphql::{Context, Object};
use std::sync::Arc;
use yishi_engine::CosignedCheckpoint;

/// The witnesses of a book.
pub(crate) struct Witnesses {
    view: View,
}

impl Witnesses {
    pub(crate) fn new(view: &View) -> Self {
        Self { view: view.clone() }
    }
}

/// The witnesses 见证人 of the book: people and bodies outside of it who cosign its checkpoints, so that nobody can show different books to
/// different people. Which of them count stands in a policy of the community; compare it with the copy that you hold yourself.
#[Object]
impl Witnesses {
    /// How many witnesses the policy names; 0 where the book has none.
    async fn of(&self) -> i32 {
        number(self.view.engine().witness_policy().map_or(0, |policy| policy.witnesses().count()))
    }

    /// The quorum that must have cosigned before a result becomes final, by its name in the policy; null where none is asked for.
    async fn quorum(&self) -> Option<&str> {
        self.view.engine().witness_policy().and_then(|policy| policy.quorum())
    }

    /// The newest checkpoint that the quorum has cosigned.
    async fn confirmed(&self) -> Option<WitnessedCheckpoint> {
        self.view.engine().confirmed().map(WitnessedCheckpoint)
    }

    /// The newest checkpoint that any witness has cosigned.
    async fn newest(&self) -> Option<WitnessedCheckpoint> {
        self.view.engine().newest_cosigned().map(WitnessedCheckpoint)
    }

    /// The same in a sentence.
    async fn words(&self, ctx: &Context<'_>) -> String {
        let engine = self.view.engine();
        let language = RequestContext::of(ctx).language();
        let Some(policy) = engine.witness_policy() else { return no_witnesses(ctx).to_owned() };
        let newest = engine.newest_cosigned();
        let (good, of) = (newest.as_ref().map_or(0, |found| found.good.len()), policy.witnesses().count());
        let size = newest.map_or(0, |found| found.checkpoint.size);
        match language {
            crate::Language::English => {
                format!("{good} of {of} witnesses have cosigned the first {size} entries")
            }
            crate::Language::Chinese => format!("{of} 位见证人中有 {good} 位已联署前 {size} 条记录"),
        }
    }
}

/// A checkpoint with cosignatures.
pub(crate) struct WitnessedCheckpoint(Arc<CosignedCheckpoint>);

/// A checkpoint that witnesses 见证人 have cosigned.
#[Object]
impl WitnessedCheckpoint {
    /// How many entries it covers.
    async fn size(&self) -> Sequence {
        Sequence(self.0.checkpoint.size)
    }

    /// The root of the tree of hashes over them (RFC 6962).
    async fn root(&self) -> Hash {
        Hash::from(self.0.checkpoint.root)
    }

    /// How many witnesses have cosigned it.
    async fn good(&self) -> i32 {
        number(self.0.good.len())
    }

    /// How many witnesses the policy names.
    async fn of(&self) -> i32 {
        number(self.0.of)
    }

    /// Those who have, by their names in the policy.
    async fn names(&self) -> &[String] {
        &self.0.good
    }

    /// Whether they are the quorum that the policy asks for.
    async fn quorum_met(&self) -> bool {
        self.0.met
    }

    /// The signed note with the cosignatures (C2SP tlog-checkpoint, tlog-cosignature): keep it, it holds without this service.
    async fn checkpoint(&self) -> &str {
        &self.0.note
    }
}

/// How an entry is witnessed.
pub(crate) struct WitnessedEntry {
    view: View,
    index: u64,
    by: Option<Arc<CosignedCheckpoint>>,
}

impl WitnessedEntry {
    pub(crate) fn new(view: &View, index: u64) -> Self {
        Self { view: view.clone(), index, by: view.engine().witnessed(index) }
    }

    fn counted(&self) -> (usize, usize) {
        let of = self.view.engine().witness_policy().map_or(0, |policy| policy.witnesses().count());
        (self.by.as_ref().map_or(0, |by| by.good.len()), of)
    }
}

/// How many witnesses 见证人 have cosigned a checkpoint that covers the entry: of the quorum's, if there is one, else of the newest.
#[Object]
impl WitnessedEntry {
    /// How many have.
    async fn good(&self) -> i32 {
        number(self.counted().0)
    }

    /// How many witnesses the policy names; 0 where the book has none.
    async fn of(&self) -> i32 {
        number(self.counted().1)
    }

    /// Whether they are the quorum that the policy asks for; false where the book has no witnesses.
    async fn quorum_met(&self) -> bool {
        self.by.as_ref().is_some_and(|by| by.met)
    }

    /// The checkpoint; null while nobody has cosigned one that covers the entry.
    async fn checkpoint(&self) -> Option<WitnessedCheckpoint> {
        self.by.clone().map(WitnessedCheckpoint)
    }

    /// A receipt 回执 under that checkpoint (C2SP tlog-proof): it proves with the policy, without this service, that the entry stands in the
    /// book that the witnesses saw.
    async fn receipt(&self) -> Option<String> {
        Some(self.view.engine().witnessed_receipt(self.index, self.by.as_ref()?)?.encode())
    }

    /// The same in words, e.g. `2 of 3 witnesses`.
    async fn words(&self, ctx: &Context<'_>) -> String {
        let (good, of) = self.counted();
        match (of, RequestContext::of(ctx).language()) {
            (0, _) => no_witnesses(ctx).to_owned(),
            (of, crate::Language::English) => format!("{good} of {of} witnesses"),
            (of, crate::Language::Chinese) => format!("{of} 位见证人中的 {good} 位"),
        }
    }
}

fn no_witnesses(ctx: &Context<'_>) -> &'static str {
    RequestContext::of(ctx).language().pick("no witnesses", "没有见证人")
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
