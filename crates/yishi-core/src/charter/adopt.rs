//! Adopting the first charter and amending it.

use super::check;
use crate::bounds::{already, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use std::sync::Arc;

/// The first by a registrar, later ones by the seats that may amend, after a resolution where the charter in force asks for
/// one. Not in an emergency: it would be amended by rules that are meant to pass.
pub(crate) fn decide_adopt_charter(deciding: &Deciding<'_>, command: &AdoptCharter) -> Decision {
    deciding.require_amender()?;
    deciding.require_ordinary_mode()?;
    let digest = digest_of(&command.charter);
    let current = deciding.state.charter();
    if let Some(version) = current.filter(|version| version.digest == digest) {
        return Err(already(format!("this charter is in force already, as version {}", version.version)));
    }
    let mut faults = command.charter.check().err().unwrap_or_default();
    faults.extend(check::faults_in_book(deciding.state, &command.charter));
    if deciding.context.ruleset >= Ruleset::FOURTH {
        faults.extend(command.charter.check_sizes().err().unwrap_or_default());
    }
    if !faults.is_empty() {
        return Err(Rejection::CharterFaulty { faults });
    }
    deciding.require_amending_resolution(command)?;
    let version = current.map_or(0, |version| version.version).saturating_add(1);
    let AdoptCharter { source, resolution, .. } = *command;
    Ok(vec![CharterAdopted { version, digest, source, resolution }.into()])
}

impl Deciding<'_> {
    fn require_ordinary_mode(&self) -> Result<(), Rejection> {
        match self.state.emergency() {
            None => Ok(()),
            Some(emergency) => {
                Err(Rejection::EmergencyInForce { emergency: emergency.id, ends_at_ms: emergency.ends_at_ms })
            }
        }
    }

    /// The resolution by which the highest council adopted the very text, under the rule that the charter in force names, after
    /// its notice has ended. Each serves once.
    fn require_amending_resolution(&self, command: &AdoptCharter) -> Result<(), Rejection> {
        let asked = self.state.charter().and_then(|version| version.charter.amendment.as_ref());
        match (asked, command.resolution) {
            (None, None) => Ok(()),
            (Some(clause), None) => Err(Rejection::AmendmentNeedsResolution { rule: clause.rule.clone() }),
            (None, Some(id)) => {
                let reason = "the charter in force asks for no resolution: leave it out".to_owned();
                Err(Rejection::ResolutionDoesNotAmend { resolution: id, reason })
            }
            (Some(clause), Some(id)) => self.check_amending(clause, command, id),
        }
    }

    fn check_amending(
        &self,
        clause: &AmendmentClause,
        command: &AdoptCharter,
        id: ResolutionId,
    ) -> Result<(), Rejection> {
        let resolution = self.state.resolution(&id)?;
        let poll = self.state.poll(&resolution.poll)?;
        let does_not = |reason: String| Err(Rejection::ResolutionDoesNotAmend { resolution: id, reason });
        let root = self.charter()?.charter.root().ok_or(Rejection::NoCharter)?;
        if resolution.council != root.id {
            return does_not(format!(
                "council `{}` took it, and only `{}` amends",
                resolution.council, root.id
            ));
        }
        if poll.rule.id != clause.rule {
            let (found, asked) = (&poll.rule.id, &clause.rule);
            return does_not(format!("it was taken by rule `{found}`, and amendments need rule `{asked}`"));
        }
        if let Some(emergency) = poll.emergency.or(resolution.emergency) {
            return does_not(format!(
                "it was voted on or certified in `{emergency}`, by rules that have passed: vote again in the ordinary mode"
            ));
        }
        if self.charter()?.charter.decision(&clause.rule) != Some(&*poll.rule) {
            return does_not(format!("rule `{}` has changed since it was taken: vote again", clause.rule));
        }
        if resolution.document != command.source {
            return Err(Rejection::TextMismatch {
                expected: resolution.document.to_string(),
                found: command.source.to_string(),
            });
        }
        if let Some(used) = self.state.charters.values().find(|version| version.resolution == Some(id)) {
            return Err(already(format!("`{id}` put version {} of the charter in force", used.version)));
        }
        let notice = self.state.notice(&resolution.notice)?;
        if !notice.ended {
            return Err(wrong_stage("notice", &notice.id, "posted still", "ended"));
        }
        Ok(())
    }
}

pub(crate) fn evolve_charter_adopted(evolving: &mut Evolving<'_>, event: &CharterAdopted) {
    let Command::AdoptCharter(command) = evolving.command else { return };
    let version = CharterVersion {
        version: event.version,
        digest: event.digest,
        source: event.source,
        resolution: event.resolution,
        charter: Arc::new(Charter::clone(&command.charter)),
        adopted_at: evolving.context.index,
    };
    evolving.state.charters.insert(event.version, Arc::new(version));
}
