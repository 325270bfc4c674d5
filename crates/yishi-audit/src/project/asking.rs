//! What was asked and answered so far, page by page, at the size of the book that is audited.

use super::differing::Differing;
use super::table::{Listed, Section, Told};
use super::tables::sections;
use super::value::{Book, count, moment, text};
use crate::reading::Basis;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A list: its section, and the thing below which it lies; empty where the book lists it.
pub(super) type Key = (usize, String);

/// How far one list was answered.
#[derive(Default)]
struct List {
    /// What the book has and no page brought yet, by its name; absent before the first page.
    awaited: Option<BTreeMap<String, Value>>,
    /// How many things there are.
    all: usize,
    /// Where the next page begins.
    cursor: Option<String>,
    /// How many answers were taken in.
    pages: u64,
    standing: Standing,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Standing {
    /// Pages are still to come.
    #[default]
    Open,
    /// The last page came.
    Done,
    /// The API does not tell it whoever asked.
    Refused,
}

/// All lists of a book.
pub(super) struct Asking<'a> {
    book: Book<'a>,
    basis: &'a Basis,
    sections: Vec<Section>,
    lists: BTreeMap<Key, List>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(book: Book<'a>, basis: &'a Basis) -> Self {
        let sections = sections();
        let mut lists = BTreeMap::new();
        for (number, section) in sections.iter().enumerate() {
            let parents = match section.listed {
                Listed::Book | Listed::ListIn(_) | Listed::Pages => vec![String::new()],
                Listed::PagesBelow(_) | Listed::ListBelow(_) => (section.parents)(&book),
            };
            lists.extend(parents.into_iter().map(|parent| ((number, parent), List::default())));
        }
        Self { book, basis, sections, lists }
    }

    /// Lists that still have to be asked.
    pub(super) fn open(&self) -> Vec<Key> {
        let open = self.lists.iter().filter(|(_, list)| list.standing == Standing::Open);
        open.map(|(key, _)| key.clone()).collect()
    }

    /// The next question about a list, if there is one.
    pub(super) fn question(&self, key: &Key) -> Option<Value> {
        let list = self.lists.get(key).filter(|list| list.standing == Standing::Open)?;
        let section = self.sections.get(key.0)?;
        Some(section.question((&self.basis.origin, self.basis.as_of), &key.1, list.cursor.as_deref()))
    }

    /// How many answers about a list were taken in.
    pub(super) fn pages(&self, key: &Key) -> u64 {
        self.lists.get(key).map_or(0, |list| list.pages)
    }

    /// How many pages a list has, and one more for what should not be there.
    pub(super) fn most_pages(&self, key: &Key) -> u64 {
        let page = self.sections.get(key.0).map_or(1, |section| section.page).max(1);
        let all = self.lists.get(key).map_or(0, |list| list.all);
        u64::try_from(all).unwrap_or(u64::MAX).div_ceil(u64::from(page)).saturating_add(1)
    }

    /// Takes in one answer. Gives whether it was one at all.
    pub(super) fn absorb(&mut self, answer: &Value, differing: &mut Differing) -> bool {
        let errors = match answer.get("errors") {
            None | Some(Value::Null) => [].as_slice(),
            Some(Value::Array(errors)) => errors,
            Some(error) => std::slice::from_ref(error),
        };
        let failed = !errors.is_empty();
        for error in errors {
            let message = error.get("message").and_then(Value::as_str);
            differing.fault(message.unwrap_or("an error without a message"));
        }
        let Some(book) = answer.pointer("/data/book").filter(|_| has_book(answer)) else {
            differing.fault("an answer without the book: it is not kept there, or not at this size");
            return false;
        };
        differing.position(&self.position(), book.get("position").unwrap_or(&Value::Null));
        for number in 0..self.sections.len() {
            self.section(number, book, differing);
        }
        !failed
    }

    fn position(&self) -> Value {
        let at = moment(self.book.at);
        json!({ "size": text(self.basis.as_of), "root": self.basis.root, "recordedAt": at })
    }

    fn section(&mut self, number: usize, book: &Value, differing: &mut Differing) {
        let Some(section) = self.sections.get(number) else { return };
        let Some((parent, answer)) = section.found_in(book) else { return };
        let path = path_of(section, parent);
        let Some(list) = self.lists.get_mut(&(number, parent.to_owned())) else {
            let (Listed::PagesBelow(above) | Listed::ListBelow(above)) = section.listed else { return };
            let path = format!("{path}.{}", above.id);
            return differing.values(&section.title(), &path, &Value::Null, &Value::from(parent));
        };
        if list.awaited.is_none() {
            list.await_all(section, (section.things)(&self.book, parent));
        }
        list.absorb(section, &path, answer, differing);
    }

