//! Naive counts of single ballots, written from the sources of the rules without a look at the counts under test.
//!
//! Ties always go by the order of the ballot paper: the first gets the place, the last leaves.

use num_bigint::BigUint;

/// The first option of a ballot that is still in the count.
fn first_of(ballot: &[usize], left: &[usize]) -> Option<usize> {
    ballot.iter().copied().find(|option| left.contains(option))
}

/// Instant runoff: exclude the last until one has more than half of the votes that still count.
pub fn runoff(options: usize, ballots: &[Vec<usize>]) -> usize {
    let mut left: Vec<usize> = (0..options).collect();
    loop {
        let firsts: Vec<Option<usize>> = ballots.iter().map(|ballot| first_of(ballot, &left)).collect();
        let active = firsts.iter().flatten().count();
        let votes = |option: usize| firsts.iter().filter(|first| **first == Some(option)).count();
        let best = *left.iter().rev().max_by_key(|option| votes(**option)).unwrap();
        if votes(best) * 2 > active || left.len() <= 2 {
            return best;
        }
        let last = *left.iter().rev().min_by_key(|option| votes(**option)).unwrap();
        left.retain(|option| *option != last);
    }
}

struct Paper {
    order: Vec<usize>,
    at: Option<usize>,
    /// In hundred-thousandths.
    value: u128,
}

/// Rules 45 to 52 of SSI 2007/42, ballot by ballot. Answers the elected in their order and the number of stages.
pub fn scottish(options: usize, seats: usize, ballots: &[Vec<usize>]) -> (Vec<usize>, usize) {
    const WHOLE: u128 = 100_000;
    let mut hopeful: Vec<usize> = (0..options).collect();
    let mut elected: Vec<usize> = Vec::new();
    let mut waiting: Vec<usize> = Vec::new();
    let valid = ballots.iter().filter(|ballot| !ballot.is_empty()).count() as u128;
    let quota = (valid / (seats as u128 + 1) + 1) * WHOLE;
    let mut papers: Vec<Paper> = ballots
        .iter()
        .map(|order| Paper { order: order.clone(), at: order.first().copied(), value: WHOLE })
        .collect();
    let mut votes: Vec<u128> = vec![0; options];
    for paper in &papers {
        if let Some(at) = paper.at {
            votes[at] += WHOLE;
        }
    }
    let mut stages = 1;
    loop {
        let mut reached: Vec<usize> =
            hopeful.iter().copied().filter(|option| votes[*option] >= quota).collect();
        reached.sort_by_key(|option| (u128::MAX - votes[*option], *option));
        hopeful.retain(|option| !reached.contains(option));
        waiting.extend(&reached);
        elected.extend(&reached);
        if elected.len() == seats {
            return (elected, stages);
        }
        if elected.len() + hopeful.len() <= seats {
            hopeful.sort_by_key(|option| (u128::MAX - votes[*option], *option));
            elected.extend(&hopeful);
            return (elected, stages);
        }
        waiting.retain(|option| votes[*option] > quota);
        waiting.sort_unstable();
        let (from, surplus) = match waiting.iter().rev().max_by_key(|option| votes[**option]).copied() {
            Some(option) => (option, Some(votes[option] - quota)),
            None => {
                hopeful.sort_unstable();
                let last = *hopeful.iter().rev().min_by_key(|option| votes[**option]).unwrap();
                hopeful.retain(|option| *option != last);
                (last, None)
            }
        };
        let total = votes[from];
        for paper in papers.iter_mut().filter(|paper| paper.at == Some(from)) {
            if let Some(surplus) = surplus {
                paper.value = surplus * paper.value / total;
            }
            paper.at = first_of(&paper.order, &hopeful);
            if let Some(at) = paper.at {
                votes[at] += paper.value;
            }
        }
        votes[from] = if surplus.is_some() { quota } else { 0 };
        stages += 1;
    }
}

/// The Meek Reference Rule, ballot by ballot in big integers of billionths.
pub fn meek(options: usize, seats: usize, ballots: &[Vec<usize>]) -> Vec<usize> {
    let big = |number: u64| BigUint::from(number);
    let (whole, done) = (big(1_000_000_000), big(1_000));
    let up = |top: BigUint, bottom: &BigUint| (top + bottom - big(1)) / bottom;
    let mut hopeful: Vec<usize> = (0..options).collect();
    let mut elected: Vec<usize> = Vec::new();
    let mut keeps = vec![whole.clone(); options];
    while elected.len() < seats && elected.len() + hopeful.len() > seats {
        let mut before = &whole * big(ballots.iter().filter(|ballot| !ballot.is_empty()).count() as u64);
        loop {
            let mut votes = vec![big(0); options];
            for ballot in ballots {
                let mut weight = whole.clone();
                for option in ballot {
                    let kept = up(&weight * &keeps[*option], &whole);
                    votes[*option] += &kept;
                    weight -= kept;
                }
            }
            let quota = votes.iter().sum::<BigUint>() / big(seats as u64 + 1) + big(1);
            let mut reached: Vec<usize> =
                hopeful.iter().copied().filter(|option| votes[*option] >= quota).collect();
            let any = !reached.is_empty();
            reached.sort_by(|one, other| votes[*other].cmp(&votes[*one]).then(one.cmp(other)));
            hopeful.retain(|option| !reached.contains(option));
            elected.extend(reached);
            if any {
                break;
            }
            let above: BigUint = elected.iter().map(|option| &votes[*option]).sum();
            let bound = &quota * big(elected.len() as u64);
            let surplus = if above > bound { above - bound } else { big(0) };
            if surplus < done || surplus >= before {
                let lowest = hopeful.iter().map(|option| votes[*option].clone()).min().unwrap();
                let tied = hopeful.iter().filter(|option| votes[**option] <= &lowest + &surplus);
                let last = *tied.max().unwrap();
                hopeful.retain(|option| *option != last);
                keeps[last] = big(0);
                break;
            }
            before = surplus;
            for option in &elected {
                let scaled = up(&keeps[*option] * &quota, &whole) * &whole;
                keeps[*option] = up(scaled, &votes[*option]);
            }
        }
    }
    if elected.len() < seats {
        elected.extend(hopeful);
    }
    elected
}

/// How many ballots rank one option above another.
pub fn prefer(ballots: &[Vec<usize>], one: usize, other: usize) -> usize {
    let rank =
        |ballot: &[usize], option| ballot.iter().position(|ranked| *ranked == option).unwrap_or(usize::MAX);
    ballots.iter().filter(|ballot| rank(ballot, one) < rank(ballot, other)).count()
}

/// The strength of the strongest chain, by trying every chain without repetition.
fn strongest(options: usize, ballots: &[Vec<usize>], chain: &mut Vec<usize>, to: usize) -> usize {
    let from = *chain.last().unwrap();
    let link = |one, other| {
        let strength = prefer(ballots, one, other);
        if strength > prefer(ballots, other, one) { strength } else { 0 }
    };
    let mut best = link(from, to);
    for middle in (0..options).filter(|middle| *middle != to) {
        if chain.contains(&middle) {
            continue;
        }
        let first = link(from, middle);
        chain.push(middle);
        best = best.max(first.min(strongest(options, ballots, chain, to)));
        chain.pop();
    }
    best
}

/// Whom no chain beats.
pub fn schulze(options: usize, ballots: &[Vec<usize>]) -> Vec<usize> {
    let path = |from, to| strongest(options, ballots, &mut vec![from], to);
    let beaten = |option: &usize| {
        (0..options).any(|other| other != *option && path(other, *option) > path(*option, other))
    };
    (0..options).filter(|option| !beaten(option)).collect()
}
