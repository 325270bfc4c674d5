//! Whom a text concerns: the author of words that are said in one's own name, and the person of a record in the vault.
//!
//! What is said in an office (answers, minutes, reasons, reports) is the body's record and concerns no member, nor do letters without
//! an author, agreements of several sides and vouchers: such a text is redacted by itself. See decision 0104.

use crate::evolve::Evolving;
use crate::*;
use std::collections::BTreeMap;

impl Command {
    /// The texts among those that this command brings in that concern a member, each with the member. Where it names one text for
    /// several members, the first of them.
    pub fn concerns(&self, actor: &Actor) -> BTreeMap<Commitment, MemberId> {
        let mut concerns = BTreeMap::new();
        let mut note = |text: &Commitment, member: &MemberId| {
            concerns.entry(*text).or_insert_with(|| member.clone());
        };
        if let (Some(own), Some(author)) = (self.own_words(), actor.principal()) {
            note(own, author);
        }
        match self {
            Self::ImportRollPart(command) => command.rows.iter().for_each(|row| {
                if let RollRow::Member { id, identity: Some(identity), .. } = row {
                    note(identity, id);
                }
            }),
            Self::EnterPaperBallot(command) => {
                let papers = std::iter::once(&command.scan).chain(&command.mandate);
                papers.for_each(|paper| note(paper, &command.member));
            }
            _ => {}
        }
        if let Some(assistance) = &actor.assistance {
            note(&assistance.evidence, &assistance.principal);
        }
        concerns
    }

    /// The words that are said in the name of whose act it is, and in no office.
    fn own_words(&self) -> Option<&Commitment> {
        match self {
            Self::Submit(command) => (!command.anonymous).then_some(&command.text),
            Self::ProposeAmendment(command) => Some(&command.reason),
            Self::RaiseObjection(command) => Some(&command.text),
            Self::ObjectToResult(command) => Some(&command.text),
            Self::ObjectToScreening(command) => Some(&command.text),
            Self::MakeStatement(command) => Some(&command.text),
            Self::AskQuestion(command) => Some(&command.text),
            Self::RaisePoint(command) => Some(&command.text),
            Self::EvaluateMatter(command) => command.text.as_ref(),
            _ => None,
        }
    }
}

impl Evolving<'_> {
    /// Remembers whom a text concerns that no earlier entry named: who names it again does not make it theirs.
    pub(crate) fn note_concerned(&mut self, text: Commitment, member: MemberId) {
        self.state.concerning.entry(member).or_default().insert(text);
    }
}
