//! What stands around every page of the board: where it belongs, the other language, and of which version of the book it is.

use super::{Board, Moment, Reach};
use crate::frame::STYLE;
use crate::words::tag;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use yishi_core::{BenchId, Charter, CouncilId, DocumentHash, TimeMs};

/// How deep a page stands below the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The overview.
    Top,
    /// Everything else.
    Below,
}

/// A page to be framed.
pub(super) struct Framed<'a> {
    pub(super) depth: Depth,
    pub(super) title: &'a str,
    pub(super) council: Option<&'a CouncilId>,
    pub(super) body: Markup,
}

/// How many bytes the parts of a page take together: with frame, style and QR code it stays under 50 KB.
const PARTS: usize = 36_000;

/// A part of a page, by what it is called.
pub(super) type Part<'a> = (&'a str, Markup);

impl Board<'_> {
    /// A whole page. Nothing is loaded from anywhere, and nothing runs in it.
    pub(super) fn framed(&self, page: &Framed<'_>) -> String {
        let language = self.language;
        html! {
            (DOCTYPE)
            html lang=(tag(language)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (page.title) " · " (self.book_name()) }
                    link rel="alternate" type="application/atom+xml" title="Atom" href=(self.feed(page));
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header { nav aria-label=(self.pick("Notice board", "公示栏")) { (self.trail(page)) } }
                    main { h1 { bdi { (page.title) } } (self.emergency()) (page.body) }
                    footer { (self.of_version()) }
                }
            }
        }
        .into_string()
    }

    /// The parts of a page as far as they fit; the names of those that do not.
    pub(super) fn fitting(&self, parts: Vec<Part<'_>>) -> Markup {
        let mut taken = 0_usize;
        let mut left_out = Vec::new();
        let shown: Vec<Markup> = parts
            .into_iter()
            .filter_map(|(name, part)| {
                let fits = taken.saturating_add(part.0.len()) <= PARTS;
                if fits {
                    taken = taken.saturating_add(part.0.len());
                } else {
                    left_out.push(name);
                }
                fits.then_some(part)
            })
            .collect();
        html! {
            @for part in shown { (part) }
            @if !left_out.is_empty() { p class="warning" { (self.pick("More than fits on this page. Left out: ", "本页内容过多,未列出:")) (left_out.join(self.pick(", ", "、"))) } }
        }
    }

    fn feed(&self, page: &Framed<'_>) -> String {
        match (page.depth, page.council) {
            (Depth::Top, _) => "index.atom".to_owned(),
            (Depth::Below, Some(council)) => format!("../councils/{council}.atom"),
            (Depth::Below, None) => "../index.atom".to_owned(),
        }
    }

    fn trail(&self, page: &Framed<'_>) -> Markup {
        let other = match self.language {
            yishi_tally::Language::English => ("zh-CN", "中文"),
            yishi_tally::Language::Chinese => ("en", "English"),
        };
        html! {
            @if page.depth == Depth::Below { a href={ "../index.html" (self.address.query) } { bdi { (self.book_name()) } } }
            @else { span { (self.pick("Notice board", "公示栏")) } }
            @if let Some(council) = page.council { " › " (self.council_link(council)) }
            @if !self.address.other_language.is_empty() { a class="language" hreflang=(other.0) lang=(other.0) href=(self.address.other_language) { (other.1) } }
        }
    }

    /// The name of the community, as its charter has it.
    pub(super) fn book_name(&self) -> String {
        let charter = self.state.charter();
        charter.map_or_else(
            || self.position.origin.clone(),
            |version| super::shortened(&version.charter.name, 120),
        )
    }

    fn emergency(&self) -> Markup {
        html! {
            @if let Some(found) = self.state.emergency() {
                p class="warning" {
                    strong { (self.pick("Emergency mode is in force", "应急状态生效中")) }
                    " · " (self.pick("until", "至")) " " (self.moment(found.ends_at_ms))
                    " · " bdi { (self.line(&found.reason)) } " · " (self.entry_below(found.id.entry_index()))
                }
            }
        }
    }

    fn of_version(&self) -> Markup {
        html! {
            dl {
                dt { (self.pick("Book", "台账")) } dd { (self.position.origin) }
                dt { (self.pick("Entries", "记录数")) } dd { (self.position.size) }
                dt { (self.pick("Root", "树根")) } dd { code { (self.position.root) } }
                dt { (self.pick("Time of the last entry", "最后一条记录时间")) } dd { (self.moment(self.position.recorded_at_ms)) }
            }
        }
    }

    /// A moment in China, readable by programs too.
    pub(super) fn moment(&self, time: TimeMs) -> Markup {
        let moment = Moment::of(time);
        html! { time datetime=(moment.rfc3339()) { (moment.in_china()) } }
    }

    /// A link to the page of an entry, from a page below the board.
    pub(super) fn entry(&self, index: u64) -> Markup {
        html! { a class="entry" href={ "../entries/" (index) ".html" (self.address.query) } { (self.pick("entry ", "记录")) (index) } }
    }

    /// The number of an entry without a link, for lines that stand on pages of both depths.
    fn entry_below(&self, index: u64) -> Markup {
        html! { (self.pick("entry ", "记录")) (index) }
    }

    /// A link to a page below the board, from another one.
    pub(super) fn link(&self, folder: &str, id: impl std::fmt::Display, words: &str) -> Markup {
        html! { a href={ "../" (folder) "/" (id) ".html" (self.address.query) } { bdi { (words) } } }
    }

    /// A link to the whole of a document.
    pub(super) fn text_link(&self, hash: &DocumentHash, words: &str) -> Markup {
        let ending = match self.address.reach {
            Reach::Served => "",
            Reach::Files => ".txt",
        };
        html! { a href={ "../../texts/document/" (hash) (ending) } { bdi { (words) } } }
    }

    /// The charter in force.
    pub(super) fn charter(&self) -> Option<&Charter> {
        self.state.charter().map(|version| &*version.charter)
    }

    /// What a bench is called in the charter in force.
    pub(super) fn bench_name(&self, bench: &BenchId) -> String {
        let mut benches = self.charter().into_iter().flat_map(|charter| &charter.benches);
        let clause = benches.find(|found| found.id == *bench);
        clause.map_or_else(|| bench.to_string(), |clause| super::shortened(&clause.name, 120))
    }

    /// A link to a council by its name.
    pub(super) fn council_link(&self, council: &CouncilId) -> Markup {
        self.link("councils", council, &self.council_name(council))
    }

    /// What a council is called in the charter in force; its id where that has it no longer.
    pub(super) fn council_name(&self, council: &CouncilId) -> String {
        let clause = self.state.charter().and_then(|version| version.charter.council(council));
        clause.map_or_else(|| council.to_string(), |clause| super::shortened(&clause.name, 120))
    }
}
