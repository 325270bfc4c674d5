//! What the adoption of a proposal brings about beside its text 效力: a compact in force from a date, costs that are shared,
//! duties and rules that last.
//!
//! Effects belong to a text and are said before it is posted, so that everybody who reads or votes on the text has seen them; support
//! that was given before ends. What follows from them when the resolution is certified is left to `compact`, `costs` and `standing`.

use super::*;
use crate::bounds::already;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::out_of_range;
use crate::state::change;

/// Says what the adoption of the present text brings about; by who drafted it or a seat that convenes, before the text is
/// posted or voted on. Another revision has none until they are said for it. Who supported the text before supports it anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclareEffects {
    /// The proposal.
    pub proposal: ProposalId,
    /// The exact text: must be the present revision's.
    pub document: DocumentHash,
    /// The compact as which the text is adopted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compact: Option<CompactTerms>,
    /// The costs that are shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<CostTerms>,
    /// What was paid before, where offers stand for choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<FormerPrice>,
    /// The books that decide together with this one, in ascending order of their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<PartnerBook>,
    /// What is laid down to last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<StandingTerms>,
}

/// What the adoption of a text brings about was said; it replaces what was said of that text before, and ends the support that the
/// revision had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffectsDeclared {
    /// The proposal.
    pub proposal: ProposalId,
    /// The revision.
    pub revision: u32,
    /// Its text.
    pub document: DocumentHash,
    /// The compact as which the text is adopted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compact: Option<CompactTerms>,
    /// The costs that are shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<CostTerms>,
    /// What was paid before, where offers stand for choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<FormerPrice>,
    /// The books that decide together with this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<PartnerBook>,
    /// What is laid down to last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<StandingTerms>,
}

/// What the adoption of a text brings about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effects {
    /// The compact as which the text is adopted.
    pub compact: Option<CompactTerms>,
    /// The costs that are shared.
    pub costs: Option<CostTerms>,
    /// What was paid before, where offers stand for choice.
    #[serde(default)]
    pub former: Option<FormerPrice>,
    /// The books that decide together with this one.
    #[serde(default)]
    pub partners: Vec<PartnerBook>,
    /// What is laid down to last.
    #[serde(default)]
    pub standing: Option<StandingTerms>,
    /// The entry that said so.
    pub index: u64,
}

pub(crate) fn decide_declare_effects(deciding: &Deciding<'_>, command: &DeclareEffects) -> Decision {
    let (proposal, matter) = deciding.open_proposal(&command.proposal)?;
    deciding.require_reviser(proposal, matter)?;
    let present = present_revision(proposal, command.document)?;
    deciding.check_unread(proposal, present)?;
    command.check_says_something()?;
    deciding.check_partners(&command.partners)?;
    if let Some(terms) = &command.compact {
        deciding.check_compact_terms(terms, &matter.council)?;
    }
    if let Some(terms) = &command.costs {
        deciding.check_cost_terms(terms)?;
    }
    command.former.as_ref().map_or(Ok(()), check_former)?;
    if let Some(terms) = &command.standing {
        let adoption = Adoption { council: &matter.council, rule: None, earliest: deciding.context.at };
        deciding.check_standing_terms(terms, &adoption)?;
    }
    let event = EffectsDeclared {
        proposal: proposal.id,
        revision: present.number,
        document: present.document,
        compact: command.compact.clone(),
        costs: command.costs.clone(),
        former: command.former,
        partners: command.partners.clone(),
        standing: command.standing.clone(),
    };
    Ok(vec![event.into()])
}

impl DeclareEffects {
    /// Says that a text brings about nothing: the order is refused until one of its fields says something.
    pub const fn nothing(proposal: ProposalId, document: DocumentHash) -> Self {
        Self {
            proposal,
            document,
            compact: None,
            costs: None,
            former: None,
            standing: None,
            partners: Vec::new(),
        }
    }

