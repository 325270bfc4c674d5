//! Filing a resolution with an authority 备案: owed where the rule says so, recorded with whom and under which number.

use crate::bounds::already;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::require_words;
use crate::state::change;
use crate::*;
use serde::{Deserialize, Serialize};

/// Records that a resolution was filed; by a seat that certifies or convenes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileResolution {
    /// The resolution.
    pub resolution: ResolutionId,
    /// With whom; 1 to 200 characters.
    pub with: String,
    /// The number of the receipt; 1 to 200 characters.
    pub reference: String,
}

/// A resolution was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolutionFiled {
    /// The resolution.
    pub resolution: ResolutionId,
    /// With whom.
    pub with: String,
    /// The number of the receipt.
    pub reference: String,
    /// Who recorded it.
    pub by: MemberId,
}

/// A resolution was not filed in time. It still can be; the breach stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingOverdue {
    /// The resolution.
    pub resolution: ResolutionId,
}

/// A filing in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// With whom.
    pub with: String,
    /// The number of the receipt.
    pub reference: String,
    /// Who recorded it.
    pub by: MemberId,
    /// The entry.
    pub index: u64,
}

pub(crate) fn decide_file_resolution(deciding: &Deciding<'_>, command: &FileResolution) -> Decision {
    let resolution = deciding.state.resolution(&command.resolution)?;
    let by = match deciding.require_power(Power::Certify, &resolution.council) {
        Ok(by) => by,
        Err(missing) => deciding.require_power(Power::Convene, &resolution.council).map_err(|_| missing)?,
    };
    require_words("with", &command.with)?;
    require_words("reference", &command.reference)?;
    if let Some(filing) = &resolution.filing {
        return Err(already(format!("`{}` was filed at entry {}", resolution.id, filing.index)));
    }
    if let Some(index) = resolution.revoked_at() {
        return Err(already(format!("`{}` was revoked at entry {index}", resolution.id)));
    }
    let event = ResolutionFiled {
        resolution: resolution.id,
        with: command.with.clone(),
        reference: command.reference.clone(),
        by: by.clone(),
    };
    Ok(vec![event.into()])
}

pub(crate) fn evolve_resolution_filed(evolving: &mut Evolving<'_>, event: &ResolutionFiled) {
    let index = evolving.context.index;
    let due = evolving.state.resolutions.get(&event.resolution).and_then(|found| found.file_by_ms);
    if let Some(file_by_ms) = due {
        evolving.unschedule(file_by_ms, Obligation::Filing { resolution: event.resolution });
    }
    change(&mut evolving.state.resolutions, &event.resolution, |resolution| {
        resolution.filing = Some(Filing {
            with: event.with.clone(),
            reference: event.reference.clone(),
            by: event.by.clone(),
            index,
        });
    });
}

pub(crate) fn evolve_filing_overdue(evolving: &mut Evolving<'_>, event: &FilingOverdue) {
    change(&mut evolving.state.resolutions, &event.resolution, |resolution| resolution.filing_overdue = true);
}
