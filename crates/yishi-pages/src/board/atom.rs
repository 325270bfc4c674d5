//! Feeds (RFC 4287): what is new in the book, and in one council.

use super::{Board, Moment};
use crate::words::tag;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;
use yishi_core::{CouncilId, MatterId, Poll, TimeMs};

/// Entries of a feed.
pub(super) const MOST: usize = 30;

/// Something new, by the entry that brought it.
pub(super) struct News {
    pub(super) entry: u64,
    pub(super) id: String,
    pub(super) what: String,
    pub(super) page: String,
    pub(super) at_ms: Option<TimeMs>,
}

type Xml = Writer<Vec<u8>>;

impl Board<'_> {
    /// The feed of the book.
    ///
    /// # Errors
    /// Never: it writes to memory.
    pub fn feed_of_book(&self) -> io::Result<String> {
        self.feed_of(None)
    }

    /// The feed of a council; nothing if the charter in force has none of this name.
    ///
    /// # Errors
    /// Never: it writes to memory.
    pub fn feed_of_council(&self, council: &CouncilId) -> io::Result<Option<String>> {
        let known = self.state.charter().is_some_and(|version| version.charter.council(council).is_some());
        if known { self.feed_of(Some(council)).map(Some) } else { Ok(None) }
    }

    fn feed_of(&self, council: Option<&CouncilId>) -> io::Result<String> {
        let mut news = self.matters_and_hearings(council);
        news.extend(self.posted_and_decided(council));
        news.extend(self.votes_and_elections(council));
        news.extend(self.texts_and_names(council));
        news.extend(self.lasting_news(council));
        news.sort_by_key(|found| std::cmp::Reverse(found.entry));
        news.truncate(MOST);
        let (name, page) = match council {
            Some(council) => (self.council_name(council), format!("councils/{council}")),
            None => (self.book_name(), "index".to_owned()),
        };
        let mut xml = Writer::new(Vec::new());
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let feed = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
        feed.with_attribute(("xml:lang", tag(self.language))).write_inner_content(|xml| {
            self.head(xml, &name, &page, self.position.recorded_at_ms)?;
            xml.create_element("author").write_inner_content(|xml| text(xml, "name", &self.book_name()))?;
            news.iter().try_for_each(|found| {
                xml.create_element("entry").write_inner_content(|xml| self.news(xml, found))?;
                Ok(())
            })
        })?;
        String::from_utf8(xml.into_inner()).map_err(io::Error::other)
    }

    fn head(&self, xml: &mut Xml, title: &str, page: &str, updated: TimeMs) -> io::Result<()> {
        text(xml, "title", title)?;
        text(xml, "id", &format!("https://{}/{page}", self.position.origin))?;
        text(xml, "updated", &Moment::of(updated).rfc3339())?;
        if let Some(base) = &self.address.base {
            let href = format!("{base}{page}.html");
            xml.create_element("link").with_attribute(("href", href.as_str())).write_empty()?;
        }
        Ok(())
    }

    fn news(&self, xml: &mut Xml, found: &News) -> io::Result<()> {
        let at = found.at_ms.or_else(|| self.texts.recorded_at(found.entry));
        text(xml, "title", &found.what)?;
        text(xml, "id", &format!("https://{}/{}", self.position.origin, found.id))?;
        text(xml, "updated", &Moment::of(at.unwrap_or(self.position.recorded_at_ms)).rfc3339())?;
        if let Some(base) = &self.address.base {
            let href = format!("{base}{}.html", found.page);
            xml.create_element("link").with_attribute(("href", href.as_str())).write_empty()?;
        }
        text(xml, "summary", &format!("{}{}", self.pick("entry ", "记录"), found.entry))
    }

    fn matters_and_hearings(&self, council: Option<&CouncilId>) -> Vec<News> {
        let here = |found: &CouncilId| council.is_none_or(|council| council == found);
        let matters = match council {
            Some(_) => self.state.listings.matters.ids(council, None).unwrap_or_default(),
            None => self.state.matters.keys().rev().take(MOST).copied().collect(),
        };
        let matters = matters.iter().rev().take(MOST).map(|id| News {
            entry: id.entry_index(),
            id: id.to_string(),
            what: format!("{}{}", self.pick("Matter: ", "事项:"), self.named(*id)),
            page: format!("matters/{id}"),
            at_ms: None,
        });
        let hearings = self.state.hearings.values().rev().filter(|found| here(&found.council)).take(MOST);
        let hearings = hearings.map(|found| News {
            entry: found.id.entry_index(),
            id: found.id.to_string(),
            what: format!("{}{}", self.pick("Hearing called: ", "召集协商会:"), self.named(found.matter)),
            page: format!("hearings/{}", found.id),
            at_ms: None,
        });
        matters.chain(hearings).collect()
    }

    fn posted_and_decided(&self, council: Option<&CouncilId>) -> Vec<News> {
        let here = |found: Option<&CouncilId>| council.is_none() || council == found;
        let notices =
            self.state.notices.values().rev().filter(|found| here(self.council_of(found))).take(MOST);
        let notices = notices.map(|found| News {
            entry: found.id.entry_index(),
            id: found.id.to_string(),
            what: format!("{} · {}", self.notice_kind(found), self.line(&found.document)),
            page: format!("notices/{}", found.id),
            at_ms: Some(found.posted_at_ms),
        });
        let polls = self.state.polls.values().rev().filter(|found| here(Some(&found.council))).take(MOST);
        let opened = |found: &Poll| match found.second_of {
            Some(_) => self.pick("Second round opened: ", "第二轮开始表决:"),
            None => self.pick("Vote opened: ", "开始表决:"),
        };
        let polls = polls.map(|found| News {
            entry: found.id.entry_index(),
            id: found.id.to_string(),
            what: format!("{}{}", opened(found), self.named(found.matter)),
            page: format!("matters/{}", found.matter),
            at_ms: Some(found.opened_at_ms),
        });
        let decided =
            self.state.resolutions.values().rev().filter(|found| here(Some(&found.council))).take(MOST);
        let decided = decided.map(|found| News {
            entry: found.index,
            id: found.id.to_string(),
            what: format!("{}{}", self.pick("Resolution: ", "决议:"), self.line(&found.document)),
            page: format!("resolutions/{}", found.id),
            at_ms: Some(found.certified_at_ms),
        });
        notices.chain(polls).chain(decided).collect()
    }

    pub(super) fn named(&self, matter: MatterId) -> String {
        self.state.matters.get(&matter).map_or_else(|| matter.to_string(), |found| self.line(&found.title))
    }
}

fn text(xml: &mut Xml, name: &str, words: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(words)).map(|_| ())
}
