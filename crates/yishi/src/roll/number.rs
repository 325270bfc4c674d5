//! Numbers of spreadsheets as texts. A spreadsheet keeps fifteen digits and shows no more, so neither do we: what lies beyond
//! them is the error of binary fractions and of sums.

/// Digits that a spreadsheet keeps.
const DIGITS: usize = 15;

/// The number in plain decimal digits, e.g. `89.35` or `3501`; nothing where it has more whole digits than are kept.
pub fn decimal(number: f64) -> Option<String> {
    let scientific = format!("{number:.14e}");
    let (mantissa, exponent) = scientific.split_once('e')?;
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let whole = exponent.parse::<i32>().ok()?.saturating_add(1);
    let sign = if mantissa.starts_with('-') && digits.bytes().any(|digit| digit != b'0') { "-" } else { "" };
    let (before, after) = match usize::try_from(whole) {
        Ok(whole) if whole > DIGITS => return None,
        Ok(whole) => digits.split_at_checked(whole).map(|(before, after)| (before, after.to_owned()))?,
        Err(_) => {
            let zeros = usize::try_from(whole.unsigned_abs()).ok()?;
            ("", "0".repeat(zeros) + &digits)
        }
    };
    let before = if before.is_empty() { "0" } else { before };
    Some(match after.trim_end_matches('0') {
        "" => format!("{sign}{before}"),
        after => format!("{sign}{before}.{after}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_as_the_sheet_shows_them() {
        let shown = [
            (89.35, "89.35"),
            ("89.349999999999994".parse().unwrap(), "89.35"), // As Excel writes it into its files.
            (3501.0, "3501"),
            (0.0, "0"),
            (-0.0, "0"),
            (-12.5, "-12.5"),
            (0.05, "0.05"),
            (1_000_000.0, "1000000"),
            (123_456_789_012_345.0, "123456789012345"),
            (0.000_012_5, "0.0000125"),
        ];
        for (number, text) in shown {
            assert_eq!(decimal(number).as_deref(), Some(text));
        }
        for many in [1_234_567_890_123_456.0, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(decimal(many), None, "{many}");
        }
    }

    #[test]
    fn no_area_of_a_certificate_drifts() {
        for dm2 in (1_u32..2_000_000).step_by(7) {
            let text = format!("{}.{:02}", dm2 / 100, dm2 % 100);
            let read = decimal(text.parse().unwrap()).unwrap();
            assert_eq!(crate::roll::field::area_m2(&read).unwrap().0, u64::from(dm2));
        }
    }

    #[test]
    fn a_sum_of_areas_is_what_the_sheet_shows() {
        assert_ne!((0.1 + 0.2).to_string(), "0.3");
        assert_eq!(decimal(0.1 + 0.2).unwrap(), "0.3");
        assert_eq!(decimal(80.1 + 9.25).unwrap(), "89.35");
    }
}
