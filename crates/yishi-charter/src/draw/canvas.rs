//! Shapes on a surface, in whole pixels, and what becomes of them as SVG.

use maud::{Markup, PreEscaped, html};

/// Height of a line of text.
pub(super) const LINE: i32 = 18;

/// What stands inside of the picture so that it needs nothing from outside.
const STYLE: &str = "text{font:14px sans-serif;fill:#1f2328}.head{font-weight:bold;font-size:18px}.small{font-size:12px;fill:#57606a}\
.box{fill:#f6f8fa;stroke:#57606a}.band{fill:#ffffff;stroke:#d0d7de}.out{fill:#ddf4ff;stroke:#0969da}.edge{fill:none;stroke:#57606a}\
.up{fill:none;stroke:#bc4c00;stroke-dasharray:6 4}";

/// Where a text stands to its point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
}

/// One thing that is drawn.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Text { x: i32, y: i32, anchor: Anchor, class: &'static str, words: String },
    Box { x: i32, y: i32, width: i32, height: i32, class: &'static str },
    Line { from: (i32, i32), to: (i32, i32), class: &'static str, arrow: bool },
}

/// A surface with what stands on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Canvas {
    pub width: i32,
    pub height: i32,
    shapes: Vec<Shape>,
}

impl Canvas {
    pub(super) fn add(&mut self, shape: Shape) {
        let (right, bottom) = shape.extent();
        self.width = self.width.max(right);
        self.height = self.height.max(bottom);
        self.shapes.push(shape);
    }

    pub(super) fn text(&mut self, x: i32, y: i32, class: &'static str, words: &str) {
        self.add(Shape::Text { x, y, anchor: Anchor::Start, class, words: plain(words) });
    }

    /// A box with lines of text in its middle.
    pub(super) fn labelled(
        &mut self,
        at: (i32, i32),
        size: (i32, i32),
        class: &'static str,
        lines: &[String],
    ) {
        let ((x, y), (width, height)) = (at, size);
        self.add(Shape::Box { x, y, width, height, class });
        let count = i32::try_from(lines.len()).unwrap_or(i32::MAX);
        let mut line_y = y + (height - count.saturating_mul(LINE)) / 2 + LINE - 5;
        for line in lines {
            let words = plain(line);
            self.add(Shape::Text { x: x + width / 2, y: line_y, anchor: Anchor::Middle, class: "", words });
            line_y += LINE;
        }
    }

    /// Puts another surface below what stands here.
    pub(super) fn append(&mut self, below: Self, gap: i32) {
        let down = self.height + gap;
        below.shapes.into_iter().for_each(|shape| self.add(shape.moved_down(down)));
    }

    pub(super) fn to_svg(&self, title: &str) -> String {
        const MARGIN: i32 = 24;
        let (width, height) = (self.width + 2 * MARGIN, self.height + 2 * MARGIN);
        let area = format!("-{MARGIN} -{MARGIN} {width} {height}");
        let title = plain(title);
        let picture: Markup = html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(area) width=(width) height=(height) role="img" aria-label=(title) {
                title { (title) }
                style { (PreEscaped(STYLE)) }
                defs {
                    marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse" {
                        path d="M0 0L10 5L0 10z" fill="#57606a" {}
                    }
                }
                rect x=(-MARGIN) y=(-MARGIN) width=(width) height=(height) fill="#ffffff" {}
                @for shape in &self.shapes { (shape.markup()) }
            }
        };
        picture.into_string()
    }
}

impl Shape {
    fn extent(&self) -> (i32, i32) {
        match self {
            Self::Text { x, y, anchor: Anchor::Start, words, .. } => (x + width_of(words), y + 6),
            Self::Text { x, y, anchor: Anchor::Middle, words, .. } => (x + width_of(words) / 2, y + 6),
            Self::Box { x, y, width, height, .. } => (x + width, y + height),
            Self::Line { from, to, .. } => (from.0.max(to.0), from.1.max(to.1)),
        }
    }

    fn moved_down(self, down: i32) -> Self {
        match self {
            Self::Text { x, y, anchor, class, words } => Self::Text { x, y: y + down, anchor, class, words },
            Self::Box { x, y, width, height, class } => Self::Box { x, y: y + down, width, height, class },
            Self::Line { from, to, class, arrow } => {
                Self::Line { from: (from.0, from.1 + down), to: (to.0, to.1 + down), class, arrow }
            }
        }
    }

    fn markup(&self) -> Markup {
        match self {
            Self::Text { x, y, anchor, class, words } => {
                let anchor = match anchor {
                    Anchor::Start => "start",
                    Anchor::Middle => "middle",
                };
                html! { text x=(x) y=(y) text-anchor=(anchor) class=(class) { (words) } }
            }
            Self::Box { x, y, width, height, class } => {
                html! { rect x=(x) y=(y) width=(width) height=(height) rx="4" class=(class) {} }
            }
            Self::Line { from, to, class, arrow } => {
                let path = format!("M{} {}L{} {}", from.0, from.1, to.0, to.1);
                html! { path d=(path) class=(class) marker-end=[arrow.then_some("url(#tip)")] {} }
            }
        }
    }
}

/// Without what XML cannot carry.
fn plain(words: &str) -> String {
    words
        .chars()
        .filter(|letter| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// How wide a text is at most, roughly: a Chinese character is as wide as it is high, a Latin letter about half of that.
pub(super) fn width_of(words: &str) -> i32 {
    words.chars().map(width_of_letter).fold(0, i32::saturating_add)
}

fn width_of_letter(letter: char) -> i32 {
    if letter < '\u{2e80}' { 8 } else { 14 }
}

/// Breaks a text into lines of at most this width, at spaces where there are any; what does not fit ends with an ellipsis.
pub(super) fn wrapped(words: &str, width: i32, most_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for letter in words.chars() {
        if width_of(&line).saturating_add(width_of_letter(letter)) > width && !line.is_empty() {
            let rest = match line.rsplit_once(' ') {
                Some((before, rest)) if !before.is_empty() => {
                    let rest = rest.to_owned();
                    line.truncate(before.len());
                    rest
                }
                _ => String::new(),
            };
            lines.push(std::mem::replace(&mut line, rest));
        }
        line.push(letter);
    }
    lines.push(line);
    if lines.len() > most_lines {
        lines.truncate(most_lines);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_breaks_at_spaces_and_anywhere_in_chinese() {
        assert_eq!(wrapped("Grid one council", 80, 3), ["Grid one", "council"]);
        assert_eq!(wrapped("第一网格议事会", 56, 3), ["第一网格", "议事会"]);
        assert_eq!(wrapped("第一网格议事会", 28, 2), ["第一", "网…"]);
    }
}
