//! What commands about a mediation say.

/// Sentences by kind, in English and Chinese.
pub(super) fn texts(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "open_mediation" => (
            "Name the sides of the dispute {matter}, by their order: {sides}.",
            "列明纠纷 {matter} 的各方当事人，依次为：{sides}。",
        ),
        "name_mediators" => {
            ("Name the mediators of {matter}: {mediators}.", "确定 {matter} 的调解员：{mediators}。")
        }
        "challenge_mediator" => (
            "Challenge {mediator} as mediator of {matter}; a side does so once.",
            "申请更换 {matter} 的调解员 {mediator}；每一方限一次。",
        ),
        "consent_to_mediation" => (
            "Agree that {matter} is mediated; it may be ended at any time.",
            "同意对 {matter} 进行调解；可随时终止。",
        ),
        "end_mediation" => (
            "End the mediation of {matter}; it goes on where the charter says, and the way to the court stays open.",
            "终止对 {matter} 的调解；依章程转其他途径，当事人可以依法向人民法院起诉。",
        ),
        "call_mediation_session" => (
            "Call the sides of {matter} to a session at {starts_at_ms}; its place has the commitment {place}.",
            "通知 {matter} 的当事人于 {starts_at_ms} 调解，地点的承诺值 {place}。",
        ),
        "close_mediation_session" => (
            "Record what became of the session on {matter}: {outcome}; note: {note|none}.",
            "登记 {matter} 本次调解的情况：{outcome}；说明：{note|无}。",
        ),
        "propose_settlement" => (
            "Put an agreement on {matter} before the sides; its text has the commitment {text}; performance: `{performance}`. Signatures under an earlier agreement count no more.",
            "就 {matter} 提出调解协议，文本承诺值 {text}，履行方式：{performance}。此前协议上的签名随之失效。",
        ),
        "sign_settlement" => (
            "Sign the agreement on {matter} whose text has the commitment {text}; performance: `{performance}`; once all sides and a mediator have signed, it binds.",
            "在 {matter} 的调解协议上签名，文本承诺值 {text}，履行方式：{performance}；各方当事人和调解员签名后生效，具有法律约束力。",
        ),
        _ => return None,
    })
}
