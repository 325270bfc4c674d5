//! What a command says, as a sentence that its author reads before signing.

use super::template::fill;
use crate::Language;
use yishi_core::Command;

/// What a command says. The kind always stands in it, so that a kind without a sentence of its own is still named.
pub(crate) fn sentence(language: Language, command: &Command) -> String {
    let fields = serde_json::to_value(command).unwrap_or_default();
    match texts(command.kind()) {
        Some((english, chinese)) => fill(language.pick(english, chinese), &fields),
        None => fields.to_string(),
    }
}

/// Sentences by kind. Texts are named by their hashes: the reader compares them with the text shown.
fn texts(kind: &str) -> Option<(&'static str, &'static str)> {
    residents(kind)
        .or_else(|| super::mediation::texts(kind))
        .or_else(|| at_hearing(kind))
        .or_else(|| candidates(kind))
        .or_else(|| deliberation(kind))
        .or_else(|| follow_up(kind))
        .or_else(|| keepers(kind))
}

fn residents(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "submit" => (
            "Hand in a submission to council {council}; its text has the commitment {text}. Way: {via|own key}; without an author: {anonymous|false}; call: {call|none}.",
            "向议事会 {council} 提交诉求，文本承诺值 {text}。渠道：{via|本人密钥}；匿名：{anonymous|false}；征集：{call|无}。",
        ),
        "take_stance" => (
            "Take the stance `{stance}` on {submission}, whose text has the commitment {text}.",
            "对 {submission} 表态“{stance}”，其文本承诺值 {text}。",
        ),
        "answer_survey" => (
            "Answer the survey {call}; by question, the numbers of options: {answers}.",
            "答复调研 {call}，依题序所选选项编号：{answers}。",
        ),
        "cast_ballot" => (
            "Vote `{choice}` in {poll} with the voting right {right}, on the text with the SHA-256 {document}.",
            "在 {poll} 中以投票权 {right} 投“{choice}”，表决文本 SHA-256 为 {document}。",
        ),
        "cast_marks" => (
            "Vote in {poll} with the voting right {right}, on the text with the SHA-256 {document}; the ballot says {marks}.",
            "在 {poll} 中以投票权 {right} 投票，表决文本 SHA-256 为 {document}，选票内容为 {marks}。",
        ),
        "raise_objection" => (
            "Raise an objection to {proposal}; its text has the commitment {text}.",
            "对 {proposal} 提出异议，文本承诺值 {text}。",
        ),
        "object_to_result" => (
            "Object to the result of {poll}; the words have the commitment {text}.",
            "对 {poll} 的表决结果提出异议，文本承诺值 {text}。",
        ),
        "support_proposal" => (
            "Support {proposal} with the text {document} (SHA-256).",
            "附议 {proposal}，文本 SHA-256 为 {document}。",
        ),
        "withdraw_proposal_support" => {
            ("Take back your support of {proposal}.", "撤回对 {proposal} 的附议。")
        }
        "make_statement" => (
            "Make a statement at {hearing}; its text has the commitment {text}. Position: {position|none}; on {proposal|the matter as a whole}.",
            "在 {hearing} 发言，文本承诺值 {text}。立场：{position|不表态}；针对：{proposal|整个事项}。",
        ),
        "petition_escalation" => {
            ("Ask that the council above take {matter}.", "联名请求上级议事会处理 {matter}。")
        }
        "contest_route" => (
            "Contest the route of {matter}: its facts or its council are wrong.",
            "对 {matter} 的分流提出异议：事实或处理的议事会有误。",
        ),
        "evaluate_matter" => (
            "Rate the work on {matter} with {rating} of 5; words: {text}.",
            "对 {matter} 的落实情况评 {rating} 分（满分 5 分），意见：{text}。",
        ),
        _ => return None,
    })
}

