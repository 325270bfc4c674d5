//! Charters in words and pictures: explained, compared, drawn, and drafts checked.

use super::{CharterChangeKind, WordsLanguage};
use crate::request::RequestContext;
use crate::scalar::{Hash, count};
use async_graphql::{Context, Object, SimpleObject};
use std::sync::Arc;
use yishi_charter::{Change, DraftFault, Item, Language, Section};

/// The language asked for by the argument, or by the request.
pub(crate) fn language(ctx: &Context<'_>, asked: Option<WordsLanguage>) -> Language {
    match asked {
        Some(WordsLanguage::English) => Language::English,
        Some(WordsLanguage::Chinese) => Language::Chinese,
        None => RequestContext::of(ctx).language().of_counts(),
    }
}

/// A clause in words.
#[derive(SimpleObject)]
pub(crate) struct ExplainedClause {
    /// The clause by ids, e.g. `decisions.council`.
    clause: String,
    /// What people call it.
    title: String,
    /// What it says, in plain sentences.
    sentences: Vec<String>,
}

/// A section of an explanation.
#[derive(SimpleObject)]
pub(crate) struct ExplanationSection {
    /// Its heading.
    title: String,
    /// What holds for all of it; null where nothing does.
    intro: Option<String>,
    /// Its clauses, in the order of the charter.
    clauses: Vec<ExplainedClause>,
}

/// A difference between two versions of a charter.
#[derive(SimpleObject)]
pub(crate) struct CharterChange {
    /// The clause by ids, so that moving an entry of a list is no change of it.
    clause: String,
    /// What became of it.
    kind: CharterChangeKind,
    /// What it said; null for what is new.
    old: Option<String>,
    /// What it says; null for what is gone.
    new: Option<String>,
    /// The difference as a sentence.
    sentence: String,
}

/// Something that is wrong with the draft of a charter.
#[derive(SimpleObject)]
pub(crate) struct CharterDraftFault {
    /// The clauses concerned, as paths such as `routing[2].level`; empty where the text cannot be read.
    clauses: Vec<String>,
    /// The line, from 1.
    line: i32,
    /// The column in characters, from 1.
    column: i32,
    /// What is wrong.
    reason: String,
    /// What to do.
    remedy: String,
}

/// What came of checking the draft of a charter. Nothing of it is kept.
pub(crate) struct CharterCheck {
    read: Result<Arc<yishi_core::Charter>, Vec<DraftFault>>,
}

impl CharterCheck {
    pub(crate) fn of(toml: &str) -> Self {
        Self { read: yishi_charter::read(toml).map(|draft| Arc::new(draft.charter)) }
    }
}

/// What came of checking the draft of a charter. Nothing of it is kept.
#[Object]
impl CharterCheck {
    /// What is wrong with it, in the order of the text; empty when it holds. A draft is checked more strictly than an adoption.
    async fn faults(&self) -> Vec<CharterDraftFault> {
        self.read.as_ref().err().into_iter().flatten().map(draft_fault).collect()
    }

    /// The identity that the charter would have as a version; null when it does not hold.
    async fn digest(&self) -> Option<Hash> {
        self.read.as_ref().ok().map(|charter| Hash::from(yishi_core::digest_of(&**charter)))
    }

    /// What it means, in plain sentences; null when it does not hold.
    async fn explanation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the sentences; that of the request unless said.")] language: Option<
            WordsLanguage,
        >,
    ) -> Option<Vec<ExplanationSection>> {
        let charter = self.read.as_ref().ok()?;
        Some(explanation(charter, self::language(ctx, language)))
    }

    /// Councils, powers and routes as a picture, in SVG without scripts; null when it does not hold.
    async fn drawing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of its words; that of the request unless said.")] language: Option<
            WordsLanguage,
        >,
    ) -> Option<String> {
        let charter = self.read.as_ref().ok()?;
        Some(yishi_charter::draw(charter, self::language(ctx, language)))
    }
}

fn draft_fault(fault: &DraftFault) -> CharterDraftFault {
    let DraftFault { clauses, line, column, reason, remedy } = fault;
    CharterDraftFault {
        clauses: clauses.clone(),
        line: count(*line),
        column: count(*column),
        reason: reason.clone(),
        remedy: remedy.clone(),
    }
}

/// A charter in plain sentences.
pub(crate) fn explanation(charter: &yishi_core::Charter, language: Language) -> Vec<ExplanationSection> {
    yishi_charter::explain(charter, language).iter().map(section).collect()
}

fn section(section: &Section) -> ExplanationSection {
    let Section { topic: _, title, intro, items } = section;
    ExplanationSection {
        title: title.clone(),
        intro: (!intro.is_empty()).then(|| intro.clone()),
        clauses: items.iter().map(clause).collect(),
    }
}

fn clause(item: &Item) -> ExplainedClause {
    ExplainedClause {
        clause: item.clause.to_string(),
        title: item.title.clone(),
        sentences: item.sentences().map(str::to_owned).collect(),
    }
}

/// What an amendment changed.
pub(crate) fn changes(
    old: &yishi_core::Charter,
    new: &yishi_core::Charter,
    language: Language,
) -> Vec<CharterChange> {
    yishi_charter::diff(old, new, language).into_iter().map(change).collect()
}

fn change(change: Change) -> CharterChange {
    let Change { clause, kind, old, new, sentence } = change;
    CharterChange { clause: clause.to_string(), kind: kind.into(), old, new, sentence }
}
