//! The register of books that a registry book keeps.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line};
use crate::words::{period, say};
use yishi_core::RegistryClause;

impl Speaker<'_> {
    pub(super) fn registry(self, clause: Option<&RegistryClause>) -> Option<Item> {
        let language = self.language;
        let RegistryClause { pin_every, books_at_most } = clause?;
        let path = ClausePath::of("registry");
        let every = period(language, *pin_every);
        let lines = vec![
            Line::new(
                path.then("pin_every"),
                say!(language, "how often each registered book is pinned", "登记台账多久锁定一次"),
                every.clone(),
                say!(
                    language,
                    "This book keeps a register of other books. A newer checkpoint of each is pinned within {every}; a pin that is late is on record.",
                    "本台账登记其他台账。每本登记台账须在{every}内锁定一次新的检查点;逾期的记录在案。"
                ),
            ),
            Line::silent(
                path.then("books_at_most"),
                say!(language, "most books in the register", "登记台账数上限"),
                books_at_most.0.to_string(),
            ),
        ];
        Some(Item::plain(path, say!(language, "register of books", "台账登记"), lines))
    }
}
