//! The people of the demo: roles and numbers instead of names, and keys that everybody can derive.

use crate::author::Author;
use crate::failure::Failure;
use crate::key_file::{KeyFile, Purpose};
use yishi_core::{HouseholdId, MemberId};

/// Residents of the community, as reported.
pub const RESIDENTS: usize = 1_427;
/// Grids of the community.
pub const GRIDS: usize = 4;
/// Households; the report does not say how many, so three residents share one.
const RESIDENTS_PER_HOUSEHOLD: usize = 3;

/// Somebody of the demo.
pub struct Person {
    /// A role and a number, never a name.
    pub title: String,
    /// The lowest council of the area where they live or work.
    pub council: String,
    /// Their household, for residents.
    pub household: Option<HouseholdId>,
    /// Their key.
    pub author: Author,
}

impl Person {
    /// Their id on the roll.
    pub const fn id(&self) -> &MemberId {
        &self.author.member
    }
}

/// Everybody.
pub struct People {
    /// Founding registrars.
    pub registrars: Vec<Author>,
    /// 社区党委书记.
    pub community_secretary: Person,
    /// 社区督办员.
    pub supervisors: Vec<Person>,
    /// 社区工作者.
    pub clerk: Person,
    /// 物业公司代表.
    pub property_company: Vec<Person>,
    /// 小区党支部书记.
    pub compound_secretary: Person,
    /// 小区物业经理.
    pub compound_manager: Person,
    /// 网格员, one per grid.
    pub grid_workers: Vec<Person>,
    /// 物业管家, one per grid.
    pub grid_stewards: Vec<Person>,
    /// 审计员: reads everything, writes nothing, is not on the roll.
    pub auditor: Person,
    /// 居民.
    pub residents: Vec<Person>,
}

/// The secret of somebody in the demo. Anybody can compute it: it protects nothing.
pub fn seed(label: &str) -> [u8; 32] {
    yishi_log::text::document_hash(format!("yishi demo only, no secret: {label}").as_bytes())
}

impl People {
    /// Everybody with keys for the book `origin`.
    pub fn of(origin: &str) -> Result<Self, Failure> {
        let officer = |title: &str, council: &str| person(origin, title, council, None);
        let numbered = |title: &str, count: usize, council: &dyn Fn(usize) -> String| {
            (1..=count).map(|n| officer(&format!("{title} {n}"), &council(n))).collect::<Result<Vec<_>, _>>()
        };
        let first_grid = |_: usize| grid(1);
        let residents = (1..=RESIDENTS).map(|number| resident(origin, number));
        Ok(Self {
            registrars: (1..=3).map(|n| author(origin, &format!("登记员 {n}"))).collect::<Result<_, _>>()?,
            community_secretary: officer("社区党委书记", "grid-1")?,
            supervisors: numbered("社区督办员", 2, &first_grid)?,
            clerk: officer("社区工作者", "grid-1")?,
            property_company: numbered("物业公司代表", 3, &first_grid)?,
            compound_secretary: officer("小区党支部书记", "grid-1")?,
            compound_manager: officer("小区物业经理", "grid-1")?,
            grid_workers: numbered("网格员", GRIDS, &grid)?,
            grid_stewards: numbered("物业管家", GRIDS, &grid)?,
            auditor: officer("审计员", "grid-1")?,
            residents: residents.collect::<Result<_, _>>()?,
        })
    }

    /// A resident by number, from 1.
    pub fn resident(&self, number: usize) -> Result<&Person, Failure> {
        let found = number.checked_sub(1).and_then(|at| self.residents.get(at));
        found.ok_or_else(|| Failure::Refused(format!("the demo has no resident {number}")))
    }

    /// Those who hold offices; they are partners on the roll and have no resident's vote.
    pub fn officers(&self) -> Vec<&Person> {
        let single =
            [&self.community_secretary, &self.clerk, &self.compound_secretary, &self.compound_manager];
        let many = [&self.supervisors, &self.property_company, &self.grid_workers, &self.grid_stewards];
        single.into_iter().chain(many.into_iter().flatten()).collect()
    }

    /// Residents' representatives in the community council: every hundredth resident, nine of them.
    pub fn representatives(&self) -> impl Iterator<Item = &Person> {
        self.residents.iter().skip(49).step_by(150).take(9)
    }

    /// Residents of one grid, from 1.
    pub fn of_grid(&self, number: usize) -> impl Iterator<Item = &Person> {
        let council = grid(number);
        self.residents.iter().filter(move |person| person.council == council)
    }
}

/// The council of a grid, from 1.
pub fn grid(number: usize) -> String {
    format!("grid-{number}")
}

/// A resident: grids hold neighbours by number, households three of them.
fn resident(origin: &str, number: usize) -> Result<Person, Failure> {
    let before = number.saturating_sub(1);
    let in_grid = before.saturating_mul(GRIDS).checked_div(RESIDENTS).unwrap_or_default().saturating_add(1);
    let household = before.checked_div(RESIDENTS_PER_HOUSEHOLD).unwrap_or_default();
    let household = format!("household_{}", short(&seed(&format!("户 {household}"))));
    let household = household.parse().map_err(anyhow::Error::from)?;
    person(origin, &format!("居民 {number:04}"), &grid(in_grid), Some(household))
}

fn person(
    origin: &str,
    title: &str,
    council: &str,
    household: Option<HouseholdId>,
) -> Result<Person, Failure> {
    Ok(Person {
        title: title.to_owned(),
        council: council.to_owned(),
        household,
        author: author(origin, title)?,
    })
}

fn author(origin: &str, title: &str) -> Result<Author, Failure> {
    let member = format!("member_{}", short(&seed(&format!("id of {title}"))));
    let member = member.parse().map_err(anyhow::Error::from)?;
    Author::new(KeyFile::from_seed(Purpose::Member, seed(title)).of_member(origin, member))
}

fn short(digest: &[u8; 32]) -> String {
    digest.first_chunk::<8>().map(hex::encode).unwrap_or_default()
}
