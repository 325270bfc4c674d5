//! Story 4, still open: all residents vote on a standing text about charging electric bicycles. Whoever signs in to the
//! demo as a resident can vote now.

use super::people::People;
use super::process::{self, Abstain, Against, Case, For, Vote};
use super::stage::{DAY_MS, HOUR_MS, Stage};
use crate::failure::Failure;
use yishi_core::{PollScope, TimeMs};

/// The resident whose sign-in the demo prints; has not voted yet.
pub const VISITOR: usize = 1;

/// Tells the story up to now.
pub async fn tell(stage: &mut Stage, people: &People) -> Result<(), Failure> {
    stage.title("4. A compact on charging electric bicycles 公约 (all residents vote, open now)");
    stage.advance_to(TimeMs(stage.started.0.saturating_sub(18 * DAY_MS)));
    let secretary = &people.community_secretary;
    let words = "楼道里飞线充电太危险,建议建集中充电棚,并立个公约。";
    let submission = process::submit(stage, people.resident(333)?, words).await?;
    let case = Case {
        title: "电动车集中充电公约",
        class: "order",
        places: &["grid-1", "grid-2", "grid-3", "grid-4"],
        households: 476,
        cost_fen: 12_000_000,
    };
    let matter = process::accept(stage, &people.compound_secretary, submission.0, &case).await?;
    let words =
        "电动车充电公约:楼道不停车不充电;每个网格建一处充电棚;夜间十点后断电由物业提醒;电费按表收取。";
    let proposal = process::draft(stage, secretary, matter, words).await?;
    let posted_until = process::post(stage, secretary, proposal, "7d").await?;
    stage.step("the text is posted 公示; nobody objects");
    stage.advance_to(TimeMs(posted_until.0.saturating_add(9 * HOUR_MS)));
    stage.advance_to(TimeMs(stage.started.0.saturating_sub(2 * DAY_MS)));
    let vote = Vote { proposal, rule: "residents-vote", scope: PollScope::Council, open_for_ms: 14 * DAY_MS };
    let poll = process::open_poll(stage, secretary, &vote).await?;
    let choices = [For, For, Against, For, For, Abstain, For].into_iter().cycle();
    let voters = people.residents.iter().skip(VISITOR).step_by(5).take(210);
    let count = process::cast(stage, poll, voters.zip(choices)).await?;
    stage.step(format!(
        "{poll} is open: {count} of {} residents have voted, the rest can now",
        people.residents.len()
    ));
    Ok(())
}