fn at_hearing(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "attend_hearing" => ("Sign that you are present at {hearing}.", "签到出席 {hearing}。"),
        "ask_for_floor" => ("Ask for the floor at {hearing}.", "在 {hearing} 申请发言。"),
        "give_floor" => ("Give the floor at {hearing} to {member}.", "请 {member} 在 {hearing} 发言。"),
        "yield_floor" => (
            "End your turn at {hearing}, or take back your request for the floor.",
            "在 {hearing} 结束发言，或撤回发言申请。",
        ),
        "raise_point" => (
            "Raise a point of order at {hearing}; its text has the commitment {text}.",
            "在 {hearing} 提出程序问题，文本承诺值 {text}。",
        ),
        "rule_on_point" => (
            "Rule on {point} at {hearing}: `{ruling}`; the reasons have the commitment {text}.",
            "裁定 {hearing} 的程序问题 {point}：“{ruling}”，理由承诺值 {text}。",
        ),
        "ask_question" => (
            "Ask at {hearing}: {to}; the question has the commitment {text}.",
            "在 {hearing} 提问（{to}），文本承诺值 {text}。",
        ),
        "answer_question" => (
            "Answer {question} of {hearing}; the answer has the commitment {text}.",
            "答复 {hearing} 的提问 {question}，文本承诺值 {text}。",
        ),
        "adjourn_hearing" => (
            "Adjourn {hearing} until {to_ms}; the reason is the document {reason}.",
            "{hearing} 休会，{to_ms} 续会，理由见文件 {reason}。",
        ),
        _ => return None,
    })
}

fn candidates(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "open_nominations" => (
            "Open the nominations on {proposal} under rule {rule}; people are nominated until {closes_at_ms}.",
            "就 {proposal} 按规则 {rule} 开始提名，提名截止 {closes_at_ms}。",
        ),
        "nominate_candidate" => (
            "Nominate {member} in the election by {proposal}; words to the voters: {statement|none}.",
            "在 {proposal} 的选举中提名 {member}，参选陈述：{statement|无}。",
        ),
        "support_nomination" => {
            ("Nominate together with others: {nomination}.", "参加联名推荐 {nomination}。")
        }
        "accept_nomination" => (
            "Accept {nomination} and stand; words to the voters: {statement|none}.",
            "接受提名 {nomination} 并参选，参选陈述：{statement|无}。",
        ),
        "withdraw_candidacy" => {
            ("Decline or withdraw {nomination}, for good.", "谢绝或者退出 {nomination}，不再参选。")
        }
        "step_up" => (
            "Take the seat that fell vacant, as an alternate of the election that {resolution} certified.",
            "以 {resolution} 所确认选举的候补身份递补空缺席位。",
        ),
        "decline_step_up" => (
            "Decline to step up as an alternate of the election that {resolution} certified, for good.",
            "谢绝以 {resolution} 所确认选举的候补身份递补，不再列入候补。",
        ),
        "open_second_round" => (
            "Open the second round of the election {poll} on the text {document} (SHA-256); it closes at {closes_at_ms}.",
            "开始选举 {poll} 的第二轮，文本 SHA-256 为 {document}，截止 {closes_at_ms}。",
        ),
        "screen_candidate" => (
            "Screen the candidate of {nomination}: {finding}; the reason has the commitment {reason}.",
            "审查 {nomination} 的候选人资格：{finding}，理由承诺值 {reason}。",
        ),
        "object_to_screening" => (
            "Object to being disqualified in {nomination}; the words have the commitment {text}.",
            "对 {nomination} 的资格审查结论提出异议，文本承诺值 {text}。",
        ),
        "answer_screening_objection" => (
            "Answer the objection in {nomination}: {finding}; the answer has the commitment {text}.",
            "答复 {nomination} 的资格审查异议：{finding}，答复承诺值 {text}。",
        ),
        _ => return None,
    })
}

