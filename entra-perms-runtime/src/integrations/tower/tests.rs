//! The layer in front of a service that says who called.

use core::convert::Infallible;
use core::future::{Ready, ready};

use http::StatusCode;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};

use super::*;
use crate::guard::CallerSource;
use crate::test_model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::Tenant;

/// Answers with what the caller may do, and panics where it is called without having been asked whether it is ready.
#[derive(Clone)]
struct WhoAmI {
    ready: Readiness,
}

enum Readiness {
    Unknown,
    Asked,
}

/// A clone was not asked.
impl Clone for Readiness {
    fn clone(&self) -> Self {
        Self::Unknown
    }
}

impl Service<Request<()>> for WhoAmI {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.ready = Readiness::Asked;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        assert!(matches!(self.ready, Readiness::Asked), "called before it was ready");
        let caller = CallerSource::<TestModel>::caller(&request).expect("a verified caller");
        ready(Ok(Response::new(format!("{:?}", caller.effective()))))
    }
}

async fn answer(authorization: &[String]) -> Response<String> {
    let mut request = Request::new(());
    for value in authorization {
        request.headers_mut().append(AUTHORIZATION, value.parse().unwrap());
    }
    let mut service = EntraLayer::new(validator().await)
        .resource_metadata("https://crm.example/.well-known/oauth-protected-resource")
        .layer(WhoAmI { ready: Readiness::Unknown });
    core::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
    service.call(request).await.unwrap()
}

fn issuer() -> &'static DevIssuer {
    static ISSUER: std::sync::LazyLock<DevIssuer> =
        std::sync::LazyLock::new(|| DevIssuer::new(TENANT).unwrap());
    &ISSUER
}

async fn validator() -> TokenValidator<TestModel> {
    TokenValidator::builder(Tenant::single(TENANT).unwrap()).jwks(issuer().jwks()).build().await.unwrap()
}

fn challenge(response: &Response<String>) -> &str {
    response.headers()[WWW_AUTHENTICATE].to_str().unwrap()
}

#[tokio::test]
async fn a_verified_caller_reaches_the_service() {
    let token = issuer().user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign();
    let response = answer(&[format!("Bearer {token}")]).await;
    assert_eq!((response.status(), response.body().as_str()), (StatusCode::OK, r#"{"Contacts.Read.Team"}"#));
}

#[tokio::test]
async fn everybody_else_is_answered_here() {
    let metadata = r#"resource_metadata="https://crm.example/.well-known/oauth-protected-resource""#;
    let none = answer(&[]).await;
    assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(challenge(&none), format!("Bearer {metadata}"));

    let expired =
        issuer().user::<TestModel>().roles([Role::ReadTeam]).issued_at(std::time::SystemTime::UNIX_EPOCH);
    let expired = answer(&[format!("Bearer {}", expired.sign())]).await;
    assert_eq!(expired.status(), StatusCode::UNAUTHORIZED);
    assert!(
        challenge(&expired).contains(r#"error="invalid_token""#) && challenge(&expired).contains(metadata)
    );

    let twice = answer(&["Bearer a".to_owned(), "Bearer a".to_owned()]).await;
    assert_eq!(twice.status(), StatusCode::BAD_REQUEST);
    assert!(challenge(&twice).contains(r#"error="invalid_request""#));

    let intruder = answer(&[format!("Bearer {}", issuer().app::<TestModel>().sign())]).await;
    assert_eq!(intruder.status(), StatusCode::FORBIDDEN);
    assert_eq!(challenge(&intruder), r#"Bearer error="insufficient_scope""#);
    let body: serde_json::Value = serde_json::from_str(intruder.body()).unwrap();
    assert_eq!(body["error"], "insufficient_scope");
}
