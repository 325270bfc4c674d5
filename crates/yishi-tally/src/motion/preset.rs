//! Ready-made rules. Which bodies may use which is left to the charter.

use crate::{Base, Fraction, Measure, Part, Requirement, Threshold};

/// The rule for ordinary matters of owners 一般事项 (Civil Code art. 278, second paragraph).
///
/// Owners with at least two thirds of the area and at least two thirds of the heads take part; of those who take
/// part, more than half of the area and more than half of the heads are for.
pub fn cc278_ordinary() -> Vec<Requirement> {
    cc278(Threshold::MoreThan(Fraction::ONE_HALF), "过半数")
}

/// The rule for special matters of owners 特别事项: raising maintenance funds, rebuilding, changing the use of common parts or running a
/// business in them (Civil Code art. 278, first paragraph nos. 6 to 8, and second paragraph).
///
/// The quorum of [`cc278_ordinary`]; of those who take part, at least three quarters of the area and of the heads are for.
pub fn cc278_special() -> Vec<Requirement> {
    cc278(Threshold::AtLeast(Fraction::THREE_QUARTERS), "四分之三以上")
}

fn cc278(approval: Threshold, words: &str) -> Vec<Requirement> {
    let quorum = |measure, name: &str| Requirement {
        name: format!("Civil Code art. 278 quorum {name}"),
        part: Part::Participating,
        base: Base::Entitled,
        measure,
        threshold: Threshold::AtLeast(Fraction::TWO_THIRDS),
        quorum: true,
    };
    let approved = |measure, name: &str| Requirement {
        name: format!("Civil Code art. 278 approval {name}{words}同意"),
        part: Part::For,
        base: Base::Participating,
        measure,
        threshold: approval,
        quorum: false,
    };
    vec![
        quorum(Measure::Area, "by area 专有部分面积三分之二以上参与"),
        quorum(Measure::Heads, "by heads 人数三分之二以上参与"),
        approved(Measure::Area, "by area 参与表决专有部分面积"),
        approved(Measure::Heads, "by heads 参与表决人数"),
    ]
}

/// The rule for turning a dwelling into business premises 住改商 (Civil Code art. 279): every owner concerned agrees; a majority
/// is no defence (SPC interpretation on divided ownership art. 10).
pub fn cc279_unanimous() -> Vec<Requirement> {
    let all = Threshold::AtLeast(Fraction::ONE);
    let requirement = |part, name: &str| Requirement {
        name: format!("Civil Code art. 279 {name}"),
        part,
        base: Base::Entitled,
        measure: Measure::Heads,
        threshold: all,
        quorum: part != Part::For,
    };
    vec![
        requirement(Part::Participating, "every owner concerned answers 有利害关系的业主均表态"),
        requirement(Part::For, "every owner concerned agrees 有利害关系的业主一致同意"),
    ]
}

/// A joint decision of several councils, each with its own vote: at least so large a share of their votes is for 联合决定.
///
/// `AtLeast(1/1)` asks for every council; for k of n write `AtLeast(k/n)`. Councils with half a vote weigh half.
pub fn councils_together(share: Threshold) -> Vec<Requirement> {
    vec![Requirement {
        name: "councils that decide together 各议事会联合决定".to_owned(),
        part: Part::For,
        base: Base::Entitled,
        measure: Measure::Councils,
        threshold: share,
        quorum: false,
    }]
}

/// More votes for than against, without a quorum; abstentions do not count 简单多数.
pub fn simple_majority() -> Vec<Requirement> {
    vec![majority(Measure::Heads, Base::Cast, "more for than against 赞成多于反对")]
}

/// A majority of the votes cast and a majority of the benches on the roll, e.g. three parties that decide together 三方共议.
pub fn joint_majority() -> Vec<Requirement> {
    vec![
        majority(Measure::Heads, Base::Cast, "more for than against 赞成多于反对"),
        majority(Measure::Benches, Base::Entitled, "more than half of the benches 过半数的各方同意"),
    ]
}

fn majority(measure: Measure, base: Base, name: &str) -> Requirement {
    let threshold = Threshold::MoreThan(Fraction::ONE_HALF);
    Requirement { name: name.to_owned(), part: Part::For, base, measure, threshold, quorum: false }
}
