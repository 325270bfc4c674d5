//! Entries: the place in the book that every object leads to, with its hash, its receipt and what it holds.

use crate::caused;
use crate::fault::{Fallible, Fault};
use crate::global_id;
use crate::query::NodeObject;
use crate::scalar::{Base64, DateTime, Hash, Sequence, Signature};
use crate::types::{Custody, Member, Position, WitnessedEntry};
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};
use serde_json::value::RawValue;
use yishi_book::Envelope;
use yishi_core::{Event as Fact, Party, PublicKey, TimeMs};
use yishi_log::leaf::Leaf;

/// One position of the book 记录: a signed command and what it caused.
#[derive(Clone)]
pub(crate) struct Entry {
    view: View,
    index: u64,
}

impl Entry {
    pub(crate) fn new(view: &View, index: u64) -> Self {
        Self { view: view.clone(), index }
    }

    /// The entry, if the view reaches it.
    pub(crate) fn within(view: &View, index: u64) -> Option<Self> {
        (index < view.version().size).then(|| Self::new(view, index))
    }

    fn bytes(&self, ctx: &Context<'_>) -> Result<Option<Vec<u8>>, Fault> {
        let leaves = self.view.engine().leaves(self.index, self.index + 1);
        Ok(leaves.map_err(|error| Fault::journal(ctx, &error))?.into_iter().next())
    }

