//! Apps behind the middleware.
//!
//! - `clones`: requests that middleware keeps a clone of;
//! - `handlers`: the forms of handlers that `#[requires]` can guard;
//! - `layers`: the places of the layer, several layers, and a missing layer;
//! - `refusals`: the status of every refusal, and the refusals of the layer;
//! - `service_refusals`: the responses to refusals of the service.

#[cfg(feature = "tickets")]
mod clones;
#[cfg(feature = "macros")]
mod handlers;
mod layers;
mod refusals;
mod service_refusals;

use core::pin::Pin;
use std::sync::LazyLock;

use actix_web::body::MessageBody;
use actix_web::dev::{Service as _, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use actix_web::test::{TestRequest, read_body, try_call_service};
use actix_web::{Error, HttpResponse};

use crate::caller::{Caller, Denied};
use crate::challenge::Challenge;
use crate::guard::{Authorized, Guard, GuardedFunction, GuardedHandler, Handler};
use crate::integrations::layer::{EntraLayer, RefusalResponseLayer};
use crate::model::Model;
use crate::model::PermissionSet;
use crate::requirement::{Clause, Conditions, satisfiable};
use crate::test_support::log::Log;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{Tenants, TokenValidator};

static ISSUER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

const RESOURCE: &str = "https://crm.example";

const METADATA: &str = "https://crm.example/.well-known/oauth-protected-resource";

async fn layer<M: Model>() -> EntraLayer<M> {
    let validator = TokenValidator::builder(Tenants::single(TENANT).unwrap()).jwks(ISSUER.jwks());
    EntraLayer::new(validator.build().await.unwrap()).resource(RESOURCE).unwrap()
}

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

fn bearer(request: TestRequest, token: &str) -> TestRequest {
    request.insert_header(("authorization", format!("Bearer {token}")))
}

/// Returns a token for a reader of the team's contacts, who lacks a scope to read all contacts.
fn reader() -> String {
    ISSUER
        .user::<TestModel>()
        .roles([Role::ReadTeam, Role::ReadAll])
        .scopes([Scope::CrmTeam])
        .sign()
}

/// A response as a client sees it, and its head as middleware sees it.
#[derive(Debug)]
struct Received {
    status: u16,
    challenges: Vec<String>,
    response: HttpResponse<()>,
    body: String,
}

impl Received {
    async fn read<B: MessageBody>(response: ServiceResponse<B>) -> Self {
        let (request, response) = response.into_parts();
        let (head, body) = response.into_parts();
        let challenges = head.headers().get_all(WWW_AUTHENTICATE);
        let body = HttpResponse::with_body(StatusCode::OK, body);
        let body = read_body(ServiceResponse::new(request, body)).await;
        Self {
            status: head.status().as_u16(),
            challenges: challenges.map(|value| value.to_str().unwrap().to_owned()).collect(),
            body: String::from_utf8(body.into()).unwrap(),
            response: head,
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name).map(|value| value.to_str().unwrap())
    }

    fn challenge(&self) -> Option<Challenge> {
        self.response.extensions().get().cloned()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Sends a request to an app, and returns the response.
///
/// It is a macro because the app's request type is not exported by actix-web.
macro_rules! send {
    ($app:expr, $request:expr) => {
        async { Received::read(try_call_service($app, $request.to_request()).await.unwrap()).await }
    };
}
use send;

/// A guard as `#[requires]` generates it.
struct ReadsAll;

impl Guard for ReadsAll {
    fn handler() -> &'static dyn GuardedHandler {
        const HANDLER: &dyn GuardedHandler = &Handler::new(
            GuardedFunction::new("crm", "all", "crm.rs", 1),
            satisfiable::<TestModel, _, _, _>(
                Conditions::NONE,
                [Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize))],
            ),
        );
        HANDLER
    }
}

async fn all(_: Authorized<ReadsAll>) -> &'static str {
    "Ada, Grace"
}

async fn me(caller: Caller<TestModel>) -> String {
    format!("{:?}", caller.effective())
}

/// The message of the denial of [`reader`] by [`ReadsAll`].
const LACKS: &str = "the user holds `Contacts.Read.All`, but the client lacks the scope `Crm.Read`";

/// Responds to refusals with a plain text, and a status of its own.
fn plain_text(challenge: &Challenge) -> http::Response<String> {
    let mut response = http::Response::new(format!("no: {}", challenge.description()));
    *response.status_mut() = http::StatusCode::IM_A_TEAPOT;
    *response.headers_mut() = challenge.headers();
    response
        .headers_mut()
        .insert("content-type", http::HeaderValue::from_static("text/plain"));
    response
}
