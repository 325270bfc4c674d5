//! Grants after what happened to them.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;
use std::sync::Arc;

pub(crate) fn evolve_proxy_granted(evolving: &mut Evolving<'_>, event: &ProxyGranted) {
    let grant = ProxyGrant {
        id: event.grant,
        principal: event.principal.clone(),
        proxy: event.proxy.clone(),
        scope: event.scope.clone(),
        expires_at_ms: event.expires_at_ms,
        revoked_at: None,
    };
    evolving.state.grants.insert(event.grant, Arc::new(grant));
    evolving.state.grants_held.entry(event.proxy.clone()).or_default().insert(event.grant);
}

pub(crate) fn evolve_proxy_revoked(evolving: &mut Evolving<'_>, event: &ProxyRevoked) {
    let index = evolving.context.index;
    change(&mut evolving.state.grants, &event.grant, |grant| grant.revoked_at = Some(index));
}
