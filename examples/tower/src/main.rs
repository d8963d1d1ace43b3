//! A contacts API on tower and hyper that takes its permissions from an Entra app registration.
//!
//! The example guards functions of a request with `#[requires(…, caller = request)]` and verifies
//! tokens with [`EntraLayer`]. Run it with the id of your tenant:
//!
//! ```text
//! ENTRA_TENANT=<tenant id> cargo run -p example-tower
//! ```
//!
//! Start with `permissions` (the permission model), the guarded functions, and [`service`], which
//! adds the layer. The tests call the service with tokens that a development issuer signs.

mod permissions;

use std::convert::Infallible;

use anyhow::Context as _;
use entra_perms_runtime::integrations::tower::ResponseBody;
use entra_perms_runtime::{Denied, EntraLayer, ResourceError, Tenants, requires};
use http::{Method, Request, Response, StatusCode};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::util::BoxCloneService;
use tower::{ServiceBuilder, service_fn};

use crate::permissions::roles::Contacts;
use crate::permissions::{Scope, TokenValidator};

/// Lists the contacts. The guard finds the caller in the extensions of the request.
#[requires(any(Contacts::Read::Team, Contacts::Read::All), caller = request)]
fn list_contacts<B>(request: &Request<B>) -> Result<Response<String>, Denied> {
    Ok(Response::new("Ada, Grace".to_owned()))
}

/// Imports contacts. Only an application that acts as itself may do this.
#[requires(Contacts::Write::All, by = app, caller = request)]
fn import_contacts<B>(request: &Request<B>) -> Result<Response<String>, Denied> {
    Ok(Response::new("imported".to_owned()))
}

/// Dispatches a request whose token the layer has verified.
async fn guarded<B>(request: Request<B>) -> Result<Response<String>, Infallible> {
    let response = match (request.method(), request.uri().path()) {
        (&Method::GET, "/contacts") => list_contacts(&request),
        (&Method::POST, "/contacts/import") => import_contacts(&request),
        _ => Ok(not_found()),
    };
    // A layer with a `refusal_response` of its own replaces this response.
    Ok(response.unwrap_or_else(|denied| denied.challenge().into_response()))
}

/// Returns the whole service: open routes, and the guarded routes behind the layer.
///
/// `url` is the URL of the API, as clients see it. The layer serves the document that tells clients
/// how to get a token (RFC 9728).
///
/// The layer has a response body of its own type. The open routes convert their bodies to it.
fn service<B: Send + 'static>(
    validator: TokenValidator,
    url: &str,
) -> Result<BoxCloneService<Request<B>, Response<ResponseBody<String>>, Infallible>, ResourceError>
{
    let layer = EntraLayer::new(validator).resource(url)?.basic_scopes([Scope::CrmReadTeam]);
    let guarded = ServiceBuilder::new().layer(layer).service(service_fn(guarded::<B>));
    Ok(BoxCloneService::new(service_fn(move |request: Request<B>| {
        let guarded = guarded.clone();
        async move {
            match request.uri().path() {
                "/health" => Ok(Response::new("ok".to_owned().into())),
                _ => tower::ServiceExt::oneshot(guarded, request).await,
            }
        }
    })))
}

fn not_found() -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The log says why a token was refused or a caller denied.
    tracing_subscriber::fmt::init();
    let tenant = std::env::var("ENTRA_TENANT").context("cannot read `ENTRA_TENANT`")?;
    let validator = TokenValidator::builder(Tenants::single(&tenant)?).build().await?;
    let service = service(validator, "http://127.0.0.1:8080")?;
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let service = TowerToHyperService::new(service.clone());
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

#[cfg(test)]
mod tests {
    use entra_perms_runtime::audit::Sources;
    use entra_perms_runtime::testing::{DevIssuer, Matrix};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;
    use crate::permissions::Model;

    const URL: &str = "https://crm-dev.contoso.example";
    const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    #[tokio::test]
    async fn each_caller_gets_the_reviewed_response() {
        let issuer = DevIssuer::new(TENANT).unwrap();
        let service = service::<()>(issuer.validator().build().await.unwrap(), URL).unwrap();
        let operations = ["GET /contacts", "POST /contacts/import", "GET /nothing", "GET /health"];
        let matrix = Matrix::<Model>::new(&issuer).run(operations, async |operation, token| {
            let (method, path) = operation.split_once(' ').unwrap();
            let request = Request::builder().method(method).uri(path);
            let request =
                request.header("authorization", format!("Bearer {token}")).body(()).unwrap();
            service.clone().oneshot(request).await.unwrap().status().as_u16()
        });
        matrix.await.check("permissions.txt").unwrap();
    }

    #[tokio::test]
    async fn refusals_name_the_document_that_the_layer_serves() {
        const METADATA_PATH: &str = "/.well-known/oauth-protected-resource";
        let issuer = DevIssuer::new(TENANT).unwrap();
        let service = service::<()>(issuer.validator().build().await.unwrap(), URL).unwrap();
        let get = |path: &str| service.clone().oneshot(Request::get(path).body(()).unwrap());
        let refusal = get("/contacts").await.unwrap();
        assert_eq!(
            refusal.headers()["www-authenticate"],
            format!(
                r#"Bearer scope="{URL}/Crm.Read.Team", resource_metadata="{URL}{METADATA_PATH}""#
            )
        );
        let body = get(METADATA_PATH)
            .await
            .unwrap()
            .into_body()
            .collect()
            .await
            .unwrap()
            .to_bytes();
        let metadata: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(metadata["resource"], URL);
        assert_eq!(
            metadata["scopes_supported"],
            serde_json::json!([format!("{URL}/Crm.Read.Team")])
        );
    }

    #[test]
    fn no_guard_is_lost() {
        Sources::new("src/main.rs").check().unwrap();
    }
}
