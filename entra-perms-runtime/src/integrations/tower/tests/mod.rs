//! A service behind the layers.
//!
//! - `verification`: the requests that reach the service;
//! - `refusals`: the responses to refusals of the service;
//! - `document`: the document about the API, and the names of scopes in responses;
//! - `mistakes`: warnings about layers in the wrong order.

mod document;
mod mistakes;
mod refusals;
mod verification;

use core::convert::Infallible;
use core::fmt::Debug;
use core::future::{Ready, ready};
use core::task::{Context, Poll};

use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::BodyExt as _;
use tower_layer::Layer;
use tower_service::Service;

use crate::caller::Caller;
use crate::challenge::{BearerError, Challenge, ProtectedResource, RefusalBody};
use crate::guard::CallerSource;
use crate::integrations::layer::{EntraLayer, RefusalResponseLayer};
use crate::test_support::log::Log;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{Tenants, TokenValidator};

const RESOURCE: &str = "https://crm.example";

const METADATA: &str = "https://crm.example/.well-known/oauth-protected-resource";

/// The message of a denial by [`Denies`].
const LACKS: &str = "the user holds `Contacts.Read.All`, but the client lacks the scope `Crm.Read`";

fn issuer() -> &'static DevIssuer {
    static ISSUER: std::sync::LazyLock<DevIssuer> =
        std::sync::LazyLock::new(|| DevIssuer::new(TENANT).unwrap());
    &ISSUER
}

async fn validator() -> TokenValidator<TestModel> {
    TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .jwks(issuer().jwks())
        .build()
        .await
        .unwrap()
}

/// Returns a token for a reader of the team's contacts.
fn reader() -> String {
    issuer().user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign()
}

fn bearer(token: &str) -> Request<()> {
    Request::builder()
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .body(())
        .unwrap()
}

/// Reads the body of the response as text.
async fn read<B: Body<Error: Debug>>(response: Response<B>) -> Response<String> {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Response::from_parts(parts, String::from_utf8(bytes.into()).unwrap())
}

fn challenge(response: &Response<String>) -> &str {
    response.headers()[WWW_AUTHENTICATE].to_str().unwrap()
}

/// Responds with the effective permissions of the caller.
///
/// Panics if it is called before `poll_ready`.
#[derive(Clone)]
struct ShowsCaller {
    readiness: Readiness,
}

impl ShowsCaller {
    const fn new() -> Self {
        Self { readiness: Readiness::Unknown }
    }
}

enum Readiness {
    Unknown,
    Polled,
}

/// `poll_ready` was not called on a clone.
impl Clone for Readiness {
    fn clone(&self) -> Self {
        Self::Unknown
    }
}

impl Service<Request<()>> for ShowsCaller {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.readiness = Readiness::Polled;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        assert!(matches!(self.readiness, Readiness::Polled), "called before it was ready");
        let caller = CallerSource::<TestModel>::caller(&request).expect("a verified caller");
        ready(Ok(Response::new(format!("{:?}", caller.effective()))))
    }
}

/// Denies every caller, and adds its own headers to the response.
#[derive(Clone)]
struct Denies;

impl Service<Request<()>> for Denies {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        let caller = CallerSource::<TestModel>::caller(&request).expect("a verified caller");
        let mut response =
            caller.require(Role::ReadAll).unwrap_err().challenge().into_response::<String>();
        response.headers_mut().insert("x-served-by", "7".parse().unwrap());
        response.headers_mut().insert(CONTENT_ENCODING, "identity".parse().unwrap());
        ready(Ok(response))
    }
}

/// Sends a request to `service` whose caller [`Denies`] denies.
async fn send_denied<S, B>(mut service: S) -> Response<String>
where
    S: Service<Request<()>, Response = Response<B>, Error = Infallible>,
    B: Body<Error: Debug>,
{
    let token = issuer()
        .user::<TestModel>()
        .roles([Role::ReadAll])
        .scopes([Scope::CrmTeam])
        .sign();
    core::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
    read(service.call(bearer(&token)).await.unwrap()).await
}

/// Responds to refusals with a plain text, and a status of its own.
fn plain_text(challenge: &Challenge) -> Response<String> {
    let mut response = Response::new(format!("no: {}", challenge.description()));
    *response.status_mut() = StatusCode::IM_A_TEAPOT;
    *response.headers_mut() = challenge.headers();
    response.headers_mut().insert(CONTENT_TYPE, "text/plain".parse().unwrap());
    response
}
