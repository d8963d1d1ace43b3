//! Real clients sign in: they follow what the layer says, up to an authority that compares `scope`
//! and `resource` as Entra does.
//!
//! - `entra`: the authority;
//! - `network`: the servers on loopback;
//! - `client`: the OAuth client of rmcp, with an API. This file has its tests;
//! - `official`: the official clients of MCP, with an MCP server.

mod client;
mod entra;
mod network;
mod official;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use entra_perms_runtime::{EntraLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Scope, TokenValidator};
use http::StatusCode;

use client::Client;
use entra::Entra;
use network::Network;

/// The URL of the API, which is an App ID URI of `manifests/crm.json`.
const API: &str = "https://crm-dev.contoso.example";

#[requires(Contacts::Read::My)]
async fn contacts() -> &'static str {
    "Ada, Grace"
}

#[requires(Proposals::ReadWrite::Team)]
async fn proposals() -> &'static str {
    "Ten new engines"
}

/// The servers, and a client that knows nothing but the URL of the API.
async fn start(url: &'static str, basic_scopes: &[Scope]) -> (Client, Arc<Entra>) {
    let entra = Entra::new();
    let validator: TokenValidator = entra.issuer.validator().build().await.unwrap();
    let layer = EntraLayer::new(validator)
        .resource(url)
        .unwrap()
        .basic_scopes(basic_scopes.iter().copied());
    let api = Router::new()
        .route("/contacts", get(contacts))
        .route("/proposals", get(proposals))
        .layer(layer);
    let network = Network::start([(url, api), (entra::LOGIN, entra::router(&entra))]).await;
    (Client::new(url, network).await, entra)
}

#[tokio::test]
async fn a_client_signs_in_and_steps_up_with_what_the_layer_says() {
    let (mut client, entra) = start(API, &[Scope::CrmReadMy]).await;

    let response = client.get("/contacts").await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    client.network.visited();
    client.sign_in(&response, &[]).await.unwrap();
    assert_eq!(entra.requested(), [full_names("Crm.Read.My")]);
    // The client goes straight to the document that the challenge names.
    let document = format!("{API}/.well-known/oauth-protected-resource");
    assert_eq!(client.network.visited()[0], format!("GET {document} 200"));
    assert_eq!(client.get("/contacts").await.text().await.unwrap(), "Ada, Grace");

    let response = client.get("/proposals").await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    client.step_up(response).await.unwrap();
    // The client keeps the scope that it has, and takes the narrowest alternative.
    assert_eq!(entra.requested()[1..], [full_names("Crm.Read.My Sales.ReadWrite.Team")]);
    assert_eq!(client.get("/proposals").await.text().await.unwrap(), "Ten new engines");
    assert_eq!(client.get("/contacts").await.text().await.unwrap(), "Ada, Grace");
}

#[tokio::test]
async fn without_basic_scopes_a_client_requests_all() {
    let (mut client, entra) = start(API, &[]).await;
    let response = client.get("/contacts").await;
    client.sign_in(&response, &[]).await.unwrap();
    let all = "Crm.Read.My Crm.Read.Team Crm.Read.All \
               Crm.ReadWrite.My Crm.ReadWrite.Team Crm.ReadWrite.All \
               Sales.ReadWrite.Team Sales.ReadWrite.All";
    assert_eq!(entra.requested(), [full_names(all)]);
    for path in ["/contacts", "/proposals"] {
        assert_eq!(client.get(path).await.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn the_authority_refuses_scopes_that_are_not_full_names_of_the_resource() {
    let refused = [
        ("Crm.Read.My", "AADSTS650053"),
        ("https://crm-dev.contoso.example/Crm.Read.Mine", "AADSTS650053"),
        ("api://crm-dev.contoso.example/Crm.Read.My", "AADSTS9010010"),
    ];
    for (scope, code) in refused {
        let (mut client, _) = start(API, &[Scope::CrmReadMy]).await;
        let response = client.get("/contacts").await;
        assert_eq!(client.sign_in(&response, &[scope]).await.unwrap_err(), code, "{scope}");
        assert_eq!(client.get("/contacts").await.status(), StatusCode::UNAUTHORIZED, "{scope}");
    }
    let (mut client, _) = start(API, &[Scope::CrmReadMy]).await;
    let response = client.get("/contacts").await;
    client
        .sign_in(&response, &["https://crm-dev.contoso.example/Crm.Read.My"])
        .await
        .unwrap();
    assert_eq!(client.get("/contacts").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_authority_refuses_a_resource_that_is_no_app_id_uri() {
    let (mut client, entra) = start("https://crm.proxy.example", &[Scope::CrmReadMy]).await;
    let response = client.get("/contacts").await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(client.sign_in(&response, &[]).await.unwrap_err(), "AADSTS9010010");
    // The scopes alone would be good: they have the first App ID URI.
    assert_eq!(entra.requested(), ["api://crm-dev.contoso.example/Crm.Read.My offline_access"]);
}

/// Returns the `scope` of a request for these scopes of the API.
fn full_names(scopes: &str) -> String {
    let names = scopes.split_whitespace().map(|scope| format!("{API}/{scope} "));
    names.collect::<String>() + "offline_access"
}
