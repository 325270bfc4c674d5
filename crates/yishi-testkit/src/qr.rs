//! Reads QR codes from pages as a camera would see them: drawn, looked for, decoded.

use rqrr::PreparedImage;

/// Pixels along one side of a module.
const PIXELS: usize = 3;

/// What the QR codes of a page say, in order. Panics where a code is drawn that cannot be read.
pub fn codes_of(page: &str) -> Vec<String> {
    page.split("<svg ").skip(1).filter_map(|rest| drawing(rest.split("</svg>").next().unwrap())).collect()
}

/// The code of a drawing whose path is made of strokes of whole modules; nothing where it is another drawing.
fn drawing(svg: &str) -> Option<String> {
    let side: usize = between(svg, "viewBox=\"0 0 ", " ")?.parse().ok()?;
    let path = between(svg, "<path d=\"M", "\"")?;
    let mut modules = vec![false; side * side];
    for stroke in path.split('M') {
        let (x, rest) = stroke.split_once(' ')?;
        let (y, run) = rest.split_once(".5h")?;
        let [x, y, run]: [usize; 3] = [x.parse().ok()?, y.parse().ok()?, run.parse().ok()?];
        modules[y * side + x..][..run].fill(true);
    }
    let dark = |x: usize, y: usize| if modules[y / PIXELS * side + x / PIXELS] { 0 } else { 255 };
    let mut picture = PreparedImage::prepare_from_greyscale(side * PIXELS, side * PIXELS, dark);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code is found in {side} modules");
    Some(grids[0].decode().unwrap_or_else(|error| panic!("the code cannot be read: {error}")).1)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}
