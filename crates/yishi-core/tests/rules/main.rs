//! The rules of deliberation, one behaviour per test: given a community, when a command, then events or a rejection.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

mod accounts;
mod across;
mod action;
mod alternates;
mod amendment;
mod ballot;
mod calls;
mod choosing;
mod clauses;
mod community;
mod council;
mod duties;
mod election;
mod erasure;
mod evaluation;
mod extension;
mod floor;
mod following;
mod founding;
mod gate;
mod governance;
mod hand_over;
mod hard;
mod hearing;
mod joint;
mod lift;
mod lineage;
mod matter;
mod mediation;
mod mediation_clause;
mod meeting;
mod moving;
mod nomination;
mod notice;
mod owners_vectors;
mod paper;
mod poll_opening;
mod poll_rolls;
mod post;
mod proposal;
mod proxy;
mod races;
mod random;
mod random_across;
mod random_alternates;
mod random_amendment;
mod random_charters;
mod random_election;
mod random_governance;
mod random_hand_over;
mod random_mediation;
mod random_registry;
mod random_rules;
mod random_safeguards;
mod random_standing;
mod random_texts;
mod recall;
mod recorded;
mod registrar;
mod registry;
mod replay;
mod resolution;
mod reviewing;
mod roll;
mod rota;
mod routing;
mod safeguards;
mod sealed_ballots;
mod sealing;
mod second_round;
mod sheets;
mod silence;
mod steps;
mod stepwise;
mod submission;
mod text;
mod texts;
mod units;
mod wire;
