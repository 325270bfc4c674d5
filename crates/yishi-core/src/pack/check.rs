//! The check of a pack as a whole: rules that can be met, names that exist, versions that do not overlap.

use super::in_force::overlap;
use super::{PackExtension, PackFigure, PackRule, RulePack, Validity};
use crate::RuleId;
use std::fmt;
use yishi_tally::{RuleFault, check_rule};

/// What is wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackFault {
    /// A rule that cannot be satisfied, or that says nothing.
    Rule {
        /// Which.
        rule: RuleId,
        /// Why.
        fault: RuleFault,
    },
    /// A value with a bound that cannot be satisfied, or with its bounds the wrong way round.
    Value {
        /// Which.
        value: RuleId,
    },
    /// A rule, or the profile of the pack, takes for a length of time what is none.
    NoPeriod {
        /// Which rule, or which pack.
        rule: RuleId,
        /// Which value.
        value: RuleId,
    },
    /// Two versions are in force on one day.
    Overlap {
        /// Of which name.
        id: RuleId,
    },
    /// It ends before it begins.
    NeverInForce {
        /// Which.
        id: RuleId,
    },
    /// A matter or a step names a rule that the pack does not have.
    NoSuchRule {
        /// Which.
        rule: RuleId,
    },
}

impl fmt::Display for PackFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule { rule, fault } => write!(f, "rule `{rule}`: {fault}"),
            Self::Value { value } => write!(f, "value `{value}` can never be met: correct its bounds"),
            Self::NoPeriod { rule, value } => {
                write!(
                    f,
                    "`{rule}` takes its time from `{value}`, which is no length of time: name another value"
                )
            }
            Self::Overlap { id } => {
                write!(f, "two versions of `{id}` are in force on one day: end the earlier one with `until`")
            }
            Self::NeverInForce { id } => write!(f, "`{id}` ends before it begins: correct its dates"),
            Self::NoSuchRule { rule } => write!(f, "there is no rule `{rule}`: add it, or name another"),
        }
    }
}

