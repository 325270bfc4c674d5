//! Who may be erased, what one entry of it withholds, and that nothing of theirs comes in afterwards.

use super::*;
use crate::bounds::already;
use crate::decide::{Deciding, Decision};

impl Deciding<'_> {
    /// Somebody of whom the book knows, once, on a ground.
    pub(crate) fn require_erasable(&self, member: &MemberId, ground: &str) -> Result<(), Rejection> {
        require_words("ground", ground)?;
        if let Some(erasure) = self.state.erasure(member) {
            let what = format!("what concerns `{member}` was erased at entry {} already", erasure.erased_at);
            return Err(already(what));
        }
        if !self.state.concerning.contains_key(member) {
            self.state.member(member)?;
        }
        Ok(())
    }

    /// A text that concerns somebody who was erased is not taken: they take part again under another id.
    pub(crate) fn check_concerned(&self, command: &Command) -> Result<(), Rejection> {
        for (_, member) in command.concerns(self.actor) {
            if let Some(erasure) = self.state.erasure(&member) {
                return Err(Rejection::MemberIsErased { member, index: erasure.erased_at });
            }
        }
        Ok(())
    }

    /// The part of an erasure that an entry holds.
    pub(crate) fn part_of_erasure(
        &self,
        request: RegistrarRequestId,
        member: &MemberId,
        ground: &str,
    ) -> MemberErased {
        let part = self.state.erasure_parts.get(&request).copied().unwrap_or_default().saturating_add(1);
        let all = self.state.concerning.get(member);
        let open = |text: &&Commitment| !self.state.redacted.contains_key(*text);
        let mut texts: Vec<Commitment> = all.into_iter().flatten().filter(open).copied().collect();
        let left = texts.len().saturating_sub(MAX_ERASED_AT_ONCE);
        texts.truncate(MAX_ERASED_AT_ONCE);
        let left = u64::try_from(left).unwrap_or(u64::MAX);
        MemberErased { request, member: member.clone(), ground: ground.to_owned(), part, texts, left }
    }
}

/// What one entry had no room for.
pub(crate) fn decide_erasure_goes_on(deciding: &Deciding<'_>, request: RegistrarRequestId) -> Decision {
    let found = deciding.state.registrar_request(&request)?;
    let RegistrarAct::EraseMember { member, ground } = &found.act else { return Ok(Vec::new()) };
    Ok(vec![deciding.part_of_erasure(request, member, ground).into()])
}
