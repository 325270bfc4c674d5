use super::*;
use crate::charter_file::read_charter;
use std::cell::Cell;

const OFFICERS: &[Officer] = &[
    Officer { key: "clerk", seat: "clerk", custody: Custody::Clerk },
    Officer { key: "host", seat: "host", custody: Custody::Own },
];

/// Founds until the step of that number is to begin; which step that was.
fn found_until(data: &Path, charter: &CharterFile, stop: usize) -> Result<Option<FoundedBook>, String> {
    let (done, stopped) = (Cell::new(0), Cell::new(String::new()));
    let before = |step: &str| {
        if done.get() == stop {
            stopped.set(step.to_owned());
            return Err(Failure::Refused("the machine stops".into()));
        }
        done.set(done.get() + 1);
        Ok(())
    };
    let founder = Founder {
        data,
        command: "import submissions",
        operator_domain: "example.org",
        slug: "deliberation",
        name: "Open deliberation",
        charter,
        home: "topic",
        council: "assembly",
        officers: OFFICERS,
        before: &before,
    };
    match founder.found() {
        Ok(founded) => Ok(founded),
        Err(failure) => {
            assert_eq!(failure.to_string(), "the machine stops");
            Err(stopped.take())
        }
    }
}

/// What the book came to: entries, holders of both seats, keys.
fn book(data: &Path) -> (u64, usize, usize) {
    let folder = DataFolder::open(data).unwrap();
    let engine = running::open(&folder, BookKeys::read(&folder).unwrap(), Arc::new(SystemClock)).unwrap();
    let version = engine.version();
    engine.shutdown();
    let council: CouncilId = parse("assembly").unwrap();
    let sitting = OFFICERS.iter().map(|officer| parse(officer.seat).unwrap());
    let sitting = sitting.filter(|seat| version.state.holders(&council, seat).count() == 1).count();
    (version.size, sitting, version.state.keys.len())
}

/// Book, charter, roll in two commands, two seats, keys; one registrar and two officers have keys.
const WHOLE: (u64, usize, usize) = (7, 2, 3);

#[test]
fn a_founding_broken_off_before_any_step_is_finished_by_the_same_command() {
    let charter = read_charter("open-deliberation").unwrap();
    let mut steps = Vec::new();
    for stop in 0.. {
        let temporary = tempfile::tempdir().unwrap();
        let data = temporary.path().join("book");
        match found_until(&data, &charter, stop) {
            Err(step) => steps.push(step),
            Ok(_) => break,
        }
        assert!(found_until(&data, &charter, usize::MAX).unwrap().is_some(), "{steps:?}");
        assert_eq!(book(&data), WHOLE, "{steps:?}");
        assert!(found_until(&data, &charter, usize::MAX).unwrap().is_none(), "a founded book stays");
    }
    let expected = [
        "folder",
        "log",
        "engine",
        "registrar-1",
        "clerk",
        "host",
        "open",
        "create_book",
        "adopt_charter",
        "import_roll_part",
        "seal_roll",
        "assign_seat",
        "assign_seat",
        "request_registrar_act",
        "done",
    ];
    assert_eq!(steps, expected);
}

#[test]
fn a_founding_that_gets_one_step_further_each_time_comes_to_an_end() {
    let charter = read_charter("open-deliberation").unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let data = temporary.path().join("book");
    let mut attempts = 0;
    // From the opening on two steps are taken: a book is opened in every attempt.
    while found_until(&data, &charter, 2).is_err() {
        attempts += 1;
        assert!(attempts < 20);
    }
    assert_eq!(book(&data), WHOLE);
}

#[test]
fn the_founding_of_another_command_is_not_finished_here() {
    let charter = read_charter("open-deliberation").unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let data = temporary.path().join("book");
    DataFolder::begin(&data, "example.org/votes-00000000", "import-votes").unwrap();
    let founder = Founder {
        data: &data,
        command: "import submissions",
        operator_domain: "example.org",
        slug: "deliberation",
        name: "n",
        charter: &charter,
        home: "topic",
        council: "assembly",
        officers: OFFICERS,
        before: &|_| Ok(()),
    };
    let Err(refused) = founder.found() else { panic!("another founding") };
    assert!(refused.to_string().contains("by `yishi import-votes` was broken off"), "{refused}");
}
