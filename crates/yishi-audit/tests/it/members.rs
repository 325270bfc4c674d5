//! What stands in somebody's name: own keys, proxies, paper, and the keys' history.

use crate::fixture::{Exported, Story, exported, story};
use crate::receipts::run;
use crate::voting::{every_channel, papers_for_others};
use serde_json::Value;
use yishi_audit::command::{EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE};
use yishi_core::NEWEST_RULESET;

fn asked(story: &Story, bundle: &Exported, who: [&str; 2]) -> Value {
    let (folder, vkey) = (bundle.folder.to_string_lossy().into_owned(), story.cast.verifier().to_vkey());
    let (code, out, err) = run(&["member", &folder, who[0], who[1], "--vkey", &vkey, "--json"]);
    assert_eq!(code, EXIT_CLEAN, "{who:?}: {out}{err}");
    serde_json::from_str(&out).unwrap()
}

fn acts<'a>(report: &'a Value, kind: &str) -> Vec<&'a Value> {
    report["acts"].as_array().unwrap().iter().filter(|act| act["kind"] == kind).collect()
}

#[test]
fn what_a_member_did_with_their_own_key_stands_with_what_came_of_it() {
    let story = story();
    let bundle = exported(&story);
    let voter = &story.cast.residents[1];
    let report = asked(&story, &bundle, ["--member", voter.id.as_str()]);
    let ballots = acts(&report, "cast_ballot");
    assert_eq!(ballots.len(), 2);
    let second = ballots[1]["index"].as_u64().unwrap();
    let outcome = |act: &Value| act["outcome"].as_str().unwrap().to_owned();
    assert!(outcome(ballots[0]).ends_with(&format!("replaced by entry {second}")));
    assert!(outcome(ballots[1]).ends_with("counted"));
    assert!(ballots.iter().all(|act| act["way"]["way"] == "own_key" && act["key_status"] == "in_force"));
    assert_eq!(report["keys"][0]["key"], voter.public().to_string());
    assert_eq!(report["keys"][0]["signed"], report["acts"].as_array().unwrap().len());
    let by_key = asked(&story, &bundle, ["--key", &voter.public().to_string()]);
    assert_eq!(by_key, report);
}

#[test]
fn what_proxies_and_witnesses_of_paper_did_in_a_members_name_is_told_as_theirs() {
    let story = every_channel(NEWEST_RULESET);
    let bundle = exported(&story);
    let [proxy, principal, on_paper, silent] = [0, 1, 2, 3].map(|number| &story.cast.residents[number]);
    let report = asked(&story, &bundle, ["--member", principal.id.as_str()]);
    let cast = acts(&report, "cast_ballot");
    assert_eq!((cast.len(), cast[0]["way"]["way"].as_str()), (1, Some("proxy")));
    assert_eq!(cast[0]["way"]["proxy"], proxy.id.as_str());
    assert!(cast[0]["outcome"].as_str().unwrap().ends_with("counted"));
    let report = asked(&story, &bundle, ["--member", on_paper.id.as_str()]);
    for kind in ["enter_paper_ballot", "confirm_paper_ballot"] {
        assert_eq!(acts(&report, kind)[0]["way"]["way"], "paper", "{kind}");
    }
    let report = asked(&story, &bundle, ["--member", silent.id.as_str()]);
    assert_eq!(acts(&report, "cast_ballot").len(), 0);
    let named = report["named"].as_array().unwrap();
    assert!(named.iter().any(|entry| entry["kind"] == "record_service"), "{named:?}");
}

#[test]
fn papers_that_somebody_else_filled_in_stand_in_the_name_of_those_whose_right_it_is() {
    let story = papers_for_others(NEWEST_RULESET);
    let bundle = exported(&story);
    let [proxy, by_grant, in_writing] = [0, 1, 2].map(|number| &story.cast.residents[number]);
    for (holder, way) in [(by_grant, "proxy"), (in_writing, "written_authority")] {
        let report = asked(&story, &bundle, ["--member", holder.id.as_str()]);
        for kind in ["enter_paper_ballot", "confirm_paper_ballot"] {
            let [act] = acts(&report, kind)[..] else { panic!("{way}, {kind}: {report}") };
            assert_eq!((&act["way"]["way"], &act["way"]["proxy"]), (&way.into(), &proxy.id.as_str().into()));
        }
        let cast = acts(&report, "confirm_paper_ballot")[0];
        assert!(cast["outcome"].as_str().unwrap().ends_with("counted"), "{cast}");
    }
    let report = asked(&story, &bundle, ["--member", proxy.id.as_str()]);
    assert_eq!(acts(&report, "confirm_paper_ballot").len(), 2, "who filled them in");
    let folder = bundle.folder.to_string_lossy().into_owned();
    let (_, told, _) = run(&["member", &folder, "--member", in_writing.id.as_str(), "--unpinned"]);
    assert!(told.contains("on a written authority"), "{told}");
}

#[test]
fn the_report_for_people_is_in_either_language_and_names_what_was_not_checked() {
    let story = every_channel(NEWEST_RULESET);
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let member = story.cast.residents[1].id.as_str();
    let (_, english, _) = run(&["member", &folder, "--member", member, "--unpinned"]);
    for words in ["BY PROXY", "cast ballot", "not checked", "on their own device", "No findings."] {
        assert!(english.contains(words), "{words}: {english}");
    }
    let (_, chinese, _) = run(&["member", &folder, "--member", member, "--unpinned", "--language", "zh"]);
    for words in ["代投", "投票", "未核对", "由本人保管", "没有发现问题。"] {
        assert!(chinese.contains(words), "{words}: {chinese}");
    }
}

#[test]
fn nobody_of_that_name_and_a_book_that_is_not_the_signed_one_are_told_apart() {
    let story = story();
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    assert_eq!(run(&["member", &folder, "--member", "nobody", "--unpinned"]).0, EXIT_USAGE);
    assert_eq!(run(&["member", &folder, "--key", &"0".repeat(64), "--unpinned"]).0, EXIT_USAGE);
    assert_eq!(run(&["member", &folder, "--unpinned"]).0, EXIT_USAGE);
    let member = story.cast.residents[0].id.as_str();
    assert_eq!(run(&["member", &folder, "--member", member]).0, EXIT_FINDINGS, "no key from elsewhere");
    bundle.set_leaves(&story.leaves[..story.leaves.len() - 1]);
    let (code, out, _) = run(&["member", &folder, "--member", member, "--unpinned"]);
    assert!(code == EXIT_FINDINGS && out.contains("the book: tree: "), "{out}");
    let mut leaves = story.leaves.clone();
    leaves[4].pop();
    bundle.set_leaves(&leaves);
    let (code, _, err) = run(&["member", &folder, "--member", member, "--unpinned"]);
    assert!(code == EXIT_FINDINGS && err.contains("entry 4 cannot be read"), "{err}");
}