fn deliberation(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "screen_submission" => ("Screen {submission}: {screening}.", "把关 {submission}：{screening}。"),
        "open_call" => (
            "Open a call of council {council} until {closes_at_ms}, title {title} and text {text} (SHA-256); it asks {audience}: {asks}; ideas without an author: {anonymous|false}.",
            "以议事会 {council} 名义发起征集，至 {closes_at_ms} 截止，标题 {title}、正文 {text}（SHA-256），对象 {audience}，内容 {asks}，接收匿名：{anonymous|false}。",
        ),
        "conclude_call" => (
            "Say what became of {call}; the words have the commitment {text}.",
            "答复 {call} 的办理结果，文本承诺值 {text}。",
        ),
        "merge_matters" => (
            "Merge {from} into {into}; the reason is the document {reason}.",
            "将 {from} 并入 {into}，理由见文件 {reason}。",
        ),
        "split_matter" => (
            "Split {matter} into {parts}; the reason is the document {reason}.",
            "将 {matter} 拆分为 {parts}，理由见文件 {reason}。",
        ),
        "refer_matter_up" => (
            "Refer {matter} to the council above; the reason is the document {reason}.",
            "将 {matter} 提交上级议事会，理由见文件 {reason}。",
        ),
        "hand_matter_down" => (
            "Hand {matter} down to council {to}; the reason is the document {reason}.",
            "将 {matter} 交由议事会 {to} 处理，理由见文件 {reason}。",
        ),
        "take_up_matter" => (
            "Take {matter} up to council {to}; the reason is the document {reason}.",
            "将 {matter} 提级至议事会 {to} 处理，理由见文件 {reason}。",
        ),
        "guide_matter" => (
            "Give guidance on {matter}: {document} (SHA-256).",
            "对 {matter} 作出指导，文件 SHA-256 为 {document}。",
        ),
        "answer_contest" => (
            "Answer the contest of {matter}'s route; routed anew on: {facts|nothing, the route stands}; the reason is the document {reason}.",
            "答复对 {matter} 分流的异议；重新分流依据：{facts|无，维持原分流}；理由见文件 {reason}。",
        ),
        "draft_proposal" => (
            "Draft a proposal on {matter} with the text {document} (SHA-256).",
            "就 {matter} 拟定方案，文本 SHA-256 为 {document}。",
        ),
        "revise_proposal" => (
            "Replace the text of {proposal} by {document} (SHA-256).",
            "修订 {proposal}，新文本 SHA-256 为 {document}。",
        ),
        "propose_amendment" => (
            "Propose to amend {proposal}, whose text is {base} (SHA-256): {edit}; the reason has the commitment {reason}.",
            "对 {proposal}（现行文本 SHA-256 为 {base}）提出修正案：{edit}，理由承诺值 {reason}。",
        ),
        "accept_amendments" => (
            "Take these amendments over into {proposal}, whose text is {base} (SHA-256): {amendments}; the new text is {document} (SHA-256).",
            "采纳 {proposal}（现行文本 SHA-256 为 {base}）的修正案：{amendments}，新文本 SHA-256 为 {document}。",
        ),
        "reject_amendment" => (
            "Refuse {amendment}; the reason has the commitment {text}.",
            "不采纳 {amendment}，理由承诺值 {text}。",
        ),
        "withdraw_amendment" => ("Take {amendment} back.", "撤回 {amendment}。"),
        "declare_effects" => (
            "Say what the adoption of {proposal} with the text {document} (SHA-256) brings about; compact: {compact|none}; costs to share: {costs|none}; price before: {former|none}; to last: {standing|none}.",
            "载明 {proposal} 通过后的效力，文本 SHA-256 为 {document}；公约：{compact|无}；分摊费用：{costs|无}；原价：{former|无}；长效安排：{standing|无}。",
        ),
        "answer_objection" => (
            "Answer {objection}; the answer has the commitment {text}.",
            "答复 {objection}，文本承诺值 {text}。",
        ),
        "post_notice" => (
            "Post {proposal} for {period}; it announces this vote: {vote|none}.",
            "将 {proposal} 公示 {period}；所公告的表决：{vote|无}。",
        ),
        "call_hearing" => (
            "Call a hearing on {matter} for {starts_at_ms}; the agenda is {agenda} (SHA-256). Items: {items|not named}; invited besides the council: members {invited_members|none}, seats {invited_seats|none}.",
            "就 {matter} 召集协商会，开始时间 {starts_at_ms}，议程 SHA-256 为 {agenda}。议题：{items|未列明}；另邀成员：{invited_members|无}，席位：{invited_seats|无}。",
        ),
        "open_hearing" => ("Open {hearing}.", "宣布 {hearing} 开始。"),
        "record_attendance" => {
            ("Record as present at {hearing}: {members}.", "登记 {hearing} 到会成员：{members}。")
        }
        "close_hearing" => (
            "Close {hearing}; the minutes have the commitment {minutes}.",
            "结束 {hearing}，记录承诺值 {minutes}。",
        ),
        "open_poll" => (
            "Open a vote on {proposal} with the text {document} (SHA-256) under rule {rule}, closing at {closes_at_ms}.",
            "就 {proposal} 开始表决，文本 SHA-256 为 {document}，规则 {rule}，截止 {closes_at_ms}。",
        ),
        "enter_tally_sheet" => (
            "Enter the tally sheet of {section} in {poll}: heads for {totals.heads.for}, against {totals.heads.against}, entitled {totals.heads.entitled}; all: {totals}.",
            "录入 {poll} 中 {section} 的计票单：人数同意 {totals.heads.for}，反对 {totals.heads.against}，名册 {totals.heads.entitled}；全部：{totals}。",
        ),
        "confirm_tally_sheet" => (
            "Confirm the tally sheet of {section} in {poll}, which you have read yourself: heads for {totals.heads.for}, against {totals.heads.against}, entitled {totals.heads.entitled}; all: {totals}.",
            "复核 {poll} 中 {section} 的计票单，所读数字：人数同意 {totals.heads.for}，反对 {totals.heads.against}，名册 {totals.heads.entitled}；全部：{totals}。",
        ),
        "dispute_tally_sheet" => (
            "Dispute the tally sheet of {section} in {poll}; the reason has the commitment {reason}.",
            "对 {poll} 中 {section} 的计票单提出争议，理由承诺值 {reason}。",
        ),
        "finish_tally_sheets" => {
            ("Close {poll} now, as every tally sheet is confirmed.", "计票单均已复核，现在结束 {poll}。")
        }
        "cast_sealed_ballot" => (
            "Cast a sealed ballot in {poll} with the voting right {right}, on the text {document} (SHA-256); its seal is {seal}. Keep the salt: without it nobody can open the ballot.",
            "在 {poll} 中以投票权 {right} 投出密封选票，文本 SHA-256 为 {document}，封印 {seal}。请保存盐值，否则无法开启。",
        ),
        "open_sealed_ballot" => (
            "Open the sealed ballot of {right} in {poll}: it says {reading}.",
            "开启 {poll} 中投票权 {right} 的密封选票，内容为 {reading}。",
        ),
        "enter_paper_ballot" => (
            "Enter the paper ballot signed by {member} for {right} in {poll}, on the text {document} (SHA-256): it says {reading}; its picture has the commitment {scan}.",
            "录入 {member} 为 {right} 在 {poll} 签署的纸质选票，文本 SHA-256 为 {document}，内容为 {reading}，影像承诺值 {scan}。",
        ),
        "confirm_paper_ballot" => (
            "Confirm the paper ballot signed by {member} for {right} in {poll}, which you have read yourself: it says {reading}.",
            "复核 {member} 为 {right} 在 {poll} 签署的纸质选票，所读内容为 {reading}。",
        ),
        "grant_proxy" => (
            "Let {proxy} vote in your place ({scope}) until {expires_at_ms}.",
            "委托 {proxy} 代为投票（{scope}），至 {expires_at_ms}。",
        ),
        "revoke_proxy" => ("End {grant}.", "终止 {grant}。"),
        "record_service" => (
            "Record how ballot papers of {poll} were served: {services}.",
            "登记 {poll} 的选票送达情况：{services}。",
        ),
        "extend_poll" => (
            "Let the vote {poll} go on until {closes_at_ms}, because too few take part so far.",
            "表决 {poll} 参与不足，延长至 {closes_at_ms}。",
        ),
        "bar_reviewer" => (
            "Bar {member} from reviewing {option} in {poll}: {reason}.",
            "{member} 在 {poll} 中回避评审 {option}：{reason}。",
        ),
        "answer_result_objection" => (
            "Answer {objection} to the result of the vote; the answer has the commitment {text}.",
            "答复对表决结果的异议 {objection}，答复承诺值 {text}。",
        ),
        "hand_over_matter" => (
            "Hand {matter} over to {to}, for its council {council}, with the reason {reason} (SHA-256); a word is due by {answer_by_ms}.",
            "将 {matter} 移交 {to} 的议事会 {council}，理由 SHA-256 为 {reason}，须在 {answer_by_ms} 前回音。",
        ),
        "receive_matter" => (
            "Receive from {from} its {matter_there} with the title {title} (SHA-256), handed over at {cited.place}, with the facts {facts}.",
            "从 {from} 接收其 {matter_there}，题名 SHA-256 为 {title}，移交位置 {cited.place}，情况 {facts}。",
        ),
        "confirm_hand_over" => (
            "Confirm that {matter}, handed over at entry {handed_over_at}, was received by the other book at {cited.place}.",
            "确认对方台账已在 {cited.place} 接收本册记录 {handed_over_at} 移交的 {matter}。",
        ),
        "hand_over_result" => (
            "Hand the result of {poll} over to the books that decide together with this one.",
            "将 {poll} 的结果移交共同表决的各台账。",
        ),
        "cite_result" => (
            "Cite for {poll} the result that {origin} handed over: passed {passed}, at {place}.",
            "为 {poll} 引证 {origin} 移交的结果：是否通过 {passed}，位置 {place}。",
        ),
        "certify_resolution" => (
            "Certify the outcome of {poll} on the text {document} (SHA-256).",
            "确认 {poll} 的结果，文本 SHA-256 为 {document}。",
        ),
        _ => return None,
    })
}

