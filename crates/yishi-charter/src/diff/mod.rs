//! An amendment in words: what was added, removed and changed, by ids, in the language of the explanation.

mod leaves;

use crate::clause::{ClausePath, Item, Line};
use crate::explain::clauses;
use crate::words::{list, none, quoted, say};
use leaves::Leaves;
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::Charter;
use yishi_tally::Language;

/// What became of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
    /// Its entries stand in another order.
    Reordered,
}

/// One difference between two charters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The clause, by ids.
    pub clause: ClausePath,
    /// What became of it.
    pub kind: ChangeKind,
    /// What it said; absent for what is new.
    pub old: Option<String>,
    /// What it says; absent for what is gone.
    pub new: Option<String>,
    /// The difference as a sentence.
    pub sentence: String,
}

/// Tells an amendment in words, in the order of the explanation. Nothing exactly where both charters record the same.
///
/// What no line of the explanation tells apart is told as it stands in the charter.
pub fn diff(old: &Charter, new: &Charter, language: Language) -> Vec<Change> {
    let (before, after) = (Leaves::of(old), Leaves::of(new));
    let teller = Teller { language, before: &before, after: &after };
    let mut changes = teller.items(&items(old, language), &items(new, language));
    changes.iter_mut().for_each(|change| teller.place(change));
    changes.extend(teller.orders());
    let unsaid = teller.unsaid(&changes);
    changes.extend(unsaid);
    changes
}

fn items(charter: &Charter, language: Language) -> Vec<Item> {
    clauses(charter, language).into_iter().flat_map(|section| section.items).collect()
}

/// Characters from which on a value is quoted.
const LONGEST_PLAIN: usize = 20;

#[derive(Clone, Copy)]
struct Teller<'a> {
    language: Language,
    before: &'a Leaves,
    after: &'a Leaves,
}

