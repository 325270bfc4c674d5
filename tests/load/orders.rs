//! Requests, ready to be sent: signed and rendered beforehand.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use yishi_tally::Choice;
use yishi_testkit::{Cast, OpenedPoll};

/// What a phone sends: it keeps the receipt.
const SUBMIT: &str = "mutation s($input: SubmitInput!) { submit(input: $input) { __typename ... on SubmitSuccess { replayed receipt entry { index leafHash } } ... on Problem { code } } }";

/// What a resident looks at: one poll with its tally.
const POLL: &str = "query p($poll: String!) { book { position { size } poll(pollId: $poll) { status closesAt rule { name } tally { final verdict heads { entitled for against abstain } } } } }";

fn post(body: &serde_json::Value) -> Vec<u8> {
    let body = body.to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Ballots `from..from + count` of the load: each resident votes in turn, later rounds replacing earlier ones.
pub fn ballots(cast: &Cast, poll: &OpenedPoll, from: u64, count: usize) -> Vec<Vec<u8>> {
    let signers = std::thread::available_parallelism().map_or(1, usize::from);
    let part = count.div_ceil(signers).max(1);
    std::thread::scope(|scope| {
        let sign = |start: usize| {
            (start..(start + part).min(count))
                .map(|number| ballot(cast, poll, from + number as u64))
                .collect::<Vec<_>>()
        };
        let parts: Vec<_> = (0..count).step_by(part).map(|start| scope.spawn(move || sign(start))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

fn ballot(cast: &Cast, poll: &OpenedPoll, number: u64) -> Vec<u8> {
    let desk = cast.desk();
    desk.count_from((1 << 32) + number);
    let resident = &cast.residents[number as usize % cast.residents.len()];
    let choice = if number.is_multiple_of(3) { Choice::Against } else { Choice::For };
    let signed = desk.sign(resident, poll.ballot(resident, choice));
    let (command, signature) = (STANDARD.encode(&signed.bytes), STANDARD.encode(signed.signature));
    post(&serde_json::json!({
        "query": SUBMIT,
        "variables": { "input": { "command": command, "signature": signature } },
    }))
}

/// The read of one poll.
pub fn poll(poll: &OpenedPoll) -> Vec<u8> {
    post(&serde_json::json!({ "query": POLL, "variables": { "poll": poll.poll.to_string() } }))
}
