//! The charter that ships, and every fault that the check names.

use super::*;

#[test]
fn the_minimal_charter_holds_and_its_two_forms_are_one() {
    let charter: Charter = toml::from_str(MINIMAL_CHARTER_TOML).unwrap();
    assert_eq!(charter.check(), Ok(()));
    let same = canonical_json(&charter) == MINIMAL_CHARTER_JSON.trim_end();
    assert!(same, "charters/minimal.json is not the canonical JSON of charters/minimal.toml");
}
