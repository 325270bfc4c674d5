//! What a section of the comparison is: which things, how they are asked, and how each field follows from the book.

use super::value::{Book, put};
use serde_json::{Map, Value, json};

/// Who is told a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Everybody.
    Everybody,
    /// Who may read the log: members on the roll and auditors, or everybody where the log is public.
    Readers,
}

/// A field: how it is asked, and how it follows from the book.
pub(super) struct Row<T> {
    pub(super) told: Told,
    /// The field with what is asked below it, as GraphQL writes it, e.g. `matter{matterId}`.
    pub(super) ask: &'static str,
    pub(super) of: fn(&Book<'_>, &T) -> Value,
}

/// Where the things of a section are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// Nowhere: the section is one thing, the book itself.
    Book,
    /// In one list below a field of the book.
    ListIn(&'static str),
    /// In pages of the book.
    Pages,
    /// In pages below another thing, e.g. ballots below their poll.
    PagesBelow(Parent),
    /// In one list below another thing.
    ListBelow(Parent),
}

/// The thing below which things are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parent {
    /// Its field of the book, e.g. `poll`.
    pub(super) field: &'static str,
    /// By which it is found, e.g. `pollId`.
    pub(super) id: &'static str,
    /// What lies between it and the list, e.g. `review`; mostly nothing.
    pub(super) within: Option<&'static str>,
}

