//! RCTab: a configuration and the files of ballots that it names (github.com/BrightSpots/rcv, release 2.0).
//!
//! Read are ballots in the common data format (JSON), as generic CSV, from Clear Ballot, and as a table with one line
//! for equal ballots (`count,choice1,choice2,…`). Spreadsheets, Dominion's and Hart's files and the common data format as
//! XML are not read: `ballots_aggregated.csv` beside the configuration takes the place of all such files.

mod cdf;
mod clear_ballot;
mod config;
mod generic;
mod table;

use crate::{Companions, Election, ReadFault, RequestError};
use config::{Config, Source};
use std::collections::BTreeMap;
use yishi_tally::{Ballot, Marks, Method, OptionId, Options, VotingOption};

/// Stands in for whatever a configuration names but this machine cannot open.
const AGGREGATED: &str = "ballots_aggregated.csv";

/// No paper has more ranks, unless more stand: each rank of a ballot takes up memory, whether something stands there or not.
const MOST_RANKS: usize = 100;

/// The name under which undeclared write-ins are counted.
const UNDECLARED: &str = "Undeclared Write-ins";

/// Reads a configuration and its ballots.
///
/// # Errors
/// The first fault of the configuration or of a file that it names, or that such a file is missing.
pub fn read(file: &str, bytes: &[u8], companions: &dyn Companions) -> Result<Election, RequestError> {
    let own = |fault| RequestError::Fault { file: file.to_owned(), fault };
    let config = Config::read(bytes).map_err(own)?;
    let contest = Contest::new(&config);
    let mut ballots = Vec::new();
    let mut table_read = false;
    for source in &config.sources {
        let (name, bytes) = open(source, companions)?.ok_or_else(|| own(unread(&config, source)))?;
        let table = name == AGGREGATED;
        // It holds the ballots of all sources whose files are not read.
        if table && std::mem::replace(&mut table_read, true) {
            continue;
        }
        let read = match source.provider.as_str() {
            _ if table => table::read(&bytes, source, &contest),
            "cdf" => cdf::read(&bytes, source, &contest),
            "genericCsv" => generic::read(&bytes, source, &contest),
            "clearBallot" => clear_ballot::read(&bytes, source, &contest),
            _ => table::read(&bytes, source, &contest),
        };
        ballots.extend(read.map_err(|fault| RequestError::Fault { file: name, fault })?);
    }
    let irv = config.method().map_err(own)?;
    let given = BTreeMap::from([("seats", irv.seats.into())]);
    let options = contest.options().map_err(own)?;
    let method = Some(Method::Irv(irv));
    Ok(Election { title: config.title, options, ballots, given, method, ..Election::default() })
}

/// The ballots of a source: the file it names, or the table beside the configuration; `None` when there is no table and
/// the file is of a kind that is not read.
fn open(source: &Source, companions: &dyn Companions) -> Result<Option<(String, Vec<u8>)>, RequestError> {
    let spreadsheet = source.file.ends_with(".xlsx");
    let readable = is_read(source);
    let own = Some(source.file.as_str()).filter(|_| readable && !spreadsheet);
    for name in own.into_iter().chain([AGGREGATED]) {
        match companions.read(name) {
            Ok(Some(bytes)) => return Ok(Some((name.to_owned(), bytes))),
            Ok(None) => {}
            Err(reason) => return Err(RequestError::Unreadable { file: name.to_owned(), reason }),
        }
    }
    if !readable {
        return Ok(None);
    }
    if spreadsheet {
        let reason =
            format!("spreadsheets are not read; put its ballots into {AGGREGATED} beside the configuration");
        return Err(RequestError::Unreadable { file: source.file.clone(), reason });
    }
    Err(RequestError::Missing { file: source.file.clone() })
}

/// Whether files of this kind are read, themselves or as a table.
fn is_read(source: &Source) -> bool {
    match source.provider.as_str() {
        "cdf" => !source.file.ends_with(".xml"),
        "genericCsv" | "clearBallot" | "ess" => true,
        _ => false,
    }
}

