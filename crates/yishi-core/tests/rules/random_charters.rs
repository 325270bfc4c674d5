//! Random charters: the ready-made ones as random hands change them. The check never panics, and whatever it accepts can be lived
//! under: random people give random orders, and after every entry every invariant holds.

use crate::community::*;
use crate::random::invariants;
use crate::random::nth;
use crate::replay::replayed;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use yishi_core::*;
use yishi_tally::Choice;

/// A change to a charter in the rough: where, which kind of change, and a number to vary it by.
type Change = (usize, usize, usize);

/// An order in the rough: which kind, on which of the things there are, by whom, and how long after the one before.
type Step = (usize, usize, usize, usize);

const PERIODS: [&str; 7] = ["1h", "24h", "1d", "3wd", "15d", "60d", "1mo"];
const KINDS: usize = 30;

fn base_charters() -> &'static [Charter] {
    static CHARTERS: OnceLock<Vec<Charter>> = OnceLock::new();
    CHARTERS.get_or_init(read_charters)
}

fn read_charters() -> Vec<Charter> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../yishi/charters");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path| toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut charters: Vec<Charter> = files.into_iter().map(read).collect();
    charters.extend([minimal_charter(), crate::governance::charter()]);
    charters
}

/// The places of a value at which something can be changed, each as its steps from the root.
fn places(value: &Value, at: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    found.push(at.clone());
    let mut go = |step: String, inner: &Value| {
        at.push(step);
        places(inner, at, found);
        at.pop();
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, inner)| go(name.clone(), inner)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, inner)| go(n.to_string(), inner)),
        _ => {}
    }
}

fn strings(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.values().for_each(|inner| strings(inner, found)),
        Value::Array(items) => items.iter().for_each(|inner| strings(inner, found)),
        Value::String(text) if text.len() < 30 => drop(found.insert(text.clone())),
        _ => {}
    }
}

