//! The page of an entry: where it stands, and the receipt that proves it. What it holds is for whoever may read the entries.

use super::Board;
use super::frame::{Depth, Framed};
use maud::html;
use yishi_core::TimeMs;

/// What is public of an entry.
#[derive(Clone, Debug)]
pub struct EntryFacts {
    /// Its position, counted from 0.
    pub index: u64,
    /// When it was recorded.
    pub recorded_at_ms: TimeMs,
    /// Its hash in the tree, in hexadecimal.
    pub leaf_hash: String,
    /// The receipt, as a file.
    pub receipt: String,
}

impl Board<'_> {
    /// The page of an entry.
    pub fn entry_page(&self, facts: &EntryFacts) -> String {
        let title = format!("{}{}", self.pick("Entry ", "记录"), facts.index);
        let body = html! {
            dl {
                dt { (self.pick("Recorded", "记录时间")) } dd { (self.moment(facts.recorded_at_ms)) }
                dt { (self.pick("Hash in the tree", "叶哈希")) } dd { code { (facts.leaf_hash) } }
            }
            h2 { (self.pick("Receipt", "回执")) }
            p { (self.pick(
                "It proves without this service that the entry stands in the book: save it and run `yishi audit receipt`.",
                "它不依赖本服务即可证明该记录在台账中:保存后运行 `yishi audit receipt` 核验。",
            )) }
            p { a href={ (facts.index) ".receipt" } { (self.pick("Receipt as a file", "下载回执文件")) } }
            pre tabindex="0" { (facts.receipt) }
            (self.code(facts.index))
        };
        self.framed(&Framed { depth: Depth::Below, title: &title, council: None, body })
    }
}
