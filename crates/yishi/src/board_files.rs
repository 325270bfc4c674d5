//! The notice board as files: what stands at each of its places, in each language, with the texts and result sheets that pages link to.

use crate::console::progress;
use crate::failure::Failure;
use anyhow::Context;
use clap::ValueEnum;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use yishi_core::{DocumentHash, Poll, State};
use yishi_engine::{Engine, Version};
use yishi_pages::{Address, Board, Form, Place, Reach, ResultSheet, Sources};
use yishi_server::BookSources;

/// A language of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
pub enum Language {
    /// Simplified Chinese 简体中文.
    #[value(name = "zh-CN")]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[value(name = "en")]
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Both, the one of the community first.
    pub const BOTH: [Self; 2] = [Self::Chinese, Self::English];

    const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    const fn of_counts(self) -> yishi_tally::Language {
        match self {
            Self::Chinese => yishi_tally::Language::Chinese,
            Self::English => yishi_tally::Language::English,
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }
}

/// What was written.
pub struct Written {
    /// How many entries the book had.
    pub entries: u64,
    /// How many files.
    pub files: usize,
    /// In which languages.
    pub languages: Vec<Language>,
}

/// A folder for the files of a board.
pub struct BoardFiles {
    folder: PathBuf,
    languages: Vec<Language>,
    public_address: Option<String>,
}

impl BoardFiles {
    /// A new folder, or an empty one: files of others are never written over.
    pub fn create(
        folder: &Path,
        languages: Vec<Language>,
        public_address: Option<String>,
    ) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut inside =
            std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        if inside.next().is_some() {
            let folder = folder.display();
            return Err(Failure::Refused(format!(
                "{folder} is not empty: name a folder for the board alone"
            )));
        }
        Ok(Self { folder: folder.to_owned(), languages, public_address })
    }

    /// Writes the board of the book as it stands now.
    pub fn write(&self, engine: &Engine) -> Result<Written, Failure> {
        let version = engine.version();
        let sources = BookSources::new(engine, &version);
        let mut files = 0_usize;
        for language in &self.languages {
            files = files.saturating_add(self.write_language(&sources, &version, *language)?);
        }
        self.keep("index.html", &self.door())?;
        if sources.failed() {
            return Err(Failure::Io(anyhow::anyhow!(
                "a text or entry cannot be read: the board is not whole"
            )));
        }
        let languages = self.languages.clone();
        Ok(Written { entries: version.size, files: files.saturating_add(1), languages })
    }

    fn write_language(
        &self,
        sources: &BookSources<'_>,
        version: &Version,
        language: Language,
    ) -> Result<usize, Failure> {
        let places = self.board(sources, version, language, None).places();
        let entries = usize::try_from(version.size).unwrap_or(usize::MAX).saturating_mul(2);
        let bar = progress("pages", places.len().saturating_add(entries));
        let mut files = 0_usize;
        let all = places.into_iter().chain(self.board(sources, version, language, None).entry_places());
        for place in all {
            let board = self.board(sources, version, language, Some(&place));
            if let Some(body) = board.at(&place).context("a page cannot be made")? {
                self.keep(&format!("{}/board/{}", language.tag(), place.file()), &body)?;
                files = files.saturating_add(1);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        let beside = self.write_beside(sources, &version.state, language)?;
        Ok(files.saturating_add(beside))
    }

    /// Result sheets and whole texts, which pages link to beside the board.
    fn write_beside(
        &self,
        sources: &BookSources<'_>,
        state: &State,
        language: Language,
    ) -> Result<usize, Failure> {
        let mut files = 0_usize;
        for poll in state.polls.values() {
            let title = title(sources, state, poll);
            let sheet = ResultSheet::new(sources.position(), &title, poll, language.of_counts());
            self.keep(&format!("{}/polls/{}/result.html", language.tag(), poll.id), &sheet.to_html())?;
            files = files.saturating_add(1);
        }
        for hash in documents(state) {
            if let Some(words) = sources.document(&hash) {
                // A browser takes a file of text for one of its own language unless its first bytes say UTF-8.
                let words = format!("\u{feff}{words}");
                self.keep(&format!("{}/texts/document/{hash}.txt", language.tag()), &words)?;
                files = files.saturating_add(1);
            }
        }
        Ok(files)
    }

    fn board<'a>(
        &self,
        sources: &'a BookSources<'_>,
        version: &'a Version,
        language: Language,
        place: Option<&Place>,
    ) -> Board<'a> {
        let base = self.public_address.as_ref().map(|address| format!("{address}/{}/board/", language.tag()));
        let other_language = place.map(|place| self.other(place, language)).unwrap_or_default();
        let address = Address { base, query: "", other_language, reach: Reach::Files };
        Board {
            position: sources.position(),
            state: &version.state,
            texts: sources,
            language: language.of_counts(),
            address,
        }
    }

    /// The same page in the other language, if that is written too.
    fn other(&self, place: &Place, language: Language) -> String {
        let other = language.other();
        if place.form != Form::Page || !self.languages.contains(&other) {
            return String::new();
        }
        let up = if place.folder.is_empty() { "../../" } else { "../../../" };
        format!("{up}{}/board/{}", other.tag(), place.file())
    }

    /// The page with which one begins.
    fn door(&self) -> String {
        let link = |language: &Language| {
            let name = match language {
                Language::Chinese => "公示栏",
                Language::English => "Notice board",
            };
            let tag = language.tag();
            format!("<p lang=\"{tag}\"><a href=\"{tag}/board/index.html\">{name}</a></p>")
        };
        let links: String = self.languages.iter().map(link).collect();
        let first = self.languages.first().map_or("zh-CN", |language| language.tag());
        format!(
            "<!DOCTYPE html><html lang=\"{first}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
             initial-scale=1\"><title>公示栏 · Notice board</title></head><body><main><h1>公示栏 · Notice board</h1>{links}</main></body></html>"
        )
    }

    fn keep(&self, file: &str, body: &str) -> Result<(), Failure> {
        let path = self.folder.join(file);
        let writing = || format!("cannot write {}", path.display());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(writing)?;
        }
        Ok(std::fs::write(&path, body).with_context(writing)?)
    }
}

/// The title of the matter of a poll; its hash where the text is not here.
fn title(sources: &BookSources<'_>, state: &State, poll: &Poll) -> String {
    let Some(matter) = state.matters.get(&poll.matter) else { return poll.id.to_string() };
    sources.document(&matter.title).unwrap_or_else(|| matter.title.to_string())
}

/// The documents whose whole text a page may link.
fn documents(state: &State) -> BTreeSet<DocumentHash> {
    let revisions = state.proposals.values().flat_map(|proposal| &proposal.revisions);
    let wording = state.amendments.values().filter_map(|amendment| amendment.edit.wording());
    let statements = state.nominations.values().filter_map(|found| found.accepted.as_ref()?.statement);
    let hard = state.matters.values().filter_map(|matter| Some(matter.hard.as_ref()?.question));
    let mut found: BTreeSet<DocumentHash> = revisions.map(|revision| revision.document).collect();
    found.extend(wording.chain(statements).chain(hard));
    found.extend(state.hearings.values().map(|hearing| hearing.agenda));
    found.extend(state.notices.values().map(|notice| notice.document));
    found.extend(state.resolutions.values().flat_map(|resolution| [resolution.document, resolution.text()]));
    found.extend(state.actions.values().map(|action| action.document));
    found.extend(state.calls.values().map(|call| call.text));
    found
}
