//! Drawings: well-formed, self-contained, and with every name in them.

use crate::amended::amended;
use crate::{charter, ready_made};
use proptest::prelude::*;
use roxmltree::Document;
use yishi_charter::{Language, draw};

/// The texts of a drawing, one a line.
fn texts(svg: &str) -> String {
    let document = Document::parse(svg).unwrap();
    let texts =
        document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")));
    texts.map(|text| format!("{}\n", text.text().unwrap_or_default())).collect()
}

#[test]
fn the_drawing_names_councils_powers_and_routes() {
    insta::assert_snapshot!("drawing-minimal-en", texts(&draw(&charter("minimal"), Language::English)));
    insta::assert_snapshot!("drawing-grids-zh", texts(&draw(&charter("weiyang"), Language::Chinese)));
}

#[test]
fn every_ready_made_charter_is_drawn_without_anything_from_outside() {
    for name in ready_made() {
        let charter = charter(&name);
        let svg = draw(&charter, Language::Chinese);
        let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        for node in document.descendants() {
            assert!(
                !["script", "image", "use", "foreignObject", "a"].contains(&node.tag_name().name()),
                "{name}"
            );
            let outside = node.attributes().find(|attribute| attribute.name().contains("href"));
            assert!(outside.is_none(), "{name}: {outside:?}");
        }
        let written = texts(&svg);
        for rule in &charter.routing {
            assert!(written.contains(&format!("({})", rule.id)), "{name}: {}", rule.id);
        }
    }
}

#[test]
fn nothing_stands_outside_of_the_picture_or_on_something_else() {
    for name in ready_made() {
        let svg = draw(&charter(&name), Language::English);
        let document = Document::parse(&svg).unwrap();
        let root = document.root_element();
        let number = |node: roxmltree::Node<'_, '_>, field: &str| {
            node.attribute(field).unwrap().parse::<i32>().unwrap()
        };
        let (width, height) = (number(root, "width"), number(root, "height"));
        let boxes: Vec<[i32; 4]> = document
            .descendants()
            .filter(|node| matches!(node.attribute("class"), Some("box" | "out")))
            .map(|node| ["x", "y", "width", "height"].map(|field| number(node, field)))
            .collect();
        for (position, [x, y, w, h]) in boxes.iter().enumerate() {
            assert!(x + w <= width && y + h <= height && *x >= 0 && *y >= 0, "{name}: {x} {y} {w} {h}");
            for [x2, y2, w2, h2] in &boxes[position + 1..] {
                let apart = x + w <= *x2 || x2 + w2 <= *x || y + h <= *y2 || y2 + h2 <= *y;
                assert!(apart, "{name}: boxes at {x},{y} and {x2},{y2} overlap");
            }
        }
    }
}

#[test]
fn names_cannot_break_out_of_the_drawing() {
    let mut charter = charter("minimal");
    charter.name = "<script>alert(1)</script> & \"quotes\" ]]> \u{1} \u{fffe}".to_owned();
    charter.councils[0].name = "</text><image href='x'/>".to_owned();
    let svg = draw(&charter, Language::English);
    let document = Document::parse(&svg).unwrap();
    assert!(!document.descendants().any(|node| ["script", "image"].contains(&node.tag_name().name())));
    assert!(texts(&svg).contains("<script>alert(1)</script> & \"quotes\" ]]>"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_charter_at_fault_is_drawn_and_explained_too(
        base in 0..10_usize,
        edits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..12),
    ) {
        let names = ready_made();
        let charter = amended(&charter(&names[base % names.len()]), &edits);
        for language in [Language::English, Language::Chinese] {
            let svg = draw(&charter, language);
            prop_assert!(Document::parse(&svg).is_ok(), "{}", svg);
            prop_assert_eq!(yishi_charter::explain(&charter, language).len(), 10);
        }
        // The checker comes to a verdict whatever it reads.
        let _ = charter.check_draft();
    }
}
