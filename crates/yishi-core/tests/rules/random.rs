//! Random orders by anybody to a living community: after every entry every `invariant_*` holds, and nothing panics.

use crate::community::*;
use crate::replay::replayed;
use crate::steps::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::*;
use yishi_tally::Choice;

/// One order in the rough: what, by whom, on which of the things there are, and how long after the one before.
#[derive(Clone, Debug)]
struct Step {
    kind: usize,
    who: usize,
    pick: usize,
    extra: usize,
    wait: usize,
}

const PEOPLE: [&str; 16] = [
    "secretary",
    "worker-1",
    "clerk",
    "supervisor",
    "supervisor-2",
    "steward-1",
    "neighbour-1-1",
    "neighbour-1-2",
    "delegate-1",
    "delegate-2",
    "manager",
    "resident-1-1",
    "resident-1-2",
    "resident-1-3",
    "resident-2-1",
    "registrar-1",
];

/// How many kinds of orders there are below.
const KINDS: usize = 125;

/// Communities at several points of their life, and the kinds of orders that go on from there: half of all steps.
const NEXT: [&[usize]; 37] = [
    &[7, 8, 9, 11, 12],
    &[16, 17, 18, 19, 24],
    &[25, 26],
    &[30, 31, 32],
    &[14, 15],
    &[21, 22, 23],
    &[13, 29, 30, 31, 32],
    &[12, 20, 21],
    &[25, 26],
    &[39, 40, 39, 40, 39, 40, 39, 40, 41, 42, 42, 42],
    &[4, 5, 6, 13, 24],
    &[43, 44, 44],
    &[25, 45, 45, 46, 46, 47, 48, 49],
    &[25, 26, 50],
    &[25, 26],
    &[25, 51],
    &[52, 53, 54, 54, 54, 55, 55, 56, 56, 56, 56],
    &[13, 57, 58, 59, 59, 60, 61, 62, 62, 63, 64, 90, 91, 91],
    &[0, 4, 9, 65, 66, 66, 67, 67, 68, 68, 69, 69, 70, 71],
    &[22, 23, 72, 73, 73, 73, 74, 74, 74, 75, 75, 75, 76, 77, 80, 20],
    &[20, 22, 78, 78, 79, 79, 79],
    &[13, 25, 29, 29, 49, 81, 81, 82, 82, 82, 83, 84, 84, 85, 85, 117],
    &[16, 86, 86, 87, 87, 88, 89, 89, 116],
    &[44],
    &[16, 24, 29, 29, 110, 111, 112, 112, 112],
    &[16, 24, 86, 92, 92, 92, 93, 93, 93, 94, 94],
    &[100, 101, 101, 101, 101],
    &[100, 102, 102, 102, 102, 103, 103, 104],
    &[25, 25, 29, 105, 105, 105, 106, 106, 106, 107, 107, 107, 108, 108, 109, 109],
    &[25, 25, 25, 25, 26, 26, 29, 109, 109, 109, 109],
    &[95, 96, 97, 97, 97, 97, 98, 98, 98, 98, 99, 7],
    &[105, 106, 106, 106, 106, 106, 106],
    &[96, 96, 96, 96, 96, 97, 99],
    &[33, 34, 36, 37, 113, 113, 113, 113, 114, 114, 115, 115, 115, 115],
    &[13, 83, 83, 117, 117, 117],
    &[118, 118, 118, 119, 120],
    &[121, 121, 122, 123, 123, 5, 8],
];

fn steps(beginning: usize) -> impl Strategy<Value = Vec<Step>> {
    let next = NEXT[beginning];
    let kind = (0..2 * KINDS).prop_map(move |kind| if kind < KINDS { kind } else { next[kind % next.len()] });
    let step = (kind, 0..PEOPLE.len(), 0_usize..1_000, 0_usize..1_000, 0_usize..40);
    let step = step.prop_map(|(kind, who, pick, extra, wait)| Step { kind, who, pick, extra, wait });
    prop::collection::vec(step, 1..80)
}

fn begun() -> impl Strategy<Value = (usize, Vec<Step>)> {
    (0..NEXT.len()).prop_flat_map(|beginning| (Just(beginning), steps(beginning)))
}

/// So that short sequences reach every process.
fn begin(which: usize) -> Community {
    let mut community = Community::minimal();
    match which {
        0 => {
            community.grid_matter();
        }
        1 => {
            community.grid_proposal();
        }
        2 => {
            community.grid_poll();
        }
        3 => {
            let matter = community.resolved_matter();
            community.assign(matter, "steward-1");
        }
        4 => {
            community.evaluated_matter();
        }
        5 => {
            let matter = community.grid_matter();
            let hearing = community.open_hearing(matter);
            community.attend(hearing, &["neighbour-1-1"]);
        }
        6 => {
            community.passed_poll();
        }
        7 => {
            let matter = community.grid_matter();
            let hearing = community.call_hearing(matter);
            community.wait_until(community.state.hearing(&hearing).unwrap().starts_at_ms);
        }
        8 => {
            community = crate::choosing::begun().0;
        }
        9 => {
            let slowly = |rule: &mut DecisionClause| {
                (rule.finish, rule.voting_at_least) = (SheetsFinish::WhenConfirmed, Period::Days(40));
            };
            community = crate::sheets::opened(slowly).0;
        }
        11 => {
            community = crate::sealed_ballots::opened(Unopened::TakesPart).0;
        }
        12 => {
            community = crate::paper::opened(|procedure| {
                procedure.proxies = Proxies::Allowed;
                procedure.proxy_cap = Some(2);
                procedure.invalid_participates = true;
                procedure.silence = yishi_tally::Silence::FollowMajority;
            })
            .0;
        }
        13 => {
            community = crate::reviewing::opened().0;
        }
        14 => {
            community = crate::joint::opened(|_| {}).0;
        }
        15 => {
            community = crate::extension::opened().0;
        }
        16 => {
            community = crate::post::posted();
            community.liaison();
            community.assigned(crate::post::assignment("grid-1", "desk", "steward-1", &[]));
        }
        17 => {
            community = crate::governance::governed();
            crate::governance::joint_matter(&mut community);
            community.grid_proposal();
        }
        18 => {
            community = crate::calls::with_calls();
            let at = community.at;
            community.order("worker-1", crate::calls::survey("grid-1", at));
            let closes = community.state.calls.values().map(|call| call.closes_at_ms).max();
            community.wait_until(closes.unwrap());
            community.grid_matter();
            community.grid_matter();
        }
        19 | 20 => {
            community = crate::floor::heard().0;
        }
        21 => {
            community = crate::safeguards::reviewed().0;
        }
        22 => {
            community = crate::texts::begun();
        }
        25 => {
            community = crate::amendment::amended();
        }
        29 => {
            community = crate::second_round::begun().0;
        }
        28 => {
            community = crate::nomination::screened();
            crate::nomination::begin_another(&mut community);
        }
        31 => {
            community = crate::nomination::nominated();
        }
        32 => {
            community = crate::mediation::opened().0;
        }
        33 => {
            community = crate::alternates::seated().0;
        }
        36 => {
            community.grid_matter();
        }
        35 => {
            community = crate::random_registry::begun();
        }
        34 => {
            community = crate::safeguards::unconfirmed();
        }
        23 => {
            let poll;
            (community, poll) = crate::sealed_ballots::opened(Unopened::TakesPart);
            for voter in GRID_VOTERS {
                let says = crate::sealed_ballots::says(Choice::Against);
                let ballot = crate::sealed_ballots::cast(&community, poll, voter, &says);
                community.order(voter, ballot);
            }
            community.close_poll(poll);
        }
        24 => {
            community = crate::across::waiting().0;
        }
        26 => {
            community = crate::random_standing::begun();
        }
        27 => {
            community = crate::random_standing::booking_begun();
        }
        30 => {
            community = crate::mediation::begun().0;
            crate::mediation::dispute(&mut community);
        }
        _ => {
            community.direct_matter();
            community.community_proposal();
        }
    }
    community
}

