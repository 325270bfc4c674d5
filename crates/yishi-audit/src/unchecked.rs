//! What a report does not cover: said in the report itself, so that nobody reads more out of "no findings" than stands in it.

use crate::report::Summary;
use crate::trust::Pin;
use crate::verify::{Check, Plan};
use crate::words::pick;
use serde::Serialize;
use yishi_tally::Language;

/// Something that was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotChecked {
    /// The place of entries, link by link.
    Chain,
    /// The form of commands and events.
    Form,
    /// The root over the entries.
    Tree,
    /// Who signed the checkpoint.
    Checkpoint,
    /// Signatures and keys.
    Signatures,
    /// Documents and statements.
    Texts,
    /// The rules and the counts.
    Rules,
    /// What an earlier audit answers for.
    TakenOver,
    /// Whether the log's key is the right one.
    LogKey,
    /// When entries were recorded, beyond the word of the log.
    Clock,
    /// How long before they were cosigned entries were recorded, beyond the word of the log.
    ClockBefore,
    /// Whether others were shown another book.
    SplitView,
    /// Texts that were destroyed on record.
    Redacted,
    /// Evidence and identities, which no bundle holds.
    Vault,
    /// What was handed in and never became an entry.
    NeverEntered,
    /// Whether members are real people who act freely.
    People,
}

impl NotChecked {
    /// Everything that a run leaves open.
    pub(crate) fn of(plan: &Plan, summary: &Summary) -> Vec<Self> {
        let chosen = [
            (Check::Chain, Self::Chain),
            (Check::Tree, Self::Tree),
            (Check::Checkpoint, Self::Checkpoint),
            (Check::Signatures, Self::Signatures),
            (Check::Texts, Self::Texts),
            (Check::Replay, Self::Rules),
        ];
        let left_out = chosen.into_iter().filter(|(check, _)| !plan.has(*check)).map(|(_, what)| what);
        let conditions = [
            (!plan.reads_entries(), Self::Form),
            (summary.taken_over > 0, Self::TakenOver),
            (plan.has(Check::Checkpoint) && !summary.pinned, Self::LogKey),
            (!is_witnessed(plan, summary), Self::Clock),
            (is_witnessed(plan, summary), Self::ClockBefore),
            (!is_witnessed(plan, summary), Self::SplitView),
            (summary.redacted > 0, Self::Redacted),
            (true, Self::Vault),
            (true, Self::NeverEntered),
            (true, Self::People),
        ];
        left_out.chain(conditions.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| what)).collect()
    }

    /// What it means, in words.
    pub(crate) const fn words(self, language: Language) -> &'static str {
        match self {
            Self::Chain => {
                pick(language, "the links between entries and their places", "条目之间的链接与位置")
            }
            Self::Form => pick(
                language,
                "the form of commands and events, which were hashed only",
                "指令与结果的格式（只计算了哈希）",
            ),
            Self::Tree => {
                pick(language, "that these are the entries of the checkpoint", "条目是否即检查点所指的条目")
            }
            Self::Checkpoint => pick(language, "who signed the checkpoint", "检查点由谁签名"),
            Self::Signatures => pick(
                language,
                "signatures and the status of their keys: `verify` does",
                "签名与密钥状态：由 verify 核对",
            ),
            Self::Texts => {
                pick(language, "documents and statements: `verify` does", "文件与陈述：由 verify 核对")
            }
            Self::Rules => pick(
                language,
                "that the rules give these events, and the counts: `replay` does",
                "规则是否得出这些结果、计票是否正确：由 replay 核对",
            ),
            Self::TakenOver => pick(
                language,
                "the entries before the earlier checkpoint: chain, signatures and rules were taken over from the audit that verified it",
                "早先检查点之前的条目：链接、签名与规则沿用先前的审计结论",
            ),
            Self::LogKey => pick(
                language,
                "that the log key is the right one: get it from elsewhere than the book",
                "日志公钥是否正确：应从台账以外取得",
            ),
            Self::Clock => pick(
                language,
                "the clock: times are the word of the log, and no witness was asked for (they only do not go back)",
                "时钟：时间仅凭日志自述，且未要求见证人（只核对了时间不倒退）",
            ),
            Self::ClockBefore => pick(
                language,
                "how long before the cosignatures entries were made: within that, times are the word of the log",
                "条目早于联署多久：联署之前的时间仅凭日志自述",
            ),
            Self::SplitView => pick(
                language,
                "whether others were shown another book: `compare` with their checkpoints",
                "他人是否看到另一本台账：请用 compare 与他人的检查点比对",
            ),
            Self::Redacted => {
                pick(language, "the words of texts that were withheld on record", "已按记录遮蔽的文本内容")
            }
            Self::Vault => pick(
                language,
                "what lies in the vault: evidence and identities, which no bundle holds",
                "保险库中的材料：证据与身份信息，不随台账导出",
            ),
            Self::NeverEntered => pick(
                language,
                "what was handed in and never became an entry: only receipts and signed refusals show it",
                "曾经提交但未入册的内容：只有回执或签名的拒绝通知能证明",
            ),
            Self::People => pick(
                language,
                "whether members are real people who act freely",
                "成员是否真实存在、是否出于自愿",
            ),
        }
    }
}

/// Whether a policy asked for witnesses and the checkpoint was good under it.
fn is_witnessed(plan: &Plan, summary: &Summary) -> bool {
    matches!(&plan.pin, Pin::Policy(policy) if policy.wants_witnesses()) && summary.pinned
}

impl Check {
    /// How it is checked, in words.
    pub(crate) fn how(self, language: Language) -> &'static str {
        match self {
            Self::Chain => pick(
                language,
                "each entry names the BLAKE3 of the one before it, its own place and the book; times do not go back",
                "每条目含前一条的 BLAKE3、自身序号与台账名；时间不倒退",
            ),
            Self::Tree => pick(
                language,
                "the RFC 6962 root was computed again from all entries",
                "由全部条目重算 RFC 6962 根",
            ),
            Self::Checkpoint => pick(
                language,
                "the signed note was opened under the log key that is believed",
                "用所信任的日志公钥核对签名的检查点",
            ),
            Self::Signatures => pick(
                language,
                "Ed25519, strictly and one by one, each under a key in force at its entry",
                "逐条严格验证 Ed25519 签名，且密钥在该条目时有效",
            ),
            Self::Texts => {
                pick(language, "each document and statement was hashed again", "逐一重算文件与陈述的哈希")
            }
            Self::Replay => pick(
                language,
                "the rules were run again over each command, and polls counted by code of their own",
                "对每条指令重新运行规则，并以独立代码重新计票",
            ),
        }
    }

    /// The check by its name in reports.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [Self::Chain, Self::Tree, Self::Checkpoint, Self::Signatures, Self::Texts, Self::Replay];
        all.into_iter().find(|check| check.name() == name)
    }
}
