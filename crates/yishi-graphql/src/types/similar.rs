//! Submissions that say much the same: for who writes one, and for who screens one.

use super::{Matter, Submission};
use crate::fault::{Code, Fallible, Fault};
use crate::scalar::count;
use crate::view::{self, View};
use async_graphql::{Context, SimpleObject};
use std::sync::Arc;
use yishi_similar::LookAlike;

/// So many are told unless the client says otherwise.
const DEFAULT: i32 = 5;
/// As many as a plain list is reckoned to hold.
const MOST: i32 = 10;

/// A submission that says much the same 相似诉求. The program points it out by its words; a person decides what follows.
#[derive(SimpleObject)]
pub(crate) struct SimilarSubmission {
    /// The submission.
    submission: Submission,
    /// How much of what was asked about is said there too, from 15 to 100: 100 when all its words are. It is the sum of the points of
    /// the shared terms.
    points: i32,
    /// The terms that both use, those that tell most first.
    shared: Vec<SharedTerm>,
    /// The matters that it became or joined.
    matters: Vec<Matter>,
}

/// A term that two texts share 共有词: a word, or two neighbouring characters of a word that the dictionary does not know.
#[derive(SimpleObject)]
pub(crate) struct SharedTerm {
    /// The term, in lower case and half width.
    term: String,
    /// Its part of the points: the rarer a term is among the submissions of the book, the more it weighs.
    points: i32,
}

/// The submissions of a version that look most like these words.
pub(crate) async fn similar(
    ctx: &Context<'_>,
    view: &View,
    words: &str,
    first: Option<i32>,
    wanted: impl Fn(&yishi_core::Submission) -> bool,
) -> Fallible<Vec<SimilarSubmission>> {
    Some(find(ctx, view, words, first, wanted).await)
}

async fn find(
    ctx: &Context<'_>,
    view: &View,
    words: &str,
    first: Option<i32>,
    wanted: impl Fn(&yishi_core::Submission) -> bool,
) -> Result<Vec<SimilarSubmission>, Fault> {
    let most =
        usize::try_from(first.unwrap_or(DEFAULT).min(MOST)).map_err(|_| Fault::new(ctx, Code::BadPage))?;
    let look_alikes =
        view::node(ctx)?.look_alikes(view.origin()).ok_or_else(|| Fault::new(ctx, Code::UnknownBook))?;
    if !look_alikes.is_current(view.engine()) {
        let (look_alikes, engine) = (Arc::clone(look_alikes), view.engine().clone());
        // The first time every submission is read.
        let followed = tokio::task::spawn_blocking(move || look_alikes.follow(&engine)).await;
        let followed = followed.map_err(|error| Fault::internal(ctx, &error))?;
        followed.map_err(|error| Fault::blob(ctx, &error))?;
    }
    let found = look_alikes.find(view, words, most, wanted);
    Ok(found.into_iter().filter_map(|found| told(view, found)).collect())
}

fn told(view: &View, found: LookAlike<yishi_core::SubmissionId>) -> Option<SimilarSubmission> {
    let submission = Submission::find(view, found.id)?;
    let shared = found.shared.into_iter();
    Some(SimilarSubmission {
        matters: submission.became(),
        submission,
        points: count(found.points),
        shared: shared
            .map(|shared| SharedTerm { term: shared.term.to_string(), points: count(shared.points) })
            .collect(),
    })
}
