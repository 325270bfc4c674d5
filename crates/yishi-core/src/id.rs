//! Identifiers: one type per kind of thing.
//!
//! Three families: ids assigned by `decide` from the entry's index, names chosen by a charter, and
//! random ids made by a registrar's client. None is ever derived from a person's name, phone or flat.

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// Says that a text is not an identifier of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid {kind}: {expected}")]
pub struct InvalidId {
    /// The kind of identifier that was expected, e.g. `matter`.
    pub kind: &'static str,
    /// What was received.
    pub text: String,
    /// The form that is accepted, in words.
    pub expected: &'static str,
}

/// Reads a value from its text without a copy of the text.
pub(crate) struct FromText<T>(pub(crate) PhantomData<T>);

impl<T: FromStr<Err = InvalidId>> Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

macro_rules! text_serde {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(FromText(PhantomData))
            }
        }
    };
}

macro_rules! entry_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        ///
        /// Assigned from the index of the entry that created it; `_2` and so on for further ones of the same entry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            index: u64,
            ordinal: u32,
        }

        impl $name {
            /// The first id of its kind made by the entry at `index`.
            pub const fn first(index: u64) -> Self {
                Self { index, ordinal: 1 }
            }
            /// The `ordinal`-th id (from 1) of its kind made by the entry at `index`.
            pub const fn nth(index: u64, ordinal: u32) -> Self {
                Self { index, ordinal }
            }
            /// The index of the entry that made the thing.
            pub const fn entry_index(self) -> u64 {
                self.index
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.index)?;
                if self.ordinal > 1 { write!(f, "_{}", self.ordinal) } else { Ok(()) }
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse_entry_id(text, concat!($prefix, "_"))
                    .map(|(index, ordinal)| Self { index, ordinal })
                    .ok_or_else(|| InvalidId {
                        kind: $prefix,
                        text: text.to_owned(),
                        expected: concat!("write `", $prefix, "_<entry index>`, with `_<ordinal>` from 2 on"),
                    })
            }
        }

        text_serde!($name);
    };
}

fn parse_entry_id(text: &str, prefix: &str) -> Option<(u64, u32)> {
    let rest = text.strip_prefix(prefix)?;
    let (index, ordinal) = match rest.split_once('_') {
        None => (canonical_number(rest)?, 1),
        Some((index, ordinal)) => {
            let ordinal = u32::try_from(canonical_number(ordinal)?).ok()?;
            if ordinal < 2 {
                return None;
            }
            (canonical_number(index)?, ordinal)
        }
    };
    Some((index, ordinal))
}

/// Decimal digits without sign or leading zero, so that one number has one spelling.
fn canonical_number(text: &str) -> Option<u64> {
    let plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()));
    if plain { text.parse().ok() } else { None }
}

macro_rules! name_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        ///
        /// Lower-case ASCII letters, digits, `_` and `-`, starting with a letter or digit; 1 to 48 bytes.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The name as text that is shared and not copied.
            pub fn shared(&self) -> std::sync::Arc<str> {
                std::sync::Arc::clone(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                if is_name(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(InvalidId {
                        kind: $kind,
                        text: text.to_owned(),
                        expected: "use 1 to 48 of a-z, 0-9, `_` and `-`, starting with a letter or digit",
                    })
                }
            }
        }

        text_serde!($name);
    };
}

pub(crate) fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
    let starts_well = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    starts_well && text.len() <= 48 && text.bytes().all(allowed)
}

entry_id!(
    /// A submission 诉求.
    SubmissionId, "submission");
entry_id!(
    /// A call 征集.
    CallId, "call");
entry_id!(
    /// A book 台账 in a register of books.
    RegisteredBookId, "registered_book");
entry_id!(
    /// A matter 事项.
    MatterId, "matter");
entry_id!(
    /// A proposal 方案.
    ProposalId, "proposal");
entry_id!(
    /// A notice 公示.
    NoticeId, "notice");
entry_id!(
    /// A hearing 协商会.
    HearingId, "hearing");
entry_id!(
    /// A statement made at a hearing 发言.
    StatementId, "statement");
entry_id!(
    /// A question asked at a hearing 提问.
    QuestionId, "question");
entry_id!(
    /// A point of order at a hearing 程序问题.
    PointId, "point");
entry_id!(
    /// An objection 异议.
    ObjectionId, "objection");