/// One of them, whatever the number.
pub fn nth<T>(items: impl Iterator<Item = T>, pick: usize) -> Option<T> {
    let mut items: Vec<T> = items.collect();
    let length = items.len();
    (length > 0).then(|| items.swap_remove(pick % length))
}

/// One of the things that the order could still go through on, if there are any; every fourth time any one.
fn likely<K: Copy + Ord, V>(
    items: &imbl::OrdMap<K, std::sync::Arc<V>>,
    is_likely: impl Fn(&V) -> bool,
    pick: usize,
) -> Option<K> {
    let fitting = items.iter().filter(|(_, item)| is_likely(item)).map(|(id, _)| *id);
    let fitting = if pick.is_multiple_of(4) { None } else { nth(fitting, pick) };
    fitting.or_else(|| nth(items.keys().copied(), pick))
}

fn places(extra: usize) -> Facts {
    let places: &[&str] = [&["grid-1"][..], &["grid-2"], &["grid-1", "grid-2"]][extra % 3];
    let urgency = if extra.is_multiple_of(4) { Urgency::Urgent } else { Urgency::Ordinary };
    let class = ["repair", "parking", "magic"][extra % 5 % 3];
    Facts { urgency, cost_fen: AmountFen(extra as u64 * 20_000), ..facts(class, places) }
}

fn screening(community: &Community, step: &Step) -> Option<Screening> {
    let title = document(2);
    Some(match step.extra % 5 {
        0 | 1 => Screening::Accept { title, facts: places(step.pick) },
        2 => Screening::Return { reason: words(90) },
        3 => Screening::Merge { into: nth(community.state.matters.keys().copied(), step.pick)? },
        _ => Screening::Split { parts: vec![SplitPart { title, facts: places(step.pick) }; 2] },
    })
}

fn early(community: &Community, step: &Step) -> Option<Command> {
    let state = &community.state;
    let submission = nth(state.submissions.keys().copied(), step.pick);
    let matter = nth(state.matters.keys().copied(), step.pick);
    let council = id(["grid-1", "grid-2", "community"][step.extra % 3]);
    Some(match step.kind {
        0 | 1 => Submit::new(council, words(10 + (step.pick % 9) as u8)).into(),
        2 | 3 => {
            let submission = submission?;
            let text = state.submissions.get(&submission)?.text;
            let stance = [Stance::Support, Stance::Object, Stance::Pass][step.extra % 3];
            TakeStance { submission, text, stance, occurred_at_ms: None }.into()
        }
        4..=6 => ScreenSubmission { submission: submission?, screening: screening(community, step)? }.into(),
        7 => ReferMatterUp { matter: matter?, reason: document(40) }.into(),
        8 => HandMatterDown { matter: matter?, to: council, reason: document(41) }.into(),
        9 | 10 => PetitionEscalation { matter: matter? }.into(),
        11 => DraftProposal { matter: matter?, document: document(20 + (step.extra % 3) as u8) }.into(),
        12 => CallHearing::new(matter?, TimeMs(community.at.0 + 6 * DAY_MS), document(90)).into(),
        13 => AssignAction {
            matter: matter?,
            assignee: id(PEOPLE[step.extra % PEOPLE.len()]),
            document: document(30),
            due_at_ms: None,
        }
        .into(),
        14 | 15 => EvaluateMatter {
            matter: matter?,
            rating: Rating::try_from((step.extra % 5 + 1) as u8).unwrap(),
            text: None,
        }
        .into(),
        _ => return late(community, step),
    })
}

