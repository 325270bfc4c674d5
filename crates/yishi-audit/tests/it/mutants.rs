//! Books changed by somebody who should not have: every change is found, at its entry, by the right check.

use crate::fixture::{ALL, Exported, Story, VERIFY, audit, choosing, exported, has, other_story, story};
use yishi_audit::{Check, Pin};
use yishi_book::Finding;
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::key::LogKey;
use yishi_log::leaf::Leaf;
use yishi_log::tree::{Frontier, leaf_hash};
use yishi_testkit::{Mutant, Person, mutants, rechain, seed};

/// All but the texts: a redaction that can no longer be read makes its text look missing where it was brought in.
const BYTES_AND_RULES: [Check; 5] =
    [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures, Check::Replay];

fn found(story: &Story, bundle: &Exported, leaves: &[Vec<u8>], checks: &[Check]) -> Vec<Finding> {
    bundle.set_leaves(leaves);
    audit(&bundle.folder, story.pinned(), checks).findings
}

#[test]
fn every_mutant_is_found_at_its_entry() {
    let (story, foreign) = (story(), other_story());
    let bundle = exported(&story);
    for Mutant { name, index, leaves } in mutants(&story.leaves, &foreign.leaves) {
        let findings = found(&story, &bundle, &leaves, &BYTES_AND_RULES[..4]);
        let first = findings.first().unwrap_or_else(|| panic!("not found: {name}"));
        // A change that leaves an entry good in itself shows in the chain of the next one, in the last entry in the root alone.
        let last = story.leaves.len() as u64 - 1;
        let places = [Some(index), Some(index + 1), (index == last).then_some(u64::MAX)];
        let at = first.index.unwrap_or(u64::MAX);
        assert!(places.contains(&Some(at)), "{name}: first found at {at}: {first:?}");
        assert!(findings.iter().any(|finding| finding.check == "tree"), "{name}: the root must differ");
    }
}

#[test]
fn every_mutant_is_found_by_chain_and_tree_alone() {
    let (story, foreign) = (story(), other_story());
    let bundle = exported(&story);
    for Mutant { name, leaves, .. } in mutants(&story.leaves, &foreign.leaves) {
        assert!(!found(&story, &bundle, &leaves, &[Check::Chain, Check::Tree]).is_empty(), "{name}");
        assert!(!found(&story, &bundle, &leaves, &[Check::Tree]).is_empty(), "{name}");
    }
}

/// What an operator who holds the log key would do: number, chain and sign everything anew.
pub fn signed_anew(story: &Story, leaves: &[Vec<u8>], bundle: &Exported) -> Vec<Vec<u8>> {
    let leaves = rechain(leaves);
    bundle.set_leaves(&leaves);
    let mut frontier = Frontier::default();
    leaves.iter().for_each(|leaf| frontier.push(leaf_hash(leaf)));
    let checkpoint =
        Checkpoint { origin: story.cast.origin.clone(), size: frontier.size(), root: frontier.root() };
    bundle.set("checkpoint", checkpoint.sign(&story.cast.log_key()).as_bytes());
    leaves
}

#[test]
fn an_operator_who_signs_everything_anew_cannot_drop_double_move_or_exchange_an_entry() {
    let (story, foreign) = (story(), other_story());
    let bundle = exported(&story);
    for Mutant { name, index, leaves } in mutants(&story.leaves, &foreign.leaves) {
        // What no longer is a leaf cannot be chained; cutting off the end leaves a book that is good as far as it goes.
        if leaves.iter().any(|leaf| Leaf::parse(leaf).is_err()) || name.starts_with("the end") {
            continue;
        }
        // A flip in `prev` is gone once the book is chained anew.
        if signed_anew(&story, &leaves, &bundle) == story.leaves {
            continue;
        }
        let findings = audit(&bundle.folder, story.pinned(), &BYTES_AND_RULES).findings;
        assert!(!has(&findings, None, "tree") && !findings.iter().any(|f| f.check == "chain"), "{name}");
        // Replay is what is left: it sees that another entry caused what follows, at the latest a command later.
        let first = findings.first().unwrap_or_else(|| panic!("not found: {name}"));
        assert!(first.index.is_some_and(|at| at + 1 >= index), "{name}: {first:?}");
    }
}

