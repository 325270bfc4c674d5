//! What stands around the vote of an election: nominations, screening, a second round, alternates.

use super::Speaker;
use crate::clause::{ClausePath, Line};
use crate::words::{none, period, say};
use yishi_core::{
    AlternatesClause, CandidateOrder, CandidateScreeningClause, NominationClause, SecondRoundClause,
    SecondRoundNeed, SelfNomination, TooFew,
};

impl Speaker<'_> {
    pub(super) fn nomination(self, path: &ClausePath, clause: Option<&NominationClause>) -> Vec<Line> {
        let Some(clause) = clause else { return Vec::new() };
        let language = self.language;
        let NominationClause { window, accept, .. } = clause;
        let path = path.then("nomination");
        let [window, accept] = [*window, *accept].map(|found| period(language, found));
        let open = say!(
            language,
            "Candidates are nominated before the vote, for {window} at least.",
            "表决前提名候选人,提名期不少于{window}。"
        );
        let accepted = say!(
            language,
            "Who is nominated accepts by their own signature, up to {accept} after that.",
            "被提名人须本人签名接受,最迟在提名截止后{accept}内。"
        );
        let mut lines = vec![
            Line::new(path.then("window"), say!(language, "time for nominations", "提名期"), window, open),
            Line::new(
                path.then("accept"),
                say!(language, "time to accept", "接受提名的期限"),
                accept,
                accepted,
            ),
        ];
        lines.extend(self.who_nominates(&path, clause));
        lines.extend(self.how_many_stand(&path, clause));
        lines.extend(self.screening_of_candidates(&path.then("screening"), clause.screening.as_ref()));
        lines
    }

    fn who_nominates(self, path: &ClausePath, clause: &NominationClause) -> Vec<Line> {
        let language = self.language;
        let NominationClause { self_nomination, joint, seats, .. } = clause;
        let (own, alone) = match self_nomination {
            SelfNomination::Allowed => (
                say!(language, "yes", "可以"),
                say!(language, "Everybody who may vote may nominate themselves.", "有表决权的人可以自荐。"),
            ),
            SelfNomination::Refused => (
                say!(language, "no", "不可以"),
                say!(language, "Nobody nominates themselves.", "不接受自荐。"),
            ),
        };
        let number = joint.map_or_else(|| none(language), |number| number.to_string());
        let together = joint.map_or_else(String::new, |number| {
            say!(
                language,
                "{number} of those who may vote nominate somebody together.",
                "{number}名有表决权的人可以联名推荐一人。"
            )
        });
        let named = self.list(seats.iter().map(|seat| self.seat(seat)));
        let by_seat = if seats.is_empty() {
            String::new()
        } else {
            say!(language, "These seats nominate too: {named}.", "这些席位也可推荐:{named}。")
        };
        vec![
            Line::new(path.then("self_nomination"), say!(language, "self-nomination", "自荐"), own, alone),
            Line::new(
                path.then("joint"),
                say!(language, "joint nomination", "联名推荐人数"),
                number,
                together,
            ),
            Line::new(
                path.then("seats"),
                say!(language, "seats that nominate", "可推荐的席位"),
                named,
                by_seat,
            ),
        ]
    }

    fn how_many_stand(self, path: &ClausePath, clause: &NominationClause) -> Vec<Line> {
        let language = self.language;
        let NominationClause { least, too_few, order, .. } = clause;
        let (few, then) = match too_few {
            TooFew::Extend => (
                say!(language, "nominations go on once", "提名延长一次"),
                say!(
                    language,
                    "With fewer the nominations go on once; with too few even then no vote opens until they are opened again.",
                    "不足时提名自动延长一次;仍不足的,须重新组织提名后才能表决。"
                ),
            ),
            TooFew::GoOn => (
                say!(language, "the vote goes on", "照常进行"),
                say!(
                    language,
                    "With fewer the vote goes on with those there are.",
                    "不足时以现有候选人进行表决。"
                ),
            ),
        };
        let at_least = say!(
            language,
            "There must be at least {least} candidates; one person nominates at most {least} others.",
            "候选人不少于{least}名;每人最多推荐他人{least}名。"
        );
        let (paper, ordered) = match order {
            CandidateOrder::Acceptance => (
                say!(language, "by acceptance", "按接受提名先后"),
                say!(
                    language,
                    "The ballot paper lists them by their acceptance.",
                    "选票按接受提名的先后排列。"
                ),
            ),
            CandidateOrder::Lot => (
                say!(language, "by lot", "抽签"),
                say!(language, "A lot orders them on the ballot paper.", "选票上的次序由抽签决定。"),
            ),
        };
        vec![
            Line::new(
                path.then("least"),
                say!(language, "least candidates", "候选人最少人数"),
                least.to_string(),
                at_least,
            ),
            Line::new(path.then("too_few"), say!(language, "with too few", "候选人不足时"), few, then),
            Line::new(
                path.then("order"),
                say!(language, "order of candidates", "候选人次序"),
                paper,
                ordered,
            ),
        ]
    }

    fn screening_of_candidates(
        self,
        path: &ClausePath,
        clause: Option<&CandidateScreeningClause>,
    ) -> Vec<Line> {
        let Some(CandidateScreeningClause { seats, within, object, answer, facts }) = clause else {
            return Vec::new();
        };
        let language = self.language;
        let seats = self.list(seats.iter().map(|seat| self.seat(seat)));
        let [within, object, answer] = [*within, *object, *answer].map(|found| period(language, found));
        let facts = self.list(facts.iter().map(|fact| fact.name.clone()));
        let screened = say!(
            language,
            "Within {within} each candidate is screened by {seats}, never by one who stands, and with a reason.",
            "候选人在{within}内由{seats}审查资格并说明理由;参选的人不得审查。"
        );
        let objected = say!(
            language,
            "Who may not stand sees why and may object once within {object}.",
            "未通过的候选人可见理由,并可在{object}内提出一次异议。"
        );
        let answered = say!(
            language,
            "Another one answers within {answer}; the vote waits for it.",
            "异议由另一人在{answer}内答复,答复前不得开始表决。"
        );
        let confirmed = say!(language, "Confirmed of each: {facts}.", "逐人确认:{facts}。");
        vec![
            Line::new(path.then("seats"), say!(language, "who screens", "资格审查人"), seats, screened),
            Line::silent(path.then("within"), say!(language, "time for screening", "资格审查期限"), within),
            Line::new(
                path.then("object"),
                say!(language, "time to object", "审查异议期限"),
                object,
                objected,
            ),
            Line::new(
                path.then("answer"),
                say!(language, "time to answer", "异议答复期限"),
                answer,
                answered,
            ),
            Line::new(path.then("facts"), say!(language, "what is confirmed", "资格条件"), facts, confirmed),
        ]
    }

    pub(super) fn alternates(self, path: &ClausePath, clause: Option<&AlternatesClause>) -> Vec<Line> {
        let Some(AlternatesClause { places, accept }) = clause else { return Vec::new() };
        let language = self.language;
        let (path, accept) = (path.then("alternates"), period(language, *accept));
        let next = say!(
            language,
            "Up to {places} of those not elected follow in the order of the count, if they have what a place takes. When a seat filled by the election falls vacant within the term, the next of them is called.",
            "未当选者中得票达到当选要求的,按得票顺序列为候补,最多{places}人。任期内由本次选举产生的席位出缺时,依次通知递补。"
        );
        let time = say!(
            language,
            "Whoever is called accepts or declines within {accept}; after that the next is called.",
            "候补须在{accept}内亲自接受或者谢绝;逾期由下一位递补。"
        );
        vec![
            Line::new(
                path.then("places"),
                say!(language, "alternates", "候补人数"),
                places.to_string(),
                next,
            ),
            Line::new(path.then("accept"), say!(language, "time to accept", "递补接受期限"), accept, time),
        ]
    }

    pub(super) fn second_round(self, path: &ClausePath, clause: Option<&SecondRoundClause>) -> Vec<Line> {
        let Some(SecondRoundClause { within, candidates_each, needed }) = clause else { return Vec::new() };
        let language = self.language;
        let (path, within) = (path.then("second_round"), period(language, *within));
        let needed = match needed {
            SecondRoundNeed::Same => say!(language, "the same share as before", "与首轮相同的票数"),
            SecondRoundNeed::MostVotes => say!(language, "the most votes", "得票最多"),
            SecondRoundNeed::Share(share) => yishi_tally::bound(*share, language),
        };
        let opened = say!(
            language,
            "Seats that nobody reached the majority for are voted on once more, opened within {within} on the same roll; later they stay vacant.",
            "未获规定票数的名额进行一次第二轮选举,须在{within}内开始,名册不变;逾期不再举行,名额空缺。"
        );
        let stand = say!(
            language,
            "The best of the rest stand there, up to {candidates_each} for each seat left; those equal at the border all stand.",
            "首轮未当选者按得票高低参加,每个名额最多{candidates_each}人;得票相同的一并参加。"
        );
        let takes = say!(language, "A seat takes {needed} there.", "第二轮当选须{needed}。");
        vec![
            Line::new(
                path.then("within"),
                say!(language, "time to open the second round", "第二轮开始期限"),
                within,
                opened,
            ),
            Line::new(
                path.then("candidates_each"),
                say!(language, "candidates for each seat", "每个名额的候选人"),
                candidates_each.to_string(),
                stand,
            ),
            Line::new(
                path.then("needed"),
                say!(language, "what a seat takes", "第二轮当选票数"),
                needed,
                takes,
            ),
        ]
    }
}
