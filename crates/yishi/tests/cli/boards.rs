//! The notice board as files: whole, linked, for one language or both, and never over the files of others.

use crate::run::{expect, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use yishi_testkit::codes_of;

fn founded(folder: &Path) {
    let init = ["init", "--data", "book", "--name", "渭阳社区", "--operator-domain", "example.org"];
    expect(folder, 0, &[&init[..], &["--charter", "weiyang"]].concat());
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry));
        } else {
            found.insert(entry);
        }
    }
    found
}

/// Every link of every page leads to a file.
fn is_linked(board: &Path) {
    for page in files(board).iter().filter(|page| page.extension().is_some_and(|ending| ending == "html")) {
        let html = std::fs::read_to_string(page).unwrap();
        assert!(!html.contains("<script") && html.len() < 50_000, "{}", page.display());
        for link in html.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let target = page.parent().unwrap().join(link);
            assert!(target.is_file(), "{link} in {}", page.display());
        }
    }
}

#[test]
fn the_board_lies_there_as_linked_files_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    founded(here);
    let export = ["export", "board", "--data", "book", "--out", "board"];
    let told = json(here, &[&export[..], &["--json"]].concat());
    assert_eq!(told["languages"], serde_json::json!(["zh-CN", "en"]));
    let board = here.join("board");
    assert_eq!(told["files"], files(&board).len());
    is_linked(&board);
    let (chinese, english) = (board.join("zh-CN/board"), board.join("en/board"));
    let overview = std::fs::read_to_string(chinese.join("index.html")).unwrap();
    assert!(overview.contains("渭阳") && overview.contains("../../en/board/index.html"), "{overview}");
    assert!(english.join("entries/0.receipt").is_file() && english.join("councils/weiyang.atom").is_file());

    let refused = expect(here, 1, &export);
    assert!(refused.err.contains("is not empty"), "{refused:?}");
}

#[test]
fn one_language_with_an_address_has_codes_and_no_link_to_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    founded(here);
    let export = ["export", "board", "--data", "book", "--out", "board", "--language", "en"];
    let said = expect(here, 0, &[&export[..], &["--public-address", "https://board.example.org"]].concat());
    assert!(said.out.contains("written to board"), "{said:?}");
    let board = here.join("board");
    is_linked(&board);
    assert!(!board.join("zh-CN").exists());
    let entry = std::fs::read_to_string(board.join("en/board/entries/0.html")).unwrap();
    assert!(
        entry.contains("https://board.example.org/en/board/entries/0.html") && !entry.contains("hreflang"),
        "{entry}"
    );
    assert_eq!(codes_of(&entry), ["https://board.example.org/en/board/entries/0.html"]);
    expect(here, 2, &["export", "board", "--data", "book", "--out", "other", "--language", "fr"]);
    let long = format!("https://{}.example", "long".repeat(63));
    expect(here, 2, &["export", "board", "--data", "book", "--out", "other", "--public-address", &long]);
    assert!(!here.join("other").exists());
}

#[test]
fn files_of_others_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    founded(here);
    std::fs::create_dir(here.join("mine")).unwrap();
    std::fs::write(here.join("mine/index.html"), "mine").unwrap();
    let refused = expect(here, 1, &["export", "board", "--data", "book", "--out", "mine", "--json"]);
    assert!(refused.out.contains("is not empty"), "{refused:?}");
    assert_eq!(std::fs::read_to_string(here.join("mine/index.html")).unwrap(), "mine");
    assert_eq!(files(&here.join("mine")).len(), 1);
    expect(here, 3, &["export", "board", "--data", "nowhere", "--out", "new"]);
    assert!(!here.join("new").exists());
}
