//! A charter as a picture: the tree of councils, who holds which power, and the ladder of routing. SVG without scripts or outside parts.

mod canvas;
mod ladder;
mod powers;
mod tree;

use crate::explain::Speaker;
use crate::words::say;
use canvas::Canvas;
use yishi_core::Charter;
use yishi_tally::Language;

/// Draws a charter as SVG, a well-formed XML document by itself. Also a faulty charter is drawn, as far as it stands.
pub fn draw(charter: &Charter, language: Language) -> String {
    let speaker = Speaker { charter, language };
    let name = &charter.name;
    let title = say!(language, "Charter of {name}", "{name}章程图");
    let mut canvas = Canvas::default();
    canvas.text(0, 18, "head", &title);
    let parts = [
        (say!(language, "Councils, and what moves up", "议事会与上提"), tree::tree(speaker)),
        (say!(language, "Seats and their powers", "席位与权限"), powers::powers(speaker)),
        (
            say!(language, "Routing: the first rule that fits applies", "分流:先符合的规则生效"),
            ladder::ladder(speaker),
        ),
    ];
    for (heading, part) in parts {
        let mut head = Canvas::default();
        head.text(0, 18, "head", &heading);
        canvas.append(head, 32);
        canvas.append(part, 14);
    }
    canvas.to_svg(&title)
}
