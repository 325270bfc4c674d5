//! Posts and what floating residents count for, as a charter writes them.

use crate::*;
use serde::{Deserialize, Serialize};

/// A kind of post 岗位 that exists in every council of its level: duties that come back, without a place in the council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostClause {
    /// Its name in clauses.
    pub id: PostId,
    /// Its name for people.
    pub name: String,
    /// The level whose councils have it.
    pub level: LevelId,
    /// How many members may hold it in one council at once; at least 1.
    pub holders: u32,
    /// What its holders do again and again; none for a post that only stands in a rota.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<DutyClause>,
}

/// A duty 职责 of a post that comes back: a patrol every day, a visit every month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyClause {
    /// Its name in clauses.
    pub id: DutyId,
    /// Its name for people.
    pub name: String,
    /// How long a window is within which it has to be done once.
    pub every: Period,
    /// What has to be done within a window; once for the post unless said.
    #[serde(default, skip_serializing_if = "DutyCover::is_once")]
    pub covers: DutyCover,
}

/// What has to be done within a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyCover {
    /// The duty once, wherever.
    #[default]
    Once,
    /// The duty once for each building that the holder looks after; once if there is none.
    EachBuilding,
}

impl DutyCover {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    const fn is_once(&self) -> bool {
        matches!(self, Self::Once)
    }
}

/// What floating residents 流动人口 count for where a charter counts residents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FloatingClause {
    /// They submit, support, object and speak like everybody; votes and petitions of residents are the residents'.
    #[default]
    TakesPart,
    /// They vote and sign petitions as residents, and their households as households.
    Votes,
}

impl FloatingClause {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) const fn is_takes_part(&self) -> bool {
        matches!(self, Self::TakesPart)
    }
}

impl Charter {
    /// The posts that exist in a council: those of its level.
    pub fn posts_of<'a>(&'a self, council: &CouncilId) -> impl Iterator<Item = &'a PostClause> {
        let level = self.council(council).map(|council| &council.level);
        self.posts.iter().filter(move |post| Some(&post.level) == level)
    }
}
