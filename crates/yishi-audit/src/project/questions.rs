//! What the API is asked, page by page, at the size of the book that is audited.

use serde_json::{Value, json};

/// A part of the API's answer, and how it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    /// Where the book stands, its charter, councils and seats.
    Head,
    /// Members of the roll.
    Members,
    /// Matters.
    Matters,
    /// Votes.
    Polls,
    /// Resolutions.
    Resolutions,
    /// Actions.
    Actions,
}

pub(super) const SECTIONS: [Section; 6] = [
    Section::Head,
    Section::Members,
    Section::Matters,
    Section::Polls,
    Section::Resolutions,
    Section::Actions,
];

const HEAD: &str = "figures{members submissions matters polls resolutions} charter{version digest councils{councilId \
level{levelId} parent{councilId} seats{seat{seatId} holders{member{memberId}}}}}";

impl Section {
    /// The name of the connection; of the head what stands for it in reports.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Members => "members",
            Self::Matters => "matters",
            Self::Polls => "polls",
            Self::Resolutions => "resolutions",
            Self::Actions => "actions",
        }
    }

    /// The field by which its things are told apart.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Head => "councilId",
            Self::Members => "memberId",
            Self::Matters => "matterId",
            Self::Polls => "pollId",
            Self::Resolutions => "resolutionId",
            Self::Actions => "actionId",
        }
    }

    const fn fields(self) -> &'static str {
        match self {
            Self::Head => "",
            Self::Members => "memberId standing council{councilId} householdId",
            Self::Matters => {
                "matterId stage closure round overdue decideBy council{councilId level{levelId}}"
            }
            Self::Polls => {
                "pollId status verdict closesAt ruleDigest certificationOverdue council{councilId} matter{matterId} \
document{hash} roll{root} sealing{firstIndex lastIndex counted countedDigest replaced replacedDigest unopened} \
tally{heads{entitled for against abstain invalid} areaDm2{entitled for against abstain invalid}}"
            }
            Self::Resolutions => {
                "resolutionId ruleDigest rollRoot tallyDigest outcomeDigest certifiedAt actBy overdue filingOverdue \
council{councilId} matter{matterId} poll{pollId} document{hash} certifiedBy{memberId} revoked{index}"
            }
            Self::Actions => {
                "actionId status dueAt overdue round matter{matterId} assignee{memberId} document{hash}"
            }
        }
    }

    /// The question for a page of it, as it is sent.
    pub(super) fn question(self, origin: &str, size: u64, after: Option<&str>) -> Value {
        let (name, fields) = (self.name(), self.fields());
        let part = match self {
            Self::Head => HEAD.to_owned(),
            _ => format!(
                "{name}(first:100,after:$after){{nodes{{{fields}}} pageInfo{{hasNextPage endCursor}}}}"
            ),
        };
        let after_declared = if self == Self::Head { "" } else { ",$after:String" };
        let query = format!(
            "query($origin:String,$size:Sequence!{after_declared}){{book(origin:$origin,asOf:{{size:$size}})\
{{position{{size root recordedAt}} {part}}}}}"
        );
        let size = size.to_string();
        let variables = match self {
            Self::Head => json!({ "origin": origin, "size": size }),
            _ => json!({ "origin": origin, "size": size, "after": after }),
        };
        json!({ "query": query, "variables": variables })
    }
}
