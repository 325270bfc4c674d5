//! Files spoilt at random: every reader answers or refuses with a place inside the file, and what is read is written so
//! that it reads the same.

use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeSet;
use yishi_ballots::{
    Companions, Election, NoCompanions, ReadFault, RequestError, abcvoting, blt, owners, pabulib, preflib,
    read, write_blt, write_csv, write_pabulib,
};
use yishi_tally::Amount;

const BLT: &str = "4 2 # four\n[nick a b c d]\n-4\n3 1 - 2=3 0\n(b 7) a 1 0\n1 2 0\n0\n\"Li \"\"tall\"\"\"\n\"Wang\"\n\"Zhao\"\n\"Qian\"\n\"Title; 北\"\n";
const PREFLIB: &str = "# DATA TYPE: toi\n# TITLE: T\n# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: 李\n2: 1,{2,3}\n1: 3\n4: {1,2},3\n";
const PREFLIB_OLD: &str = "3\n1,李\n2,B\n3,C\n7,7,3\n2,1,{2,3}\n1,3\n4,{1,2},3\n";
const PABULIB: &str = "META\nkey;value\ndescription;\"a;b\"\nnum_projects;2\nnum_votes;3\nbudget;100,5\nvote_type;approval\nmin_length;1\nmax_length;2\nmax_sum_cost;70\nPROJECTS\nproject_id;cost;name\na;40;\"x;y\"\nb;60.5;路灯\nVOTES\nvoter_id;vote\n1;a,b\n2;\n3;\"b\"\n";
const POINTS: &str = "META\nkey;value\nbudget;9\nvote_type;cumulative\nmax_sum_points;9\nPROJECTS\nproject_id;cost\na;1\nb;0\nVOTES\nvoter_id;vote;points\n1;a,b;2,1\n2;b;4\n";
const ABC: &str = "description: d\nprofile: [[0, 1], [2],\n  []]\nnum_cand: 4\ncommitteesize: 2\nvoter_weights: [1, 0.5, 2]\n";
const OWNERS: &str = "[{\"name\": \"n\", \"item\": \"CC278.6\", \"opens\": 0, \"closes\": 9,\n\"units\": [{\"id\": \"u\", \"owners\": [\"a\"], \"area\": 100}],\n\"ballots\": [{\"id\": \"b\", \"head\": \"a\", \"choice\": \"for\", \"t\": 1}]}]";
const CONFIG: &str = "{\"cvrFileSources\": [{\"filePath\": \"b.csv\", \"provider\": \"genericCsv\", \"firstVoteColumnIndex\": 2}],\n\"candidates\": [{\"name\": \"A\"}, {\"name\": \"B\"}],\n\"rules\": {\"tiebreakMode\": \"random\", \"randomSeed\": \"0\", \"overvoteRule\": \"exhaustImmediately\",\n\"winnerElectionMode\": \"singleWinnerMajority\", \"numberOfWinners\": \"1\"}}";
const CDF: &str = "{\"CVR\": [{\"CurrentSnapshotId\": \"s\", \"CVRSnapshot\": [{\"@id\": \"s\", \"CVRContest\": [{\"ContestId\": \"c\",\n\"CVRContestSelection\": [{\"ContestSelectionId\": \"x\", \"Rank\": 1}]}]}]}],\n\"Election\": [{\"Candidate\": [{\"@id\": \"p\", \"Name\": \"A\"}], \"Contest\": [{\"@id\": \"c\", \"Name\": \"C\",\n\"ContestSelection\": [{\"@id\": \"x\", \"CandidateIds\": [\"p\"]}]}]}]}";
const CLEAR: &str = "0,1,2,3,4,5,6,7,8,9,RCV:C:1:r:A:p,RCV:C:1:r:B:p\n,,,,,,,,,,1,0\n,,,,,,,,,,0,1\n";

/// One change of a text.
#[derive(Clone, Debug)]
enum Change {
    Put(Index, u8),
    Cut(Index, usize),
    Double(Index, usize),
    Insert(Index, &'static str),
}

const PARTS: [&str; 16] = [
    "0",
    "-1",
    "99999999999999999999",
    "=",
    ";",
    "\"",
    "\r\n",
    "\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "#",
    "\u{feff}",
];

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Put(at, byte)),
        (any::<Index>(), 1..20_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Change::Double(at, length)),
        (any::<Index>(), prop::sample::select(PARTS.to_vec()))
            .prop_map(|(at, part)| Change::Insert(at, part)),
    ];
    prop::collection::vec(change, 1..4)
}

fn spoilt(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes.iter().filter(|_| !text.is_empty()) {
        if bytes.is_empty() {
            break;
        }
        match change {
            Change::Put(at, byte) => *at.get_mut(&mut bytes) = *byte,
            Change::Cut(at, length) => {
                let start = at.index(bytes.len());
                bytes.drain(start..(start + length).min(bytes.len()));
            }
            Change::Double(at, length) => {
                let start = at.index(bytes.len());
                let part = bytes[start..(start + length).min(bytes.len())].to_vec();
                bytes.splice(start..start, part);
            }
            Change::Insert(at, part) => {
                let start = at.index(bytes.len());
                bytes.splice(start..start, part.bytes());
            }
        }
    }
    bytes
}

