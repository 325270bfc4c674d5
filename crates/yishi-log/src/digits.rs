//! Numbers and bytes as text, each with exactly one spelling: lower-case hex, decimals without leading zeros, canonical base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Reads `N` bytes of lower-case hex.
pub fn lower_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    let mut seen = 0;
    for (byte, &[high, low]) in bytes.iter_mut().zip(pairs) {
        let (high, low) = (digit(high), digit(low));
        // One look at the end instead of one at each digit: every leaf has several hundred of them.
        seen |= high | low;
        *byte = (high << 4) | (low & 0x0f);
    }
    (seen <= 0x0f).then_some(bytes)
}

/// The value of a lower-case digit; anything above 15 is none.
const fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        _ => 0xff,
    }
}

/// Reads a decimal up to 2^63 − 1 without sign or leading zeros.
pub fn decimal(text: &str) -> Option<u64> {
    let plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    if !plain {
        return None;
    }
    text.parse().ok().filter(|&number| number <= i64::MAX.unsigned_abs())
}

/// Writes a decimal without leading zeros; several stand in every leaf, so without the machinery of formatting.
pub(crate) fn push_decimal(out: &mut Vec<u8>, number: u64) {
    let mut digits = [b'0'; 20];
    let (mut rest, mut used) = (number, 0);
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        used += 1;
        if rest == 0 {
            break;
        }
    }
    out.extend(digits.iter().skip(digits.len() - used));
}

/// Reads standard base64 with padding, canonical only (no stray bits, no white space).
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Reads exactly 32 bytes of canonical base64.
pub(crate) fn base64_hash(text: &str) -> Option<[u8; 32]> {
    base64(text)?.try_into().ok()
}

/// Writes standard base64 with padding.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::{base64, decimal, lower_hex};

    #[test]
    fn hex_is_lower_case_and_of_the_right_length() {
        assert_eq!(lower_hex::<2>("00ff"), Some([0, 255]));
        for wrong in ["00FF", "00f", "00ff0", "00 f", "", "zz00"] {
            assert_eq!(lower_hex::<2>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn of_all_pairs_of_bytes_just_the_lower_case_digits_are_hex() {
        for pair in 0..=u16::MAX {
            let bytes = pair.to_be_bytes();
            let Ok(text) = std::str::from_utf8(&bytes) else { continue };
            let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            let expected = if lower { u8::from_str_radix(text, 16).ok().map(|byte| [byte]) } else { None };
            assert_eq!(lower_hex::<1>(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_decimal_is_written_as_formatting_would() {
        let powers = (0..20).map(|exponent| 10_u64.pow(exponent));
        let around = powers.flat_map(|power| [power - 1, power, power + 1]);
        for number in around.chain([u64::MAX, u64::MAX - 1, (1 << 53) - 1]) {
            let mut written = b"x".to_vec();
            super::push_decimal(&mut written, number);
            assert_eq!(String::from_utf8(written).unwrap(), format!("x{number}"));
        }
    }

    #[test]
    fn a_decimal_has_one_spelling_and_ends_at_2_63_minus_1() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("9223372036854775807"), Some((1 << 63) - 1));
        for wrong in ["9223372036854775808", "99999999999999999999", "", "00", "01", "+1", "-1", " 1", "1 "] {
            assert_eq!(decimal(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn base64_is_canonical() {
        assert_eq!(base64("AA=="), Some(vec![0]));
        for wrong in ["AB==", "AA", "AA=", "AA==\n", " AA==", "A-==", "AA==="] {
            assert_eq!(base64(wrong), None, "{wrong}");
        }
    }
}
