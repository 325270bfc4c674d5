//! Amendments against the words themselves.

use std::collections::BTreeMap;
use yishi_book::{MAX_AMENDED_BYTES, Refusal, amending_documents, check_amending};
use yishi_core::{
    AcceptAmendments, AmendmentId, Command, Commitment, DocumentHash, ParagraphEdit, ProposalId,
    ProposeAmendment,
};
use yishi_log::text::document_hash;

const BASE: &str = "公约\n\n第一条 安静。\n第二条 停车。\n第三条 垃圾。\n";

fn hash(text: &str) -> DocumentHash {
    DocumentHash(document_hash(text.as_bytes()))
}

fn replace(first: u32, last: u32, wording: &str, paragraphs: u32) -> ParagraphEdit {
    ParagraphEdit::Replace { first, last, wording: hash(wording), paragraphs }
}

fn propose(edit: ParagraphEdit) -> Command {
    let proposal = ProposalId::first(3);
    ProposeAmendment { proposal, base: hash(BASE), edit, reason: Commitment([1; 32]) }.into()
}

fn accept(edits: &[ParagraphEdit], text: &str) -> Command {
    let ids = (10..).map(AmendmentId::first);
    let amendments = ids.zip(edits.iter().cloned()).collect();
    let proposal = ProposalId::first(3);
    AcceptAmendments { proposal, base: hash(BASE), amendments, document: hash(text) }.into()
}

fn check(command: &Command, texts: &[&str]) -> Result<(), Refusal> {
    let texts = texts.iter().chain([&BASE]);
    let documents: BTreeMap<DocumentHash, Vec<u8>> =
        texts.map(|text| (hash(text), text.as_bytes().to_vec())).collect();
    assert!(amending_documents(command).iter().all(|hash| documents.contains_key(hash)));
    check_amending(command, &documents)
}

#[test]
fn the_place_lies_in_the_text_and_the_wording_is_as_many_paragraphs_as_was_said() {
    let new = "第三条 分类。\n\n第四条 定时。\n";
    assert_eq!(check(&propose(replace(4, 4, new, 2)), &[new]), Ok(()));
    let missing = Refusal::ParagraphMissing { last: 5, paragraphs: 4 };
    assert_eq!(check(&propose(replace(4, 5, new, 2)), &[new]), Err(missing));
    let miscounted = Refusal::WordingMiscounted { said: 1, found: 2 };
    assert_eq!(check(&propose(replace(4, 4, new, 1)), &[new]), Err(miscounted));
    let end = |after| ParagraphEdit::Insert { after, wording: hash(new), paragraphs: 2 };
    assert_eq!(check(&propose(end(4)), &[new]), Ok(()));
    assert!(matches!(check(&propose(end(5)), &[new]), Err(Refusal::ParagraphMissing { last: 5, .. })));
    assert_eq!(check(&propose(ParagraphEdit::Delete { first: 1, last: 4 }), &[]), Ok(()));
    let same = "第二条 停车。";
    assert_eq!(check(&propose(replace(3, 3, same, 1)), &[same]), Err(Refusal::NothingAmended));
}

#[test]
fn what_is_no_plain_text_is_not_amended() {
    let documents = [(hash(BASE), vec![0xff])].into();
    let refused = check_amending(&propose(ParagraphEdit::Delete { first: 1, last: 1 }), &documents);
    assert!(matches!(refused, Err(Refusal::TextRefused { .. })), "{refused:?}");
}

#[test]
fn a_text_that_is_amended_or_amends_has_a_longest_size() {
    let longest = "长".repeat(MAX_AMENDED_BYTES / 3) + "x";
    assert_eq!(longest.len(), MAX_AMENDED_BYTES);
    assert_eq!(check(&propose(replace(2, 2, &longest, 1)), &[&longest]), Ok(()));
    let longer = longest.clone() + "x";
    let refused = |found: Result<(), Refusal>| matches!(found, Err(Refusal::TextRefused { .. }));
    assert!(refused(check(&propose(replace(2, 2, &longer, 1)), &[&longer])));
    let blank = "第二条 停车。\n第三条 垃圾。".to_owned() + &"\n".repeat(MAX_AMENDED_BYTES);
    assert!(refused(check(&accept(&[ParagraphEdit::Delete { first: 1, last: 2 }], &blank), &[&blank])));
}

#[test]
fn more_amendments_than_are_taken_over_at_once_are_refused_before_a_text_is_read() {
    let edits = |number: u32| -> Vec<ParagraphEdit> {
        let wording = |after: u32| hash(&after.to_string());
        (0..number)
            .map(|after| ParagraphEdit::Insert { after, wording: wording(after), paragraphs: 1 })
            .collect()
    };
    assert_eq!(amending_documents(&accept(&edits(20), "")).len(), 22);
    let many = accept(&edits(21), "");
    assert!(amending_documents(&many).is_empty());
    let refused = check_amending(&many, &BTreeMap::new());
    assert_eq!(refused.map_err(|refusal| refusal.code()), Err("out_of_range".to_owned()));
}

#[test]
fn a_new_text_is_exactly_the_base_with_the_amendments_made() {
    let new = "第二条 一车一位。";
    let edits = [replace(3, 3, new, 1), ParagraphEdit::Delete { first: 2, last: 2 }];
    let exact = "公约\n第二条 一车一位。\n第三条 垃圾。";
    assert_eq!(check(&accept(&edits, exact), &[new, exact]), Ok(()), "blank lines are no paragraphs");
    let differs = |paragraph, expected: &str, found: &str| {
        let (expected, found) = (expected.to_owned(), found.to_owned());
        Err(Refusal::AmendedTextDiffers { paragraph, expected, found })
    };
    let rival =
        [replace(3, 3, new, 1), ParagraphEdit::Insert { after: 3, wording: hash(new), paragraphs: 1 }];
    let twice = Err(Refusal::PlaceChangedTwice { paragraph: 3 });
    assert_eq!(check(&accept(&rival, exact), &[new, exact]), twice);
    let word = "公约\n第二条 一车两位。\n第三条 垃圾。";
    assert_eq!(check(&accept(&edits, word), &[new, word]), differs(2, new, "第二条 一车两位。"));
    let more = format!("{exact}\n第四条 罚款。");
    assert_eq!(check(&accept(&edits, &more), &[new, &more]), differs(4, "", "第四条 罚款。"));
    let less = "公约\n第二条 一车一位。";
    assert_eq!(check(&accept(&edits, less), &[new, less]), differs(3, "第三条 垃圾。", ""));
    let half = "公约\n第一条 安静。\n第二条 一车一位。\n第三条 垃圾。";
    assert_eq!(check(&accept(&edits, half), &[new, half]), differs(2, new, "第一条 安静。"));
}
