//! AI agents, and the conditions about them.

use std::collections::BTreeSet;

use entra_perms_runtime::{AgentRule, By, CallerKind, Conditions, Requirement};
use serde_json::Value;

use crate::permissions::{Caller, ENABLED_SCOPES};
use crate::services::Service;

/// Checks that the caller is an agent if the payload has a mark of one, and that no agent meets a
/// condition on grounds of missing, malformed or contradictory claims.
pub fn check(caller: &Caller, claims: &Value, service: &Service) {
    let has = |name: &str, facet: &str| {
        let facets = claims.get(name).map_or("0", |facets| facets.as_str().unwrap());
        let numbers: Vec<&str> = facets.split(' ').collect();
        let distinct: BTreeSet<u32> = numbers.iter().map(|text| text.parse().unwrap()).collect();
        assert!(facets.len() <= 256 && distinct.len() == numbers.len(), "{facets:?}");
        numbers.contains(&facet)
    };
    let actor = ["11", "13"].map(|facet| has("xms_act_fct", facet));
    let subject = ["11", "13"].map(|facet| has("xms_sub_fct", facet));
    let blueprint = claims.get("xms_par_app_azp");
    let is_delegated = caller.kind() == CallerKind::User;
    assert!(is_delegated || !subject[1], "an application has no user account");
    assert!(!is_delegated || !subject[0], "an agent identity is not a user");
    assert!(!subject[1] || actor[0], "only an agent uses its account");
    let is_agent = actor.contains(&true) || subject.contains(&true) || blueprint.is_some();
    assert_eq!(caller.agent().is_some(), is_agent);
    assert_eq!(caller.agent().and_then(|agent| agent.blueprint()).is_some(), blueprint.is_some());

    let is_known = match service.agent_claims_since {
        None => false,
        Some(0) => true,
        Some(since) => claims["iat"].as_f64().is_some_and(|iat| iat >= since.into()),
    };
    let is_person = is_delegated && !subject[1] && (!is_agent || actor == [true, false]);
    // A caller without any permission meets nothing, not even conditions alone.
    let has_permission = !caller.effective().is_empty()
        || caller.granted().iter().any(|scope| ENABLED_SCOPES.contains(&scope.value()));
    let meets = |conditions| caller.can(Requirement::all(conditions, &[]));
    let expected = |is_met| has_permission && is_known && is_met;
    assert_eq!(meets(Conditions::NONE.with_by(By::Person)), expected(is_person));
    assert_eq!(meets(Conditions::NONE.with_agents(AgentRule::Never)), expected(!is_agent));
    assert_eq!(meets(Conditions::NONE.with_agents(AgentRule::Only)), expected(is_agent));
}
