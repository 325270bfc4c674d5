//! Posts: kinds of them, who holds them, what they did and missed, and the rota.

use super::charter::Level;
use super::{Council, DutyCover, DutyOutcome, Member, ShiftStatus, StatementText};
use crate::entry::Entry;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Context, Object, SimpleObject};
use std::ops::Bound;
use std::sync::Arc;
use yishi_core::{CharterVersion, CouncilId, MemberId, PostClause, PostId, PostingId, ShiftId, ShiftIds};

/// A duty of a kind of post 职责, which comes back.
#[derive(SimpleObject)]
pub(crate) struct PostDuty {
    /// Its name in the charter's clauses.
    duty_id: String,
    /// Its name for people.
    name: String,
    /// How long a window is within which it has to be done, as the charter writes it: `1d`, `30d`.
    every: String,
    /// What has to be done within a window.
    covers: DutyCover,
}

/// A kind of post 岗位 that every council of its level has.
#[derive(SimpleObject)]
pub(crate) struct Post {
    /// Its name in the charter's clauses.
    post_id: String,
    /// Its name for people.
    name: String,
    /// The level whose councils have it.
    level: Option<Level>,
    /// How many members may hold it in one council.
    holders_at_most: i32,
    /// What its holders do again and again.
    duties: Vec<PostDuty>,
}

impl Post {
    pub(crate) fn new(charter: &CharterVersion, post: &PostClause) -> Self {
        let duty = |duty: &yishi_core::DutyClause| PostDuty {
            duty_id: duty.id.to_string(),
            name: duty.name.clone(),
            every: String::from(duty.every),
            covers: duty.covers.into(),
        };
        Self {
            post_id: post.id.to_string(),
            name: post.name.clone(),
            level: Level::find(charter, &post.level),
            holders_at_most: count(post.holders),
            duties: post.duties.iter().map(duty).collect(),
        }
    }
}

/// A kind of post in a council.
pub(crate) struct CouncilPost {
    view: View,
    charter: Arc<CharterVersion>,
    council: CouncilId,
    post: PostId,
}

impl CouncilPost {
    /// The posts of a council under a version of the charter.
    pub(crate) fn of_council(view: &View, charter: &Arc<CharterVersion>, council: &CouncilId) -> Vec<Self> {
        let here = |post: &PostClause| Self {
            view: view.clone(),
            charter: Arc::clone(charter),
            council: council.clone(),
            post: post.id.clone(),
        };
        charter.charter.posts_of(council).map(here).collect()
    }
}

/// A kind of post in a council, who holds it, and its rota. Everybody may read it.
#[Object]
impl CouncilPost {
    /// The kind of post.
    async fn post(&self) -> Option<Post> {
        let found = self.charter.charter.posts.iter().find(|post| post.id == self.post)?;
        Some(Post::new(&self.charter, found))
    }

    /// Who holds it now, by their ids.
    async fn holders(&self) -> Vec<Posting> {
        let posts = &self.view.state().posts;
        posts.holders(&self.council, &self.post).filter_map(|id| Posting::find(&self.view, *id)).collect()
    }

    /// Its shifts 排班, in the order in which they were planned.
    async fn rota(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Shift> {
        let rota = self.view.state().posts.rota.get(&(self.council.clone(), self.post.clone()));
        shifts(ctx, &self.view, &page::args(first, after, last, before), &rota.cloned().unwrap_or_default())
    }
}

fn shifts(ctx: &Context<'_>, view: &View, args: &PageArgs, ids: &ShiftIds) -> Page<Shift> {
    let all = &view.state().posts.shifts;
    let range = |bounds: (Bound<ShiftId>, Bound<ShiftId>)| {
        ids.range(bounds).filter_map(|id| all.get(id).map(|shift| (*id, shift)))
    };
    let total = ids.len();
    page::page(
        ctx,
        args,
        range,
        move || total,
        |_, inner| Shift { view: view.clone(), inner: Arc::clone(inner) },
    )
}

/// One member at one post.
#[derive(Clone)]
pub(crate) struct Posting {
    view: View,
    inner: Arc<yishi_core::Posting>,
}

impl Posting {
    pub(crate) fn find(view: &View, id: PostingId) -> Option<Self> {
        let inner = view.state().posts.postings.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }

