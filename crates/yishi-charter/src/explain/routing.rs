//! How matters travel: their classes, and the rules that lead them to councils.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line, steps};
use crate::words::{none, period, pick, say, track, urgency, yuan};
use yishi_core::{AmountFen, ClassClause, RoutingConditions, RoutingRule};

/// A condition of a routing rule.
pub(crate) struct Condition {
    /// Its field.
    pub(crate) field: &'static str,
    /// What it is about.
    pub(crate) about: String,
    /// What it asks for; absent where it asks for nothing.
    pub(crate) value: Option<String>,
    /// The same as part of a sentence about a matter.
    pub(crate) words: Option<String>,
}

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
        let RoutingRule { id, name, when, level, track: handled, decide_within, act_within } = rule;
        let path = ClausePath::of("routing").then(key);
        let (level, track) = (self.level(level), track(language, *handled));
        let sentence = match self.asked(when) {
            None => say!(
                language,
                "Rule {number}, “{name}”: every other matter is {track} at level {level}.",
                "第{number}条「{name}」:其余事项都由{level}{track}。"
            ),
            Some(asked) => say!(
                language,
                "Rule {number}, “{name}”: a matter {asked} is {track} at level {level}.",
                "第{number}条「{name}」:{asked}的事项,由{level}{track}。"
            ),
        };
        let about = |english: &str, chinese: &str| say!(language, "{english}", "{chinese}");
        let mut lines = vec![Line::new(path.then("name"), about("name", "名称"), name.clone(), sentence)];
        let when_path = path.then("when");
        lines.extend(self.conditions(when).into_iter().map(|found| {
            let value = found.value.unwrap_or_else(|| none(language));
            Line::silent(when_path.then(found.field), found.about, value)
        }));
        lines.push(Line::silent(path.then("level"), about("level that deals with it", "办理层级"), level));
        lines.push(Line::silent(
            path.then("track"),
            about("how it is handled", "办理方式"),
            track.to_owned(),
        ));
        let own = [
            ("decide_within", ["It is decided within", "须在以下期限内作出决定"], *decide_within),
            ("act_within", ["Work on it is done within", "须在以下期限内落实"], *act_within),
        ];
        lines.extend(own.into_iter().filter_map(|(field, [english, chinese], found)| {
            let found = period(language, found?);
            let sentence = say!(language, "{english} {found}.", "{chinese}:{found}。");
            Some(Line::new(path.then(field), about(english, chinese), found, sentence))
        }));
        Item::plain(path, say!(language, "routing rule {id}", "分流规则 {id}"), lines)
    }

    /// The conditions, given or not, in the order in which they are read.
    pub(crate) fn conditions(self, when: &RoutingConditions) -> Vec<Condition> {
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
        let class = (!classes.is_empty()).then(|| self.list(classes.iter().map(|class| self.class(class))));
        let households = |found: Option<u64>| found.map(|n| say!(language, "{n} households", "{n}户"));
        let money = |found: Option<AmountFen>| found.map(|cost| yuan(language, cost.0));
        let places = places_at_least.map(|n| n.to_string());
        let urgent = urgent.map(|found| urgency(language, found).to_owned());
        vec![
            self.condition("classes", ["class", "类别"], class, ["whose class is {}", "类别为{}"]),
            self.condition(
                "affected_households_at_least",
                ["least number of households", "涉及户数下限"],
                households(*affected_households_at_least),
                ["that affects {} or more", "涉及{}以上(含)"],
            ),
            self.condition(
                "affected_households_at_most",
                ["greatest number of households", "涉及户数上限"],
                households(*affected_households_at_most),
                ["that affects at most {}", "涉及不超过{}"],
            ),
            self.condition(
                "cost_fen_at_least",
                ["least cost", "费用下限"],
                money(*cost_fen_at_least),
                ["that costs {} or more", "费用{}以上(含)"],
            ),
            self.condition(
                "cost_fen_at_most",
                ["greatest cost", "费用上限"],
                money(*cost_fen_at_most),
                ["that costs at most {}", "费用不超过{}"],
            ),
            self.condition(
                "places_at_least",
                ["least number of places", "涉及地点数下限"],
                places,
                ["that touches {} or more of the lowest councils", "涉及{}个以上(含)最低一级议事会"],
            ),
            self.condition("urgency", ["urgency", "缓急"], urgent, ["that is {}", "属于{}"]),
        ]
    }

    /// A condition on a field; `{}` in its words stands for the value.
    fn condition(
        self,
        field: &'static str,
        [english, chinese]: [&str; 2],
        value: Option<String>,
        [words, chinese_words]: [&str; 2],
    ) -> Condition {
        let about = pick(self.language, english, chinese).to_owned();
        let words =
            value.as_ref().map(|value| pick(self.language, words, chinese_words).replace("{}", value));
        Condition { field, about, value, words }
    }

    /// The conditions that are given, in a row; nothing where none is.
    pub(crate) fn asked(self, when: &RoutingConditions) -> Option<String> {
        let given: Vec<String> = self.conditions(when).into_iter().filter_map(|found| found.words).collect();
        let between = pick(self.language, " and ", "、");
        (!given.is_empty()).then(|| given.join(between))
    }
}
