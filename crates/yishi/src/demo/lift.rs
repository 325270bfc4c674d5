//! Story 3: owners of a building of 16 flats decide on a lift under Civil Code art. 278; objections of the ground floor
//! are answered before the vote can open.

use super::community::{BUILDING, owners};
use super::people::{People, Person};
use super::process::{self, Against, Case, For, Vote};
use super::stage::{DAY_MS, HOUR_MS, Stage};
use crate::failure::Failure;
use yishi_core::{
    AnswerObjection, MatterId, ObjectionId, PollScope, ProposalId, RaiseObjection, ReviseProposal, TimeMs,
};

/// Tells the story.
pub async fn tell(stage: &mut Stage, people: &People) -> Result<(), Failure> {
    stage.advance(DAY_MS);
    stage.title("3. A lift for a building of 16 flats 加装电梯 (Civil Code art. 278(1)7: special majority)");
    let matter = raise(stage, people).await?;
    let proposal = propose(stage, people, matter).await?;
    let objections = object(stage, people, proposal).await?;
    let posted_until = process::post(stage, &people.compound_secretary, proposal, "10d").await?;
    hear(stage, people, matter).await?;
    stage.advance_to(TimeMs(posted_until.0.saturating_add(9 * HOUR_MS)));
    too_early(stage, people, proposal).await?;
    answer(stage, people, &objections).await?;
    vote(stage, people, proposal).await?;
    let work = ("办理加装电梯规划、施工手续并公示", days_left(stage).saturating_add(60));
    process::assign(stage, &people.compound_secretary, matter, &people.compound_manager, work).await?;
    stage.step(format!("the permits are assigned to {}", people.compound_manager.title));
    Ok(())
}

fn days_left(stage: &Stage) -> u64 {
    stage.started.0.saturating_sub(stage.now().0).checked_div(DAY_MS).unwrap_or_default()
}

/// The owner who acts for a flat, from 1.
fn owner(people: &People, flat: usize) -> Result<&Person, Failure> {
    let first = owners(people, flat)?.into_iter().next();
    first.ok_or_else(|| Failure::Refused("the demo lacks an owner".into()))
}

async fn raise(stage: &mut Stage, people: &People) -> Result<MatterId, Failure> {
    let author = owner(people, 15)?;
    let words = "七号楼没有电梯,高层老人上下楼困难,申请加装电梯。";
    let submission = process::submit(stage, author, words).await?;
    stage.advance(DAY_MS);
    let case = Case {
        title: "七号楼加装电梯",
        class: "building-works",
        places: &["grid-3"],
        households: 16,
        cost_fen: 56_000_000,
    };
    process::accept(stage, &people.compound_secretary, submission.0, &case).await
}

async fn propose(stage: &Stage, people: &People, matter: MatterId) -> Result<ProposalId, Failure> {
    stage.advance(DAY_MS);
    let words = "七号楼加装电梯方案(第一稿):北侧外挂一部,费用按楼层分摊。";
    process::draft(stage, &people.compound_secretary, matter, words).await
}

/// Both ground-floor owners object, one of them through a clerk.
async fn object(
    stage: &mut Stage,
    people: &People,
    proposal: ProposalId,
) -> Result<[ObjectionId; 2], Failure> {
    stage.advance(DAY_MS);
    let words = "七号楼加装电梯方案(第二稿):北侧外挂一部,玻璃井道;一层不分摊费用;每年维护费由二层以上承担。";
    let (document, text) = stage.document(words);
    stage.act(&people.compound_secretary, ReviseProposal { proposal, document }, vec![text]).await?;
    let (text, words) = stage.statement("电梯井挡住一层采光和通风,我不同意。")?;
    let first = stage.act(owner(people, 1)?, RaiseObjection { proposal, text }, vec![words]).await?;
    let (text, words) = stage.statement("担心电梯运行噪声影响一层老人休息。")?;
    let raise = RaiseObjection { proposal, text };
    let second = stage.assist(&people.clerk, owner(people, 2)?, raise, vec![words]).await?;
    stage.step("both ground-floor owners object 异议: daylight, noise; one of them through a clerk");
    Ok([ObjectionId::first(first.index), ObjectionId::first(second.index)])
}

const fn owners_vote(proposal: ProposalId, building: yishi_core::BuildingId) -> Vote<'static> {
    let scope = PollScope::Building(building);
    Vote { proposal, rule: "owners-special", scope, open_for_ms: 9 * DAY_MS }
}

/// Shows that the vote cannot open while objections wait.
async fn too_early(stage: &mut Stage, people: &People, proposal: ProposalId) -> Result<(), Failure> {
    let vote = owners_vote(proposal, process::name(BUILDING)?);
    let opening = process::opening(stage, &vote)?;
    let words = stage.refused(&people.compound_secretary, opening).await?;
    stage.step(format!("opening the vote now is refused: {words}"));
    Ok(())
}

async fn hear(stage: &mut Stage, people: &People, matter: MatterId) -> Result<(), Failure> {
    let secretary = &people.compound_secretary;
    let called = process::call(stage, secretary, matter, "七号楼加装电梯协商会:地点 七号楼楼下。").await?;
    let seats = [secretary, &people.compound_manager].into_iter();
    let residents = people.of_grid(3).skip(60).take(3);
    let ground_floor = [owner(people, 1)?, owner(people, 2)?];
    process::open(stage, secretary, &called, seats.chain(residents).chain(ground_floor)).await?;
    process::speak(stage, owner(people, 1)?, &called, "井道能不能改成玻璃的,往东移一米?").await?;
    process::close(stage, secretary, &called, "协商会纪要:一层两户到会说明异议,设计单位记录,另行书面答复。")
        .await
}

async fn answer(stage: &mut Stage, people: &People, objections: &[ObjectionId]) -> Result<(), Failure> {
    stage.advance(DAY_MS);
    let answers =
        ["井道改为玻璃并东移一米,日照计算书已张贴。", "选用无机房低噪声设备,运行噪声写入合同并由物业检测。"];
    for (objection, words) in objections.iter().zip(answers) {
        let (text, words) = stage.statement(words)?;
        let command = AnswerObjection { objection: *objection, text };
        stage.act(&people.compound_secretary, command, vec![words]).await?;
    }
    stage.step("both objections are answered one by one; now the vote opens");
    Ok(())
}

/// 15 heads: one couple shares a head, one owner of two flats is one head with both areas.
async fn vote(stage: &mut Stage, people: &People, proposal: ProposalId) -> Result<(), Failure> {
    let vote = owners_vote(proposal, process::name(BUILDING)?);
    let poll = process::open_poll(stage, &people.compound_secretary, &vote).await?;
    stage.advance(2 * DAY_MS);
    let flats: Vec<&Person> = (1..=13).map(|flat| owner(people, flat)).collect::<Result<_, _>>()?;
    let choices = [Against, For].into_iter().chain(std::iter::repeat(For));
    let count = process::cast(stage, poll, flats.into_iter().zip(choices)).await?;
    stage.step(format!(
        "16 flats are 15 heads (a couple is one, the owner of two flats is one); {count} take part"
    ));
    process::certify(stage, people, poll).await
}
