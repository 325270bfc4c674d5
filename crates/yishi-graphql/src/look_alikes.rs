//! What the submissions of a book say, indexed when first asked for and kept in step with its entries since then.
//!
//! A cache of the process: it holds only what everybody may read at the head of the book. What was redacted leaves it before
//! the next answer, and a past version is answered as if nothing had come after it.

use crate::view::View;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock};
use yishi_core::{Commitment, Submission, SubmissionId, TextRef};
use yishi_engine::{BlobError, Engine, Text, Version};
use yishi_similar::{Index, LookAlike};

/// Characters of a text that are looked at, from its beginning.
const MOST_CHARS: usize = 4_000;

/// The look-alikes of one book.
#[derive(Debug, Default)]
pub(crate) struct LookAlikes {
    indexed: RwLock<Indexed>,
}

#[derive(Debug, Default)]
struct Indexed {
    texts: Index<SubmissionId>,
    /// Entries taken in so far.
    size: u64,
    /// The last submission taken in.
    last: Option<SubmissionId>,
    /// Redactions taken in.
    redactions: usize,
}

impl LookAlikes {
    /// Whether all entries are taken in. Answers no while somebody takes some in, so that who asks waits where blocking is allowed.
    pub(crate) fn is_current(&self, engine: &Engine) -> bool {
        self.indexed.try_read().is_ok_and(|indexed| indexed.size >= engine.version().size)
    }

    /// Takes in what came. The first time it reads every submission: call it where blocking is allowed.
    pub(crate) fn follow(&self, engine: &Engine) -> Result<(), BlobError> {
        let mut indexed = self.indexed.write().unwrap_or_else(PoisonError::into_inner);
        let head = engine.version();
        if indexed.size < head.size {
            indexed.forget_redacted(&head);
            indexed.read_new(engine, &head)?;
            indexed.size = head.size;
        }
        Ok(())
    }

    /// The submissions of a version that look most like these words, but for those that are not wanted.
    pub(crate) fn find(
        &self,
        view: &View,
        words: &str,
        most: usize,
        wanted: impl Fn(&Submission) -> bool,
    ) -> Vec<LookAlike<SubmissionId>> {
        let (head, state) = (view.engine().version(), view.state());
        let readable =
            |text: &Commitment| !head.state.redacted.contains_key(text) && !state.redacted.contains_key(text);
        let fits =
            |id| state.submissions.get(&id).is_some_and(|found| readable(&found.text) && wanted(found));
        let bound = SubmissionId::first(view.version().size);
        let indexed = self.indexed.read().unwrap_or_else(PoisonError::into_inner);
        indexed.texts.search(beginning(words), bound, most, fits)
    }
}

impl Indexed {
    fn forget_redacted(&mut self, head: &Version) {
        let (submissions, redacted) = (&head.state.submissions, &head.state.redacted);
        if redacted.len() == self.redactions {
            return;
        }
        let gone =
            |id: &SubmissionId| submissions.get(id).is_none_or(|found| redacted.contains_key(&found.text));
        let gone: Vec<_> = self.texts.ids().iter().copied().filter(gone).collect();
        gone.into_iter().for_each(|id| self.texts.remove(id));
        self.redactions = redacted.len();
    }

    fn read_new(&mut self, engine: &Engine, head: &Version) -> Result<(), BlobError> {
        let after = self.last.map_or(Bound::Unbounded, Bound::Excluded);
        for (id, submission) in head.state.submissions.range((after, Bound::Unbounded)) {
            if let Some(words) = readable_words(engine, submission.text)? {
                self.texts.insert(*id, beginning(&words));
            }
            self.last = Some(*id);
        }
        Ok(())
    }
}

fn readable_words(engine: &Engine, text: Commitment) -> Result<Option<String>, BlobError> {
    Ok(match engine.text(&TextRef::Statement(text))? {
        Some(Text::Statement { data, .. }) => String::from_utf8(data).ok(),
        Some(Text::Document(_) | Text::Vault { .. }) | None => None,
    })
}

fn beginning(words: &str) -> &str {
    let end = words.char_indices().nth(MOST_CHARS).map_or(words.len(), |(end, _)| end);
    words.get(..end).unwrap_or(words)
}
