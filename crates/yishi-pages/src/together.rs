//! What a result sheet tells beside the plain count: how each of several councils came out, and what silence added.

use crate::result::{ResultSheet, measured, requirements};
use crate::words::{self, pick};
use maud::{Markup, html};
use yishi_core::SectionResult;
use yishi_tally::{Choice, Language, Tally, amount};

impl ResultSheet<'_> {
    /// How each council came out that decides together with others.
    pub(crate) fn sections(&self) -> Markup {
        let results = match self.sealing() {
            Some(sealing) => sealing.sections.clone(),
            None => self.poll.section_results(),
        };
        html! {
            @if !results.is_empty() {
                h2 { (pick(self.language, "Council by council", "各议事会结果")) }
                @for result in &results { (section(result, self.language)) }
            }
        }
    }

    /// The count with those who were served and said nothing, beside the one without them.
    pub(crate) fn silence(&self) -> Markup {
        let language = self.language;
        let silence = self.sealing().and_then(|sealing| sealing.silence.as_ref());
        html! {
            @if let Some(silence) = silence {
                h2 { (pick(language, "With silence counted", "沉默计入后的结果")) }
                dl {
                    dt { (pick(language, "Served", "已送达")) } dd { (silence.served) }
                    dt { (pick(language, "Served and silent", "已送达未表态")) } dd { (silence.silent) }
                    dt { (pick(language, "They join", "计入")) } dd { (followed(silence.followed, language)) }
                }
                (count(&silence.tally, language))
            }
        }
    }
}

fn section(result: &SectionResult, language: Language) -> Markup {
    html! {
        h3 { (result.council) " · " (words::verdict(result.tally.verdict, language)) }
        (count(&result.tally, language))
    }
}

fn count(tally: &Tally, language: Language) -> Markup {
    html! {
        div class="scroll" tabindex="0" { table {
            thead { tr {
                td {}
                th { (pick(language, "On the roll", "名册")) } th { (pick(language, "For", "同意")) }
                th { (pick(language, "Against", "反对")) } th { (pick(language, "Abstaining", "弃权")) }
            } }
            tbody {
                @for (measure, figures) in measured(&tally.totals) {
                    tr {
                        td { (words::measure(measure, language)) }
                        @for number in [figures.entitled, figures.for_, figures.against, figures.abstain] {
                            td { (amount(measure, number, language)) }
                        }
                    }
                }
            }
        } }
        (requirements(tally, language))
    }
}

const fn followed(choice: Option<Choice>, language: Language) -> &'static str {
    match choice {
        Some(Choice::For) => pick(language, "those for", "同意"),
        Some(Choice::Against) => pick(language, "those against", "反对"),
        Some(Choice::Abstain) => pick(language, "those abstaining", "弃权"),
        None => pick(language, "nobody: no choice leads", "无:没有领先的选择"),
    }
}
