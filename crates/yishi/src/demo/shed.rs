//! Story 5, still open: households decide by sealed ballots where the charging shed goes. Nobody reads what they say before the close;
//! a visitor seals a ballot at the console, and opens it half an hour after the demo was started.

use super::people::{People, Person};
use super::process::{self, Against, Case, For, Vote};
use super::stage::{MINUTE_MS, Stage};
use crate::failure::Failure;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use yishi_core::{CastSealedBallot, Digest, PollId, PollScope, Reading, ballot_seal};
use yishi_tally::Choice;

/// How long after its start the served demo takes sealed ballots.
const OPEN_FOR_MS: u64 = 30 * MINUTE_MS;

/// Tells the story up to now.
pub async fn tell(stage: &mut Stage, people: &People) -> Result<(), Failure> {
    stage.title("5. Where the charging shed goes 密封表决 (households vote by sealed ballots, open now)");
    let secretary = &people.community_secretary;
    let words = "充电棚建在三号楼北侧,有人嫌吵不好意思明说,建议密封表决。";
    let submission = process::submit(stage, people.resident(501)?, words).await?;
    let case = Case {
        title: "充电棚选址:三号楼北侧",
        class: "order",
        places: &["grid-1", "grid-2", "grid-3", "grid-4"],
        households: 476,
        cost_fen: 12_000_000,
    };
    let matter = process::accept(stage, &people.compound_secretary, submission.0, &case).await?;
    let words = "充电棚建在三号楼北侧空地,离最近的窗户12米,夜间十点后限速充电。";
    let proposal = process::draft(stage, secretary, matter, words).await?;
    let closes_at = stage.started.0.saturating_add(OPEN_FOR_MS);
    let open_for_ms = closes_at.saturating_sub(stage.now().0);
    let vote = Vote { proposal, rule: "households-sealed", scope: PollScope::Council, open_for_ms };
    let poll = process::open_poll(stage, secretary, &vote).await?;
    let count = seal_all(stage, poll, people).await?;
    stage.step(format!(
        "{poll} is open: {count} households have sealed a ballot 密封选票; it closes half an hour after the start of the demo, and then \
         each opens its own"
    ));
    Ok(())
}

/// Every tenth resident seals a ballot for their household, the visitor's household not among them.
async fn seal_all(stage: &Stage, poll: PollId, people: &People) -> Result<usize, Failure> {
    let choices = [For, For, Against, For].into_iter().cycle();
    let voters = people.residents.iter().skip(9).step_by(10).take(40);
    let ballots: Vec<_> =
        voters.zip(choices).map(|(who, choice)| seal_one(stage, poll, who, choice)).collect();
    let cast: Vec<_> = stream::iter(ballots).buffered(64).try_collect().await?;
    Ok(cast.len())
}

async fn seal_one(stage: &Stage, poll: PollId, who: &Person, choice: Choice) -> Result<(), Failure> {
    let (right, document) = process::right_of(stage, poll, who)?;
    let seal = ballot_seal(poll, &right, &Digest(stage.salt()?), &Reading::Choice(choice));
    stage.act(who, CastSealedBallot { poll, right, document, seal }, vec![]).await?;
    Ok(())
}