fn late(community: &Community, step: &Step) -> Option<Command> {
    match step.kind {
        72..=80 => {
            let open = |hearing: &Hearing| hearing.status == HearingStatus::Open;
            let hearing = likely(&community.state.hearings, open, step.pick)?;
            return crate::floor::order(community, step.kind - 72, hearing, step.extra);
        }
        81..=85 => return crate::random_safeguards::order(community, step.kind - 81, step.pick, step.extra),
        86..=89 => {
            let open = |found: &Proposal| found.status == ProposalStatus::Open;
            let proposal = likely(&community.state.proposals, open, step.pick);
            return crate::random_texts::order(community, step.kind - 86, proposal, step.extra);
        }
        95..=99 => return crate::random_mediation::order(community, step.kind - 95, step.pick, step.extra),
        110..=112 => return crate::random_across::order(community, step.kind - 110, step.pick, step.extra),
        113..=115 => {
            return crate::random_alternates::order(community, step.kind - 113, step.pick, step.extra);
        }
        121..=123 => {
            return crate::random_hand_over::order(community, step.kind - 121, step.pick, step.extra);
        }
        118..=120 => {
            return crate::random_registry::order(community, step.kind - 118, step.pick, step.extra);
        }
        116 => return crate::random_rules::order(community, step.pick, step.extra),
        117 => return crate::random_rules::check(community, step.pick, step.extra),
        124 => return crate::erasure::random(community, step.pick, step.extra),
        100..=104 => {
            let open = |found: &Proposal| found.status == ProposalStatus::Open;
            let proposal = likely(&community.state.proposals, open, step.pick);
            return crate::random_standing::order(community, step.kind - 100, proposal, step.extra);
        }
        105..=109 => {
            let open = |found: &Proposal| found.status == ProposalStatus::Open;
            let proposal = likely(&community.state.proposals, open, step.pick);
            return crate::random_election::order(community, step.kind - 105, proposal, step.extra);
        }
        90 | 91 => {
            let matter = nth(community.state.matters.keys().copied(), step.pick);
            return crate::random_governance::order(community, step.kind - 82, matter, step.extra);
        }
        92..=94 => {
            let open = |found: &Proposal| found.status == ProposalStatus::Open;
            let proposal = likely(&community.state.proposals, open, step.pick);
            return crate::random_amendment::order(community, step.kind - 92, proposal, step.extra);
        }
        _ => {}
    }
    if step.kind >= 65 {
        return ways_in(community, step);
    }
    let state = &community.state;
    let proposal = nth(state.proposals.keys().copied(), step.pick);
    let needed = if step.kind == 20 { HearingStatus::Called } else { HearingStatus::Open };
    let hearing = likely(&state.hearings, |hearing| hearing.status == needed, step.pick);
    let votes = (25..=28).contains(&step.kind);
    let poll = likely(&state.polls, |poll| votes == (poll.status == PollStatus::Open), step.pick);
    let needed = if step.kind == 32 { ActionStatus::Completed } else { ActionStatus::Assigned };
    let action = likely(&state.actions, |action| action.status == needed, step.pick);
    Some(match step.kind {
        16 => ReviseProposal { proposal: proposal?, document: document((step.extra % 5) as u8) }.into(),
        17 => RaiseObjection { proposal: proposal?, text: words(60) }.into(),
        18 => {
            AnswerObjection { objection: nth(state.objections.keys().copied(), step.pick)?, text: words(61) }
                .into()
        }
        19 => {
            let period = Period::Days((step.extra % 9 + 1) as u32);
            let vote = crate::random_safeguards::announced(step.pick, step.extra);
            PostNotice { proposal: proposal?, period, vote }.into()
        }
        20 => OpenHearing { hearing: hearing? }.into(),
        21 => attendance(hearing?, &GRID_VOTERS[..step.extra % 4 + 1]).into(),
        22 => MakeStatement::new(hearing?, words(62)).into(),
        23 => CloseHearing { hearing: hearing?, minutes: words(91) }.into(),
        24 => {
            let rule = ["council", "residents", "cc278-ordinary"][step.extra % 3];
            community.poll_order(proposal?, rule, PollScope::Council).into()
        }
        25..=28 => {
            let voter = voter(community.poll(poll?), step);
            if community.poll(poll?).is_review() {
                let marks = crate::reviewing::scores(&[(["square", "tyres", "bench"][step.extra % 3], 4, 2)]);
                let (poll, document) = (poll?, community.poll(poll?).document);
                return Some(CastMarks { poll, right: crate::steps::right(&voter), document, marks }.into());
            }
            if community.poll(poll?).rule.choice.is_some() {
                return Some(crate::choosing::random_marks(community, poll?, &voter, step.extra).into());
            }
            let choice = [Choice::For, Choice::Against, Choice::Abstain][step.extra % 3];
            community.ballot(poll?, &voter, choice).into()
        }
        29 => CertifyResolution { poll: poll?, document: community.poll(poll?).document }.into(),
        30 => ReportProgress { action: action?, text: words(33) }.into(),
        31 => CompleteAction { action: action?, evidence: words(34) }.into(),
        32 => {
            let found = [Inspection::Accepted, Inspection::SentBack][step.extra % 2];
            inspection_of(action?, found).into()
        }
        _ => return offices(community, step),
    })
}

fn offices(community: &Community, step: &Step) -> Option<Command> {
    if let Some(which) = step.kind.checked_sub(57) {
        let matter = nth(community.state.matters.keys().copied(), step.pick);
        return crate::random_governance::order(community, which, matter, step.extra);
    }
    let (council, seat, member) = seats()[step.pick % seats().len()];
    Some(match step.kind {
        33 => VacateSeat {
            council: id(council),
            seat: id(seat),
            member: id(member),
            reason: "rotates".to_owned(),
        }
        .into(),
        34 => {
            AssignSeat { council: id(council), seat: id(seat), member: id(PEOPLE[step.extra % PEOPLE.len()]) }
                .into()
        }
        35 => RedactText { commitment: words((step.pick % 100) as u8), ground: "PIPL art. 47".to_owned() }
            .into(),
        36 => ImportRollPart {
            import: id(&format!("moves-{}", step.pick % 3)),
            part: (step.extra % 2 + 1) as u32,
            rows: vec![moved(step)],
        }
        .into(),
        37 => {
            let (import, pending) = nth(community.state.roll.pending.iter(), step.pick)?;
            let rows = pending.rows.len() as u64;
            SealRoll { import: import.clone(), rows, area_dm2: AreaDm2(0), root: roll_digest(&pending.rows) }
                .into()
        }
        38 => {
            if !step.extra.is_multiple_of(3) {
                return None;
            }
            let mut charter = minimal_charter();
            charter.deadlines.deliberation = Period::Days(15 + (step.extra % 30) as u32);
            charter.escalation.truncate(step.pick % 5);
            AdoptCharter { charter: charter.into(), source: document(3), resolution: None }.into()
        }
        52..=56 => return posts(community, step),
        _ => return sheets(community, step),
    })
}

