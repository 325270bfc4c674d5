//! What looks alike, how much, and why.

use yishi_similar::{Index, LEAST_POINTS, LookAlike};

const TEXTS: [&str; 8] = [
    "小区路灯不亮，晚上看不清路",
    "电梯经常停在三楼，老人出行不便",
    "希望在小区门口增加电动车充电桩",
    "垃圾桶太少，夏天气味很大",
    "地下车库漏水，墙皮脱落",
    "广场舞音量太大影响孩子写作业",
    "希望修一条无障碍坡道，方便轮椅进出",
    "Cars stand on the lawn again",
];

fn index() -> Index<usize> {
    let mut index = Index::default();
    for (id, text) in TEXTS.iter().enumerate() {
        index.insert(id, text);
    }
    index
}

fn ask(index: &Index<usize>, text: &str) -> Vec<LookAlike<usize>> {
    index.search(text, usize::MAX, 10, |_| true)
}

fn found(text: &str) -> Vec<usize> {
    ask(&index(), text).into_iter().map(|found| found.id).collect()
}

#[test]
fn a_broken_lamp_looks_like_a_lamp_that_is_dark_and_says_by_which_word() {
    let found = ask(&index(), "路灯坏了");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, 0);
    assert!((30..70).contains(&found[0].points), "{}", found[0].points);
    assert_eq!(&*found[0].shared[0].term, "路灯");
}

#[test]
fn texts_about_other_things_are_not_told() {
    assert_eq!(found("楼上装修噪音扰民"), []);
    assert_eq!(found("The heating is cold"), []);
    assert_eq!(found("。。。"), []);
}

#[test]
fn the_same_words_have_all_the_points_whatever_stands_between_them() {
    let found = ask(&index(), "地下车库，漏水！！墙皮也脱落了");
    assert_eq!((found[0].id, found[0].points), (4, 100));
    assert_eq!(found.len(), 1);
}

#[test]
fn points_of_the_terms_add_up_to_those_of_the_text() {
    for text in TEXTS.iter().chain(&["希望小区门口晚上有路灯", "充电桩太少", "lawn and cars"])
    {
        for found in ask(&index(), text) {
            let sum: u32 = found.shared.iter().map(|shared| shared.points).sum();
            assert_eq!(found.points, sum, "{text}");
            assert!((LEAST_POINTS..=100).contains(&found.points), "{text}");
        }
    }
}

#[test]
fn a_rare_word_tells_more_than_a_common_one() {
    let mut index = index();
    (10..60).for_each(|id| index.insert(id, "小区通知"));
    let found = ask(&index, "小区充电桩");
    assert_eq!(found[0].id, 2, "the rare word decides");
    let points = |term: &str| found[0].shared.iter().find(|shared| &*shared.term == term).unwrap().points;
    assert!(points("充电") > 2 * points("小区"));
}

#[test]
fn equals_come_in_the_order_of_their_ids_and_no_more_than_asked() {
    let mut index = Index::default();
    for id in [5, 3, 9, 1] {
        index.insert(id, "电梯坏了");
    }
    let order =
        |most| index.search("电梯坏了", 100, most, |_| true).iter().map(|found| found.id).collect::<Vec<_>>();
    assert_eq!(order(10), [1, 3, 5, 9]);
    assert_eq!(order(2), [1, 3]);
    assert_eq!(order(0), []);
}

#[test]
fn what_is_not_wanted_is_left_out() {
    let found = index().search("路灯不亮", usize::MAX, 10, |id| id != 0);
    assert_eq!(found, []);
}

#[test]
fn what_was_removed_leaves_no_trace() {
    let mut index = index();
    index.insert(99, "绝无仅有的词语");
    index.remove(99);
    index.remove(77);
    assert_eq!(index, self::index());
    assert_eq!(ask(&index, "绝无仅有的词语"), []);
}

#[test]
fn an_unknown_word_is_found_by_its_pairs() {
    let mut index = index();
    index.insert(50, "龘靐齉路段积水");
    assert_eq!(ask(&index, "龘靐齉")[0].id, 50);
}
