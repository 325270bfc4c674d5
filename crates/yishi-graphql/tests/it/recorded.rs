//! Whatever stands for something recorded leads to its entry, and what does not is named here with the reason.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, ObjectType, Type, TypeKind, TypeSystemDefinition};
use std::collections::{BTreeMap, BTreeSet};

/// Types whose entry bears another name than `entry`, because there are several or it says more.
const OTHER_NAMES: [(&str, &str); 9] = [
    ("CalledTeam", "called"),
    ("Concern", "lastEntry"),
    ("Followed", "lastEntry"),
    ("HearingSession", "opened"),
    ("Holder", "since"),
    ("Key", "enrolled"),
    ("Nominations", "entries"),
    ("SeatHeld", "since"),
    ("Turn", "asked"),
];

/// Types of which one of these is there once anything is recorded, with why none is there always.
const NOT_ALWAYS: [(&str, &[&str], &str); 7] = [
    (
        "Attendance",
        &["recorded", "signed"],
        "whoever attended is on record by the chair, by themselves, or both",
    ),
    ("Book", &["entry"], "a book has no entry before its first"),
    ("HardAnswer", &["entry"], "it is owed before it is given"),
    ("MatterHandOver", &["entry"], "it was promised as one that may be null; it never is"),
    ("Mediation", &["entry"], "its time may be over before its sides are named"),
    ("Member", &["entry"], "a founding registrar need not be on the roll"),
    (
        "StatementText",
        &["entry"],
        "a text that nothing in the book names cannot be asked for, but the type cannot say so",
    ),
];

/// What leads to no entry of its own, by the reason.
const EXCEPTIONS: [(&str, &[&str]); 11] = [
    (
        "the API itself: roots, pages, problems, and what is answered before or without anything being recorded",
        &[
            "CharterCheck",
            "CharterDraftFault",
            "ConflictProblem",
            "Entry",
            "Event",
            "ForbiddenProblem",
            "FollowedChanges",
            "Frame",
            "Mutation",
            "NamedValue",
            "NotFoundProblem",
            "PageInfo",
            "PollProgress",
            "Position",
            "PrepareSuccess",
            "Query",
            "RejectionProblem",
            "SignInChallengeSuccess",
            "SignInSuccess",
            "SignedRefusal",
            "ValidationProblem",
            "ViewerInfo",
            "WitnessedCheckpoint",
            "WitnessedEntry",
            "Witnesses",
        ],
    ),
    (
        "a clause of the charter, whose `Charter` has its entry",
        &[
            "AcrossRule",
            "AlternatesRule",
            "AnnounceRule",
            "Bench",
            "CandidateFact",
            "CandidateScreeningRule",
            "ChallengeRule",
            "ChoiceRule",
            "Conditions",
            "ContestRule",
            "Council",
            "CouncilPost",
            "CouncilSeat",
            "DeadlineClause",
            "DecisionRule",
            "ElectedSeat",
            "EmergencyPower",
            "EmergencyRule",
            "EscalationRule",
            "EvaluationRule",
            "ExtensionRule",
            "FilingRule",
            "Grant",
            "HardMattersRule",
            "HearingRule",
            "JointRule",
            "Level",
            "MatterClass",
            "MediationRule",
            "NominationRule",
            "PartnerBook",
            "Post",
            "PostDuty",
            "Procedure",
            "Requirement",
            "ReviewCriterion",
            "ReviewRule",
            "RoutingRule",
            "SealedRule",
            "Seat",
            "SeatInCouncil",
            "SecondRoundRule",
            "Section",
            "Separation",
            "ServiceRule",
            "Team",
            "Threshold",
        ],
    ),
    (
        "worked out from a charter or two for people to read",
        &["CharterChange", "ExplainedClause", "ExplanationSection"],
    ),
    (
        "counted from what stands in the `Poll`, whose `Sealing` has the entry that fixed it",
        &[
            "BenchFigures",
            "ChoiceOutcome",
            "CountRound",
            "ExactFigure",
            "Figures",
            "OptionFigure",
            "Recount",
            "RequirementOutcome",
            "SectionStanding",
            "SheetFigures",
            "SheetReport",
            "SilenceCount",
            "Tally",
        ],
    ),
    ("counted over the whole book", &["BookFigures", "LevelFigures"]),
    (
        "a row of what the entry of the `Poll` froze: `FrozenRoll`, `FrozenCosts`",
        &["CostShare", "VotingRight"],
    ),
    (
        "a part of what a ballot, a proposal, a notice or a call says, which have their entries",
        &[
            "AnnouncedVote",
            "ComparedOffer",
            "CostSharingTerms",
            "CriterionScore",
            "DutyBearer",
            "Facts",
            "FormerPrice",
            "Marks",
            "Offer",
            "OptionReview",
            "OptionScore",
            "PollOption",
            "Price",
            "ProposedCompact",
            "ProposedDuty",
            "ProposedRule",
            "Recurring",
            "SurveyQuestion",
        ],
    ),
    (
        "a part of something that has the entry, told apart for its own fields",
        &[
            "AcrossBooks",
            "Alternate",
            "CandidateScreening",
            "DutyOccurrence",
            "Election",
            "MediationSide",
            "PostingDuty",
            "Predecessor",
            "SourcedArea",
            "StandingPeriod",
            "Step",
            "Support",
        ],
    ),
    (
        "gathered from several things that have their entries",
        &["Concerned", "Owed", "SharedTerm", "SimilarSubmission"],
    ),
    (
        "texts and their comparison; whatever names a document or a version has its entry",
        &["Document", "ParagraphsChanged", "TextDifference", "TextParagraph", "TextPiece"],
    ),
    (
        "a place in another book, which names itself by index, leaf hash or root",
        &["BookStanding", "CitedPlace"],
    ),
];

