//! The trace of an owners' vote in plain words: what came in, what was not taken and why, the count, and silence beside it.

use super::{OwnersCount, RejectReason, RejectedBallot, SilenceCount};
use crate::motion::amount;
use crate::{Choice, Language, Measure, explain};

/// Explains the count of an owners' vote; one sentence a line.
pub fn explain_owners(count: &OwnersCount, language: Language) -> Vec<String> {
    let mut lines: Vec<String> = count.rejected.iter().map(|ballot| rejected(ballot, language)).collect();
    if !count.replaced.is_empty() {
        let (number, ids) = (count.replaced.len(), count.replaced.join(", "));
        lines.push(match language {
            Language::English => format!("Replaced by a later ballot of the same head: {number} ({ids})."),
            Language::Chinese => format!("被同一业主后来的选票替换：{number}张（{ids}）。"),
        });
    }
    let invalid = count.figures.invalid.heads;
    if invalid > 0 {
        let heads = amount(Measure::Heads, invalid, language);
        lines.push(match (language, count.tally.totals.heads.invalid > 0) {
            (Language::English, true) => format!("Invalid ballots: {heads}, counted as taking part."),
            (Language::English, false) => format!("Invalid ballots: {heads}, not counted as taking part."),
            (Language::Chinese, true) => format!("废票：{heads}，计入参与。"),
            (Language::Chinese, false) => format!("废票：{heads}，不计入参与。"),
        });
    }
    lines.extend(explain(&count.tally, language));
    if let Some(silence) = &count.with_silence {
        silence_lines(silence, language, &mut lines);
    }
    lines
}

fn rejected(ballot: &RejectedBallot, language: Language) -> String {
    let (english, chinese) = words(ballot.reason);
    match language {
        Language::English => format!("Ballot {} does not count: {english}.", ballot.id),
        Language::Chinese => format!("选票{}不计：{chinese}。", ballot.id),
    }
}

const fn words(reason: RejectReason) -> (&'static str, &'static str) {
    match reason {
        RejectReason::OutsideWindow => ("the vote was not open at that time", "不在投票时间内"),
        RejectReason::ItemNotAnnounced => ("its matter had not been announced", "议题未经公示"),
        RejectReason::UnknownHead => {
            ("no head on the roll, or more than one, goes by that name", "名册上没有或者不止一位该名称的业主")
        }
        RejectReason::DuplicateId => ("a ballot with that id was taken before", "同一编号的选票已采纳"),
        RejectReason::NoMandate => ("the proxy showed no written authority", "代理人没有书面委托"),
        RejectReason::ProxyCap => {
            ("the proxy holds as many mandates as one person may", "代理人接受的委托已达上限")
        }
        RejectReason::AlreadyVoted => ("the first ballot stands", "以第一次投票为准"),
        RejectReason::SupersededByElectronic => {
            ("an electronic ballot of the same head stands", "以同一业主的电子投票为准")
        }
        RejectReason::SupersededByPrincipal => ("the owner's own ballot stands", "以业主本人的投票为准"),
        RejectReason::ValidBallotStands => {
            ("it is invalid, and a valid ballot stands", "该票无效，已有有效投票")
        }
    }
}

fn silence_lines(silence: &SilenceCount, language: Language, lines: &mut Vec<String>) {
    let followed = match (silence.followed, language) {
        (Some(Choice::For), Language::English) => "those who said nothing count as for, like the majority",
        (Some(Choice::Against), Language::English) => {
            "those who said nothing count as against, like the majority"
        }
        (Some(Choice::Abstain), Language::English) => {
            "those who said nothing count as abstaining, like the majority"
        }
        (None, Language::English) => "no choice leads by area and by heads, so silence follows none",
        (Some(Choice::For), Language::Chinese) => "未表态的业主随多数计为同意",
        (Some(Choice::Against), Language::Chinese) => "未表态的业主随多数计为反对",
        (Some(Choice::Abstain), Language::Chinese) => "未表态的业主随多数计为弃权",
        (None, Language::Chinese) => "没有面积和人数均领先的意见，未表态的不计入",
    };
    lines.push(match language {
        Language::English => format!("With silence, as the rules of procedure have it: {followed}."),
        Language::Chinese => format!("按议事规则计入未表态业主：{followed}。"),
    });
    lines.extend(explain(&silence.tally, language));
    if silence.passed_only_by_silence {
        lines.push(
            match language {
                Language::English => {
                    "It passes only because silence counts; whether that may be is disputed."
                }
                Language::Chinese => "仅因计入未表态业主才通过；此种计法存在争议。",
            }
            .to_owned(),
        );
    }
    lines.push(
        match (language, silence.floor_met) {
            (Language::English, true) => {
                "The majority that was cast is itself more than half of all area and of all heads."
            }
            (Language::English, false) => {
                "The majority that was cast is not itself more than half of all area and of all heads."
            }
            (Language::Chinese, true) => "已表决的多数本身超过全体面积和人数的一半。",
            (Language::Chinese, false) => "已表决的多数本身未超过全体面积和人数的一半。",
        }
        .to_owned(),
    );
}
