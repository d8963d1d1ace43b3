//! Requests that the scenario does not cover.

mod agents;
mod discovery;
mod document;
mod pages;
mod versions;

use entra_perms_runtime::Uuid;
use entra_perms_runtime::audit::{Inventory, Sources};
use entra_perms_runtime::testing::Matrix;
use reqwest::Method;
use reqwest::header::IF_MATCH;
use serde_json::{Value, json};

use crate::development::{ApiResponse, Deployment};
use crate::permissions::{Client, Model, Role, Scope};
use crate::store::seed::{self, ADELE, BIANCA, CHIDI, Seed};

struct Api(Deployment);

impl Api {
    async fn start() -> Self {
        Self(Deployment::start(Seed::five_users()).await.unwrap())
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: &Value,
    ) -> ApiResponse {
        // Most tests do not look at versions, so they accept each one.
        let request = self.0.request(method, path).header(IF_MATCH, "*").json(body);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        ApiResponse::read(request.send().await.unwrap()).await.unwrap()
    }

    fn user(&self, user: Uuid, roles: &[Role], scopes: &[Scope]) -> String {
        let token = self.0.issuer.user::<Model>().object_id(user);
        token.roles(roles.iter().copied()).scopes(scopes.iter().copied()).sign()
    }

    fn service(&self, roles: &[Role]) -> String {
        self.0.issuer.app::<Model>().roles(roles.iter().copied()).sign()
    }
}

fn contact(owner: Option<Uuid>) -> Value {
    json!({ "name": "Ines Costa", "email": "ines@northwind.example", "owner": owner })
}

#[test]
fn no_guard_is_lost() {
    Sources::new("src/lib.rs").check().unwrap();
}