/// Witnesses mostly read the same paper, and now and then another figure.
fn sheets(community: &Community, step: &Step) -> Option<Command> {
    let counts_sheets = |poll: &Poll| poll.rule.counting == Counting::Sheets;
    let poll = likely(&community.state.polls, counts_sheets, step.pick)?;
    let found = community.poll(poll);
    let sections = || ["grid-1", "grid-2", "community"].into_iter();
    let confirmed = |section: &str| found.sheets.get(&id::<CouncilId>(section)).map(TallySheet::is_confirmed);
    let fits =
        |section: &&str| confirmed(section) == if step.kind == 39 { None } else { Some(step.kind > 40) };
    let section = nth(sections().filter(fits), step.extra).or_else(|| nth(sections(), step.extra))?;
    let totals = crate::sheets::totals(30, if step.extra.is_multiple_of(9) { 21 } else { 20 });
    Some(match step.kind {
        39 => crate::sheets::enter(poll, section, totals).into(),
        40 => crate::sheets::confirm(poll, section, totals).into(),
        41 => crate::sheets::dispute(poll, section).into(),
        42 => FinishTallySheets { poll }.into(),
        _ => return votes(community, step),
    })
}

/// The salt of a sealed ballot is its voter's, so that a later step can open it; now and then somebody errs.
fn votes(community: &Community, step: &Step) -> Option<Command> {
    let open = |poll: &Poll| poll.status == PollStatus::Open;
    let opening = |poll: &Poll| matches!(poll.status, PollStatus::Opening { .. });
    let wanted = |poll: &Poll| if step.kind == 44 { opening(poll) } else { open(poll) };
    let poll = likely(&community.state.polls, wanted, step.pick)?;
    let voter = voter(community.poll(poll), step);
    let reading = match step.extra % 7 {
        0 => Reading::Invalid,
        1 | 2 => Reading::Choice(Choice::Against),
        _ => Reading::Choice(Choice::For),
    };
    let sealed = if step.extra.is_multiple_of(13) { Choice::For } else { Choice::Against };
    Some(match step.kind {
        43 => {
            crate::sealed_ballots::cast(community, poll, &voter, &crate::sealed_ballots::says(sealed)).into()
        }
        44 => crate::sealed_ballots::open(poll, &voter, crate::sealed_ballots::says(sealed)).into(),
        45 => EnterPaperBallot {
            poll,
            right: crate::steps::right(&voter),
            document: community.poll(poll).document,
            member: id(&voter),
            reading,
            scan: words(80),
            mandate: None,
        }
        .into(),
        46 => {
            let (right, paper) = nth(community.poll(poll).papers.iter(), step.pick)?;
            let (right, member) = (right.clone(), paper.member.clone());
            ConfirmPaperBallot { poll, right, member, reading: paper.reading.clone() }.into()
        }
        47 => {
            let expires_at_ms = TimeMs(community.at.0 + 20 * DAY_MS);
            let proxy = id(PEOPLE[step.extra % PEOPLE.len()]);
            GrantProxy { proxy, scope: GrantScope::All, expires_at_ms }.into()
        }
        48 => RevokeProxy { grant: nth(community.state.grants.keys().copied(), step.pick)? }.into(),
        49 => {
            let service = [Service::Delivered, Service::Posted, Service::Undeliverable][step.extra % 3];
            let services = [(crate::steps::right(&voter), service)].into();
            RecordService { poll, services, evidence: None }.into()
        }
        51 => {
            let closes_at_ms = TimeMs(community.poll(poll).closes_at_ms.0 + step.extra as u64 * HOUR_MS);
            ExtendPoll { poll, closes_at_ms }.into()
        }
        50 => crate::reviewing::bar(poll, &voter, ["square", "tyres", "bench"][step.extra % 3]).into(),
        _ => return None,
    })
}

/// Members come to posts and shifts and leave them; duties are recorded for buildings and without.
fn posts(community: &Community, step: &Step) -> Option<Command> {
    let posts = &community.state.posts;
    let posting = likely(&posts.postings, |posting| posting.ended_at.is_none(), step.pick);
    let shift = likely(&posts.shifts, |shift| shift.status == ShiftStatus::Planned, step.pick);
    let building = ["building-1", "building-2", "building-3"][step.pick % 3];
    Some(match step.kind {
        52 => {
            let member = PEOPLE[step.extra % PEOPLE.len()];
            let post = [("community", "liaison"), ("grid-1", "desk"), ("grid-2", "desk")][step.pick % 3];
            crate::post::assignment(post.0, post.1, member, &["building-1"][..step.extra % 2]).into()
        }
        53 => VacatePost { posting: posting?, reason: "rotates".to_owned() }.into(),
        54 => {
            let duty = ["patrol", "visit"][step.extra % 2];
            crate::post::record(posting?, duty, Some(building).filter(|_| !step.extra.is_multiple_of(3)))
                .into()
        }
        55 => {
            let held = nth(posts.held.keys(), step.pick)?;
            let begins = step.extra as u64 % 3 * 9;
            let shifts = (0..=step.pick as u64 % 3)
                .map(|number| crate::rota::shift(community, held.member.as_str(), begins + 6 * number, 7))
                .map(|plan| ShiftPlan {
                    to_ms: TimeMs(plan.to_ms.0 - step.extra as u64 % 2 * HOUR_MS),
                    ..plan
                });
            let (council, post) = (held.council.clone(), held.post.clone());
            PlanRota { council, post, shifts: shifts.collect() }.into()
        }
        56 => CheckIn { shift: shift? }.into(),
        _ => return None,
    })
}

