//! A document of aide, served over HTTP.

use aide::axum::routing::{get, get_with, put};
use aide::axum::{ApiRouter, IntoApiResponse};
use aide::openapi::OpenApi;
use axum::extract::Path;
use axum::{Extension, Json};
use entra_perms_runtime::openapi::{EntraSecurity, Unclear, UnclearOperations, routes};
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{Denied, EntraLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, MaybeCaller, Model, Role, Scope, TokenValidator};
use entra_perms_tests::rules;
use serde_json::{Value, json};

const TENANT: &str = "11111111-2222-4333-8444-555555555555";

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
async fn contacts() -> String {
    "Ada, Grace".to_owned()
}

/// The guard decides, also if the handler takes the caller.
#[requires(Contacts::Write::Team, by = person)]
async fn rename(caller: Caller, Path(id): Path<u32>, Json(name): Json<String>) -> String {
    format!("{id} is now {name}, says {}", caller.kind())
}

/// A handler without a guard, which passes its caller on.
async fn list(caller: Caller) -> Result<String, Denied> {
    all(&caller)
}

#[requires(Contacts::Read::All)]
fn all(caller: &Caller) -> Result<String, Denied> {
    Ok(format!("all, for a {}", caller.kind()))
}

/// Everybody sees the catalog.
async fn catalog(caller: MaybeCaller) -> String {
    format!("for a caller: {}", caller.get().is_some())
}

/// Everybody sees the teaser: with the extractor of axum.
async fn teaser(caller: Option<Caller>) -> String {
    format!("for a caller: {}", caller.is_some())
}

async fn health() -> &'static str {
    "ok"
}

async fn document(Extension(document): Extension<OpenApi>) -> impl IntoApiResponse {
    Json(document)
}

fn guarded() -> ApiRouter {
    ApiRouter::new()
        .api_route("/contacts", get(contacts))
        .api_route("/contacts/{id}", put(rename))
        .api_route("/all", get(list))
}

fn app(validator: &TokenValidator) -> Result<axum::Router, UnclearOperations> {
    let mut api = OpenApi::default();
    let open = get_with(health, |operation| operation.security_requirement_multi([]));
    let optional = ApiRouter::new()
        .api_route("/catalog", get(catalog))
        .api_route("/teaser", get(teaser))
        .layer(EntraLayer::optional(validator.clone()));
    let app = guarded()
        .layer(EntraLayer::new(validator.clone()))
        .merge(optional)
        .api_route("/health", open)
        .route("/openapi.json", axum::routing::get(document))
        .finish_api(&mut api);
    EntraSecurity::new(validator).apply(&mut api)?;
    Ok(app.layer(Extension(api)))
}

async fn served() -> (DevIssuer, String) {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = issuer.validator::<Model>().build().await.unwrap();
    let app = app(&validator).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (issuer, address)
}

