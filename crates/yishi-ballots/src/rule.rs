//! The rules by their names, and how settings become the parameters of a method.

use crate::Election;
use crate::setting::{self, Setting, SettingError};
use serde_json::{Map, Value, json};
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
    /// Parameters of the method that the name of the rule settles.
    pub fixed: &'static [(&'static str, &'static str)],
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
    "what decides among equals, in turn: stop (default; given_order in Pabulib and abcvoting files), given_order, listed:A,B,C, look_back+…, look_forward+…, lot:SEED",
);

const BUDGET: Key = key("budget", "what may be spent; the file's");
const PREFER: Key = key(
    "prefer",
    "what goes first among equals, before tie: a list of least_cost, most_cost, most_votes; a Pabulib file's is least_cost,most_votes",
);
const GREEDY: &[Key] = &[
    BUDGET,
    key(
        "support",
        "points (default: approvals, scores, or points by rank), votes (how many name the project)",
    ),
    key(
        "first_rank",
        "the points of a first rank; the file's, else as many as the longest ranking has ranks",
    ),
    key("least_support", "the support without which nothing is funded; none (default)"),
    PREFER,
    TIE,
];

/// Every rule, in the order in which help shows them.
pub const RULES: &[Rule] = &[
    Rule {
        name: "plurality",
        method: "plurality",
        summary: "the most first preferences win",
        keys: &[SEATS, TIE],
        fixed: &[],
    },
    Rule {
        name: "approval",
        method: "approval",
        summary: "the most approvals win; a ranking approves of all that it ranks",
        keys: &[SEATS, key("most_marks", "how many options a ballot may name; any number (default)"), TIE],
        fixed: &[],
    },
    Rule {
        name: "score",
        method: "score",
        summary: "the highest sum of scores wins",
        keys: &[SEATS, key("highest", "the highest score; 10 (default)"), TIE],
        fixed: &[],
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
        fixed: &[],
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
        fixed: &[],
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
        fixed: &[],
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
        fixed: &[],
    },
    Rule {
        name: "schulze",
        method: "schulze",
        summary: "options compared in pairs; elects whom a majority prefers to every other",
        keys: &[SEATS, TIE],
        fixed: &[],
    },
    Rule {
        name: "greedy-skip",
        method: "greedy",
        summary: "a budget: projects by their support, each that still fits; what does not fit is skipped",
        keys: GREEDY,
        fixed: &[("unfit", "skip")],
    },
    Rule {
        name: "greedy-stop",
        method: "greedy",
        summary: "a budget: projects by their support until the first that does not fit",
        keys: GREEDY,
        fixed: &[("unfit", "stop")],
    },
    Rule {
        name: "equal-shares",
        method: "equal_shares",
        summary: "a budget by the Method of Equal Shares; without costs a committee, see equal-shares-committee",
        keys: &[
            BUDGET,
            key(
                "satisfaction",
                "what a project is worth to a supporter: cost (default), cardinality, points",
            ),
            key("start", "the first purses: share (default), whole_share (a Pabulib file's), amount:AMOUNT"),
            key("step", "what each purse gets more in each further run; 1 in a Pabulib file, else one run"),
            key("stop", "when runs end: before_overspending (default), when_exhaustive"),
            key("most_runs", "how many runs are made at most; 10000 (default)"),
            PREFER,
            TIE,
        ],
        fixed: &[],
    },
    Rule {
        name: "equal-shares-committee",
        method: "shares_committee",
        summary: "a committee by the Method of Equal Shares: each seat costs 1, each voter has an equal share",
        keys: &[
            SEATS,
            key(
                "completion",
                "how seats that nobody can pay are filled: phragmen (default), approval, increment, nothing",
            ),
            key("most_runs", "how many runs completion by increment makes at most; 10000 (default)"),
            TIE,
        ],
        fixed: &[],
    },
    Rule {
        name: "phragmen",
        method: "phragmen",
        summary: "a committee by Phragmén's sequential rule: seats load their supporters evenly",
        keys: &[SEATS, TIE],
        fixed: &[],
    },
    Rule {
        name: "pav-sequential",
        method: "pav_sequential",
        summary: "a committee by sequential proportional approval voting",
        keys: &[SEATS, TIE],
        fixed: &[],
    },
];

/// The rule of a name for a vote: Equal Shares fill a committee where nothing has a cost.
pub(crate) fn find(name: &str, election: &Election) -> Option<&'static Rule> {
    let costs = election.options.list().iter().any(|option| option.cost.is_some());
    let name = if name == "equal-shares" && !costs { "equal-shares-committee" } else { name };
    RULES.iter().find(|rule| rule.name == name)
}

/// The rule that a method is: of several with one method, the one whose settled parameters it has.
pub(crate) fn rule_of(method: &Method) -> Option<&'static Rule> {
    let fields = serde_json::to_value(method).ok()?;
    let is = |(name, value): &(&str, &str)| fields.get(*name).and_then(Value::as_str) == Some(*value);
    RULES.iter().find(|rule| rule.method == method.name() && rule.fixed.iter().all(is))
}

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
            fields.entry(*name).or_insert_with(|| given(rule, name, value));
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
    fields.extend(rule.fixed.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    method(rule, fields).map_err(|error| SettingError::Together { reason: error.to_string() })
}

/// A parameter that the file gives. Where the law has earlier stages decide first, the file's order for ties stands behind them.
fn given(rule: &Rule, name: &str, value: &Value) -> Value {
    if rule.method == "stv_wig" && name == "tie" { json!({ "look_back": value }) } else { value.clone() }
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