/// The ways in, and merging and splitting what came by them.
fn ways_in(community: &Community, step: &Step) -> Option<Command> {
    let state = &community.state;
    let grid = id(["grid-1", "grid-2"][step.extra % 2]);
    let matter = likely(&state.matters, |matter| matter.stage != MatterStage::Closed, step.pick);
    let survey = |call: &Call| matches!(call.asks, Asks::Survey { .. });
    let open = |call: &Call| call.status == CallStatus::Open;
    Some(match step.kind {
        65 => {
            crate::calls::ideas(["grid-1", "community"][step.pick % 2], community.at, step.extra % 5).into()
        }
        66 => crate::calls::survey("grid-1", community.at).into(),
        67 => {
            let wanted = |call: &Call| call.status == CallStatus::Closed;
            ConcludeCall { call: likely(&state.calls, wanted, step.pick)?, text: words(92) }.into()
        }
        68 => {
            let call = likely(&state.calls, |call| survey(call) && open(call), step.pick)?;
            let numbers = |from: u32| (from..=step.extra as u32 % 4).collect();
            AnswerSurvey { call, answers: vec![[1 + step.pick as u32 % 3].into(), numbers(1)] }.into()
        }
        69 => {
            let call = likely(&state.calls, |call| !survey(call) && open(call), step.pick);
            let via = [Some(Via::SuggestionBox), Some(Via::Doorstep), None][step.pick % 5 % 3];
            let anonymous = !step.extra.is_multiple_of(3);
            Submit { via, anonymous, call, ..Submit::new(grid, words(10)) }.into()
        }
        70 => {
            let other = nth(state.matters.keys().copied(), step.extra)?;
            MergeMatters { from: matter?, into: other, reason: document(42) }.into()
        }
        _ => {
            let part = SplitPart { title: document(2), facts: places(step.extra) };
            SplitMatter { matter: matter?, parts: vec![part; 2], reason: document(43) }.into()
        }
    })
}

fn moved(step: &Step) -> RollRow {
    let standing =
        [Standing::Resident, Standing::Partner, Standing::AbsentOwner, Standing::Left, Standing::Floating];
    let member = PEOPLE[6 + step.pick % 9];
    member_row(member, ["grid-1", "grid-2"][step.extra % 2], standing[step.extra % 7 % 5])
}

/// Whose right is used: that of somebody on the frozen roll; every third time anybody's.
fn voter(poll: &Poll, step: &Step) -> String {
    let listed = poll.roll.rights.values().flat_map(|right| right.holders.iter().map(ToString::to_string));
    let listed = if step.who.is_multiple_of(3) { None } else { nth(listed, step.extra) };
    listed.unwrap_or_else(|| PEOPLE[step.who].to_owned())
}

/// Whoever would usually do it, so that sequences get somewhere; every third order comes from anybody.
fn who(community: &Community, step: &Step, command: &Command) -> Actor {
    let anybody = PEOPLE[step.who];
    if step.extra.is_multiple_of(11) {
        return assisting("clerk", anybody);
    }
    let usual = match step.kind {
        _ if step.who.is_multiple_of(3) => anybody,
        20 | 21 | 23 => chair_for(community, command).unwrap_or(anybody),
        53 | 54 | 56 if !step.who.is_multiple_of(5) => {
            return on_post(community, command).map_or_else(|| actor(anybody), |member| actor(&member));
        }
        105..=109 => return actor(&crate::random_election::usual(community, command, step.extra)),
        113..=115 => {
            return actor(&crate::random_alternates::usual(community, command, step.pick, step.extra));
        }
        25..=28 | 43 | 44 => {
            return voter_of(community, command).map_or_else(|| actor(anybody), |voter| actor(&voter));
        }
        92..=94 => return actor(&crate::random_amendment::usual(community, command, step.extra)),
        4..=8 | 11 | 12 | 16 | 18 | 19 | 24 => ["worker-1", "secretary"][step.pick % 2],
        13 => "clerk",
        29 | 32 => "supervisor",
        14 | 15 | 22 => "neighbour-1-1",
        30 | 31 => "steward-1",
        33..=35 | 38 | 52 | 55 => "secretary",
        36 | 37 => "registrar-1",
        39 => "supervisor",
        40 | 41 => "supervisor-2",
        42 | 51 => "secretary",
        45 => "supervisor",
        46 => "supervisor-2",
        49 => "worker-1",
        50 => "supervisor",
        72 | 73 | 76 | 78 => ["neighbour-1-1", "steward-1", "worker-1"][step.pick % 3],
        74 | 77 | 79 | 80 => "worker-1",
        65 | 67 | 70 | 71 => "secretary",
        66 => "worker-1",
        69 => "clerk",
        82 | 84 => "supervisor",
        83 | 85 => ["registrar-1", "supervisor-2"][step.pick % 2],
        86..=89 => crate::random_texts::usual(step.kind - 86, step.extra),
        100..=104 => crate::random_standing::usual(step.kind - 100, step.extra),
        57..=64 => crate::random_governance::usual(step.kind - 57, step.extra),
        90 | 91 => crate::random_governance::usual(step.kind - 82, step.extra),
        95..=99 => crate::random_mediation::usual(step.kind - 95, step.extra, step.pick),
        110..=112 => crate::random_across::usual(step.kind - 110),
        121..=123 => crate::random_hand_over::usual(step.kind - 121),
        118..=120 => crate::random_registry::usual(step.kind - 118),
        116 => "clerk",
        117 => ["supervisor", "supervisor-2"][step.extra % 2],
        124 => ["registrar-1", "registrar-2", "registrar-3"][step.pick % 3],
        _ => anybody,
    };
    actor(usual)
}

/// Who convenes the council whose hearing it is.
fn chair_for(community: &Community, command: &Command) -> Option<&'static str> {
    let hearing = match command {
        Command::OpenHearing(command) => command.hearing,
        Command::RecordAttendance(command) => command.hearing,
        Command::CloseHearing(command) => command.hearing,
        _ => return None,
    };
    community.state.hearing(&hearing).ok().map(|hearing| chair(&hearing.council))
}

/// Whose posting or shift it is.
fn on_post(community: &Community, command: &Command) -> Option<String> {
    let member = match command {
        Command::VacatePost(command) => &community.state.posts.postings.get(&command.posting)?.held.member,
        Command::RecordDuty(command) => &community.state.posts.postings.get(&command.posting)?.held.member,
        Command::CheckIn(command) => &community.state.posts.shifts.get(&command.shift)?.member,
        _ => return None,
    };
    Some(member.to_string())
}

