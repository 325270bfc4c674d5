//! What the API has to answer, field by field, as it follows from the entries.

use super::Fields;
use crate::reading::Basis;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Display;
use yishi_core::{Action, CharterVersion, CouncilId, Date, Matter, Poll, Resolution, State, TimeMs};
use yishi_tally::Figures;

/// Collects fields by their paths.
#[derive(Default)]
struct Collecting(Fields);

/// Everything that is compared.
pub(super) fn expected(state: &State, basis: &Basis) -> Fields {
    let mut fields = Collecting::default();
    fields.put("head.position.size", basis.as_of);
    fields.put("head.position.root", &basis.root);
    fields.put("head.position.recordedAt", moment(TimeMs(basis.recorded_at_ms)));
    fields.head(state);
    for member in state.roll.members.values() {
        let at = |field: &str| format!("members.{}.{field}", member.id);
        fields.put(at("standing"), word(&member.standing));
        fields.put(at("council.councilId"), &member.council);
        fields.maybe(at("householdId"), member.household.as_ref());
    }
    state.matters.values().for_each(|matter| fields.matter(matter, state));
    state.polls.values().for_each(|poll| fields.poll(poll));
    state.resolutions.values().for_each(|resolution| fields.resolution(resolution));
    state.actions.values().for_each(|action| fields.action(action));
    fields.0
}

impl Collecting {
    fn put(&mut self, path: impl Into<String>, value: impl Display) {
        self.0.insert(path.into(), value.to_string());
    }

    fn maybe(&mut self, path: String, value: Option<impl Display>) {
        if let Some(value) = value {
            self.put(path, value);
        }
    }

    fn head(&mut self, state: &State) {
        self.put("head.figures.members", state.roll.members.len());
        self.put("head.figures.submissions", state.submissions.len());
        self.put("head.figures.matters", state.matters.len());
        self.put("head.figures.polls", state.polls.len());
        self.put("head.figures.resolutions", state.resolutions.len());
        let Some(version) = state.charter() else { return };
        self.put("head.charter.version", version.version);
        self.put("head.charter.digest", version.digest);
        self.councils(state, version);
    }

    fn councils(&mut self, state: &State, version: &CharterVersion) {
        let mut holders: BTreeMap<(&CouncilId, String), Vec<String>> = BTreeMap::new();
        for (seating, _) in &state.seatings {
            let seat = (&seating.council, seating.seat.to_string());
            holders.entry(seat).or_default().push(seating.member.to_string());
        }
        for council in &version.charter.councils {
            let at = |field: &str| format!("councils.{}.{field}", council.id);
            self.put(at("level.levelId"), &council.level);
            self.maybe(at("parent.councilId"), council.parent.as_ref());
            for seat in version.charter.seats.iter().filter(|seat| seat.level == council.level) {
                let mut members = holders.remove(&(&council.id, seat.id.to_string())).unwrap_or_default();
                members.sort_unstable();
                self.put(at(&format!("seats.{}", seat.id)), members.join(","));
            }
        }
    }

    fn matter(&mut self, matter: &Matter, state: &State) {
        let at = |field: &str| format!("matters.{}.{field}", matter.id);
        self.put(at("stage"), word(&matter.stage));
        self.maybe(at("closure"), matter.closure.as_ref().map(word));
        self.put(at("round"), matter.round);
        self.put(at("overdue"), matter.overdue);
        self.put(at("decideBy"), moment(matter.decide_by_ms));
        self.put(at("council.councilId"), &matter.council);
        let councils = state.charter().map(|version| &version.charter.councils);
        let council =
            councils.and_then(|councils| councils.iter().find(|council| council.id == matter.council));
        self.maybe(at("council.level.levelId"), council.map(|council| &council.level));
    }