impl RulePack {
    /// Checks the pack as a whole, together with the packs it extends; every fault, not the first.
    ///
    /// # Errors
    /// The faults, in the order of the pack.
    pub fn check(&self, above: &[&Self]) -> Result<(), Vec<PackFault>> {
        let mut faults = Vec::new();
        for rule in &self.rules {
            let found = check_rule(&rule.requirements, |_| true).into_iter();
            faults.extend(found.map(|fault| PackFault::Rule { rule: rule.id.clone(), fault }));
        }
        let packs: Vec<&Self> = std::iter::once(self).chain(above.iter().copied()).collect();
        let timed = |rule: &PackRule| (rule.id.clone(), [rule.notice.clone(), rule.voting.clone()]);
        let extension = self.profile.as_ref().and_then(|profile| profile.extension.as_ref());
        let extended =
            |clause: &PackExtension| (self.id.clone(), [Some(clause.at_most.clone()), clause.bar.clone()]);
        let timed = self.rules.iter().map(timed).chain(extension.map(extended));
        faults.extend(timed.flat_map(|(rule, values)| not_periods(&rule, values, &packs)));
        let unmet = self.values.iter().filter(|value| !value.is.can_be_met());
        faults.extend(unmet.map(|value| PackFault::Value { value: value.id.clone() }));
        let rules: Vec<_> = self.rules.iter().map(|rule| (&rule.id, rule.validity)).collect();
        let values: Vec<_> = self.values.iter().map(|value| (&value.id, value.validity)).collect();
        check_versions(&rules, &mut faults);
        check_versions(&values, &mut faults);
        let steps = self.procedures.iter().flat_map(|procedure| &procedure.steps);
        let named = self.matters.iter().map(|matter| &matter.rule);
        for rule in named.chain(steps.filter_map(|step| step.rule.as_ref())) {
            if !packs.iter().any(|pack| pack.rule(rule).is_some()) {
                faults.push(PackFault::NoSuchRule { rule: rule.clone() });
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// A nearer pack may bring the value that a rule takes its time from, so a value that is not here is no fault.
fn not_periods(rule: &RuleId, values: [Option<RuleId>; 2], packs: &[&RulePack]) -> Vec<PackFault> {
    let none = |id: &RuleId| {
        let mut found = packs.iter().filter_map(|pack| pack.value(id));
        found.any(|value| value.is.least_period().is_none())
    };
    let wrong = values.into_iter().flatten().filter(none);
    wrong.map(|value| PackFault::NoPeriod { rule: rule.clone(), value }).collect()
}

fn check_versions(entries: &[(&RuleId, Validity)], faults: &mut Vec<PackFault>) {
    for (position, later) in entries.iter().enumerate() {
        if later.1.until.is_some_and(|until| until <= later.1.from) {
            faults.push(PackFault::NeverInForce { id: later.0.clone() });
        }
        if entries.iter().take(position).any(|earlier| overlap(*earlier, *later)) {
            faults.push(PackFault::Overlap { id: later.0.clone() });
        }
    }
}

impl PackFigure {
    fn can_be_met(&self) -> bool {
        match self {
            Self::Share(threshold) => threshold.fault().is_none(),
            Self::Periods { least, most } => least.nominal_hours() <= most.nominal_hours(),
            Self::Numbers { least: Some(least), most: Some(most) } => least <= most,
            Self::Period(_) | Self::Number(_) | Self::Numbers { .. } | Self::Says(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Date;

    fn pack() -> RulePack {
        let rule = |id: &str, from: &str, until: &str, share: &str| {
            format!(
                r#"[[rules]]
                id = "{id}"
                name = {{ zh = "规则", en = "rule" }}
                who = {{ zh = "业主", en = "owners" }}
                source = {{ article = "1", read = "statute" }}
                from = "{from}"
                {until}
                requirements = [{{ name = "r", part = "for", base = "entitled", measure = "heads", threshold = {{ more_than = "{share}" }} }}]
                "#
            )
        };
        let text = [
            "id = \"p\"\nname = { zh = \"包\", en = \"pack\" }\n".to_owned(),
            rule("a", "2007-10-01", "until = \"2021-01-01\"", "1/2"),
            rule("a", "2021-01-01", "", "1/3"),
            rule("b", "2021-01-01", "", "1/2"),
        ];
        toml::from_str(&text.concat()).unwrap()
    }

    fn shares(pack: &RulePack, day: &str) -> Vec<String> {
        let day: Date = day.parse().unwrap();
        let found = pack.in_force_on(day, &[]);
        found.rules.iter().map(|rule| format!("{} {}", rule.id, rule.requirements[0].threshold)).collect()
    }

    #[test]
    fn the_version_of_the_day_is_the_one_in_force() {
        assert_eq!(shares(&pack(), "2007-09-30"), Vec::<String>::new());
        assert_eq!(shares(&pack(), "2007-10-01"), ["a more than 1/2"]);
        assert_eq!(shares(&pack(), "2020-12-31"), ["a more than 1/2"]);
        assert_eq!(shares(&pack(), "2021-01-01"), ["a more than 1/3", "b more than 1/2"]);
    }

    #[test]
    fn a_nearer_pack_stands_in_place_of_the_one_above_it() {
        let above = pack();
        let mut near = pack();
        near.rules.retain(|rule| rule.id.as_str() == "b");
        near.rules[0].requirements[0].threshold = "3/4".parse().map(yishi_tally::Threshold::AtLeast).unwrap();
        let found = near.in_force_on("2026-01-01".parse().unwrap(), &[&above]);
        let found: Vec<_> = found
            .rules
            .iter()
            .map(|rule| (rule.id.as_str(), rule.requirements[0].threshold.to_string()))
            .collect();
        assert_eq!(found, [("b", "at least 3/4".to_owned()), ("a", "more than 1/3".to_owned())]);
    }

    #[test]
    fn a_pack_that_holds_together_has_no_fault_and_its_digest_follows_its_content() {
        assert_eq!(pack().check(&[]), Ok(()));
        let mut other = pack();
        assert_eq!(other.digest(), pack().digest());
        other.rules[0].source.article = "2".to_owned();
        assert_ne!(other.digest(), pack().digest());
    }

    #[test]
    fn every_fault_of_a_pack_is_named() {
        let mut spoilt = pack();
        spoilt.rules[0].validity.until = None;
        spoilt.rules[2].requirements[0].threshold = yishi_tally::Threshold::MoreThan("1/1".parse().unwrap());
        let faults = spoilt.check(&[]).unwrap_err();
        let id = |text: &str| text.parse::<RuleId>().unwrap();
        assert_eq!(
            faults,
            [
                PackFault::Rule { rule: id("b"), fault: RuleFault::AboveAll { requirement: 0 } },
                PackFault::Overlap { id: id("a") },
            ]
        );
        let mut timeless = pack();
        timeless.rules[2].notice = Some(id("v"));
        assert_eq!(timeless.check(&[]), Ok(()), "a nearer pack may bring the value");
        let value = r#"values = [{ id = "v", name = { zh = "数", en = "number" }, source = { article = "1", read = "statute" }, from = "2021-01-01", is = { number = 3 } }]"#;
        let text = format!("id = \"p\"\nname = {{ zh = \"包\", en = \"pack\" }}\n{value}");
        let above: RulePack = toml::from_str(&text).unwrap();
        assert_eq!(
            timeless.check(&[&above]),
            Err(vec![PackFault::NoPeriod { rule: id("b"), value: id("v") }])
        );
        let mut never = pack();
        never.rules[2].validity.until = Some("2021-01-01".parse().unwrap());
        assert_eq!(never.check(&[]), Err(vec![PackFault::NeverInForce { id: id("b") }]));
    }
}
