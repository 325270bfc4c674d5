//! Who holds which power, as a table: a row for each seat, a column for each power that some seat has.

use super::canvas::{Canvas, LINE, Shape, width_of, wrapped};
use crate::explain::Speaker;
use crate::words::{pick, power, say, short};
use std::collections::BTreeSet;
use yishi_core::{Power, Reach, SeatClause};

const NAMES: i32 = 260;
const COLUMN: i32 = 92;
const ROW: i32 = 40;

pub(super) fn powers(speaker: Speaker<'_>) -> Canvas {
    let language = speaker.language;
    let charter = speaker.charter;
    let granted = charter.seats.iter().flat_map(|seat| seat.powers.iter().map(|grant| grant.power));
    let columns: Vec<Power> = granted.collect::<BTreeSet<_>>().into_iter().collect();
    let mut canvas = Canvas::default();
    let mut x = NAMES;
    for found in &columns {
        let name = power(language, *found);
        canvas.labelled((x, 0), (COLUMN, ROW), "band", &[name.to_owned()]);
        x += COLUMN;
    }
    // From the highest level down, as the tree above.
    let mut seats: Vec<&SeatClause> = charter.seats.iter().collect();
    seats.sort_by_key(|seat| std::cmp::Reverse(charter.rank(&seat.level)));
    let mut y = ROW;
    for seat in seats {
        row(&mut canvas, speaker, seat, &columns, y);
        y += ROW;
    }
    let note = say!(
        language,
        "own: in their own council; below: in the councils below",
        "本级:本议事会;下级:下级各议事会"
    );
    canvas.text(0, y + LINE, "small", &note);
    canvas
}

fn row(canvas: &mut Canvas, speaker: Speaker<'_>, seat: &SeatClause, columns: &[Power], y: i32) {
    let level = charter_level(speaker, seat);
    let name = wrapped(short(&seat.name), NAMES - width_of(&level) - 24, 1).join("");
    canvas.add(Shape::Box { x: 0, y, width: NAMES, height: ROW, class: "band" });
    canvas.text(8, y + 25, "", &name);
    canvas.text(NAMES - width_of(&level) - 6, y + 25, "small", &level);
    let mut x = NAMES;
    for column in columns {
        let reaches = seat.powers.iter().filter(|grant| grant.power == *column);
        let cells: Vec<String> = reaches.map(|grant| cell(speaker, grant.over).to_owned()).collect();
        let class = if cells.is_empty() { "band" } else { "out" };
        canvas.labelled((x, y), (COLUMN, ROW), class, &cells);
        x += COLUMN;
    }
}

fn charter_level(speaker: Speaker<'_>, seat: &SeatClause) -> String {
    let level = speaker.charter.levels.iter().find(|level| level.id == seat.level);
    let name = level.map_or(seat.level.as_str(), |level| level.name.as_str());
    wrapped(name, 100, 1).join("")
}

fn cell(speaker: Speaker<'_>, reach: Reach) -> &'static str {
    let [english, chinese] = match reach {
        Reach::Own => ["own", "本级"],
        Reach::Below => ["below", "下级"],
        Reach::OwnAndBelow => ["own, below", "本级、下级"],
    };
    pick(speaker.language, english, chinese)
}
