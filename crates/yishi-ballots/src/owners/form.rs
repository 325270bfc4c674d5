//! The shape of a case in a file, and the checks that its types do not make.

use super::OwnersCaseVote;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use yishi_tally::{
    Areas, BallotChannel, Choice, Mandate, Marking, OwnedUnit, OwnersBallot, OwnersProfile, ProxyVote,
    UnitKind, UnitStatus,
};

/// A case. What it holds beside these entries, such as a remark, is not part of the count.
#[derive(Debug, Deserialize)]
pub(super) struct CaseForm {
    item: String,
    agenda: Option<BTreeSet<Arc<str>>>,
    opens: u64,
    closes: u64,
    units: Vec<UnitForm>,
    ballots: Vec<BallotForm>,
    served: Option<BTreeSet<Arc<str>>>,
    #[serde(default)]
    profile: OwnersProfile,
}

#[derive(Debug, Deserialize)]
struct UnitForm {
    id: Arc<str>,
    owners: BTreeSet<Arc<str>>,
    area: AreaForm,
    #[serde(default = "delivered")]
    status: UnitStatus,
    #[serde(default)]
    kind: UnitKind,
    guardian: Option<Arc<str>>,
}

/// One area, taken as the register's, or one for each source.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum AreaForm {
    Registered(u64),
    BySource(Areas),
}

#[derive(Debug, Deserialize)]
struct BallotForm {
    id: Arc<str>,
    head: Arc<str>,
    choice: ChoiceForm,
    item: Option<Arc<str>>,
    t: u64,
    #[serde(default = "electronic")]
    channel: BallotChannel,
    proxy: Option<Arc<str>>,
    #[serde(default)]
    mandate: bool,
    /// Says that who cast it is the guardian of the owner, who needs no mandate.
    #[serde(default)]
    guardian: GuardianForm,
}

/// Whether a guardian cast a ballot, and perhaps who.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum GuardianForm {
    Cast(bool),
    CastBy(Arc<str>),
}

impl Default for GuardianForm {
    fn default() -> Self {
        Self::Cast(false)
    }
}

const fn delivered() -> UnitStatus {
    UnitStatus::Delivered
}

const fn electronic() -> BallotChannel {
    BallotChannel::Electronic
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChoiceForm {
    For,
    Against,
    Abstain,
    Invalid,
}

impl CaseForm {
    /// The case, or what is wrong with it.
    pub fn check(self) -> Result<OwnersCaseVote, String> {
        if self.closes <= self.opens {
            return Err(format!("the vote closes at {} before it opens at {}", self.closes, self.opens));
        }
        let order = &self.profile.area_order;
        let units: Vec<OwnedUnit> = self.units.into_iter().map(UnitForm::unit).collect();
        let mut ids = BTreeSet::new();
        for unit in &units {
            if !ids.insert(&unit.id) {
                return Err(format!("unit `{}` is listed twice", unit.id));
            }
            if let Some(owner) = unit.owners.iter().find(|owner| owner.is_empty() || owner.contains('+')) {
                return Err(format!("unit `{}`: `{owner}` cannot name an owner", unit.id));
            }
            if unit.areas.first(order).is_none() {
                return Err(format!("unit `{}` has no area from a source that the profile names", unit.id));
            }
        }
        let item: Arc<str> = self.item.as_str().into();
        Ok(OwnersCaseVote {
            agenda: self.agenda.unwrap_or_else(|| [Arc::clone(&item)].into()),
            item: self.item,
            opens_at: self.opens,
            closes_at: self.closes,
            units,
            ballots: self.ballots.into_iter().map(|ballot| ballot.ballot(&item)).collect(),
            served: self.served,
            profile: self.profile,
        })
    }
}

impl UnitForm {
    fn unit(self) -> OwnedUnit {
        let areas = match self.area {
            AreaForm::Registered(area) => Areas { registered_dm2: Some(area), ..Areas::default() },
            AreaForm::BySource(areas) => areas,
        };
        OwnedUnit {
            id: self.id,
            owners: self.owners,
            areas,
            status: self.status,
            kind: self.kind,
            guardian: self.guardian,
        }
    }
}

impl BallotForm {
    /// The ballot; one without a matter is on the only one that is counted.
    fn ballot(self, item: &Arc<str>) -> OwnersBallot {
        let mandate = if self.mandate { Mandate::Shown } else { Mandate::Missing };
        let by_law = match &self.guardian {
            GuardianForm::Cast(by_law) => *by_law,
            GuardianForm::CastBy(guardian) => self.proxy.as_ref().is_none_or(|proxy| proxy == guardian),
        };
        OwnersBallot {
            id: self.id,
            head: self.head,
            item: self.item.unwrap_or_else(|| Arc::clone(item)),
            marking: match self.choice {
                ChoiceForm::For => Marking::Choice(Choice::For),
                ChoiceForm::Against => Marking::Choice(Choice::Against),
                ChoiceForm::Abstain => Marking::Choice(Choice::Abstain),
                ChoiceForm::Invalid => Marking::Invalid,
            },
            at: self.t,
            channel: self.channel,
            proxy: self.proxy.filter(|_| !by_law).map(|by| ProxyVote { by, mandate }),
        }
    }
}