    fn check_says_something(&self) -> Result<(), Rejection> {
        let nothing = self.compact.is_none() && self.costs.is_none() && self.former.is_none();
        if nothing && self.standing.is_none() && self.partners.is_empty() {
            let expected = "a `compact`, `costs`, a `former` price, `partners` or what is `standing`";
            return Err(out_of_range("effects", expected, "none of them"));
        }
        Ok(())
    }
}

impl Proposal {
    /// What the adoption of the present text brings about, where it was said.
    pub fn present_effects(&self) -> Option<&Arc<Effects>> {
        self.effects.get(&self.document()?)
    }
}

impl State {
    /// What the adoption of the text of a poll brings about.
    pub fn effects_of(&self, poll: &Poll) -> Option<&Arc<Effects>> {
        self.proposals.get(&poll.proposal)?.effects.get(&poll.document)
    }
}

impl Deciding<'_> {
    /// Whoever posted or passed the text has read what it brings about: that stays then, and only another text can bring about something
    /// else. Support is no such bar, or anybody could keep a text from saying anything by supporting each revision at once.
    fn check_unread(&self, proposal: &Proposal, present: &Revision) -> Result<(), Rejection> {
        let notices = proposal.notices.iter().filter_map(|id| self.state.notices.get(id));
        let polls = self.state.polls_on(proposal);
        let posted = notices.map(|notice| notice.document).any(|document| document == present.document);
        let voted = polls.map(|poll| poll.document).any(|document| document == present.document);
        let how = match (voted, posted) {
            (true, _) => "voted on",
            (false, true) => "posted",
            (false, false) => return Ok(()),
        };
        Err(already(format!(
            "the text of `{}` was {how} as it stands: revise it, and say then what the new text brings about",
            proposal.id
        )))
    }

    /// What opening a poll fixes of the effects: the compact must be able to come into force, and the shares are worked
    /// out from the roll as it is now.
    pub(crate) fn freeze_effects(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        opening: &OpenPoll,
        council: &CouncilId,
    ) -> Result<Option<Event>, Rejection> {
        let Some(effects) = proposal.present_effects() else { return Ok(None) };
        if let Some(terms) = &effects.compact {
            self.check_compact_at_opening(terms, council, opening.closes_at_ms)?;
        }
        if let Some(terms) = &effects.standing {
            // A step lays nothing down: the vote after it does, perhaps under another rule.
            let decides = (rule.stage == DecisionStage::Final).then_some(&rule.id);
            let adoption = Adoption { council, rule: decides, earliest: opening.closes_at_ms };
            self.check_standing_terms(terms, &adoption)?;
        }
        match &effects.costs {
            Some(terms) if rule.stage == DecisionStage::Final => {
                self.freeze_costs(rule, terms, opening, council).map(Some)
            }
            Some(_) | None => Ok(None),
        }
    }

    /// What the certification of a poll that passed brings about.
    pub(crate) fn take_effect(&self, poll: &Poll, resolution: ResolutionId) -> Decision {
        let Some(effects) = self.state.effects_of(poll) else { return Ok(Vec::new()) };
        let compact = effects.compact.iter().flat_map(|terms| self.adopt_compact(poll, resolution, terms));
        let costs = effects.costs.iter().filter_map(|terms| self.owe_costs(poll, resolution, terms));
        let standing = effects.standing.iter().flat_map(|terms| self.lay_down(poll, resolution, terms));
        Ok(compact.chain(costs).chain(standing).collect())
    }
}

pub(crate) fn evolve_effects_declared(evolving: &mut Evolving<'_>, event: &EffectsDeclared) {
    let index = evolving.context.index;
    let effects = Effects {
        compact: event.compact.clone(),
        costs: event.costs.clone(),
        former: event.former,
        partners: event.partners.clone(),
        standing: event.standing.clone(),
        index,
    };
    change(&mut evolving.state.proposals, &event.proposal, |proposal| {
        proposal.effects.insert(event.document, Arc::new(effects));
        let kept = proposal.supporters.iter().filter(|(_, revision)| **revision != event.revision);
        proposal.supporters = kept.map(|(member, revision)| (member.clone(), *revision)).collect();
        proposal.changed_at = index;
    });
}
