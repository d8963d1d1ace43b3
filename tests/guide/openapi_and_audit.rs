//! docs/guide/openapi-and-audit.md

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => ["Accounts.Write.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }
}

use entra_perms_runtime::audit::Inventory;
use entra_perms_runtime::requires;
use permissions::{Caller, Model, Role, Scope, roles::*};

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
async fn contacts() -> &'static str {
    "Ada, Grace"
}

#[test]
fn contacts_need_a_scope_for_reading() {
    let inventory = Inventory::<Model>::collect();
    println!("{inventory}");

    let contacts = inventory
        .functions()
        .iter()
        .find(|guarded| guarded.function().name == "contacts")
        .unwrap();
    assert_eq!(contacts.least_scopes(), [Scope::CrmReadTeam.into(), Scope::CrmReadAll.into()]);
    assert!(inventory.roles_not_required().contains(Role::ContactsWriteAll));
}

use axum::{Router, routing::get};
use entra_perms_runtime::audit;
use http::Method;

#[tokio::test]
async fn only_the_health_check_is_open() {
    let mut api = Router::new()
        .route("/contacts", get(contacts))
        .route("/health", get(async || "ok"));
    let routes = [(Method::GET, "/contacts"), (Method::GET, "/health")];
    let probed = audit::probe(&mut api, routes).await.unwrap();

    let open: Vec<_> = probed.iter().filter(|route| !route.outcome.asks_for_caller()).collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].path, "/health");
}

use std::sync::LazyLock;

use axum::Json;
use entra_perms_runtime::audit::Operation;

// The guards do not change, so they are collected once.
static HANDLERS: LazyLock<Inventory<Model>> = LazyLock::new(|| {
    let functions = Inventory::collect().into_iter();
    functions
        .filter(|guarded| guarded.function().name.starts_with("list_"))
        .collect()
});

async fn operations(caller: Caller) -> Json<Vec<Operation>> {
    Json(HANDLERS.allowed(&caller))
}

#[tokio::test]
async fn operations_are_shown_as_in_the_guide() {
    let ada = Caller::test().user().roles([Role::ContactsReadTeam]);
    let Json(operations) = operations(ada.build()).await;
    let [operation] = operations.as_slice() else { panic!("{operations:?}") };
    let mut json = serde_json::to_value(operation).unwrap();
    // The guide shortens these.
    json["module"] = "crm::api".into();
    let scope = json["sufficient_scopes"][0][0].as_str().unwrap();
    let (_, scope) = scope.rsplit_once('/').unwrap();
    json["sufficient_scopes"] = serde_json::json!([[format!("api://…/{scope}")]]);
    let guide = include_str!("../../docs/guide/openapi-and-audit.md");
    let (_, example) = guide.split_once("```json\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    assert_eq!(json, serde_json::from_str::<serde_json::Value>(example).unwrap());
}

use entra_perms_runtime::openapi::{EntraSecurity, UnclearOperations};
use permissions::TokenValidator;
use utoipa::OpenApi;

/// Lists the contacts of a team.
#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
#[utoipa::path(get, path = "/contacts", responses((status = OK, body = [String])))]
async fn list_contacts() -> String {
    r#"["Ada", "Grace"]"#.to_owned()
}

/// Returns the caller. Any valid token is sufficient.
#[utoipa::path(get, path = "/me", security(("entra" = [])), responses((status = OK)))]
async fn me(caller: Caller) -> String {
    format!("{:?}", caller.object_id())
}

/// Returns the health of the service, without a token.
#[utoipa::path(get, path = "/health", security(()), responses((status = OK)))]
async fn health() {}

#[derive(OpenApi)]
#[openapi(paths(list_contacts, me, health))]
struct Api;

fn document(validator: &TokenValidator) -> Result<utoipa::openapi::OpenApi, UnclearOperations> {
    let mut document = Api::openapi();
    EntraSecurity::new(validator).apply(&mut document)?;
    Ok(document)
}

use entra_perms_runtime::decisions::{
    AlreadyRecorded, DecisionLog, DecisionMetrics, DecisionSink, record_decisions,
};

fn record() -> Result<(), AlreadyRecorded> {
    let sinks: Vec<Box<dyn DecisionSink>> =
        vec![Box::new(DecisionLog), Box::new(DecisionMetrics::new())];
    record_decisions(sinks)
}

#[test]
fn decisions_are_recorded_once() {
    assert_eq!(record(), Ok(()));
    assert!(record().is_err());
}
