//! Names of checks in 中文, as findings carry them; the English one is the name itself.

/// The name of a check; `None` for one that has none yet.
pub(super) fn chinese(check: &str) -> Option<&'static str> {
    Some(match check {
        "bundle" => "文件包",
        "leaf" => "条目格式",
        "index" => "序号",
        "origin" => "台账名",
        "chain" => "哈希链",
        "time" => "时间",
        "tree" => "默克尔树",
        "checkpoint" => "检查点",
        "pin" => "日志公钥来源",
        "policy" => "信任策略",
        "key" => "密钥",
        "signature" | "signatures" => "签名",
        "possession" => "持钥证明",
        "text" | "texts" => "文本",
        "amendment" => "修正案文本",
        "nonce" => "随机数",
        "expiry" => "有效期",
        "founding" => "建册",
        "ruleset" => "规则版本",
        "timer" => "到期处理",
        "partners" => "联合表决台账",
        "citation" => "引用",
        "replay" => "规则重演",
        "tally" => "计票",
        "list" => "名单",
        "since" => "先前审计",
        _ => return None,
    })
}
