//! Whom a matter concerns 利害关系人, and what became of what somebody handed in: read along the lineage of merged and split matters.

use crate::*;
use std::collections::{BTreeMap, BTreeSet};

/// Why a matter concerns a member. Each counts once, however many submissions it holds for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Concern {
    /// Handed in a submission that the matter came from.
    pub author: bool,
    /// Supports such a submission.
    pub supports: bool,
    /// Objects to such a submission, or to a proposal on the matter.
    pub objects: bool,
    /// Signed the petition that the council above take it.
    pub petitions: bool,
}

/// A submission that is somebody's concern, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnConcern {
    /// The last entry that changed the submission or a matter in which it is dealt with.
    pub changed_at: u64,
    /// The submission.
    pub submission: SubmissionId,
    /// Whether the member handed it in.
    pub author: bool,
    /// The stance that they hold on it.
    pub stance: Option<Stance>,
}

impl Submission {
    fn concerns(&self, of: &mut impl FnMut(&MemberId, &dyn Fn(&mut Concern))) {
        self.author.iter().for_each(|author| of(author, &|concern| concern.author = true));
        for (member, held) in &self.stances {
            match held.stance {
                Stance::Support => of(member, &|concern| concern.supports = true),
                Stance::Object => of(member, &|concern| concern.objects = true),
                Stance::Pass => {}
            }
        }
    }
}

impl State {
    /// The matter, and all matters that it came from by merging and splitting.
    pub fn lineage(&self, matter: &MatterId) -> BTreeSet<MatterId> {
        self.walk([*matter], |found| found.came_from.as_slice())
    }

    /// The submissions that a matter came from, those of all its lineage included, oldest first.
    pub fn lineage_submissions(&self, matter: &MatterId) -> BTreeSet<SubmissionId> {
        let matters = self.lineage(matter);
        let found = matters.iter().filter_map(|id| self.matters.get(id));
        found.flat_map(|matter| matter.submissions.iter().copied()).collect()
    }

    /// The matters in which a submission is dealt with now: what it became, followed through merging and splitting.
    pub fn present_matters(&self, submission: &Submission) -> BTreeSet<MatterId> {
        let first = match &submission.status {
            SubmissionStatus::Accepted { matters } => matters.clone(),
            SubmissionStatus::Merged { into } => vec![*into],
            SubmissionStatus::Received | SubmissionStatus::Returned { .. } => Vec::new(),
        };
        self.present(first)
    }

    /// The matters in which a matter is dealt with now: itself, or what it became by merging and splitting.
    pub fn goes_on_in(&self, matter: MatterId) -> BTreeSet<MatterId> {
        self.present([matter])
    }

    fn present(&self, first: impl IntoIterator<Item = MatterId>) -> BTreeSet<MatterId> {
        let mut reached =
            self.walk(first, |matter| matter.went_into.as_ref().map_or(&[], |went| went.matters.as_slice()));
        reached.retain(|id| self.matters.get(id).is_some_and(|matter| matter.went_into.is_none()));
        reached
    }

    /// Everybody whom a matter concerns, along its whole lineage, each once.
    pub fn concerned(&self, matter: &MatterId) -> BTreeMap<MemberId, Concern> {
        let mut concerned: BTreeMap<MemberId, Concern> = BTreeMap::new();
        let mut of = |member: &MemberId, note: &dyn Fn(&mut Concern)| {
            note(concerned.entry(member.clone()).or_default());
        };
        for found in self.lineage(matter).iter().filter_map(|id| self.matters.get(id)) {
            found.petitioners.iter().for_each(|member| of(member, &|concern| concern.petitions = true));
            let proposals = self.proposals_of(found);
            let objections = proposals.flat_map(|proposal| &proposal.objections);
            for objection in objections.filter_map(|id| self.objections.get(id)) {
                of(&objection.member, &|concern| concern.objects = true);
            }
            let submissions = found.submissions.iter().filter_map(|id| self.submissions.get(id));
            submissions.for_each(|submission| submission.concerns(&mut of));
        }
        concerned
    }

    /// What a member handed in, supports or objects to, with the last entry that changed anything about it; the newest first.
    pub fn concerns(&self, member: &MemberId) -> Vec<OwnConcern> {
        let ids = self.submissions_of.get(member).into_iter().flatten();
        let found = ids.filter_map(|id| self.submissions.get(id));
        let mut concerns: Vec<OwnConcern> =
            found.filter_map(|submission| self.own_concern(member, submission)).collect();
        concerns.sort_by_key(|concern| std::cmp::Reverse((concern.changed_at, concern.submission)));
        concerns
    }

    fn own_concern(&self, member: &MemberId, submission: &Submission) -> Option<OwnConcern> {
        let author = submission.author.as_ref() == Some(member);
        let held = submission.stances.get(member).map(|held| held.stance);
        let stance = held.filter(|stance| *stance != Stance::Pass);
        if !author && stance.is_none() {
            return None;
        }
        let matters = self.present_matters(submission);
        let changes = matters.iter().filter_map(|id| self.matters.get(id)).map(|matter| matter.changed_at);
        let changed_at = changes.max().unwrap_or_default().max(submission.changed_at);
        Some(OwnConcern { changed_at, submission: submission.id, author, stance })
    }

    /// All matters that are reached from some of them, these included.
    fn walk(
        &self,
        from: impl IntoIterator<Item = MatterId>,
        next: impl Fn(&Matter) -> &[MatterId],
    ) -> BTreeSet<MatterId> {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<MatterId> = from.into_iter().collect();
        while let Some(id) = ahead.pop() {
            if reached.insert(id) {
                ahead.extend(self.matters.get(&id).into_iter().flat_map(|matter| next(matter)).copied());
            }
        }
        reached
    }
}
