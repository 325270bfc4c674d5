//! What an emergency changes, and how long it lasts at most.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line, steps};
use crate::words::{act, period, power, quoted, say};
use yishi_core::{
    EmergencyClause, EmergencyDeadlines, EmergencyDecision, EmergencyGrant, EmergencyHearings, Period,
};
use yishi_tally::{bound, explain_requirement};

impl Speaker<'_> {
    pub(super) fn emergency(self, clause: Option<&EmergencyClause>) -> Vec<Item> {
        let language = self.language;
        let Some(clause) = clause else { return Vec::new() };
        let EmergencyClause { name, lasts_at_most, again_after, deadlines, hearings, decisions, powers } =
            clause;
        let path = ClausePath::of("emergency");
        let lasts = period(language, *lasts_at_most);
        let mut lines = vec![
            Line::silent(path.then("name"), say!(language, "name", "名称"), name.clone()),
            Line::new(
                path.then("lasts_at_most"),
                say!(language, "longest emergency", "应急状态最长时间"),
                lasts.clone(),
                say!(
                    language,
                    "“{name}” is declared by whoever has the power to, with reasons, and ends by itself after {lasts} at the latest; everything decided in between says so.",
                    "「{name}」由有权者说明理由后宣布,至迟{lasts}后自行终止;其间的每项决定都注明。"
                ),
            ),
        ];
        lines.extend(again_after.map(|found| {
            let after = period(language, found);
            Line::new(
                path.then("again_after"),
                say!(language, "time before another emergency", "再次宣布的间隔"),
                after.clone(),
                say!(
                    language,
                    "Another one is declared {after} later at the earliest.",
                    "再次宣布须间隔{after}。"
                ),
            )
        }));
        lines.extend(self.emergency_deadlines(deadlines, &path.then("deadlines")));
        lines.extend(self.emergency_hearings(hearings, &path.then("hearings")));
        let keys = steps(&decisions.iter().map(|found| found.rule.as_str()).collect::<Vec<_>>());
        let changed = decisions.iter().zip(keys);
        lines.extend(
            changed
                .flat_map(|(found, key)| self.emergency_decision(found, &path.then("decisions").then(&key))),
        );
        let keys = steps(&powers.iter().map(|found| found.power.name()).collect::<Vec<_>>());
        let granted = powers.iter().zip(keys);
        lines.extend(granted.map(|(found, key)| self.emergency_grant(found, path.then("powers").then(&key))));
        vec![Item::plain(path, say!(language, "emergency mode", "应急状态"), lines)]
    }

    fn emergency_deadlines(self, clause: &EmergencyDeadlines, path: &ClausePath) -> Vec<Line> {
        let EmergencyDeadlines {
            screening,
            deliberation,
            resolution_notice,
            action,
            certification,
            first_action,
        } = clause;
        let fields = [
            ("screening", ["screening", "把关"], *screening),
            ("deliberation", ["deliberation", "商议"], *deliberation),
            ("resolution_notice", ["posting of resolutions", "决议公示"], *resolution_notice),
            ("action", ["work", "落实"], *action),
            ("certification", ["certification", "认证"], *certification),
            ("first_action", ["assigning work", "派单"], *first_action),
        ];
        self.changed_periods(&fields, path)
    }

    fn emergency_hearings(self, clause: &EmergencyHearings, path: &ClausePath) -> Vec<Line> {
        let language = self.language;
        let EmergencyHearings { notice, urgent_notice, quorum } = clause;
        let fields = [
            ("notice", ["notice of hearings", "协商会通知"], *notice),
            ("urgent_notice", ["notice of urgent hearings", "急事协商会通知"], *urgent_notice),
        ];
        let mut lines = self.changed_periods(&fields, path);
        lines.extend(quorum.map(|found| {
            let quorum = bound(found, language);
            Line::new(
                path.then("quorum"),
                say!(language, "quorum of hearings in an emergency", "应急状态的到会要求"),
                quorum.clone(),
                say!(
                    language,
                    "Hearings are quorate with {quorum} of the voting seats.",
                    "表决席位到会{quorum},协商会有效。"
                ),
            )
        }));
        lines
    }

    fn changed_periods(self, fields: &[(&str, [&str; 2], Option<Period>)], path: &ClausePath) -> Vec<Line> {
        let language = self.language;
        let line = |(field, [english, chinese], found): &(&str, [&str; 2], Option<Period>)| {
            let found = period(language, (*found)?);
            Some(Line::new(
                path.then(field),
                say!(language, "{english} in an emergency", "应急状态的{chinese}期限"),
                found.clone(),
                say!(language, "The period for {english} is {found}.", "{chinese}期限为{found}。"),
            ))
        };
        fields.iter().filter_map(line).collect()
    }

    fn emergency_decision(self, changed: &EmergencyDecision, path: &ClausePath) -> Vec<Line> {
        let language = self.language;
        let EmergencyDecision { rule, requirements, voting_at_least, notice, before } = changed;
        let rule = quoted(language, &self.rule(rule));
        let mut lines = Vec::new();
        let mut line = |field: &str, about: String, value: String| {
            let sentence =
                say!(language, "Under {rule}, {about}: {value}.", "按{rule}表决时,{about}:{value}。");
            lines.push(Line::new(path.then(field), about, value, sentence));
        };
        if let Some(requirements) = requirements {
            let words = self.list(requirements.iter().map(|found| explain_requirement(found, language)));
            line("requirements", say!(language, "what is required", "要求"), words);
        }
        if let Some(found) = voting_at_least {
            line(
                "voting_at_least",
                say!(language, "least time for voting", "最短表决时间"),
                period(language, *found),
            );
        }
        if let Some(found) = notice {
            line("notice", say!(language, "posting before the vote", "表决前公示"), period(language, *found));
        }
        if let Some(before) = before {
            let words = self.list(before.iter().map(|found| self.precondition(*found).to_owned()));
            line("before", say!(language, "what comes first", "表决前须"), words);
        }
        lines
    }

    fn emergency_grant(self, grant: &EmergencyGrant, clause: ClausePath) -> Line {
        let language = self.language;
        let EmergencyGrant { seat, power: granted, over } = grant;
        let (seat, reach) = (self.seat(seat), self.reach(*over));
        let (name, act) = (power(language, *granted), act(language, *granted));
        let value = say!(language, "{seat}, {reach}", "{seat},{reach}");
        let sentence =
            say!(language, "{seat} may {act}, {reach}, as well.", "{seat}另可在{reach}范围内{act}。");
        Line::new(
            clause,
            say!(language, "power to {name} in an emergency", "应急状态的「{name}」权限"),
            value,
            sentence,
        )
    }
}
