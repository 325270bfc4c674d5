//! The guards one by one: the last value that passes and the first that fails.

use super::{
    GuardLimits, Refused, RefusedCode, SchemaIndex, admit, check_variables, find_operation, measure, scan,
};
use async_graphql::Variables;
use async_graphql::parser::parse_query;
use serde_json::json;

const SDL: &str = "
    schema { query: Query mutation: Mutation }
    type Query { hello: String! book: Book matters(first: Int, after: String): MatterConnection! }
    type Mutation { submit(input: SubmitInput!): Boolean! }
    type Book { size: String! parent: Book entries: [Entry!]! }
    type Entry { index: String! book: Book }
    type MatterConnection { totalCount: Int! edges: [MatterEdge!]! nodes: [Matter!]! }
    type MatterEdge { cursor: String! node: Matter! }
    type Matter { id: ID! children(first: Int): MatterConnection! }
    enum Choice { YES NO ABSTAIN }
    input SubmitInput { bytes: String! note: String times: Int = 1 choice: Choice inner: SubmitInput }
";

fn index() -> SchemaIndex {
    SchemaIndex::read(SDL).unwrap()
}

fn refusal(text: &str, limits: &GuardLimits) -> Option<RefusedCode> {
    admit(text, &index(), limits).err().map(|refused| refused.code)
}

/// 30 fragments, each spreading the next twice: 2^30 selections in about 900 bytes.
fn fragment_bomb() -> String {
    let mut text = "{...a0}".to_owned();
    for i in 0..29 {
        text.push_str(&format!("fragment a{i} on Query{{...a{} ...a{}}}", i + 1, i + 1));
    }
    text.push_str("fragment a29 on Query{hello}");
    text
}

#[test]
fn tokens_at_the_limit_pass_and_one_more_is_refused() {
    let limits = GuardLimits { tokens: 5, ..GuardLimits::default() };
    assert_eq!(scan("{ a(b) # c d e f\n", &limits).unwrap().tokens, 5);
    assert_eq!(scan("{ a(b) c", &limits).unwrap_err().code, RefusedCode::DocumentTooLarge);
}

#[test]
fn brackets_at_the_limit_pass_and_one_more_is_refused_before_the_parser_recurses() {
    let limits = GuardLimits { nesting: 3, ..GuardLimits::default() };
    assert_eq!(scan("{a(b:[1])}", &limits).unwrap().nesting, 3);
    assert_eq!(scan("{a(b:[[1]])}", &limits).unwrap_err().code, RefusedCode::DocumentTooLarge);
    let deep = format!("{{a(b:{}", "[".repeat(30_000));
    assert_eq!(refusal(&deep, &GuardLimits::default()), Some(RefusedCode::DocumentTooLarge));
}