/// A holder of the right that a ballot uses.
fn voter_of(community: &Community, command: &Command) -> Option<String> {
    let (poll, right) = match command {
        Command::CastBallot(command) => (command.poll, &command.right),
        Command::CastMarks(command) => (command.poll, &command.right),
        Command::CastSealedBallot(command) => (command.poll, &command.right),
        Command::OpenSealedBallot(command) => (command.poll, &command.right),
        _ => return None,
    };
    let found = community.state.polls.get(&poll)?.roll.rights.get(right)?;
    found.holders.first().map(ToString::to_string)
}

fn wait(community: &mut Community, step: &Step) {
    let days = match step.wait {
        0..=35 => 0,
        36 | 37 => 2,
        38 => 7,
        _ if step.pick.is_multiple_of(2) => 40,
        _ => 1,
    };
    community.at.0 += days * DAY_MS + step.wait as u64 * MINUTE_MS;
}

fn expected_obligations(state: &State) -> BTreeSet<(TimeMs, Obligation)> {
    let mut expected = BTreeSet::new();
    for poll in state.polls.values() {
        match poll.status {
            PollStatus::Open => {
                expected.insert((poll.closes_at_ms, Obligation::PollCloses { poll: poll.id }));
            }
            PollStatus::Opening { due_at_ms } => {
                expected.insert((due_at_ms, Obligation::OpeningEnds { poll: poll.id }));
            }
            PollStatus::Sealed { .. } => {}
        }
    }
    for found in state.submissions.values() {
        if found.status == SubmissionStatus::Received && !found.overdue {
            expected.insert((found.screen_by_ms, Obligation::Screening { submission: found.id }));
        }
    }
    for call in state.calls.values() {
        match call.status {
            CallStatus::Open => {
                expected.insert((call.closes_at_ms, Obligation::CallCloses { call: call.id }));
            }
            CallStatus::Closed => {
                let due = call.answer_by_ms.filter(|_| !call.overdue);
                expected.extend(due.map(|due| (due, Obligation::CallAnswer { call: call.id })));
            }
            CallStatus::Concluded => {}
        }
    }
    for notice in state.notices.values().filter(|notice| !notice.ended) {
        expected.insert((notice.due_at_ms, Obligation::NoticeEnds { notice: notice.id }));
    }
    for action in state.actions.values() {
        if action.status == ActionStatus::Assigned && !action.overdue {
            expected.insert((action.due_at_ms, Obligation::Action { action: action.id }));
        }
    }
    expected.extend(state.matters.values().filter_map(|matter| matter_owes(state, matter)));
    expected.extend(state.polls.values().filter_map(|poll| poll_owes(state, poll)));
    expected.extend(crate::random_governance::obligations(state));
    expected.extend(crate::random_safeguards::obligations(state));
    expected.extend(crate::random_texts::obligations(state));
    expected.extend(crate::random_across::obligations(state));
    expected.extend(crate::random_registry::obligations(state));
    expected.extend(crate::random_amendment::obligations(state));
    expected.extend(crate::random_standing::obligations(state));
    expected.extend(crate::random_election::obligations(state));
    expected.extend(crate::random_mediation::obligations(state));
    expected.extend(crate::random_alternates::obligations(state));
    for resolution in state.resolutions.values() {
        let actions = &state.matter(&resolution.matter).unwrap().actions;
        let assigned = actions.iter().any(|action| action.entry_index() > resolution.index);
        if let Some(due) = resolution
            .act_by_ms
            .filter(|_| !assigned && !resolution.overdue && resolution.revoked_at().is_none())
        {
            expected.insert((due, Obligation::FirstAction { resolution: resolution.id }));
        }
    }
    for request in state.registrar_requests.values() {
        if let (RequestStatus::Waiting, Some(due)) = (request.status, request.lapses_at_ms) {
            expected.insert((due, Obligation::RequestLapses { request: request.id }));
        }
    }
    for posting in state.posts.postings.values().filter(|posting| posting.ended_at.is_none()) {
        for (number, duty) in (0..).zip(&posting.duties) {
            expected.insert((duty.ends_at_ms, Obligation::Duty { posting: posting.id, duty: number }));
        }
    }
    for shift in state.posts.shifts.values().filter(|shift| shift.status == ShiftStatus::Planned) {
        expected.insert((shift.to_ms, Obligation::Shift { shift: shift.id }));
    }
    for pending in state.roll.pending.values() {
        expected
            .insert((pending.lapses_at_ms.unwrap(), Obligation::ImportLapses { begun_at: pending.begun_at }));
    }
    expected
}

/// A poll that passed owes a certification.
fn poll_owes(state: &State, poll: &Poll) -> Option<(TimeMs, Obligation)> {
    let due = poll.certify_by_ms()?;
    let refused = poll.across.settled.is_some_and(|settled| !settled.passed);
    let owes = state.resolution_of(poll).is_none() && !poll.certification_overdue && !refused;
    owes.then_some((due, Obligation::Certification { poll: poll.id }))
}

/// A matter owes a decision unless voters or certifiers have it; on the direct track until its first action.
fn matter_owes(state: &State, matter: &Matter) -> Option<(TimeMs, Obligation)> {
    let proposals = || matter.proposals.iter().filter_map(|id| state.proposals.get(id));
    let voting = proposals().any(|proposal| proposal.status == ProposalStatus::Voting);
    let certified: Vec<PollId> =
        matter.resolutions.iter().map(|id| state.resolutions.get(id).unwrap().poll).collect();
    let passed = proposals().any(|proposal| {
        matches!(proposal.status, ProposalStatus::Passed | ProposalStatus::SecondRound)
            && !proposal.polls.iter().any(|poll| certified.contains(poll))
    });
    let acted = matter.actions.iter().any(|id| state.actions.get(id).unwrap().round == matter.round);
    let owes = match matter.stage {
        MatterStage::Deliberating => !voting && !passed,
        MatterStage::Mediating => true,
        MatterStage::Acting => matter.route.track != Track::Deliberate && !acted,
        MatterStage::Evaluating => {
            let due = matter.evaluation.as_ref().unwrap().due_at_ms;
            return Some((due, Obligation::EvaluationEnds { matter: matter.id, round: matter.round }));
        }
        MatterStage::HandedOver => {
            let hand_over = matter.hand_over().unwrap();
            let obligation = Obligation::HandOverAnswer { matter: matter.id, set_by: hand_over.index };
            return Some((hand_over.answer_by_ms, obligation));
        }
        MatterStage::Closed => false,
    };
    let obligation = Obligation::Deliberation { matter: matter.id, set_by: matter.deadline_set_by };
    (owes && !matter.overdue).then_some((matter.decide_by_ms, obligation))
}