entry_id!(
    /// An amendment 修正案 of single paragraphs.
    AmendmentId, "amendment");
entry_id!(
    /// A nomination 提名 of one member in one election.
    NominationId, "nomination");
entry_id!(
    /// A poll 表决.
    PollId, "poll");
entry_id!(
    /// A grant to vote for somebody 委托.
    GrantId, "grant");
entry_id!(
    /// A paper ballot 纸质选票 that a witness entered.
    PaperId, "paper");
entry_id!(
    /// A resolution 决议.
    ResolutionId, "resolution");
entry_id!(
    /// A compact 公约.
    CompactId, "compact");
entry_id!(
    /// A cost sharing 费用分摊.
    CostSharingId, "cost_sharing");
entry_id!(
    /// A standing duty 长效职责 that a resolution laid down.
    StandingDutyId, "standing_duty");
entry_id!(
    /// A standing rule 长效规则 on an account that a resolution laid down.
    StandingRuleId, "standing_rule");
entry_id!(
    /// A booking 记账 on an account.
    BookingId, "booking");
entry_id!(
    /// A follow-up action 落实事项.
    ActionId, "action");
entry_id!(
    /// One member at one post of one council 在岗.
    PostingId, "posting");
entry_id!(
    /// A shift 班次 of a rota.
    ShiftId, "shift");
entry_id!(
    /// A request among registrars that waits for endorsements.
    RegistrarRequestId, "request");
entry_id!(
    /// A text that an entry withheld 遮蔽.
    WithheldId, "withheld");

entry_id!(
    /// An emergency 应急状态, from its declaration to its end.
    EmergencyId, "emergency");

name_id!(
    /// A council 议事会, named by the charter.
    CouncilId, "council");
name_id!(
    /// A level of councils, named by the charter.
    LevelId, "level");
name_id!(
    /// A bench 方, named by the charter.
    BenchId, "bench");
name_id!(
    /// A kind of seat 席位, named by the charter.
    SeatId, "seat");
name_id!(
    /// A team that can be called, named by the charter.
    TeamId, "team");
name_id!(
    /// A kind of post 岗位, named by the charter.
    PostId, "post");
name_id!(
    /// A duty 职责 of a post, named by the charter.
    DutyId, "duty");
name_id!(
    /// An account 账户 of a council, named by the text of a resolution.
    AccountId, "account");
name_id!(
    /// Something that is confirmed of candidates 资格条件, named by the charter.
    FactId, "fact");
name_id!(
    /// A class of matters, named by the charter.
    ClassId, "class");
name_id!(
    /// A rule of the charter: routing, decision or escalation.
    RuleId, "rule");
name_id!(
    /// A member 成员: `member_` and 16 random hex digits by convention, made by the registrar's client.
    MemberId, "member");
name_id!(
    /// A household 户, random like a member id.
    HouseholdId, "household");
name_id!(
    /// An owned unit 专有部分, random like a member id.
    UnitId, "unit");
name_id!(
    /// A building, as the scope of an owners' vote.
    BuildingId, "building");
name_id!(
    /// One import of a roll, made of parts and sealed as a whole.
    RollImportId, "roll import");

/// A book 台账, by its name: `<operator-domain>/<slug>-<8 hex digits>`, of `a-z`, `0-9`, `.`, `-` and `_`, at most 200 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookOrigin(std::sync::Arc<str>);

impl BookOrigin {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BookOrigin {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        const EXPECTED: &str =
            "`<operator-domain>/<slug>-<8 hex digits>`, of a-z, 0-9, `.`, `-` and `_`, at most 200 bytes";
        let invalid = || InvalidId { kind: "book", text: text.to_owned(), expected: EXPECTED };
        let word = |text: &str| {
            let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b);
            !text.is_empty() && text.bytes().all(allowed)
        };
        let (domain, name) = text.split_once('/').ok_or_else(invalid)?;
        let (slug, tag) = name.rsplit_once('-').ok_or_else(invalid)?;
        let hex = tag.len() == 8 && tag.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let good = text.len() <= 200 && word(domain) && word(slug) && hex;
        if good { Ok(Self(text.into())) } else { Err(invalid()) }
    }
}

impl fmt::Display for BookOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for BookOrigin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

text_serde!(BookOrigin);

impl MemberId {
    /// Sorts before every name: where a range over all members of a seat begins.
    pub(crate) fn before_all() -> Self {
        Self("".into())
    }
}