    /// The postings of a member, ended ones too.
    pub(crate) fn of_member(view: &View, member: &MemberId) -> Vec<Self> {
        let ids = view.state().posts.of_member.get(member);
        ids.into_iter().flatten().filter_map(|id| Self::find(view, *id)).collect()
    }

    fn clause(&self) -> Option<(&Arc<CharterVersion>, &PostClause)> {
        let charter = self.view.state().charter()?;
        let post = charter.charter.posts.iter().find(|post| post.id == self.inner.held.post)?;
        Some((charter, post))
    }

    fn duty(&self, duty: &yishi_core::RunningDuty) -> PostingDuty {
        let clause = self.clause().and_then(|(_, post)| post.duties.iter().find(|found| found.id == duty.id));
        PostingDuty {
            duty_id: duty.id.to_string(),
            name: clause.map(|clause| clause.name.clone()),
            every: String::from(duty.every),
            covers: duty.covers.into(),
            window: count(duty.window),
            window_begins_at: duty.begins_at_ms.into(),
            window_ends_at: duty.ends_at_ms.into(),
            building_ids_seen: duty.seen.iter().map(ToString::to_string).collect(),
            done: count(duty.done),
            missed: count(duty.missed),
        }
    }

    fn shifts_that(&self, status: yishi_core::ShiftStatus) -> i32 {
        let all = &self.view.state().posts.shifts;
        let mine = self.inner.shifts.iter().filter_map(|id| all.get(id));
        count(mine.filter(|shift| shift.status == status).count())
    }
}

/// A duty of somebody at a post, with the window whose turn it is and what was done and missed so far.
#[derive(SimpleObject)]
pub(crate) struct PostingDuty {
    /// Its name in the charter's clauses.
    duty_id: String,
    /// Its name for people; null when the charter in force has it no longer.
    name: Option<String>,
    /// How long a window is, as the charter wrote it when the post was assigned.
    every: String,
    /// What has to be done within a window.
    covers: DutyCover,
    /// The window whose duty is to be done next, from 1; once it is done in a window, the next one.
    window: i32,
    /// When that window begins.
    window_begins_at: DateTime,
    /// When it ends; the duty is missed then.
    window_ends_at: DateTime,
    /// The buildings seen in it so far, where each has to be.
    building_ids_seen: Vec<String>,
    /// In how many windows it was done.
    done: i32,
    /// In how many windows it was missed.
    missed: i32,
}

/// Somebody at a post 在岗: the buildings they look after, what they did and what they missed. Everybody may read it.
#[Object]
impl Posting {
    /// Its name in the book.
    async fn posting_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The council.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.held.council)
    }

    /// The kind of post; null when the charter in force has it no longer.
    async fn post(&self) -> Option<Post> {
        self.clause().map(|(charter, post)| Post::new(charter, post))
    }

    /// The member.
    async fn member(&self) -> Member {
        Member::new(&self.view, self.inner.held.member.clone())
    }

    /// The buildings 楼栋 that they look after, under the names that the roll gives them.
    async fn building_ids(&self) -> Vec<&str> {
        self.inner.buildings.iter().map(|building| building.as_str()).collect()
    }

    /// Since when; windows are counted from here.
    async fn assigned_at(&self) -> DateTime {
        self.inner.assigned_at_ms.into()
    }

    /// Its duties, as the charter had them when it was assigned.
    async fn duties(&self) -> Vec<PostingDuty> {
        self.inner.duties.iter().map(|duty| self.duty(duty)).collect()
    }

    /// What was done and what was missed, in order.
    async fn records(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<DutyRecord> {
        let (records, total) = (&self.inner.records, self.inner.records.len());
        let range = |bounds: (Bound<usize>, Bound<usize>)| {
            let (from, to) = places(bounds, total);
            (from..to).filter_map(|place| records.get(place).map(|record| (place, record)))
        };
        let args = page::args(first, after, last, before);
        page::page(ctx, &args, range, move || total, |_, record| self.record(record))
    }

    /// Its shifts, in the order in which they were planned.
    async fn shifts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Shift> {
        shifts(ctx, &self.view, &page::args(first, after, last, before), &self.inner.shifts)
    }

    /// To how many shifts they came.
    async fn shifts_attended(&self) -> i32 {
        self.shifts_that(yishi_core::ShiftStatus::Attended)
    }

    /// To how many they did not.
    async fn shifts_missed(&self) -> i32 {
        self.shifts_that(yishi_core::ShiftStatus::Missed)
    }

    /// The entry that assigned it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The entry that ended it; null while it is held.
    async fn ended_by(&self) -> Option<Entry> {
        self.inner.ended_at.map(|index| Entry::new(&self.view, index))
    }

    /// Why it ended; null while it is held, and where somebody left the community.
    async fn reason(&self) -> Option<&str> {
        self.inner.reason.as_deref()
    }
}

