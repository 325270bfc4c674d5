//! The rules by their names, and how settings become the parameters of a method.

use crate::Election;
use crate::setting::{self, Setting, SettingError};
use serde_json::{Map, Value};
use yishi_tally::Method;

/// A rule that can be asked for by name.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// The method on the wire, see [`Method::name`].
    pub method: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// Its parameters.
    pub keys: &'static [Key],
}

/// A parameter of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it means, its values and its default.
    pub help: &'static str,
}

const fn key(name: &'static str, help: &'static str) -> Key {
    Key { name, help }
}

const SEATS: Key = key("seats", "how many places are filled; the file's number, else 1");
const TIE: Key = key(
    "tie",
    "what decides among equals, in turn: stop (default), given_order, listed:A,B,C, look_back+…, look_forward+…, lot:SEED",
);

/// Every rule, in the order in which help shows them.
pub const RULES: &[Rule] = &[
    Rule {
        name: "plurality",
        method: "plurality",
        summary: "the most first preferences win",
        keys: &[SEATS, TIE],
    },
    Rule {
        name: "approval",
        method: "approval",
        summary: "the most approvals win; a ranking approves of all that it ranks",
        keys: &[SEATS, key("most_marks", "how many options a ballot may name; any number (default)"), TIE],
    },
    Rule {
        name: "score",
        method: "score",
        summary: "the highest sum of scores wins",
        keys: &[SEATS, key("highest", "the highest score; 10 (default)"), TIE],
    },
    Rule {
        name: "committee",
        method: "committee",
        summary: "each place takes its own majority of the ballots cast",
        keys: &[
            SEATS,
            key("needed", "the share that a place takes: more_than:1/2 (default), at_least:1/3 …"),
            key("spare_options", "how many more options than places there must be; 1 (default)"),
            TIE,
        ],
    },
    Rule {
        name: "irv",
        method: "irv",
        summary: "instant runoff: the last are excluded and their ballots pass on",
        keys: &[
            SEATS,
            key(
                "mode",
                "majority (default), several_per_round, one_per_round, bottoms_up, threshold:3/20, passes",
            ),
            key("overvote", "exhaust_immediately (default), always_skip, exhaust_if_multiple_continuing"),
            key("most_skipped", "ranks in a row that a ballot may leave out; any number (default)"),
            key("most_ranks", "ranks of a ballot that are read; all (default)"),
            key("exhaust_on_repeat", "true: a ballot ends where it names an option twice; false (default)"),
            key("least_votes", "options with fewer votes leave first; 0 (default)"),
            key("batch", "true: all leave at once that together stay below the next; false (default)"),
            key("until_two", "true: the count goes on until two are left; false (default)"),
            key("first_round_decides", "true: the majority is that of the first round; false (default)"),
            key("cutoff", "true: everybody below the bound leaves at once; false (default)"),
            key("stop_after", "the round after which the count stops; never (default)"),
            key("decimals", "decimals of transfer values, cut off; 4 (default), at most 12"),
            key("fractional_bound", "true: the bound has those decimals too; false (default)"),
            key("hare", "true: votes by places instead of votes by places and one; false (default)"),
            key("undeclared", "the option that stands for undeclared write-ins; none (default)"),
            TIE,
        ],
    },
    Rule {
        name: "stv-wig",
        method: "stv_wig",
        summary: "single transferable vote, Weighted Inclusive Gregory, as Scottish councils are elected",
        keys: &[
            SEATS,
            key("decimals", "decimals of transfer values, cut off; 5 (default), at most 9"),
            key(
                "tie",
                "as elsewhere; look_back (default): the latest stage that differs, then the count stops",
            ),
        ],
    },
    Rule {
        name: "stv-meek",
        method: "stv_meek",
        summary: "single transferable vote, Meek's method by its reference rule",
        keys: &[
            SEATS,
            key("decimals", "decimals of shares and votes; 9 (default)"),
            key("surplus_decimals", "a round is done when less surplus than 10^-N is left; 6 (default)"),
            TIE,
        ],
    },
    Rule {
        name: "schulze",
        method: "schulze",
        summary: "options compared in pairs; elects whom a majority prefers to every other",
        keys: &[SEATS, TIE],
    },
];

/// The method of a rule for a vote: what the file gives, then the seats, then the settings.
///
/// # Errors
/// The first setting that is unknown or wrong.
pub(crate) fn build(
    rule: &Rule,
    election: &Election,
    seats: Option<u32>,
    settings: &[Setting],
) -> Result<Method, SettingError> {
    let mut fields = own(rule, election);
    for (name, value) in &election.given {
        if rule.keys.iter().any(|key| key.name == *name) {
            fields.entry(*name).or_insert_with(|| value.clone());
        }
    }
    if let Some(seats) = seats {
        if !rule.keys.iter().any(|key| key.name == "seats") {
            return Err(setting::unknown(rule, "seats"));
        }
        fields.insert("seats".to_owned(), seats.into());
    }
    for setting in settings {
        let value = setting::read(rule, setting)?;
        fields.insert(setting.key.clone(), value);
    }
    method(rule, fields).map_err(|error| SettingError::Together { reason: error.to_string() })
}

/// The parameters of the file's own method, when that is the one asked for.
fn own(rule: &Rule, election: &Election) -> Map<String, Value> {
    let own = election.method.as_ref().filter(|method| method.name() == rule.method);
    match own.map(serde_json::to_value) {
        Some(Ok(Value::Object(mut fields))) => {
            fields.remove("method");
            fields
        }
        _ => Map::new(),
    }
}

pub(crate) fn method(rule: &Rule, mut fields: Map<String, Value>) -> Result<Method, serde_json::Error> {
    fields.insert("method".to_owned(), rule.method.into());
    serde_json::from_value(Value::Object(fields))
}
