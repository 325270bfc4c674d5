//! The first page: the councils of the book as a tree, and how much lies before each.

use super::Board;
use super::frame::{Depth, Framed};
use maud::{Markup, html};
use yishi_core::{Charter, CouncilClause, HearingStatus, MatterStage};

impl Board<'_> {
    /// The overview of the book.
    pub fn overview(&self) -> String {
        let charter = self.state.charter().map(|version| &version.charter);
        let body = html! {
            p class="lead" { (self.pick("What the councils deal with, open to everybody", "各议事会办理事项公开")) }
            h2 { (self.pick("Councils", "议事会")) }
            @match charter.and_then(|charter| Some((charter, charter.root()?))) {
                Some((charter, root)) => ul class="tree" { (self.branch(charter, root)) },
                None => p class="soft" { (self.pick("No charter was adopted yet.", "尚未通过章程。")) },
            }
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

    fn branch(&self, charter: &Charter, clause: &CouncilClause) -> Markup {
        let below: Vec<_> =
            charter.councils.iter().filter(|found| found.parent.as_ref() == Some(&clause.id)).collect();
        let listings = &self.state.listings;
        let open = [MatterStage::Deliberating, MatterStage::Acting, MatterStage::Evaluating]
            .map(|stage| listings.matters.count(&clause.id, Some(stage)))
            .iter()
            .sum::<usize>();
        let hearings = listings.hearings.count(&clause.id, Some(HearingStatus::Called));
        html! {
            li {
                a href={ "councils/" (clause.id) ".html" (self.address.query) } { bdi { (self.council_name(&clause.id)) } }
                span class="soft" {
                    " · " (self.pick("open matters: ", "在办事项:")) (open)
                    @if hearings > 0 { " · " (self.pick("hearings to come: ", "待召开协商会:")) (hearings) }
                }
                @if !below.is_empty() { ul { @for clause in below { (self.branch(charter, clause)) } } }
            }
        }
    }
}