    /// What no page brought, and which lists have no last page.
    pub(super) fn finish(self, differing: &mut Differing) {
        for ((number, parent), list) in self.lists {
            let Some(section) = self.sections.get(number) else { continue };
            let path = path_of(section, &parent);
            let must_tell = section.told == Told::Everybody || differing.signed_in;
            match list.standing {
                Standing::Open => differing.unfinished(&path),
                Standing::Refused if must_tell => differing.unfinished(&path),
                Standing::Refused => {}
                Standing::Done => {
                    for (label, book) in list.awaited.into_iter().flatten() {
                        differing.thing(section, &below(&path, &label), &book, &Value::Null);
                    }
                }
            }
        }
    }
}

/// Whether an answer speaks of the book.
pub(super) fn has_book(answer: &Value) -> bool {
    answer.pointer("/data/book").is_some_and(|book| !book.is_null())
}

/// Where a list is found in reports.
fn path_of(section: &Section, parent: &str) -> String {
    if parent.is_empty() { section.title() } else { format!("{}.{parent}", section.title()) }
}

/// Where a thing is found in reports.
fn below(path: &str, label: &str) -> String {
    if label.is_empty() { path.to_owned() } else { format!("{path}.{label}") }
}

impl List {
    fn await_all(&mut self, section: &Section, things: Vec<Value>) {
        self.all = things.len();
        let named = things.into_iter().map(|thing| (section.label_of(&thing).unwrap_or_default(), thing));
        self.awaited = Some(named.collect());
    }

    fn absorb(&mut self, section: &Section, path: &str, answer: &Value, differing: &mut Differing) {
        self.pages = self.pages.saturating_add(1);
        match section.listed {
            Listed::Book => {
                self.nodes(section, path, std::slice::from_ref(&only(section, answer)), differing);
                self.standing = Standing::Done;
            }
            Listed::ListIn(_) | Listed::ListBelow(_) => match answer.as_array() {
                Some(nodes) => {
                    self.nodes(section, path, nodes, differing);
                    self.standing = Standing::Done;
                }
                // There may be nothing in which a list would stand: a book before its charter has no councils.
                None if self.all == 0 => self.standing = Standing::Done,
                None => self.standing = Standing::Refused,
            },
            Listed::Pages | Listed::PagesBelow(_) => self.page(section, path, answer, differing),
        }
    }

    fn page(&mut self, section: &Section, path: &str, page: &Value, differing: &mut Differing) {
        let (all, nodes) = (count(self.all), page.get("nodes").and_then(Value::as_array));
        let total = page.get("totalCount").unwrap_or(&Value::Null);
        if section.told == Told::Readers {
            let said = json!([total, nodes.map_or(0, Vec::len)]);
            let said = if said == json!([0, 0]) || said == json!([null, 0]) { &Value::Null } else { &said };
            if !differing.is_told(&section.title(), path, &all, said) {
                self.standing = Standing::Refused;
                return;
            }
        }
        if page.is_null() {
            self.standing = Standing::Refused;
            return;
        }
        differing.values(&section.title(), &format!("{path}.totalCount"), &all, total);
        match nodes {
            Some(nodes) => self.nodes(section, path, nodes, differing),
            None => differing.fault(format!("{path}.nodes: a page without things")),
        }
        self.turn(path, page, differing);
    }

    /// Goes on to the next page, if there is one.
    fn turn(&mut self, path: &str, page: &Value, differing: &mut Differing) {
        let cursor = page.pointer("/pageInfo/endCursor").and_then(Value::as_str);
        match (page.pointer("/pageInfo/hasNextPage").and_then(Value::as_bool), cursor) {
            (Some(true), Some(cursor)) if self.cursor.as_deref() == Some(cursor) => {
                differing.fault(format!("the pages of {path} do not go on"));
                self.standing = Standing::Done;
            }
            (Some(true), Some(cursor)) => self.cursor = Some(cursor.to_owned()),
            (Some(true), None) => self.endless(&format!("{path}.pageInfo.endCursor"), differing),
            (None, _) => self.endless(&format!("{path}.pageInfo.hasNextPage"), differing),
            (Some(false), _) => self.standing = Standing::Done,
        }
    }

    fn endless(&mut self, path: &str, differing: &mut Differing) {
        differing.fault(format!("{path}: a page without its end"));
        self.standing = Standing::Done;
    }

    fn nodes(&mut self, section: &Section, path: &str, nodes: &[Value], differing: &mut Differing) {
        for node in nodes {
            if node.is_null() {
                differing.fault(format!("{path}: a place in a list without a thing"));
                continue;
            }
            let label = section.label_of(node).unwrap_or_default();
            let book = self.awaited.as_mut().and_then(|awaited| awaited.remove(&label)).unwrap_or_default();
            differing.thing(section, &below(path, &label), &book, node);
        }
    }
}

/// Of the book's own fields those that a section asks.
fn only(section: &Section, book: &Value) -> Value {
    let fields = section.asks.iter().map(|ask| super::table::field_of(ask));
    fields.filter_map(|name| Some((name.to_owned(), book.get(name)?.clone()))).collect()
}
