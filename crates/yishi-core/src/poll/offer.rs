//! Offers 报价: what a provider would do at what price, as fields that can be compared side by side.

use super::*;
use crate::limits::{out_of_range, require_safe, require_words};

/// An offer that stands for choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Who makes it; 1 to 200 characters.
    pub provider: String,
    /// What it costs.
    pub price: Price,
    /// For how long it is made; absent where it has no stated term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Period>,
    /// The conditions, as a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<DocumentHash>,
}

/// A price with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// How much.
    pub amount_fen: AmountFen,
    /// For what.
    pub per: PriceUnit,
}

/// For what a price is paid 计价单位.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceUnit {
    /// All of it, once 总价.
    Whole,
    /// A household, once 每户.
    Household,
    /// A household and month 每户每月.
    HouseholdMonth,
    /// A square metre and month 每平方米每月.
    SquareMetreMonth,
}

/// What was paid before, and by how many: what a new price saves is told from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerPrice {
    /// The price.
    pub price: Price,
    /// How many of its units are paid for, e.g. households; at least 1.
    pub units: u64,
}

impl FormerPrice {
    /// What another price saves in all, negative where it costs more; `None` where it has another unit.
    pub fn saved_fen(&self, new: &Price) -> Option<i128> {
        let each = i128::from(self.price.amount_fen.0).checked_sub(i128::from(new.amount_fen.0))?;
        let saved = each.checked_mul(i128::from(self.units))?;
        (self.price.per == new.per).then_some(saved)
    }
}

pub(super) fn check_offer(offer: &Offer) -> Result<(), Rejection> {
    require_words("options.offer.provider", &offer.provider)?;
    require_safe("options.offer.price.amount_fen", offer.price.amount_fen.0)
}

pub(crate) fn check_former(former: &FormerPrice) -> Result<(), Rejection> {
    require_safe("former.price.amount_fen", former.price.amount_fen.0)?;
    require_safe("former.units", former.units)?;
    if former.units == 0 {
        return Err(out_of_range("former.units", "at least 1", 0));
    }
    Ok(())
}

impl Poll {
    /// What the offer of an option saves against what was paid before, as it was said of the text; `None` without such a price,
    /// or where the units differ.
    pub fn saved_fen(&self, state: &State, option: &PollOption) -> Option<i128> {
        let former = state.effects_of(self)?.former?;
        former.saved_fen(&option.offer.as_ref()?.price)
    }
}
