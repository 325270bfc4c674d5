//! Hard matters: who names whom, and by when answers are owed; and who confirms recorded rulings.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line};
use crate::words::{period, say};
use yishi_core::{HardMattersClause, RulingsClause};

impl Speaker<'_> {
    pub(super) fn hard_matters(self, clause: Option<&HardMattersClause>) -> Option<Item> {
        let language = self.language;
        let HardMattersClause { named_by, sponsors, answer, answerers_at_most } = clause?;
        let path = ClausePath::of("hard_matters");
        let namers = self.list(named_by.iter().map(|seat| self.seat(seat)));
        let sponsors = self.list(sponsors.iter().map(|seat| self.seat(seat)));
        let within = period(language, *answer);
        let about = |english: &str, chinese: &str| say!(language, "{english}", "{chinese}");
        let lines = vec![
            Line::new(
                path.then("named_by"),
                about("who names for hard matters", "难题由谁指名"),
                namers.clone(),
                say!(
                    language,
                    "For a hard matter {namers} name(s) who stands for it, which body solves it and who answers.",
                    "遇到难题,由{namers}指定领题人、解题组织和答题人。"
                ),
            ),
            Line::new(
                path.then("sponsors"),
                about("who stands for hard matters", "难题由谁领题"),
                sponsors.clone(),
                say!(language, "These may stand for it: {sponsors}.", "可以领题的席位:{sponsors}。"),
            ),
            Line::new(
                path.then("answer"),
                about("deadline for answers on hard matters", "答题期限"),
                within.clone(),
                say!(
                    language,
                    "Each who is named to answer does so within {within}; who does not is on record.",
                    "答题人须在{within}内答题;逾期的记录在案。"
                ),
            ),
            Line::silent(
                path.then("answerers_at_most"),
                about("most who answer on one matter", "每题答题人数上限"),
                answerers_at_most.to_string(),
            ),
        ];
        Some(Item::plain(path, say!(language, "hard matters", "难题领答"), lines))
    }

    pub(super) fn rulings(self, clause: Option<&RulingsClause>) -> Option<Item> {
        let language = self.language;
        let RulingsClause { confirmed_by } = clause?;
        let path = ClausePath::of("rulings");
        let seats = self.list(confirmed_by.iter().map(|seat| self.seat(seat)));
        let line = Line::new(
            path.then("confirmed_by"),
            say!(language, "who confirms recorded rulings", "裁判登记由谁复核"),
            seats.clone(),
            say!(
                language,
                "A ruling of a court or an authority that somebody recorded holds once somebody else of these has confirmed it: {seats}.",
                "登记的法院裁判或行政决定,须由登记人以外的{seats}复核后生效。"
            ),
        );
        Some(Item::plain(path, say!(language, "rulings", "裁判登记"), vec![line]))
    }
}
