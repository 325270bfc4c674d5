//! One small budget reckoned by hand: six neighbours want lights (40) and a garden (60), four want a ramp (30); 100 may
//! be spent.

use yishi_tally::{
    Amount, Ballot, End, EqualShares, Greedy, InvalidMethod, Marks, Method, OptionId, Options, Preference,
    Start, Step, Stop, Support, TieRule, Unfit, VotingOption, compare, count,
};

fn options() -> Options {
    let cost = |id: &str, cost: u64| VotingOption::new(id).at_cost(cost.into());
    Options::new(vec![cost("lights", 40), cost("garden", 60), cost("ramp", 30)]).unwrap()
}

fn ballots() -> Vec<Ballot> {
    vec![Ballot::times(Marks::set(["lights", "garden"]), 6), Ballot::times(Marks::set(["ramp"]), 4)]
}

fn greedy(unfit: Unfit, budget: u64) -> Method {
    Method::Greedy(Greedy {
        budget: budget.into(),
        unfit,
        support: Support::Votes,
        first_rank: None,
        least_support: None,
        prefer: Vec::new(),
        tie: TieRule::GivenOrder,
    })
}

fn shares() -> EqualShares {
    EqualShares { step: Some(1.into()), prefer: vec![Preference::LeastCost], ..EqualShares::new(100.into()) }
}

fn winners(method: &Method) -> Vec<String> {
    let outcome = count(method, &options(), &ballots()).unwrap();
    outcome.winners.iter().map(ToString::to_string).collect()
}

#[test]
fn greedy_gives_everything_to_the_larger_group_and_equal_shares_do_not() {
    assert_eq!(winners(&greedy(Unfit::Skip, 100)), ["lights", "garden"]);
    assert_eq!(winners(&Method::EqualShares(shares())), ["lights", "ramp"]);
    let compared =
        compare(&[greedy(Unfit::Skip, 100), Method::EqualShares(shares())], &options(), &ballots()).unwrap();
    let [greedy, shares] = compared.as_slice() else { panic!() };
    let figures = |effect: &yishi_tally::Effect| {
        let each = [&effect.cost, &effect.projects_each, &effect.cost_each].map(ToString::to_string);
        (each, effect.empty_handed, effect.prefer_first, effect.prefer_this)
    };
    assert_eq!(figures(&greedy.effect), (["100", "1.2", "60"].map(str::to_owned), 4, 0, 0));
    assert_eq!(figures(&shares.effect), (["70", "1", "36"].map(str::to_owned), 0, 6, 4));
}

