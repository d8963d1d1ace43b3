//! Requests of people, of services, and of AI agents to the routes that tell them apart.

use reqwest::Method;
use serde_json::{Value, json};

use super::*;
use crate::store::seed::SALES_BOT;

const BLUEPRINT: Uuid = Uuid::from_u128(0xb1e0_0700_c0de_4000_8000_0000_0000_0049);
const ROLES: [Role; 2] = [Role::ContactsWriteAll, Role::ProposalsReadWriteTeam];
const SCOPES: [Scope; 2] = [Scope::CrmReadWriteAll, Scope::SalesReadWriteTeam];

/// The tokens of callers with the roles and scopes for all routes. Only the caller differs.
struct Callers {
    person: String,
    agent_for_person: String,
    agent_account: String,
    service: String,
    agent: String,
}

impl Callers {
    fn new(api: &Api) -> Self {
        let user = || {
            let user = api.0.issuer.user::<Model>().object_id(ADELE);
            user.roles(ROLES).scopes(SCOPES)
        };
        let app = || {
            let app = api.0.issuer.app::<Model>();
            app.roles([Role::ContactsWriteAll, Role::ProposalsReadWriteAll])
        };
        Self {
            person: user().sign(),
            agent_for_person: user().agent(BLUEPRINT).sign(),
            agent_account: user().agent_account(BLUEPRINT).object_id(SALES_BOT).sign(),
            service: app().client(Client::Import).sign(),
            agent: app().agent(BLUEPRINT).sign(),
        }
    }
}

impl Api {
    async fn approve(&self, token: &str, proposal: u32) -> ApiResponse {
        let path = format!("/proposals/{proposal}/approval");
        self.send(Method::POST, &path, Some(token), &Value::Null).await
    }

    async fn import(&self, token: &str, contacts: &Value) -> ApiResponse {
        self.send(Method::POST, "/contacts/import", Some(token), contacts).await
    }
}

fn expect_denied(response: &ApiResponse, reason: &str) {
    assert_eq!((response.status, response.reason()), (403, Some(reason)));
    // No scope turns an agent into a human, so the client must not request one.
    assert_eq!(response.scope(), None);
}

#[tokio::test]
async fn only_people_approve_proposals_also_through_an_agent() {
    let api = Api::start().await;
    let callers = Callers::new(&api);
    for (token, reason) in [
        (&callers.service, "only a client that acts for a user may do this"),
        (&callers.agent, "only a client that acts for a user may do this"),
        (
            &callers.agent_account,
            "only a human may do this, or an agent for a human; the user is an agent's account",
        ),
    ] {
        expect_denied(&api.approve(token, 1).await, reason);
    }
    let proposals = api.send(Method::GET, "/proposals", Some(&callers.agent_account), &json!(null));
    let proposals = proposals.await.body;
    let first = proposals["records"][0].as_object().unwrap();
    assert_eq!(first["approved_by"], Value::Null);
    for (token, proposal) in [(&callers.person, 1), (&callers.agent_for_person, 2)] {
        let response = api.approve(token, proposal).await;
        assert_eq!(response.status, 200, "{}", response.body);
        assert_eq!(response.body["approved_by"], json!(ADELE));
    }
}

#[tokio::test]
async fn a_denied_agent_learns_nothing_from_a_malformed_request() {
    let api = Api::start().await;
    let callers = Callers::new(&api);
    for (token, path) in [
        (&callers.agent_account, "/proposals/not-a-number/approval"),
        (&callers.agent, "/contacts/import"),
    ] {
        let denied = api.send(Method::POST, path, Some(token), &json!("no contacts")).await;
        assert_eq!(denied.status, 403, "{path}");
    }
    for (token, path, status) in [
        (&callers.person, "/proposals/not-a-number/approval", 400),
        (&callers.service, "/contacts/import", 422),
    ] {
        let refused = api.send(Method::POST, path, Some(token), &json!("no contacts")).await;
        assert_eq!(refused.status, status, "{path}");
    }
}

#[tokio::test]
async fn the_first_approval_counts() {
    let api = Api::start().await;
    for user in [ADELE, BIANCA] {
        let token = api.user(user, &ROLES, &SCOPES);
        assert_eq!(api.approve(&token, 1).await.body["approved_by"], json!(ADELE));
    }
}