impl Teller<'_> {
    fn items(self, old: &[Item], new: &[Item]) -> Vec<Change> {
        let find =
            |items: &'_ [Item], clause: &ClausePath| items.iter().position(|item| item.clause == *clause);
        let mut changes = Vec::new();
        for item in new {
            match find(old, &item.clause).and_then(|position| old.get(position)) {
                Some(before) => changes.extend(self.lines(before, item)),
                None => changes.push(self.appeared(item)),
            }
        }
        let gone = old.iter().filter(|item| find(new, &item.clause).is_none());
        changes.extend(gone.map(|item| self.vanished(item)));
        changes
    }

    fn appeared(self, item: &Item) -> Change {
        let (title, says) = (&item.title, self.says(item));
        let sentence = say!(self.language, "New: {title}. {says}", "新增{title}。{says}");
        Change { clause: item.clause.clone(), kind: ChangeKind::Added, old: None, new: Some(says), sentence }
    }

    fn vanished(self, item: &Item) -> Change {
        let (title, said) = (&item.title, self.says(item));
        let sentence = say!(self.language, "Gone: {title}. It said: {said}", "删除{title}。原文:{said}");
        Change {
            clause: item.clause.clone(),
            kind: ChangeKind::Removed,
            old: Some(said),
            new: None,
            sentence,
        }
    }

    fn says(self, item: &Item) -> String {
        let sentences: Vec<&str> = item.sentences().collect();
        match self.language {
            Language::English => sentences.join(" "),
            Language::Chinese => sentences.concat(),
        }
    }

    fn lines(self, old: &Item, new: &Item) -> Vec<Change> {
        let by_clause = |item: &Item| -> BTreeMap<ClausePath, Line> {
            item.lines.iter().map(|line| (line.clause.clone(), line.clone())).collect()
        };
        let (before, after) = (by_clause(old), by_clause(new));
        let mut changes = Vec::new();
        for line in &new.lines {
            match before.get(&line.clause) {
                Some(found) if found.value == line.value || self.records_the_same(&line.clause) => {}
                Some(found) => changes.push(self.changed(&new.title, found, line)),
                None => changes.push(self.line_appeared(&new.title, line)),
            }
        }
        let gone = old.lines.iter().filter(|line| !after.contains_key(&line.clause));
        changes.extend(gone.map(|line| self.line_vanished(&new.title, line)));
        changes
    }

    /// Whether a clause was left as it was: its words change as well where something that it refers to has another name.
    fn records_the_same(self, clause: &ClausePath) -> bool {
        self.before.within(clause).eq(self.after.within(clause))
    }

    fn changed(self, title: &str, before: &Line, after: &Line) -> Change {
        let (about, old, new) = (&after.about, &before.value, &after.value);
        let (was, becomes) = (self.apart(old), self.apart(new));
        let sentence = say!(
            self.language,
            "{title}: {about} was {was}, becomes {becomes}.",
            "{title}:{about}由{was}改为{becomes}。"
        );
        Change {
            clause: after.clause.clone(),
            kind: ChangeKind::Changed,
            old: Some(old.clone()),
            new: Some(new.clone()),
            sentence,
        }
    }

    /// A long value stands in quotation marks, so that its own commas are not those of the sentence.
    fn apart(self, value: &str) -> String {
        match value.chars().count() > LONGEST_PLAIN {
            true => quoted(self.language, value),
            false => value.to_owned(),
        }
    }

    fn line_appeared(self, title: &str, line: &Line) -> Change {
        let says = line.statement(self.language);
        let sentence = say!(self.language, "{title}: new: {says}", "{title}:新增:{says}");
        Change {
            clause: line.clause.clone(),
            kind: ChangeKind::Added,
            old: None,
            new: Some(line.value.clone()),
            sentence,
        }
    }

    fn line_vanished(self, title: &str, line: &Line) -> Change {
        let said = line.statement(self.language);
        let sentence = say!(self.language, "{title}: gone: {said}", "{title}:删除:{said}");
        Change {
            clause: line.clause.clone(),
            kind: ChangeKind::Removed,
            old: Some(line.value.clone()),
            new: None,
            sentence,
        }
    }

    /// Says where a new entry of a list stands, if it does not stand behind those that were there: of routing rules the first that holds
    /// applies.
    fn place(self, change: &mut Change) {
        let Some((list, key)) = change.clause.split_last().filter(|_| change.kind == ChangeKind::Added)
        else {
            return;
        };
        let (Some(then), Some(now)) = (self.before.orders.get(&list), self.after.orders.get(&list)) else {
            return;
        };
        let Some(at) = now.iter().position(|name| name == key) else { return };
        if now.iter().skip(at).all(|name| !then.contains(name)) {
            return;
        }
        let language = self.language;
        let place = match at.checked_sub(1).and_then(|before| now.get(before)) {
            None => say!(language, " It stands first.", "列在首位。"),
            Some(before) => say!(language, " It stands behind `{before}`.", "列在`{before}`之后。"),
        };
        change.sentence.push_str(&place);
    }

    /// Lists whose common entries stand in another order.
    fn orders(self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (path, now) in &self.after.orders {
            let Some(then) = self.before.orders.get(path) else { continue };
            let kept: Vec<&String> = now.iter().filter(|key| then.contains(key)).collect();
            let was: Vec<&String> = then.iter().filter(|key| now.contains(key)).collect();
            if kept != was {
                changes.push(self.reordered(path, then, now));
            }
        }
        changes
    }

    fn reordered(self, path: &ClausePath, then: &[String], now: &[String]) -> Change {
        let language = self.language;
        let words = |keys: &[String]| list(language, keys.iter().map(String::as_str));
        let (old, new) = (words(then), words(now));
        let meaning = match path.to_string().as_str() {
            "routing" => {
                say!(language, "the first rule whose conditions hold applies", "先符合条件的规则先生效")
            }
            "levels" => say!(language, "levels stand lowest first", "层级由低到高排列"),
            _ => say!(language, "the order of this list decides nothing", "该列表的次序不影响效力"),
        };
        let sentence = say!(
            language,
            "The order of `{path}` was {old}, becomes {new} ({meaning}).",
            "`{path}`的次序由{old}改为{new}({meaning})。"
        );
        Change { clause: path.clone(), kind: ChangeKind::Reordered, old: Some(old), new: Some(new), sentence }
    }

    /// Leaves that differ and that no change told so far covers.
    fn unsaid(self, told: &[Change]) -> Vec<Change> {
        let (before, after) = (self.before, self.after);
        let paths: BTreeSet<&ClausePath> = before.values.keys().chain(after.values.keys()).collect();
        let differs = |path: &&&ClausePath| before.values.get(**path) != after.values.get(**path);
        let told_of: Vec<&ClausePath> = told
            .iter()
            .filter(|change| change.kind != ChangeKind::Reordered)
            .map(|change| &change.clause)
            .collect();
        // A list that was empty is told by its first entries.
        let is_empty_list = |path: &ClausePath| {
            let values = [before.values.get(path), after.values.get(path)];
            values.iter().flatten().any(|value| *value == "[]") && values.contains(&None)
        };
        let covered = |path: &ClausePath| {
            told_of
                .iter()
                .any(|clause| path.is_within(clause) || (is_empty_list(path) && clause.is_within(path)))
        };
        let open = paths.iter().filter(differs).filter(|path| !covered(path));
        open.map(|path| self.leaf(path, before.values.get(*path), after.values.get(*path))).collect()
    }

    fn leaf(self, path: &ClausePath, before: Option<&String>, after: Option<&String>) -> Change {
        let language = self.language;
        let words = |value: Option<&String>| value.cloned().unwrap_or_else(|| none(language));
        let (old, new) = (words(before), words(after));
        let kind = match (before, after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            (Some(_), Some(_)) => ChangeKind::Changed,
        };
        let sentence = say!(language, "`{path}` was {old}, becomes {new}.", "`{path}`由{old}改为{new}。");
        Change { clause: path.clone(), kind, old: before.cloned(), new: after.cloned(), sentence }
    }
}
