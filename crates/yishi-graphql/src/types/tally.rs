//! The count of a vote with its trace: exact numbers, and a sentence for each requirement.

use super::Verdict;
use super::decision::Requirement;
use crate::request::RequestContext;
use crate::scalar::Quantity;
use crate::words;
use async_graphql::{Context, Object, SimpleObject};
use yishi_core::{Openness, PollStatus};
use yishi_tally::RequirementOutcome;

/// The count of a vote.
pub(crate) struct Tally {
    tally: yishi_tally::Tally,
    last: bool,
    /// Whether the verdict says something: before the close, the totals of a choice among options and of sealed ballots say nothing.
    decided: bool,
}

impl Tally {
    /// The sealed count, or what the running totals give now; ballots are never counted again here.
    pub(crate) fn of(poll: &yishi_core::Poll) -> Self {
        match &poll.status {
            PollStatus::Open | PollStatus::Opening { .. } => {
                let tally = yishi_tally::tally(&poll.rule.requirements, &poll.counted());
                Self { tally, last: false, decided: tells(poll) }
            }
            PollStatus::Sealed { sealing } => {
                Self { tally: sealing.tally.clone(), last: true, decided: true }
            }
        }
    }

    /// The same totals under requirements that decide nothing.
    pub(crate) fn tried(requirements: &[yishi_tally::Requirement], poll: &yishi_core::Poll) -> Self {
        let tally = yishi_tally::tally(requirements, &poll.counted());
        Self { tally, last: false, decided: poll.rule.choice.is_none() }
    }

    /// A count of one of several councils.
    pub(crate) fn of_section(poll: &yishi_core::Poll, tally: yishi_tally::Tally) -> Self {
        let last = poll.sealing().is_some();
        Self { tally, last, decided: last || tells(poll) }
    }

    /// A count that was made at the close.
    pub(crate) fn sealed(tally: yishi_tally::Tally) -> Self {
        Self { tally, last: true, decided: true }
    }
}

/// Whether running totals say how a vote stands: not among options, and not where nobody knows yet what ballots say.
fn tells(poll: &yishi_core::Poll) -> bool {
    poll.rule.choice.is_none() && poll.rule.openness == Openness::Named
}

/// Figures in one measure.
#[derive(SimpleObject)]
pub(crate) struct Figures {
    /// On the roll.
    entitled: Quantity,
    /// For.
    #[graphql(name = "for")]
    in_favour: Quantity,
    /// Against.
    against: Quantity,
    /// Abstaining; they took part.
    abstain: Quantity,
    /// Invalid ballots that the rule counts as taking part.
    invalid: Quantity,
    /// At the meeting, whether they vote or not; 0 where there is none.
    present: Quantity,
}

impl Figures {
    fn new(figures: &yishi_tally::Figures) -> Self {
        Self {
            entitled: Quantity(figures.entitled),
            in_favour: Quantity(figures.for_),
            against: Quantity(figures.against),
            invalid: Quantity(figures.invalid),
            present: Quantity(figures.present),
            abstain: Quantity(figures.abstain),
        }
    }
}

/// Figures of one bench, in heads.
#[derive(SimpleObject)]
pub(crate) struct BenchFigures {
    /// The bench, by its name in the charter's clauses.
    bench_id: String,
    /// Its figures.
    figures: Figures,
}

/// How one requirement came out.
pub(crate) struct Outcome(RequirementOutcome);

/// How one requirement came out, with the exact numbers.
#[Object(name = "RequirementOutcome")]
impl Outcome {
    /// The requirement.
    async fn requirement(&self) -> Requirement {
        Requirement::new(&self.0.requirement)
    }

    /// The part, as counted: heads, benches, or area in units of 0.01 m².
    async fn numerator(&self) -> Quantity {
        Quantity(self.0.numerator)
    }

    /// The whole, as counted in the same unit.
    async fn denominator(&self) -> Quantity {
        Quantity(self.0.denominator)
    }

    /// The share in per cent, cut off (never rounded up) after four places, e.g. `66.6666`; null of nothing.
    async fn percent(&self) -> Option<String> {
        words::percent(self.0.numerator, self.0.denominator)
    }

    /// Whether it is met.
    async fn met(&self) -> bool {
        self.0.met
    }
}

/// The count of a vote 计票, with everything that is needed to count again. Everybody may read it.
#[Object]
impl Tally {
    /// Whether this is the final count.
    #[graphql(name = "final")]
    async fn last(&self) -> bool {
        self.last
    }

    /// Heads 人数.
    async fn heads(&self) -> Figures {
        Figures::new(&self.tally.totals.heads)
    }

    /// Area 面积, in units of 0.01 m².
    async fn area_dm2(&self) -> Figures {
        Figures::new(&self.tally.totals.area_dm2)
    }

    /// Households, where the rule measures them.
    async fn households(&self) -> Figures {
        Figures::new(&self.tally.totals.households)
    }

    /// Votes of councils or sections in halves: a full vote is 2, half a vote 1.
    async fn council_halves(&self) -> Figures {
        Figures::new(&self.tally.totals.council_halves)
    }

    /// Heads by bench.
    async fn benches(&self) -> Vec<BenchFigures> {
        let benches = self.tally.totals.benches.iter();
        benches
            .map(|(bench, figures)| BenchFigures {
                bench_id: bench.to_string(),
                figures: Figures::new(figures),
            })
            .collect()
    }

    /// Each requirement, in the order of the rule.
    async fn requirements(&self) -> Vec<Outcome> {
        self.tally.requirements.iter().cloned().map(Outcome).collect()
    }

    /// How the vote came out; of an open vote, how it would come out if it closed now. Null before the close for a choice among options,
    /// where the outcome tells, and for sealed ballots, of which nobody knows yet what they say.
    async fn verdict(&self) -> Option<Verdict> {
        self.decided.then(|| self.tally.verdict.into())
    }

    /// The whole count in plain words, one sentence a line: the figures, each requirement with its numbers, the verdict.
    async fn trace(&self, ctx: &Context<'_>) -> Vec<String> {
        let mut lines = yishi_tally::explain(&self.tally, RequestContext::of(ctx).language().of_counts());
        if !self.decided {
            lines.pop();
        }
        lines
    }
}
