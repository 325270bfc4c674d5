//! The councils as a tree, one band for each level, with what moves up along its branches.

use super::canvas::{Canvas, LINE, Shape, wrapped};
use crate::explain::Speaker;
use crate::words::say;
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::{CouncilClause, CouncilId};

const BOX: (i32, i32) = (168, 62);
const STEP: i32 = 184;
const BAND: i32 = 120;
const LABELS: i32 = 120;

pub(super) fn tree(speaker: Speaker<'_>) -> Canvas {
    let charter = speaker.charter;
    let mut canvas = Canvas::default();
    let mut places = Places { speaker, next: LABELS, found: BTreeMap::new(), seen: BTreeSet::new() };
    let roots: Vec<&CouncilClause> =
        charter.councils.iter().filter(|council| council.parent.is_none()).collect();
    roots.into_iter().for_each(|root| {
        places.place(root);
    });
    let right = places.next.max(LABELS + STEP);
    for (rank, level) in charter.levels.iter().enumerate() {
        let y = band_top(charter.levels.len(), rank);
        canvas.add(Shape::Box { x: 0, y, width: right, height: BAND - 8, class: "band" });
        let lines = wrapped(&level.name, LABELS - 16, 3);
        let mut line_y = y + 24;
        lines.iter().for_each(|line| {
            canvas.text(8, line_y, "small", line);
            line_y += LINE;
        });
    }
    places.found.values().for_each(|place| canvas.labelled(place.at, BOX, "box", &place.lines));
    branches(&mut canvas, &places);
    legend(&mut canvas, speaker);
    canvas
}

/// The top of the band of a level; the highest level stands on top.
fn band_top(levels: usize, rank: usize) -> i32 {
    let from_top = levels.saturating_sub(rank).saturating_sub(1);
    i32::try_from(from_top).unwrap_or(i32::MAX).saturating_mul(BAND)
}

struct Place {
    at: (i32, i32),
    lines: Vec<String>,
}

/// Where councils stand.
struct Places<'a> {
    speaker: Speaker<'a>,
    next: i32,
    found: BTreeMap<&'a CouncilId, Place>,
    seen: BTreeSet<&'a CouncilId>,
}

impl<'a> Places<'a> {
    /// Places a council in the middle above its own; a ring of a faulty charter ends where it was entered.
    fn place(&mut self, council: &'a CouncilClause) -> i32 {
        let charter = self.speaker.charter;
        self.seen.insert(&council.id);
        let below = charter.councils.iter().filter(|other| other.parent.as_ref() == Some(&council.id));
        let mut xs: Vec<i32> = Vec::new();
        for other in below {
            if !self.seen.contains(&other.id) {
                xs.push(self.place(other));
            }
        }
        let x = match (xs.first(), xs.last()) {
            (Some(first), Some(last)) => (first + last) / 2,
            _ => {
                let x = self.next;
                self.next += STEP;
                x
            }
        };
        let rank = charter.rank(&council.level).unwrap_or_default();
        let y = band_top(charter.levels.len(), rank) + (BAND - 8 - BOX.1) / 2;
        let lines = wrapped(&council.name, BOX.0 - 16, 3);
        self.found.insert(&council.id, Place { at: (x, y), lines });
        x
    }
}

/// Lines from each council to those below; where matters move up by themselves, an arrow beside each.
fn branches(canvas: &mut Canvas, places: &Places<'_>) {
    let charter = places.speaker.charter;
    for council in &charter.councils {
        let above = council.parent.as_ref().and_then(|parent| places.found.get(parent));
        let (Some(above), Some(own)) = (above, places.found.get(&council.id)) else { continue };
        let middle = BOX.0 / 2;
        let (top, bottom) = (above.at.1 + BOX.1, own.at.1);
        let from = (above.at.0 + middle - 8, top);
        canvas.add(Shape::Line { from, to: (own.at.0 + middle - 8, bottom), class: "edge", arrow: false });
        if !charter.escalation.is_empty() {
            let to = (above.at.0 + middle + 8, top);
            canvas.add(Shape::Line { from: (own.at.0 + middle + 8, bottom), to, class: "up", arrow: true });
        }
    }
}

fn legend(canvas: &mut Canvas, speaker: Speaker<'_>) {
    let language = speaker.language;
    for clause in &speaker.charter.escalation {
        let y = canvas.height + LINE;
        let trigger = speaker.trigger(clause.on);
        canvas.add(Shape::Line { from: (8, y), to: (44, y), class: "up", arrow: true });
        canvas.text(52, y + 5, "small", &say!(language, "moves up when {trigger}", "上提:{trigger}"));
    }
}
