//! The words of the glossary for what stands on the board, in both languages.

use super::Board;
use yishi_core::{
    ActionStatus, CallStatus, Closure, HearingStatus, MatterStage, Openness, OwedWhat, ProposalStatus,
    SubmissionStatusKind, Track, Urgency,
};

impl Board<'_> {
    pub(super) const fn stage(&self, stage: MatterStage) -> &'static str {
        match stage {
            MatterStage::Deliberating => self.pick("deliberating", "商议"),
            MatterStage::Acting => self.pick("acting", "落实"),
            MatterStage::Evaluating => self.pick("evaluating", "评议"),
            MatterStage::Closed => self.pick("closed", "办结"),
            MatterStage::Mediating => self.pick("mediating", "调解"),
            MatterStage::HandedOver => self.pick("handed over to another book", "移交他册"),
        }
    }

    pub(super) const fn closure(&self, closure: Closure) -> &'static str {
        match closure {
            Closure::Satisfied => self.pick("done and found satisfactory", "已办结:满意"),
            Closure::Unrated => self.pick("done, too few ratings for a result", "已办结:未评"),
            Closure::Refused => self.pick("refused", "未获通过(否决)"),
            Closure::Merged => self.pick("merged into another matter", "已并案"),
            Closure::Split => self.pick("split into several matters", "已分案"),
            Closure::Settled => self.pick("settled by an agreement of its sides", "已办结:调解达成协议"),
            Closure::HandedOver => self.pick("another book has it", "已移交他册"),
            Closure::ReferredOutside => self.pick("referred to a body outside", "调解未成,已告知其他途径"),
        }
    }

    pub(super) const fn track(&self, track: Track) -> &'static str {
        match track {
            Track::Direct => self.pick("handled at once", "立刻办"),
            Track::Deliberate => self.pick("deliberated", "商议办"),
            Track::Joint => self.pick("handled by several teams together", "合力办"),
            Track::Mediate => self.pick("mediated", "调解"),
        }
    }

    pub(super) const fn urgency(&self, urgency: Urgency) -> &'static str {
        match urgency {
            Urgency::Ordinary => self.pick("ordinary", "一般"),
            Urgency::Urgent => self.pick("urgent", "急事"),
        }
    }

    pub(super) const fn hearing_status(&self, status: HearingStatus) -> &'static str {
        match status {
            HearingStatus::Called => self.pick("called", "已召集"),
            HearingStatus::Open => self.pick("under way", "进行中"),
            HearingStatus::Adjourned => self.pick("adjourned, to go on", "休会,待续会"),
            HearingStatus::Held => self.pick("held with a quorum", "已召开,达到法定人数"),
            HearingStatus::Inquorate => self.pick("ended without a quorum", "已结束,未达法定人数"),
        }
    }

    pub(super) const fn proposal_status(&self, status: ProposalStatus) -> &'static str {
        match status {
            ProposalStatus::Open => self.pick("open", "征求意见中"),
            ProposalStatus::Voting => self.pick("being voted on", "表决中"),
            ProposalStatus::SecondRound => self.pick("waits for the second round", "待第二轮选举"),
            ProposalStatus::Passed => self.pick("passed", "通过"),
            ProposalStatus::Failed => self.pick("not passed", "未通过"),
            ProposalStatus::Lapsed => {
                self.pick("lapsed: the matter left this council", "失效:事项已离开本议事会")
            }
        }
    }

    pub(super) const fn action_status(&self, status: ActionStatus) -> &'static str {
        match status {
            ActionStatus::Assigned => self.pick("to be done", "待落实"),
            ActionStatus::Completed => self.pick("reported as done, not yet accepted", "已报完成,待验收"),
            ActionStatus::Accepted => self.pick("accepted", "验收通过"),
            ActionStatus::Stopped => self.pick("stopped: its resolution was revoked", "停止:决议已被撤销"),
        }
    }

    pub(super) const fn call_status(&self, status: CallStatus) -> &'static str {
        match status {
            CallStatus::Open => self.pick("open", "征集中"),
            CallStatus::Closed => self.pick("closed, not yet answered", "已截止,待答复"),
            CallStatus::Concluded => self.pick("answered", "已答复"),
        }
    }

    pub(super) const fn submission_status(&self, status: SubmissionStatusKind) -> &'static str {
        match status {
            SubmissionStatusKind::Received => self.pick("waits for screening", "待把关"),
            SubmissionStatusKind::Accepted => self.pick("accepted", "受理"),
            SubmissionStatusKind::Returned => self.pick("returned", "退回"),
            SubmissionStatusKind::Merged => self.pick("merged", "合并"),
        }
    }

    pub(super) const fn openness(&self, openness: Openness) -> &'static str {
        match openness {
            Openness::Named => self.pick("by name", "记名"),
            Openness::Sealed => self.pick("sealed", "密封"),
            Openness::Secret => self.pick("secret", "无记名"),
        }
    }

    /// What is owed, in two or three words.
    pub(super) const fn owed(&self, what: OwedWhat) -> &'static str {
        match what {
            OwedWhat::Screening(_) => self.pick("screening", "把关"),
            OwedWhat::Decision(_) => self.pick("decision at its level", "在本层级作出决定"),
            OwedWhat::HandOverAnswer(_) => self.pick("word of another book on a hand-over", "他册移交回音"),
            OwedWhat::ContestAnswer(_) => self.pick("answer to the contest of its route", "分流异议答复"),
            OwedWhat::AmendmentAnswer(_) => self.pick("answer to an amendment", "修正案答复"),
            OwedWhat::ObjectionAnswer(_) => self.pick("answer to an objection", "异议答复"),
            OwedWhat::ResultAnswer(_) => self.pick("answer to an objection to a result", "结果异议答复"),
            OwedWhat::Acceptance(_) => self.pick("word of a nominee", "被提名人答复"),
            OwedWhat::AlternateAnswer(_) => self.pick("word of an alternate", "候补答复"),
            OwedWhat::CandidateScreening(_) => self.pick("screening of candidates", "候选人资格审查"),
            OwedWhat::ScreeningAnswer(_) => {
                self.pick("answer to an objection to the screening", "资格异议答复")
            }
            OwedWhat::CallAnswer(_) => self.pick("answer to a call", "征集答复"),
            OwedWhat::PartnerResults(_) => self.pick("results of other books", "其他台账结果"),
            OwedWhat::Certification(_) => self.pick("certification of a vote", "结果认证"),
            OwedWhat::FirstAction(_) => self.pick("first action on a resolution", "决议派单"),
            OwedWhat::Action(_) => self.pick("action", "落实事项"),
            OwedWhat::StandingDuty(_) => self.pick("standing duty", "长效职责"),
            OwedWhat::StandingRule(_) => self.pick("standing rule", "长效规则"),
            OwedWhat::Mediators(_) => self.pick("naming of mediators", "确定调解员"),
            OwedWhat::MediationConsent(_) => self.pick("consent to a mediation", "同意调解"),
            OwedWhat::MediationSession(_) => self.pick("mediation session", "调解会"),
            OwedWhat::SettlementSignature(_) => self.pick("signatures under an agreement", "调解协议签字"),
            OwedWhat::TeamReports(_) => self.pick("report of a called team", "队伍报到"),
            OwedWhat::HardAnswers(_) => self.pick("answers on a hard matter", "答题"),
            OwedWhat::Filing(_) => self.pick("filing of a resolution", "决议备案"),
            OwedWhat::Payments(_) => self.pick("payment of cost shares", "分摊费用缴纳"),
            OwedWhat::SecondRound(_) => self.pick("second round of an election", "第二轮选举"),
        }
    }
}
