//! The count of a choice among options: what the sealing states of it, and the whole of it, made again by whoever asks.

use super::options::counted_options;
use super::*;
use std::collections::BTreeMap;
use yishi_tally::{CountError, Method, Outcome, Seed, Verdict, count};

/// Most ballots of an open poll that are counted for one question; beyond it the turnout alone is told.
pub const MAX_LIVE_BALLOTS: usize = 2_000;

/// What a choice among options came to, as the sealing states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedOutcome {
    /// Who or what won, in the order in which it was settled.
    pub winners: Vec<OptionId>,
    /// Options that the tie rule does not separate for the places that are left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tied: Vec<OptionId>,
    /// The seed of lots: BLAKE3 of the entry before this one; absent where the tie rule draws none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<Digest>,
    /// SHA-256 of the canonical JSON of the whole outcome, with its rounds and its trace.
    pub digest: Digest,
}

impl SealedOutcome {
    pub(super) fn of(outcome: &Outcome, seed: Option<Digest>) -> Self {
        Self {
            winners: outcome.winners.clone(),
            tied: outcome.tied.clone(),
            seed,
            digest: digest_of(outcome),
        }
    }
}

/// What a count means for the poll: a missed quorum comes first, then a tie that nothing breaks.
pub fn verdict(turnout: Verdict, outcome: &Outcome) -> Verdict {
    if turnout == Verdict::NoQuorum {
        Verdict::NoQuorum
    } else if !outcome.tied.is_empty() {
        Verdict::Tied
    } else if outcome.winners.is_empty() {
        Verdict::Failed
    } else {
        Verdict::Passed
    }
}

/// Counts ballots in the measure of a rule, or in both of them; `ballots` gives them with their weights in one measure.
///
/// # Errors
/// As [`yishi_tally::count`].
pub fn count_by(
    weight: BallotWeight,
    method: &Method,
    options: &yishi_tally::Options,
    ballots: impl Fn(BallotWeight) -> Vec<yishi_tally::Ballot>,
) -> Result<Outcome, yishi_tally::CountError> {
    match (weight, method) {
        (BallotWeight::HeadsAndArea, Method::Committee(committee)) => {
            let (heads, area) = (ballots(BallotWeight::Heads), ballots(BallotWeight::Area));
            committee.count_by_heads_and_area(options, &heads, &area)
        }
        _ => count(method, options, &ballots(weight)),
    }
}

impl Poll {
    /// The method of a choice among options, with the seed of its lots where it is known; `None` for a motion.
    pub fn method(&self, seed: Option<Digest>) -> Option<Method> {
        let method = self.rule.choice.as_ref()?.method.clone();
        let method = match self.budget_fen {
            Some(budget) => method.with_budget(budget.0.into()),
            None => method,
        };
        Some(match seed {
            Some(seed) => method.with_seed(Seed(seed.0)),
            None => method,
        })
    }

    /// The candidate behind an option, where people are chosen.
    pub fn candidate(&self, option: &OptionId) -> Option<&MemberId> {
        self.options.iter().find(|found| found.id == *option)?.member.as_ref()
    }

    /// The options as the count takes them.
    pub fn counted_options(&self) -> yishi_tally::Options {
        counted_options(&self.options)
    }

    /// Counts all ballots of a choice among options from the beginning; `None` for a motion.
    pub fn count_options(&self, seed: Option<Digest>) -> Option<Outcome> {
        let weight = self.rule.choice.as_ref()?.weight;
        let method = self.method(seed)?;
        let outcome = self.count_with(&method, weight);
        // Marks were checked when they were cast, and the areas of a roll add up below 2^53: nothing is left to refuse.
        Some(self.with_alternates(&method, outcome.unwrap_or_default()))
    }

    /// The outcome of the poll's own method, with who comes next where the rule has alternates.
    pub fn with_alternates(&self, method: &Method, outcome: Outcome) -> Outcome {
        match &self.rule.alternates {
            Some(clause) => method.with_rest(&self.counted_options(), outcome, clause.places),
            None => outcome,
        }
    }

    /// Counts all ballots by any method and measure, the poll's own or another to be tried.
    ///
    /// # Errors
    /// As [`yishi_tally::count`].
    pub fn count_with(&self, method: &Method, weight: BallotWeight) -> Result<Outcome, CountError> {
        let options = self.counted_options();
        match method {
            Method::Review(rule) => yishi_tally::review(rule, &options, &self.reviews(), &self.review_bars())
                .map_err(CountError::Review),
            _ => count_by(weight, method, &options, |weight| self.equal_ballots(weight)),
        }
    }

    /// The outcome that may be told: the sealed one; before the close how the options stand, where the rule tells figures and
    /// there are few enough ballots to count them for every question.
    pub fn told_outcome(&self) -> Option<Arc<Outcome>> {
        match &self.status {
            PollStatus::Sealed { .. } => self.outcome.clone(),
            PollStatus::Opening { .. } => None,
            PollStatus::Open => {
                let told = self.rule.choice.as_ref().is_some_and(|rule| rule.progress == Progress::Figures);
                let few = self.ballots.len() <= MAX_LIVE_BALLOTS;
                if told && few { self.count_options(None).map(Arc::new) } else { None }
            }
        }
    }

    /// The ballots on options, equal ones together, with what they weigh: their order and whose they are decide nothing.
    pub fn equal_ballots(&self, weight: BallotWeight) -> Vec<yishi_tally::Ballot> {
        let mut sums: BTreeMap<&Marks, u64> = BTreeMap::new();
        for (id, ballot) in &self.ballots {
            if let (BallotContent::Marks(marks), Some(found)) = (&ballot.content, self.roll.rights.get(id)) {
                let sum = sums.entry(marks).or_default();
                *sum = sum.saturating_add(weight.of(&found.right));
            }
        }
        sums.into_iter().map(|(marks, sum)| yishi_tally::Ballot::times(marks.clone(), sum)).collect()
    }
}
