//! Pabulib's `.pb` files of participatory budgets (Faliszewski et al., Participatory Budgeting: Data, Tools, and
//! Analysis, IJCAI 2023): sections META, PROJECTS and VOTES.
//!
//! The bounds that META sets for a vote (`min_length`, `max_length`, `min_sum_cost`, `max_sum_cost`, `min_points`,
//! `max_points`, `min_sum_points`, `max_sum_points`) are checked; a blank vote meets them all. Official files hold votes
//! for more than `max_sum_cost`, and votes that name a project twice: they count, and the file gets a remark.

mod meta;
mod table;
mod votes;

use crate::text::decode;
use crate::{Election, ReadFault};
use meta::Meta;
use std::collections::BTreeMap;
use table::{Cell, Row, rows};
use votes::Votes;
use yishi_tally::{Amount, OptionId, Options, VotingOption};

/// The sections of a file, each with the row of its title.
#[derive(Default)]
struct Sections {
    meta: Option<Vec<Row>>,
    projects: Option<Vec<Row>>,
    votes: Option<Vec<Row>>,
}

/// Reads a Pabulib file.
///
/// # Errors
/// The first fault with its line and column.
pub fn read(bytes: &[u8]) -> Result<Election, ReadFault> {
    let text = decode(bytes)?;
    let sections = sections(text)?;
    let missing = |name: &str| ReadFault::at(text, text.len(), format!("the section {name} is missing"));
    let meta = Meta::read(text, &sections.meta.ok_or_else(|| missing("META"))?)?;
    let projects = Projects::read(text, &sections.projects.ok_or_else(|| missing("PROJECTS"))?)?;
    meta.check_count("num_projects", projects.list.len())?;
    let votes = Votes::read(text, &meta, &projects, &sections.votes.ok_or_else(|| missing("VOTES"))?)?;
    meta.check_count("num_votes", votes.number)?;
    let options = Options::new(projects.list).map_err(|error| ReadFault::at(text, 0, error.to_string()))?;
    Ok(Election {
        title: meta.text("description").unwrap_or_default().to_owned(),
        options,
        names: projects.names,
        ballots: votes.ballots,
        given: meta.given()?,
        method: meta.method()?,
        remarks: votes.remarks,
        ..Election::default()
    })
}

fn sections(text: &str) -> Result<Sections, ReadFault> {
    let mut sections = Sections::default();
    let mut current: Option<&mut Vec<Row>> = None;
    for row in rows(text)? {
        let Some(first) = row.first() else { continue };
        let section = match first.text.trim().to_ascii_uppercase().as_str() {
            "META" if row.len() == 1 => &mut sections.meta,
            "PROJECTS" if row.len() == 1 => &mut sections.projects,
            "VOTES" if row.len() == 1 => &mut sections.votes,
            _ => {
                let Some(section) = current.as_deref_mut() else {
                    return Err(ReadFault::at(text, first.offset, "the first line must be META"));
                };
                section.push(row);
                continue;
            }
        };
        if section.is_some() {
            return Err(ReadFault::at(text, first.offset, format!("a second section {}", first.text.trim())));
        }
        current = Some(section.insert(Vec::new()));
    }
    Ok(sections)
}

/// The columns of a section by their names in its first row.
struct Columns<'a> {
    text: &'a str,
    places: BTreeMap<String, usize>,
}

impl<'a> Columns<'a> {
    fn new(text: &'a str, rows: &[Row]) -> Result<Self, ReadFault> {
        let mut places = BTreeMap::new();
        for (place, cell) in rows.first().into_iter().flatten().enumerate() {
            if places.insert(cell.text.trim().to_owned(), place).is_some() {
                let reason = format!("a second column `{}`", cell.text.trim());
                return Err(ReadFault::at(text, cell.offset, reason));
            }
        }
        Ok(Self { text, places })
    }

    fn require(&self, rows: &[Row], name: &str) -> Result<(), ReadFault> {
        if self.places.contains_key(name) {
            return Ok(());
        }
        let offset = rows.first().and_then(|row| row.first()).map_or(self.text.len(), |cell| cell.offset);
        Err(ReadFault::at(self.text, offset, format!("there is no column `{name}`")))
    }

    /// The cell of a column; `None` where the file has no such column.
    fn get<'r>(&self, row: &'r Row, name: &str) -> Result<Option<&'r Cell>, ReadFault> {
        let Some(place) = self.places.get(name) else { return Ok(None) };
        match row.get(*place) {
            Some(cell) => Ok(Some(cell)),
            None => {
                let offset = row.last().map_or(0, |cell| cell.offset);
                let reason = format!("the row ends before the column `{name}`");
                Err(ReadFault::at(self.text, offset, reason))
            }
        }
    }

    /// A cell that has to be there.
    fn need<'r>(&self, row: &'r Row, name: &str) -> Result<&'r Cell, ReadFault> {
        let offset = row.first().map_or(0, |cell| cell.offset);
        self.get(row, name)?
            .ok_or_else(|| ReadFault::at(self.text, offset, format!("there is no column `{name}`")))
    }
}

/// The section PROJECTS.
struct Projects {
    list: Vec<VotingOption>,
    names: BTreeMap<OptionId, String>,
    costs: BTreeMap<String, Amount>,
}

impl Projects {
    fn read(text: &str, rows: &[Row]) -> Result<Self, ReadFault> {
        let columns = Columns::new(text, rows)?;
        columns.require(rows, "project_id")?;
        columns.require(rows, "cost")?;
        let mut projects = Self { list: Vec::new(), names: BTreeMap::new(), costs: BTreeMap::new() };
        for row in rows.iter().skip(1) {
            let (id, cost) = (columns.need(row, "project_id")?, columns.need(row, "cost")?);
            let name = id.text.trim();
            if name.is_empty() || name.contains(',') {
                let reason = format!("`{name}` is no id: votes name projects by ids without commas");
                return Err(ReadFault::at(text, id.offset, reason));
            }
            let amount = amount(cost.text.trim()).ok_or_else(|| {
                let reason = format!("`{}` is no cost: an amount from 0 upwards is", cost.text.trim());
                ReadFault::at(text, cost.offset, reason)
            })?;
            if projects.costs.insert(name.to_owned(), amount.clone()).is_some() {
                return Err(ReadFault::at(text, id.offset, format!("a second project `{name}`")));
            }
            projects.list.push(VotingOption::new(name).at_cost(amount));
            if let Some(title) = columns.get(row, "name")? {
                projects.names.insert(name.into(), title.text.trim().to_owned());
            }
        }
        Ok(projects)
    }
}

/// An amount with a decimal point or comma.
fn amount(text: &str) -> Option<Amount> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.len() > 12 {
        return None;
    }
    // One spelling: without leading and trailing zeros.
    let whole = whole.trim_start_matches('0');
    let decimals = decimals.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let text = if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") };
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_points_or_commas_and_no_sign() {
        let told = |text| amount(text).map(|amount| amount.to_string());
        assert_eq!(told("1000"), Some("1000".to_owned()));
        assert_eq!(told("0012,50"), Some("12.5".to_owned()));
        assert_eq!(told("7.00"), Some("7".to_owned()));
        for wrong in ["", "-1", "+1", "1e3", "1.2.3", "1 000", "x"] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }
}