/// A section of the comparison.
pub(super) struct Section {
    /// The name of its list in answers, and in reports.
    pub(super) name: &'static str,
    /// The field that lists it.
    pub(super) field: &'static str,
    pub(super) told: Told,
    pub(super) listed: Listed,
    /// How many things a page brings. The guard of a server counts every field of the largest answer that could come.
    pub(super) page: u32,
    /// Where a thing's name stands in it, e.g. `/matterId`; one of several places: `/householdId|/unitId`; or several together: `/kind&/entry/index`.
    pub(super) label: &'static str,
    /// The fields of a thing.
    pub(super) asks: Vec<&'static str>,
    /// The fields that only readers of the log are told.
    pub(super) readers: Vec<&'static str>,
    /// Parents below which the book has things.
    pub(super) parents: fn(&Book<'_>) -> Vec<String>,
    /// Everything that must be listed, below a parent if there is one, in the order of the list.
    pub(super) things: fn(&Book<'_>, &str) -> Vec<Value>,
}

impl Section {
    /// A section of things that the book lists.
    pub(super) fn of<T>(
        (name, label): (&'static str, &'static str),
        rows: &'static [Row<T>],
        things: fn(&Book<'_>, &str) -> Vec<Value>,
    ) -> Self {
        let readers = rows.iter().filter(|row| row.told == Told::Readers).map(|row| field_of(row.ask));
        Self {
            name,
            field: name,
            told: Told::Everybody,
            listed: Listed::Pages,
            page: 50,
            label,
            asks: rows.iter().map(|row| row.ask).collect(),
            readers: readers.collect(),
            parents: |_| Vec::new(),
            things,
        }
    }

    /// The same, listed below other things.
    pub(super) fn below(self, listed: Listed, parents: fn(&Book<'_>) -> Vec<String>) -> Self {
        Self { listed, parents, ..self }
    }

    /// The same, where the field of the API has another name.
    pub(super) fn called(self, field: &'static str) -> Self {
        Self { field, ..self }
    }

    /// The same, with pages of another size.
    pub(super) fn paged_by(self, page: u32) -> Self {
        Self { page, ..self }
    }

    /// The same, told to readers of the log only.
    pub(super) fn for_readers(self) -> Self {
        Self { told: Told::Readers, ..self }
    }

    /// What it is called in reports: where two lists have one name, with what lies above it.
    pub(super) fn title(&self) -> String {
        match self.listed {
            Listed::PagesBelow(Parent { within: Some(within), .. })
            | Listed::ListBelow(Parent { within: Some(within), .. }) => format!("{within}.{}", self.name),
            Listed::Book
            | Listed::ListIn(_)
            | Listed::Pages
            | Listed::PagesBelow(_)
            | Listed::ListBelow(_) => self.name.to_owned(),
        }
    }

    /// Where it lies in an answer: below which parent, and the list, page or thing itself.
    pub(super) fn found_in<'v>(&self, book: &'v Value) -> Option<(&'v str, &'v Value)> {
        match self.listed {
            Listed::Book => {
                let first = self.asks.first().map(|ask| field_of(ask))?;
                book.get(first).map(|_| ("", book))
            }
            Listed::ListIn(field) => {
                let above = book.get(field)?;
                let list = if above.is_null() { Some(above) } else { above.get(self.name) };
                list.map(|list| ("", list))
            }
            Listed::Pages => book.get(self.name).map(|page| ("", page)),
            Listed::PagesBelow(parent) | Listed::ListBelow(parent) => {
                let above = book.get(parent.field)?;
                let around = parent.within.map_or(Some(above), |within| above.get(within))?;
                Some((above.get(parent.id)?.as_str()?, around.get(self.name)?))
            }
        }
    }

    /// The name of a thing.
    pub(super) fn label_of(&self, thing: &Value) -> Option<String> {
        let part = |place: &str| thing.pointer(place)?.as_str().map(str::to_owned);
        let mut places = self.label.split('|');
        places.find_map(|places| Some(places.split('&').map(part).collect::<Option<Vec<_>>>()?.join(".")))
    }

    /// The question for a page of it, as it is sent.
    pub(super) fn question(&self, (origin, size): (&str, u64), parent: &str, after: Option<&str>) -> Value {
        let (declared, part) = self.part();
        let query = format!(
            "query($origin:String,$size:Sequence!{declared}){{book(origin:$origin,asOf:{{size:$size}}){{position{{size root recordedAt}} {part}}}}}"
        );
        let mut variables = json!({ "origin": origin, "size": size.to_string() });
        if declared.contains("$of") {
            put(&mut variables, "of", Value::from(parent));
        }
        if declared.contains("$after") {
            put(&mut variables, "after", Value::from(after));
        }
        json!({ "query": query, "variables": variables })
    }

    /// Which variables it declares, and what it asks of the book.
    fn part(&self) -> (&'static str, String) {
        let (fields, first) = (self.asks.join(" "), self.page);
        let name = match self.name == self.field {
            true => self.name.to_owned(),
            false => format!("{}:{}", self.name, self.field),
        };
        let page = format!(
            "{name}(first:{first},after:$after){{totalCount nodes{{{fields}}} pageInfo{{hasNextPage endCursor}}}}"
        );
        match self.listed {
            Listed::Book => ("", fields),
            Listed::ListIn(field) => ("", format!("{field}{{{name}{{{fields}}}}}")),
            Listed::Pages => (",$after:String", page),
            Listed::PagesBelow(parent) => (",$of:String!,$after:String", parent.around(&page)),
            Listed::ListBelow(parent) => (",$of:String!", parent.around(&format!("{name}{{{fields}}}"))),
        }
    }
}

impl Parent {
    fn around(&self, part: &str) -> String {
        let Self { field, id, within } = self;
        match within {
            Some(within) => format!("{field}({id}:$of){{{id} {within}{{{part}}}}}"),
            None => format!("{field}({id}:$of){{{id} {part}}}"),
        }
    }
}

/// The field under which what a row asks is answered: the alias, where it has one.
pub(super) fn field_of(ask: &'static str) -> &'static str {
    ask.split([':', '{', '(']).next().unwrap_or(ask)
}

/// All fields of a thing.
pub(super) fn values<T>(rows: &[Row<T>], book: &Book<'_>, thing: &T) -> Value {
    let fields = rows.iter().map(|row| (field_of(row.ask).to_owned(), (row.of)(book, thing)));
    Value::Object(fields.collect::<Map<_, _>>())
}
