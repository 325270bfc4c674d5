//! Who may grant and take back, and by which grant a ballot may be cast.

use super::*;
use crate::bounds::{already, require_within};
use crate::decide::{Deciding, Decision};
use crate::poll::check_open;

/// By the principal, who may ask a clerk for help; to somebody who may take part.
pub(crate) fn decide_grant_proxy(deciding: &Deciding<'_>, command: &GrantProxy) -> Decision {
    let principal = deciding.state.member(deciding.principal()?)?;
    if command.proxy == principal.id {
        return Err(out_of_range("proxy", "somebody else", &command.proxy));
    }
    deciding.present_member(&command.proxy)?;
    deciding.check_scope(command, principal)?;
    let at = deciding.context.at;
    let allowed = TimeMs(at.0.saturating_add(1))..=at.plus_days(MAX_GRANT_DAYS);
    require_within("expires_at_ms", command.expires_at_ms, &allowed)?;
    let event = ProxyGranted {
        grant: GrantId::first(deciding.context.index),
        principal: principal.id.clone(),
        proxy: command.proxy.clone(),
        scope: command.scope.clone(),
        expires_at_ms: command.expires_at_ms,
    };
    Ok(vec![event.into()])
}

/// By the principal, or by the proxy, who may always lay it down.
pub(crate) fn decide_revoke_proxy(deciding: &Deciding<'_>, command: &RevokeProxy) -> Decision {
    let grant = deciding.state.grant(&command.grant)?;
    let member = deciding.principal()?;
    if *member != grant.principal && *member != grant.proxy {
        return Err(Rejection::NotPartyToGrant { grant: grant.id, member: member.clone() });
    }
    if let Some(index) = grant.revoked_at {
        return Err(already(format!("`{}` was taken back at entry {index} already", grant.id)));
    }
    Ok(vec![ProxyRevoked { grant: grant.id }.into()])
}

impl Deciding<'_> {
    fn check_scope(&self, command: &GrantProxy, principal: &Member) -> Result<(), Rejection> {
        match &command.scope {
            GrantScope::Poll(poll) => self.check_grant_in(self.state.poll(poll)?, principal, &command.proxy),
            GrantScope::Matter(matter) => self.state.matter(matter).map(|_| ()),
            GrantScope::Council(council) => self.require_council(council).map(|_| ()),
            GrantScope::All => Ok(()),
        }
    }

    /// A grant for one poll has to be of use there: somebody would believe that they are spoken for.
    fn check_grant_in(&self, poll: &Poll, principal: &Member, proxy: &MemberId) -> Result<(), Rejection> {
        check_open(poll, self.context.at)?;
        if poll.rule.procedure.proxies == Proxies::Refused {
            let reason = "it lets nobody vote for others".to_owned();
            return Err(Rejection::RuleNotApplicable { rule: poll.rule.id.clone(), reason });
        }
        if !poll.roll.rights.values().any(|right| right.holders.contains(&principal.id)) {
            return Err(Rejection::NotOnRoll { poll: poll.id, right: principal.id.to_string() });
        }
        if !poll.lets_vote_for_others(proxy) {
            return Err(Rejection::CandidateAsProxy { poll: poll.id, member: proxy.clone() });
        }
        Ok(())
    }
}

impl State {
    /// The grant by which a member may vote in a poll for one of the holders of a right, at a moment: the oldest.
    pub(crate) fn grant_for(
        &self,
        poll: &Poll,
        holders: &[MemberId],
        proxy: &MemberId,
        at: TimeMs,
    ) -> Option<&ProxyGrant> {
        let grants = self.grants_held.get(proxy)?.iter().filter_map(|id| self.grants.get(id));
        let mut usable = grants.filter(|grant| {
            holders.contains(&grant.principal) && grant.is_good_at(at) && grant.scope.covers(poll)
        });
        usable.next().map(|grant| &**grant)
    }
}

impl ProxyGrant {
    /// Whether it was neither taken back nor has run out.
    pub fn is_good_at(&self, at: TimeMs) -> bool {
        self.revoked_at.is_none() && at < self.expires_at_ms
    }
}

impl GrantScope {
    /// Whether it is good for a poll.
    pub fn covers(&self, poll: &Poll) -> bool {
        match self {
            Self::Poll(id) => *id == poll.id,
            Self::Matter(matter) => *matter == poll.matter,
            Self::Council(council) => *council == poll.council,
            Self::All => true,
        }
    }
}
