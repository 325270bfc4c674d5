//! Methods that add up once: plurality, approval, score, and committees whose every place takes its own majority.

mod approval;
mod both;
mod committee;
mod plurality;
mod score;
mod sums;

pub use approval::Approval;
pub(crate) use approval::approval;
pub use committee::Committee;
pub(crate) use committee::committee;
pub use plurality::Plurality;
pub(crate) use plurality::plurality;
pub use score::Score;
pub(crate) use score::score;

pub(crate) const fn one_seat() -> u32 {
    1
}
