//! Single fields: standings, areas and lists, each with what to do when it is wrong.

use serde::Serialize;
use serde::de::DeserializeOwned;
use yishi_core::{AreaDm2, Standing};
use yishi_tally::{UnitKind, UnitStatus};

/// What is wrong with a field, and what to do.
pub type Wrong = (String, &'static str);

/// Reads a standing; empty means resident.
pub fn standing(text: &str) -> Result<Standing, Wrong> {
    match text {
        "" | "resident" => Ok(Standing::Resident),
        "absent_owner" => Ok(Standing::AbsentOwner),
        "partner" => Ok(Standing::Partner),
        "left" => Ok(Standing::Left),
        "floating" => Ok(Standing::Floating),
        other => Err((
            format!("`{other}` is no standing"),
            "write resident, floating, absent_owner, partner or left; empty means resident",
        )),
    }
}

/// Reads how far the sale of a unit has come; empty means handed over.
pub fn status(text: &str) -> Result<UnitStatus, Wrong> {
    word(text, "write unsold, undelivered or delivered; empty means delivered")
}

/// Reads what a unit is; empty means a flat.
pub fn kind(text: &str) -> Result<UnitKind, Wrong> {
    word(text, "write dwelling, shop, parking or other; empty means dwelling")
}

/// A word that stands for a variant on the wire; empty means the usual one.
///
/// A wire type may take words of later versions for one of its own: only what is written back the same is one.
fn word<T: Default + Serialize + DeserializeOwned>(text: &str, remedy: &'static str) -> Result<T, Wrong> {
    if text.is_empty() {
        return Ok(T::default());
    }
    let read: Option<T> = serde_json::from_value(text.into()).ok();
    let same = |value: &T| serde_json::to_value(value).is_ok_and(|written| written == text);
    read.filter(same).ok_or_else(|| (format!("`{text}` is not one of the words known here"), remedy))
}

/// An area in m² with two decimals, as it is read again.
pub fn decimal_m2(area: AreaDm2) -> String {
    format!("{}.{:02}", area.0 / 100, area.0 % 100)
}

/// Reads an area in m² with at most two decimals, e.g. `89.35`; exact, no rounding.
pub fn area_m2(text: &str) -> Result<AreaDm2, Wrong> {
    let wrong = || {
        (
            format!("`{text}` is no area in m²"),
            "write digits with at most two decimals and a point, e.g. 89.35, as on the certificate",
        )
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return Err(wrong());
    }
    let hundredths: u64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
    let whole: u64 = whole.parse().map_err(|_| wrong())?;
    let area = whole.checked_mul(100).and_then(|area| area.checked_add(hundredths));
    area.filter(|area| *area <= MAX_AREA_DM2).map(AreaDm2).ok_or_else(wrong)
}

/// Reads an area in units of 0.01 m².
pub fn area_dm2(text: &str) -> Result<AreaDm2, Wrong> {
    text.parse().ok().filter(|area| *area <= MAX_AREA_DM2).map(AreaDm2).ok_or_else(|| {
        (format!("`{text}` is no area in units of 0.01 m²"), "write a whole number, e.g. 8935 for 89.35 m²")
    })
}

/// A million m²: no unit is larger, and sums stay far from the limit of exact integers.
const MAX_AREA_DM2: u64 = 100_000_000;

/// Reads a list separated by `;`.
pub fn list(text: &str) -> Vec<&str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect()
}