/// The fields of an object type with their types as written.
type Fields = BTreeMap<String, Type>;

fn fields(object: &ObjectType) -> Fields {
    object.fields.iter().map(|field| (field.node.name.node.to_string(), field.node.ty.node.clone())).collect()
}

/// The object types of the schema but pages of lists, which are made of what they list.
fn objects() -> BTreeMap<String, Fields> {
    let schema = parse_schema(yishi_graphql::sdl()).unwrap();
    let object = |definition: &TypeSystemDefinition| match definition {
        TypeSystemDefinition::Type(found) => match &found.node.kind {
            TypeKind::Object(object) => Some((found.node.name.node.to_string(), fields(object))),
            TypeKind::Scalar
            | TypeKind::Interface(_)
            | TypeKind::Union(_)
            | TypeKind::Enum(_)
            | TypeKind::InputObject(_) => None,
        },
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    };
    let is_page = |fields: &Fields| {
        fields.contains_key("pageInfo") && fields.contains_key("edges")
            || fields.contains_key("cursor") && fields.contains_key("node")
    };
    schema.definitions.iter().filter_map(object).filter(|(_, fields)| !is_page(fields)).collect()
}

/// The names of the fields that lead to entries: those that always do, and those that may.
fn leads(fields: &Fields) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let is_entry = |ty: &Type| match &ty.base {
        BaseType::Named(name) => name == "Entry",
        BaseType::List(of) => matches!(&of.base, BaseType::Named(name) if name == "Entry"),
    };
    let (mut always, mut maybe) = (BTreeSet::new(), BTreeSet::new());
    for (name, ty) in fields.iter().filter(|(_, ty)| is_entry(ty)) {
        if ty.nullable {
            maybe.insert(name.as_str())
        } else {
            always.insert(name.as_str())
        };
    }
    (always, maybe)
}

#[test]
fn every_type_that_stands_for_something_recorded_leads_to_its_entry() {
    let objects = objects();
    assert!(objects.len() > 200, "the schema was not read: {}", objects.len());
    let excepted: Vec<&str> = EXCEPTIONS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let not_always: Vec<&str> = NOT_ALWAYS.iter().map(|(name, _, _)| *name).collect();
    let mut without = BTreeSet::new();
    let mut renamed = BTreeSet::new();
    for (name, fields) in objects.iter().filter(|(name, _)| *name != "Subscription") {
        let (always, _) = leads(fields);
        if !always.contains("entry") {
            match OTHER_NAMES.iter().find(|(found, field)| found == name && always.contains(field)) {
                Some(found) => drop(renamed.insert(*found)),
                None => drop(without.insert(name.as_str())),
            }
        }
    }
    let reasoned: BTreeSet<&str> = excepted.iter().chain(&not_always).copied().collect();
    assert_eq!(without, reasoned, "left: leads to no entry; right: the reasoned list");
    assert_eq!(reasoned.len(), excepted.len() + not_always.len(), "a type is excepted twice");
    assert_eq!(renamed, OTHER_NAMES.into(), "each other name is of a type that has no `entry`");
    for (name, entries, _) in NOT_ALWAYS {
        let (_, maybe) = leads(&objects[name]);
        entries.iter().for_each(|field| assert!(maybe.contains(field), "{name}.{field}"));
    }
}

#[test]
fn what_has_an_id_of_its_own_leads_to_an_entry_unless_it_is_one_or_the_charters() {
    let objects = objects();
    let nodes = objects.iter().filter(|(_, fields)| fields.contains_key("id"));
    let without: Vec<&str> =
        nodes.filter(|(_, fields)| !fields.contains_key("entry")).map(|(name, _)| name.as_str()).collect();
    assert_eq!(without, ["Council", "Entry"]);
}