/// A fault lies in the file, or right behind its end. YAML lets a carriage return end a line by itself.
fn lies_inside(bytes: &[u8], fault: &ReadFault) {
    let ends = |at: &usize| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    let lines = (0..bytes.len()).filter(ends).count() as u64 + 1;
    assert!((1..=lines).contains(&fault.line) && fault.column >= 1, "{fault} of {lines} lines");
    assert!(!fault.reason.is_empty());
}

/// The ballots beside a configuration.
struct Beside(Vec<u8>);

impl Companions for Beside {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        Ok((name == "b.csv").then(|| self.0.clone()))
    }
}

/// What was read is the same when it is written and read again.
fn comes_back(election: &Election, again: Election) {
    let ballots = |election: &Election| -> BTreeSet<String> {
        election.ballots.iter().map(|ballot| serde_json::to_string(ballot).unwrap()).collect()
    };
    assert_eq!(ballots(&again), ballots(election));
    assert_eq!(again.options, election.options);
    assert_eq!(again.title, election.title);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_spoilt_blt_file_is_refused_at_its_place_or_comes_back(changes in changes()) {
        let bytes = spoilt(BLT, &changes);
        match blt::read(&bytes) {
            Err(fault) => lies_inside(&bytes, &fault),
            Ok(election) => {
                election.remarks.iter().for_each(|remark| lies_inside(&bytes, remark));
                if let Ok(text) = write_blt(&election, 1) {
                    comes_back(&election, blt::read(text.as_bytes()).unwrap());
                }
            }
        }
    }

    #[test]
    fn a_spoilt_pabulib_file_is_refused_at_its_place_or_comes_back(changes in changes(), points in any::<bool>()) {
        let bytes = spoilt(if points { POINTS } else { PABULIB }, &changes);
        match pabulib::read(&bytes) {
            Err(fault) => lies_inside(&bytes, &fault),
            Ok(election) => {
                election.remarks.iter().for_each(|remark| lies_inside(&bytes, remark));
                let named = election.ballots.iter().any(|ballot| ballot.marks.options().next().is_some());
                if let (true, Ok(text)) = (named, write_pabulib(&election, &Amount::from(9), &BTreeSet::new())) {
                    comes_back(&election, pabulib::read(text.as_bytes()).unwrap());
                }
            }
        }
    }

    #[test]
    fn other_spoilt_files_are_refused_at_their_place(changes in changes()) {
        for text in [PREFLIB, PREFLIB_OLD] {
            let bytes = spoilt(text, &changes);
            match preflib::read(&bytes) {
                Err(fault) => lies_inside(&bytes, &fault),
                Ok(election) => {
                    if let Ok(text) = write_blt(&election, 1) {
                        comes_back(&election, blt::read(text.as_bytes()).unwrap());
                    }
                    let _ = write_csv(&election);
                }
            }
        }
        let bytes = spoilt(ABC, &changes);
        if let Err(fault) = abcvoting::read(&bytes) {
            lies_inside(&bytes, &fault);
        }
        let bytes = spoilt(OWNERS, &changes);
        if let Ok(text) = std::str::from_utf8(&bytes) {
            match owners::read(text) {
                Err(fault) => lies_inside(&bytes, &fault),
                Ok(cases) => cases.iter().for_each(|case| match &case.vote {
                    Err(fault) => lies_inside(&bytes, fault),
                    Ok(vote) => drop(vote.count()),
                }),
            }
        }
    }

    #[test]
    fn spoilt_configurations_and_their_ballots_are_refused_at_their_place(changes in changes()) {
        let bytes = spoilt(CONFIG, &changes);
        if let Err(RequestError::Fault { file, fault }) = read("x_config.json", &bytes, &NoCompanions) {
            prop_assert_eq!(file, "x_config.json");
            lies_inside(&bytes, &fault);
        }
        for (provider, ballots) in [("genericCsv", ",A,B\n1,1,2\n2,,1\n"), ("cdf", CDF), ("clearBallot", CLEAR)] {
            let config = CONFIG.replace("genericCsv\"", &format!("{provider}\", \"contestId\": \"C\""));
            let whole = read("x_config.json", config.as_bytes(), &Beside(ballots.into()));
            prop_assert!(whole.is_ok(), "{}: {:?}", provider, whole);
            let bytes = spoilt(ballots, &changes);
            if let Err(RequestError::Fault { fault, .. }) =
                read("x_config.json", config.as_bytes(), &Beside(bytes.clone()))
            {
                lies_inside(&bytes, &fault);
            }
        }
    }
}
