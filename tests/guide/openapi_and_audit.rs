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
use permissions::{Model, Role, Scope, roles::*};

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

use entra_perms_runtime::openapi::{EntraSecurity, UnclearOperations};
use permissions::{Caller, TokenValidator};
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
