//! Posts and their duties.

use super::Faults;
use crate::*;

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    faults.distinct("posts", charter.posts.iter().map(|clause| &clause.id));
    for (position, post) in charter.posts.iter().enumerate() {
        let clause = format!("posts[{position}]");
        faults.name(format!("{clause}.name"), &post.name);
        if !charter.councils.iter().any(|council| council.level == post.level) {
            let message =
                format!("no council stands at level `{}`: name the level of some council", post.level);
            faults.add(format!("{clause}.level"), message);
        }
        if post.holders == 0 {
            faults.add(format!("{clause}.holders"), "nobody could hold the post: write at least 1");
        }
        check_duties(post, &clause, faults);
    }
}

fn check_duties(post: &PostClause, clause: &str, faults: &mut Faults) {
    faults.distinct(&format!("{clause}.duties"), post.duties.iter().map(|duty| &duty.id));
    for (position, duty) in post.duties.iter().enumerate() {
        faults.name(format!("{clause}.duties[{position}].name"), &duty.name);
    }
    if post.duties.len() > MAX_DUTIES {
        let message =
            format!("the post has {} duties: write at most {MAX_DUTIES}, or two posts", post.duties.len());
        faults.add(format!("{clause}.duties"), message);
    }
}