    /// Reads something from the leaf; nothing when the viewer may not.
    fn read<T>(
        &self,
        ctx: &Context<'_>,
        part: impl FnOnce(&[u8], &Leaf<'_>) -> Result<T, Fault>,
    ) -> Fallible<T> {
        if self.view.reads_log(ctx) { self.read_public(ctx, part) } else { None }
    }

    fn read_public<T>(
        &self,
        ctx: &Context<'_>,
        part: impl FnOnce(&[u8], &Leaf<'_>) -> Result<T, Fault>,
    ) -> Fallible<T> {
        let bytes = match self.bytes(ctx).transpose()? {
            Ok(bytes) => bytes,
            Err(fault) => return Some(Err(fault)),
        };
        Some(match Leaf::parse(&bytes) {
            Ok(leaf) => part(&bytes, &leaf),
            Err(error) => Err(Fault::internal(ctx, &error)),
        })
    }

    /// The kind of command that it holds, also for those who may not read the rest.
    pub(crate) fn public_kind(&self, ctx: &Context<'_>) -> Fallible<String> {
        self.read_public(ctx, |_, leaf| Ok(Self::envelope(ctx, leaf)?.command.kind().to_owned()))
    }

    /// The command that it holds and who signed it for whom, also for those who may not read the rest: for whom it concerns.
    pub(crate) fn public_envelope(&self, ctx: &Context<'_>) -> Fallible<Envelope> {
        self.read_public(ctx, |_, leaf| Self::envelope(ctx, leaf))
    }

    /// How the key that signed it is kept, also for those who may not read the rest: where the channel is told, this is.
    pub(crate) fn public_custody(&self, ctx: &Context<'_>) -> Fallible<Custody> {
        self.read_public(ctx, |_, leaf| Ok(self.custody_of(leaf))).and_then(Result::transpose)
    }

    /// How the key of a leaf is kept. A key is enrolled once for ever, so that what is said of it holds for all that it signed.
    fn custody_of(&self, leaf: &Leaf<'_>) -> Option<Custody> {
        self.view.state().keys.get(&PublicKey(leaf.key)).map(|record| record.custody.into())
    }

    /// What it made or changed, also for those who may not read the rest.
    pub(crate) fn public_object(&self, ctx: &Context<'_>) -> Fallible<NodeObject> {
        let found = self.read_public(ctx, |_, leaf| {
            let facts: Vec<Fact> =
                serde_json::from_str(leaf.events).map_err(|error| Fault::internal(ctx, &error))?;
            Ok(facts.iter().find_map(|fact| caused::object(&self.view, fact)))
        });
        found?.transpose()
    }

    /// Its exact bytes, also for those who may not read the rest: for entries that others are meant to cite.
    pub(crate) fn public_leaf(&self, ctx: &Context<'_>) -> Fallible<String> {
        self.read_public(ctx, |bytes, _| {
            let text = std::str::from_utf8(bytes).map_err(|error| Fault::internal(ctx, &error))?;
            Ok(text.to_owned())
        })
    }

    fn envelope(ctx: &Context<'_>, leaf: &Leaf<'_>) -> Result<Envelope, Fault> {
        serde_json::from_str(leaf.command).map_err(|error| Fault::internal(ctx, &error))
    }
}

/// A fact that an entry brought about.
#[derive(SimpleObject)]
pub(crate) struct Event {
    /// Its kind, e.g. `ballot_cast`.
    kind: &'static str,
    /// Its content as JSON, exactly as it stands in the book.
    json: String,
}

/// One position of the book 记录: a signed command and what it caused. Everybody may read where it stands, its hash and its
/// time; what it holds is for members on the roll and auditors, and is null for others.
#[Object]
impl Entry {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("entry", self.view.origin(), &self.index.to_string())
    }

    /// Its position, counted from 0.
    async fn index(&self) -> Sequence {
        Sequence(self.index)
    }

    /// Its hash in the book's tree of hashes (RFC 6962): compare it with your own computation over the exported book.
    async fn leaf_hash(&self) -> Option<Hash> {
        self.view.engine().leaf_hash(self.index).map(Hash::from)
    }

    /// When it was recorded.
    async fn recorded_at(&self, ctx: &Context<'_>) -> Fallible<DateTime> {
        self.read_public(ctx, |_, leaf| Ok(DateTime(TimeMs(leaf.recorded_at_ms))))
    }

    /// A receipt 回执 that proves, without this service, that the entry stands in the book (C2SP tlog-proof).
    async fn receipt(&self) -> Option<String> {
        let receipt = self.view.engine().receipt(self.index, self.view.version())?;
        Some(receipt.encode())
    }

    /// How many witnesses 见证人 have cosigned a checkpoint that covers it, at this moment.
    async fn witnessed(&self) -> WitnessedEntry {
        WitnessedEntry::new(&self.view, self.index)
    }

    /// The kind of command, e.g. `cast_ballot`. For members on the roll and auditors.
    async fn command_kind(&self, ctx: &Context<'_>) -> Fallible<String> {
        self.read(ctx, |_, leaf| Ok(Self::envelope(ctx, leaf)?.command.kind().to_owned()))
    }

    /// The signed command, exactly as it was signed. For members on the roll and auditors.
    async fn command(&self, ctx: &Context<'_>) -> Fallible<String> {
        self.read(ctx, |_, leaf| Ok(leaf.command.to_owned()))
    }

    /// The key that signed. For members on the roll and auditors.
    async fn key(&self, ctx: &Context<'_>) -> Fallible<Hash> {
        self.read(ctx, |_, leaf| Ok(Hash(leaf.key)))
    }

    /// How the key that signed is kept: by who signs, on a clerk's device, or by an institution for the member 机构代管. Null where a
    /// deadline passed and nobody had to sign. For members on the roll and auditors.
    async fn custody(&self, ctx: &Context<'_>) -> Fallible<Custody> {
        if self.view.reads_log(ctx) { self.public_custody(ctx) } else { None }
    }

    /// The signature. For members on the roll and auditors.
    async fn signature(&self, ctx: &Context<'_>) -> Fallible<Signature> {
        self.read(ctx, |_, leaf| Ok(Signature(leaf.signature)))
    }

    /// Who signed; null when a deadline passed and nobody had to sign. For members on the roll and auditors.
    async fn signer(&self, ctx: &Context<'_>) -> Fallible<Member> {
        let party = self.read(ctx, |_, leaf| Ok(Self::envelope(ctx, leaf)?.actor))?;
        match party {
            Ok(Party::Member(id)) => Some(Ok(Member::new(&self.view, id))),
            Ok(Party::Engine) => None,
            Err(fault) => Some(Err(fault)),
        }
    }

    /// For whom a clerk signed 代办; null when the signer acted for themselves. For members on the roll and auditors.
    async fn assisted(&self, ctx: &Context<'_>) -> Fallible<Member> {
        let assistance = self.read(ctx, |_, leaf| Ok(Self::envelope(ctx, leaf)?.assistance));
        let member = |assistance: yishi_core::Assistance| Member::new(&self.view, assistance.principal);
        Some(assistance?.transpose()?.map(member))
    }

    /// What it caused. For members on the roll and auditors.
    async fn events(&self, ctx: &Context<'_>) -> Fallible<Vec<Event>> {
        self.read(ctx, |_, leaf| {
            let facts: Vec<&RawValue> =
                serde_json::from_str(leaf.events).map_err(|error| Fault::internal(ctx, &error))?;
            facts.into_iter().map(|fact| event(ctx, fact)).collect()
        })
    }

    /// Its exact bytes: one line of the exported book. For members on the roll and auditors.
    async fn leaf(&self, ctx: &Context<'_>) -> Fallible<Base64> {
        self.read(ctx, |bytes, _| Ok(Base64(bytes.to_vec())))
    }

    /// The position of the book from which this was read.
    async fn position(&self) -> Position {
        Position::new(self.view.version())
    }
}

fn event(ctx: &Context<'_>, raw: &RawValue) -> Result<Event, Fault> {
    let fact: Fact = serde_json::from_str(raw.get()).map_err(|error| Fault::internal(ctx, &error))?;
    Ok(Event { kind: fact.kind(), json: raw.get().to_owned() })
}
