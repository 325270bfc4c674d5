//! The committed `schema.graphql` is what the crate prints. `YISHI_UPDATE=1` writes it anew.

#[test]
fn the_committed_schema_is_the_one_that_the_crate_prints() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema.graphql");
    let printed = yishi_graphql::sdl();
    if std::env::var_os("YISHI_UPDATE").is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == printed,
        "schema.graphql is stale: run `YISHI_UPDATE=1 cargo test -p yishi-graphql --test it schema` and commit it"
    );
}