fn follow_up(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "assign_action" => (
            "Assign work on {matter} to {assignee}: {document} (SHA-256); due at {due_at_ms|the end of the charter's period}.",
            "将 {matter} 的落实事项交由 {assignee}，内容 SHA-256 为 {document}，期限 {due_at_ms|依章程}。",
        ),
        "call_teams" => (
            "Call the teams {teams} to {matter}; {lead} leads.",
            "为 {matter} 吹哨召集 {teams}，由 {lead} 牵头。",
        ),
        "sponsor_matter" => (
            "Name for the hard matter {matter}: {sponsor} stands for it, {solver} solves it, {answerers} owe an answer to {question} (SHA-256).",
            "为难题 {matter} 指名：{sponsor} 领题，{solver} 解题，{answerers} 答题，题目 SHA-256 为 {question}。",
        ),
        "answer_hard_matter" => (
            "Answer on the hard matter {matter}; the answer has the commitment {text}.",
            "就难题 {matter} 答题，文本承诺值 {text}。",
        ),
        "report_in" => ("Report in to {matter} for team {team}.", "代表队伍 {team} 向 {matter} 报到。"),
        "record_payment" => (
            "Record a payment of {amount_fen} fen by {payer} for {cost_sharing}; the receipt has the commitment {receipt}.",
            "登记 {payer} 为 {cost_sharing} 缴付 {amount_fen} 分，收据承诺值 {receipt}。",
        ),
        "correct_payment" => (
            "Correct the payment of entry {payment} for {cost_sharing}: {amount_fen} fen were really paid, since {reason}; what shows it has the commitment {evidence}.",
            "更正 {cost_sharing} 第 {payment} 号记录的缴款：实缴 {amount_fen} 分，原因：{reason}，凭证承诺值 {evidence}。",
        ),
        "report_progress" => (
            "Report progress on {action}; the report has the commitment {text}.",
            "报告 {action} 的进展，文本承诺值 {text}。",
        ),
        "complete_action" => (
            "Report {action} as done; the evidence has the commitment {evidence}.",
            "报告 {action} 已完成，证据承诺值 {evidence}。",
        ),
        "inspect_action" => (
            "Inspect {action}: `{inspection}`; the reasons have the commitment {text}.",
            "检查 {action}：“{inspection}”，理由承诺值 {text}。",
        ),
        "record_duty" => (
            "Record the duty {duty} of {posting} as done, for building {building|none}; words: {text|none}.",
            "登记 {posting} 已履行职责“{duty}”，楼栋 {building|无}，文字：{text|无}。",
        ),
        "perform_duty" => (
            "Record {duty} as done for its window {occurrence}; what was done: {report}; evidence: {evidence|none}.",
            "登记 {duty} 第 {occurrence} 期已履行，内容：{report}，证据承诺值：{evidence|无}。",
        ),
        "record_booking" => (
            "Book on account {account} of council {council}: `{booked}`, {amount_fen} fen, for {day} (period: {period|that of the day}); the voucher has the commitment {evidence}.",
            "在议事会 {council} 的账户 {account} 记账：“{booked}”，{amount_fen} 分，归属日 {day}（计入期次：{period|按归属日}），凭证承诺值 {evidence}。",
        ),
        "reverse_booking" => (
            "Take {booking} back by another booking: {reason}; the voucher has the commitment {evidence}.",
            "冲销 {booking}：{reason}，凭证承诺值 {evidence}。",
        ),
        "check_booking" => {
            ("Compare {booking} with its voucher: {finding}.", "复核 {booking} 与凭证：{finding}。")
        }
        "file_resolution" => (
            "Record that {resolution} was filed with {with} under {reference}.",
            "登记 {resolution} 已向 {with} 备案，编号 {reference}。",
        ),
        "record_ruling" => (
            "Record the ruling {reference} of {authority} on {resolution}: {finding}; its text is {document} (SHA-256).",
            "登记 {authority} 对 {resolution} 作出的 {reference}：{finding}，文本 SHA-256 为 {document}。",
        ),
        "check_ruling" => (
            "Compare the ruling of entry {ruling} on {resolution} with what was sent: {check}.",
            "复核第 {ruling} 号记录所登记的对 {resolution} 的裁判或行政决定：{check}。",
        ),
        "check_in" => ("Come to {shift}.", "到岗签到 {shift}。"),
        _ => return None,
    })
}

