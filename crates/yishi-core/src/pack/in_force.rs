//! What is in force on a day: the versions of that day, under the pack above where this one says nothing.

use super::{RulePack, Validity};
use crate::{Date, RuleId};

impl RulePack {
    /// The pack as it is in force on a day, together with the packs that it extends, nearest first.
    ///
    /// A rule, matter, value or procedure of the nearer pack stands in place of one of the same name above it. Two packs
    /// that come to the same rules on a day have the same content, whatever earlier versions they hold.
    pub fn in_force_on(&self, day: Date, above: &[&Self]) -> Self {
        let mut found = Self { rules: Vec::new(), values: Vec::new(), ..self.clone() };
        for pack in std::iter::once(self).chain(above.iter().copied()) {
            let rules = pack.rules.iter().filter(|rule| rule.validity.holds_on(day));
            add_missing(&mut found.rules, rules, |rule| &rule.id);
            let values = pack.values.iter().filter(|value| value.validity.holds_on(day));
            add_missing(&mut found.values, values, |value| &value.id);
            add_missing(&mut found.matters, pack.matters.iter(), |matter| &matter.code);
            add_missing(&mut found.procedures, pack.procedures.iter(), |procedure| &procedure.id);
            found.profile = found.profile.or_else(|| pack.profile.clone());
        }
        found
    }
}

fn add_missing<'a, T: Clone + 'a, K: PartialEq + ?Sized>(
    found: &mut Vec<T>,
    more: impl Iterator<Item = &'a T>,
    key: impl Fn(&T) -> &K,
) {
    for item in more {
        if !found.iter().any(|held| key(held) == key(item)) {
            found.push(item.clone());
        }
    }
}

/// Whether two entries of one name are in force on one day.
pub(super) fn overlap(earlier: (&RuleId, Validity), later: (&RuleId, Validity)) -> bool {
    let begins_within = |one: Validity, other: Validity| other.holds_on(one.from);
    earlier.0 == later.0 && (begins_within(earlier.1, later.1) || begins_within(later.1, earlier.1))
}
