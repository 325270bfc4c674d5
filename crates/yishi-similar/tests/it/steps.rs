//! Texts come and go in any order: the index is the one that would be built of those that stand.

use proptest::prelude::*;
use std::collections::BTreeMap;
use yishi_similar::Index;

const WORDS: [&str; 12] =
    ["路灯", "电梯", "小区", "停车", "漏水", "龘", "靐", "的", "，", " lamp ", "Ｐ３", "垃圾桶"];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 0..8).prop_map(|words| words.concat())
}

fn steps() -> impl Strategy<Value = Vec<(u8, Option<String>)>> {
    prop::collection::vec((0_u8..20, prop::option::weighted(0.8, text())), 0..60)
}

fn built(texts: impl IntoIterator<Item = (u8, String)>) -> Index<u8> {
    let mut index = Index::default();
    texts.into_iter().for_each(|(id, text)| index.insert(id, &text));
    index
}

proptest! {
    #[test]
    fn an_index_kept_in_step_is_the_index_built_anew(steps in steps()) {
        let (mut index, mut standing) = (Index::default(), BTreeMap::new());
        for (id, text) in steps {
            match text {
                Some(text) => {
                    index.insert(id, &text);
                    standing.insert(id, text);
                }
                None => {
                    index.remove(id);
                    standing.remove(&id);
                }
            }
            prop_assert_eq!(index.ids(), standing.keys().copied().collect::<Vec<_>>());
        }
        prop_assert_eq!(index, built(standing));
    }

    #[test]
    fn before_a_bound_the_answer_is_that_of_an_index_which_never_held_the_rest(
        texts in prop::collection::btree_map(0_u8..20, text(), 0..20), bound in 0_u8..21, asked in text()
    ) {
        let earlier = texts.clone().into_iter().filter(|(id, _)| *id < bound);
        let (all, earlier) = (built(texts.clone()), built(earlier));
        prop_assert_eq!(
            all.search(&asked, bound, 5, |_| true),
            earlier.search(&asked, u8::MAX, 5, |_| true)
        );
    }

    #[test]
    fn any_text_is_taken_and_found_again(text in any::<String>()) {
        let mut index = Index::default();
        index.insert(1, &text);
        let said = !yishi_similar::terms(&text).is_empty();
        let found = index.search(&text, 2, 1, |_| true);
        prop_assert_eq!(found.first().map(|found| (found.id, found.points)), said.then_some((1, 100)));
    }
}
