//! The emergency mode 平急转换: declared by whom the charter says, ended by rule or before; what is decided in between says so.

use crate::bounds::already;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use crate::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Declares the emergency mode of the charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclareEmergency {
    /// Why, as a document.
    pub reason: DocumentHash,
    /// After what time it ends by itself; absent for the longest that the charter allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Period>,
}

/// Ends the emergency mode before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndEmergency {
    /// The emergency in force.
    pub emergency: EmergencyId,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// The emergency mode is in force from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyDeclared {
    /// Its id.
    pub emergency: EmergencyId,
    /// The charter version whose emergency clause is in force.
    pub charter_version: u32,
    /// SHA-256 of the canonical JSON of the rules as the clause changes them.
    pub rules_digest: Digest,
    /// Why.
    pub reason: DocumentHash,
    /// When it ends by itself.
    pub ends_at_ms: TimeMs,
}

/// How an emergency ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "end", deny_unknown_fields)]
pub enum EmergencyEnd {
    /// Its time was over.
    Lapsed,
    /// It was ended before.
    Ended {
        /// Why.
        reason: DocumentHash,
    },
}

/// The ordinary mode is in force again from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyEnded {
    /// The emergency.
    pub emergency: EmergencyId,
    /// How it ended.
    pub end: EmergencyEnd,
}

/// An emergency in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// Its id.
    pub id: EmergencyId,
    /// The rules while it lasts.
    pub rules: Arc<CharterVersion>,
    /// Who declared it.
    pub declared_by: MemberId,
    /// Why.
    pub reason: DocumentHash,
    /// When it was declared.
    pub declared_at_ms: TimeMs,
    /// When it ends by itself.
    pub ends_at_ms: TimeMs,
    /// How it ended, once it did.
    pub end: Option<EmergencyEnding>,
}

/// The end of an emergency in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyEnding {
    /// How.
    pub how: EmergencyEnd,
    /// When.
    pub at_ms: TimeMs,
    /// The entry.
    pub index: u64,
}

/// By the seats with the power to declare over the highest council. Obligations that stand keep their time; what is set from
/// here on follows the changed rules.
pub(crate) fn decide_declare_emergency(deciding: &Deciding<'_>, command: &DeclareEmergency) -> Decision {
    deciding.require_declarer()?;
    let version = deciding.charter()?;
    if let Some(found) = deciding.state.emergency() {
        return Err(already(format!("`{}` is in force until {}", found.id, found.ends_at_ms)));
    }
    let (Some(clause), Some(rules)) = (&version.charter.emergency, version.charter.in_emergency()) else {
        return Err(Rejection::NoEmergencyClause);
    };
    let at = deciding.context.at;
    let latest_ms = deciding.state.calendar.end_of(at, clause.lasts_at_most);
    let ends_at_ms = command.lasts.map_or(latest_ms, |lasts| deciding.state.calendar.end_of(at, lasts));
    if ends_at_ms > latest_ms {
        return Err(Rejection::TooLate { field: "lasts".to_owned(), latest_ms, found_ms: ends_at_ms });
    }
    deciding.check_emergency_again(clause)?;
    let declared = EmergencyDeclared {
        emergency: EmergencyId::first(deciding.context.index),
        charter_version: version.version,
        rules_digest: digest_of(&rules),
        reason: command.reason,
        ends_at_ms,
    };
    Ok(vec![declared.into()])
}

pub(crate) fn decide_end_emergency(deciding: &Deciding<'_>, command: &EndEmergency) -> Decision {
    deciding.require_declarer()?;
    let EndEmergency { emergency, reason } = *command;
    match deciding.state.emergency() {
        Some(found) if found.id == emergency => {
            Ok(vec![EmergencyEnded { emergency, end: EmergencyEnd::Ended { reason } }.into()])
        }
        Some(_) | None => {
            Err(Rejection::NotFound { kind: "emergency in force".to_owned(), id: emergency.to_string() })
        }
    }
}

pub(crate) fn decide_emergency_lapses(emergency: EmergencyId) -> Vec<Event> {
    vec![EmergencyEnded { emergency, end: EmergencyEnd::Lapsed }.into()]
}

impl Deciding<'_> {
    fn require_declarer(&self) -> Result<&MemberId, Rejection> {
        let root = self.charter()?.charter.root().ok_or(Rejection::NoCharter)?;
        self.require_power(Power::Declare, &root.id)
    }

    /// One emergency after the other would be one that never ends.
    fn check_emergency_again(&self, clause: &EmergencyClause) -> Result<(), Rejection> {
        let last = self.state.emergencies.get_max().and_then(|(_, found)| found.end.as_ref());
        let (Some(period), Some(end)) = (clause.again_after, last) else { return Ok(()) };
        let earliest_ms = self.state.calendar.end_of(end.at_ms, period);
        if self.context.at < earliest_ms {
            let field = "declaration".to_owned();
            return Err(Rejection::TooEarly { field, earliest_ms, found_ms: self.context.at });
        }
        Ok(())
    }

    /// The emergency in which the entry is decided, if one is in force.
    pub(crate) fn mode(&self) -> Option<EmergencyId> {
        self.state.emergency().map(|emergency| emergency.id)
    }
}

pub(crate) fn evolve_emergency_declared(evolving: &mut Evolving<'_>, event: &EmergencyDeclared) {
    let (Some(version), Some(signer)) = (evolving.state.charter(), evolving.actor.signer()) else { return };
    let Some(rules) = version.charter.in_emergency() else { return };
    let emergency = Emergency {
        id: event.emergency,
        rules: Arc::new(CharterVersion { charter: Arc::new(rules), ..CharterVersion::clone(version) }),
        declared_by: signer.clone(),
        reason: event.reason,
        declared_at_ms: evolving.context.at,
        ends_at_ms: event.ends_at_ms,
        end: None,
    };
    evolving.state.emergencies.insert(event.emergency, Arc::new(emergency));
    evolving.schedule(event.ends_at_ms, Obligation::EmergencyEnds { emergency: event.emergency });
}

pub(crate) fn evolve_emergency_ended(evolving: &mut Evolving<'_>, event: &EmergencyEnded) {
    let (at_ms, index) = (evolving.context.at, evolving.context.index);
    let Some(ends_at_ms) = evolving.state.emergencies.get(&event.emergency).map(|found| found.ends_at_ms)
    else {
        return;
    };
    evolving.unschedule(ends_at_ms, Obligation::EmergencyEnds { emergency: event.emergency });
    let ending = EmergencyEnding { how: event.end.clone(), at_ms, index };
    change(&mut evolving.state.emergencies, &event.emergency, |found| found.end = Some(ending));
}
