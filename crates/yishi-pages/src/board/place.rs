//! Where pages stand: `<folder>/<name>.<form>` below the board. What stands at a place is found here, and all places of a book are listed.

use super::{Board, Turn};
use std::io;
use yishi_core::{CouncilId, PollId, ProposalId};

/// The form of what stands at a place, by the ending of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A page.
    Page,
    /// Data.
    Json,
    /// A calendar.
    Calendar,
    /// A feed.
    Feed,
    /// The receipt of an entry.
    Receipt,
}

impl Form {
    /// The form of an ending; nothing of other endings.
    pub fn of(ending: &str) -> Option<Self> {
        [Self::Page, Self::Json, Self::Calendar, Self::Feed, Self::Receipt]
            .into_iter()
            .find(|form| form.ending() == ending)
    }

    /// Its ending.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Page => "html",
            Self::Json => "json",
            Self::Calendar => "ics",
            Self::Feed => "atom",
            Self::Receipt => "receipt",
        }
    }
}

/// A place on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder; empty for the overview.
    pub folder: String,
    /// The name without its ending.
    pub name: String,
    /// What stands there.
    pub form: Form,
    /// Which part of a list.
    pub turn: Turn,
}

impl Place {
    fn new(folder: &str, name: impl ToString, form: Form) -> Self {
        Self { folder: folder.to_owned(), name: name.to_string(), form, turn: Turn::First }
    }

    /// Where it lies below the board, if pages are files: each turn of a list is one of its own.
    pub fn file(&self) -> String {
        let name = match self.name.parse::<CouncilId>() {
            Ok(council) if self.folder == "councils" => self.turn.file(&council),
            Ok(_) | Err(_) => self.name.clone(),
        };
        let ending = self.form.ending();
        if self.folder.is_empty() {
            format!("{name}.{ending}")
        } else {
            format!("{}/{name}.{ending}", self.folder)
        }
    }
}

impl Board<'_> {
    /// What stands at a place; nothing if there is nothing. A member's calendar is for that member: whoever serves it sees to that.
    ///
    /// # Errors
    /// Never: it writes to memory.
    pub fn at(&self, place: &Place) -> io::Result<Option<String>> {
        let name = place.name.as_str();
        Ok(match (place.folder.as_str(), place.form) {
            ("", Form::Page) if name == "index" => Some(self.overview()),
            ("", Form::Feed) if name == "index" => Some(self.feed_of_book()?),
            ("councils", Form::Page) => name.parse().ok().and_then(|id| self.council(&id, place.turn)),
            ("councils", Form::Calendar) => name.parse().ok().and_then(|id| self.council_calendar(&id)),
            ("councils", Form::Feed) => match name.parse() {
                Ok(id) => self.feed_of_council(&id)?,
                Err(_) => None,
            },
            ("members", Form::Calendar) => name.parse().ok().and_then(|id| self.member_calendar(&id)),
            ("matters", Form::Page) => name.parse().ok().and_then(|id| self.matter(&id)),
            ("hearings", Form::Page) => name.parse().ok().and_then(|id| self.hearing(&id)),
            ("minutes", Form::Page) => name.parse().ok().and_then(|id| self.minutes(&id)),
            ("minutes", Form::Json) => name.parse().ok().and_then(|id| self.minutes_json(&id)),
            ("notices", Form::Page) => name.parse().ok().and_then(|id| self.notice(&id)),
            ("resolutions", Form::Page) => name.parse().ok().and_then(|id| self.resolution(&id)),
            ("revisions", Form::Page) => compared(name).and_then(|(id, number)| self.revision(&id, number)),
            ("entries", Form::Page) => self.facts(name).map(|facts| self.entry_page(&facts)),
            ("entries", Form::Receipt) => self.facts(name).map(|facts| facts.receipt),
            _ => None,
        })
    }

    fn facts(&self, name: &str) -> Option<super::EntryFacts> {
        let known = |index: &u64| *index < self.position.size && name == index.to_string();
        self.texts.entry(name.parse().ok().filter(known)?)
    }

    /// Every place that anybody may read, pages of lists by their turns; entries are left to [`Board::entry_places`].
    pub fn places(&self) -> Vec<Place> {
        let state = self.state;
        let mut places = vec![Place::new("", "index", Form::Page), Place::new("", "index", Form::Feed)];
        let charter = state.charter().map(|version| &version.charter);
        for clause in charter.into_iter().flat_map(|charter| &charter.councils) {
            let forms = [Form::Page, Form::Calendar, Form::Feed];
            places.extend(forms.map(|form| Place::new("councils", &clause.id, form)));
            places.extend(self.turns_of(&clause.id));
        }
        places.extend(state.matters.keys().map(|id| Place::new("matters", id, Form::Page)));
        for id in state.hearings.keys() {
            places.push(Place::new("hearings", id, Form::Page));
            places.extend([Form::Page, Form::Json].map(|form| Place::new("minutes", id, form)));
        }
        places.extend(state.notices.keys().map(|id| Place::new("notices", id, Form::Page)));
        places.extend(state.resolutions.keys().map(|id| Place::new("resolutions", id, Form::Page)));
        for proposal in state.proposals.values() {
            let later = proposal.revisions.iter().skip(1);
            let name = |number| format!("{}-{number}", proposal.id);
            places.extend(later.map(|revision| Place::new("revisions", name(revision.number), Form::Page)));
        }
        places
    }

    /// The places of the entries.
    pub fn entry_places(&self) -> impl Iterator<Item = Place> + use<> {
        let of = |index: u64| [Form::Page, Form::Receipt].map(|form| Place::new("entries", index, form));
        (0..self.position.size).flat_map(of)
    }

    /// Every turn of the lists of a council.
    fn turns_of(&self, council: &CouncilId) -> Vec<Place> {
        let mut places = Vec::new();
        for first in Turn::firsts() {
            let mut turn = Some(first);
            while let Some(found) = turn {
                places.push(Place { turn: found, ..Place::new("councils", council, Form::Page) });
                turn = self.next(council, found);
            }
        }
        places
    }

    /// The result sheets that pages link to beside the board.
    pub fn sheets(&self) -> impl Iterator<Item = PollId> + '_ {
        self.state.polls.keys().copied()
    }
}

/// `proposal_12_3-2`: the proposal, and the revision that is compared with the one before it.
fn compared(name: &str) -> Option<(ProposalId, u32)> {
    let (id, number) = name.rsplit_once('-')?;
    let number: u32 = number.parse().ok().filter(|found: &u32| found.to_string() == number)?;
    Some((id.parse().ok()?, number))
}
