//! Settings that accept more tokens: of two versions, and of applications without roles.

use std::time::{Duration, SystemTime};

use axum::Router;
use axum::routing::get;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, TokenVersion};
use entra_perms_tests::ferries::Model;
use reqwest::Client;

use super::{STAFF_API, STAFF_TENANT, count, me, person, read};

/// Clients keep tokens of the old version while the registration changes.
#[tokio::test]
async fn both_versions_are_accepted_during_a_change() {
    let issuer = DevIssuer::start(STAFF_TENANT).await.unwrap();
    let token = |version| person(&issuer, STAFF_API).version(version).sign();
    for (until, status_of_old) in [
        (SystemTime::now() + Duration::from_secs(3600), 200),
        (SystemTime::now() - Duration::from_secs(3600), 401),
    ] {
        let builder = issuer.validator::<Model>().client_id(STAFF_API).both_versions_until(until);
        let layer = EntraLayer::new(builder.build().await.unwrap());
        let app = Router::new().route("/read", get(read)).layer(layer);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/read", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        for (version, expected) in [(TokenVersion::V2, 200), (TokenVersion::V1, status_of_old)] {
            let request = Client::new().get(&url).bearer_auth(token(version));
            assert_eq!(request.send().await.unwrap().status(), expected, "{version:?}");
        }
    }
}

/// The handler without a guard gets the caller, and every guard denies it.
#[tokio::test]
async fn an_application_without_roles_passes_no_guard() {
    let issuer = DevIssuer::start(STAFF_TENANT).await.unwrap();
    let token = issuer.app::<Model>().registration(STAFF_API).claim("idtyp", "app").sign();
    for (accepts, of_me) in [(false, 403), (true, 200)] {
        let builder = issuer.validator::<Model>().client_id(STAFF_API);
        let builder = if accepts { builder.accept_apps_without_roles() } else { builder };
        let layer = EntraLayer::new(builder.build().await.unwrap());
        let app = Router::new()
            .route("/me", get(me))
            .route("/read", get(read))
            .route("/count", get(count))
            .layer(layer);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        for (path, expected) in [("/me", of_me), ("/read", 403), ("/count", 403)] {
            let request = Client::new().get(format!("{address}{path}")).bearer_auth(&token);
            assert_eq!(request.send().await.unwrap().status(), expected, "{path}");
        }
    }
}
