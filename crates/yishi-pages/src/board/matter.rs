//! The page of a matter, and its sheet when it is printed: its life as a line, and everything said and decided on it.

use super::Board;
use super::frame::{Depth, Framed};
use super::said::Allowance;
use maud::{Markup, html};
use yishi_core::{CharterVersion, Matter, MatterId};

/// Most submissions, moves or guidance that one page shows.
const MOST: usize = 10;

impl Board<'_> {
    /// The page of a matter; nothing if there is none of this name.
    pub fn matter(&self, id: &MatterId) -> Option<String> {
        let matter = self.state.matters.get(id)?;
        let left = Self::allowance();
        let parts = vec![
            (self.pick("Stage", "阶段"), self.standing(matter)),
            (self.pick("Overdue", "逾期"), self.late_list(&self.late_in(matter))),
            (self.pick("Its life so far", "办理过程"), self.life(matter)),
            (self.pick("Hard matter", "难题领办"), self.hard(matter, &left)),
            (self.pick("Mediation", "调解"), self.mediators_due(matter)),
            (self.pick("Why it lies here", "分流依据"), self.routing(matter)),
            (self.pick("Proposals", "方案"), self.proposals(matter, &left)),
            (self.pick("Hearings", "协商会"), self.hearings_of(matter)),
            (self.pick("Resolutions", "决议"), self.resolutions(matter, &left)),
            (self.pick("Actions", "落实事项"), self.actions(matter, &left)),
            (self.pick("Evaluation", "评议"), self.evaluation(matter)),
            (self.pick("What was handed in", "诉求"), self.beginnings(matter, &left)),
        ];
        let body = html! { (self.fitting(parts)) (self.code(matter.opened_at)) };
        let title = self.line(&matter.title);
        Some(self.framed(&Framed {
            depth: Depth::Below,
            title: &title,
            council: Some(&matter.council),
            body,
        }))
    }

    fn standing(&self, matter: &Matter) -> Markup {
        html! {
            p class="lead" { (self.pick("Matter", "事项")) " · " (matter.id) " · " (self.entry(matter.opened_at)) }
            dl {
                dt { (self.pick("Stage", "阶段")) } dd {
                    strong { (self.stage(matter.stage)) }
                    @if let Some(closure) = matter.closure { " · " (self.closure(closure)) }
                    @if matter.round > 1 { " · " (self.pick("round ", "轮次")) (matter.round) }
                }
                dt { (self.pick("Before", "办理议事会")) } dd { (self.council_link(&matter.council)) }
                (self.elsewhere(matter))
                @if matter.stage == yishi_core::MatterStage::Deliberating {
                    dt { (self.pick("To decide by", "须在此前决定")) } dd { (self.moment(matter.decide_by_ms)) }
                }
                @if let Some(went) = &matter.went_into {
                    dt { (self.pick("Goes on as", "继续办理为")) } dd { @for id in &went.matters { (self.matter_link(*id)) " " } }
                }
            }
        }
    }

    /// By when a dispute gets its mediators, and that it did not: nothing else of a mediation is told here.
    fn mediators_due(&self, matter: &Matter) -> Markup {
        let Some(mediation) = matter.open_mediation().filter(|found| found.missing_mediators() > 0) else {
            return html! {};
        };
        html! {
            h2 { (self.pick("Mediation", "调解")) }
            p {
                (self.pick("Mediators still to be named: ", "待确定调解员:")) (mediation.missing_mediators())
                @match &mediation.naming {
                    Some(naming) => { " · " (self.pick("by ", "期限:")) (self.moment(naming.due_at_ms)) }
                    None if mediation.naming_overdue => { " · " strong class="late" { (self.pick("not named in time", "未按期确定")) } }
                    None => {}
                }
            }
        }
    }

    fn routing(&self, matter: &Matter) -> Markup {
        let (route, facts) = (&matter.route, &matter.facts);
        let version = self.state.rules_of(route.charter_version, route.emergency);
        html! {
            h2 { (self.pick("Why it lies here", "分流依据")) }
            @if let Some(version) = version { @for sentence in self.rule_in_words(version, matter) { p { (sentence) } } }
            dl {
                dt { (self.pick("Rule", "规则")) } dd { (route.rule) " · " (self.pick("charter version ", "章程版本")) (route.charter_version) }
                dt { (self.pick("How", "办理方式")) } dd { (self.track(route.track)) }
                dt { (self.pick("Class", "类别")) } dd { bdi { (self.class(version.map(AsRef::as_ref), matter)) } }
                dt { (self.pick("Households affected", "涉及户数")) } dd { (facts.affected_households) }
                dt { (self.pick("Estimated cost", "预计费用")) } dd { (crate::words::yuan(facts.cost_fen.0, self.language)) }
                dt { (self.pick("Urgency", "缓急")) } dd { (self.urgency(facts.urgency)) }
                dt { (self.pick("Places", "地点")) } dd {
                    @for place in facts.places.iter().take(MOST) { (self.council_link(place)) " " }
                    (self.more(facts.places.len(), MOST))
                }
            }
        }
    }

    fn rule_in_words(&self, version: &CharterVersion, matter: &Matter) -> Vec<String> {
        let sentences = yishi_charter::explain_route(&version.charter, &matter.route.rule, self.language);
        sentences.iter().map(|sentence| super::shortened(sentence, 600)).collect()
    }

    fn class(&self, version: Option<&CharterVersion>, matter: &Matter) -> String {
        let classes = version.into_iter().flat_map(|version| &version.charter.classes);
        let class = classes.into_iter().find(|class| class.id == matter.facts.class);
        class.map_or_else(|| matter.facts.class.to_string(), |class| super::shortened(&class.name, 120))
    }

    /// What it came from. Authors and supporters are counted, not named.
    fn beginnings(&self, matter: &Matter, left: &Allowance) -> Markup {
        html! {
            @if !matter.came_from.is_empty() {
                h2 { (self.pick("Came from", "来自事项")) }
                ul { @for id in matter.came_from.iter().take(MOST) { li { (self.matter_link(*id)) } } }
                (self.more(matter.came_from.len(), MOST))
            }
            h2 { (self.pick("What was handed in", "诉求")) " · " (matter.submissions.len()) }
            @for found in matter.submissions.iter().take(MOST).filter_map(|id| self.state.submissions.get(id)) {
                p class="soft" {
                    (found.id) " · " (self.moment(found.occurred_at_ms)) " · " (self.submission_status(found.status.kind()))
                    " · " (self.pick("support ", "附议")) (found.stance_counts.support)
                    " · " (self.pick("object ", "反对")) (found.stance_counts.object)
                    " · " (self.entry(found.id.entry_index()))
                }
                (self.statement(&found.text, left, 1_500))
            }
            (self.more(matter.submissions.len(), MOST))
        }
    }
}
