//! The conditions about agents: the choice of the reason, its words, and the log.

use super::*;
use crate::requirement::AgentRule;
use crate::test_support::log::Log;

const BLUEPRINT: Uuid = Uuid::from_u128(0x30cf_4c22);
const READ_ALL: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));

fn with_actor(kind: CallerKind, actor: Actor) -> Caller<TestModel> {
    let caller = caller(kind, &[Role::ReadAll], &[Scope::Crm]);
    let details = Details { actor, ..details() };
    Caller::new(caller.identity, LIFETIME, caller.held, caller.granted, details)
}

fn agent(acts: Acts) -> Actor {
    Actor::Agent(Agent { acts, blueprint: Some(BLUEPRINT) })
}

fn unknown(reason: UnknownActor) -> Actor {
    let marked = Some(Agent { acts: Acts::ForUser, blueprint: Some(BLUEPRINT) });
    Actor::Unknown { marked, reason }
}

fn requirement(by: Option<By>, agents: Option<AgentRule>) -> Requirement<TestModel> {
    let mut conditions = Conditions::NONE;
    if let Some(by) = by {
        conditions = conditions.with_by(by);
    }
    if let Some(agents) = agents {
        conditions = conditions.with_agents(agents);
    }
    Requirement::all(conditions, const { &[READ_ALL] })
}

/// A caller, the conditions, and the reasons in order.
type Case<'a> = (CallerKind, Actor, Option<By>, Option<AgentRule>, &'a [Reason]);

/// Every actor under every condition. The reasons are the parts of the explanation, and the first
/// one is the only reason of the denial.
#[test]
fn the_most_useful_unmet_condition_is_the_only_reason() {
    use CallerKind::{App, User};
    use Reason::{AgentAccount, AgentActs, IssuedBeforeAgentClaims, NoAgentActs, UnknownSubject};
    let kind = |expected| Reason::WrongKind { expected };
    let person = Some(By::Person);
    let never = Some(AgentRule::Never);
    let only = Some(AgentRule::Only);
    let own = agent(Acts::AsOwnAccount);
    let before = unknown(UnknownActor::IssuedBefore);
    let table: &[Case<'_>] = &[
        (User, Actor::NotAgent, person, never, &[]),
        (User, agent(Acts::ForUser), person, only, &[]),
        (App, agent(Acts::AsItself), Some(By::App), only, &[]),
        (User, own, Some(By::User), only, &[]),
        // No token helps an agent that may never act, so it does not learn the right kind first.
        (App, agent(Acts::AsItself), person, never, &[AgentActs, kind(User)]),
        (App, agent(Acts::AsItself), Some(By::User), never, &[AgentActs, kind(User)]),
        (User, own, person, never, &[AgentActs, AgentAccount]),
        (User, agent(Acts::ForUser), Some(By::App), never, &[AgentActs, kind(App)]),
        // In all other cases, the kind comes first.
        (App, Actor::NotAgent, person, never, &[kind(User)]),
        (App, Actor::NotAgent, person, only, &[kind(User), NoAgentActs]),
        (User, Actor::NotAgent, Some(By::App), only, &[kind(App), NoAgentActs]),
        (App, before, person, never, &[kind(User), IssuedBeforeAgentClaims]),
        (User, own, person, only, &[AgentAccount]),
        (User, agent(Acts::ForUnknownSubject), person, only, &[UnknownSubject]),
        (User, Actor::NotAgent, person, only, &[NoAgentActs]),
        // One reason is not repeated.
        (User, before, person, never, &[IssuedBeforeAgentClaims]),
        (User, before, person, only, &[IssuedBeforeAgentClaims]),
        (User, before, Some(By::User), None, &[]),
    ];
    for (kind, actor, by, agents, expected) in table {
        let caller = with_actor(*kind, *actor);
        let requirement = requirement(*by, *agents);
        let explanation = caller.explain(requirement);
        let unmet: Vec<_> =
            explanation.parts().iter().filter_map(|part| part.clone().err()).collect();
        assert_eq!(unmet, *expected, "{kind:?} {actor:?} {requirement}");
        assert_eq!(explanation.parts().len(), expected.len() + 1, "{requirement}");
        assert_eq!(explanation.is_granted(), expected.is_empty());
        assert_eq!(caller.can(requirement), expected.is_empty());
        match caller.require(requirement) {
            Ok(()) => assert!(expected.is_empty(), "{kind:?} {actor:?} {requirement}"),
            Err(denied) => assert_eq!(denied.reasons(), &expected[..1], "{requirement}"),
        }
    }
}

