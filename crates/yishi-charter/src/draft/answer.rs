//! What somebody who begins a charter has to say, how it is written down in one line, and what stands where nothing is said.

use crate::words::say;
use std::fmt;
use std::str::FromStr;
use yishi_core::Period;
use yishi_tally::Language;

/// Something with a name for clauses and one for people, written `grid=网格`; the first may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name in clauses; absent where one is to be made up.
    pub id: Option<String>,
    /// Its name for people.
    pub name: String,
}

/// Says what is wrong with an answer, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidAnswer(pub String);

impl fmt::Display for InvalidAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidAnswer {}

impl FromStr for Named {
    type Err = InvalidAnswer;

    fn from_str(text: &str) -> Result<Self, InvalidAnswer> {
        let (id, name) = match text.split_once('=') {
            Some((id, name)) => (Some(id.trim().to_owned()), name.trim()),
            None => (None, text.trim()),
        };
        if name.is_empty() {
            return Err(InvalidAnswer(format!(
                "`{text}` has no name: write it as `grid=网格`, or `网格` alone"
            )));
        }
        Ok(Self { id, name: name.to_owned() })
    }
}

impl Named {
    /// A name that clauses refer to.
    pub(super) fn id_or(&self, made_up: String) -> String {
        self.id.clone().unwrap_or(made_up)
    }
}

/// The councils of one level, written `grid=4` or `grid=第一网格,第二网格`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouncilsAnswer {
    /// The level, by its name in clauses.
    pub level: String,
    /// The names of its councils; `None` names are made up.
    pub names: Vec<Option<String>>,
}

/// More councils than a charter could record.
const MOST_COUNCILS: usize = 200;

impl FromStr for CouncilsAnswer {
    type Err = InvalidAnswer;

    fn from_str(text: &str) -> Result<Self, InvalidAnswer> {
        let form = "write the level and a number or names, as `grid=4` or `grid=North,South`";
        let invalid = || InvalidAnswer(format!("`{text}` does not say which councils: {form}"));
        let (level, councils) = text.split_once('=').ok_or_else(invalid)?;
        let names: Vec<Option<String>> = match councils.trim().parse::<usize>() {
            Ok(number) if (1..=MOST_COUNCILS).contains(&number) => vec![None; number],
            Ok(number) => {
                return Err(InvalidAnswer(format!(
                    "{number} councils of one level: write 1 to {MOST_COUNCILS}"
                )));
            }
            Err(_) => split(councils).map(|name| Some(name.to_owned())).collect(),
        };
        let found = !level.trim().is_empty() && !names.is_empty();
        found.then_some(Self { level: level.trim().to_owned(), names }).ok_or_else(invalid)
    }
}

/// The parts of a list with commas, half or full width; empty parts are passed over.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '\u{ff0c}', '、']).map(str::trim).filter(|part| !part.is_empty())
}

/// Whether owners decide by the Civil Code, art. 278.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnersVote {
    /// The charter has the rules for it.
    Included,
    /// It has not.
    LeftOut,
}

/// Whether all residents may vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResidentsVote {
    /// The charter has a rule for it.
    Included,
    /// It has not.
    LeftOut,
}

/// All answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The language of comments and of names that are made up.
    pub language: Language,
    /// The community.
    pub name: String,
    /// Levels, lowest first; at least one.
    pub levels: Vec<Named>,
    /// Councils of levels; a level that is not named has two, the highest one.
    pub councils: Vec<CouncilsAnswer>,
    /// Parties, at least one: the first convenes, the last are the residents, who evaluate.
    pub benches: Vec<Named>,
    /// Classes of matters, at least one.
    pub classes: Vec<Named>,
    /// Up to how many households a matter stays at a level: one number for each level but the highest.
    pub households: Vec<u64>,
    /// Up to what cost in yuan it stays there: one number for each level but the highest.
    pub costs_yuan: Vec<u64>,
    /// Up to what cost in yuan urgent matters are handled at once; 0 where none are.
    pub urgent_cost_yuan: u64,
    /// Residents' representatives in each council.
    pub representatives: u32,
    /// How many registrars agree on a key.
    pub registrars: u32,
    /// By when submissions are screened.
    pub screening: Period,
    /// By when matters are decided.
    pub deliberation: Period,
    /// How long before a hearing it is called.
    pub hearing_notice: Period,
    /// How long resolutions are posted.
    pub posting: Period,
    /// How many residents move a matter up by petition; 0 for no petitions.
    pub petition: u32,
    /// Whether all residents may vote.
    pub residents: ResidentsVote,
    /// Whether owners decide.
    pub owners: OwnersVote,
}

impl Answers {
    /// What stands where nothing else is said: two levels, three parties, the numbers of the ready-made charters.
    pub fn usual(language: Language, name: &str) -> Self {
        let named = |id: &str, english: &str, chinese: &str| Named {
            id: Some(id.to_owned()),
            name: say!(language, "{english}", "{chinese}"),
        };
        Self {
            language,
            name: name.to_owned(),
            levels: vec![named("grid", "Grid", "网格"), named("community", "Community", "社区")],
            councils: Vec::new(),
            benches: vec![
                named("community", "Community", "社区"),
                named("property", "Property company", "物业"),
                named("residents", "Residents", "居民"),
            ],
            classes: vec![
                named("repair", "Repairs", "维修养护"),
                named("order", "Parking and order", "停车秩序"),
                named("building", "Building works", "房屋改造"),
                named("general", "Other", "其他"),
            ],
            households: Vec::new(),
            costs_yuan: Vec::new(),
            urgent_cost_yuan: 2_000,
            representatives: 5,
            registrars: 2,
            screening: Period::WorkingDays(3),
            deliberation: Period::Days(60),
            hearing_notice: Period::Days(3),
            posting: Period::Days(5),
            petition: 20,
            residents: ResidentsVote::Included,
            owners: OwnersVote::Included,
        }
    }

    /// A list such as `grid=网格,community=社区`.
    ///
    /// # Errors
    /// When a part has no name, or there is none.
    pub fn named(text: &str) -> Result<Vec<Named>, InvalidAnswer> {
        let list: Vec<Named> = split(text).map(str::parse).collect::<Result<_, _>>()?;
        match list.is_empty() {
            true => {
                Err(InvalidAnswer("nothing is named: write a list such as `grid=网格,community=社区`".into()))
            }
            false => Ok(list),
        }
    }

    /// A list of numbers such as `60,300`.
    ///
    /// # Errors
    /// When a part is no number.
    pub fn numbers(text: &str) -> Result<Vec<u64>, InvalidAnswer> {
        let number = |part: &str| {
            part.replace('_', "")
                .parse()
                .map_err(|_| InvalidAnswer(format!("`{part}` is no number: write numbers such as `60,300`")))
        };
        split(text).map(number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn councils_are_given_by_number_or_by_name() {
        let four: CouncilsAnswer = "grid=4".parse().unwrap();
        assert_eq!((four.level.as_str(), four.names.len()), ("grid", 4));
        let named: CouncilsAnswer = "grid=东区，西区".parse().unwrap();
        assert_eq!(named.names, [Some("东区".to_owned()), Some("西区".to_owned())]);
        for wrong in ["grid", "grid=0", "grid=201", "=3", "grid="] {
            assert!(wrong.parse::<CouncilsAnswer>().is_err(), "{wrong}");
        }
    }
}
