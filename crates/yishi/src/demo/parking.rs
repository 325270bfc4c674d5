//! Story 2, 大事社区议: a parking scheme is routed to the community, heard, voted on by three parties, and under way.

use super::people::{People, Person};
use super::process::{self, Against, Called, Case, For, Vote};
use super::stage::{DAY_MS, HOUR_MS, Stage};
use crate::failure::Failure;
use yishi_core::{
    AnswerObjection, MatterId, ObjectionId, PollScope, ProposalId, RaiseObjection, ReportProgress,
    ReviseProposal, ScreenSubmission, Screening, TimeMs,
};

/// Tells the story.
pub async fn tell(stage: &mut Stage, people: &People) -> Result<(), Failure> {
    stage.advance(2 * DAY_MS);
    stage.title(
        "2. A parking scheme (大事社区议: big matters go to the community; three parties decide 三方共议)",
    );
    let matter = raise(stage, people).await?;
    let proposal = propose(stage, people, matter).await?;
    let objection = object(stage, people, proposal).await?;
    hear(stage, people, (matter, proposal), objection).await?;
    vote(stage, people, proposal).await?;
    follow_up(stage, people, matter).await
}

async fn raise(stage: &mut Stage, people: &People) -> Result<MatterId, Failure> {
    let author = people.resident(12)?;
    let words = "小区车位混乱,消防通道常被堵,建议统一划线、固定收费标准,夜间优先本小区居民。";
    let submission = process::submit(stage, author, words).await?;
    process::support(stage, &submission, people.residents.iter().skip(100).step_by(97).take(12)).await?;
    let second = process::submit(stage, people.resident(900)?, "外来车长期占位,请管一管停车。").await?;
    stage.step(format!("{} and another resident ask for order in parking; 12 support it", author.title));
    stage.advance(DAY_MS);
    let case = Case {
        title: "小区停车管理方案",
        class: "order",
        places: &["grid-1", "grid-2", "grid-3", "grid-4"],
        households: 476,
        cost_fen: 8_600_000,
    };
    let matter = process::accept(stage, &people.compound_secretary, submission.0, &case).await?;
    let merge = ScreenSubmission { submission: second.0, screening: Screening::Merge { into: matter } };
    stage.act(&people.compound_secretary, merge, vec![]).await?;
    stage.step("the second submission is merged into the same matter, its lineage kept");
    Ok(matter)
}

async fn propose(stage: &mut Stage, people: &People, matter: MatterId) -> Result<ProposalId, Failure> {
    let secretary = &people.community_secretary;
    stage.advance(DAY_MS);
    let first = "停车方案(第一稿):划线 262 个车位;包月 150 元;消防通道禁停。";
    let proposal = process::draft(stage, secretary, matter, first).await?;
    stage.advance(DAY_MS);
    let second =
        "停车方案(第二稿):划线 262 个车位;包月 120 元;消防通道禁停;访客两小时内免费;收支每季度公开。";
    let (document, text) = stage.document(second);
    stage.act(secretary, ReviseProposal { proposal, document }, vec![text]).await?;
    stage.step("the proposal is revised: 120 instead of 150 yuan a month, accounts published each quarter");
    Ok(proposal)
}

async fn object(stage: &mut Stage, people: &People, proposal: ProposalId) -> Result<ObjectionId, Failure> {
    let (objector, words) = (people.resident(700)?, "没有车的住户不应分摊划线费用。");
    let (text, statement) = stage.statement(words)?;
    let accepted =
        stage.assist(&people.clerk, objector, RaiseObjection { proposal, text }, vec![statement]).await?;
    stage.step(format!(
        "{} objects through {} (an assisted act 代办, marked as such)",
        objector.title, people.clerk.title
    ));
    Ok(ObjectionId::first(accepted.index))
}

async fn hear(
    stage: &mut Stage,
    people: &People,
    subject: (MatterId, ProposalId),
    objection: ObjectionId,
) -> Result<(), Failure> {
    let (matter, proposal) = subject;
    let secretary = &people.community_secretary;
    let posted_until = process::post(stage, secretary, proposal, "7d").await?;
    let agenda = "停车方案协商会:地点 社区党群服务中心;议程 说明方案、居民发言、答复异议。";
    let called = process::call(stage, secretary, matter, agenda).await?;
    discuss(stage, people, &called).await?;
    let (text, words) = stage.statement("划线费用只从停车收入列支,不向无车住户分摊,已写入方案说明。")?;
    stage.act(secretary, AnswerObjection { objection, text }, vec![words]).await?;
    stage.step("the objection is answered on the record");
    process::close(stage, secretary, &called, "协商会纪要:三方均到会,异议一件已答复,同意提交表决。").await?;
    stage.advance_to(TimeMs(posted_until.0.saturating_add(9 * HOUR_MS)));
    Ok(())
}

async fn discuss(stage: &Stage, people: &People, called: &Called) -> Result<(), Failure> {
    let seats = seats(people).into_iter().take(14);
    let author = people.resident(12)?;
    process::open(stage, &people.community_secretary, called, seats.chain([author])).await?;
    process::speak(stage, author, called, "夜里救护车进不来,消防通道必须先清出来。").await?;
    let words = "物业可以承担巡查,但收费标准要能覆盖夜班成本。";
    match people.property_company.first() {
        Some(company) => process::speak(stage, company, called, words).await,
        None => Ok(()),
    }
}

/// Everybody with a vote in the community council: community, property, residents.
fn seats(people: &People) -> Vec<&Person> {
    let community = [&people.community_secretary].into_iter().chain(&people.supervisors);
    community.chain(&people.property_company).chain(people.representatives()).collect()
}

async fn vote(stage: &mut Stage, people: &People, proposal: ProposalId) -> Result<(), Failure> {
    let vote = Vote { proposal, rule: "three-parties", scope: PollScope::Council, open_for_ms: 3 * DAY_MS };
    let poll = process::open_poll(stage, &people.community_secretary, &vote).await?;
    stage.advance(5 * HOUR_MS);
    let choices = [For, For, For, Against, For, Against, For, For, For, For, For, Against, For];
    let count = process::cast(stage, poll, seats(people).into_iter().zip(choices)).await?;
    stage.step(format!("{count} of 15 seats vote"));
    process::certify(stage, people, poll).await
}

async fn follow_up(stage: &mut Stage, people: &People, matter: MatterId) -> Result<(), Failure> {
    let Some(company) = people.property_company.first() else { return Ok(()) };
    let days_left = stage.started.0.saturating_sub(stage.now().0).checked_div(DAY_MS).unwrap_or_default();
    let work = ("按第二稿划线 262 个车位,清理消防通道,公布收费标准", days_left.saturating_add(20));
    let action = process::assign(stage, &people.community_secretary, matter, company, work).await?;
    stage.advance(4 * DAY_MS);
    let (text, words) = stage.statement("第一、第二网格划线完成,第三网格施工中。")?;
    stage.act(company, ReportProgress { action, text }, vec![words]).await?;
    stage.step(format!("under way: {} reports progress", company.title));
    Ok(())
}
