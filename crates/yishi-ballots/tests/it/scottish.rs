//! Scottish council wards against the results of an independent counter, stages included.

use crate::files::{count, winners};
use serde_json::Value;
use yishi_testkit::test_data;

#[test]
fn every_ward_elects_whom_the_reference_elects_in_as_many_stages() {
    let Some(data) = test_data("the Scottish wards") else { return };
    let folder = data.join("scottish-stv");
    let text = std::fs::read_to_string(folder.join("reference-results.json")).unwrap();
    let wards: Vec<Value> = serde_json::from_str(&text).unwrap();
    for ward in &wards {
        let file = ward["file"].as_str().unwrap();
        let report = count(&folder.join("blt").join(file), Some("stv-wig"), None, &[]).unwrap();
        let mut elected = winners(&report);
        elected.sort_by_key(|id| id.parse::<u64>().unwrap());
        let wanted: Vec<String> = ward["elected"].as_array().unwrap().iter().map(Value::to_string).collect();
        assert_eq!(elected, wanted, "{file}");
        assert_eq!(report.rounds.len() as u64, ward["stages"].as_u64().unwrap(), "{file}: stages");
        assert_eq!(report.ballots, ward["votes"].as_u64().unwrap(), "{file}: ballots");
        assert_eq!(report.options as u64, ward["cands"].as_u64().unwrap(), "{file}: candidates");
    }
    assert!(wards.len() >= 13);
}

#[test]
fn every_ward_fills_its_seats_by_meek() {
    let Some(data) = test_data("the Scottish wards") else { return };
    for file in crate::files::below(&data.join("scottish-stv/blt")) {
        let report = count(&file, Some("stv-meek"), None, &[]).unwrap();
        let seats = report.method.seats() as usize;
        assert_eq!(report.winners.len(), seats, "{}", file.display());
    }
}
