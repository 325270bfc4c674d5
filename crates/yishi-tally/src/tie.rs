//! Named rules for ties, so that nothing is ever decided in silence.
//!
//! Every rule puts options into an order, the best first. A tie for a place goes to the best of the tied, a tie for
//! leaving the count falls on the worst.

use crate::{OptionId, Options, Step, java};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// What decides among options with the same figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieRule {
    /// Nothing does: the count stops and reports the tie.
    #[default]
    Stop,
    /// The order of the ballot paper.
    GivenOrder,
    /// A list, the best first; options that it does not name stand equal behind it.
    Listed(Vec<OptionId>),
    /// The latest earlier round in which the figures differ, and where there is none, another rule.
    LookBack(Box<TieRule>),
    /// The first round in which the figures differ, and where there is none, another rule.
    LookForward(Box<TieRule>),
    /// The order of a lot drawn from a published seed, see [`lot`]; without its seed it stops like [`TieRule::Stop`].
    Lot {
        /// The seed, once it is published.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seed: Option<Seed>,
    },
    /// The draw of the open counter RCTab, from Java's generator: only to recount what it counted.
    JavaDraw {
        /// The seed of its configuration.
        seed: i64,
        /// How many draws came before in the same count.
        #[serde(default)]
        drawn: u32,
    },
}

/// The published 32 bytes from which lots are drawn, written as 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Seed(pub [u8; 32]);

/// Says that a text is not a seed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a seed is 64 hexadecimal digits in lower case")]
pub struct InvalidSeed;

/// Says that a list of a tie rule names an option twice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the list of the tie rule names `{0}` twice")]
pub struct RepeatedInTieRule(pub OptionId);

/// The name of [`TieRule::JavaDraw`] in steps.
pub(crate) const JAVA_DRAW: &str = "java_draw";

/// What the hash of a lot starts with, so that it can be the hash of nothing else.
const LOT_DOMAIN: &[u8] = b"yishi/lot/v1\0";

/// The number that an option draws: the smallest wins.
///
/// SHA-256 of `yishi/lot/v1`, a zero byte, the 32 bytes of the seed and the name of the option in UTF-8; anybody can
/// recompute it with common tools.
pub fn lot(seed: &Seed, option: &OptionId) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(LOT_DOMAIN);
    hash.update(seed.0);
    hash.update(option.0.as_bytes());
    hash.finalize().into()
}

impl TieRule {
    /// Checks the rule before any vote is counted.
    ///
    /// # Errors
    /// When a list names an option twice.
    pub fn check(&self) -> Result<(), RepeatedInTieRule> {
        match self {
            Self::Stop | Self::GivenOrder | Self::Lot { .. } | Self::JavaDraw { .. } => Ok(()),
            Self::Listed(list) => {
                let mut seen = std::collections::BTreeSet::new();
                match list.iter().find(|option| !seen.insert(*option)) {
                    Some(option) => Err(RepeatedInTieRule(option.clone())),
                    None => Ok(()),
                }
            }
            Self::LookBack(next) | Self::LookForward(next) => next.check(),
        }
    }

    /// Whether the draw of RCTab's generator ends the rule.
    fn draws(&self) -> bool {
        match self {
            Self::JavaDraw { .. } => true,
            Self::LookBack(next) | Self::LookForward(next) => next.draws(),
            Self::Stop | Self::GivenOrder | Self::Listed(_) | Self::Lot { .. } => false,
        }
    }

    /// The rule after so many draws of its generator.
    pub(crate) fn after_draws(&self, number: u32) -> Self {
        match self {
            Self::JavaDraw { seed, .. } => Self::JavaDraw { seed: *seed, drawn: number },
            Self::LookBack(next) => Self::LookBack(Box::new(next.after_draws(number))),
            Self::LookForward(next) => Self::LookForward(Box::new(next.after_draws(number))),
            Self::Stop | Self::GivenOrder | Self::Listed(_) | Self::Lot { .. } => self.clone(),
        }
    }

    /// Gives every lot in the rule its seed.
    #[must_use]
    pub fn with_seed(self, seed: Seed) -> Self {
        match self {
            Self::Lot { .. } => Self::Lot { seed: Some(seed) },
            Self::LookBack(next) => Self::LookBack(Box::new(next.with_seed(seed))),
            Self::LookForward(next) => Self::LookForward(Box::new(next.with_seed(seed))),
            Self::Stop | Self::GivenOrder | Self::Listed(_) | Self::JavaDraw { .. } => self,
        }
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl From<Seed> for String {
    fn from(seed: Seed) -> Self {
        seed.to_string()
    }
}

impl FromStr for Seed {
    type Err = InvalidSeed;

    fn from_str(text: &str) -> Result<Self, InvalidSeed> {
        let mut bytes = [0; 32];
        if text.len() != 64 || text.bytes().any(|byte| !matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(InvalidSeed);
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| InvalidSeed)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| InvalidSeed)?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Seed {
    type Error = InvalidSeed;

    fn try_from(text: String) -> Result<Self, InvalidSeed> {
        text.parse()
    }
}

/// Which of the tied is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The one that gets the place.
    Best,
    /// The one that leaves the count.
    Worst,
}

/// A tie rule over the options of one vote, which are named by their places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ties<'a> {
    pub(crate) rule: &'a TieRule,
    pub(crate) options: &'a Options,
}

/// What a tie rule came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Picked {
    /// The place of the option.
    pub(crate) place: usize,
    /// The rule that chose, by its name on the wire.
    pub(crate) by: &'static str,
}

