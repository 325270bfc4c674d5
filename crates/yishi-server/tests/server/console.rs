//! The console's files: all there, of the right types, nothing from elsewhere; and only when it was asked for.

use crate::support::{serve_community, start_default};
use serde_json::json;
use yishi_server::{Console, DemoPerson};
use yishi_testkit::Community;

fn console() -> Console {
    let person = DemoPerson {
        role: "resident".to_owned(),
        name_zh: "居民一".to_owned(),
        name_en: "resident 1".to_owned(),
        book: "example.org/a-00000000".to_owned(),
        member: "resident_0".to_owned(),
        key_seed_hex: "00".repeat(32),
    };
    Console { people: vec![person] }
}

#[tokio::test]
async fn every_file_that_the_page_names_is_served_under_a_strict_policy() {
    let served = serve_community(Community::founded(3), |config| config.console = Some(console())).await;
    let page = served.get(None, "/").await;
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    let mut wanted = vec!["/console/style.css".to_owned(), "/console/main.js".to_owned()];
    let mut seen = 0;
    while let Some(path) = wanted.get(seen).cloned() {
        seen += 1;
        let file = served.get(None, &path).await;
        assert_eq!(file.status, 200, "{path}");
        let kind = if path.ends_with(".css") { "text/css" } else { "text/javascript" };
        assert!(file.header("content-type").unwrap().starts_with(kind), "{path}");
        let policy = file.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"));
        let text = file.text();
        for foreign in ["http://", "https://", "innerHTML", "eval("] {
            assert!(!text.contains(foreign), "{path} holds {foreign}");
        }
        for part in text.split("from \"./").skip(1) {
            let name = format!("/console/{}", part.split('"').next().unwrap());
            if !wanted.contains(&name) {
                wanted.push(name);
            }
        }
    }
    assert!(seen > 10, "{wanted:?}");
    assert!(page.text().contains("/console/main.js") && !page.text().contains("://"));
}

#[tokio::test]
async fn the_people_of_the_demo_are_given_to_the_console_and_kept_out_of_traces() {
    let served = serve_community(Community::founded(3), |config| config.console = Some(console())).await;
    let people = served.get(None, "/demo/people").await.json();
    assert_eq!(people[0]["role"], json!("resident"));
    assert_eq!(people[0]["key_seed_hex"].as_str().map(str::len), Some(64));
    let traced = format!("{:?}", console());
    assert!(!traced.contains("0000") && !traced.contains("居民"), "{traced}");
}

#[tokio::test]
async fn every_question_of_the_page_fits_the_schema() {
    let served = serve_community(Community::founded(3), |config| config.console = Some(console())).await;
    let mut asked = 0;
    for file in ["vote", "act", "opening", "session", "receipts", "main", "examples"] {
        let text = served.get(None, &format!("/console/{file}.js")).await.text();
        for quoted in text.split('`').skip(1).step_by(2) {
            let query = with_parts(quoted, &text);
            if !["query ", "mutation ", "subscription "].iter().any(|kind| query.starts_with(kind)) {
                continue;
            }
            asked += 1;
            let answer = served.ask(None, &query, json!({})).await;
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("");
            let fits = ["", "BAD_VARIABLE", "OPERATION_NOT_ALLOWED", "FORBIDDEN"].contains(&code);
            assert!(fits, "{file}.js: {query}\n{answer}");
        }
    }
    assert!(asked >= 18, "only {asked} found");
}

/// A question with the parts that the page puts into it.
fn with_parts(question: &str, page: &str) -> String {
    let mut whole = question.to_owned();
    for part in question.split("${").skip(1) {
        let name = part.split('}').next().unwrap();
        let start = format!("const {name} = `");
        if let Some(text) = page.split(&start).nth(1).and_then(|rest| rest.split('`').next()) {
            whole = whole.replace(&format!("${{{name}}}"), text);
        }
    }
    whole
}

#[tokio::test]
async fn a_node_without_a_console_has_neither_page_nor_people() {
    let server = start_default().await;
    for path in ["/", "/console/main.js", "/demo/people"] {
        let reply = crate::support::request(server.address, &format!("GET {path}"), b"").await;
        assert_eq!(reply.status, 404, "{path}");
    }
}
