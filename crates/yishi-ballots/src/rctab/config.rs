//! The configuration: candidates, sources, rules.

use super::UNDECLARED;
use crate::ReadFault;
use crate::text::decode;
use serde::Deserialize;
use serde_json::Value;
use yishi_tally::{Fraction, Irv, OvervoteRule, TieRule, WinnerMode, java_shuffled};

/// What older configurations call a majority after which the count goes on.
const UNTIL_TWO: &str = "singleSeatContinueUntilTwoCandidatesRemain";

/// What a configuration says, as far as the count needs it.
pub(crate) struct Config {
    pub(crate) title: String,
    pub(crate) sources: Vec<Source>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) most_ranks: Option<u32>,
    rules: Rules,
    text: String,
}

/// A file of ballots.
pub(crate) struct Source {
    pub(crate) file: String,
    pub(crate) provider: String,
    pub(crate) contest: String,
    pub(crate) overvote: String,
    pub(crate) overvote_delimiter: String,
    pub(crate) skipped: String,
    pub(crate) undeclared: String,
    pub(crate) blank_is_undeclared: bool,
    pub(crate) first_vote_column: Option<usize>,
    pub(crate) first_vote_row: Option<usize>,
}

/// A candidate.
pub(crate) struct Candidate {
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) excluded: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    output_settings: Output,
    cvr_file_sources: Vec<RawSource>,
    candidates: Vec<RawCandidate>,
    rules: Rules,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Output {
    contest_name: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawSource {
    file_path: String,
    provider: String,
    #[serde(default)]
    contest_id: Text,
    #[serde(default)]
    overvote_label: Text,
    #[serde(default)]
    overvote_delimiter: Text,
    #[serde(default)]
    skipped_rank_label: Text,
    /// What older configurations call the label of a skipped rank.
    #[serde(default)]
    undervote_label: Text,
    #[serde(default)]
    undeclared_write_in_label: Text,
    #[serde(default)]
    treat_blank_as_undeclared_write_in: bool,
    #[serde(default)]
    first_vote_column_index: Text,
    #[serde(default)]
    first_vote_row_index: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCandidate {
    name: String,
    #[serde(default)]
    code: Text,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    excluded: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rules {
    tiebreak_mode: String,
    #[serde(default)]
    random_seed: Text,
    overvote_rule: String,
    winner_election_mode: String,
    #[serde(default)]
    number_of_winners: Text,
    #[serde(default)]
    multi_seat_bottoms_up_percentage_threshold: Text,
    #[serde(default)]
    decimal_places_for_vote_arithmetic: Text,
    #[serde(default)]
    minimum_vote_threshold: Text,
    #[serde(default)]
    max_skipped_ranks_allowed: Text,
    #[serde(default)]
    max_rankings_allowed: Text,
    #[serde(default)]
    non_integer_winning_threshold: bool,
    #[serde(default)]
    does_first_round_determine_threshold: bool,
    #[serde(default)]
    hare_quota: bool,
    #[serde(default)]
    batch_elimination: bool,
    #[serde(default)]
    cutoff_elimination: bool,
    #[serde(default)]
    continue_until_two_candidates_remain: bool,
    #[serde(default)]
    stop_tabulation_early_after_round: Text,
    #[serde(default)]
    exhaust_on_duplicate_candidate: bool,
    #[serde(flatten)]
    labels: Labels,
}

/// What older configurations say once for all sources.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Labels {
    overvote_label: Text,
    undervote_label: Text,
    undeclared_write_in_label: Text,
    treat_blank_as_undeclared_write_in: bool,
}

/// A text that older configurations write as a number.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "Value")]
struct Text(String);

impl From<Value> for Text {
    fn from(value: Value) -> Self {
        Self(match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Null => String::new(),
            other => other.to_string(),
        })
    }
}

impl Config {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ReadFault> {
        let text = decode(bytes)?;
        let file: File = serde_json::from_str(text).map_err(|error| json_fault(&error))?;
        let mut config = Self {
            title: file.output_settings.contest_name.0,
            sources: file.cvr_file_sources.into_iter().map(|raw| source(raw, &file.rules.labels)).collect(),
            candidates: file.candidates.into_iter().map(candidate).collect(),
            most_ranks: None,
            rules: file.rules,
            text: text.to_owned(),
        };
        config.most_ranks = match config.rules.max_rankings_allowed.0.as_str() {
            "" | "max" => None,
            _ => Some(config.whole("maxRankingsAllowed", &config.rules.max_rankings_allowed, 0)?),
        };
        Ok(config)
    }

    /// Whether any source counts undeclared write-ins.
    pub(crate) fn counts_undeclared(&self) -> bool {
        self.sources.iter().any(|source| !source.undeclared.is_empty() || source.blank_is_undeclared)
    }

    /// The rules of the configuration.
    pub(crate) fn method(&self) -> Result<Irv, ReadFault> {
        let rules = &self.rules;
        let mode = self.mode()?;
        let threshold = matches!(mode, WinnerMode::Threshold(_));
        Ok(Irv {
            seats: if threshold { 1 } else { self.whole("numberOfWinners", &rules.number_of_winners, 1)? },
            mode,
            overvote: self.overvote()?,
            most_skipped: match rules.max_skipped_ranks_allowed.0.as_str() {
                "" | "unlimited" => None,
                _ => Some(self.whole("maxSkippedRanksAllowed", &rules.max_skipped_ranks_allowed, 0)?),
            },
            most_ranks: self.most_ranks,
            exhaust_on_repeat: rules.exhaust_on_duplicate_candidate,
            least_votes: self.whole("minimumVoteThreshold", &rules.minimum_vote_threshold, 0)?.into(),
            batch: rules.batch_elimination,
            until_two: rules.continue_until_two_candidates_remain || rules.winner_election_mode == UNTIL_TWO,
            first_round_decides: rules.does_first_round_determine_threshold,
            cutoff: rules.cutoff_elimination,
            stop_after: match rules.stop_tabulation_early_after_round.0.as_str() {
                "" => None,
                _ => Some(self.whole(
                    "stopTabulationEarlyAfterRound",
                    &rules.stop_tabulation_early_after_round,
                    0,
                )?),
            },
            decimals: self.whole(
                "decimalPlacesForVoteArithmetic",
                &rules.decimal_places_for_vote_arithmetic,
                4,
            )?,
            fractional_bound: rules.non_integer_winning_threshold,
            hare: rules.hare_quota,
            undeclared: self.counts_undeclared().then(|| UNDECLARED.into()),
            tie: self.tie()?,
        })
    }

    fn mode(&self) -> Result<WinnerMode, ReadFault> {
        let rules = &self.rules;
        let seats = self.whole("numberOfWinners", &rules.number_of_winners, 1)?;
        let has_share = !rules.multi_seat_bottoms_up_percentage_threshold.0.is_empty();
        // The second names are those of configurations before release 1.2.
        Ok(match rules.winner_election_mode.as_str() {
            "standard" if seats > 1 => WinnerMode::SeveralPerRound,
            "singleWinnerMajority" | "standard" | UNTIL_TWO => WinnerMode::Majority,
            "multiWinnerAllowMultipleWinnersPerRound" => WinnerMode::SeveralPerRound,
            "multiWinnerAllowOnlyOneWinnerPerRound" | "multiSeatAllowOnlyOneWinnerPerRound" => {
                WinnerMode::OnePerRound
            }
            "multiSeatBottomsUp" if seats == 0 || has_share => WinnerMode::Threshold(self.share()?),
            "bottomsUp" | "multiSeatBottomsUp" => WinnerMode::BottomsUp,
            "bottomsUpUsingPercentageThreshold" => WinnerMode::Threshold(self.share()?),
            "multiPassIrv"
            | "singleWinnerSequential"
            | "multiWinnerSequential"
            | "multiSeatSequentialWinnerTakesAll" => WinnerMode::Passes,
            other => {
                return Err(self.fault("winnerElectionMode", format!("`{other}` is no way to fill places")));
            }
        })
    }

    /// A percentage such as `15` or `12.5` as a share.
    fn share(&self) -> Result<Fraction, ReadFault> {
        let text = &self.rules.multi_seat_bottoms_up_percentage_threshold.0;
        let wrong = || {
            let reason = format!("`{text}` is no percentage from 0 to 100 with at most four decimals");
            self.fault("multiSeatBottomsUpPercentageThreshold", reason)
        };
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let numerator: u32 = format!("{whole}{rest}").parse().map_err(|_| wrong())?;
        let places = u32::try_from(rest.len()).ok().filter(|places| *places <= 4).ok_or_else(wrong)?;
        let denominator = 10_u32.saturating_pow(places).saturating_mul(100);
        Fraction::new(numerator, denominator).map_err(|_| wrong())
    }

    fn overvote(&self) -> Result<OvervoteRule, ReadFault> {
        Ok(match self.rules.overvote_rule.as_str() {
            "exhaustImmediately" => OvervoteRule::ExhaustImmediately,
            "alwaysSkipToNextRank" => OvervoteRule::AlwaysSkip,
            "exhaustIfMultipleContinuing" => OvervoteRule::ExhaustIfMultipleContinuing,
            other => return Err(self.fault("overvoteRule", format!("`{other}` is no rule for overvotes"))),
        })
    }

    /// The rule for ties, draws of RCTab's own generator included; where somebody is asked, the tie stands.
    fn tie(&self) -> Result<TieRule, ReadFault> {
        let look_back = |then| TieRule::LookBack(Box::new(then));
        Ok(match self.rules.tiebreak_mode.as_str() {
            "useCandidateOrder" | "usePermutationInConfig" => TieRule::GivenOrder,
            "stopCountingAndAsk" | "interactive" => TieRule::Stop,
            "previousRoundCountsThenAsk" | "previousRoundCountsThenInteractive" => look_back(TieRule::Stop),
            "random" => self.draw()?,
            "previousRoundCountsThenRandom" => look_back(self.draw()?),
            "generatePermutation" => {
                let names = self.candidates.iter().map(|candidate| candidate.name.as_str().into());
                TieRule::Listed(java_shuffled(self.seed()?, names.collect()))
            }
            other => return Err(self.fault("tiebreakMode", format!("`{other}` is no rule for ties"))),
        })
    }

    fn draw(&self) -> Result<TieRule, ReadFault> {
        Ok(TieRule::JavaDraw { seed: self.seed()?, drawn: 0 })
    }

    fn seed(&self) -> Result<i64, ReadFault> {
        let text = &self.rules.random_seed.0;
        text.parse().map_err(|_| {
            self.fault("randomSeed", format!("`{text}` is no seed: a whole number was expected"))
        })
    }

    fn whole(&self, key: &str, text: &Text, absent: u32) -> Result<u32, ReadFault> {
        match text.0.as_str() {
            "" => Ok(absent),
            text => text.parse().map_err(|_| self.fault(key, format!("`{text}` is no whole number"))),
        }
    }

    /// A fault where a key or a value stands.
    pub(crate) fn fault(&self, key: &str, reason: impl Into<String>) -> ReadFault {
        let offset = self.text.find(&format!("\"{key}\"")).unwrap_or(0);
        ReadFault::at(&self.text, offset, reason)
    }
}

fn source(raw: RawSource, all: &Labels) -> Source {
    let label = |all: &Text, own: Text| if all.0.is_empty() { own.0 } else { all.0.clone() };
    let skipped =
        if raw.skipped_rank_label.0.is_empty() { raw.undervote_label } else { raw.skipped_rank_label };
    Source {
        file: raw.file_path,
        provider: raw.provider,
        contest: raw.contest_id.0,
        overvote: label(&all.overvote_label, raw.overvote_label),
        overvote_delimiter: raw.overvote_delimiter.0,
        skipped: label(&all.undervote_label, skipped),
        undeclared: label(&all.undeclared_write_in_label, raw.undeclared_write_in_label),
        blank_is_undeclared: raw.treat_blank_as_undeclared_write_in || all.treat_blank_as_undeclared_write_in,
        first_vote_column: raw.first_vote_column_index.0.parse().ok(),
        first_vote_row: raw.first_vote_row_index.0.parse().ok(),
    }
}

fn candidate(raw: RawCandidate) -> Candidate {
    let code = Some(raw.code.0).filter(|code| !code.is_empty());
    Candidate {
        name: raw.name,
        aliases: raw.aliases.into_iter().chain(code).collect(),
        excluded: raw.excluded,
    }
}

/// A fault of JSON with the place that the parser found.
pub(crate) fn json_fault(error: &serde_json::Error) -> ReadFault {
    let number = |count: usize| u64::try_from(count.max(1)).unwrap_or(u64::MAX);
    let words = error.to_string();
    let reason = words.rsplit_once(" at line ").map_or(words.as_str(), |(reason, _)| reason).to_owned();
    ReadFault { line: number(error.line()), column: number(error.column()), reason }
}