fn keepers(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "create_book" => ("Found the book of {name}.", "建立 {name} 的台账。"),
        "adopt_rules" => ("Adopt version {ruleset} of the program's rules.", "采用第 {ruleset} 版程序规则。"),
        "adopt_charter" => (
            "Adopt the charter of {charter.name}; the text that people read is {source} (SHA-256), adopted by {resolution|no resolution}.",
            "通过 {charter.name} 的章程，供人阅读的文本 SHA-256 为 {source}，依据决议：{resolution|无}。",
        ),
        "adopt_calendar" => ("Adopt calendar dates from: {source}.", "采用日历，来源：{source}。"),
        "request_registrar_act" => ("Ask the registrars to agree to: {act}.", "请各登记人同意：{act}。"),
        "pin_checkpoint" => (
            "Pin {origin} at {stands}, from the beginning {shown_root}.",
            "锁定 {origin} 的检查点 {stands}，其开头为 {shown_root}。",
        ),
        "endorse_registrar_act" => ("Agree to {request} as a registrar.", "以登记人身份同意 {request}。"),
        "import_roll_part" => {
            ("Bring in part {part} of roll import {import}.", "导入名册 {import} 第 {part} 部分。")
        }
        "seal_roll" => (
            "Seal roll import {import}: {rows} rows, {area_dm2} × 0.01 m², digest {root}.",
            "封存名册 {import}：{rows} 行，面积 {area_dm2} × 0.01 m²，摘要 {root}。",
        ),
        "assign_seat" => (
            "Put {member} into the seat {seat} of council {council}.",
            "任命 {member} 为议事会 {council} 的 {seat}。",
        ),
        "vacate_seat" => (
            "Take {member} out of the seat {seat} of council {council}: {reason}.",
            "免去 {member} 在议事会 {council} 的 {seat}：{reason}。",
        ),
        "declare_emergency" => (
            "Declare the emergency mode for {lasts|as long as the charter allows}; the reason is the document {reason}.",
            "宣布进入应急状态，时长 {lasts|依章程上限}，理由见文件 {reason}。",
        ),
        "end_emergency" => (
            "End {emergency}; the reason is the document {reason}.",
            "结束 {emergency}，理由见文件 {reason}。",
        ),
        "assign_post" => (
            "Put {member} at the post {post} of council {council}, with the buildings {buildings|none}.",
            "安排 {member} 到议事会 {council} 的岗位 {post}，负责楼栋 {buildings|无}。",
        ),
        "vacate_post" => ("End {posting}: {reason}.", "终止 {posting}：{reason}。"),
        "plan_rota" => (
            "Plan shifts at the post {post} of council {council}: {shifts}.",
            "为议事会 {council} 的岗位 {post} 排班：{shifts}。",
        ),
        "redact_text" => (
            "Remove the text with the commitment {commitment}, under: {ground}.",
            "删除承诺值为 {commitment} 的文本，依据：{ground}。",
        ),
        "fire_timer" => {
            ("Record that {obligation} fell due at {due_at_ms}.", "记录 {obligation} 于 {due_at_ms} 到期。")
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::template::places;
    use super::*;

    #[test]
    fn every_kind_of_command_has_a_sentence_in_both_languages_with_the_same_places() {
        for kind in Command::KINDS {
            let (english, chinese) = texts(kind).unwrap_or_else(|| panic!("{kind} has no sentence"));
            let (mut one, mut other) = (places(english), places(chinese));
            one.sort_unstable();
            other.sort_unstable();
            assert_eq!(one, other, "{kind}");
        }
    }

    #[test]
    fn a_ballot_is_put_into_words_with_everything_that_it_binds() {
        let command: Command = serde_json::from_value(serde_json::json!({
            "kind": "cast_ballot", "poll": "poll_9", "right": "member_1", "document": "ab".repeat(32), "choice": "against"
        }))
        .unwrap();
        let words = sentence(Language::English, &command);
        for part in ["against", "poll_9", "member_1", &"ab".repeat(32)] {
            assert!(words.contains(part), "{words}");
        }
        assert!(sentence(Language::Chinese, &command).contains("against"));
    }
}