fn invariant_obligations_follow_from_the_state(state: &State) {
    let found: BTreeSet<_> = state.obligations.iter().copied().collect();
    assert_eq!(found, expected_obligations(state));
}

fn invariant_stances_are_counted_once(state: &State) {
    for submission in state.submissions.values() {
        let count = |wanted| submission.stances.values().filter(|held| held.stance == wanted).count() as u64;
        let recount = StanceCounts {
            support: count(Stance::Support),
            object: count(Stance::Object),
            pass: count(Stance::Pass),
        };
        assert_eq!(submission.stance_counts, recount);
    }
}

fn invariant_seats_have_no_more_holders_than_the_charter_says(state: &State) {
    let charter = &state.charter().unwrap().charter;
    let mut held: BTreeMap<(&CouncilId, &SeatId), u32> = BTreeMap::new();
    for seating in state.seatings.keys() {
        *held.entry((&seating.council, &seating.seat)).or_default() += 1;
        assert!(state.member(&seating.member).unwrap().standing != Standing::Left);
    }
    for ((council, seat), held) in held {
        let clause = charter.seats_of(council).find(|found| found.id == *seat).unwrap();
        assert!(held <= clause.holders);
    }
}

fn invariant_matters_are_before_a_council_that_covers_their_places(state: &State) {
    let charter = &state.charter().unwrap().charter;
    for matter in state.matters.values() {
        assert!(matter.facts.places.iter().all(|place| charter.is_at_or_below(place, &matter.council)));
        assert_eq!(matter.closure.is_some(), matter.stage == MatterStage::Closed);
    }
}

fn invariant_lineage_is_kept_both_ways(state: &State) {
    for submission in state.submissions.values() {
        let matters = match &submission.status {
            SubmissionStatus::Accepted { matters } => matters.clone(),
            SubmissionStatus::Merged { into } => vec![*into],
            SubmissionStatus::Received | SubmissionStatus::Returned { .. } => Vec::new(),
        };
        for matter in state.matters.values() {
            assert_eq!(matters.contains(&matter.id), matter.submissions.contains(&submission.id));
        }
    }
}

/// Nobody is lost by merging or splitting, nobody counts twice, and no lineage leads back to where it began.
fn invariant_lineage_carries_everybody_along(state: &State) {
    for matter in state.matters.values() {
        let Some(went) = &matter.went_into else { continue };
        assert!(matches!(matter.closure, Some(Closure::Merged | Closure::Split)));
        let of_whole = state.concerned(&matter.id);
        for next in &went.matters {
            assert!(state.matter(next).unwrap().came_from.contains(&matter.id));
            assert!(!state.lineage(&matter.id).contains(next), "the lineage of {} is a circle", matter.id);
            assert!(
                of_whole
                    .keys()
                    .filter(|member| !petitions_only(state, matter, member))
                    .all(|member| state.concerned(next).contains_key(member))
            );
        }
    }
    for submission in state.submissions.values() {
        let matters = state.present_matters(submission);
        let accepted =
            !matches!(submission.status, SubmissionStatus::Received | SubmissionStatus::Returned { .. });
        assert_eq!(!matters.is_empty(), accepted);
        if let Some(author) = &submission.author {
            assert!(matters.iter().all(|matter| state.concerned(matter)[author].author));
            assert!(state.concerns(author).iter().any(|concern| concern.submission == submission.id));
        }
    }
}

/// Signatures stay with the council that was asked, so a part that goes elsewhere leaves them behind.
fn petitions_only(state: &State, matter: &Matter, member: &MemberId) -> bool {
    let concern = state.concerned(&matter.id)[member];
    !(concern.author || concern.supports || concern.objects)
}

fn invariant_closed_calls_keep_their_count(state: &State) {
    for call in state.calls.values().filter(|call| call.status != CallStatus::Open) {
        assert_eq!(call.results, call.count());
        assert!(call.closed_at.is_some());
        assert_eq!(call.conclusion.is_some(), call.status == CallStatus::Concluded);
    }
    for submission in state.submissions.values().filter(|submission| submission.author.is_none()) {
        assert!(submission.entered_by.is_some() && submission.entered_by != submission.screened_by);
    }
}

fn invariant_polls_are_counted_right_and_one_at_a_time(state: &State) {
    let mut open = BTreeSet::new();
    for poll in state.polls.values() {
        assert_eq!(poll.totals, poll.recount());
        if let PollStatus::Sealed { sealing } = &poll.status {
            let digest = poll.outcome.as_deref().map(digest_of);
            assert_eq!(sealing.outcome.as_ref().map(|outcome| outcome.digest), digest);
        }
        let voting = state.proposal(&poll.proposal).unwrap().status == ProposalStatus::Voting;
        if !matches!(poll.status, PollStatus::Sealed { .. }) {
            assert!(open.insert(poll.matter), "two open polls on one matter");
            assert!(voting && state.matter(&poll.matter).unwrap().council == poll.council);
        }
    }
}

fn invariant_nobody_votes_by_more_grants_than_the_cap(state: &State) {
    for poll in state.polls.values() {
        let Some(cap) = poll.rule.procedure.proxy_cap else { continue };
        assert!(poll.mandates.values().all(|used| used.len() <= cap as usize));
        for (right, ballot) in &poll.ballots {
            let holds = poll.roll.rights[right].holders.contains(&ballot.member);
            assert_eq!(holds, ballot.authority.is_none());
        }
    }
}

