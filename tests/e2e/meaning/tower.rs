//! The operations as a plain `tower` service, which hyper serves.

use core::convert::Infallible;

use entra_perms_runtime::integrations::tower::ResponseBody;
use entra_perms_runtime::{ClaimsRequest, Denied, EntraLayer, requires};
use entra_perms_tests::crm::Client::{Import, Web};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, TokenValidator};
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tower::{Layer, Service, service_fn};

use super::{BASIC, RESOURCE};

type HttpResult = Result<Response<String>, Denied>;

#[requires(Contacts::Write::Team, caller = request)]
async fn rename(request: Request<Incoming>) -> HttpResult {
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let mut response = Response::new(String::new());
    match serde_json::from_slice(&body) {
        Ok(name) => *response.body_mut() = name,
        Err(_) => *response.status_mut() = StatusCode::BAD_REQUEST,
    }
    Ok(response)
}

#[requires(Contacts::Write::All, by = app, caller = request)]
fn import(request: &Request<Incoming>) -> HttpResult {
    Ok(Response::new("imported".to_owned()))
}

#[requires(all(Contacts::Read::My, Accounts::Read::Team), caller = request.extensions())]
fn both(request: &Request<Incoming>) -> HttpResult {
    Ok(Response::new("both".to_owned()))
}

#[requires(any(Accounts::Read::Team, Proposals::ReadWrite::Team), caller = request)]
fn either(request: &Request<Incoming>) -> HttpResult {
    Ok(Response::new("either".to_owned()))
}

#[requires(Contacts::Write::Team)]
fn purge(caller: &Caller) -> HttpResult {
    caller.require_claims(&ClaimsRequest::authentication_context::<1>())?;
    Ok(Response::new("purged".to_owned()))
}

#[requires(Contacts::Write::Team, caller = request, context = 1)]
fn approve(request: &Request<Incoming>) -> HttpResult {
    Ok(Response::new("approved".to_owned()))
}

#[requires(any(Contacts::Write::Team, Contacts::Write::All), fresh = "15 min")]
fn transfer(caller: &Caller) -> HttpResult {
    Ok(Response::new("transferred".to_owned()))
}

#[requires(at_least(Contacts::Write::Team), client = any(Import, Web), caller = request)]
fn sync(request: &Request<Incoming>) -> HttpResult {
    Ok(Response::new("synchronized".to_owned()))
}

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
fn contacts(caller: &Caller) -> HttpResult {
    Ok(Response::new("Ada, Grace".to_owned()))
}

async fn guarded(request: Request<Incoming>) -> Result<Response<String>, Infallible> {
    let caller = Caller::from_request(&request).unwrap();
    let response = match (request.method(), request.uri().path()) {
        (&Method::PUT, "/contacts/7") => rename(request).await,
        (&Method::GET, "/contacts") => contacts(caller),
        (&Method::POST, "/import") => import(&request),
        (&Method::GET, "/both" | "/starting") => both(&request),
        (&Method::GET, "/either") => either(&request),
        (&Method::POST, "/purge") => purge(caller),
        (&Method::POST, "/approve") => approve(&request),
        (&Method::POST, "/transfer") => transfer(caller),
        (&Method::POST, "/sync") => sync(&request),
        (&Method::GET, "/me") => {
            Ok(Response::new(format!("{} {:?}", caller.kind(), caller.effective())))
        }
        other => panic!("{other:?}"),
    };
    Ok(response.unwrap_or_else(|denied| denied.challenge().into_response()))
}

/// Routes the open paths around the layer, and `/starting` through a layer that has no keys yet.
async fn service(
    [validator, without_keys]: [TokenValidator; 2],
    request: Request<Incoming>,
) -> Result<Response<ResponseBody<String>>, Infallible> {
    match request.uri().path() {
        "/health" => Ok(Response::new("ok".to_owned().into())),
        "/forgotten" => {
            let response =
                both(&request).unwrap_or_else(|denied| denied.challenge().into_response());
            Ok(response.map(ResponseBody::from))
        }
        path => {
            let validator = if path == "/starting" { without_keys } else { validator };
            EntraLayer::new(validator)
                .resource(RESOURCE)
                .unwrap()
                .basic_scopes([BASIC])
                .layer(service_fn(guarded))
                .call(request)
                .await
        }
    }
}

#[tokio::test]
async fn tower() {
    let (validator, cases) = super::validator_and_cases().await;
    let validators = [validator, super::validator_without_keys().await];
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let validators = validators.clone();
            let service = TowerToHyperService::new(service_fn(move |request| {
                service(validators.clone(), request)
            }));
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    super::http::check(&address, cases).await;
}
