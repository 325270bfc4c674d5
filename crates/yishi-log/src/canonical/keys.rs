//! The order of object keys: by UTF-16 code units, as RFC 8785 wants it.

use std::cmp::Ordering;

/// Compares two keys by their UTF-16 code units.
///
/// UTF-8 sorts like UTF-16 as long as the first differing byte is below 0xEE in both: only then could a
/// surrogate pair (U+10000 and above) come before U+E000 to U+FFFF.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let differing = left.bytes().zip(right.bytes()).find(|(a, b)| a != b);
    match differing {
        None => left.len().cmp(&right.len()),
        Some((a, b)) if a < 0xEE || b < 0xEE => a.cmp(&b),
        Some(_) => left.encode_utf16().cmp(right.encode_utf16()),
    }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use std::cmp::Ordering;

    #[test]
    fn keys_sort_by_utf16_code_units_and_not_by_code_points() {
        assert_eq!(compare("\u{10000}", "\u{FFFF}"), Ordering::Less);
        assert_eq!(compare("\u{FFFF}", "\u{10000}"), Ordering::Greater);
        assert_eq!(compare("\u{D7FF}", "\u{10000}"), Ordering::Less);
        assert_eq!(compare("a", "ab"), Ordering::Less);
        assert_eq!(compare("ab", "ab"), Ordering::Equal);
        assert_eq!(compare("é", "z"), Ordering::Greater);
    }
}
