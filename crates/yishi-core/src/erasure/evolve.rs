//! What stands in the state after a part of an erasure.

use super::*;
use crate::evolve::Evolving;
use std::sync::Arc;

pub(crate) fn evolve_member_erased(evolving: &mut Evolving<'_>, event: &MemberErased) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    let Context { index, at, .. } = evolving.context;
    let before = evolving.state.erasure(&event.member);
    let by = before.map(|erasure| erasure.by.clone()).or_else(|| evolving.actor.signer().cloned());
    let Some(by) = by else { return };
    let texts = u64::try_from(event.texts.len()).unwrap_or(u64::MAX);
    let erasure = Erasure {
        erased_at: before.map_or(index, |erasure| erasure.erased_at),
        at_ms: before.map_or(at, |erasure| erasure.at_ms),
        by: by.clone(),
        ground: event.ground.clone(),
        texts: before.map_or(0, |erasure| erasure.texts).saturating_add(texts),
        left: event.left,
    };
    evolving.state.erasures.insert(event.member.clone(), Arc::new(erasure));
    for (ordinal, text) in (1..).zip(&event.texts) {
        evolving.withhold(WithheldId::nth(index, ordinal), *text, (&event.ground, &by));
    }
    evolving.go_on_erasing(event);
}

impl Evolving<'_> {
    /// Another part is due in the same moment, so that nothing comes between them.
    fn go_on_erasing(&mut self, event: &MemberErased) {
        let MemberErased { request, part, left, .. } = *event;
        if left == 0 {
            self.state.erasure_parts.remove(&request);
            return;
        }
        self.state.erasure_parts.insert(request, part);
        let part = part.saturating_add(1);
        self.schedule(self.context.at, Obligation::ErasureGoesOn { request, part });
    }
}