impl Posting {
    fn record(&self, record: &yishi_core::DutyRecord) -> DutyRecord {
        DutyRecord {
            duty_id: record.duty.to_string(),
            window: count(record.window),
            outcome: record.outcome.into(),
            building_ids: record.buildings.iter().map(ToString::to_string).collect(),
            words: record.text.map(|text| StatementText::new(&self.view, text)),
            entry: Entry::new(&self.view, record.entry),
        }
    }
}

/// From which place to which, the second left out.
fn places((from, to): (Bound<usize>, Bound<usize>), total: usize) -> (usize, usize) {
    let from = match from {
        Bound::Excluded(after) => after.saturating_add(1),
        Bound::Included(first) => first,
        Bound::Unbounded => 0,
    };
    let to = match to {
        Bound::Excluded(before) => before,
        Bound::Included(last) => last.saturating_add(1),
        Bound::Unbounded => total,
    };
    (from, to.min(total))
}

/// What stands in the book about one duty: that it was done, or that its window ended without it.
#[derive(SimpleObject)]
pub(crate) struct DutyRecord {
    /// Which duty.
    duty_id: String,
    /// In which window, from 1.
    window: i32,
    /// Done or missed.
    outcome: DutyOutcome,
    /// The building for which it was done, or those for which it was missed.
    building_ids: Vec<String>,
    /// What was found; null where nothing was said.
    words: Option<StatementText>,
    /// The entry.
    entry: Entry,
}

/// A shift.
#[derive(Clone)]
pub(crate) struct Shift {
    view: View,
    inner: Arc<yishi_core::Shift>,
}

impl Shift {
    pub(crate) fn find(view: &View, id: ShiftId) -> Option<Self> {
        let inner = view.state().posts.shifts.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }
}

/// A shift 班次: who is on duty when, and whether they came. Everybody may read it.
#[Object]
impl Shift {
    /// Its name in the book.
    async fn shift_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The posting of its member.
    async fn posting(&self) -> Option<Posting> {
        Posting::find(&self.view, self.inner.posting)
    }

    /// Who is on duty.
    async fn member(&self) -> Member {
        Member::new(&self.view, self.inner.member.clone())
    }

    /// From when on.
    async fn from(&self) -> DateTime {
        self.inner.from_ms.into()
    }

    /// Until when.
    async fn to(&self) -> DateTime {
        self.inner.to_ms.into()
    }

    /// How it stands.
    async fn status(&self) -> ShiftStatus {
        self.inner.status.into()
    }

    /// The entry that planned it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}
