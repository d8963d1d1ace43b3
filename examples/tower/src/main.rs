//! A service without a framework: `tower` in front, hyper below.
//!
//! `ENTRA_TENANT=… cargo run -p example-tower`

mod permissions;

use std::convert::Infallible;
use std::env;
use std::error::Error;

use entra_perms_runtime::integrations::tower::ResponseBody;
use entra_perms_runtime::{Denied, EntraLayer, Tenants, requires};
use http::{Method, Request, Response, StatusCode};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::util::BoxCloneService;
use tower::{ServiceBuilder, service_fn};

use crate::permissions::TokenValidator;
use crate::permissions::roles::Contacts;

/// Where clients find out how to get a token: RFC 9728.
const METADATA: &str = "/.well-known/oauth-protected-resource";

type Answer = Result<Response<String>, Denied>;

/// The caller is among the extensions of the request.
#[requires(any(Contacts::Read::Team, Contacts::Read::All), caller = request)]
fn contacts<B>(request: &Request<B>) -> Answer {
    Ok(Response::new("Ada, Grace".to_owned()))
}

/// For background services alone.
#[requires(Contacts::Write::All, by = app, caller = request)]
fn import<B>(request: &Request<B>) -> Answer {
    Ok(Response::new("imported".to_owned()))
}

/// What has a verified caller.
async fn guarded<B>(request: Request<B>) -> Result<Response<String>, Infallible> {
    let answer = match (request.method(), request.uri().path()) {
        (&Method::GET, "/contacts") => contacts(&request),
        (&Method::POST, "/contacts/import") => import(&request),
        _ => Ok(not_found()),
    };
    // The layer has the last word on how it is answered.
    Ok(answer.unwrap_or_else(|denied| denied.challenge().into_response()))
}

/// All of the service: what needs no token stands beside the layer. The layer's responses have a body
/// of its own, and the others become one.
fn service<B: Send + 'static>(
    validator: TokenValidator,
    public_url: &str,
) -> BoxCloneService<Request<B>, Response<ResponseBody<String>>, Infallible> {
    let metadata = serde_json::json!(validator.protected_resource()).to_string();
    let layer = EntraLayer::new(validator).resource_metadata(format!("{public_url}{METADATA}"));
    let guarded = ServiceBuilder::new().layer(layer).service(service_fn(guarded::<B>));
    BoxCloneService::new(service_fn(move |request: Request<B>| {
        let (metadata, guarded) = (metadata.clone(), guarded.clone());
        async move {
            match request.uri().path() {
                "/health" => Ok(Response::new("ok".to_owned().into())),
                METADATA => Ok(Response::new(metadata.into())),
                _ => tower::ServiceExt::oneshot(guarded, request).await,
            }
        }
    }))
}

fn not_found() -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt::init();
    let tenant = Tenants::single(&env::var("ENTRA_TENANT")?)?;
    let validator = TokenValidator::builder(tenant).build().await?;
    let service = service(validator, "http://127.0.0.1:8080");
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

    #[tokio::test]
    async fn who_gets_what() {
        let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
        let service =
            service::<()>(issuer.validator().build().await.unwrap(), "https://crm.example");
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
    async fn clients_are_told_where_to_get_a_token() {
        let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
        let service =
            service::<()>(issuer.validator().build().await.unwrap(), "https://crm.example");
        let ask = |path: &str| service.clone().oneshot(Request::get(path).body(()).unwrap());
        let refused = ask("/contacts").await.unwrap();
        assert_eq!(
            refused.headers()["www-authenticate"],
            format!(r#"Bearer resource_metadata="https://crm.example{METADATA}""#)
        );
        let metadata = ask(METADATA).await.unwrap().into_body().collect().await.unwrap().to_bytes();
        let metadata: serde_json::Value = serde_json::from_slice(&metadata).unwrap();
        assert_eq!(metadata["bearer_methods_supported"], serde_json::json!(["header"]));
    }

    #[test]
    fn no_guard_is_lost() {
        Sources::new("src/main.rs").check().unwrap();
    }
}
