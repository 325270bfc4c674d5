//! The load: command number n is the same bytes in every process, so that the parent can send it again.

use std::sync::OnceLock;
use yishi_tally::Choice;
use yishi_testkit::{Cast, Desk, OpenedPoll, Order};

const RESIDENTS: usize = 40;
/// Nonces of the load start here, far from those of the founding.
const FIRST_NONCE: u64 = 1 << 32;
/// Every so many commands one brings a text along.
const TEXT_EVERY: u64 = 16;

/// The community and its poll.
pub struct Load {
    pub cast: Cast,
    pub founding: Vec<Order>,
    pub poll: OpenedPoll,
}

impl Load {
    pub fn get() -> &'static Self {
        static LOAD: OnceLock<Load> = OnceLock::new();
        LOAD.get_or_init(|| {
            let cast = Cast::new(RESIDENTS);
            let desk = cast.desk();
            let mut founding = cast.founding(&desk);
            let (orders, poll) = cast.poll(&desk, founding.len() as u64);
            founding.extend(orders);
            Self { cast, founding, poll }
        })
    }

    /// Command number n: mostly ballots, each replacing the resident's earlier one, and now and then a submission with its text.
    pub fn order(&self, number: u64) -> Order {
        let desk: Desk = self.cast.desk();
        desk.count_from(FIRST_NONCE + number);
        if number.is_multiple_of(TEXT_EVERY) {
            return self.cast.submission(&desk, number);
        }
        let resident = &self.cast.residents[number as usize % RESIDENTS];
        let choice =
            if (number / RESIDENTS as u64).is_multiple_of(2) { Choice::For } else { Choice::Against };
        desk.order(resident, self.poll.ballot(resident, choice), vec![])
    }
}
