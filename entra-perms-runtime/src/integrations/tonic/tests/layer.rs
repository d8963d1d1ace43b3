//! The layer for a gRPC server.

use core::convert::Infallible;
use core::future::{Ready, ready};
use core::task::{Context, Poll};
use std::sync::{Arc, LazyLock};

use http::Request;
use http::header::AUTHORIZATION;
use tonic::body::Body;
use tonic::service::{LayerExt as _, Routes};
use tower_layer::Layer as _;
use tower_service::Service;

use super::*;
use crate::EntraLayer;
use crate::guard::CallerSource;
use crate::test_support::model::{Scope, TENANT};
use crate::testing::DevIssuer;
use crate::validator::{Tenants, TokenValidator};

const RESOURCE: &str = "https://crm.example";

const METADATA: &str = "https://crm.example/.well-known/oauth-protected-resource";

static ISSUER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

/// A gRPC method that requires [`Role::ReadAll`], and responds with the kind of its caller.
#[derive(Clone)]
struct Method;

impl Service<Request<Body>> for Method {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (parts, body) = request.into_parts();
        let metadata = MetadataMap::from_headers(parts.headers);
        let request = tonic::Request::from_parts(metadata, parts.extensions, body);
        let requirement = Requirement::<TestModel>::role(Role::ReadAll);
        let response = match check(&requirement, FUNCTION, &request) {
            Ok(()) => kind_of_caller(&request),
            Err(denied) => {
                let mut status = Status::from(denied);
                status.metadata_mut().insert("x-served-by", "7".parse().unwrap());
                status.into_http()
            }
        };
        ready(Ok(response))
    }
}

impl tonic::server::NamedService for Method {
    const NAME: &'static str = "crm.Contacts";
}

fn kind_of_caller(request: &tonic::Request<Body>) -> Response<Body> {
    let caller = CallerSource::<TestModel>::caller(request).unwrap();
    let mut response = Response::new(Body::empty());
    let kind = caller.kind().to_string().parse().unwrap();
    response.headers_mut().insert("x-caller", kind);
    response
}

async fn validator() -> TokenValidator<TestModel> {
    TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .jwks(ISSUER.jwks())
        .build()
        .await
        .unwrap()
}

fn token(scope: Scope) -> String {
    ISSUER.user::<TestModel>().roles([Role::ReadAll]).scopes([scope]).sign()
}

/// Calls [`Method`] through the layer.
async fn call<R: RespondToRefusal>(
    layer: &EntraLayer<TestModel, R>,
    token: Option<String>,
) -> Response<Body> {
    let mut request = Request::new(Body::empty());
    if let Some(token) = token {
        request
            .headers_mut()
            .insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    }
    layer.layer(Method).call(request).await.unwrap().map(Body::new)
}