#[test]
fn purses_grow_while_anything_fits_even_what_nobody_supports() {
    let cost = |id: &str, cost: u64| VotingOption::new(id).at_cost(cost.into());
    let ballots = [Ballot::new(Marks::set(["lamp"])), Ballot::new(Marks::set(["lamp", "bench", "hall"]))];
    let funded = |kiosk: VotingOption| {
        let list = vec![cost("hall", 85), cost("bench", 49), cost("lamp", 9), kiosk];
        let method = EqualShares {
            stop: Stop::WhenExhaustive,
            tie: TieRule::GivenOrder,
            prefer: vec![],
            budget: 122.into(),
            ..shares()
        };
        let outcome = count(&Method::EqualShares(method), &Options::new(list).unwrap(), &ballots).unwrap();
        outcome.winners.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    // As pabutools 1.2.3 counts it: lamp and bench cost 58 and leave room for the kiosk, so purses grow until the hall
    // can be paid for.
    assert_eq!(funded(cost("kiosk", 25)), ["lamp", "hall"]);
    assert_eq!(funded(cost("kiosk", 65)), ["lamp", "bench"]);
    assert_eq!(funded(cost("kiosk", 25).withdrawn()), ["lamp", "bench"]);
}

#[test]
fn skipping_goes_past_what_does_not_fit_and_stopping_does_not() {
    assert_eq!(winners(&greedy(Unfit::Skip, 70)), ["lights", "ramp"]);
    assert_eq!(winners(&greedy(Unfit::Stop, 70)), ["lights"]);
    assert_eq!(winners(&greedy(Unfit::Stop, 39)), [""; 0]);
    assert_eq!(winners(&greedy(Unfit::Stop, 40)), ["lights"]);
}

#[test]
fn the_account_of_equal_shares_can_be_followed_by_hand() {
    let outcome = count(&Method::EqualShares(shares()), &options(), &ballots()).unwrap();
    let amount = |text: &str| text.parse::<Amount>().unwrap();
    let id = |text: &str| OptionId::from(text);
    let (lights, garden, ramp) = (id("lights"), id("garden"), id("ramp"));
    let expected = [
        Step::Tried { each: amount("10"), funded: 2, cost: amount("70") },
        // Lights take 20/3 from each purse, the garden 10: from 16 2/3 on there is enough for both.
        Step::Tried { each: amount("17"), funded: 3, cost: amount("130") },
        Step::Settled { each: amount("16"), because: End::Overspends },
        Step::TieBroken {
            round: 1,
            among: vec![garden.clone(), lights.clone()],
            chosen: lights.clone(),
            by: "least_cost".to_owned(),
        },
        Step::Shared {
            round: 1,
            option: lights.clone(),
            cost: amount("40"),
            each: amount("20/3"),
            full: 6,
            emptied: 0,
        },
        Step::Shared {
            round: 2,
            option: ramp.clone(),
            cost: amount("30"),
            each: amount("7.5"),
            full: 4,
            emptied: 0,
        },
        Step::Lacking { option: garden, cost: amount("60"), held: amount("56") },
    ];
    assert_eq!(outcome.trace, expected);
    assert_eq!(outcome.rounds[0].figures[&lights], amount("6"), "effective votes");
    assert_eq!(outcome.rounds[1].figures[&ramp], amount("4"), "effective votes");
}

#[test]
fn a_tie_without_a_rule_is_reported_and_nothing_is_funded() {
    let method = EqualShares { prefer: Vec::new(), ..shares() };
    let outcome = count(&Method::EqualShares(method), &options(), &ballots()).unwrap();
    assert!(outcome.winners.is_empty());
    assert_eq!(outcome.tied, ["garden".into(), "lights".into()]);
}

#[test]
fn increments_end_as_the_rule_says() {
    let end = |method: EqualShares| {
        let outcome = count(&Method::EqualShares(method), &options(), &ballots()).unwrap();
        outcome.trace.into_iter().find_map(|step| match step {
            Step::Settled { each, because } => Some((each.to_string(), because)),
            _ => None,
        })
    };
    let settled = |each: &str, because| Some((each.to_owned(), because));
    assert_eq!(end(EqualShares { step: None, ..shares() }), settled("10", End::OneRun));
    assert_eq!(end(EqualShares { stop: Stop::WhenExhaustive, ..shares() }), settled("10", End::Exhausted));
    assert_eq!(end(EqualShares { most_runs: 3, ..shares() }), settled("12", End::MostRuns));
    assert_eq!(
        end(EqualShares { start: Start::Amount("2.5".parse().unwrap()), ..shares() }),
        settled("16.5", End::Overspends)
    );
    assert_eq!(end(EqualShares { budget: 130.into(), ..shares() }), settled("17", End::AllFunded));
}

#[test]
fn a_rule_that_shares_out_nothing_is_refused_before_any_vote() {
    assert_eq!(Method::EqualShares(EqualShares::new(0.into())).check(), Err(InvalidMethod::NoBudget));
    assert!(Method::EqualShares(EqualShares { step: Some(0.into()), ..shares() }).check().is_err());
    let free = Options::named(["lights"]).unwrap();
    let refused = Method::EqualShares(shares()).check_options(&free);
    assert_eq!(refused, Err(InvalidMethod::NoCost { option: "lights".into() }));
}

#[test]
fn a_method_is_written_as_a_charter_writes_it() {
    let text = r#"{"method":"equal_shares","budget":"100","satisfaction":"cost","start":"whole_share","step":"1","stop":"before_overspending","most_runs":10000,"prefer":["least_cost"],"tie":"given_order"}"#;
    let method: Method = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&method).unwrap(), text);
    assert!(serde_json::from_str::<Method>(r#"{"method":"equal_shares","budget":"-1"}"#).is_err());
    assert!(serde_json::from_str::<Method>(r#"{"method":"phragmen","saets":3}"#).is_err());
}