#[test]
fn a_flipped_byte_in_a_command_breaks_its_signature() {
    let story = story();
    let bundle = exported(&story);
    let index = story.index_of("cast_ballot");
    let mut leaves = story.leaves.clone();
    let text = String::from_utf8(leaves[index as usize].clone()).unwrap();
    let changed = text.replacen(r#""choice":"for""#, r#""choice":"abstain""#, 1);
    assert_ne!(text, changed);
    leaves[index as usize] = changed.into_bytes();
    let findings = found(&story, &bundle, &leaves, &VERIFY);
    assert!(has(&findings, Some(index), "signature"));
    assert!(has(&findings, Some(index + 1), "chain"));
    assert!(has(&findings, None, "tree"));
    assert_eq!(findings.len(), 3, "{findings:?}");
}

#[test]
fn an_event_changed_by_the_operator_is_found_by_replay() {
    let story = story();
    let bundle = exported(&story);
    let index = story.index_of("cast_ballot");
    let mut leaves = story.leaves.clone();
    let text = String::from_utf8(leaves[index as usize].clone()).unwrap();
    let (command, events) = text.split_once(r#","events":"#).unwrap();
    let events = events.replacen(r#""choice":"for""#, r#""choice":"against""#, 1);
    leaves[index as usize] = format!(r#"{command},"events":{events}"#).into_bytes();
    signed_anew(&story, &leaves, &bundle);
    assert!(audit(&bundle.folder, story.pinned(), &[Check::Signatures, Check::Chain]).is_clean());
    let findings = audit(&bundle.folder, story.pinned(), &ALL).findings;
    assert!(has(&findings, Some(index), "replay"), "{findings:?}");
}

#[test]
fn a_count_changed_by_the_operator_is_found_by_counting_again() {
    let story = story();
    let bundle = exported(&story);
    let index = story.leaves.len() - 1;
    let mut leaves = story.leaves.clone();
    let text = String::from_utf8(leaves[index].clone()).unwrap();
    assert!(text.contains(r#""counted":3"#), "{text}");
    leaves[index] = text.replacen(r#""counted":3"#, r#""counted":4"#, 1).into_bytes();
    signed_anew(&story, &leaves, &bundle);
    let findings = audit(&bundle.folder, story.pinned(), &[Check::Replay]).findings;
    assert!(has(&findings, Some(index as u64), "replay"), "{findings:?}");
    assert!(has(&findings, Some(index as u64), "tally"), "{findings:?}");
}

#[test]
fn another_winner_another_seed_and_another_digest_of_a_choice_are_found_by_counting_again() {
    let story = choosing();
    let bundle = exported(&story);
    assert!(audit(&bundle.folder, story.pinned(), &ALL).is_clean());
    let index = story.leaves.len() - 1;
    let text = String::from_utf8(story.leaves[index].clone()).unwrap();
    let leaf = Leaf::parse(&story.leaves[index]).unwrap();
    let seed = format!(r#""seed":"{}""#, leaf.prev);
    assert!(text.contains(&seed), "the lot is drawn from the head before: {text}");
    let (won, lost) =
        if text.contains(r#""winners":["ten"]"#) { ("ten", "thirty") } else { ("thirty", "ten") };
    let digest = text.split(r#""outcome":{"digest":""#).nth(1).unwrap().get(..64).unwrap().to_owned();
    for (stands, forged) in [
        (format!(r#""winners":["{won}"]"#), format!(r#""winners":["{lost}"]"#)),
        (seed.clone(), format!(r#""seed":"{}""#, "5e".repeat(32))),
        (digest, "0d".repeat(32)),
    ] {
        let mut leaves = story.leaves.clone();
        leaves[index] = text.replacen(&stands, &forged, 1).into_bytes();
        assert_ne!(leaves[index], story.leaves[index]);
        signed_anew(&story, &leaves, &bundle);
        let findings = audit(&bundle.folder, story.pinned(), &[Check::Replay]).findings;
        assert!(has(&findings, Some(index as u64), "replay"), "{forged}: {findings:?}");
        if !forged.contains("seed") {
            assert!(has(&findings, Some(index as u64), "tally"), "{forged}: {findings:?}");
        }
    }
}

#[test]
fn a_ballot_on_options_changed_by_the_operator_is_found_by_replay() {
    let story = choosing();
    let bundle = exported(&story);
    let index = story.index_of("cast_marks");
    let mut leaves = story.leaves.clone();
    let text = String::from_utf8(leaves[index as usize].clone()).unwrap();
    let (command, events) = text.split_once(r#","events":"#).unwrap();
    let events = events.replacen(r#"["ten","thirty"]"#, r#"["thirty"]"#, 1);
    leaves[index as usize] = format!(r#"{command},"events":{events}"#).into_bytes();
    signed_anew(&story, &leaves, &bundle);
    let findings = audit(&bundle.folder, story.pinned(), &ALL).findings;
    assert!(has(&findings, Some(index), "replay"), "{findings:?}");
}

#[test]
fn an_entry_dropped_doubled_or_moved_is_reported_once_as_a_wrong_index() {
    let story = story();
    let bundle = exported(&story);
    let index_findings = |leaves: &[Vec<u8>]| {
        let findings = found(&story, &bundle, leaves, &[Check::Chain]);
        findings.into_iter().filter(|finding| finding.check == "index").collect::<Vec<_>>()
    };
    let mut dropped = story.leaves.clone();
    dropped.remove(5);
    assert_eq!(index_findings(&dropped).iter().map(|f| f.index).collect::<Vec<_>>(), [Some(5)]);
    let mut doubled = story.leaves.clone();
    doubled.insert(5, story.leaves[5].clone());
    assert_eq!(index_findings(&doubled).iter().map(|f| f.index).collect::<Vec<_>>(), [Some(6)]);
    let mut swapped = story.leaves.clone();
    swapped.swap(5, 6);
    assert_eq!(index_findings(&swapped).first().unwrap().index, Some(5));
}

#[test]
fn a_book_cut_off_spliced_or_longer_than_its_checkpoint_is_found_at_the_cut() {
    let (story, foreign) = (story(), other_story());
    let bundle = exported(&story);
    let size = story.leaves.len() as u64;
    let cut = &story.leaves[..story.leaves.len() - 3];
    assert!(has(&found(&story, &bundle, cut, &VERIFY), Some(size - 3), "tree"));
    let mut longer = story.leaves.clone();
    longer.push(story.leaves[3].clone());
    assert!(has(&found(&story, &bundle, &longer, &VERIFY), Some(size), "tree"));
    let spliced = [&story.leaves[..10], &foreign.leaves[10..]].concat();
    let findings = found(&story, &bundle, &spliced, &VERIFY);
    assert!(has(&findings, Some(10), "chain") && has(&findings, Some(10), "origin"));
    bundle.set("book.jsonl", b"");
    let empty = audit(&bundle.folder, Pin::Waived, &VERIFY).findings;
    assert!(has(&empty, Some(0), "tree") && has(&empty, None, "checkpoint"));
}

#[test]
fn a_torn_last_line_is_found() {
    let story = story();
    let bundle = exported(&story);
    let book = bundle.get("book.jsonl");
    let last = story.leaves.len() as u64 - 1;
    bundle.set("book.jsonl", &book[..book.len() - 1]);
    let findings = audit(&bundle.folder, story.pinned(), &VERIFY).findings;
    assert_eq!(findings.len(), 1);
    assert!(has(&findings, Some(last), "leaf"));
    bundle.set("book.jsonl", &book[..book.len() - 20]);
    assert!(has(&audit(&bundle.folder, story.pinned(), &VERIFY).findings, Some(last), "leaf"));
}

#[test]
fn every_changed_byte_of_checkpoint_and_policy_is_found() {
    let story = story();
    let bundle = exported(&story);
    for name in ["checkpoint", "policy"] {
        let good = bundle.get(name);
        for at in 0..good.len() {
            for bit in [1, 4, 0x20] {
                let mut changed = good.clone();
                changed[at] ^= bit;
                bundle.set(name, &changed);
                let report = audit(&bundle.folder, story.pinned(), &[Check::Checkpoint]);
                assert!(!report.is_clean(), "{name}: bit {bit} of byte {at}");
            }
        }
        bundle.set(name, &good);
        std::fs::remove_file(bundle.folder.join(name)).unwrap();
        let report = audit(&bundle.folder, story.pinned(), &[Check::Checkpoint]);
        assert!(report.findings.iter().any(|finding| finding.check == name), "{name} removed");
        bundle.set(name, &good);
    }
}

#[test]
fn a_whole_book_signed_under_another_log_key_is_found_only_by_who_has_pinned_the_right_one() {
    let story = story();
    let bundle = exported(&story);
    let forged = LogKey::from_seed(&seed("forger"));
    let checkpoint = Checkpoint::parse_unverified(story.checkpoint.as_bytes()).unwrap();
    bundle.set("checkpoint", checkpoint.sign(&forged).as_bytes());
    let findings = audit(&bundle.folder, story.pinned(), &VERIFY).findings;
    assert!(has(&findings, None, "checkpoint"));
    // Pinning the forger's key shows that the book was founded for another.
    let forger = yishi_log::checkpoint::LogVerifier::new(&story.cast.origin, &forged.public()).unwrap();
    let findings = audit(&bundle.folder, Pin::Key(forger), &VERIFY).findings;
    assert!(has(&findings, Some(0), "checkpoint"));
    // A bundle of another book is found whoever signed it.
    let other = exported(&other_story());
    assert!(has(&audit(&other.folder, story.pinned(), &VERIFY).findings, None, "checkpoint"));
    assert!(has(&audit(&other.folder, story.pinned(), &VERIFY).findings, Some(0), "origin"));
}

#[test]
fn a_command_signed_by_a_key_that_is_not_in_force_is_found_at_its_entry() {
    let story = story();
    let bundle = exported(&story);
    let index = story.index_of("cast_ballot") as usize;
    let stranger = Person::named("stranger");
    let mut leaves = story.leaves.clone();
    let leaf = Leaf::parse(&story.leaves[index]).unwrap();
    let own = hex::encode(leaf.key);
    let command = leaf.command.replace(&own, &stranger.public().to_string());
    let signature = stranger.key().sign_command(command.as_bytes());
    leaves[index] = Leaf { command: &command, key: stranger.public().0, signature, ..leaf }.encode().unwrap();
    signed_anew(&story, &leaves, &bundle);
    let findings = audit(&bundle.folder, story.pinned(), &VERIFY).findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(has(&findings, Some(index as u64), "key"));
    // A key enrolled for somebody else does not pass either.
    let other = &story.cast.residents[3];
    let command = leaf.command.replace(&own, &other.public().to_string());
    let signature = other.key().sign_command(command.as_bytes());
    leaves[index] = Leaf { command: &command, key: other.public().0, signature, ..leaf }.encode().unwrap();
    signed_anew(&story, &leaves, &bundle);
    let findings = audit(&bundle.folder, story.pinned(), &VERIFY).findings;
    assert!(has(&findings, Some(index as u64), "key"), "{findings:?}");
}

#[test]
fn time_that_goes_back_is_found() {
    let story = story();
    let bundle = exported(&story);
    let mut leaves = story.leaves.clone();
    let leaf = Leaf::parse(&story.leaves[4]).unwrap();
    leaves[4] = Leaf { recorded_at_ms: leaf.recorded_at_ms - 1, ..leaf }.encode().unwrap();
    signed_anew(&story, &leaves, &bundle);
    let findings = audit(&bundle.folder, story.pinned(), &VERIFY).findings;
    assert!(has(&findings, Some(4), "time"), "{findings:?}");
}

#[test]
fn a_prev_of_the_first_entry_other_than_zero_is_found() {
    let story = story();
    let bundle = exported(&story);
    let leaf = Leaf::parse(&story.leaves[0]).unwrap();
    let mut leaves = story.leaves.clone();
    leaves[0] = Leaf { prev: ChainHash::of(b"before"), ..leaf }.encode().unwrap();
    assert!(has(&found(&story, &bundle, &leaves, &[Check::Chain]), Some(0), "chain"));
}

#[test]
fn findings_of_a_check_are_listed_up_to_the_limit_and_counted_beyond() {
    let story = story();
    let bundle = exported(&story);
    let foreign = other_story();
    bundle.set_leaves(&foreign.leaves);
    let plan = yishi_audit::Plan { checks: [Check::Chain].into(), pin: story.pinned(), limit: 2, threads: 1 };
    let opened = yishi_audit::bundle::Bundle::open(&bundle.folder).unwrap();
    let report = yishi_audit::verify(&opened, &plan, &yishi_audit::Progress::hidden()).unwrap();
    assert_eq!(report.findings.iter().filter(|finding| finding.check == "origin").count(), 2);
    assert_eq!(report.checked.omitted["origin"], foreign.leaves.len() as u64 - 2);
}
