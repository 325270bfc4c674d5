//! The options of a poll: what may stand there, and what a ballot on them may say.

use super::*;
use crate::decide::Deciding;
use crate::id::is_name;
use crate::limits::{out_of_range, require_count, require_safe, require_words};
use std::collections::BTreeSet;
use yishi_tally::{Method, TieRule, Verdict, VotingOption};

/// Most options of one poll.
pub const MAX_OPTIONS: usize = 120;

/// One option of a poll 选项: a candidate, an offer or a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollOption {
    /// Its name on ballots: 1 to 48 of `a-z`, `0-9`, `_` and `-`; each stands once.
    pub id: OptionId,
    /// The candidate, where people are chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// What it is called, where something else than a person is chosen; 1 to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The text that describes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentHash>,
    /// What it costs, where a budget is shared out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_fen: Option<AmountFen>,
    /// Who stands behind it, where projects are reviewed: they do not review it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub by: BTreeSet<MemberId>,
    /// The offer that it is, where offers are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
}

impl PollOption {
    /// The texts that it brings: what describes it, and the conditions of its offer.
    pub(crate) fn documents(&self) -> impl Iterator<Item = DocumentHash> {
        let conditions = self.offer.as_ref().and_then(|offer| offer.conditions);
        self.document.into_iter().chain(conditions)
    }
}

/// Where the seed of a lot comes from, announced when the poll opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LotSource {
    /// BLAKE3 of the entry before the one that seals the poll: `prev` of the sealing entry.
    HeadBeforeSealing,
}

impl LotSource {
    /// The source that a method's tie rule needs; `None` where it draws no lot.
    pub(super) fn of(method: &Method) -> Option<Self> {
        draws_lots(method.tie()).then_some(Self::HeadBeforeSealing)
    }
}

fn draws_lots(tie: &TieRule) -> bool {
    match tie {
        TieRule::Lot { .. } => true,
        TieRule::LookBack(next) | TieRule::LookForward(next) => draws_lots(next),
        TieRule::Stop | TieRule::GivenOrder | TieRule::Listed(_) | TieRule::JavaDraw { .. } => false,
    }
}

/// The options as the count takes them; names that stand twice leave none.
pub(super) fn counted_options(options: &[PollOption]) -> yishi_tally::Options {
    let option = |option: &PollOption| VotingOption {
        cost: option.cost_fen.map(|cost| cost.0.into()),
        ..VotingOption::new(option.id.clone())
    };
    yishi_tally::Options::new(options.iter().map(option).collect()).unwrap_or_default()
}

/// A poll may spend less than the rule says, and never more.
fn check_budget(method: &Method, budget_fen: Option<AmountFen>) -> Result<(), Rejection> {
    let Some(asked) = budget_fen else { return Ok(()) };
    require_safe("budget_fen", asked.0)?;
    let Some(most) = method.budget() else {
        return Err(out_of_range("budget_fen", "left out: the rule shares out no budget", asked.0));
    };
    if asked.0 > 0 && yishi_tally::Amount::from(asked.0) <= *most {
        return Ok(());
    }
    Err(out_of_range("budget_fen", &format!("1 to {most}"), asked.0))
}

impl Poll {
    /// Who follows the elected in the order of the count. A second round alone gives it: seats are left to one only where everybody
    /// with the share that the first asks for is elected.
    pub(crate) fn alternates(&self) -> Vec<MemberId> {
        let passed = self.sealing().is_some_and(|sealing| sealing.verdict() == Verdict::Passed);
        let rest = self.outcome.iter().filter(|_| passed).flat_map(|outcome| &outcome.rest);
        rest.filter_map(|option| self.candidate(option)).cloned().collect()
    }
}

impl Deciding<'_> {
    /// The options must fit the rule: none for a motion, enough well-named ones for a choice.
    pub(super) fn check_options(
        &self,
        rule: &DecisionClause,
        command: &OpenPoll,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        let not_applicable =
            |reason: String| Err(Rejection::RuleNotApplicable { rule: rule.id.clone(), reason });
        let Some(choice) = &rule.choice else {
            return if command.options.is_empty() && command.budget_fen.is_none() {
                Ok(())
            } else {
                not_applicable(
                    "people vote on it for or against: leave `options` and `budget_fen` out".to_owned(),
                )
            };
        };
        require_count("options", command.options.len(), 1, MAX_OPTIONS)?;
        let mut ids = BTreeSet::new();
        let mut members = BTreeSet::new();
        for option in &command.options {
            self.check_option(option, choice, council)?;
            let again = !ids.insert(&option.id);
            if again || option.member.as_ref().is_some_and(|member| !members.insert(member)) {
                return not_applicable(format!("option `{}` stands there twice", option.id));
            }
        }
        check_budget(&choice.method, command.budget_fen)?;
        match choice.method.check_options(&counted_options(&command.options)) {
            Ok(()) => Ok(()),
            Err(error) => not_applicable(error.to_string()),
        }
    }

    fn check_option(
        &self,
        option: &PollOption,
        choice: &ChoiceClause,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        if !is_name(&option.id.0) {
            let expected = "1 to 48 of a-z, 0-9, `_` and `-`, starting with a letter or digit";
            return Err(out_of_range("options.id", expected, &option.id));
        }
        if let Some(cost) = option.cost_fen {
            require_safe("options.cost_fen", cost.0)?;
        }
        option.offer.as_ref().map_or(Ok(()), super::offer::check_offer)?;
        if !option.by.is_empty() && !matches!(choice.method, Method::Review(_)) {
            let expected = "left out: only reviews ask who stands behind a project";
            return Err(out_of_range("options.by", expected, &option.id));
        }
        option.by.iter().try_for_each(|member| self.state.member(member).map(|_| ()))?;
        match (&option.member, &option.name, &choice.elects) {
            (Some(member), None, _) => self.check_candidate(member, council),
            (None, Some(name), None) => require_words("options.name", name),
            (None, _, Some(_)) => {
                Err(out_of_range("options.member", "the candidate, because a seat is filled", "none"))
            }
            (Some(_), Some(_), _) | (None, None, None) => {
                Err(out_of_range("options", "either a `member` or a `name` each", &option.id))
            }
        }
    }

    pub(crate) fn check_candidate(&self, candidate: &MemberId, council: &CouncilId) -> Result<(), Rejection> {
        let member = self.present_member(candidate)?;
        if self.state.member_in_area(member, council) {
            return Ok(());
        }
        Err(Rejection::OutsideArea { member: candidate.clone(), council: council.clone() })
    }
}
