//! Who deliberates: the community, its levels, its councils and the benches in them.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line, steps};
use crate::words::{none, say};
use yishi_core::{BenchClause, CouncilClause, Level};

impl Speaker<'_> {
    pub(super) fn name(self, name: &str) -> Item {
        let language = self.language;
        let about = say!(language, "name of the community", "社区名称");
        let sentence = say!(language, "This is the charter of {name}.", "本章程适用于{name}。");
        let line = Line::new(ClausePath::of("name"), about.clone(), name.to_owned(), sentence);
        Item::plain(ClausePath::of("name"), about, vec![line])
    }

    pub(super) fn levels(self, levels: &[Level]) -> Item {
        let language = self.language;
        let path = ClausePath::of("levels");
        let names = self.list(levels.iter().map(|level| level.name.clone()));
        let mut sentence =
            say!(language, "Levels of councils, lowest first: {names}.", "议事层级由低到高:{names}。");
        let keys = steps(&levels.iter().map(|level| level.id.as_str()).collect::<Vec<_>>());
        let lines = levels.iter().zip(keys).map(|(Level { id, name }, key)| {
            let about = say!(language, "level {id}", "层级 {id}");
            Line::new(path.then(&key), about, name.clone(), std::mem::take(&mut sentence))
        });
        let lines = lines.collect();
        Item::plain(path, say!(language, "levels", "层级"), lines)
    }

    pub(super) fn councils(self, councils: &[CouncilClause]) -> Vec<Item> {
        let keys = steps(&councils.iter().map(|council| council.id.as_str()).collect::<Vec<_>>());
        councils.iter().zip(keys).map(|(council, key)| self.one_council(council, &key)).collect()
    }

    fn one_council(self, council: &CouncilClause, key: &str) -> Item {
        let language = self.language;
        let CouncilClause { id, name, level, parent } = council;
        let path = ClausePath::of("councils").then(key);
        let level = self.level(level);
        let above = parent.as_ref().map(|parent| self.council(parent));
        let sentence = match &above {
            Some(above) => {
                say!(
                    language,
                    "{name} is a council at level {level}, below {above}.",
                    "{name}设在{level},上级是{above}。"
                )
            }
            None => say!(
                language,
                "{name} is the highest council, at level {level}.",
                "{name}设在{level},是最高一级议事会。"
            ),
        };
        let about = |english: &str, chinese: &str| say!(language, "{english}", "{chinese}");
        let lines = vec![
            Line::new(path.then("name"), about("name", "名称"), name.clone(), sentence),
            Line::silent(path.then("level"), about("level", "层级"), level),
            Line::silent(
                path.then("parent"),
                about("council above", "上级"),
                above.unwrap_or_else(|| none(language)),
            ),
        ];
        Item::plain(path, say!(language, "council {id}", "议事会 {id}"), lines)
    }

    pub(super) fn benches(self, benches: &[BenchClause]) -> Item {
        let language = self.language;
        let path = ClausePath::of("benches");
        let names = self.list(benches.iter().map(|bench| bench.name.clone()));
        let mut sentence = say!(language, "Parties in the councils: {names}.", "参加议事的各方:{names}。");
        let keys = steps(&benches.iter().map(|bench| bench.id.as_str()).collect::<Vec<_>>());
        let lines = benches.iter().zip(keys).map(|(BenchClause { id, name }, key)| {
            let about = say!(language, "bench {id}", "方 {id}");
            Line::new(path.then(&key), about, name.clone(), std::mem::take(&mut sentence))
        });
        let lines = lines.collect();
        Item::plain(path, say!(language, "benches", "各方"), lines)
    }
}
