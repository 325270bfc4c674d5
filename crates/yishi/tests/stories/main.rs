//! Stories from real communities, each told to a running server through GraphQL with signed commands, then exported, verified and
//! replayed. The name of a test is the mechanism that it shows; its steps read as sentences.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_docs_in_private_items,
    reason = "tests"
)]

mod amendments;
mod bundled;
mod casting;
mod committee;
mod committee_alternates;
mod committee_election;
mod community_partner;
mod compacts;
mod emergency;
mod files;
mod four_in_one;
mod four_levels;
mod four_steps;
mod hard_matters;
mod house;
mod lift;
mod lift_duty;
mod lift_owners;
mod lift_stands;
mod mediation;
mod meeting;
mod notice_board;
mod offers;
mod orderly_hearings;
mod packages;
mod parties;
mod party_mass;
mod projects;
mod races;
mod red_stewards;
mod registry;
mod registry_hand_overs;
mod sealed;
mod sentinels;
mod silence;
mod steps;
mod ten_households;
mod three_in_one;
mod together;
mod witnessed;
