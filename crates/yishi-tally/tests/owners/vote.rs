//! A vote of owners that a test writes down in a few lines.

use std::collections::BTreeSet;
use std::sync::Arc;
use yishi_tally::*;

/// A vote that is open from 0 to 10 on `CC278.5`.
#[derive(Clone, Debug)]
pub struct Vote {
    pub item: &'static str,
    pub agenda: BTreeSet<Arc<str>>,
    pub units: Vec<OwnedUnit>,
    pub ballots: Vec<OwnersBallot>,
    pub served: Option<BTreeSet<Arc<str>>>,
    pub profile: OwnersProfile,
}

impl Vote {
    /// Owners `o1` to `on` with a flat of 100 m² each.
    pub fn of(owners: usize) -> Self {
        let names: Vec<String> = (1..=owners).map(|owner| format!("o{owner}")).collect();
        let units = names.iter().map(|owner| unit(&format!("u-{owner}"), &[owner.as_str()])).collect();
        Self {
            item: "CC278.5",
            agenda: ["CC278.5".into()].into(),
            units,
            ballots: Vec::new(),
            served: None,
            profile: OwnersProfile::default(),
        }
    }

    /// Adds a ballot; `text` is `head choice time` with, as wanted, `paper`, `assisted`, `by:somebody`, `bare` for a missing
    /// mandate, `item:code` and `id:name`.
    pub fn ballot(&mut self, text: &str) -> &mut Self {
        let mut words = text.split(' ');
        let (head, choice, at) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        let mut ballot = OwnersBallot {
            id: format!("b{}", self.ballots.len() + 1).into(),
            head: head.into(),
            item: self.item.into(),
            marking: marking(choice),
            at: at.parse().unwrap(),
            channel: BallotChannel::Electronic,
            proxy: None,
        };
        for word in words {
            match (word, word.split_once(':')) {
                ("paper", _) => ballot.channel = BallotChannel::Paper,
                ("assisted", _) => ballot.channel = BallotChannel::Assisted,
                ("bare", _) => ballot.proxy.as_mut().unwrap().mandate = Mandate::Missing,
                (_, Some(("by", by))) => {
                    ballot.proxy = Some(ProxyVote { by: by.into(), mandate: Mandate::Shown });
                }
                (_, Some(("item", item))) => ballot.item = item.into(),
                (_, Some(("id", id))) => ballot.id = id.into(),
                _ => panic!("{word}"),
            }
        }
        self.ballots.push(ballot);
        self
    }

    pub fn count(&self) -> OwnersCount {
        let vote = OwnersVote {
            item: self.item,
            agenda: &self.agenda,
            opens_at: 0,
            closes_at: 10,
            units: &self.units,
            ballots: &self.ballots,
            served: self.served.as_ref(),
            profile: &self.profile,
        };
        count_owners(&vote, &requirements_of_item(self.item))
    }

    /// Heads for, against, abstaining and invalid.
    pub fn heads(&self) -> [u64; 4] {
        let figures = self.count().figures;
        [figures.for_, figures.against, figures.abstain, figures.invalid].map(|weight| weight.heads)
    }

    /// Refused ballots with their reasons.
    pub fn rejected(&self) -> Vec<(String, RejectReason)> {
        self.count().rejected.into_iter().map(|ballot| (ballot.id.to_string(), ballot.reason)).collect()
    }
}

pub fn marking(choice: &str) -> Marking {
    match choice {
        "for" => Marking::Choice(Choice::For),
        "against" => Marking::Choice(Choice::Against),
        "abstain" => Marking::Choice(Choice::Abstain),
        "invalid" => Marking::Invalid,
        _ => panic!("{choice}"),
    }
}

/// A delivered flat of 100 m².
pub fn unit(id: &str, owners: &[&str]) -> OwnedUnit {
    OwnedUnit {
        id: id.into(),
        owners: owners.iter().map(|owner| Arc::from(*owner)).collect(),
        areas: Areas { registered_dm2: Some(10_000), ..Areas::default() },
        status: UnitStatus::Delivered,
        kind: UnitKind::Dwelling,
        guardian: None,
    }
}
