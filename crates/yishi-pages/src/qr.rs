//! QR codes drawn as SVG paths.

use qrcode::{Color, EcLevel, QrCode};

/// Modules left blank on each side, as the standard asks for.
const MARGIN: usize = 4;

/// Side and path: each dark run of a row is a stroke.
pub(crate) fn drawn(text: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (row, line) in colors.chunks(width).enumerate() {
        let mut at = 0_usize;
        for run in line.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                let (x, y) = (at.saturating_add(MARGIN), row.saturating_add(MARGIN));
                path.push_str(&format!("M{x} {y}.5h{}", run.len()));
            }
            at = at.saturating_add(run.len());
        }
    }
    Some((width.saturating_add(2 * MARGIN), path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finder_patterns_and_a_margin() {
        let (side, path) = drawn("https://example.org/board/entries/7.html").unwrap();
        assert!(path.starts_with("M4 4.5h7"), "{path}");
        assert!(side > 25 + 2 * MARGIN - 1 && path.len() < 6_000, "{side} {}", path.len());
        let drawing = format!("<svg viewBox=\"0 0 {side} {side}\"><path d=\"{path}\"></path></svg>");
        assert_eq!(yishi_testkit::codes_of(&drawing), ["https://example.org/board/entries/7.html"]);
        assert!(drawn(&"x".repeat(5_000)).is_none(), "what no code can hold is left out");
    }
}
