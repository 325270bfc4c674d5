//! How fields are asked that stand in many tables: one spelling for each, so that what is asked and what is derived stay alike.

/// Rows of a table: who is told the field, how it is asked, how it follows from the book.
macro_rules! rows {
    (|$book:ident, $thing:ident: $type:ty| $($told:ident $ask:expr => $of:expr;)+) => {
        &[$(Row {
            told: $crate::project::table::Told::$told,
            ask: $ask,
            of: |$book: &Book<'_>, $thing: &$type| -> serde_json::Value {
                let _ = ($book, $thing);
                $of
            },
        }),+]
    };
}

/// How an entry is asked.
macro_rules! entry {
    ($field:literal) => {
        concat!($field, "{index leafHash}")
    };
}

/// How a member is asked.
macro_rules! member {
    ($field:literal) => {
        concat!($field, "{memberId}")
    };
}

/// How a document is asked.
macro_rules! document {
    ($field:literal) => {
        concat!($field, "{hash}")
    };
}

/// How a statement is asked.
macro_rules! words {
    ($field:literal) => {
        concat!($field, "{commitment redactedBy{index leafHash}}")
    };
}

/// How figures are asked.
macro_rules! figures {
    ($field:literal) => {
        concat!($field, "{entitled for against abstain invalid present}")
    };
}

/// How requirements are asked.
macro_rules! requirement {
    ($field:literal) => {
        concat!($field, "{name part base measure threshold{share inclusive} quorum}")
    };
}

/// How a count is asked.
macro_rules! tally {
    ($field:literal) => {
        concat!(
            $field,
            "{final ",
            figures!("heads"),
            " ",
            figures!("areaDm2"),
            " ",
            figures!("households"),
            " ",
            figures!("councilHalves"),
            " benches{benchId ",
            figures!("figures"),
            "} requirements{",
            requirement!("requirement"),
            " numerator denominator met} verdict}"
        )
    };
}

/// How an exact figure is asked.
macro_rules! exact {
    ($field:literal) => {
        concat!($field, "{exact decimal}")
    };
}

/// How the options of a vote are asked.
macro_rules! options {
    ($field:literal) => {
        concat!(
            $field,
            "{optionId member{memberId} name document{hash} costFen by{memberId} ",
            offer!("offer"),
            "}"
        )
    };
}

/// How an offer is asked.
macro_rules! offer {
    ($field:literal) => {
        concat!($field, "{provider price{amount per} term conditions{hash}}")
    };
}

/// How a kind of seat in a council is asked.
macro_rules! seat {
    ($field:literal) => {
        concat!($field, "{council{councilId} seat{seatId} holders{memberId}}")
    };
}

/// How the terms of a duty are asked that comes back.
macro_rules! duty_terms {
    ($field:literal) => {
        concat!(
            $field,
            "{kind name bearer{council{councilId} postId member{memberId} ",
            $crate::project::asks::seat!("seat"),
            "} ",
            $crate::project::asks::seat!("supervisor"),
            " recurs{from every times until graceDays} replaces{standingDutyId}}"
        )
    };
}

/// How the terms of a rule on an account are asked.
macro_rules! rule_terms {
    ($field:literal) => {
        concat!(
            $field,
            "{name account returnsAtLeast periods{from every times until graceDays} ",
            $crate::project::asks::seat!("keeper"),
            " ",
            $crate::project::asks::seat!("confirmer"),
            " ",
            $crate::project::asks::seat!("supervisor"),
            " distributions expenses replaces{standingRuleId}}"
        )
    };
}

/// How the place of a cited entry is asked.
macro_rules! place {
    ($field:literal) => {
        concat!($field, "{index leafHash size root}")
    };
}

pub(super) use {
    document, duty_terms, entry, exact, figures, member, offer, options, place, requirement, rows,
    rule_terms, seat, tally, words,
};
