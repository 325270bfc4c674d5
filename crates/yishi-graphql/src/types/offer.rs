//! Offers side by side, and what each saves against the price before.

use super::Document;
use crate::scalar::{Fen, Quantity};
use crate::view::View;
use async_graphql::{Enum, SimpleObject};

/// For what a price is paid.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::PriceUnit")]
pub(crate) enum PriceUnit {
    /// All of it, once 总价.
    Whole,
    /// A household, once 每户.
    Household,
    /// A household and month 每户每月.
    HouseholdMonth,
    /// A square metre and month 每平方米每月.
    SquareMetreMonth,
}

/// A price with its unit.
#[derive(SimpleObject)]
pub(crate) struct Price {
    /// How much.
    amount: Fen,
    /// For what.
    per: PriceUnit,
}

impl Price {
    fn new(price: &yishi_core::Price) -> Self {
        Self { amount: Fen(price.amount_fen.0), per: price.per.into() }
    }
}

/// An offer 报价 that stands for choice.
#[derive(SimpleObject)]
pub(crate) struct Offer {
    /// Who makes it.
    provider: String,
    /// What it costs.
    price: Price,
    /// For how long it is made, e.g. `12mo`; null where it has no stated term.
    term: Option<String>,
    /// Its conditions; null where there is no such text.
    conditions: Option<Document>,
}

impl Offer {
    pub(crate) fn new(view: &View, offer: &yishi_core::Offer) -> Self {
        Self {
            provider: offer.provider.clone(),
            price: Price::new(&offer.price),
            term: offer.term.map(String::from),
            conditions: offer.conditions.map(|document| Document::new(view, document)),
        }
    }
}

/// What was paid before.
#[derive(SimpleObject)]
pub(crate) struct FormerPrice {
    /// The price.
    price: Price,
    /// How many of its units are paid for, e.g. households.
    units: Quantity,
}

impl FormerPrice {
    pub(crate) fn new(former: &yishi_core::FormerPrice) -> Self {
        Self { price: Price::new(&former.price), units: Quantity(former.units) }
    }
}

/// An offer in the comparison 报价比较: those of one unit together, cheapest first among them.
#[derive(SimpleObject)]
pub(crate) struct ComparedOffer {
    /// Its name on ballots.
    option_id: String,
    /// The offer.
    offer: Offer,
    /// What it saves in all against the price before, in fen; negative where it costs more, null without such a price or with another unit.
    saved_fen: Option<String>,
    /// Whether it was chosen; null until the vote is counted.
    chosen: Option<bool>,
}

/// Amounts for different units cannot be compared, so that each unit has its place.
const fn place(per: yishi_core::PriceUnit) -> u8 {
    match per {
        yishi_core::PriceUnit::Whole => 0,
        yishi_core::PriceUnit::Household => 1,
        yishi_core::PriceUnit::HouseholdMonth => 2,
        yishi_core::PriceUnit::SquareMetreMonth => 3,
    }
}

/// The offers of a vote side by side.
pub(crate) fn comparison(view: &View, poll: &yishi_core::Poll) -> Vec<ComparedOffer> {
    let mut offers: Vec<_> =
        poll.options.iter().filter_map(|option| Some((option, option.offer.as_ref()?))).collect();
    offers.sort_by_key(|(_, offer)| (place(offer.price.per), offer.price.amount_fen));
    let compared = |(option, offer): (&yishi_core::PollOption, &yishi_core::Offer)| ComparedOffer {
        option_id: option.id.to_string(),
        offer: Offer::new(view, offer),
        saved_fen: poll.saved_fen(view.state(), option).map(|saved| saved.to_string()),
        chosen: poll.outcome.as_ref().map(|outcome| outcome.winners.contains(&option.id)),
    };
    offers.into_iter().map(compared).collect()
}
