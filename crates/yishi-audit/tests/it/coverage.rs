//! What the schema tells is compared with the book, or stands in a list with the reason.

use crate::eventful::{bare, eventful};
use crate::lies::{projection, stories};
use async_graphql::parser::types::{
    DocumentOperations, Selection, SelectionSet, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::parser::{parse_query, parse_schema};
use std::collections::{BTreeMap, BTreeSet};

/// What is not compared, and why: types as a whole, and single fields.
const NOT_COMPARED: &[(&str, &[&str])] = &[
    (
        "clauses of charters: the digest of a charter and of the rule of a vote is compared, and the text is a document of the bundle",
        &[
            "AcrossRule",
            "AlternatesRule",
            "AnnounceRule",
            "Bench",
            "CandidateFact",
            "CandidateScreeningRule",
            "ChallengeRule",
            "Charter.amendmentRuleId",
            "Charter.benches",
            "Charter.callAnswer",
            "Charter.classes",
            "Charter.contest",
            "Charter.deadlines",
            "Charter.decisions",
            "Charter.emergencyClause",
            "Charter.escalation",
            "Charter.evaluation",
            "Charter.floating",
            "Charter.hardMatters",
            "Charter.hearings",
            "Charter.joint",
            "Charter.levels",
            "Charter.mediation",
            "Charter.name",
            "Charter.pinEvery",
            "Charter.posts",
            "Charter.registrarsThreshold",
            "Charter.routing",
            "Charter.rulingsConfirmedBy",
            "Charter.seats",
            "Charter.separation",
            "Charter.takesAnonymous",
            "ChoiceRule.criteria",
            "ChoiceRule.elects",
            "ChoiceRule.progress",
            "ChoiceRule.weight",
            "Conditions",
            "ContestRule",
            "DeadlineClause",
            "DecisionRule.across",
            "DecisionRule.after",
            "DecisionRule.alternates",
            "DecisionRule.amendments",
            "DecisionRule.announce",
            "DecisionRule.before",
            "DecisionRule.challenge",
            "DecisionRule.extension",
            "DecisionRule.filing",
            "DecisionRule.finish",
            "DecisionRule.nomination",
            "DecisionRule.notice",
            "DecisionRule.procedure",
            "DecisionRule.recalls",
            "DecisionRule.review",
            "DecisionRule.sealed",
            "DecisionRule.seatIds",
            "DecisionRule.secondRound",
            "DecisionRule.sections",
            "DecisionRule.service",
            "DecisionRule.stage",
            "DecisionRule.supporters",
            "DecisionRule.votingAtLeast",
            "ElectedSeat",
            "Emergency.name",
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
            "Level.name",
            "Level.rank",
            "MatterClass.name",
            "MediationRule",
            "NominationRule",
            "Procedure",
            "ReviewCriterion",
            "ReviewRule",
            "RoutingRule.actWithin",
            "RoutingRule.decideWithin",
            "RoutingRule.level",
            "RoutingRule.name",
            "RoutingRule.track",
            "RoutingRule.when",
            "SealedRule",
            "Seat.bench",
            "Seat.holdersAtMost",
            "Seat.level",
            "Seat.name",
            "Seat.powers",
            "Seat.votes",
            "SecondRoundRule",
            "Section",
            "Separation",
            "ServiceRule",
            "Team.council",
            "Team.name",
            "Team.seatId",
        ],
    ),
    (
        "words of texts: what stands for them in the book is compared, and they prove themselves by it",
        &[
            "Amendment.oldWords",
            "Document.bytesBase64",
            "Document.content",
            "Document.size",
            "MediationSession.place",
            "StatementText.content",
            "StatementText.entry",
            "StatementText.salt",
            "StatementText.status",
        ],
    ),
    (
        "words, drawings and addresses that the server makes of what is compared",
        &[
            "Amendment.difference",
            "AssistedAct.notice",
            "Charter.diff",
            "Charter.drawing",
            "Charter.explanation",
            "CharterChange",
            "ChoiceOutcome.trace",
            "Council.pageUrl",
            "DecisionRule.opennessMeaning",
            "ExplainedClause",
            "ExplanationSection",
            "HandOver.citation",
            "Hearing.minutesUrl",
            "Hearing.pageUrl",
            "Matter.pageUrl",
            "MatterHandOver.citation",
            "Notice.pageUrl",
            "ParagraphsChanged",
            "Poll.resultSheetUrl",
            "Proposal.amendedText",
            "Proposal.difference",
            "ProposedDuty.sentence",
            "ProposedRule.sentence",
            "ReceivedFrom.citation",
            "RequirementOutcome.percent",
            "Resolution.pageUrl",
            "Tally.trace",
            "TextDifference",
            "TextParagraph",
            "TextPiece",
        ],
    ),
    (
        "what depends on who asks",
        &[
            "Call.myAnswers",
            "Concern",
            "CostSharing.mine",
            "Followed",
            "FollowedChange",
            "FrozenCosts.mine",
            "Member.changes",
            "Member.concerns",
            "Member.dutiesToDo",
            "Member.follows",
            "Member.owed",
            "Member.votesToCast",
            "Owed",
            "Poll.myBallot",
            "Poll.myRights",
            "Poll.myRightsByGrant",
            "Submission.myStance",
            "Support.mine",
            "VotingRight",
        ],
    ),
    (
        "what depends on the running server, or is worked out anew at each question",
        &[
            "Book.readOnly",
            "Book.similarSubmissions",
            "Book.witnesses",
            "Poll.recount",
            "Position.checkpoint",
            "SharedTerm",
            "SimilarSubmission",
            "Submission.similar",
            "WitnessedCheckpoint",
            "WitnessedEntry",
            "Witnesses",
        ],
    ),
    (
        "the bytes of entries: their hash is compared wherever an entry is named, and whoever holds the bundle holds them",
        &[
            "AssistedAct.clerk",
            "AssistedAct.evidence",
            "AssistedAct.object",
            "Book.consistency",
            "Book.entries",
            "Book.entry",
            "Entry.assisted",
            "Entry.command",
            "Entry.commandKind",
            "Entry.custody",
            "Entry.events",
            "Entry.key",
            "Entry.leaf",
            "Entry.position",
            "Entry.receipt",
            "Entry.recordedAt",
            "Entry.signature",
            "Entry.signer",
            "Entry.witnessed",
            "Event",
        ],
    ),
    (
        "another way to what is compared",
        &[
            "Book.action",
            "Book.call",
            "Book.grant",
            "Book.notice",
            "Book.objection",
            "Book.origin",
            "Book.registeredBook",
            "Book.rootCouncil",
            "Book.shift",
            "Booking.rule",
            "Charter.emergency",
            "Council.compacts",
            "Council.hearings",
            "Council.matters",
            "Council.submissions",
            "LevelFigures.heldHearings",
            "LevelFigures.settledMatters",
            "Proposal.rivals",
            "Submission.author",
            "Withheld.belongedTo",
        ],
    ),
];

#[test]
fn what_the_schema_tells_is_compared_or_listed_with_the_reason() {
    let schema = Schema::read();
    let asked = asked(&schema);
    let missing: BTreeSet<String> = schema
        .told()
        .filter(|(on, field)| !asked.contains(&(on.clone(), field.clone())))
        .map(|(on, field)| {
            let whole = !asked.iter().any(|(found, _)| *found == on);
            if whole { on } else { format!("{on}.{field}") }
        })
        .collect();
    let listed: Vec<&str> = NOT_COMPARED.iter().flat_map(|(_, items)| items.iter().copied()).collect();
    let once: BTreeSet<String> = listed.iter().map(|item| (*item).to_owned()).collect();
    assert_eq!(once.len(), listed.len(), "each stands there once");
    let (new, gone): (Vec<_>, Vec<_>) =
        (missing.difference(&once).collect(), once.difference(&missing).collect());
    assert!(
        new.is_empty() && gone.is_empty(),
        "neither compared nor listed: {new:#?}; listed and compared: {gone:?}"
    );
}

struct Schema {
    /// The fields of each type, with the type of each.
    fields: BTreeMap<String, BTreeMap<String, String>>,
}

impl Schema {
    fn read() -> Self {
        let document = parse_schema(include_str!("../../../../schema.graphql")).unwrap();
        let types = document.definitions.into_iter().filter_map(|found| match found {
            TypeSystemDefinition::Type(found) => Some(found.node),
            TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
        });
        Self { fields: types.filter_map(fields_of).collect() }
    }

    /// What can be reached from a book: types with their fields, without what only leads from one thing to others: pages, and global ids,
    /// which are made of a kind, the book's name and a name that is compared.
    fn told(&self) -> impl Iterator<Item = (String, String)> {
        let (mut reached, mut next) = (BTreeSet::new(), vec!["Book".to_owned()]);
        while let Some(name) = next.pop() {
            if let Some(found) = self.fields.get(&name).filter(|_| reached.insert(name.clone())) {
                next.extend(found.values().cloned());
            }
        }
        let leads = |name: &str| name.ends_with("Edge") || name.ends_with("Connection") || name == "PageInfo";
        let things = reached.into_iter().filter(move |name| !leads(name));
        things.flat_map(|on| {
            let fields = self.fields[&on].iter().filter(|(_, of)| *of != "ID");
            fields.map(|(field, _)| (on.clone(), field.clone())).collect::<Vec<_>>()
        })
    }
}

fn fields_of(found: TypeDefinition) -> Option<(String, BTreeMap<String, String>)> {
    let TypeKind::Object(object) = found.kind else { return None };
    let named = |ty: String| ty.replace(['[', ']', '!'], "");
    let fields = object
        .fields
        .into_iter()
        .map(|field| (field.node.name.node.to_string(), named(field.node.ty.node.to_string())));
    Some((found.name.node.to_string(), fields.collect()))
}

/// What is asked about the books of these tests, type and field.
fn asked(schema: &Schema) -> BTreeSet<(String, String)> {
    let mut asked = BTreeSet::new();
    for story in stories().into_iter().map(|(_, story)| story).chain([eventful()]) {
        let bundle = bare(&story);
        for question in projection(&story, &bundle).first_questions() {
            let document = parse_query(question["query"].as_str().unwrap()).unwrap();
            let DocumentOperations::Single(operation) = document.operations else { panic!("{question}") };
            note(schema, "Query", &operation.node.selection_set.node, &mut asked);
        }
    }
    asked
}

fn note(schema: &Schema, on: &str, set: &SelectionSet, asked: &mut BTreeSet<(String, String)>) {
    for selection in &set.items {
        let Selection::Field(field) = &selection.node else { panic!("only fields are asked") };
        let name = field.node.name.node.to_string();
        note(schema, &schema.fields[on][&name], &field.node.selection_set.node, asked);
        asked.insert((on.to_owned(), name));
    }
}
