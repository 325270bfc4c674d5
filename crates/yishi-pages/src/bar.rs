//! Bars for shares: how much of what, and where the threshold stands. Integers only; a picture decides nothing.

use maud::{Markup, html};
use yishi_tally::{Figures, Threshold};

/// Width of a full bar, in units of the picture.
pub(crate) const WIDTH: u64 = 600;

/// How wide a part of a whole is, cut off to whole units; nothing of nothing.
pub(crate) fn width(part: u64, whole: u64) -> u64 {
    let scaled = u128::from(part.min(whole)).saturating_mul(u128::from(WIDTH));
    scaled.checked_div(u128::from(whole)).and_then(|width| u64::try_from(width).ok()).unwrap_or(0)
}

/// A share with its threshold as a dashed line.
pub(crate) fn share(label: &str, part: u64, whole: u64, threshold: Threshold) -> Markup {
    let (Threshold::AtLeast(needed) | Threshold::MoreThan(needed)) = threshold;
    let mark = width(needed.numerator().into(), needed.denominator().into());
    html! {
        svg viewBox=(format!("0 0 {WIDTH} 26")) role="img" aria-label=(label) {
            rect class="rest" x="0" y="4" width=(WIDTH) height="18" {}
            rect class="for" x="0" y="4" width=(width(part, whole)) height="18" {}
            line class="mark" x1=(mark) x2=(mark) y1="0" y2="26" {}
        }
    }
}

/// Votes for, against and abstaining beside each other; what is left did not take part.
pub(crate) fn votes(label: &str, figures: Figures) -> Markup {
    let [for_, against, abstain] =
        [figures.for_, figures.against, figures.abstain].map(|part| width(part, figures.entitled));
    let after = for_.saturating_add(against);
    html! {
        svg viewBox=(format!("0 0 {WIDTH} 26")) role="img" aria-label=(label) {
            rect class="rest" x="0" y="4" width=(WIDTH) height="18" {}
            rect class="for" x="0" y="4" width=(for_) height="18" {}
            rect class="against" x=(for_) y="4" width=(against) height="18" {}
            rect class="abstain" x=(after) y="4" width=(abstain) height="18" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_cut_off_and_never_longer_than_the_whole() {
        assert_eq!(width(0, 0), 0);
        assert_eq!(width(1, 3), 200);
        assert_eq!(width(2, 3), 400);
        assert_eq!(width(599_999, 600_000), WIDTH - 1);
        assert_eq!(width(7, 3), WIDTH);
        assert_eq!(width(u64::MAX, u64::MAX), WIDTH);
    }
}