fn changed(charter: &Charter, changes: &[Change]) -> Result<Charter, String> {
    let mut value = serde_json::to_value(charter).unwrap();
    for (place, kind, number) in changes {
        let mut found = Vec::new();
        places(&value, &mut Vec::new(), &mut found);
        let mut texts = BTreeSet::new();
        strings(&value, &mut texts);
        let steps = &found[place % found.len()];
        let target = steps.iter().fold(&mut value, |inner, step| match inner {
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            other => &mut other[step.as_str()],
        });
        change(target, *kind, *number, &texts);
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn change(target: &mut Value, kind: usize, number: usize, texts: &BTreeSet<String>) {
    match target {
        Value::Array(items) if !items.is_empty() => {
            let (here, there) = (number % items.len(), kind % items.len());
            match kind % 3 {
                0 => drop(items.remove(here)),
                1 => items.push(items[here].clone()),
                _ => items.swap(here, there),
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let name = fields.keys().nth(number % fields.len()).unwrap().clone();
            fields.remove(&name);
        }
        Value::Number(found) => {
            let found = found.as_u64().unwrap_or_default();
            *target = [0, 1, 2, found + 1, found.saturating_sub(1), found * 100][number % 6].into();
        }
        Value::String(text) if text.parse::<Period>().is_ok() => {
            PERIODS[number % PERIODS.len()].clone_into(text)
        }
        Value::String(text) => *text = texts.iter().nth(number % texts.len()).unwrap().clone(),
        Value::Bool(flag) => *flag = !*flag,
        _ => {}
    }
}

/// Everybody at once: five residents with a flat each at every lowest council, and two people for every seat of every council.
fn settled(charter: &Charter) -> Community {
    let mut community = Community::chartered(charter.clone());
    let lowest: Vec<&CouncilClause> =
        charter.councils.iter().filter(|council| charter.is_lowest(&council.id)).take(6).collect();
    let mut rows = Vec::new();
    for (place, council) in lowest.iter().enumerate() {
        for number in 0..5 {
            let name = format!("r-{place}-{number}");
            rows.push(resident(&name, council.id.as_str()));
            rows.push(unit(&format!("u-{place}-{number}"), council.id.as_str(), 9_000, &[&name]));
        }
    }
    let mut seats = Vec::new();
    for council in &charter.councils {
        for seat in charter.seats_of(&council.id) {
            for _ in 0..seat.holders.min(2) {
                seats.push((council.id.to_string(), seat.id.to_string(), format!("o-{}", seats.len())));
            }
        }
    }
    rows.extend(seats.iter().map(|(.., name)| resident(name, lowest[0].id.as_str())));
    for (number, part) in rows.chunks(100).enumerate() {
        community.import(&format!("part-{number}"), part.to_vec());
    }
    for (council, seat, member) in seats {
        let order = AssignSeat { council: id(&council), seat: id(&seat), member: id(&member) };
        let by = with_power(&community.state, Power::Appoint, &order.council, 0);
        let by = by.unwrap_or_else(|| "registrar-1".to_owned());
        drop(community.try_order(actor(&by), order.into()));
    }
    community
}

/// Somebody who holds the power over the council.
fn with_power(state: &State, power: Power, council: &CouncilId, pick: usize) -> Option<String> {
    let charter = &state.charter()?.charter;
    let holders: Vec<String> = charter
        .seats_with_power(power, council)
        .flat_map(|(seated, seat)| state.holders(seated, &seat.id).map(ToString::to_string))
        .collect();
    holders.get(pick % holders.len().max(1)).cloned()
}

fn facts_of(charter: &Charter, pick: usize) -> Option<Facts> {
    let lowest = charter.councils.iter().filter(|council| charter.is_lowest(&council.id));
    let lowest: Vec<CouncilId> = lowest.take(6).map(|council| council.id.clone()).collect();
    let several = pick % 3 + 1;
    Some(Facts {
        class: nth(charter.classes.iter(), pick)?.id.clone(),
        places: (0..several).filter_map(|n| nth(lowest.iter().cloned(), pick / 3 + n)).collect(),
        affected_households: [1, 15, 60, 100, 1_000][pick % 5],
        cost_fen: AmountFen([0, 100_000, 2_000_000, 100_000_000][pick % 4]),
        urgency: if pick.is_multiple_of(4) { Urgency::Urgent } else { Urgency::Ordinary },
    })
}

/// The order, and who would usually give it.
fn order(community: &Community, (kind, pick, extra, _): Step) -> Option<(String, Command)> {
    let state = &community.state;
    // Nothing can be done about what was not handed in and screened.
    let kind = match (state.submissions.is_empty(), state.matters.is_empty()) {
        (true, _) => 0,
        (false, true) if kind > 3 => 2,
        _ => kind,
    };
    let charter = &state.charter()?.charter;
    let power = |power, council: &CouncilId| with_power(state, power, council, extra);
    let resident = || nth(state.roll.members.keys(), extra).map(ToString::to_string);
    let submission = || nth(state.submissions.values(), pick);
    let matter = || nth(state.matters.values(), pick);
    let proposal = || nth(state.proposals.values(), pick);
    let hearing = || nth(state.hearings.values(), pick);
    let council_of = |matter: &MatterId| state.matters.get(matter).map(|found| found.council.clone());
    let root = &charter.root()?.id;
    Some(match kind {
        0 | 1 => {
            let who = resident()?;
            let council = state.member(&id(&who)).ok()?.council.clone();
            (who, Submit::new(council, words((pick % 200) as u8)).into())
        }
        2 | 3 => {
            let found = submission()?;
            let screening = Screening::Accept { title: document(2), facts: facts_of(charter, pick / 7)? };
            (
                power(Power::Screen, &found.council)?,
                ScreenSubmission { submission: found.id, screening }.into(),
            )
        }
        4 => {
            let found = matter()?;
            (
                power(Power::Refer, &found.council)?,
                ReferMatterUp { matter: found.id, reason: document(40) }.into(),
            )
        }
        5 => {
            let found = matter()?;
            let below =
                charter.councils.iter().filter(|council| council.parent.as_ref() == Some(&found.council));
            let to = nth(below, extra)?.id.clone();
            (
                power(Power::Refer, &found.council)?,
                HandMatterDown { matter: found.id, to, reason: document(41) }.into(),
            )
        }
        6 => (resident()?, PetitionEscalation { matter: matter()?.id }.into()),
        7 => {
            let found = matter()?;
            (
                power(Power::Convene, &found.council)?,
                DraftProposal { matter: found.id, document: document(20) }.into(),
            )
        }
        8 => {
            let found = matter()?;
            let starts_at_ms = TimeMs(community.at.0 + 40 * DAY_MS);
            let call = CallHearing::new(found.id, starts_at_ms, document(90));
            (power(Power::Convene, &found.council)?, call.into())
        }
        9 => {
            let found = hearing()?;
            (power(Power::Convene, &found.council)?, OpenHearing { hearing: found.id }.into())
        }
        10 => {
            let found = hearing()?;
            let members = state.seatings.keys().filter(|seating| seating.council == found.council);
            let members = members.map(|seating| seating.member.clone()).collect();
            (power(Power::Convene, &found.council)?, RecordAttendance { hearing: found.id, members }.into())
        }
        11 => {
            let found = hearing()?;
            (
                power(Power::Convene, &found.council)?,
                CloseHearing { hearing: found.id, minutes: words(91) }.into(),
            )
        }
        12 => {
            let found = proposal()?;
            let post = PostNotice { proposal: found.id, period: id("15d"), vote: None };
            (power(Power::Convene, &council_of(&found.matter)?)?, post.into())
        }
        13 | 14 => {
            let found = proposal()?;
            let rule = nth(charter.decisions.iter().filter(|rule| rule.choice.is_none()), extra)?;
            let poll = community.poll_order(found.id, rule.id.as_str(), PollScope::Council);
            (power(Power::Convene, &council_of(&found.matter)?)?, poll.into())
        }
        15..=17 => {
            let poll = nth(state.polls.values(), pick)?;
            let (right, holders) = nth(poll.roll.rights.iter(), extra)?;
            let choice = [Choice::For, Choice::For, Choice::Against, Choice::Abstain][extra % 4];
            let ballot = CastBallot { poll: poll.id, right: right.clone(), document: poll.document, choice };
            (holders.holders.first()?.to_string(), ballot.into())
        }
        18 => {
            let poll = nth(state.polls.values(), pick)?;
            let certify = CertifyResolution { poll: poll.id, document: poll.document };
            (power(Power::Certify, &poll.council)?, certify.into())
        }
        19 => {
            let found = matter()?;
            let assignee = nth(state.seatings.keys(), pick)?.member.clone();
            let assign = AssignAction { matter: found.id, assignee, document: document(30), due_at_ms: None };
            (power(Power::Dispatch, &found.council)?, assign.into())
        }
        20 => {
            let found = nth(state.actions.values(), pick)?;
            (found.assignee.to_string(), CompleteAction { action: found.id, evidence: words(34) }.into())
        }
        21 => {
            let found = nth(state.actions.values(), pick)?;
            let inspect = crate::steps::inspection_of(found.id, Inspection::Accepted);
            (power(Power::Supervise, &council_of(&found.matter)?)?, inspect.into())
        }
        22 => {
            let found = matter()?;
            let rate = crate::steps::rating_of(found.id, (extra % 5 + 1) as u8);
            (power(Power::Evaluate, &found.council)?, rate.into())
        }
        23 => {
            let found = matter()?;
            let above = nth(charter.upwards(&found.council).skip(1), extra)?.clone();
            let take_up = TakeUpMatter { matter: found.id, to: above.clone(), reason: document(54) };
            (power(Power::Refer, &above)?, take_up.into())
        }
        24 => (resident()?, ContestRoute { matter: matter()?.id }.into()),
        25 => {
            let found = matter()?;
            let facts = facts_of(charter, extra).filter(|_| pick.is_multiple_of(2));
            let answer = AnswerContest { matter: found.id, facts, reason: document(52) };
            (power(Power::Refer, &found.council)?, answer.into())
        }
        26 => {
            let found = matter()?;
            let teams: BTreeSet<TeamId> =
                charter.joint.as_ref()?.teams.iter().map(|team| team.id.clone()).collect();
            let lead = teams.first()?.clone();
            (power(Power::Dispatch, &found.council)?, CallTeams { matter: found.id, teams, lead }.into())
        }
        27 => (power(Power::Declare, root)?, crate::governance::declare().into()),
        28 => {
            let emergency = state.emergency()?.id;
            (power(Power::Declare, root)?, EndEmergency { emergency, reason: document(51) }.into())
        }
        _ => {
            let Seating { council, seat, member } = nth(state.seatings.keys(), pick)?.clone();
            (
                power(Power::Appoint, &council)?,
                VacateSeat { council, seat, member, reason: "rotates".to_owned() }.into(),
            )
        }
    })
}

/// Takes one step; whether its order went through.
fn take(community: &mut Community, step: Step) -> bool {
    let (_, pick, extra, wait) = step;
    community.at.0 += [0, 0, 0, 0, 1, 8, 41][wait % 7] * DAY_MS;
    while let Some((due_at_ms, obligation)) = community.state.next_due(community.at) {
        let fired = community.try_order(engine(), FireTimer { obligation, due_at_ms }.into());
        assert!(fired.is_ok(), "{obligation}: {fired:?}");
        invariants(&community.state);
    }
    let Some((usual, command)) = order(community, step) else { return false };
    let anybody = nth(community.state.roll.members.keys(), pick + extra).unwrap().to_string();
    let by = if extra.is_multiple_of(6) { anybody } else { usual };
    let before = community.state.clone();
    let decided = community.try_order(actor(&by), command);
    match &decided {
        Ok(_) => invariants(&community.state),
        Err(rejection) => {
            assert_eq!(before, community.state, "a refusal changed the state");
            assert!(!rejection.to_string().is_empty());
        }
    }
    decided.is_ok()
}

/// Checks a charter, also as a draft and in its emergency; whether it can be adopted.
fn accepted(charter: &Charter) -> bool {
    let checked = charter.check();
    drop(charter.check_draft());
    for CharterFault { clauses, message } in checked.as_ref().err().into_iter().flatten() {
        assert!(!clauses.is_empty() && !message.is_empty());
    }
    // Registrars are three in every book here.
    checked.is_ok() && charter.registrars.threshold <= 3
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec((0_usize..5_000, 0_usize..6, 0_usize..5_000), 0..3)
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..KINDS, 0_usize..1_000, 0_usize..1_000, 0_usize..7), 20..110)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_charter_that_is_accepted_can_be_lived_under(
        which in 0_usize..100, changes in changes(), steps in steps()
    ) {
        let base = base_charters();
        let Ok(charter) = changed(&base[which % base.len()], &changes) else { return Ok(()) };
        if !accepted(&charter) {
            return Ok(());
        }
        let mut community = settled(&charter);
        for step in steps {
            take(&mut community, step);
        }
        prop_assert_eq!(replayed(&community.entries), community.state);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_charter_makes_the_check_panic(which in 0_usize..100, changes in prop::collection::vec((0_usize..5_000, 0_usize..6, 0_usize..5_000), 1..12)) {
        let base = base_charters();
        if let Ok(charter) = changed(&base[which % base.len()], &changes) {
            accepted(&charter);
        }
    }
}

/// The strategies are worth their names only if changed charters are accepted, and much goes through under them.
#[test]
fn changed_charters_are_accepted_and_much_happens_under_them() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let base = base_charters();
    let (mut read, mut lived, mut went) = (0, 0, 0);
    for which in 0..150 {
        let changes = changes().new_tree(&mut runner).unwrap().current();
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let Ok(charter) = changed(&base[which % base.len()], &changes) else { continue };
        read += 1;
        if accepted(&charter) && !changes.is_empty() {
            lived += 1;
            let mut community = settled(&charter);
            went += steps.into_iter().filter(|step| take(&mut community, *step)).count();
        }
    }
    assert!(
        read > 60 && lived > 10 && went > 80,
        "{read} read, {lived} lived under, {went} orders went through"
    );
}
