//! The first page: the councils of the book as a tree, and how much lies before each.

use super::Board;
use super::frame::{Depth, Framed};
use maud::{Markup, html};
use std::cell::Cell;
use yishi_core::{Charter, CouncilClause, CouncilId, HearingStatus, MatterStage, WithheldId};

/// Most councils in the tree; those below it stand on the pages of the councils above them.
const COUNCILS: usize = 100;
/// Most withheld texts on the page.
const WITHHELD: usize = 10;

impl Board<'_> {
    /// The overview of the book.
    pub fn overview(&self) -> String {
        let charter = self.state.charter().map(|version| &version.charter);
        let body = html! {
            p class="lead" { (self.pick("What the councils deal with, open to everybody", "各议事会办理事项公开")) }
            h2 { (self.pick("Councils", "议事会")) }
            @match charter.and_then(|charter| Some((charter, charter.root()?))) {
                Some((charter, root)) => ul class="tree" { (self.branch(charter, root, &Cell::new(COUNCILS))) },
                None => p class="soft" { (self.pick("No charter was adopted yet.", "尚未通过章程。")) },
            }
            (self.more(charter.map_or(0, |charter| charter.councils.len()), COUNCILS))
            (self.lately_withheld())
            p class="soft" { a href="index.atom" { (self.pick("What is new, as a feed (Atom)", "订阅更新(Atom)")) } }
        };
        let name = self.book_name();
        self.framed(&Framed { depth: Depth::Top, title: &name, council: None, body })
    }

    /// The page that stands where there is none.
    pub fn missing(&self, depth: Depth) -> String {
        let up = match depth {
            Depth::Top => "index.html",
            Depth::Below => "../index.html",
        };
        let body = html! {
            p { (self.pick("There is no such page in this book.", "台账中没有这一页。")) }
            p { a href={ (up) (self.address.query) } { (self.pick("To the overview", "返回总览")) } }
        };
        self.framed(&Framed { depth, title: self.pick("Not found", "未找到"), council: None, body })
    }

    /// What was withheld, newest first: that it was, by which entry and under which rule.
    fn lately_withheld(&self) -> Markup {
        let all = &self.state.withheld;
        let of_entries = all.iter().rev().filter(|(id, _)| **id == WithheldId::first(id.entry_index()));
        let newest = of_entries.take(WITHHELD);
        let listed: Vec<_> = newest
            .map(|(id, found)| (id.entry_index(), found, self.withheld_together(id.entry_index())))
            .collect();
        html! {
            @if !all.is_empty() {
                h2 { (self.pick("Withheld under a rule", "依规遮蔽")) " · " (all.len()) }
                ul { @for (entry, found, texts) in &listed {
                    li {
                        bdi { (super::shortened(&found.ground, 400)) }
                        @if *texts > 1 { " · " (self.pick("texts: ", "文本：")) (texts) }
                        " · " (self.moment(found.at_ms)) " · "
                        a href={ "entries/" (entry) ".html" (self.address.query) } { (self.pick("entry ", "记录")) (entry) }
                    }
                } }
                (self.more(all.len(), listed.iter().map(|(.., texts)| texts).sum()))
            }
        }
    }

    /// How many texts an entry withheld.
    fn withheld_together(&self, entry: u64) -> usize {
        let texts = WithheldId::first(entry)..WithheldId::first(entry.saturating_add(1));
        self.state.withheld.range(texts).count()
    }

    fn branch(&self, charter: &Charter, clause: &CouncilClause, left: &Cell<usize>) -> Markup {
        let below = children(charter, &clause.id);
        left.set(left.get().saturating_sub(1));
        html! {
            li {
                a href={ "councils/" (clause.id) ".html" (self.address.query) } { bdi { (self.council_name(&clause.id)) } }
                (self.how_much(&clause.id))
                @if !below.is_empty() && left.get() > 0 {
                    ul { @for clause in &below { @if left.get() > 0 { (self.branch(charter, clause, left)) } } }
                }
            }
        }
    }

    /// How much lies before a council.
    fn how_much(&self, council: &CouncilId) -> Markup {
        let listings = &self.state.listings;
        let open = [
            MatterStage::Mediating,
            MatterStage::Deliberating,
            MatterStage::Acting,
            MatterStage::Evaluating,
            MatterStage::HandedOver,
        ]
        .map(|stage| listings.matters.count(council, Some(stage)))
        .iter()
        .sum::<usize>();
        let hearings = listings.hearings.count(council, Some(HearingStatus::Called));
        html! {
            span class="soft" {
                " · " (self.pick("open matters: ", "在办事项:")) (open)
                @if hearings > 0 { " · " (self.pick("hearings to come: ", "待召开协商会:")) (hearings) }
            }
        }
    }

    /// The councils directly below one.
    pub(super) fn councils_below(&self, charter: &Charter, council: &CouncilId) -> Markup {
        let below = children(charter, council);
        html! {
            @if !below.is_empty() {
                h2 { (self.pick("Councils below", "下级议事会")) }
                ul { @for clause in below.iter().take(COUNCILS) { li { (self.council_link(&clause.id)) (self.how_much(&clause.id)) } } }
                (self.more(below.len(), COUNCILS))
            }
        }
    }
}

fn children<'a>(charter: &'a Charter, council: &CouncilId) -> Vec<&'a CouncilClause> {
    charter.councils.iter().filter(|found| found.parent.as_ref() == Some(council)).collect()
}
