//! Notices: posted for a period, ended by a timer.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;

fn post(proposal: ProposalId, period: &str) -> PostNotice {
    PostNotice { proposal, period: id(period), vote: None }
}

#[test]
fn a_notice_ends_by_the_calendar_and_not_a_millisecond_before() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let posted_at = community.at;
    let (notice, due) = community.post_only(proposal, "7d");
    let posted = community.state.notice(&notice).unwrap().clone();
    assert_eq!((posted.posted_at_ms, posted.due_at_ms), (posted_at, due));
    assert_eq!((posted.subject, posted.document), (NoticeSubject::Proposal(proposal), document(20)));
    assert_eq!(due, community.state.calendar.end_of(posted_at, id("7d")));
    assert_eq!(community.wait_until(TimeMs(due.0 - 1)), []);
    assert!(!community.state.notice(&notice).unwrap().ended);
    assert_eq!(community.wait_until(due), [NoticeEnded { notice }.into()]);
    assert!(community.state.notice(&notice).unwrap().ended);
}

#[test]
fn only_a_convener_posts() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let refused = community.refusal("resident-1-1", post(proposal, "7d"));
    assert_eq!(refused, power_missing("resident-1-1", Power::Convene, "grid-1"));
}

#[test]
fn a_notice_is_posted_for_at_most_half_a_year() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let refused = community.refusal("worker-1", post(proposal, "181d"));
    assert!(matches!(&refused, Rejection::TooLate { field, .. } if field == "period"), "{refused}");
    let huge = "3660d";
    assert!(matches!(community.refusal("worker-1", post(proposal, huge)), Rejection::TooLate { .. }));
    community.order("worker-1", post(proposal, "179d"));
}

#[test]
fn a_proposal_that_is_voted_on_is_not_posted_again() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let proposal = community.poll(poll).proposal;
    let refused = community.refusal("worker-1", post(proposal, "7d"));
    assert_eq!(refused, wrong_stage("proposal", proposal, "voting", "open"));
}