fn invariant_posts_are_held_by_members_who_are_there_and_shifts_do_not_overlap(state: &State) {
    let held: BTreeSet<PostingId> = state.posts.held.values().copied().collect();
    for posting in state.posts.postings.values() {
        assert_eq!(held.contains(&posting.id), posting.ended_at.is_none());
        let standing = state.member(&posting.held.member).unwrap().standing;
        assert!(posting.ended_at.is_some() || standing != Standing::Left);
        for duty in &posting.duties {
            assert_eq!(u64::from(duty.window), duty.done + duty.missed + 1);
            assert!(duty.begins_at_ms < duty.ends_at_ms);
        }
    }
    let shifts = state.posts.shifts.values().filter(|shift| shift.status != ShiftStatus::Lifted);
    let mut last: BTreeMap<&MemberId, TimeMs> = BTreeMap::new();
    let mut shifts: Vec<_> = shifts.collect();
    shifts.sort_by_key(|shift| shift.from_ms);
    for shift in shifts {
        let before = last.insert(&shift.member, shift.to_ms);
        assert!(before.is_none_or(|before| before <= shift.from_ms), "two shifts of one member overlap");
    }
}

fn invariant_listings_follow_from_what_they_list(state: &State) {
    assert_eq!(state.listings, Listings::of(state));
}

pub fn invariants(state: &State) {
    invariant_listings_follow_from_what_they_list(state);
    invariant_posts_are_held_by_members_who_are_there_and_shifts_do_not_overlap(state);
    invariant_obligations_follow_from_the_state(state);
    invariant_stances_are_counted_once(state);
    invariant_seats_have_no_more_holders_than_the_charter_says(state);
    invariant_matters_are_before_a_council_that_covers_their_places(state);
    invariant_lineage_is_kept_both_ways(state);
    invariant_lineage_carries_everybody_along(state);
    invariant_closed_calls_keep_their_count(state);
    invariant_polls_are_counted_right_and_one_at_a_time(state);
    invariant_nobody_votes_by_more_grants_than_the_cap(state);
    crate::random_governance::invariant_emergencies_follow_one_another(state);
    crate::random_governance::invariant_duties_are_separate(state);
    crate::floor::invariant_hearings_have_one_speaker(state);
    crate::random_safeguards::invariant_decisions_rest_on_entries_before_them(state);
    crate::random_mediation::invariant_nobody_is_bound_who_did_not_sign(state);
    crate::random_mediation::invariant_mediators_belong_to_no_side(state);
    crate::random_mediation::invariant_something_is_waited_for_in_a_mediation(state);
    crate::random_across::invariant_nothing_is_certified_that_others_did_not_pass(state);
    crate::random_hand_over::invariant_matters_are_dealt_with_in_one_place(state);
    crate::random_registry::invariant_registers_are_in_order(state);
    crate::random_texts::invariant_shares_add_up_and_nobody_pays_more_than_theirs(state);
    crate::random_amendment::invariant_open_amendments_stand_on_the_present_text(state);
    crate::random_amendment::invariant_accepted_amendments_are_apart(state);
    crate::random_alternates::invariant_alternates_step_up_in_order_and_once(state);
    crate::random_election::invariant_second_rounds_go_on_with_the_first(state);
    crate::random_election::invariant_candidates_are_screened_by_others_and_stand_on_the_paper(state);
    crate::erasure::invariant_texts_concern_one_member_and_go_with_them(state);
    crate::random_rules::invariant_nobody_confirms_their_own_ruling(state);
    crate::random_rules::invariant_votes_open_under_the_rule_that_was_announced(state);
    crate::random_rules::invariant_decisions_rest_on_hearings_of_their_round(state);
    crate::random_texts::invariant_compacts_name_each_other_and_stand_where_their_time_says(state);
    crate::random_standing::invariant_every_window_of_a_duty_was_done_or_missed(state);
    crate::random_standing::invariant_nothing_takes_the_place_of_a_duty_that_still_waits(state);
    crate::random_standing::invariant_figures_are_what_the_bookings_that_count_come_to(state);
    crate::random_standing::invariant_breaches_follow_from_the_figures(state);
    crate::random_standing::invariant_duties_are_found_by_who_owes_them_and_who_sees_to_them(state);
}

/// Orders one step; how it went, by kind of command.
fn take(community: &mut Community, step: &Step) -> Option<(&'static str, bool)> {
    wait(community, step);
    while let Some((due_at_ms, obligation)) = community.state.next_due(community.at) {
        let fired = community.try_order(engine(), FireTimer { obligation, due_at_ms }.into());
        assert!(fired.is_ok(), "{obligation}: {fired:?}");
        invariants(&community.state);
    }
    let command = early(community, step)?;
    let kind = command.kind();
    let before = community.state.clone();
    let decided_before = crate::random_safeguards::Closed::of(&before);
    let actor = who(community, step, &command);
    let decided = community.try_order(actor, command);
    match &decided {
        Ok(_) => {
            invariants(&community.state);
            decided_before.invariant_closed_results_never_change(&community.state);
            crate::random_safeguards::invariant_grounds_are_of_their_kind(community);
            crate::recorded::invariant_what_stands_names_the_entry_that_said_it(community);
        }
        Err(rejection) => {
            assert_eq!(before, community.state, "a refusal changed the state");
            assert!(!rejection.to_string().is_empty() && !rejection.code().is_empty());
        }
    }
    Some((kind, decided.is_ok()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_invariant_holds_after_every_entry((beginning, steps) in begun()) {
        let mut community = begin(beginning);
        for step in &steps {
            take(&mut community, step);
        }
        prop_assert_eq!(replayed(&community.entries), community.state);
    }
}

/// The strategy is worth its name only if it gets orders of every process through.
#[test]
fn random_orders_reach_every_process() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut passed: BTreeMap<&str, u32> = BTreeMap::new();
    for beginning in (0..NEXT.len()).cycle().take(1_900) {
        let mut community = begin(beginning);
        let steps = steps(beginning).new_tree(&mut runner).unwrap().current();
        for (kind, went) in steps.iter().filter_map(|step| take(&mut community, step)) {
            *passed.entry(kind).or_default() += u32::from(went);
        }
    }
    let outside = ["create_book", "adopt_rules", "adopt_calendar", "fire_timer"];
    let registrars = ["request_registrar_act", "endorse_registrar_act"];
    for kind in Command::KINDS.iter().filter(|kind| !outside.contains(kind) && !registrars.contains(kind)) {
        assert!(passed.get(kind).is_some_and(|count| *count > 0), "{kind} never went through: {passed:?}");
    }
}