#[tokio::test]
async fn a_denied_caller_learns_nothing_from_a_malformed_request() {
    let api = Api::start().await;
    let reader = api.user(ADELE, &[Role::ContactsReadAll], &[Scope::CrmReadAll]);
    for (method, path) in [
        (Method::POST, "/contacts"),
        (Method::POST, "/contacts/import"),
        (Method::PUT, "/contacts/not-a-number"),
        (Method::PUT, "/accounts/not-a-number"),
        (Method::POST, "/proposals"),
    ] {
        let denied = api.send(method.clone(), path, Some(&reader), &json!("not a contact")).await;
        assert_eq!(denied.status, 403, "{method} {path}");
    }
    let writer = api.user(ADELE, &[Role::ContactsWriteAll], &[Scope::CrmReadWriteAll]);
    assert_eq!(
        api.send(Method::POST, "/contacts", Some(&writer), &json!("not a contact"))
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn contacts_are_added_only_for_owners_that_the_caller_may_write() {
    let api = Api::start().await;
    let my = api.user(ADELE, &[Role::ContactsWriteMy], &[Scope::CrmReadWriteMy]);
    let team = api.user(ADELE, &[Role::ContactsWriteTeam], &[Scope::CrmReadWriteTeam]);
    let all = api.user(ADELE, &[Role::ContactsWriteAll], &[Scope::CrmReadWriteAll]);
    for (token, owner, status) in [
        (&my, None, 201),
        (&my, Some(ADELE), 201),
        (&my, Some(BIANCA), 403),
        (&team, Some(BIANCA), 201),
        (&team, Some(CHIDI), 403),
        (&all, Some(CHIDI), 201),
    ] {
        let response = api.send(Method::POST, "/contacts", Some(token), &contact(owner)).await;
        assert_eq!(response.status, status, "{owner:?}: {}", response.body);
        if status == 201 {
            assert_eq!(response.body["owner"], json!(owner.unwrap_or(ADELE)));
        }
    }
    // The user holds `All`, but the client lacks the scope for it. The challenge names that scope.
    let narrowed =
        api.user(ADELE, &[Role::ContactsWriteMy, Role::ContactsWriteAll], &[Scope::CrmReadWriteMy]);
    let response = api
        .send(Method::POST, "/contacts", Some(&narrowed), &contact(Some(CHIDI)))
        .await;
    assert_eq!(
        (response.status, response.scope()),
        (403, Some("api://crm-dev.contoso.example/Crm.ReadWrite.All"))
    );
}

#[tokio::test]
async fn inaccessible_and_missing_records_get_the_same_response() {
    let api = Api::start().await;
    let team = api.user(
        ADELE,
        &[Role::ContactsWriteTeam, Role::AccountsWriteTeam, Role::ContactsReadAll],
        &[Scope::CrmReadWriteTeam, Scope::CrmReadAll],
    );
    for path in ["/contacts/4", "/contacts/99", "/accounts/3", "/accounts/99"] {
        let response = api.send(Method::PUT, path, Some(&team), &contact(None)).await;
        assert_eq!((response.status, response.challenge.as_deref()), (404, None), "{path}");
    }
    let contacts = api.send(Method::GET, "/contacts", Some(&team), &Value::Null).await.body;
    assert_eq!(contacts["records"], serde_json::to_value(seed::contacts()).unwrap());
}

#[tokio::test]
async fn users_without_a_team_access_only_their_own_records() {
    let api = Api::start().await;
    let teamless = Uuid::from_u128(7);
    let token = api.user(
        teamless,
        &[Role::ContactsReadTeam, Role::ContactsWriteTeam, Role::AccountsReadTeam],
        &[Scope::CrmReadWriteTeam],
    );
    let added = api.send(Method::POST, "/contacts", Some(&token), &contact(None)).await;
    assert_eq!(added.status, 201);
    assert_eq!(
        api.send(Method::GET, "/contacts", Some(&token), &Value::Null).await.ids(),
        added.ids()
    );
    assert_eq!(
        api.send(Method::GET, "/accounts", Some(&token), &Value::Null).await.body,
        json!({ "records": [], "next": null })
    );
}

#[tokio::test]
async fn me_gives_the_reason_for_each_role() {
    let api = Api::start().await;
    let token =
        api.user(ADELE, &[Role::ContactsReadTeam, Role::AccountsReadAll], &[Scope::CrmReadTeam]);
    let me = api.send(Method::GET, "/me", Some(&token), &Value::Null).await.body;
    assert_eq!(me["kind"], "user");
    assert_eq!(me["object_id"], json!(ADELE));
    assert_eq!(me["held"], json!(["Accounts.Read.All", "Contacts.Read.Team"]));
    assert_eq!(me["granted"], json!(["Crm.Read.Team"]));
    assert_eq!(me["effective"], json!(["Contacts.Read.Team"]));
    let roles = me["roles"].as_array().unwrap();
    assert_eq!(roles.len(), Role::ALL.len());
    let verdict = |name: &str| roles.iter().find(|entry| entry["role"] == name).unwrap().clone();
    assert_eq!(verdict("Contacts.Read.Team")["granted"], true);
    assert_eq!(verdict("Accounts.Read.All")["granted"], false);
    assert!(
        verdict("Accounts.Read.All")["reason"]
            .as_str()
            .unwrap()
            .contains("lacks the scope `Crm.Read.All`")
    );
    assert!(
        verdict("Contacts.Write.My")["reason"]
            .as_str()
            .unwrap()
            .contains("the user lacks the role")
    );
}

#[tokio::test]
async fn operations_say_which_scope_would_be_sufficient() {
    let api = Api::start().await;
    let token =
        api.user(ADELE, &[Role::ContactsReadTeam, Role::AccountsReadAll], &[Scope::CrmReadTeam]);
    let body = api.send(Method::GET, "/me/operations", Some(&token), &Value::Null).await.body;
    let operations = body["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 12);
    let operation = |module: &str, function: &str| {
        let found = operations
            .iter()
            .find(|operation| operation["module"] == module && operation["function"] == function);
        found.unwrap().clone()
    };
    assert_eq!(operation("example_crm::api::contacts", "list")["allowed"], true);
    let accounts = operation("example_crm::api::accounts", "list");
    assert_eq!(accounts["allowed"], false);
    assert_eq!(accounts["reasons"][0]["id"], "lacks_scope");
    assert_eq!(
        accounts["sufficient_scopes"],
        json!([["api://crm-dev.contoso.example/Crm.Read.All"]])
    );
    let import = operation("example_crm::api::contacts", "import");
    assert_eq!(
        import["reasons"],
        json!([{
            "id": "wrong_client",
            "text": "only the client `Import` may do this"
        }])
    );
    assert_eq!(import["sufficient_scopes"], json!([]));
}

/// Compares each route's responses with `permissions.txt`, which shows a reviewer every change.
#[tokio::test]
async fn each_caller_gets_the_reviewed_response() {
    let api = Api::start().await;
    let routes = [
        "GET /me",
        "GET /me/operations",
        "GET /accounts",
        "GET /accounts/1",
        "PUT /accounts/1",
        "GET /contacts",
        "POST /contacts",
        "GET /contacts/1",
        "PUT /contacts/1",
        "POST /contacts/import",
        "GET /proposals",
        "POST /proposals",
        "GET /proposals/1",
        "POST /proposals/99/approval",
        "GET /live",
    ];
    let status = async |route: &str, token: &str| {
        let (method, path) = route.split_once(' ').unwrap();
        // The body is invalid, and no proposal has the id 99. So a permitted caller gets 422 or
        // 404, and no record changes.
        api.send(method.parse().unwrap(), path, Some(token), &json!(null)).await.status
    };
    let matrix = Matrix::<Model>::new(&api.0.issuer).run(routes, status).await;
    matrix.check("permissions.txt").unwrap();
}

/// The file of the guards is for `cargo entra-perms`. The tests have no guards of their own.
#[test]
fn the_guards_are_those_of_the_file() {
    Inventory::<Model>::collect().check_json("guards.json").unwrap();
}
