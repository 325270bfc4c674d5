//! Numbers that may exceed 32 bits, written as decimal texts so that no client rounds them.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// A number as text; one spelling for each.
fn parse_number(value: &Value) -> Option<u64> {
    let Value::String(text) = value else { return None };
    let number: u64 = text.parse().ok()?;
    (number.to_string() == *text).then_some(number)
}

/// The position of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sequence(pub(crate) u64);

/// A position in a book, counted from 0, as a decimal text: `"1234"`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259#section-6")]
impl ScalarType for Sequence {
    fn parse(value: Value) -> InputValueResult<Self> {
        // Small numbers are what people type first; both forms mean the same.
        if let Value::Number(number) = &value {
            let number = number.as_u64().ok_or_else(|| InputValueError::custom("write a position"))?;
            return Ok(Self(number));
        }
        let number = parse_number(&value);
        number.map(Self).ok_or_else(|| InputValueError::custom("write a position as a text such as \"1234\""))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fen(pub(crate) u64);

/// An amount of money in fen (0.01 yuan 分), as a decimal text.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259#section-6")]
impl ScalarType for Fen {
    fn parse(value: Value) -> InputValueResult<Self> {
        let number = parse_number(&value);
        number.map(Self).ok_or_else(|| InputValueError::custom("write an amount in fen as a text"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AreaDm2(pub(crate) u64);

/// An area in units of 0.01 m², as on ownership certificates, as a decimal text: `"8950"` is 89.50 m².
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259#section-6")]
impl ScalarType for AreaDm2 {
    fn parse(value: Value) -> InputValueResult<Self> {
        let number = parse_number(&value);
        number.map(Self).ok_or_else(|| InputValueError::custom("write an area in 0.01 m² as a text"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A count in whatever unit stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity(pub(crate) u64);

/// A whole number in the unit that stands beside it, as a decimal text.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259#section-6")]
impl ScalarType for Quantity {
    fn parse(value: Value) -> InputValueResult<Self> {
        let number = parse_number(&value);
        number.map(Self).ok_or_else(|| InputValueError::custom("write a whole number as a text"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A count of people or things as `Int`; above 2^31 − 1, which no book reaches, that bound.
pub(crate) fn count(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_has_one_spelling_as_text() {
        assert_eq!(Sequence::parse(Value::from("0")).unwrap(), Sequence(0));
        assert_eq!(
            Sequence::parse(Value::from("9007199254740993")).unwrap(),
            Sequence(9_007_199_254_740_993)
        );
        assert_eq!(Sequence::parse(Value::from(7)).unwrap(), Sequence(7));
        for wrong in ["", "-1", "+1", "01", "1.0", " 1"] {
            assert!(Sequence::parse(Value::from(wrong)).is_err(), "{wrong}");
        }
        assert!(Sequence::parse(Value::from(-1)).is_err());
    }
}
