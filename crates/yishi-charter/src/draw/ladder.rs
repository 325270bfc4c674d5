//! The rules of routing as a ladder: a matter falls from condition to condition until one holds.

use super::canvas::{Canvas, LINE, Shape, wrapped};
use crate::explain::Speaker;
use crate::words::{say, track};
use yishi_core::RoutingRule;

const CONDITION: i32 = 460;
const GAP: i32 = 70;
const OUTCOME: i32 = 250;
const FALL: i32 = 30;

pub(super) fn ladder(speaker: Speaker<'_>) -> Canvas {
    let mut canvas = Canvas::default();
    let mut y = 0;
    let count = speaker.charter.routing.len();
    for (position, rule) in speaker.charter.routing.iter().enumerate() {
        let height = rung(&mut canvas, speaker, rule, y);
        y += height;
        if position.saturating_add(1) < count {
            let (from, to) = ((CONDITION / 2, y), (CONDITION / 2, y + FALL));
            canvas.add(Shape::Line { from, to, class: "edge", arrow: true });
            canvas.text(CONDITION / 2 + 8, y + 20, "small", &say!(speaker.language, "no", "否"));
        }
        y += FALL;
    }
    canvas
}

/// One rule; answers its height.
fn rung(canvas: &mut Canvas, speaker: Speaker<'_>, rule: &RoutingRule, y: i32) -> i32 {
    let language = speaker.language;
    let conditions = speaker.asked(&rule.when);
    let last = conditions.is_none();
    let asked = conditions.unwrap_or_else(|| say!(language, "everything else", "其余事项"));
    let id = &rule.id;
    let mut lines = wrapped(&asked, CONDITION - 24, 4);
    lines.extend(wrapped(&format!("({id})"), CONDITION - 24, 1));
    let count = i32::try_from(lines.len()).unwrap_or(i32::MAX);
    let height = count.saturating_mul(LINE).saturating_add(16);
    canvas.labelled((0, y), (CONDITION, height), "box", &lines);
    let middle = y + height / 2;
    let to = (CONDITION + GAP, middle);
    canvas.add(Shape::Line { from: (CONDITION, middle), to, class: "edge", arrow: true });
    if !last {
        canvas.text(CONDITION + 24, middle - 6, "small", &say!(language, "yes", "是"));
    }
    let level = speaker.charter.levels.iter().find(|level| level.id == rule.level);
    let level = level.map_or(rule.level.as_str(), |level| level.name.as_str());
    let track = track(language, rule.track);
    let outcome = wrapped(&say!(language, "{level}: {track}", "{level}:{track}"), OUTCOME - 16, 2);
    canvas.labelled((CONDITION + GAP, y), (OUTCOME, height), "out", &outcome);
    height
}
