//! The `.abc.yaml` files of abcvoting: approval ballots for a committee, and what rules make of them.
//!
//! Read are `description`, `profile`, `num_cand`, `committeesize` and `voter_weights`; the results under `compute` are
//! for whoever compares.

mod tree;

use crate::text::decode;
use crate::{Election, ReadFault};
use serde_json::json;
use std::collections::BTreeMap;
use tree::{Kind, Node};
use yishi_tally::{Ballot, Marks, OptionId, Options, TieRule};

/// Beyond any committee election; a greater number would only take up memory.
const MOST_CANDIDATES: u64 = 100_000;

/// The keys of a file.
#[derive(Default)]
struct Keys {
    description: String,
    profile: Option<Node>,
    candidates: Option<u64>,
    seats: Option<(u32, Node)>,
    weights: Option<Node>,
}

/// Reads an abcvoting file.
///
/// # Errors
/// The first fault with its line and column.
pub fn read(bytes: &[u8]) -> Result<Election, ReadFault> {
    let document = tree::read(decode(bytes)?)?;
    let keys = Keys::read(&document)?;
    let profile = keys.profile.as_ref().ok_or_else(|| document.fault("there is no `profile`"))?;
    let mut approved = Vec::new();
    for voter in profile.list("the profile")? {
        approved.push((voter, approvals(voter, keys.candidates)?));
    }
    let largest = approved.iter().flat_map(|(_, names)| names).max().map_or(0, |most| most.saturating_add(1));
    let candidates = keys.candidates.unwrap_or(largest);
    let ids: Vec<String> = (0..candidates).map(|number| number.to_string()).collect();
    let options =
        Options::named(ids.iter().map(String::as_str)).map_err(|error| profile.fault(error.to_string()))?;
    let mut given = BTreeMap::from([("tie", json!(TieRule::GivenOrder))]);
    if let Some((seats, node)) = keys.seats {
        if u64::from(seats) > candidates {
            return Err(node.fault(format!("{seats} seats, but only {candidates} candidates")));
        }
        given.insert("seats", json!(seats));
    }
    let weights = weights(keys.weights.as_ref(), profile, approved.len())?;
    let ballots = approved
        .into_iter()
        .zip(weights)
        .map(|((_, names), weight)| Ballot::times(Marks::Set(names.into_iter().map(id).collect()), weight));
    Ok(Election {
        title: keys.description,
        options,
        numbered: true,
        ballots: ballots.collect(),
        given,
        ..Election::default()
    })
}

fn id(number: u64) -> OptionId {
    number.to_string().as_str().into()
}

impl Keys {
    fn read(document: &Node) -> Result<Self, ReadFault> {
        let Kind::Map(entries) = &document.kind else {
            return Err(document.fault("the file must hold keys and values, at least `profile`"));
        };
        let mut keys = Self::default();
        let mut seen = Vec::new();
        for pair in entries.chunks(2) {
            let [key, value] = pair else { return Err(document.fault("a key without a value")) };
            let name = key.text("a key")?;
            if seen.contains(&name) {
                return Err(key.fault(format!("a second `{name}`")));
            }
            seen.push(name);
            match name {
                "description" => value.text("the description")?.clone_into(&mut keys.description),
                "profile" => keys.profile = Some(value.clone()),
                "num_cand" => keys.candidates = Some(candidates(value)?),
                "committeesize" => keys.seats = Some((seats(value)?, value.clone())),
                "voter_weights" => keys.weights = Some(value.clone()),
                "compute" => {}
                _ => {
                    let known = "description, profile, num_cand, committeesize, voter_weights, compute";
                    return Err(key.fault(format!("there is no key `{name}`; there are {known}")));
                }
            }
        }
        Ok(keys)
    }
}

fn candidates(value: &Node) -> Result<u64, ReadFault> {
    match value.number("number of candidates")? {
        number @ 1..=MOST_CANDIDATES => Ok(number),
        number => Err(value.fault(format!("{number} candidates: from 1 to {MOST_CANDIDATES} are read"))),
    }
}

fn seats(value: &Node) -> Result<u32, ReadFault> {
    match value.number("committee size")? {
        0 => Err(value.fault("a committee of 0: at least one seat must be filled")),
        seats => Ok(seats),
    }
}

fn approvals(voter: &Node, candidates: Option<u64>) -> Result<Vec<u64>, ReadFault> {
    let mut named = Vec::new();
    for candidate in voter.list("a ballot")? {
        let number: u64 = candidate.number("candidate")?;
        let most = candidates.unwrap_or(MOST_CANDIDATES);
        if number >= most {
            return Err(
                candidate.fault(format!("there is no candidate {number}: they are 0 to {}", most - 1))
            );
        }
        if named.contains(&number) {
            return Err(candidate.fault(format!("the ballot names candidate {number} twice")));
        }
        named.push(number);
    }
    Ok(named)
}

/// The weights of voters as whole numbers: with decimals all of them are raised to whole ones alike, which changes no
/// rule that this project offers.
fn weights(node: Option<&Node>, profile: &Node, voters: usize) -> Result<Vec<u64>, ReadFault> {
    let Some(node) = node else { return Ok(vec![1; voters]) };
    let list = node.list("the weights")?;
    if list.len() != voters {
        return Err(profile.fault(format!("{voters} ballots, but {} weights", list.len())));
    }
    let mut read = Vec::new();
    for weight in list {
        let text = weight.text("a weight")?;
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let decimals = decimals.trim_end_matches('0');
        let digits = whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits {
            return Err(weight.fault(format!("`{text}` is no weight: a number from 0 upwards is")));
        }
        read.push((weight, whole, decimals));
    }
    let most = read.iter().map(|(_, _, decimals)| decimals.len()).max().unwrap_or(0);
    let raised = read.into_iter().map(|(weight, whole, decimals)| {
        let digits = format!("{whole}{decimals:0<most$}");
        digits.parse().map_err(|_| weight.fault("the weights have too many digits together"))
    });
    raised.collect()
}
