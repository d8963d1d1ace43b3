//! What the scenario does not ask.

use entra_perms_runtime::Uuid;
use entra_perms_runtime::audit::Sources;
use entra_perms_runtime::testing::Matrix;
use reqwest::Method;
use serde_json::{Value, json};

use crate::permissions::{Model, Role, Scope};
use crate::scenario::{Answer, World};
use crate::store::Crm;
use crate::store::seed::{self, ADELE, BIANCA, CHIDI};

struct Api(World);

impl Api {
    async fn start() -> Self {
        Self(World::start(Crm::new(seed::directory())).await.unwrap())
    }

    async fn send(&self, method: Method, path: &str, token: Option<&str>, body: &Value) -> Answer {
        self.0.request(method, path, token, Some(body)).await.unwrap()
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
    Sources::new("src/main.rs").check().unwrap();
}

#[tokio::test]
async fn a_denied_caller_learns_nothing_from_a_malformed_request() {
    let api = Api::start().await;
    let reader = api.user(ADELE, &[Role::ContactsReadAll], &[Scope::CrmReadAll]);
    for (method, path) in [
        (Method::POST, "/contacts"),
        (Method::POST, "/contacts/import"),
        (Method::PUT, "/contacts/no-number"),
        (Method::PUT, "/accounts/no-number"),
        (Method::POST, "/proposals"),
    ] {
        let denied = api.send(method.clone(), path, Some(&reader), &json!("no contact")).await;
        assert_eq!(denied.status, 403, "{method} {path}");
    }
    let writer = api.user(ADELE, &[Role::ContactsWriteAll], &[Scope::CrmReadWriteAll]);
    assert_eq!(
        api.send(Method::POST, "/contacts", Some(&writer), &json!("no contact"))
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn a_contact_is_added_for_whom_the_caller_reaches() {
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
        let answer = api.send(Method::POST, "/contacts", Some(token), &contact(owner)).await;
        assert_eq!(answer.status, status, "{owner:?}: {}", answer.body);
        if status == 201 {
            assert_eq!(answer.body["owner"], json!(owner.unwrap_or(ADELE)));
        }
    }
    // She holds `All`, and it is the client that may not use it: the answer says what to ask for.
    let narrowed =
        api.user(ADELE, &[Role::ContactsWriteMy, Role::ContactsWriteAll], &[Scope::CrmReadWriteMy]);
    let answer = api
        .send(Method::POST, "/contacts", Some(&narrowed), &contact(Some(CHIDI)))
        .await;
    assert_eq!((answer.status, answer.scope()), (403, Some("Crm.ReadWrite.All")));
}

#[tokio::test]
async fn a_record_out_of_reach_is_answered_as_if_it_did_not_exist() {
    let api = Api::start().await;
    let team = api.user(
        ADELE,
        &[Role::ContactsWriteTeam, Role::AccountsWriteTeam, Role::ContactsReadAll],
        &[Scope::CrmReadWriteTeam, Scope::CrmReadAll],
    );
    for path in ["/contacts/4", "/contacts/99", "/accounts/3", "/accounts/99"] {
        let answer = api.send(Method::PUT, path, Some(&team), &contact(None)).await;
        assert_eq!((answer.status, answer.challenge.as_deref()), (404, None), "{path}");
    }
    let contacts = api.send(Method::GET, "/contacts", Some(&team), &Value::Null).await.body;
    assert_eq!(contacts, serde_json::to_value(seed::contacts()).unwrap());
}

#[tokio::test]
async fn who_is_in_no_team_reaches_their_own() {
    let api = Api::start().await;
    let stranger = Uuid::from_u128(7);
    let token = api.user(
        stranger,
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
        json!([])
    );
}

#[tokio::test]
async fn services_import() {
    let api = Api::start().await;
    let service = api.service(&[Role::ContactsWriteAll, Role::ContactsReadAll]);
    let import =
        async |body| api.send(Method::POST, "/contacts/import", Some(&service), &body).await;
    for (body, imported) in [(json!([]), 0), (json!([contact(None), contact(Some(CHIDI))]), 2)] {
        let answer = import(body).await;
        assert_eq!((answer.status, &answer.body), (200, &json!({ "imported": imported })));
    }
    let contacts = api.send(Method::GET, "/contacts", Some(&service), &Value::Null).await.body;
    assert_eq!((&contacts[5]["team"], &contacts[6]["team"]), (&Value::Null, &json!("south")));
    let user = api.user(ADELE, &[Role::ContactsWriteAll], &[Scope::CrmReadWriteAll]);
    assert_eq!(
        api.send(Method::POST, "/contacts/import", Some(&user), &json!([])).await.status,
        403
    );
}

#[tokio::test]
async fn me_says_why_not() {
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
    let of = |name: &str| roles.iter().find(|entry| entry["role"] == name).unwrap().clone();
    assert_eq!(of("Contacts.Read.Team")["granted"], true);
    assert_eq!(of("Accounts.Read.All")["granted"], false);
    assert!(
        of("Accounts.Read.All")["reason"]
            .as_str()
            .unwrap()
            .contains("lacks the scope `Crm.Read.All`")
    );
    assert!(
        of("Contacts.Write.My")["reason"]
            .as_str()
            .unwrap()
            .contains("the user lacks the role")
    );
}

#[tokio::test]
async fn what_needs_no_token() {
    let api = Api::start().await;
    let get = async |path| api.send(Method::GET, path, None, &Value::Null).await;
    assert_eq!(get("/health").await.body, json!({ "status": "ok" }));
    let metadata = get(super::METADATA).await.body;
    assert_eq!(metadata["resource"], "api://crm-dev.contoso.example");
    assert_eq!(metadata["scopes_supported"].as_array().unwrap().len(), Scope::ALL.len());
    assert_eq!(get("/nowhere").await.status, 404);
    // Who has no token is told where to begin.
    let challenge = get("/contacts").await.challenge.unwrap();
    assert!(challenge.contains("resource_metadata=\"http://127.0.0.1:"), "{challenge}");
    assert!(challenge.contains(super::METADATA), "{challenge}");
}

/// Who gets what from each route: a change of it is a change of `permissions.txt`, for a reviewer to see.
#[tokio::test]
async fn the_matrix_is_the_one_that_was_reviewed() {
    let api = Api::start().await;
    let routes = [
        "GET /me",
        "GET /accounts",
        "PUT /accounts/1",
        "GET /contacts",
        "POST /contacts",
        "PUT /contacts/1",
        "POST /contacts/import",
        "GET /proposals",
        "POST /proposals",
        "GET /health",
    ];
    let ask = async |route: &str, token: &str| {
        let (method, path) = route.split_once(' ').unwrap();
        // No body will do, so that nothing changes: who may is told that (415, 422).
        api.send(method.parse().unwrap(), path, Some(token), &json!(null)).await.status
    };
    let matrix = Matrix::<Model>::new(&api.0.issuer).run(routes, ask).await;
    matrix.check("permissions.txt").unwrap();
}