#[test]
fn strings_count_as_one_token_and_their_brackets_do_not_count() {
    let limits = GuardLimits::default();
    let scanned = scan(r#"{a(b:"[[[ \" {{{" c:"""((( \""" "((" """)}"#, &limits).unwrap();
    assert_eq!((scanned.tokens, scanned.nesting), (11, 2));
    assert_eq!(scan("\"never closed {{{", &limits).unwrap().nesting, 0);
    assert_eq!(scan("\"\"\"never closed {{{", &limits).unwrap().nesting, 0);
}

#[test]
fn a_fragment_bomb_is_refused_after_visiting_each_fragment_once() {
    let text = fragment_bomb();
    assert!(text.len() < 1_100, "{} bytes", text.len());
    assert_eq!(refusal(&text, &GuardLimits::default()), Some(RefusedCode::TooManySelections));
    let unlimited = GuardLimits { selections: u64::MAX, cost: u64::MAX, ..GuardLimits::default() };
    let report = measure(&parse_query(&text).unwrap(), &index(), &unlimited).unwrap();
    assert!(report.total.selections > 1 << 30);
    assert_eq!(report.visited, 1 + 29 * 2 + 1, "as many selections as stand in the text");
}

#[test]
fn a_bomb_in_fragments_that_no_operation_spreads_is_refused_too() {
    let text = fragment_bomb().replacen("{...a0}", "{hello}", 1);
    assert_eq!(refusal(&text, &GuardLimits::default()), Some(RefusedCode::TooManySelections));
}

#[test]
fn expanded_selections_at_the_limit_pass_and_one_more_is_refused() {
    let limits = GuardLimits { selections: 7, ..GuardLimits::default() };
    let fits = "{ ...f ...f hello } fragment f on Query { a: hello b: hello }";
    assert_eq!(refusal(fits, &limits), None);
    let over = "{ ...f ...f hello c: hello } fragment f on Query { a: hello b: hello }";
    assert_eq!(refusal(over, &limits), Some(RefusedCode::TooManySelections));
}

#[test]
fn several_operations_count_together() {
    let limits = GuardLimits { selections: 2, ..GuardLimits::default() };
    assert_eq!(refusal("query a { hello } query b { hello }", &limits), None);
    let over = "query a { hello } query b { hello } query c { hello }";
    assert_eq!(refusal(over, &limits), Some(RefusedCode::TooManySelections));
}

#[test]
fn a_fragment_that_contains_itself_is_refused() {
    let circle = "{...a} fragment a on Query {...b} fragment b on Query {...a}";
    assert_eq!(refusal(circle, &GuardLimits::default()), Some(RefusedCode::FragmentCycle));
}

#[test]
fn a_long_chain_of_fragments_is_refused_before_the_stack_ends() {
    let mut text = "{...a0}".to_owned();
    for i in 0..800 {
        text.push_str(&format!("fragment a{i} on Query{{...a{}}}", i + 1));
    }
    text.push_str("fragment a800 on Query{hello}");
    assert_eq!(refusal(&text, &GuardLimits::default()), Some(RefusedCode::TooDeep));
}

#[test]
fn aliases_directives_and_repeats_at_the_limit_pass_and_one_more_is_refused() {
    let limits = GuardLimits { aliases: 2, directives: 2, repeats: 2, ..GuardLimits::default() };
    assert_eq!(refusal("{ a: hello b: hello }", &limits), None);
    assert_eq!(refusal("{ a: hello b: hello c: hello }", &limits), Some(RefusedCode::TooManyAliases));
    assert_eq!(refusal("{ hello @skip(if: true) @x }", &limits), None);
    assert_eq!(refusal("{ hello @x @x @x }", &limits), Some(RefusedCode::TooManyDirectives));
    assert_eq!(refusal("{ hello hello }", &limits), None);
    assert_eq!(refusal("{ hello hello hello }", &limits), Some(RefusedCode::TooManyRepeats));
}

#[test]
fn depth_at_the_limit_passes_and_one_level_more_is_refused_through_fragments_too() {
    let limits = GuardLimits { depth: 3, ..GuardLimits::default() };
    assert_eq!(refusal("{ book { parent { size } } }", &limits), None);
    assert_eq!(refusal("{ book { parent { parent { size } } } }", &limits), Some(RefusedCode::TooDeep));
    let hidden = "{ book { ...p } } fragment p on Book { parent { parent { size } } }";
    assert_eq!(refusal(hidden, &limits), Some(RefusedCode::TooDeep));
}

#[test]
fn cost_multiplies_pages_and_lists() {
    let cost = |text: &str| {
        measure(&parse_query(text).unwrap(), &index(), &GuardLimits::default()).unwrap().total.cost
    };
    assert_eq!(cost("{ hello }"), 1);
    assert_eq!(cost("{ book { entries { index } } }"), 1 + (1 + 10));
    assert_eq!(cost("{ matters(first: 5) { nodes { id } } }"), 1 + 5 * 2);
    assert_eq!(cost("{ matters { nodes { id } } }"), 1 + 20 * 2, "the default page");
    assert_eq!(cost("query q($n: Int) { matters(first: $n) { nodes { id } } }"), 1 + 100 * 2);
    assert_eq!(cost("{ matters(first: 5) { nodes { children(first: 3) { edges { cursor } } } } }"), 41);
}

#[test]
fn cost_at_the_limit_passes_and_one_more_is_refused() {
    let limits = GuardLimits { cost: 11, ..GuardLimits::default() };
    assert_eq!(refusal("{ matters(first: 5) { nodes { id } } }", &limits), None);
    assert_eq!(refusal("{ matters(first: 6) { nodes { id } } }", &limits), Some(RefusedCode::TooCostly));
}

#[test]
fn circular_introspection_is_refused_and_a_single_walk_to_fields_passes() {
    let once = "{ __schema { types { fields { type { name } } } } }";
    assert_eq!(refusal(once, &GuardLimits::default()), None);
    let twice = "{ __schema { types { fields { type { fields { name } } } } } }";
    assert_eq!(refusal(twice, &GuardLimits::default()), Some(RefusedCode::TooDeep));
    let hidden = "{ __schema { types { ...t } } } fragment t on __Type { fields { type { ...u } } } \
                  fragment u on __Type { possibleTypes { name } }";
    assert_eq!(refusal(hidden, &GuardLimits::default()), Some(RefusedCode::TooDeep));
}

#[test]
fn a_parse_error_tells_the_place_and_never_the_text() {
    let Refused { code, message, locations } =
        admit("{ hello(token: \"s3cret\" ", &index(), &GuardLimits::default()).err().unwrap();
    assert_eq!(code, RefusedCode::ParseFailed);
    assert!(!message.contains("s3cret") && !message.contains("hello"), "{message}");
    assert_eq!(locations.len(), 1);
}

fn variables_problem(declared: &str, variables: serde_json::Value) -> Option<String> {
    let document = parse_query(format!("query q({declared}) {{ hello }}")).unwrap();
    let operation = find_operation(&document, Some("q")).unwrap();
    let variables = Variables::from_json(variables);
    check_variables(operation, &variables, &index()).err().map(|refused| refused.message)
}

#[test]
fn variables_have_to_be_given_unless_they_are_nullable_or_have_a_default() {
    assert_eq!(variables_problem("$a: Int", json!({})), None);
    assert_eq!(variables_problem("$a: Int! = 3", json!({})), None);
    assert!(variables_problem("$a: Int!", json!({})).unwrap().contains("$a is required"));
    assert!(variables_problem("$a: Int!", json!({"a": null})).unwrap().contains("null"));
    assert_eq!(variables_problem("$a: Int", json!({"a": null, "other": 1})), None);
}

#[test]
fn variables_have_to_have_their_declared_types() {
    for (declared, good, bad) in [
        ("$a: Int", json!(1), json!("1")),
        ("$a: Int", json!(-1), json!(1.5)),
        ("$a: Float", json!(1), json!("1.5")),
        ("$a: String", json!("x"), json!(1)),
        ("$a: Boolean", json!(true), json!("true")),
        ("$a: ID", json!("x"), json!(true)),
        ("$a: ID", json!(7), json!(7.5)),
        ("$a: Choice", json!("YES"), json!("MAYBE")),
        ("$a: [Int!]", json!([1, 2]), json!([1, null])),
        ("$a: [Int]", json!([1, null]), json!([[1]])),
        ("$a: [Int!]", json!(1), json!("x")),
        ("$a: [[Int]]", json!([[1], [2]]), json!([["x"]])),
    ] {
        assert_eq!(variables_problem(declared, json!({ "a": good })), None, "{declared} {good}");
        assert!(variables_problem(declared, json!({ "a": bad })).is_some(), "{declared} {bad}");
    }
}

#[test]
fn input_objects_have_exactly_the_fields_of_their_type() {
    let problem = |value: serde_json::Value| variables_problem("$a: SubmitInput!", json!({ "a": value }));
    assert_eq!(problem(json!({"bytes": "x"})), None);
    assert_eq!(problem(json!({"bytes": "x", "inner": {"bytes": "y", "choice": "NO"}})), None);
    assert!(problem(json!({})).unwrap().contains("is required"));
    assert!(problem(json!({"bytes": "x", "byts": "y"})).unwrap().contains("does not have"));
    assert!(problem(json!({"bytes": "x", "inner": {"bytes": null}})).is_some());
    assert!(problem(json!("x")).is_some());
}

/// What is said of a document's literals.
fn said(text: &str) -> Option<String> {
    admit(text, &index(), &GuardLimits::default()).err().map(|refused| refused.message)
}

#[test]
fn a_field_that_stands_twice_in_an_input_object_is_refused_and_elsewhere_it_is_not() {
    let twice = "mutation { submit(input: {bytes: \"a\", choice: YES, choice: NO}) }";
    let refused = scan(twice, &GuardLimits::default()).unwrap_err();
    assert_eq!(refused.code, RefusedCode::ValidationFailed);
    assert_eq!((refused.locations[0].line, refused.locations[0].column), (1, 58));
    assert!(
        said("mutation ($i: SubmitInput = {bytes: \"a\", bytes: \"b\"}) { submit(input: $i) }").is_some()
    );
    assert!(
        said("mutation { submit(input: {bytes: \"a\", inner: {bytes: \"b\", note: \"c\", note: null}}) }")
            .is_some()
    );
    let fine = [
        "mutation { a: submit(input: {bytes: \"a\", inner: {bytes: \"b\"}}) b: submit(input: {bytes: \"a\"}) }",
        "query ($a: Int) { a: matters(first: $a) { nodes { id: id } } b: matters(first: 1) { nodes { id: id } } }",
    ];
    assert_eq!(fine.map(said), [None, None]);
}

#[test]
fn literals_that_hold_variables_are_checked_like_others() {
    let submit =
        |variables: &str, input: &str| said(&format!("mutation ({variables}) {{ submit(input: {input}) }}"));
    let said = |variables: &str, input: &str| submit(variables, input).unwrap_or_default();
    assert_eq!(submit("$b: String!, $t: Int", "{bytes: $b, times: $t, choice: YES}"), None);
    assert_eq!(
        submit("$b: String = \"x\"", "{bytes: $b}"),
        None,
        "a default value stands for what is missing"
    );
    let unknown = "argument `input` has a field that SubmitInput does not have; it has bytes, choice, inner, note, times";
    assert_eq!(said("$b: String!", "{bytes: $b, byts: 1}"), unknown);
    let choice = "argument `input`: `choice` does not have the declared type, Choice";
    assert_eq!(said("$b: String!", "{bytes: $b, choice: \"YES\"}"), choice);
    assert_eq!(said("$b: String!", "{bytes: $b, choice: MAYBE}"), choice);
    let lacking = "argument `input`: `inner.bytes` is required";
    assert_eq!(said("$b: String!", "{bytes: $b, inner: {note: $b}}"), lacking);
    let nullable = "argument `input`: `bytes` takes String!, and the variable there is declared otherwise";
    assert_eq!(said("$b: String", "{bytes: $b}"), nullable);
    assert!(said("$b: Int!", "{bytes: $b}").contains("`bytes` takes String!"));
    assert!(
        said("$b: String!", "{bytes: $b, note: 1}")
            .contains("`note` does not have the declared type, String")
    );
    assert!(
        said("$b: String!", "{bytes: $b, inner: [$b]}").contains("`inner` must be an object, SubmitInput")
    );
}

#[test]
fn what_is_wrong_in_a_variable_is_named_by_its_path() {
    let document = parse_query("mutation ($i: SubmitInput!) { submit(input: $i) }").unwrap();
    let operation = find_operation(&document, None).unwrap();
    let said = |value| {
        let refused = check_variables(operation, &Variables::from_json(json!({ "i": value })), &index());
        refused.err().map(|refused| refused.message).unwrap_or_default()
    };
    assert_eq!(said(json!({ "bytes": "a", "choice": "YES" })), "");
    assert_eq!(said(json!({ "bytes": "a", "inner": {} })), "variable $i: `inner.bytes` is required");
    assert_eq!(said(json!({ "bytes": null })), "variable $i: `bytes` must not be null");
    assert!(
        said(json!({ "bytes": "a", "choise": "YES" }))
            .starts_with("variable $i has a field that SubmitInput does not have")
    );
}