#[tokio::test]
async fn layer_refuses_with_a_grpc_status() {
    let named = EntraLayer::new(validator().await)
        .refusal_response(Grpc)
        .resource(RESOURCE)
        .unwrap();
    let layer = EntraLayer::grpc(validator().await).resource(RESOURCE).unwrap();
    for layer in [layer, named] {
        let no_token = call(&layer, None).await;
        let status = received(&no_token);
        assert_eq!(code_and_reason(&status), (Code::Unauthenticated, "MISSING_TOKEN".to_owned()));
        assert_eq!(challenges_of(&status), [format!(r#"Bearer resource_metadata="{METADATA}""#)]);
        assert!(no_token.extensions().get::<Challenge>().is_some());
        let bad = received(&call(&layer, Some("a.b.c".to_owned())).await);
        assert_eq!(code_and_reason(&bad), (Code::Unauthenticated, "INVALID_TOKEN".to_owned()));
        let response = call(&layer, Some(token(Scope::Crm))).await;
        assert_eq!(response.headers()["x-caller"], "user");
        assert!(!response.headers().contains_key("grpc-status"));
    }
}

#[tokio::test]
async fn layer_around_one_service_leaves_others_public() {
    let entra = EntraLayer::grpc(validator().await);
    let mut services = Routes::new(entra.named_layer(Method)).prepare();
    let mut call = async |uri: &'static str| {
        let request = Request::builder().uri(uri).body(Body::empty()).unwrap();
        received(&services.call(request).await.unwrap())
    };
    assert_eq!(call("/crm.Contacts/Get").await.code(), Code::Unauthenticated);
    assert_eq!(call("/grpc.health.v1.Health/Check").await.code(), Code::Unimplemented);
}

#[tokio::test]
async fn denial_of_the_service_gets_the_resource_metadata() {
    let layer = EntraLayer::grpc(validator().await);
    let before = call(&layer, Some(token(Scope::CrmTeam))).await;
    let after = call(&layer.resource(RESOURCE).unwrap(), Some(token(Scope::CrmTeam))).await;
    let challenge = r#"Bearer error="insufficient_scope", scope="api://crm/Crm.Read""#;
    assert_eq!(challenges_of(&received(&before)), [challenge]);
    assert_eq!(
        challenges_of(&received(&after)),
        [format!(r#"{challenge}, resource_metadata="{METADATA}""#)]
    );
    for response in [before, after] {
        assert_eq!(response.headers()["x-served-by"], "7");
        let refusal = response.extensions().get::<Challenge>().unwrap().refusal();
        assert!(matches!(refusal, Refusal::NotPermitted(_)));
        let status = received(&response);
        assert_eq!(
            Decoded::of(&status).scopes,
            [("scope".to_owned(), "api://crm/Crm.Read".to_owned())]
        );
    }
}

/// Returns the response that leaves the layer for this response of the service.
async fn call_service(served: fn() -> Response<Body>) -> Response<Body> {
    let layer = EntraLayer::grpc(validator().await).resource(RESOURCE).unwrap();
    let token = token(Scope::Crm);
    let mut request = Request::new(());
    request
        .headers_mut()
        .insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    let service = tower::service_fn(move |_| ready(Ok::<_, Infallible>(served())));
    layer.layer(service).call(request).await.unwrap().map(Body::new)
}

#[tokio::test]
async fn other_statuses_pass_unchanged() {
    let own = call_service(|| {
        let mut own = Status::permission_denied("closed on Sundays");
        own.metadata_mut().insert("www-authenticate", "Own".parse().unwrap());
        own.into_http()
    });
    let own = own.await;
    assert!(own.extensions().get::<Challenge>().is_none());
    assert_eq!(challenges_of(&received(&own)), ["Own"]);
}

#[tokio::test]
async fn http_refusal_of_the_service_becomes_a_grpc_status() {
    let in_http = call_service(|| {
        let mut response = Denied::because(Vec::new()).challenge().into_response::<RefusalBody>();
        response.headers_mut().insert("x-served-by", "7".parse().unwrap());
        response.map(Body::new)
    });
    let in_http = in_http.await;
    let status = received(&in_http);
    assert_eq!(code_and_reason(&status), (Code::PermissionDenied, "INSUFFICIENT_SCOPE".to_owned()));
    assert_eq!(
        challenges_of(&status),
        [format!(r#"Bearer error="insufficient_scope", resource_metadata="{METADATA}""#)]
    );
    assert_eq!(in_http.headers()["x-served-by"], "7");
}

#[tokio::test]
async fn status_that_the_service_changed_stays() {
    let own = call_service(|| {
        let denied = Status::from(Denied::because(Vec::new()));
        let mut own =
            Status::with_metadata(Code::NotFound, "no such contact", denied.metadata().clone());
        own.set_source(Arc::new(Denied::because(Vec::new())));
        own.into_http()
    });
    let status = received(&own.await);
    assert_eq!((status.code(), status.message()), (Code::NotFound, "no such contact"));
    assert!(challenges_of(&status)[0].contains(METADATA), "{status:?}");
}

#[tokio::test]
async fn grpc_web_request_is_warned_about_once() {
    let layer = EntraLayer::grpc(validator().await);
    Log::start();
    for media_type in
        ["application/grpc", "application/grpc-web+proto", "application/grpc-web-text"]
    {
        let mut request = Request::new(Body::empty());
        request.headers_mut().insert("content-type", media_type.parse().unwrap());
        layer.layer(Method).call(request).await.unwrap();
    }
    let warnings: Vec<_> =
        Log::lines().into_iter().filter(|line| line.starts_with("WARN")).collect();
    assert_eq!(
        warnings,
        ["WARN message=`EntraLayer` refused a gRPC-Web request with a gRPC status \
             help=\"put `GrpcWebLayer` outside of `EntraLayer`: in tonic, \
             `.layer(GrpcWebLayer::new())` before `.layer(EntraLayer::grpc(…))`\""]
    );
}

/// Replaces refusals of guards, too, with all details and challenges.
#[tokio::test]
async fn custom_status_replaces_refusals() {
    let closed = |_: &Challenge| Status::unavailable("closed on Sundays").into_http::<Body>();
    let layer = EntraLayer::grpc(validator().await).refusal_response(closed);
    for token in [None, Some("a.b.c".to_owned()), Some(token(Scope::CrmTeam))] {
        let has_token = token.as_ref().is_some_and(|token| token.len() > 5);
        let response = call(&layer, token).await;
        let status = received(&response);
        assert_eq!((status.code(), status.message()), (Code::Unavailable, "closed on Sundays"));
        assert!(status.details().is_empty() && challenges_of(&status).is_empty(), "{status:?}");
        assert_eq!(response.headers().contains_key("x-served-by"), has_token);
    }
}
