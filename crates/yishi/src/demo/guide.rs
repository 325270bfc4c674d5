//! What a visitor of the served demo is shown: who they can be, and what they can ask.

use super::compact::VISITOR;
use super::people::{Person, seed};
use super::play::Played;
use crate::failure::Failure;
use std::path::Path;
use yishi_core::{PollStatus, PublicKey};
use yishi_server::DemoPerson;

/// The sign-ins and queries of the served demo.
pub struct Guide {
    /// People whom the console offers.
    pub people: Vec<DemoPerson>,
    /// The auditor's key.
    pub auditor: PublicKey,
    /// Queries to try.
    pub queries: Vec<String>,
    /// Lines to print.
    pub lines: Vec<String>,
}

/// Somebody a visitor can be.
struct Role<'a> {
    role: &'static str,
    english: &'static str,
    person: &'a Person,
    member: bool,
}

/// Makes the guide of a played demo.
pub fn guide(played: &Played) -> Result<Guide, Failure> {
    let people = &played.people;
    let Some(worker) = people.grid_workers.first() else {
        return Err(Failure::Refused("the demo lacks a grid worker".into()));
    };
    let role = |role, english, person, member| Role { role, english, person, member };
    let roles = [
        role("resident", "resident 0001", people.resident(VISITOR)?, true),
        role("grid_worker", "grid worker 1", worker, true),
        role("secretary", "compound secretary", &people.compound_secretary, true),
        role("auditor", "auditor", &people.auditor, false),
    ];
    let origin = played.engine.origin();
    let keys = played.keys.display();
    let mut lines = vec![format!(
        "\nSign in at the console, or with these keys (demo only, no secrets; files in {keys}):"
    )];
    lines.extend(roles.iter().map(sign_in));
    for role in &roles {
        keep_key(&played.keys, role)?;
    }
    let queries = queries(played);
    lines.push("\nQueries to try:".to_owned());
    lines.extend(queries.iter().map(|query| format!("  {query}")));
    lines.push(format!("\nvkey: {}", played.vkey));
    Ok(Guide {
        people: roles.iter().map(|role| demo_person(role, origin)).collect(),
        auditor: people.auditor.author.key_file.public,
        queries: queries.to_vec(),
        lines,
    })
}

fn secret(person: &Person) -> String {
    hex::encode(seed(&person.title))
}

fn sign_in(role: &Role<'_>) -> String {
    let member = if role.member { role.person.id().to_string() } else { "not a member".to_owned() };
    format!("  {:<19} {:<10} {member:<24} key seed {}", role.english, role.person.title, secret(role.person))
}

/// A key file for `yishi submit` and `yishi sign`.
fn keep_key(keys: &Path, role: &Role<'_>) -> Result<(), Failure> {
    let file = keys.join(format!("{}.key", role.role));
    if !file.exists() {
        role.person.author.key_file.write(&file)?;
    }
    Ok(())
}

fn demo_person(role: &Role<'_>, origin: &str) -> DemoPerson {
    DemoPerson {
        role: role.role.to_owned(),
        name_zh: role.person.title.clone(),
        name_en: role.english.to_owned(),
        book: origin.to_owned(),
        member: if role.member { role.person.id().to_string() } else { String::new() },
        key_seed_hex: secret(role.person),
    }
}

fn queries(played: &Played) -> [String; 3] {
    let version = played.engine.version();
    let mut sealed =
        version.state.polls.values().filter(|poll| matches!(poll.status, PollStatus::Sealed { .. }));
    let poll = sealed.next_back().map_or_else(String::new, |poll| poll.id.to_string());
    [
        "{ book { name matters { nodes { matterId title { content } stage route { rule { name } council { name } } } } } }"
            .to_owned(),
        format!(
            "{{ book {{ poll(pollId: \"{poll}\") {{ document {{ content }} tally {{ verdict trace requirements {{ numerator denominator percent met }} }} }} }} }}"
        ),
        "{ book { position { size root checkpoint } polls { nodes { pollId status closesAt tally { heads { entitled for against } } } } } }"
            .to_owned(),
    ]
}
