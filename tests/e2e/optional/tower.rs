//! The operations as a plain `tower` service.

use std::convert::Infallible;

use entra_perms_runtime::integrations::tower::ResponseBody;
use entra_perms_runtime::{Denied, EntraLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model};
use entra_perms_tests::wide;
use http::{Request, Response};
use hyper::body::Incoming;
use tower::{Layer, Service, service_fn};

use super::{BASIC, OWN_VARY, RESOURCE, greet, guarded_function};

type Body = ResponseBody<ResponseBody<String>>;

#[requires(Contacts::Write::Team, caller = request)]
fn guarded(request: &Request<Incoming>) -> Result<String, Denied> {
    Ok("guarded".to_owned())
}

#[requires(wide::roles::Wide::R6, caller = request)]
fn other_guard(request: &Request<Incoming>) -> Result<String, Denied> {
    Ok("other".to_owned())
}

async fn call(request: &Request<Incoming>) -> Result<String, Denied> {
    match request.uri().path() {
        "/guarded" => guarded(request),
        "/function" => guarded_function(&Caller::from_optional_request(request)?),
        "/me" => Ok(Caller::from_request(request)?.kind().to_string()),
        "/other" => {
            wide::Caller::from_optional_request(request)?;
            Ok("other".to_owned())
        }
        "/otherguard" => other_guard(request),
        _ => Ok(greet(Caller::from_optional_request(request)?.get())),
    }
}

async fn respond(request: Request<Incoming>) -> Result<Response<String>, Infallible> {
    let mut response = match call(&request).await {
        Ok(text) => Response::new(text),
        Err(denied) => denied.challenge().into_response(),
    };
    if request.uri().path() == "/catalog" {
        response.headers_mut().insert("vary", OWN_VARY.parse().unwrap());
    }
    Ok(response)
}

/// Puts the layers around the paths that need them.
async fn route(
    outer: EntraLayer<Model>,
    required: EntraLayer<Model>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    match request.uri().path() {
        "/outside" => respond(request)
            .await
            .map(|response| response.map(|body| ResponseBody::from(ResponseBody::from(body)))),
        "/inner" => outer.layer(required.layer(service_fn(respond))).call(request).await,
        _ => {
            let response = outer.layer(service_fn(respond)).call(request).await?;
            Ok(response.map(ResponseBody::from))
        }
    }
}

#[tokio::test]
async fn tower() {
    let (validator, credentials) = super::validator_and_credentials().await;
    let outer = EntraLayer::optional(validator.clone());
    let outer = outer.resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let required = EntraLayer::new(validator).resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let service = service_fn(move |request| route(outer.clone(), required.clone(), request));
    let address = crate::tower_server::serve(service).await;
    super::http::check(&format!("http://{address}"), credentials).await;
}
