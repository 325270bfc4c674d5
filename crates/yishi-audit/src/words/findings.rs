//! What findings say, in 中文. A finding is made and kept in English, which is also what programs read; here it is said again for people.
//!
//! Each row is a text with gaps as it is made, and the same in 中文 with the numbers of the gaps. What stands in a gap is looked up as well,
//! so that a reason inside of a finding is told in the same language. A reason that has no row (what the rules or the JSON reader say) stays.

const ROWS: [(&str, &str); 85] = [
    // The entries and their places.
    ("the last line has no newline: the book was cut off", "最后一行没有换行：台账被截断"),
    ("the entry says that its index is {}, expected is {}", "条目自称序号为 {0}，应为 {1}"),
    ("the entry says that its index is {}", "条目自称序号为 {0}"),
    ("`prev` is {}, but must be zero is {}", "`prev` 为 {0}，首条应为 {1}"),
    ("`prev` is {}, but BLAKE3 of the entry before it is {}", "`prev` 为 {0}，而前一条的 BLAKE3 为 {1}"),
    ("recorded at {}, before the entry before it ({})", "记录时间 {0} 早于前一条（{1}）"),
    ("the entry is of book `{}`, not of `{}`", "条目属于台账 `{0}`，不属于 `{1}`"),
    ("the entry is of book `{}`", "条目属于台账 `{0}`"),
    ("the command is for book `{}`, not for `{}`", "指令是给台账 `{0}` 的，不是给 `{1}` 的"),
    ("the leaf names ruleset {}, but {} is in force", "条目写明规则版本 {0}，而此时有效的是 {1}"),
    ("not canonical JSON at byte {}: {}", "第 {0} 字节处不是规范 JSON：{1}"),
    ("not a leaf: {}", "不是条目：{0}"),
    ("a leaf of {} bytes exceeds the limit of {}", "条目有 {0} 字节，超过上限 {1}"),
    ("the command is not a canonical envelope: {}", "指令不是规范格式：{0}"),
    ("command: {}", "指令：{0}"),
    ("events: {}", "结果：{0}"),
    // Tree, checkpoint, policy.
    ("the checkpoint covers {} entries, the book ends after {}", "检查点含 {0} 条，台账在第 {1} 条后结束"),
    ("the checkpoint covers {} entries only, the book has {}", "检查点只含 {0} 条，台账有 {1} 条"),
    ("the root over {} entries is {}, the checkpoint says {}", "前 {0} 条的根为 {1}，检查点写的是 {2}"),
    (
        "the checkpoint covers {} entries with the root {}, the book has {} with the root {}",
        "检查点含 {0} 条，根为 {1}；台账有 {2} 条，根为 {3}",
    ),
    (
        "the first {} entries are not those of the earlier checkpoint: their root is {}, it says {}; keep both",
        "前 {0} 条与先前的检查点不符：根为 {1}，检查点写的是 {2}；请两份都保存",
    ),
    (
        "the earlier checkpoint covers {} entries, the book ends after {}; keep both",
        "先前的检查点含 {0} 条，台账在第 {1} 条后结束；请两份都保存",
    ),
    ("the earlier checkpoint is of `{}`, the book is `{}`", "先前的检查点属于 `{0}`，台账是 `{1}`"),
    ("the first {} entries are not those of the receipt's checkpoint", "前 {0} 条与回执的检查点不符"),
    ("the bundle has fewer than {} entries", "文件包不足 {0} 条"),
    ("the bundle has no such entry", "文件包中没有该条目"),
    ("the bundle has no checkpoint", "文件包中没有检查点"),
    ("the bundle has no policy", "文件包中没有信任策略"),
    ("malformed checkpoint: {}", "检查点格式有误：{0}"),
    ("exactly three lines are allowed: origin, size, root", "只能有三行：台账名、条数、根"),
    ("the first line is not an origin", "第一行不是台账名"),
    ("the size is not a plain decimal up to 2^63 − 1", "条数不是不超过 2^63 − 1 的十进制数"),
    ("the root is not canonical base64 of 32 bytes", "根不是 32 字节的规范 base64"),
    ("the note is not UTF-8", "不是 UTF-8"),
    ("the note has a control character", "含控制字符"),
    ("no blank line stands before the signatures", "签名前没有空行"),
    ("the note does not end with a signature line and a newline", "没有以签名行和换行结尾"),
    ("`{}` is not a signature line", "`{0}` 不是签名行"),
    ("the checkpoint is of `{}`, not of `{}`", "检查点属于 `{0}`，不属于 `{1}`"),
    ("no valid signature of log key {}", "没有日志公钥 {0} 的有效签名"),
    ("the policy names no log `{}`", "信任策略中没有日志 `{0}`"),
    (
        "the quorum `{}` of the policy is not met: good cosignatures of {}",
        "未达到信任策略的法定见证 `{0}`：有效联署来自 {1}",
    ),
    ("nobody", "无人"),
    ("policy line {}: {}", "信任策略第 {0} 行：{1}"),
    ("a signature under {} does not verify: it spoils the note", "{0} 名下的一个签名不成立，检查点因此无效"),
    ("no log of the policy has signed", "信任策略中没有日志签过名"),
    ("no log key is known: the first entry founds no book", "不知道日志公钥：第一条没有建册"),
    ("the book was founded for log key {}, not {}", "建册时写明的日志公钥是 {0}，不是 {1}"),
    (
        "the policy in the bundle names another log key than the checkpoint's",
        "文件包中的信任策略写的是另一个日志公钥，与检查点不符",
    ),
    (
        "log key not pinned: the book vouches for itself; give --policy or --vkey from elsewhere, or --unpinned",
        "未指定日志公钥：台账只是自己为自己作证；请用 --policy 或 --vkey 给出另行取得的公钥，或用 --unpinned 放弃核对",
    ),
    (
        "log key not pinned: give --policy or --vkey from elsewhere, or --unpinned",
        "未指定日志公钥：请用 --policy 或 --vkey 给出另行取得的公钥，或用 --unpinned 放弃核对",
    ),
    // Keys and signatures.
    ("key {} may not sign this entry: {}", "密钥 {0} 无权签署本条：{1}"),
    ("key {} may not sign for this actor at this entry: {}", "密钥 {0} 在本条无权代表该人签署：{1}"),
    ("key {} may not sign this entry", "密钥 {0} 无权签署本条"),
    ("it is not the engine's key", "不是引擎的密钥"),
    ("it is not of a registrar whom the first entry names", "不属于第一条所列的登记员"),
    ("it is not enrolled in this book", "未在本台账登记"),
    ("it is enrolled for somebody else", "登记在他人名下"),
    ("it was revoked before", "此前已撤销"),
    ("it is revoked", "已撤销"),
    ("it is not in force yet", "尚未生效"),
    (
        "the first entry must be signed by one of the registrars that it names",
        "第一条必须由其中所列的登记员之一签署",
    ),
    ("the signature names key {}, the command {}", "签名写的是密钥 {0}，指令写的是 {1}"),
    ("the signature does not verify under this key", "签名与该密钥不符"),
    ("the signature does not verify: {}", "签名无效：{0}"),
    ("the key is not the canonical encoding of a curve point", "密钥不是曲线点的规范编码"),
    ("the key has a small-order component", "密钥含小阶分量"),
    ("key {} lacks a good proof of possession: {}", "密钥 {0} 缺少有效的持钥证明：{1}"),
    // Joints and rules.
    ("key and nonce were used before, at entry {}", "同一密钥与随机数已在第 {0} 条用过"),
    ("the command is for book `{}`, this is `{}`", "指令是给台账 `{0}` 的，本台账是 `{1}`"),
    ("the command expired at {}; it is {}: sign it again", "指令在 {0} 已过期，记录时间为 {1}"),
    (
        "`expires_at_ms` is {}, but must not be after {}: at most 7 days after the checkpoint seen",
        "`expires_at_ms` 为 {0}，不得晚于 {1}：最迟为所见检查点之后七天",
    ),
    ("the checkpoint named (size {}) is not one of this book", "指令所见的检查点（{0} 条）不属于本台账"),
    ("the citation of `{}` is not proven: {}", "对 `{0}` 的引用未得证明：{1}"),
    ("`{}` must be {}, but is {}", "`{0}` 须为 {1}，实际为 {2}"),
    ("the rules refuse this command: {}", "规则拒绝该指令：{0}"),
    (
        "deciding again gives other events: [{}] instead of [{}], differing from byte {} of `events`",
        "重新运行规则得出的结果不同：应为 [{0}]，记录的是 [{1}]，自 `events` 第 {2} 字节起不同",
    ),
    // Texts and tiles.
    ("document {} is missing", "文件 {0} 缺失"),
    ("statement {} is missing, and no entry redacts it", "陈述 {0} 缺失，且没有条目记录其遮蔽"),
    ("no entry brings in `{}`", "没有条目带入 `{0}`"),
    ("`{}` is still there, although entry {} redacts it", "`{0}` 仍在，但第 {1} 条已将其遮蔽"),
    ("the content of `{}` is not what its name commits to", "`{0}` 的内容与其名称所承诺的不符"),
    ("`{}` does not belong into a bundle, or stands twice", "`{0}` 不属于文件包，或重复出现"),
    ("`{}` is missing", "`{0}` 缺失"),
    ("`{}` lies beyond the entries that are there", "`{0}` 超出现有条目的范围"),
];