/// The fault of a source of a kind that is not read, where the configuration names it.
fn unread(config: &Config, source: &Source) -> ReadFault {
    let provider = &source.provider;
    let what = if provider == "cdf" { "XML of the provider" } else { "the provider" };
    let known = "cdf as JSON, genericCsv, clearBallot and ess as a table are";
    let table = format!("put the ballots into {AGGREGATED} beside the configuration");
    config.fault(provider, format!("{what} `{provider}` is not read: {known}; {table}"))
}

/// The candidates of a configuration, and how ballots may name them.
pub(crate) struct Contest {
    candidates: Vec<(OptionId, bool)>,
    aliases: BTreeMap<String, OptionId>,
    most_ranks: Option<u32>,
}

/// What a ballot says at a rank, before it is known which options those are.
pub(crate) enum Mark {
    /// A candidate.
    Candidate(OptionId),
    /// Several candidates, not said which.
    Overvote,
}

impl Contest {
    fn new(config: &Config) -> Self {
        let mut candidates = Vec::new();
        let mut aliases = BTreeMap::new();
        for candidate in &config.candidates {
            let id = OptionId::from(candidate.name.as_str());
            for alias in candidate.aliases.iter().chain([&candidate.name]) {
                aliases.insert(alias.clone(), id.clone());
            }
            candidates.push((id, candidate.excluded));
        }
        if config.counts_undeclared() {
            let id = OptionId::from(UNDECLARED);
            aliases.insert(UNDECLARED.to_owned(), id.clone());
            candidates.push((id, false));
        }
        Self { candidates, aliases, most_ranks: config.most_ranks }
    }

    fn options(&self) -> Result<Options, ReadFault> {
        let list = self
            .candidates
            .iter()
            .map(|(id, withdrawn)| VotingOption { withdrawn: *withdrawn, ..VotingOption::new(id.clone()) });
        Options::new(list.collect()).map_err(|error| ReadFault {
            line: 1,
            column: 1,
            reason: error.to_string(),
        })
    }

    /// What a label on a ballot means; `None` for one that the configuration does not know.
    pub(crate) fn mark(&self, label: &str, source: &Source) -> Option<Mark> {
        if !source.overvote.is_empty() && label == source.overvote {
            return Some(Mark::Overvote);
        }
        let label =
            if !source.undeclared.is_empty() && label == source.undeclared { UNDECLARED } else { label };
        self.aliases.get(label).cloned().map(Mark::Candidate)
    }

    /// The undeclared write-in.
    pub(crate) fn undeclared(&self) -> Mark {
        Mark::Candidate(OptionId::from(UNDECLARED))
    }

    /// Whether the configuration reads a rank.
    pub(crate) fn reads(&self, rank: u32) -> bool {
        self.most_ranks.is_none_or(|most| rank <= most)
    }

    /// Why no paper can have a rank, if none can.
    pub(crate) fn beyond_paper(&self, rank: u32) -> Option<String> {
        let most = self.candidates.len().max(MOST_RANKS);
        let beyond = usize::try_from(rank).is_ok_and(|rank| rank > most);
        beyond.then(|| format!("rank {rank}: at most {most} are read with so many candidates"))
    }

    /// A ballot from marks at ranks counted from 1, which a paper can have.
    pub(crate) fn ballot(&self, marks: Vec<(u32, Mark)>, weight: u64) -> Ballot {
        let mut ranks: Vec<Vec<OptionId>> = Vec::new();
        for (rank, mark) in marks {
            let Some(place) = usize::try_from(rank).ok().and_then(|rank| rank.checked_sub(1)) else {
                continue;
            };
            if ranks.len() <= place {
                ranks.resize(place.saturating_add(1), Vec::new());
            }
            let Some(at) = ranks.get_mut(place) else { continue };
            match mark {
                Mark::Candidate(id) => at.push(id),
                // Nobody can tell which: all of them.
                Mark::Overvote => at.extend(self.candidates.iter().map(|(id, _)| id.clone())),
            }
        }
        Ballot::times(Marks::Ranking(ranks), weight)
    }
}
