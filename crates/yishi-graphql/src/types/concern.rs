//! Whom a matter concerns, and what became of what somebody handed in or supports.

use super::{Matter, Member, Stance, Submission};
use crate::entry::Entry;
use crate::page::{self, Page, PageArgs};
use crate::view::View;
use async_graphql::{Context, Object, SimpleObject};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use yishi_core::{MatterId, MemberId, OwnConcern, SubmissionId};

/// Somebody whom a matter concerns, along its whole lineage; each once.
#[derive(SimpleObject)]
pub(crate) struct Concerned {
    /// Who.
    member: Member,
    /// Whether they handed in a submission that the matter came from.
    author: bool,
    /// Whether they support such a submission.
    supports: bool,
    /// Whether they object to such a submission, or to a proposal on the matter.
    objects: bool,
    /// Whether they ask that the council above take the matter.
    petitions: bool,
}

/// A page of those whom a matter concerns, in the order of their ids.
pub(crate) fn concerned(
    ctx: &Context<'_>,
    view: &View,
    args: &PageArgs,
    matter: &MatterId,
) -> Page<Concerned> {
    let all = view.state().concerned(matter);
    let total = all.len();
    let range = |bounds: (_, _)| all.range::<MemberId, _>(bounds).map(|(id, concern)| (id.clone(), *concern));
    page::page(
        ctx,
        args,
        range,
        move || total,
        |id, concern| Concerned {
            member: Member::new(view, id.clone()),
            author: concern.author,
            supports: concern.supports,
            objects: concern.objects,
            petitions: concern.petitions,
        },
    )
}

/// Something that a member handed in, supports or objects to.
pub(crate) struct Concern {
    view: View,
    inner: OwnConcern,
}

/// Something that a member handed in, supports or objects to, and what became of it.
#[Object]
impl Concern {
    /// The submission.
    async fn submission(&self) -> Option<Submission> {
        Submission::find(&self.view, self.inner.submission)
    }

    /// Whether they handed it in.
    async fn author(&self) -> bool {
        self.inner.author
    }

    /// The stance that they hold on it.
    async fn stance(&self) -> Option<Stance> {
        self.inner.stance.map(Stance::from)
    }

    /// The matters in which it is dealt with now, also after merging and splitting.
    async fn matters(&self) -> Vec<Matter> {
        let Some(found) = self.view.state().submissions.get(&self.inner.submission) else {
            return Vec::new();
        };
        let matters = self.view.state().present_matters(found);
        matters.into_iter().filter_map(|id| Matter::find(&self.view, id)).collect()
    }

    /// The last entry that changed anything about it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}

/// The place of a concern in a list that begins with what changed last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Newest(Reverse<u64>, Reverse<SubmissionId>);

impl fmt::Display for Newest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0.0, self.1.0)
    }
}

impl FromStr for Newest {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (changed_at, submission) = text.split_once(':').ok_or(())?;
        let changed_at = changed_at.parse().map_err(|_| ())?;
        Ok(Self(Reverse(changed_at), Reverse(submission.parse().map_err(|_| ())?)))
    }
}

/// A page of a member's concerns, what changed last first.
pub(crate) fn concerns(ctx: &Context<'_>, view: &View, args: &PageArgs, member: &MemberId) -> Page<Concern> {
    let place = |concern: &OwnConcern| Newest(Reverse(concern.changed_at), Reverse(concern.submission));
    let all = view.state().concerns(member);
    let all: BTreeMap<Newest, OwnConcern> =
        all.into_iter().map(|concern| (place(&concern), concern)).collect();
    let total = all.len();
    let range = |bounds: (_, _)| all.range::<Newest, _>(bounds).map(|(place, concern)| (*place, *concern));
    page::page(ctx, args, range, move || total, |_, inner| Concern { view: view.clone(), inner })
}
