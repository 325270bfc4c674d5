//! How matters travel: their classes, and the rules that lead them to councils.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line, steps};
use crate::words::{none, say, track, urgency, yuan};
use yishi_core::{ClassClause, RoutingConditions, RoutingRule};
use yishi_tally::Language;

impl Speaker<'_> {
    pub(super) fn classes(self, classes: &[ClassClause]) -> Item {
        let language = self.language;
        let path = ClausePath::of("classes");
        let names = self.list(classes.iter().map(|class| class.name.clone()));
        let mut sentence = say!(language, "Classes of matters: {names}.", "事项分为:{names}。");
        let keys = steps(&classes.iter().map(|class| class.id.as_str()).collect::<Vec<_>>());
        let lines = classes.iter().zip(keys).map(|(ClassClause { id, name }, key)| {
            let about = say!(language, "class {id}", "类别 {id}");
            Line::new(path.then(&key), about, name.clone(), std::mem::take(&mut sentence))
        });
        let lines = lines.collect();
        Item::plain(path, say!(language, "classes", "类别"), lines)
    }

    pub(super) fn routing(self, rules: &[RoutingRule]) -> Vec<Item> {
        let keys = steps(&rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>());
        let rules = rules.iter().zip(keys).enumerate();
        rules.map(|(position, (rule, key))| self.one_route(rule, position.saturating_add(1), &key)).collect()
    }

    fn one_route(self, rule: &RoutingRule, number: usize, key: &str) -> Item {
        let language = self.language;
        let RoutingRule { id, name, when, level, track: handled } = rule;
        let path = ClausePath::of("routing").then(key);
        let conditions: Vec<String> =
            self.conditions(when).into_iter().filter(|(_, _, says)| !says.is_empty()).map(|found| found.2).collect();
        let (level, track) = (self.level(level), track(language, *handled));
        let sentence = match conditions.is_empty() {
            true => say!(
                language,
                "Rule {number}, “{name}”: every other matter is {track} at level {level}.",
                "第{number}条「{name}」:其余事项都由{level}{track}。"
            ),
            false => {
                let conditions = self.joined(&conditions);
                say!(
                    language,
                    "Rule {number}, “{name}”: a matter {conditions} is {track} at level {level}.",
                    "第{number}条「{name}」:{conditions}的事项,由{level}{track}。"
                )
            }
        };
        let about = |english: &str, chinese: &str| say!(language, "{english}", "{chinese}");
        let mut lines = vec![Line::new(path.then("name"), about("name", "名称"), name.clone(), sentence)];
        let when_path = path.then("when");
        lines.extend(self.conditions(when).into_iter().map(|(field, about, says)| {
            let value = if says.is_empty() { none(language) } else { says };
            Line::silent(when_path.then(field), about, value)
        }));
        lines.push(Line::silent(path.then("level"), about("level that deals with it", "办理层级"), level));
        lines.push(Line::silent(path.then("track"), about("how it is handled", "办理方式"), track.to_owned()));
        Item::plain(path, say!(language, "routing rule {id}", "分流规则 {id}"), lines)
    }

    /// The conditions in words, as they are read in a row; the words are empty where nothing is asked.
    pub(crate) fn conditions(self, when: &RoutingConditions) -> Vec<(&'static str, String, String)> {
        let language = self.language;
        let RoutingConditions {
            classes,
            affected_households_at_least,
            affected_households_at_most,
            cost_fen_at_least,
            cost_fen_at_most,
            places_at_least,
            urgency: urgent,
        } = when;
        let number = |found: Option<u64>, say: &dyn Fn(u64) -> String| found.map(say).unwrap_or_default();
        let money = |fen: u64| yuan(language, fen);
        let class_words = match classes.is_empty() {
            true => String::new(),
            false => {
                let names = self.list(classes.iter().map(|class| self.class(class)));
                say!(language, "of class {names}", "类别为{names}")
            }
        };
        vec![
            ("classes", say!(language, "classes", "类别条件"), class_words),
            (
                "affected_households_at_least",
                say!(language, "least number of households", "涉及户数下限"),
                number(*affected_households_at_least, &|n| {
                    say!(language, "that affects {n} households or more", "涉及{n}户以上(含)")
                }),
            ),
            (
                "affected_households_at_most",
                say!(language, "greatest number of households", "涉及户数上限"),
                number(*affected_households_at_most, &|n| {
                    say!(language, "that affects at most {n} households", "涉及不超过{n}户")
                }),
            ),
            (
                "cost_fen_at_least",
                say!(language, "least cost", "费用下限"),
                number(cost_fen_at_least.map(|cost| cost.0), &|n| {
                    let sum = money(n);
                    say!(language, "that costs {sum} or more", "费用{sum}以上(含)")
                }),
            ),
            (
                "cost_fen_at_most",
                say!(language, "greatest cost", "费用上限"),
                number(cost_fen_at_most.map(|cost| cost.0), &|n| {
                    let sum = money(n);
                    say!(language, "that costs at most {sum}", "费用不超过{sum}")
                }),
            ),
            (
                "places_at_least",
                say!(language, "least number of places", "涉及地点数下限"),
                number(*places_at_least, &|n| {
                    say!(language, "that touches {n} of the lowest councils or more", "涉及{n}个以上(含)最低一级议事会")
                }),
            ),
            (
                "urgency",
                say!(language, "urgency", "缓急"),
                urgent.map_or_else(String::new, |found| {
                    let word = urgency(language, found);
                    say!(language, "that is {word}", "属于{word}")
                }),
            ),
        ]
    }

    fn joined(self, conditions: &[String]) -> String {
        conditions.join(match self.language {
            Language::English => " and ",
            Language::Chinese => "、",
        })
    }
}