/// No scope helps against a condition, even if the client lacks scopes, too.
#[test]
fn a_denial_for_a_condition_offers_no_scopes() {
    let lacking = |actor| {
        let details = Details { actor, ..details() };
        let identity = user(&[], &[]).identity;
        Caller::<TestModel>::new(
            identity,
            LIFETIME,
            Role::ReadAll.into(),
            PermissionSet::EMPTY,
            details,
        )
    };
    let for_person = requirement(Some(By::Person), None);
    let denied = lacking(Actor::NotAgent).require(for_person).unwrap_err();
    assert_eq!(denied.sufficient_scopes(), [["Crm.Read"]]);
    let denied = lacking(agent(Acts::AsOwnAccount)).require(for_person).unwrap_err();
    assert_eq!(denied.reasons(), [Reason::AgentAccount]);
    assert_eq!(denied.sufficient_scopes(), [[""; 0]; 0]);
    assert!(!denied.is_misconfiguration());
}

#[test]
fn an_explanation_has_a_line_for_each_unmet_condition() {
    let requirement = requirement(Some(By::Person), Some(AgentRule::Never));
    let explained = |kind, actor| with_actor(kind, actor).explain(requirement).to_string();
    assert_eq!(
        explained(CallerKind::User, agent(Acts::AsOwnAccount)),
        "denied: no agent may do this\n\
         denied: only a human may do this, or an agent for a human; the user is an agent's account\n\
         met: role `Contacts.Read.All` through scope `Crm.Read`"
    );
    assert_eq!(
        explained(CallerKind::User, Actor::NotAgent),
        "met: role `Contacts.Read.All` through scope `Crm.Read`"
    );
}

#[test]
fn reasons_say_what_the_condition_needs() {
    for (reason, words) in [
        (
            Reason::AgentAccount,
            "only a human may do this, or an agent for a human; the user is an agent's account",
        ),
        (
            Reason::UnknownSubject,
            "only a human may do this, or an agent for a human; the token does not say for whom \
             the agent acts",
        ),
        (
            Reason::IssuedBeforeAgentClaims,
            "the token may be too old to say whether an agent acts: the client must get a new one",
        ),
        (
            Reason::AgentClaimsNotRequested,
            "the token does not say whether an agent acts, because the registration of this API \
             does not request it",
        ),
        (Reason::AgentActs, "no agent may do this"),
        (Reason::NoAgentActs, "only an agent may do this"),
    ] {
        assert_eq!(reason.to_string(), words);
    }
}

#[test]
fn the_log_of_a_denial_names_the_blueprint_of_an_agent() {
    let tenant = Uuid::from_u128(1);
    let logged = |actor, by, agents| {
        Log::start();
        let _ = with_actor(CallerKind::User, actor).require(requirement(by, agents));
        Log::lines()
    };
    let line = |agent: &str, denied: &str| {
        [format!("INFO message=denied tenant={tenant}{agent} denied={denied}")]
    };
    let never = Some(AgentRule::Never);
    let acts = |how: &str| format!(" agent={how} blueprint={BLUEPRINT}");
    let no_agent = "no agent may do this";
    let own = agent(Acts::AsOwnAccount);
    let of_account = acts("through its own user account");
    assert_eq!(logged(own, None, never), line(&of_account, no_agent));
    assert_eq!(logged(agent(Acts::ForUser), None, never), line(&acts("for a user"), no_agent));
    let too_old = Reason::IssuedBeforeAgentClaims.to_string();
    let before = unknown(UnknownActor::IssuedBefore);
    assert_eq!(logged(before, None, never), line(&acts("for a user"), &too_old));
    // A denial for another reason names the blueprint, too.
    let for_apps = "only an application that acts as itself may do this";
    assert_eq!(logged(own, Some(By::App), None), line(&of_account, for_apps));
    let without_blueprint = Actor::Agent(Agent { acts: Acts::ForUser, blueprint: None });
    assert_eq!(logged(without_blueprint, None, never), line(" agent=for a user", no_agent));
    let person = logged(Actor::NotAgent, None, Some(AgentRule::Only));
    assert_eq!(person, line("", "only an agent may do this"));
    assert_eq!(logged(own, None, None), [""; 0]);
}

#[test]
fn debug_shows_the_agent() {
    let shown = format!("{:?}", with_actor(CallerKind::User, agent(Acts::ForUser)));
    assert!(shown.contains("agent: Some(Agent { acts: ForUser, blueprint: Some("), "{shown}");
    let shown = format!("{:?}", with_actor(CallerKind::User, Actor::NotAgent));
    assert!(shown.contains("agent: None"), "{shown}");
}

#[test]
fn the_ways_of_acting_have_words_and_names() {
    for (acts, words, name) in [
        (Acts::ForUser, "for a user", "for_user"),
        (Acts::AsItself, "as itself", "as_itself"),
        (Acts::AsOwnAccount, "through its own user account", "as_own_account"),
        (Acts::ForUnknownSubject, "for an unknown subject", "for_unknown_subject"),
    ] {
        assert_eq!(acts.to_string(), words);
        assert_eq!(serde_json::to_value(acts).unwrap(), name);
    }
}
