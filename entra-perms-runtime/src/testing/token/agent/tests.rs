//! Tokens and callers of agents.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::caller::{Acts, Caller, Reason};
use crate::model::{PermissionSet, TokenVersion};
use crate::requirement::{AgentRule, By, Clause, Conditions, Requirement};
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::{DevIssuer, TokenBuilder};

const BLUEPRINT: Uuid = Uuid::from_u128(0x30cf_4c22);

fn claims(token: TokenBuilder<'_, TestModel>) -> Value {
    let token = token.sign();
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

/// The claims `idtyp`, `scp`, `xms_act_fct`, `xms_sub_fct`, `xms_par_app_azp`, in this order.
fn about_agents(token: TokenBuilder<'_, TestModel>) -> Value {
    let claims = claims(token);
    let names = ["idtyp", "scp", "xms_act_fct", "xms_sub_fct", "xms_par_app_azp"];
    names.map(|name| claims[name].clone()).into_iter().collect()
}

#[test]
fn tokens_have_the_claims_of_their_shape() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let user = || issuer.user::<TestModel>().scopes([Scope::Crm]);
    let app = || issuer.app::<TestModel>();
    let blueprint = BLUEPRINT.to_string();
    for version in [TokenVersion::V1, TokenVersion::V2] {
        for (token, expected) in [
            (user(), json!([null, "Crm.Read", "9 3", "3 1", null])),
            (app(), json!([null, null, "9 3", "9 3", null])),
            (user().agent(BLUEPRINT), json!(["user", "Crm.Read", "9 11 3", "3 1", blueprint])),
            (app().agent(BLUEPRINT), json!(["app", "/", "9 11 3", "9 11 3", blueprint])),
            (
                user().agent_account(BLUEPRINT),
                json!(["user", "Crm.Read", "9 11 3", "13 3", blueprint]),
            ),
            (app().agent_account(BLUEPRINT), json!(["app", "/", "9 11 3", "9 11 3", blueprint])),
        ] {
            let token = token.version(version);
            assert_eq!(about_agents(token.clone()), expected);
            let removed = about_agents(token.without_agent_claims());
            assert_eq!(removed, json!([expected[0], expected[1], null, null, null]));
        }
    }
    let account = claims(user().agent_account(BLUEPRINT));
    assert_ne!(account["oid"], claims(user())["oid"], "the account is not the user");
    let own = claims(app().agent_account(BLUEPRINT));
    assert_eq!(own["oid"], claims(app())["oid"], "an app-only token has no account");
}

/// The validator finds in a token what the test caller of the same shape has.
#[tokio::test]
async fn test_callers_are_like_the_callers_of_tokens() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let user = || issuer.user::<TestModel>().roles([Role::ReadAll]).scopes([Scope::Crm]);
    let app = || issuer.app::<TestModel>().roles([Role::ReadAll]);
    let test = Caller::<TestModel>::test();
    let test_user = || test.user().roles([Role::ReadAll]).scopes([Scope::Crm]);
    let test_app = || test.app().roles([Role::ReadAll]);
    let by_blueprint = || {
        let names = AgentClaim::ALL.map(AgentClaim::name);
        user().agent(BLUEPRINT).without(names[0]).without(names[1])
    };
    for version in [TokenVersion::V1, TokenVersion::V2] {
        let validator =
            issuer.validator::<TestModel>().token_version(version).build().await.unwrap();
        for (token, expected, acts) in [
            (user(), test_user().build(), None),
            (app(), test_app().build(), None),
            (user().without_agent_claims(), test_user().build(), None),
            (user().agent(BLUEPRINT), test_user().agent(BLUEPRINT).build(), Some(Acts::ForUser)),
            (app().agent(BLUEPRINT), test_app().agent(BLUEPRINT).build(), Some(Acts::AsItself)),
            (
                user().agent_account(BLUEPRINT),
                test_user().agent_account(BLUEPRINT).build(),
                Some(Acts::AsOwnAccount),
            ),
            (
                by_blueprint(),
                test_user().agent_for_unknown_subject(BLUEPRINT).build(),
                Some(Acts::ForUnknownSubject),
            ),
        ] {
            let caller = validator.validate(&token.version(version).sign()).await.unwrap();
            assert_eq!(caller.agent(), expected.agent());
            assert_eq!(caller.agent().map(|agent| agent.acts()), acts);
            assert_eq!(caller.agent().and_then(|agent| agent.blueprint()), acts.map(|_| BLUEPRINT));
            assert_eq!(caller.object_id(), expected.object_id());
            for requirement in requirements() {
                let denied = caller.require(requirement).err();
                assert_eq!(denied, expected.require(requirement).err(), "{acts:?} {requirement}");
            }
        }
    }
}

fn requirements() -> [Requirement<TestModel>; 3] {
    const ALL: Clause<TestModel> =
        Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));
    [
        Conditions::NONE.with_by(By::Person),
        Conditions::NONE.with_agents(AgentRule::Never),
        Conditions::NONE.with_agents(AgentRule::Only),
    ]
    .map(|conditions| Requirement::all(conditions, const { &[ALL] }))
}

#[test]
fn a_test_caller_can_be_from_before_the_claims_were_requested() {
    let test = Caller::<TestModel>::test();
    let caller = test.user().roles([Role::ReadAll]).scopes([Scope::Crm]);
    let caller = caller.before_agent_claims().build();
    assert_eq!(caller.agent(), None);
    assert!(caller.can(Role::ReadAll));
    for requirement in requirements() {
        let denied = caller.require(requirement).unwrap_err();
        assert_eq!(denied.reasons(), [Reason::IssuedBeforeAgentClaims], "{requirement}");
    }
}
