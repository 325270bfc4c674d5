//! What lets a decision stand: announcement, service, the preliminary result, filing, and the time for challenges.

use super::Speaker;
use crate::clause::{ClausePath, Line};
use crate::words::{none, period, say};
use yishi_core::{AcrossClause, AnnounceClause, ChallengeClause, FilingClause, ReviewClause, ServiceClause};
use yishi_tally::bound;

impl Speaker<'_> {
    fn article(self, path: &ClausePath, article: Option<&String>) -> Line {
        let about = say!(self.language, "article that asks for it", "依据条文");
        let article = article.cloned().unwrap_or_else(|| none(self.language));
        Line::silent(path.then("article"), about, article)
    }

    pub(super) fn announce(self, path: &ClausePath, clause: Option<&AnnounceClause>) -> Vec<Line> {
        let Some(AnnounceClause { before, article }) = clause else { return Vec::new() };
        let language = self.language;
        let (path, before) = (path.then("announce"), period(language, *before));
        let sentence = say!(
            language,
            "The vote is announced {before} before it opens, with its rule and everything put to it.",
            "表决前{before}须公告表决规则和全部表决事项。"
        );
        let about = say!(language, "announcement before the vote", "提前公告");
        let article = self.article(&path, article.as_ref());
        vec![Line::new(path.then("before"), about, before, sentence), article]
    }

    pub(super) fn service(self, path: &ClausePath, clause: Option<&ServiceClause>) -> Vec<Line> {
        let Some(ServiceClause { article }) = clause else { return Vec::new() };
        let language = self.language;
        let path = path.then("service");
        let about = say!(language, "service of ballots on record", "选票送达记录");
        let article = article.clone().unwrap_or_else(|| none(language));
        let sentence = say!(
            language,
            "The result is certified only once it is on record how each ballot was served.",
            "每份选票的送达情况登记后,结果方可确认。"
        );
        vec![Line::new(path.then("article"), about, article, sentence)]
    }

    pub(super) fn result_review(self, path: &ClausePath, clause: Option<&ReviewClause>) -> Vec<Line> {
        let Some(ReviewClause { window, answer, article }) = clause else { return Vec::new() };
        let language = self.language;
        let path = path.then("review");
        let [window, answer] = [*window, *answer].map(|found| period(language, found));
        let posted = say!(
            language,
            "A result that passed is posted for {window} first, and may be objected to.",
            "表决通过的初步结果先公示{window},其间可提出异议。"
        );
        let answered = say!(
            language,
            "Each objection to it is answered within {answer}; before that it is not certified.",
            "每条异议须在{answer}内答复,答复前不得确认。"
        );
        let about = say!(language, "window for objections to the result", "结果异议期");
        let answer_about = say!(language, "time to answer objections to the result", "结果异议答复期限");
        let article = self.article(&path, article.as_ref());
        vec![
            Line::new(path.then("window"), about, window, posted),
            Line::new(path.then("answer"), answer_about, answer, answered),
            article,
        ]
    }

    pub(super) fn across(self, path: &ClausePath, clause: Option<&AcrossClause>) -> Vec<Line> {
        let Some(AcrossClause { passes, within }) = clause else { return Vec::new() };
        let language = self.language;
        let (path, within) = (path.then("across"), period(language, *within));
        let passes = bound(*passes, language);
        let many = say!(
            language,
            "Several communities vote on the same text, each in its own book; it is certified when {passes} of the books have passed it, this one among them.",
            "多个小区就同一文本各在本台账表决;包括本台账在内,{passes}的台账通过方可确认。"
        );
        let waiting = say!(
            language,
            "The results of the others are waited for during {within}; what is missing then did not pass.",
            "其他台账的结果最迟在{within}内引证,逾期视为未通过。"
        );
        let about = say!(language, "books that must pass it", "须通过的台账");
        vec![
            Line::new(path.then("passes"), about, passes, many),
            Line::new(
                path.then("within"),
                say!(language, "time for the others' results", "等待结果期限"),
                within,
                waiting,
            ),
        ]
    }

    pub(super) fn filing(self, path: &ClausePath, clause: Option<&FilingClause>) -> Vec<Line> {
        let Some(FilingClause { with, within, article }) = clause else { return Vec::new() };
        let language = self.language;
        let (path, within) = (path.then("filing"), period(language, *within));
        let sentence = say!(
            language,
            "The resolution is filed with {with} within {within}.",
            "决议须在{within}内向{with}备案。"
        );
        let about = say!(language, "filed with", "备案机关");
        let article = self.article(&path, article.as_ref());
        vec![
            Line::new(path.then("with"), about, with.clone(), sentence),
            Line::silent(path.then("within"), say!(language, "time to file", "备案期限"), within),
            article,
        ]
    }

    pub(super) fn challenge(self, path: &ClausePath, clause: Option<&ChallengeClause>) -> Vec<Line> {
        let Some(ChallengeClause { within, article }) = clause else { return Vec::new() };
        let language = self.language;
        let (path, within) = (path.then("challenge"), period(language, *within));
        let sentence = say!(
            language,
            "For {within} a court may be asked to revoke the resolution.",
            "决议作出后{within}内可请求人民法院撤销。"
        );
        let about = say!(language, "time to challenge the resolution", "撤销权期间");
        let article = self.article(&path, article.as_ref());
        vec![Line::new(path.then("within"), about, within, sentence), article]
    }
}
