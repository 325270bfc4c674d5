//! Story 1, 小事网格议: a dark street lamp is routed to its grid, decided, repaired, supervised and evaluated there.

use super::community::grid_residents;
use super::people::{People, grid};
use super::process::{self, Abstain, Case, For, Vote};
use super::stage::{DAY_MS, HOUR_MS, Stage};
use crate::failure::Failure;
use yishi_core::{
    ActionId, CompleteAction, EvaluateMatter, InspectAction, Inspection, MatterId, PollScope, Rating,
    ReportProgress,
};

const GRID: usize = 2;

/// Tells the story.
pub async fn tell(stage: &mut Stage, people: &People) -> Result<(), Failure> {
    stage.title("1. A dark street lamp (小事网格议: small matters are dealt with in the grid)");
    let matter = raise(stage, people).await?;
    decide(stage, people, matter).await?;
    let action = repair(stage, people, matter).await?;
    inspect(stage, people, action).await?;
    evaluate(stage, people, matter).await
}

async fn raise(stage: &mut Stage, people: &People) -> Result<MatterId, Failure> {
    let mut neighbours = people.of_grid(GRID).skip(40);
    let Some(author) = neighbours.next() else {
        return Err(Failure::Refused("the demo lacks a resident".into()));
    };
    let words = "我们楼前两盏路灯坏了半个月,晚上老人下楼看不见台阶,请尽快修好。";
    let submission = process::submit(stage, author, words).await?;
    stage.step(format!("{} hands in a submission 诉求", author.title));
    process::support(stage, &submission, neighbours.step_by(3).take(6)).await?;
    stage.step("6 neighbours support it 附议");
    stage.advance(20 * HOUR_MS);
    let case = Case {
        title: "第二网格楼前路灯修复",
        class: "upkeep",
        places: &["grid-2"],
        households: 24,
        cost_fen: 180_000,
    };
    process::accept(stage, &people.compound_secretary, submission.0, &case).await
}

async fn decide(stage: &mut Stage, people: &People, matter: MatterId) -> Result<(), Failure> {
    let (worker, steward) = staff(people)?;
    stage.advance(4 * HOUR_MS);
    let words = "更换第二网格楼前两盏路灯的灯头和控制器,费用 1,800 元以内,从小区公共收益列支,三天内完成。";
    let proposal = process::draft(stage, worker, matter, words).await?;
    let vote = Vote { proposal, rule: "grid-consensus", scope: PollScope::Council, open_for_ms: 6 * HOUR_MS };
    let poll = process::open_poll(stage, worker, &vote).await?;
    let residents = grid_residents(people, GRID).zip([For, For, Abstain]);
    process::cast(stage, poll, [(worker, For), (steward, For)].into_iter().chain(residents)).await?;
    process::certify(stage, people, poll).await
}

async fn repair(stage: &mut Stage, people: &People, matter: MatterId) -> Result<ActionId, Failure> {
    let (worker, steward) = staff(people)?;
    let work = ("修好第二网格楼前两盏路灯", 3);
    let action = process::assign(stage, worker, matter, steward, work).await?;
    stage.step(format!("{} dispatches the repair 派单 to {}", worker.title, steward.title));
    stage.advance(DAY_MS);
    let (text, words) = stage.statement("灯头已购,明天上午更换。")?;
    stage.act(steward, ReportProgress { action, text }, vec![words]).await?;
    stage.advance(DAY_MS);
    let (evidence, photos) = stage.vault("修复后照片两张(演示)")?;
    stage.act(steward, CompleteAction { action, evidence }, vec![photos]).await?;
    Ok(action)
}

async fn inspect(stage: &mut Stage, people: &People, action: ActionId) -> Result<(), Failure> {
    let Some(supervisor) = people.supervisors.first() else {
        return Err(Failure::Refused("the demo lacks a supervisor".into()));
    };
    stage.advance(3 * HOUR_MS);
    let (text, words) = stage.statement("晚上七点到场查看,两盏灯都亮,验收通过。")?;
    let command = InspectAction { action, inspection: Inspection::Accepted, text };
    stage.act(supervisor, command, vec![words]).await?;
    stage.step(format!(
        "{} inspects and accepts it 督办: not who screened, dispatched or did it",
        supervisor.title
    ));
    Ok(())
}

async fn evaluate(stage: &mut Stage, people: &People, matter: MatterId) -> Result<(), Failure> {
    for (representative, rating) in people.representatives().zip([5_u8, 5, 4, 4, 3]) {
        let rating = Rating::try_from(rating).map_err(anyhow::Error::from)?;
        stage.act(representative, EvaluateMatter { matter, rating, text: None }, vec![]).await?;
    }
    let version = stage.version();
    let evaluation = version.state.matters.get(&matter).and_then(|matter| matter.evaluation.clone());
    let Some(evaluation) = evaluation else {
        return Err(Failure::Refused("the demo lacks an evaluation".into()));
    };
    stage.advance_to(evaluation.due_at_ms);
    stage.step(
        "residents' representatives evaluate 评议: 4 of 5 satisfied; the matter closes when the window ends",
    );
    Ok(())
}

fn staff(people: &People) -> Result<(&super::Person, &super::Person), Failure> {
    let at = GRID.saturating_sub(1);
    match (people.grid_workers.get(at), people.grid_stewards.get(at)) {
        (Some(worker), Some(steward)) => Ok((worker, steward)),
        _ => Err(Failure::Refused(format!("the demo lacks staff in {}", grid(GRID)))),
    }
}