impl Picked {
    /// The step that says so.
    pub(crate) fn step(self, round: u32, among: &[usize], options: &Options) -> Step {
        let chosen = options.list().get(self.place).map_or_else(|| "".into(), |option| option.id.clone());
        Step::TieBroken { round, among: names(among, options), chosen, by: self.by.to_owned() }
    }
}

/// The names of some places, in ascending order.
pub(crate) fn names(among: &[usize], options: &Options) -> Vec<OptionId> {
    let mut names: Vec<OptionId> =
        among.iter().filter_map(|place| options.list().get(*place)).map(|option| option.id.clone()).collect();
    names.sort();
    names
}

impl Ties<'_> {
    /// Picks one of several tied options; `None` when the rule does not separate them.
    ///
    /// `history` holds the figures of every option in each earlier round, the first round first.
    pub(crate) fn pick<F: Ord>(self, side: Side, among: &[usize], history: &[Vec<F>]) -> Option<Picked> {
        let mut left = among.to_vec();
        let mut rule = self.rule;
        let draws = rule.draws();
        if draws {
            // RCTab draws from the names in ascending order, for the winner and for the loser alike.
            left.sort_by_key(|place| self.options.list().get(*place).map(|option| &option.id));
        }
        loop {
            let by = match rule {
                TieRule::Stop | TieRule::Lot { seed: None } => return None,
                TieRule::GivenOrder => {
                    narrow(&mut left, side, |one, other| other.cmp(one));
                    "given_order"
                }
                TieRule::Listed(list) => {
                    let rank = |place: &usize| self.rank_in(list, *place);
                    narrow(&mut left, side, |one, other| rank(other).cmp(&rank(one)));
                    "listed"
                }
                TieRule::LookBack(_) => {
                    for figures in history.iter().rev() {
                        if draws {
                            self.order_as_hashed(&mut left);
                        }
                        narrow(&mut left, side, |one, other| figures.get(*one).cmp(&figures.get(*other)));
                    }
                    "look_back"
                }
                TieRule::LookForward(_) => {
                    for figures in history {
                        narrow(&mut left, side, |one, other| figures.get(*one).cmp(&figures.get(*other)));
                    }
                    "look_forward"
                }
                TieRule::Lot { seed: Some(seed) } => {
                    let number = |place: &usize| self.number(seed, *place);
                    narrow(&mut left, side, |one, other| number(other).cmp(&number(one)));
                    "lot"
                }
                TieRule::JavaDraw { seed, drawn } => {
                    let drawn = left.get(java::draw(*seed, *drawn, left.len())).copied();
                    left.retain(|place| Some(*place) == drawn);
                    JAVA_DRAW
                }
            };
            match (left.as_slice(), rule) {
                ([place], _) => return Some(Picked { place: *place, by }),
                (_, TieRule::LookBack(next) | TieRule::LookForward(next)) => rule = next,
                _ => return None,
            }
        }
    }

    fn order_as_hashed(self, left: &mut [usize]) {
        let named = |place: &usize| Some((*place, &self.options.list().get(*place)?.id));
        let mut named: Vec<(usize, &OptionId)> = left.iter().filter_map(named).collect();
        java::hash_order(&mut named);
        for (slot, (place, _)) in left.iter_mut().zip(named) {
            *slot = place;
        }
    }

    fn rank_in(self, list: &[OptionId], place: usize) -> usize {
        let id = self.options.list().get(place).map(|option| &option.id);
        list.iter().position(|listed| Some(listed) == id).unwrap_or(usize::MAX)
    }

    fn number(self, seed: &Seed, place: usize) -> Option<[u8; 32]> {
        self.options.list().get(place).map(|option| lot(seed, &option.id))
    }
}

