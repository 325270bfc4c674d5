//! Texts beside the book: documents that are decided on, and statements that may be redacted.

use crate::entry::Entry;
use crate::fault::{Fallible, Fault};
use crate::scalar::{Base64, Hash, count};
use crate::view::View;
use async_graphql::{Context, Enum, Object};
use yishi_core::{Commitment, DocumentHash, TextRef};
use yishi_engine::Text;

/// A text that people decide on.
pub(crate) struct Document {
    view: View,
    hash: DocumentHash,
}

impl Document {
    pub(crate) fn new(view: &View, hash: DocumentHash) -> Self {
        Self { view: view.clone(), hash }
    }

    /// Its words; nothing when the text is missing here or is no plain text.
    pub(super) fn words(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let bytes = self.bytes(ctx).transpose()?;
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    fn bytes(&self, ctx: &Context<'_>) -> Fallible<Vec<u8>> {
        match read(ctx, &self.view, &TextRef::Document(self.hash)).transpose()? {
            Ok(Text::Document(bytes)) => Some(Ok(bytes)),
            Ok(Text::Statement { .. } | Text::Vault { .. }) => None,
            Err(fault) => Some(Err(fault)),
        }
    }
}

fn read(ctx: &Context<'_>, view: &View, text: &TextRef) -> Result<Option<Text>, Fault> {
    view.engine().text(text).map_err(|error| Fault::blob(ctx, &error))
}

/// A text that people decide on 文件: charter, proposal, notice, resolution. Everybody may read it; it is never removed.
#[Object]
impl Document {
    /// SHA-256 of its bytes. Ballots name it: compute it yourself from `content`.
    async fn hash(&self) -> Hash {
        Hash::from(self.hash)
    }

    /// Its words; null when the text is missing here or is no plain text.
    async fn content(&self, ctx: &Context<'_>) -> Fallible<String> {
        let words = |bytes: Vec<u8>| String::from_utf8(bytes).ok();
        self.bytes(ctx)?.map(words).transpose()
    }

    /// Its exact bytes; null when the text is missing here.
    async fn bytes_base64(&self, ctx: &Context<'_>) -> Fallible<Base64> {
        Some(self.bytes(ctx)?.map(Base64))
    }

    /// How many bytes it has; null when the text is missing here.
    async fn size(&self, ctx: &Context<'_>) -> Fallible<i32> {
        Some(self.bytes(ctx)?.map(|bytes| count(bytes.len())))
    }
}

/// Whether a statement can be read.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextStatus {
    /// It can be read.
    Present,
    /// It was removed under a rule, by an entry of the book.
    Redacted,
    /// It is missing without a record.
    Missing,
}

/// Words of a resident or an officer.
pub(crate) struct StatementText {
    view: View,
    commitment: Commitment,
}

impl StatementText {
    pub(crate) fn new(view: &View, commitment: Commitment) -> Self {
        Self { view: view.clone(), commitment }
    }

    /// The words, if they can be read.
    pub(crate) fn words(&self, ctx: &Context<'_>) -> Fallible<String> {
        let words = |(_, data)| String::from_utf8(data).ok();
        self.text(ctx)?.map(words).transpose()
    }

    fn redaction(&self) -> Option<u64> {
        self.view.state().redacted.get(&self.commitment).copied()
    }

    fn text(&self, ctx: &Context<'_>) -> Fallible<([u8; 32], Vec<u8>)> {
        if self.redaction().is_some() {
            return None;
        }
        match read(ctx, &self.view, &TextRef::Statement(self.commitment)).transpose()? {
            Ok(Text::Statement { salt, data }) => Some(Ok((salt, data))),
            Ok(Text::Document(_) | Text::Vault { .. }) => None,
            Err(fault) => Some(Err(fault)),
        }
    }
}

/// Words of a resident or an officer 言论: a submission, an objection, a speech, minutes. Everybody may read them until they
/// are removed under a rule; that they were, when and by which entry stays visible.
#[Object]
impl StatementText {
    /// What stands in the book for the words: a hash over salt and words (docs/format.md).
    async fn commitment(&self) -> Hash {
        Hash::from(self.commitment)
    }

    /// Whether they can be read.
    async fn status(&self, ctx: &Context<'_>) -> Fallible<TextStatus> {
        if self.redaction().is_some() {
            return Some(Ok(TextStatus::Redacted));
        }
        match self.text(ctx) {
            Some(Ok(_)) => Some(Ok(TextStatus::Present)),
            Some(Err(fault)) => Some(Err(fault)),
            None => Some(Ok(TextStatus::Missing)),
        }
    }

    /// The words; null when they were removed or are missing.
    async fn content(&self, ctx: &Context<'_>) -> Fallible<String> {
        self.words(ctx)
    }

    /// The salt, with which everybody can recompute the commitment; null when the words were removed or are missing.
    async fn salt(&self, ctx: &Context<'_>) -> Fallible<Hash> {
        Some(self.text(ctx)?.map(|(salt, _)| Hash(salt)))
    }

    /// The entry that names them first; null where nothing in the book does.
    async fn entry(&self) -> Option<Entry> {
        let index = self.view.state().commitments.get(&self.commitment)?;
        Some(Entry::new(&self.view, *index))
    }

    /// The entry that removed the words.
    async fn redacted_by(&self) -> Option<Entry> {
        self.redaction().map(|index| Entry::new(&self.view, index))
    }
}