const MORE_ROWS: [(&str, &str); 26] = [
    (
        "`{}` was not made from these entries: hash {} in it is another one, and {} more in it",
        "`{0}` 不是由这些条目生成：其中第 {1} 个哈希不符，另有 {2} 个",
    ),
    (
        "`{}` was not made from these entries: hash {} in it is another one",
        "`{0}` 不是由这些条目生成：其中第 {1} 个哈希不符",
    ),
    (
        "`{}` was not made from these entries: entry {} in it is another one, and {} more in it",
        "`{0}` 不是由这些条目生成：其中第 {1} 条不符，另有 {2} 条",
    ),
    (
        "`{}` was not made from these entries: entry {} in it is another one",
        "`{0}` 不是由这些条目生成：其中第 {1} 条不符",
    ),
    ("{} bytes instead of {}", "有 {0} 字节，应为 {1}"),
    ("it is cut off at entry {} of the bundle", "在其中第 {0} 条处被截断"),
    ("{} bytes follow the last entry", "最后一条之后还有 {0} 字节"),
    // Receipts and kept texts.
    ("malformed receipt: {}", "回执格式有误：{0}"),
    ("index {} is not inside a tree of size {}", "序号 {0} 不在 {1} 条的树中"),
    ("the proof has {} hashes, {} are needed", "证明有 {0} 个哈希，需要 {1} 个"),
    ("the proof leads to another root", "证明得出另一个根"),
    (
        "the entry commits to other texts: these {} bytes give {}; a line end at the end of the file counts too",
        "条目承诺的是别的文本：这 {0} 字节得出 {1}；文件末尾的换行也计算在内",
    ),
    // Counting again.
    ("{}: the sealing and what was cast differ in {}", "{0}：封存结果与实际票不符：{1}"),
    ("how many are counted", "计入票数"),
    ("the first counted entry", "首张计入票"),
    ("the last counted entry", "末张计入票"),
    ("which entries are counted", "计入的条目"),
    ("how many are replaced", "被替换票数"),
    ("which entries are replaced", "被替换的条目"),
    ("how many are unopened", "未开封票数"),
    ("the totals", "合计"),
    ("the votes of the sections", "各分会表决"),
    ("the sections", "各分会"),
    ("the options chosen", "选出的选项"),
    ("those who said nothing", "未表态者"),
    ("the poll", "表决"),
];

