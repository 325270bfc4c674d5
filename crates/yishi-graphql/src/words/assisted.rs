//! The notice to somebody in whose name a clerk signed something.

use super::sentence;
use crate::Language;
use yishi_book::Envelope;
use yishi_core::Party;

/// Who did what in whose name, on which evidence; nothing where nobody was assisted.
pub(crate) fn assisted_notice(language: Language, index: u64, envelope: &Envelope) -> Option<String> {
    let (assistance, Party::Member(clerk)) = (envelope.assistance.as_ref()?, &envelope.actor) else {
        return None;
    };
    let (principal, evidence) = (&assistance.principal, &assistance.evidence);
    let said = sentence(language, &envelope.command);
    Some(match language {
        Language::English => format!(
            "Entry {index}: `{clerk}` signed in the name of `{principal}`: {said} The evidence has the commitment {evidence}. If you did \
             not ask for this, tell the registrars, and do the same yourself where your own key goes first."
        ),
        Language::Chinese => format!(
            "第 {index} 条：“{clerk}”以“{principal}”的名义代办：{said}凭据承诺值 {evidence}。如非您本人所托，请告知登记员；凡本人密钥优先之处，可自行重新办理。"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use yishi_core::{Assistance, Commitment, EvaluateMatter, MatterId, Rating, TimeMs};
    use yishi_testkit::{Desk, Person};

    #[test]
    fn the_notice_names_the_clerk_the_act_and_the_evidence_in_both_languages() {
        let desk = Desk::new("test.example/place-0a1b2c3d", TimeMs(1));
        let rating = Rating::try_from(4).unwrap();
        let command = EvaluateMatter { matter: MatterId::first(7), rating, text: None };
        let envelope = desk.envelope(&Person::named("clerk"), command);
        assert_eq!(assisted_notice(Language::English, 9, &envelope), None);
        let assistance =
            Assistance { principal: "resident_1".parse().unwrap(), evidence: Commitment([0xab; 32]) };
        let envelope = Envelope { assistance: Some(assistance), ..envelope };
        for (language, act) in
            [(Language::English, "Rate the work on matter_7"), (Language::Chinese, "对 matter_7")]
        {
            let notice = assisted_notice(language, 9, &envelope).unwrap();
            for part in ["9", "clerk", "resident_1", act, &"ab".repeat(32)] {
                assert!(notice.contains(part), "{part}: {notice}");
            }
        }
    }
}
