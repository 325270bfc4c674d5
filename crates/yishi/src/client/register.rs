//! The questions about a register of books.

use super::Client;
use crate::failure::Failure;
use crate::pinning::{REGISTERED, Registered};
use serde::Deserialize;
use serde_json::json;
use yishi_core::BookOrigin;

/// Books of one page.
const PAGE: u32 = 50;

#[derive(Deserialize)]
struct BookAnswer {
    book: Option<BookRegister>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BookRegister {
    #[serde(default)]
    registered_book: Option<Registered>,
    #[serde(default)]
    registered_books: Option<RegisterPage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegisterPage {
    nodes: Vec<Registered>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

impl Client {
    /// What a registry says of a book.
    ///
    /// # Errors
    /// When it does not answer, or does not know the book.
    pub fn registered(&self, registry: Option<&str>, origin: &BookOrigin) -> Result<Registered, Failure> {
        let query = format!(
            "query Registered($registry: String, $origin: String!) {{ book(origin: $registry) {{ registeredBook(origin: $origin) {{ {REGISTERED} }} }} }}"
        );
        let answer: BookAnswer = self.ask(&query, &json!({ "registry": registry, "origin": origin }))?;
        let unknown =
            || Failure::Refused(format!("`{origin}` does not stand in the registry: register it first"));
        self.kept(answer)?.registered_book.ok_or_else(unknown)
    }

    /// The whole register of a registry.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn register(&self, registry: Option<&str>) -> Result<Vec<Registered>, Failure> {
        let query = format!(
            "query Register($registry: String, $first: Int, $after: String) {{ book(origin: $registry) {{ registeredBooks(first: $first, after: $after) {{ nodes {{ {} }} pageInfo {{ hasNextPage endCursor }} }} }} }}",
            REGISTERED.replace("first: 100", "first: 1")
        );
        let (mut books, mut after) = (Vec::new(), None);
        loop {
            let variables = json!({ "registry": registry, "first": PAGE, "after": after });
            let answer: BookAnswer = self.ask(&query, &variables)?;
            let Some(page) = self.kept(answer)?.registered_books else { return Ok(books) };
            books.extend(page.nodes);
            if !page.page_info.has_next_page {
                return Ok(books);
            }
            after = page.page_info.end_cursor;
        }
    }

    fn kept(&self, answer: BookAnswer) -> Result<BookRegister, Failure> {
        answer.book.ok_or_else(|| Failure::Refused("the registry is not kept there".into()))
    }
}