/// A reason inside of a reason inside of a finding: whoever names a file can nest no deeper.
const DEPTH: u8 = 3;

/// What a finding says, in 中文. One that was made in 中文 stays; of one without a row the whole English text is kept.
pub(super) fn chinese(message: &str) -> String {
    if message.chars().any(is_han) {
        return message.to_owned();
    }
    // `NAME`: reason, where a name out of the bundle stands before what is wrong with it.
    match message.strip_prefix('`').and_then(|rest| rest.split_once("`: ")) {
        Some((name, reason)) => format!("`{name}`：{}", told(reason, DEPTH)),
        None => told(message, DEPTH),
    }
}

fn told(text: &str, depth: u8) -> String {
    let Some(below) = depth.checked_sub(1) else { return text.to_owned() };
    let rows = ROWS.iter().chain(&MORE_ROWS);
    let mut said = rows.filter_map(|(english, chinese)| Some(filled(chinese, &gaps(english, text)?, below)));
    said.next().unwrap_or_else(|| text.to_owned())
}

fn is_han(sign: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&sign)
}

/// What stands in the gaps, if the text is of this form.
fn gaps<'a>(form: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = form.split("{}");
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut gaps = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let end = match pieces.peek() {
            Some(_) => rest.find(piece)?,
            None => rest.strip_suffix(piece)?.len(),
        };
        let (gap, after) = rest.split_at(end);
        gaps.push(gap);
        rest = after.strip_prefix(piece)?;
    }
    rest.is_empty().then_some(gaps)
}

