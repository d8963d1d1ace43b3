//! `Caller::client`, and the condition `client = …`.

use super::*;
use crate::caller::client::ClientAuthentication::{Proven, Unproven};
use crate::requirement::AgentRule;
use crate::test_support::model::{API, Client, DESKTOP, WEB};

const WEB_ID: u128 = 0x1111;
const DESKTOP_ID: u128 = 0x2222;
const ALL: Clause<TestModel> = Clause::of_roles(PermissionSet::from_words([0b10]));

/// Returns an application with the role of [`ALL`], for this registration of the API.
fn app_of(
    api: Uuid,
    client_id: Option<u128>,
    client_authentication: ClientAuthentication,
) -> Caller<TestModel> {
    let client_id = client_id.map(Uuid::from_u128);
    let identity =
        Identity { kind: CallerKind::App, tenant: Uuid::from_u128(1), object_id: None, client_id };
    let origin = Origin { registration: api, ..details().origin };
    let held = [Role::ReadAll].into_iter().collect();
    let details = Details { origin, client_authentication, ..details() };
    Caller::new(identity, LIFETIME, held, PermissionSet::EMPTY, details)
}

#[test]
fn a_client_is_known_by_its_id_in_its_registration_of_the_api() {
    let client = |api, id| app_of(api, id, Unproven).client();
    assert_eq!(client(API, Some(WEB_ID)), Some(Client::Web));
    assert_eq!(client(API, Some(DESKTOP_ID)), Some(Client::Desktop));
    assert_eq!(client(API, Some(3)), None);
    assert_eq!(client(API, None), None);
    // A client of another registration of the API can have the same id.
    assert_eq!(client(Uuid::from_u128(7), Some(WEB_ID)), None);
}

#[test]
fn only_admitted_clients_that_proved_their_identity_pass() {
    let web = Conditions::NONE.with_clients(const { &[&WEB] });
    let desktop = Conditions::NONE.with_clients(const { &[&DESKTOP] });
    let both = Conditions::NONE.with_clients(const { &[&WEB, &DESKTOP] });
    let only_web = Some("only the client `Web` may do this");
    let only_desktop = Some("only the client `Desktop` may do this");
    let only_both = Some("only the client `Web` or `Desktop` may do this");
    let unproven = Some(
        "the client has not proven its identity: it got the token without a secret or a certificate",
    );
    for (client_id, authentication, expected) in [
        (Some(WEB_ID), Proven, [None, only_desktop, None]),
        (Some(WEB_ID), Unproven, [unproven, only_desktop, unproven]),
        // A public client cannot prove its identity.
        (Some(DESKTOP_ID), Proven, [only_web, None, None]),
        (Some(DESKTOP_ID), Unproven, [only_web, None, None]),
        (Some(3), Proven, [only_web, only_desktop, only_both]),
        (None, Proven, [only_web, only_desktop, only_both]),
    ] {
        let caller = app_of(API, client_id, authentication);
        let decisions = [web, desktop, both].map(|conditions| {
            let requirement = Requirement::all(conditions, const { &[ALL] });
            let decision = caller.decide(&requirement).map_err(|denied| denied.to_string()).err();
            assert_eq!(caller.can(requirement), decision.is_none());
            assert_eq!(caller.explain(requirement).is_granted(), decision.is_none());
            decision
        });
        let expected = expected.map(|text: Option<&str>| text.map(str::to_owned));
        assert_eq!(decisions, expected, "{client_id:?} {authentication:?}");
        let elsewhere = app_of(Uuid::from_u128(7), client_id, authentication);
        assert!(!elsewhere.can(Requirement::all(both, const { &[ALL] })));
    }
}

/// No other token helps a client that is not admitted.
#[test]
fn a_wrong_client_is_the_first_reason() {
    let conditions = Conditions::NONE
        .with_clients(const { &[&WEB] })
        .with_agents(AgentRule::Only)
        .with_by(By::User)
        .with_context(1);
    let requirement = Requirement::all(conditions, const { &[NOTHING] });
    let caller = app_of(API, Some(DESKTOP_ID), Unproven);
    let denied = caller.decide(&requirement).unwrap_err();
    assert_eq!(denied.reasons(), [Reason::WrongClient { admitted: vec!["Web"] }]);
    assert!(denied.sufficient_scopes().is_empty());
    let ids: Vec<_> = caller.explain(requirement).parts().iter().map(id).collect();
    assert_eq!(ids, ["wrong_client", "wrong_kind", "no_agent_acts", "wrong_kind", "lacks_claims"]);
    let web = app_of(API, Some(WEB_ID), Unproven);
    assert_eq!(web.decide(&requirement).unwrap_err().reasons(), [Reason::UnprovenClient]);
}

fn id(part: &Result<Grounds, Reason>) -> &'static str {
    part.as_ref().map_or_else(Reason::id, |_| "met")
}

#[test]
fn a_requirement_names_its_clients() {
    let both = Conditions::NONE.with_clients(const { &[&WEB, &DESKTOP] }).with_context(1);
    let requirement = Requirement::all(both, const { &[ALL] });
    assert_eq!(
        requirement.to_string(),
        "`Contacts.Read.All`, by client `Web` or `Desktop`, with authentication context `c1`"
    );
    assert_eq!(requirement.conditions().clients().collect::<Vec<_>>(), ["Web", "Desktop"]);
    assert_eq!(Conditions::NONE.clients().count(), 0);
}
