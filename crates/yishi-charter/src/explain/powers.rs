//! Who may do what: seats with their powers, and the registrars.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line, steps};
use crate::words::{act, power, say, short, voting};
use yishi_core::{Grant, RegistrarClause, SeatClause};

impl Speaker<'_> {
    pub(super) fn seats(self, seats: &[SeatClause]) -> Vec<Item> {
        let keys = steps(&seats.iter().map(|seat| seat.id.as_str()).collect::<Vec<_>>());
        seats.iter().zip(keys).map(|(seat, key)| self.one_seat(seat, &key)).collect()
    }

    fn one_seat(self, seat: &SeatClause, key: &str) -> Item {
        let language = self.language;
        let SeatClause { id: _, name, bench, level, holders, votes, powers } = seat;
        let path = ClausePath::of("seats").then(key);
        let (bench, level, votes) = (self.bench(bench), self.level(level), voting(language, *votes));
        let sentence = say!(
            language,
            "Every council at level {level} has at most {holders} of them, on the bench {bench}; each {votes}.",
            "{level}的每个议事会至多{holders}席,属{bench};{votes}。"
        );
        let about = |english: &str, chinese: &str| say!(language, "{english}", "{chinese}");
        let mut lines = vec![
            Line::new(path.then("name"), about("name", "名称"), name.clone(), sentence),
            Line::silent(path.then("bench"), about("bench", "所属方"), bench),
            Line::silent(path.then("level"), about("level", "层级"), level),
            Line::silent(path.then("holders"), about("number of holders", "席数"), holders.to_string()),
            Line::silent(path.then("votes"), about("vote in the council", "表决"), votes.to_owned()),
        ];
        let keys = steps(&powers.iter().map(|grant| grant.power.name()).collect::<Vec<_>>());
        let grants = powers.iter().zip(keys);
        lines.extend(grants.map(|(grant, key)| self.grant(*grant, path.then("powers").then(&key))));
        let short = short(name);
        Item::headed(path, say!(language, "Seat “{short}”", "席位「{short}」"), lines)
    }

    fn grant(self, grant: Grant, clause: ClausePath) -> Line {
        let language = self.language;
        let Grant { power: granted, over } = grant;
        let (name, act, reach) = (power(language, granted), act(language, granted), self.reach(over));
        Line::new(
            clause,
            say!(language, "power to {name}", "「{name}」的权限范围"),
            reach.to_owned(),
            say!(language, "May {act}, {reach}.", "可在{reach}范围内{act}。"),
        )
    }

    pub(super) fn registrars(self, clause: &RegistrarClause) -> Item {
        let language = self.language;
        let RegistrarClause { threshold } = clause;
        let path = ClausePath::of("registrars");
        let line = Line::new(
            path.then("threshold"),
            say!(language, "registrars who must agree", "须共同确认的登记员人数"),
            threshold.to_string(),
            say!(
                language,
                "A key is enrolled or revoked when {threshold} registrar(s) agree.",
                "登记或吊销密钥,须有{threshold}名登记员共同确认。"
            ),
        );
        Item::headed(path, say!(language, "Registrars", "登记员"), vec![line])
    }
}