/// The gaps are filled in one pass: what stands in one may look like another.
fn filled(form: &str, gaps: &[&str], depth: u8) -> String {
    let (mut text, mut rest) = (String::new(), form);
    while let Some((before, (number, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        text.push_str(before);
        let gap = number.parse::<usize>().ok().and_then(|number| gaps.get(number));
        text.push_str(&gap.map_or_else(String::new, |gap| told(gap, depth)));
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use yishi_log::checkpoint::{Checkpoint, CheckpointError};
    use yishi_log::key::KeyError;
    use yishi_log::tree::ProofError;

    #[test]
    fn a_finding_and_the_reason_inside_of_it_are_told_in_one_language() {
        for (english, chinese) in [
            ("the entry says that its index is 7, expected is 6", "条目自称序号为 7，应为 6"),
            ("key 01 may not sign this entry: it was revoked before", "密钥 01 无权签署本条：此前已撤销"),
            (
                "poll_3: the sealing and what was cast differ in the totals",
                "poll_3：封存结果与实际票不符：合计",
            ),
            ("`tile/0/000`: 31 bytes instead of 32", "`tile/0/000`：有 31 字节，应为 32"),
            ("the rules refuse this command: `x` is not known", "规则拒绝该指令：`x` is not known"),
        ] {
            assert_eq!(super::chinese(english), chinese);
        }
    }

    #[test]
    fn what_is_told_in_chinese_stays_and_what_is_not_known_stays_in_english() {
        assert_eq!(chinese("名单没有任何行"), "名单没有任何行");
        assert_eq!(chinese("something else"), "something else");
        let nested = format!("{}{{1}}", "command: ".repeat(100_000));
        assert_eq!(chinese(&nested).matches("指令：").count(), usize::from(DEPTH));
    }

    /// The texts are those of the errors themselves: whoever words one anew is told here.
    #[test]
    fn errors_of_notes_keys_and_proofs_are_known() {
        let malformed = |note: &str| Checkpoint::parse_unverified(note.as_bytes()).unwrap_err().to_string();
        let errors = [
            malformed("a\n1\nAA==\n"),
            malformed("a\n1\nAA==\n\nx\n"),
            malformed("a\n1\nAA==\n\n— a"),
            CheckpointError::OtherOrigin { expected: "a".into(), found: "b".into() }.to_string(),
            CheckpointError::NotSigned("a+1+2".into()).to_string(),
            KeyError::NotCanonical.to_string(),
            KeyError::Torsion.to_string(),
            KeyError::BadSignature.to_string(),
            ProofError::RootMismatch.to_string(),
            ProofError::IndexOutOfRange { index: 3, size: 2 }.to_string(),
        ];
        for error in errors {
            let told = chinese(&error);
            assert!(told.chars().any(is_han), "{error}");
            assert!(!told.contains(" is ") && !told.contains(" the "), "{error}: {told}");
        }
    }

    #[test]
    fn every_row_fills_each_of_its_gaps_once_and_stands_once() {
        for (english, chinese) in ROWS.iter().chain(&MORE_ROWS) {
            let gaps = english.matches("{}").count();
            for number in 0..gaps {
                assert_eq!(chinese.matches(&format!("{{{number}}}")).count(), 1, "{english}");
            }
            assert!(!chinese.contains(&format!("{{{gaps}}}")) && chinese.chars().any(is_han), "{english}");
            let same = ROWS.iter().chain(&MORE_ROWS).filter(|(other, _)| other == english).count();
            assert_eq!(same, 1, "{english}");
        }
    }
}