/// Returns the names of the responses of an operation.
fn statuses(operation: &Value) -> Vec<&str> {
    operation["responses"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn the_document_says_what_each_operation_requires() {
    let (_issuer, address) = served().await;
    let document = reqwest::get(format!("{address}/openapi.json")).await.unwrap();
    let document: Value = document.json().await.unwrap();
    let paths = &document["paths"];
    let scope = |name: &str| {
        let scopes = document["components"]["securitySchemes"]["entra"]["flows"]
            ["authorizationCode"]["scopes"]
            .as_object()
            .unwrap();
        let full = scopes.keys().find(|scope| scope.ends_with(&format!("/{name}")));
        full.unwrap().clone()
    };
    let default = document["components"]["securitySchemes"]["entra"]["flows"]["clientCredentials"]
        ["scopes"]
        .as_object()
        .unwrap()
        .keys()
        .next()
        .unwrap();

    let contacts = &paths["/contacts"]["get"];
    let expected = json!([
        { "entra": [scope("Crm.Read.Team")] },
        { "entra": [scope("Crm.Read.All")] },
        { "entra": [default] },
    ]);
    assert_eq!(contacts["security"], expected);
    assert_eq!(statuses(contacts), ["200", "401", "403"]);

    let rename = &paths["/contacts/{id}"]["put"];
    assert_eq!(rename["security"], json!([{ "entra": [scope("Crm.ReadWrite.Team")] }]));
    let description = rename["description"].as_str().unwrap();
    assert!(description.contains("must act for a human"), "{description}");

    // Any token: the document does not know the checks in a body.
    let list = &paths["/all"]["get"];
    assert_eq!(list["security"], json!([{ "entra": [] }]));
    assert_eq!(statuses(list), ["200", "401", "403"]);

    for optional in ["/catalog", "/teaser"] {
        assert_eq!(paths[optional]["get"]["security"], json!([{}, { "entra": [] }]), "{optional}");
    }
    assert_eq!(paths["/health"]["get"]["security"], json!([{}]));
    let text = document.to_string();
    assert!(!text.contains("x-entra-perms"), "{text}");
    assert!(!text.contains("null"), "{text}");
}

#[tokio::test]
async fn the_guards_of_an_aide_router_decide() {
    let (issuer, address) = served().await;
    let token = |role, scope| issuer.user::<Model>().roles([role]).scopes([scope]).sign();
    let team = token(Role::ContactsReadTeam, Scope::CrmReadTeam);
    let all = token(Role::ContactsReadAll, Scope::CrmReadAll);
    let none = token(Role::ProposalsReadWriteTeam, Scope::SalesReadWriteTeam);
    let status = async |path: &str, token: Option<&str>| {
        let mut request = reqwest::Client::new().get(format!("{address}{path}"));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(status("/health", None).await, 200);
    for optional in ["/catalog", "/teaser"] {
        assert_eq!(status(optional, None).await, 200, "{optional}");
        assert_eq!(status(optional, Some("a.b.c")).await, 401, "{optional}");
    }
    assert_eq!(status("/contacts", None).await, 401);
    assert_eq!(status("/contacts", Some(&team)).await, 200);
    assert_eq!(status("/contacts", Some(&none)).await, 403);
    assert_eq!(status("/all", Some(&team)).await, 403);
    assert_eq!(status("/all", Some(&all)).await, 200);
}

#[tokio::test]
async fn an_operation_without_a_requirement_is_an_error() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = issuer.validator::<Model>().build().await.unwrap();
    let security = EntraSecurity::new(&validator);
    let unclear = |router: ApiRouter| {
        let mut api = OpenApi::default();
        let _ = router.finish_api(&mut api);
        let error = security.apply(&mut api).unwrap_err();
        let [operation] = error.operations() else { panic!("{error}") };
        assert!(routes(&api).iter().any(|(_, path)| *path == operation.path));
        (operation.path.clone(), operation.reason.clone())
    };
    let (path, reason) = unclear(guarded().api_route("/open", get(health)));
    assert_eq!((path.as_str(), reason), ("/open", Unclear::Unguarded));

    // A guarded operation with a requirement of its own could contradict the guard.
    let twice = get_with(contacts, |operation| operation.security_requirement("entra"));
    let (path, reason) = unclear(guarded().api_route("/twice", twice));
    assert!(path == "/twice" && matches!(reason, Unclear::DeclaredTwice { .. }), "{reason:?}");

    let unknown = get_with(health, |operation| operation.security_requirement("other"));
    let (path, reason) = unclear(guarded().api_route("/unknown", unknown));
    assert!(path == "/unknown" && matches!(reason, Unclear::UnknownScheme { .. }), "{reason:?}");

    // The caller of another model.
    let other = get(async |_: rules::Caller| "other");
    let (path, reason) = unclear(guarded().api_route("/other", other));
    assert!(path == "/other" && matches!(reason, Unclear::OtherModel { .. }), "{reason:?}");
}

#[tokio::test]
async fn the_security_of_the_document_is_for_operations_without_their_own() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = issuer.validator::<Model>().build().await.unwrap();
    let mut api = OpenApi::default();
    api.security.push([("entra".to_owned(), Vec::new())].into_iter().collect());
    let _ = guarded().api_route("/any", get(health)).finish_api(&mut api);
    EntraSecurity::new(&validator).apply(&mut api).unwrap();
    let document = serde_json::to_value(&api).unwrap();
    assert_eq!(document["paths"]["/any"]["get"].get("security"), None);
    assert_eq!(document["paths"]["/contacts"]["get"]["security"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_caller_never_looks_optional() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = issuer.validator::<Model>().build().await.unwrap();
    let security_of = |router: ApiRouter, path: &str| {
        let mut api = OpenApi::default();
        let _ = router.finish_api(&mut api);
        EntraSecurity::new(&validator).apply(&mut api).unwrap();
        serde_json::to_value(&api).unwrap()["paths"][path]["get"]["security"].clone()
    };
    let both = get(async |_: Option<Caller>, _: Caller| "both");
    assert_eq!(security_of(guarded().api_route("/both", both), "/both"), json!([{ "entra": [] }]));

    // Without inferred responses, aide does not say whether the handler takes an `Option`.
    aide::generate::infer_responses(false);
    let inferred_no_responses = guarded().api_route("/teaser", get(teaser));
    aide::generate::infer_responses(true);
    let router = inferred_no_responses;
    assert_eq!(security_of(router.clone(), "/all"), json!([{ "entra": [] }]));
    assert_eq!(security_of(router, "/teaser"), json!([{ "entra": [] }]));
}
