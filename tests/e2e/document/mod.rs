//! The document about an API (RFC 9728), over real connections.
//!
//! - `requests`: what clients ask for, and the responses;
//! - `served`: layers at the root serve the document, in every framework;
//! - `mounted`: layers below the root do not, and the mounted document works;
//! - `names`: the App ID URI in front of scopes is the same in each part of an answer;
//! - `pages`: pages of other origins can read the document, with and without a CORS layer.

mod mounted;
mod names;
mod pages;
mod requests;
mod served;

use std::net::TcpListener;
use std::thread;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{App, HttpServer};
use axum::Router;
use entra_perms_runtime::EntraLayer;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::crm::{Model, Role, Scope, TokenValidator};

use crate::service::TENANT;

/// The URL of the services, as clients see it. It is no App ID URI of the manifest.
const URL: &str = "https://api.contoso.example/crm";
const PATH: &str = "/.well-known/oauth-protected-resource/crm";
const SHORT_PATH: &str = "/.well-known/oauth-protected-resource";

async fn validator() -> TokenValidator {
    DevIssuer::new(TENANT).unwrap().validator().build().await.unwrap()
}

/// Returns a layer, and the `Authorization` header of a permitted caller.
async fn layer_and_bearer() -> (EntraLayer<Model>, String) {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator = issuer.validator().build().await.unwrap();
    let user = issuer
        .user::<Model>()
        .roles([Role::ContactsReadTeam])
        .scopes([Scope::CrmReadTeam]);
    (EntraLayer::new(validator).resource(URL).unwrap(), format!("Bearer {}", user.sign()))
}

/// Serves the router, and returns its address.
async fn serve(app: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// Serves the app of actix-web, and returns its address.
fn serve_actix<F, T, B>(app: F) -> String
where
    F: Fn() -> App<T> + Send + Clone + 'static,
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = actix_web::Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap();
        actix_web::rt::System::new().block_on(server.run())
    });
    address
}