/// Keeps those that are best, or worst, in one order; `better` says how the first compares with the second.
fn narrow(left: &mut Vec<usize>, side: Side, better: impl Fn(&usize, &usize) -> Ordering) {
    let extreme = match side {
        Side::Best => left.iter().max_by(|one, other| better(one, other)),
        Side::Worst => left.iter().min_by(|one, other| better(one, other)),
    };
    if let Some(extreme) = extreme.copied() {
        left.retain(|place| better(place, &extreme) == Ordering::Equal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        Options::named(["a", "b", "c"]).unwrap()
    }

    fn pick(
        rule: &TieRule,
        side: Side,
        among: &[usize],
        history: &[Vec<u64>],
    ) -> Option<(usize, &'static str)> {
        let options = options();
        Ties { rule, options: &options }.pick(side, among, history).map(|picked| (picked.place, picked.by))
    }

    #[test]
    fn without_a_rule_a_tie_stands() {
        assert_eq!(pick(&TieRule::Stop, Side::Best, &[0, 1], &[]), None);
    }

    #[test]
    fn a_list_gives_the_place_to_its_first_and_the_exit_to_its_last() {
        let rule = TieRule::Listed(vec!["c".into(), "a".into(), "b".into()]);
        assert_eq!(pick(&rule, Side::Best, &[0, 1, 2], &[]), Some((2, "listed")));
        assert_eq!(pick(&rule, Side::Worst, &[0, 1, 2], &[]), Some((1, "listed")));
        let short = TieRule::Listed(vec!["c".into()]);
        assert_eq!(pick(&short, Side::Best, &[0, 1], &[]), None, "it names neither");
    }

    #[test]
    fn looking_back_takes_the_latest_difference_and_looking_forward_the_first() {
        let history = [vec![1, 2, 0], vec![5, 4, 0], vec![3, 3, 3]];
        let back = TieRule::LookBack(Box::new(TieRule::Stop));
        let forward = TieRule::LookForward(Box::new(TieRule::Stop));
        assert_eq!(pick(&back, Side::Best, &[0, 1], &history), Some((0, "look_back")));
        assert_eq!(pick(&forward, Side::Best, &[0, 1], &history), Some((1, "look_forward")));
        assert_eq!(pick(&back, Side::Worst, &[0, 1], &history), Some((1, "look_back")));
    }

    #[test]
    fn where_no_round_differs_the_next_rule_decides() {
        let rule = TieRule::LookBack(Box::new(TieRule::GivenOrder));
        assert_eq!(pick(&rule, Side::Best, &[1, 2], &[vec![0, 7, 7]]), Some((1, "given_order")));
        assert_eq!(pick(&rule, Side::Worst, &[1, 2], &[vec![0, 7, 7]]), Some((2, "given_order")));
    }

    #[test]
    fn a_lot_can_be_recomputed_with_sha256sum() {
        let number = |option: &str| {
            lot(&Seed([0; 32]), &option.into()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        // (printf 'yishi/lot/v1\0'; head -c 32 /dev/zero; printf a) | sha256sum
        assert_eq!(number("a"), "ee70da111fdfaad09c78609ab4737168d93696140cfba559e6f9e5ea5bcfc680");
        assert_eq!(number("b"), "1c1205a60d37f310ad9fe3679de51d6dc74c38b4aa2827f3da39db7d4b6a07d0");
        let rule = TieRule::Lot { seed: Some(Seed([0; 32])) };
        let winner = if number("a") < number("b") { 0 } else { 1 };
        assert_eq!(pick(&rule, Side::Best, &[0, 1], &[]), Some((winner, "lot")));
        assert_eq!(pick(&rule, Side::Worst, &[0, 1], &[]), Some((1 - winner, "lot")));
        assert_eq!(pick(&TieRule::Lot { seed: None }, Side::Best, &[0, 1], &[]), None);
    }

    #[test]
    fn a_tie_rule_is_written_as_a_charter_writes_it() {
        for text in [
            r#""stop""#,
            r#""given_order""#,
            r#"{"listed":["b","a"]}"#,
            r#"{"look_back":{"look_forward":{"lot":{}}}}"#,
            r#"{"lot":{"seed":"000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f"}}"#,
        ] {
            let rule: TieRule = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&rule).unwrap(), text);
        }
        assert!(serde_json::from_str::<TieRule>(r#"{"lot":{"seed":"00"}}"#).is_err());
    }

    #[test]
    fn after_earlier_rounds_the_draw_is_from_the_names_as_java_sets_hand_them_out() {
        let options = Options::named(["Anna", "Bela", "Cyril", "Dora"]).unwrap();
        // The first draw of the seed 12345 is 0.36: of four names the second.
        let draw = TieRule::JavaDraw { seed: 12_345, drawn: 0 };
        let back = TieRule::LookBack(Box::new(draw));
        let pick = |history: &[Vec<u64>]| {
            Ties { rule: &back, options: &options }.pick(Side::Best, &[0, 1, 2, 3], history).unwrap().place
        };
        assert_eq!(pick(&[]), 1, "Bela, in ascending order");
        assert_eq!(pick(&[vec![1; 4]]), 2, "Cyril, after Bela");
    }

    #[test]
    fn a_list_that_names_an_option_twice_is_refused() {
        let rule = TieRule::LookBack(Box::new(TieRule::Listed(vec!["a".into(), "b".into(), "a".into()])));
        assert_eq!(rule.check(), Err(RepeatedInTieRule("a".into())));
    }
}