#[tokio::test]
async fn approvals_of_inaccessible_and_missing_proposals_get_the_same_response() {
    let api = Api::start().await;
    let team = api.user(ADELE, &ROLES, &SCOPES);
    for proposal in [3, 99] {
        let response = api.approve(&team, proposal).await;
        assert_eq!((response.status, response.challenge.as_deref()), (404, None), "{proposal}");
    }
    let all = api.user(CHIDI, &[Role::ProposalsReadWriteAll], &[Scope::SalesReadWriteAll]);
    let proposals = api.send(Method::GET, "/proposals", Some(&all), &Value::Null).await.body;
    assert_eq!(proposals["records"], serde_json::to_value(seed::proposals()).unwrap());
    assert_eq!(api.approve(&all, 3).await.status, 200);
}

#[tokio::test]
async fn no_request_body_sets_an_approval() {
    let api = Api::start().await;
    let token = api.user(ADELE, &ROLES, &SCOPES);
    let forged = json!({ "title": "Cold chain", "amount": 41_000, "approved_by": BIANCA });
    let response = api.send(Method::POST, "/proposals", Some(&token), &forged).await;
    assert_eq!((response.status, &response.body["approved_by"]), (201, &Value::Null));
}

#[tokio::test]
async fn only_the_import_service_imports_contacts() {
    let api = Api::start().await;
    let callers = Callers::new(&api);
    let roles = [Role::ContactsWriteAll, Role::ContactsReadAll];
    let other = api.service(&roles);
    let import = || api.0.issuer.app::<Model>().client(Client::Import).roles(roles);
    for token in
        [&callers.person, &callers.agent_for_person, &callers.agent_account, &callers.agent, &other]
    {
        let response = api.import(token, &json!([contact(None)])).await;
        expect_denied(&response, "only the client `Import` may do this");
    }
    let anybody = import().without_client_secret().sign();
    expect_denied(
        &api.import(&anybody, &json!([contact(None)])).await,
        "the client has not proven its identity: it got the token without a secret or a certificate",
    );
    let service = import().sign();
    for (body, imported) in [(json!([]), 0), (json!([contact(None), contact(Some(CHIDI))]), 2)] {
        let response = api.import(&service, &body).await;
        assert_eq!((response.status, &response.body), (200, &json!({ "imported": imported })));
    }
    // The denied requests added nothing.
    let contacts = api.send(Method::GET, "/contacts", Some(&service), &Value::Null).await.body;
    assert_eq!(
        (&contacts["records"][5]["team"], &contacts["records"][6]["team"]),
        (&Value::Null, &json!("south"))
    );
    assert_eq!(contacts["records"].as_array().unwrap().len(), 7);
}

/// The handler denies the request before it reads the body.
#[tokio::test]
async fn the_import_service_needs_the_role_and_acts_as_itself() {
    let api = Api::start().await;
    let app = api.0.issuer.app::<Model>().client(Client::Import);
    let user = api.0.issuer.user::<Model>().client(Client::Import).roles(ROLES).scopes(SCOPES);
    for (token, reason) in [
        (app.roles([Role::ContactsReadAll]), "the application lacks the role `Contacts.Write.All`"),
        (user, "only an application that acts as itself may do this"),
    ] {
        let response = api.import(&token.sign(), &json!("no contacts")).await;
        expect_denied(&response, reason);
    }
}

#[tokio::test]
async fn a_token_without_the_claims_about_agents_is_a_persons() {
    // The registration requests the claims, so their absence says that no agent acts.
    let api = Api::start().await;
    let user = api.0.issuer.user::<Model>().object_id(ADELE).roles(ROLES).scopes(SCOPES);
    assert_eq!(api.approve(&user.without_agent_claims().sign(), 1).await.status, 200);
}

#[tokio::test]
async fn me_says_whether_an_agent_acts() {
    let api = Api::start().await;
    let callers = Callers::new(&api);
    let agent = |acts| json!({ "acts": acts, "blueprint": BLUEPRINT });
    for (token, kind, expected) in [
        (&callers.person, "user", Value::Null),
        (&callers.agent_for_person, "user", agent("for_user")),
        (&callers.agent_account, "user", agent("as_own_account")),
        (&callers.service, "app", Value::Null),
        (&callers.agent, "app", agent("as_itself")),
    ] {
        let me = api.send(Method::GET, "/me", Some(token), &Value::Null).await.body;
        assert_eq!((&me["kind"], &me["agent"]), (&json!(kind), &expected));
    }
}
