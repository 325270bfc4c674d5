//! Clauses of an election: how candidates come to stand, and the second round for seats left open.

use crate::scalar::count;
use async_graphql::SimpleObject;
use yishi_core::{
    CandidateOrder, CandidateScreeningClause, NominationClause, SeatId, SecondRoundClause, SecondRoundNeed,
    SelfNomination, TooFew,
};

/// How candidates come to stand before the vote opens 提名.
#[derive(SimpleObject)]
pub(crate) struct NominationRule {
    /// Least time between the opening of nominations and their end, e.g. `7d`.
    window: String,
    /// How long nominees may still accept after that, e.g. `3d`.
    accept: String,
    /// Whether people nominate themselves 自荐.
    self_nomination: bool,
    /// How many have to nominate somebody together 联名推荐; null where nobody does.
    joint: Option<i32>,
    /// The seats whose holders nominate, by their names in the charter's clauses.
    seat_ids: Vec<String>,
    /// How many candidates there must be at least, and how many others one person may nominate.
    least: i32,
    /// Whether nominations go on once when there are fewer; otherwise the vote goes on with those there are.
    extended_once: bool,
    /// Whether a lot orders the ballot paper; otherwise who accepted first comes first.
    by_lot: bool,
    /// How candidates are screened; null where they are not.
    screening: Option<CandidateScreeningRule>,
}

/// How candidates are screened 资格审查.
#[derive(SimpleObject)]
pub(crate) struct CandidateScreeningRule {
    /// The seats whose holders screen, by their names in the charter's clauses.
    seat_ids: Vec<String>,
    /// By when after the end of the nominations, e.g. `5d`.
    within: String,
    /// How long a candidate may object, e.g. `3d`.
    object: String,
    /// By when an objection must be answered, e.g. `3d`.
    answer: String,
    /// What is confirmed of each candidate.
    facts: Vec<CandidateFact>,
}

/// Something that is confirmed of each candidate 资格条件.
#[derive(SimpleObject)]
pub(crate) struct CandidateFact {
    /// Its name in the charter's clauses.
    fact_id: String,
    /// What it says.
    name: String,
}

/// A vote once more on the seats that nobody had the majority for 第二轮选举.
#[derive(SimpleObject)]
pub(crate) struct SecondRoundRule {
    /// By when after the first count it must be opened, e.g. `7d`.
    within: String,
    /// How many candidates stand at most for each seat left.
    candidates_each: i32,
    /// What a seat takes: `same` as in the first round, `most_votes`, or another share in words.
    needed: String,
}

fn names(seats: &std::collections::BTreeSet<SeatId>) -> Vec<String> {
    seats.iter().map(ToString::to_string).collect()
}

impl NominationRule {
    pub(crate) fn new(clause: &NominationClause) -> Self {
        Self {
            window: String::from(clause.window),
            accept: String::from(clause.accept),
            self_nomination: clause.self_nomination == SelfNomination::Allowed,
            joint: clause.joint.map(count),
            seat_ids: names(&clause.seats),
            least: count(clause.least),
            extended_once: clause.too_few == TooFew::Extend,
            by_lot: clause.order == CandidateOrder::Lot,
            screening: clause.screening.as_ref().map(CandidateScreeningRule::new),
        }
    }
}

impl CandidateScreeningRule {
    fn new(clause: &CandidateScreeningClause) -> Self {
        let [within, object, answer] = [clause.within, clause.object, clause.answer].map(String::from);
        let fact = |fact: &yishi_core::FactClause| CandidateFact {
            fact_id: fact.id.to_string(),
            name: fact.name.clone(),
        };
        let facts = clause.facts.iter().map(fact).collect();
        Self { seat_ids: names(&clause.seats), within, object, answer, facts }
    }
}

impl SecondRoundRule {
    pub(crate) fn new(clause: &SecondRoundClause) -> Self {
        let needed = match clause.needed {
            SecondRoundNeed::Same => "same".to_owned(),
            SecondRoundNeed::MostVotes => "most_votes".to_owned(),
            SecondRoundNeed::Share(share) => share.to_string(),
        };
        let within = String::from(clause.within);
        Self { within, candidates_each: count(clause.candidates_each), needed }
    }
}