    fn poll(&mut self, poll: &Poll) {
        let at = |field: &str| format!("polls.{}.{field}", poll.id);
        let status = match &poll.status {
            yishi_core::PollStatus::Open => "OPEN",
            yishi_core::PollStatus::Opening { .. } => "OPENING",
            yishi_core::PollStatus::Sealed { .. } => "SEALED",
        };
        self.put(at("status"), status);
        self.put(at("closesAt"), moment(poll.closes_at_ms));
        self.put(at("ruleDigest"), poll.rule_digest);
        self.put(at("certificationOverdue"), poll.certification_overdue);
        self.put(at("council.councilId"), &poll.council);
        self.put(at("matter.matterId"), poll.matter);
        self.put(at("document.hash"), poll.document);
        self.put(at("roll.root"), poll.roll.root);
        let Some(sealing) = poll.sealing() else { return };
        self.put(at("verdict"), word(&sealing.verdict()));
        self.maybe(at("sealing.firstIndex"), sealing.first_index);
        self.maybe(at("sealing.lastIndex"), sealing.last_index);
        self.put(at("sealing.counted"), sealing.counted);
        self.put(at("sealing.countedDigest"), sealing.counted_digest);
        self.put(at("sealing.replaced"), sealing.replaced);
        self.put(at("sealing.replacedDigest"), sealing.replaced_digest);
        self.put(at("sealing.unopened"), sealing.unopened);
        self.figures(&at("tally.heads"), &sealing.tally.totals.heads);
        self.figures(&at("tally.areaDm2"), &sealing.tally.totals.area_dm2);
    }

    fn figures(&mut self, path: &str, figures: &Figures) {
        let named = [
            ("entitled", figures.entitled),
            ("for", figures.for_),
            ("against", figures.against),
            ("abstain", figures.abstain),
            ("invalid", figures.invalid),
        ];
        for (name, figure) in named {
            self.put(format!("{path}.{name}"), figure);
        }
    }

    fn resolution(&mut self, resolution: &Resolution) {
        let at = |field: &str| format!("resolutions.{}.{field}", resolution.id);
        self.put(at("ruleDigest"), resolution.rule_digest);
        self.put(at("rollRoot"), resolution.roll_root);
        self.put(at("tallyDigest"), resolution.tally_digest);
        self.maybe(at("outcomeDigest"), resolution.outcome_digest);
        self.put(at("certifiedAt"), moment(resolution.certified_at_ms));
        self.maybe(at("actBy"), resolution.act_by_ms.map(moment));
        self.put(at("overdue"), resolution.overdue);
        self.put(at("filingOverdue"), resolution.filing_overdue);
        self.put(at("council.councilId"), &resolution.council);
        self.put(at("matter.matterId"), resolution.matter);
        self.put(at("poll.pollId"), resolution.poll);
        self.put(at("document.hash"), resolution.document);
        self.put(at("certifiedBy.memberId"), &resolution.certified_by);
        self.maybe(at("revoked.index"), resolution.revoked_at());
    }

    fn action(&mut self, action: &Action) {
        let at = |field: &str| format!("actions.{}.{field}", action.id);
        self.put(at("status"), word(&action.status));
        self.put(at("dueAt"), moment(action.due_at_ms));
        self.put(at("overdue"), action.overdue);
        self.put(at("round"), action.round);
        self.put(at("matter.matterId"), action.matter);
        self.put(at("assignee.memberId"), &action.assignee);
        self.put(at("document.hash"), action.document);
    }
}

/// The word of a variant as the API writes it.
fn word(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_uppercase()
}

/// A moment as the API writes it: RFC 3339 in UTC, to the millisecond.
fn moment(at: TimeMs) -> String {
    const DAY_MS: u64 = 86_400_000;
    const CHINA_OFFSET_MS: u64 = 8 * 3_600_000;
    // Dates are those of China, eight hours ahead.
    let date = Date::of(TimeMs(at.0.saturating_sub(CHINA_OFFSET_MS)));
    let ms = at.0 % DAY_MS;
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{date}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", ms % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_api_writes_them() {
        assert_eq!(moment(TimeMs(1_772_413_200_000)), "2026-03-02T01:00:00.000Z");
        assert_eq!(moment(TimeMs(1_772_409_599_999)), "2026-03-01T23:59:59.999Z");
    }
}
