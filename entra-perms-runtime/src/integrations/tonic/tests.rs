//! What refusals are as a status, and the layer in front of a service: methods that are guarded are tested in `examples/tonic`.

use core::convert::Infallible;
use core::future::{Ready, ready};
use core::task::{Context, Poll};

use http::Request;
use http::header::AUTHORIZATION;
use tonic::body::Body;
use tonic::service::{LayerExt as _, Routes};
use tower_layer::Layer as _;
use tower_service::Service;

use super::*;
use crate::caller::{ClaimsRequest, Reason};
use crate::guard::{CallerSource, GuardedFunction, check};
use crate::requirement::Requirement;
use crate::test_support::log::Log;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::Tenants;

const METADATA: &str = "https://crm.example/.well-known/oauth-protected-resource";
const FUNCTION: &GuardedFunction =
    &GuardedFunction::new("crm::contacts", "list", "src/contacts.rs", 7);

/// The status as a client reads it.
fn received<B>(response: &Response<B>) -> Status {
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/grpc");
    Status::from_header_map(response.headers()).unwrap()
}

/// A status, with its details decoded.
#[derive(Debug, PartialEq)]
struct Seen {
    code: Code,
    message: String,
    reason: String,
    /// Sorted by their keys.
    scopes: Vec<(String, String)>,
    retry_after: Option<Duration>,
}

impl Seen {
    fn of(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info().unwrap();
        assert_eq!(info.domain, DOMAIN);
        let retry_after = details.retry_info().map(|retry| retry.retry_delay.unwrap());
        let known = 1 + usize::from(retry_after.is_some());
        assert_eq!(status.get_error_details_vec().len(), known, "{status:?}");
        let mut scopes: Vec<_> = info.metadata.clone().into_iter().collect();
        scopes.sort();
        let message = status.message().to_owned();
        Self { code: status.code(), message, reason: info.reason.clone(), scopes, retry_after }
    }

    fn new(code: Code, reason: &str, message: &str) -> Self {
        let (reason, message) = (reason.to_owned(), message.to_owned());
        Self { code, message, reason, scopes: Vec::new(), retry_after: None }
    }
}

fn code_and_reason(status: &Status) -> (Code, String) {
    let Seen { code, reason, .. } = Seen::of(status);
    (code, reason)
}

fn challenges_of(status: &Status) -> Vec<String> {
    let values = status.metadata().get_all("www-authenticate");
    values.iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

/// What arrives of a status: its headers are those of the protocol, and the challenges.
fn arrived(status: impl Into<Status>) -> Status {
    let response = status.into().into_http::<()>();
    for name in response.headers().keys() {
        assert!(
            [
                "content-type",
                "grpc-status",
                "grpc-message",
                "grpc-status-details-bin",
                "www-authenticate"
            ]
            .contains(&name.as_str()),
            "{name}"
        );
    }
    received(&response)
}

#[test]
fn who_did_not_say_who_is_unauthenticated() {
    let missing = arrived(BearerError::Missing);
    let seen = Seen::new(Code::Unauthenticated, "MISSING_TOKEN", "no access token was sent");
    assert_eq!(Seen::of(&missing), seen);
    assert_eq!(challenges_of(&missing), ["Bearer"]);

    let malformed = arrived(BearerError::Malformed("more than one `Authorization` header"));
    assert_eq!(code_and_reason(&malformed), (Code::Unauthenticated, "INVALID_REQUEST".to_owned()));
    assert!(challenges_of(&malformed)[0].starts_with(r#"Bearer error="invalid_request", "#));
}

#[test]
fn a_bad_token_is_unauthenticated_and_nothing_says_why() {
    let expired = arrived(TokenError::Expired);
    assert_eq!(code_and_reason(&expired), (Code::Unauthenticated, "INVALID_TOKEN".to_owned()));
    for error in [TokenError::Signature, TokenError::IdToken] {
        let status = Status::from(error);
        assert!(status.source().is_none(), "{status}");
        let status = arrived(status);
        assert_eq!(Seen::of(&status), Seen::of(&expired));
        assert_eq!(status.details(), expired.details());
        assert_eq!(challenges_of(&status), challenges_of(&expired));
    }
}

#[test]
fn a_good_token_that_does_not_do_is_permission_denied() {
    let intruder = arrived(TokenError::NoPermission);
    assert_eq!(
        code_and_reason(&intruder),
        (Code::PermissionDenied, "INSUFFICIENT_SCOPE".to_owned())
    );

    let reasons = vec![Reason::LacksScope { held: vec!["R"], any_of: vec!["A", "B"] }];
    let denied =
        arrived(Denied::unless_granted(reasons, vec![vec!["A"], vec!["B", "C"], vec!["D"]]));
    let message = "the user holds `R`, but the client lacks the scope `A` or `B`";
    let scopes = [("scope", "A"), ("scope_2", "B C"), ("scope_3", "D")];
    let seen = Seen {
        scopes: scopes.map(|(key, scope)| (key.to_owned(), scope.to_owned())).to_vec(),
        ..Seen::new(Code::PermissionDenied, "INSUFFICIENT_SCOPE", message)
    };
    assert_eq!(Seen::of(&denied), seen);
    assert_eq!(
        challenges_of(&denied),
        ["A", "B C", "D"]
            .map(|scope| format!(r#"Bearer error="insufficient_scope", scope="{scope}""#))
    );
}

#[test]
fn a_claims_challenge_is_in_the_metadata() {
    let request = ClaimsRequest::authentication_context::<1>();
    let ask_at = Some("https://login.example/t/oauth2/authorize".to_owned());
    let capable = arrived(Denied::because(vec![Reason::LacksClaims { request, ask_at }]));
    assert_eq!(
        code_and_reason(&capable),
        (Code::Unauthenticated, "INSUFFICIENT_CLAIMS".to_owned())
    );
    assert!(challenges_of(&capable)[0].contains(r#"claims="ey"#), "{capable:?}");
    let incapable = arrived(Denied::because(vec![Reason::LacksClaims { request, ask_at: None }]));
    assert_eq!(
        code_and_reason(&incapable),
        (Code::PermissionDenied, "INSUFFICIENT_SCOPE".to_owned())
    );
}

#[test]
fn the_service_s_own_faults_come_without_a_challenge() {
    let unavailable = arrived(TokenError::KeysUnavailable);
    let message = "access tokens cannot be verified at the moment";
    let seen = Seen {
        retry_after: Some(Duration::from_secs(60)),
        ..Seen::new(Code::Unavailable, "VERIFICATION_UNAVAILABLE", message)
    };
    assert_eq!(Seen::of(&unavailable), seen);
    assert_eq!(challenges_of(&unavailable), [""; 0]);

    let missing = arrived(Denied::no_caller());
    let seen = Seen::new(Code::Internal, "SERVICE_MISCONFIGURED", "the service is misconfigured");
    assert_eq!(Seen::of(&missing), seen);
    assert_eq!(challenges_of(&missing), [""; 0]);
}

#[test]
fn a_long_message_is_cut() {
    let roles = vec!["Über.All"; 1000];
    let response =
        Status::from(Denied::because(vec![Reason::NotDelegated { held: roles }])).into_http::<()>();
    let denied = received(&response);
    assert_eq!(denied.message().chars().count(), LONGEST_MESSAGE + 1);
    assert!(
        denied.message().starts_with("the user holds `Über.All`, `")
            && denied.message().ends_with('…')
    );
    let length: usize = response.headers().values().map(http::HeaderValue::len).sum();
    assert!(length < 4096, "{length}");
}

#[test]
fn a_request_of_tonic_holds_the_caller_of_its_extensions() {
    Log::start();
    let requirement = Requirement::<TestModel>::role(Role::ReadAll);
    let denied = check(&requirement, FUNCTION, &tonic::Request::new(())).unwrap_err();
    assert_eq!(Status::from(denied).code(), Code::Internal);
    let line = "ERROR message=called without a verified caller: is `EntraLayer` in front of it? function=crm::contacts::list";
    assert_eq!(Log::lines(), [line]);
}

/// What tonic makes of a method that needs [`Role::ReadAll`] and answers with the name of its caller's kind.
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
        let answer =
            check(&Requirement::<TestModel>::role(Role::ReadAll), FUNCTION, &request).map(|()| {
                let caller = CallerSource::<TestModel>::caller(&request).unwrap();
                let mut response = Response::new(Body::empty());
                response
                    .headers_mut()
                    .insert("x-caller", caller.kind().to_string().parse().unwrap());
                response
            });
        let response = answer.unwrap_or_else(|denied| {
            let mut status = Status::from(denied);
            status.metadata_mut().insert("x-served-by", "7".parse().unwrap());
            status.into_http()
        });
        ready(Ok(response))
    }
}

impl tonic::server::NamedService for Method {
    const NAME: &'static str = "crm.Contacts";
}

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

/// What the layer lets out.
async fn answer<A: RespondToRefusal>(
    layer: &EntraLayer<TestModel, A>,
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
async fn the_layer_answers_in_grpc() {
    let named = EntraLayer::new(validator().await)
        .refusal_response(Grpc)
        .resource_metadata(METADATA);
    let layer = EntraLayer::grpc(validator().await).resource_metadata(METADATA);
    for layer in [layer, named] {
        let nobody = answer(&layer, None).await;
        let status = received(&nobody);
        assert_eq!(code_and_reason(&status), (Code::Unauthenticated, "MISSING_TOKEN".to_owned()));
        assert_eq!(challenges_of(&status), [format!(r#"Bearer resource_metadata="{METADATA}""#)]);
        assert!(nobody.extensions().get::<Challenge>().is_some());
        let bad = received(&answer(&layer, Some("a.b.c".to_owned())).await);
        assert_eq!(code_and_reason(&bad), (Code::Unauthenticated, "INVALID_TOKEN".to_owned()));
        let token = issuer().user::<TestModel>().roles([Role::ReadAll]).scopes([Scope::Crm]).sign();
        let response = answer(&layer, Some(token)).await;
        assert_eq!(response.headers()["x-caller"], "user");
        assert!(!response.headers().contains_key("grpc-status"));
    }
}

#[tokio::test]
async fn one_service_needs_a_token_and_another_does_not() {
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
async fn a_denial_further_in_leaves_with_the_metadata_of_the_layer() {
    let token = || {
        issuer()
            .user::<TestModel>()
            .roles([Role::ReadAll])
            .scopes([Scope::CrmTeam])
            .sign()
    };
    let layer = EntraLayer::grpc(validator().await);
    let before = answer(&layer, Some(token())).await;
    let after = answer(&layer.resource_metadata(METADATA), Some(token())).await;
    let challenge = r#"Bearer error="insufficient_scope", scope="Crm.Read""#;
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
        assert_eq!(Seen::of(&status).scopes, [("scope".to_owned(), "Crm.Read".to_owned())]);
    }
}

/// What the layer makes of a response of the service.
async fn passed(served: fn() -> Response<Body>) -> Response<Body> {
    let layer = EntraLayer::grpc(validator().await).resource_metadata(METADATA);
    let token = issuer().user::<TestModel>().roles([Role::ReadAll]).scopes([Scope::Crm]).sign();
    let mut request = Request::new(());
    request
        .headers_mut()
        .insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    let service = tower::service_fn(move |_| ready(Ok::<_, Infallible>(served())));
    layer.layer(service).call(request).await.unwrap().map(Body::new)
}

#[tokio::test]
async fn what_is_no_refusal_of_ours_is_left_as_it_is() {
    let own = passed(|| {
        let mut own = Status::permission_denied("closed on Sundays");
        own.metadata_mut().insert("www-authenticate", "Own".parse().unwrap());
        own.into_http()
    });
    let own = own.await;
    assert!(own.extensions().get::<Challenge>().is_none());
    assert_eq!(challenges_of(&received(&own)), ["Own"]);
}

/// A refusal in HTTP becomes one of gRPC, and a status stays what the service made of it.
#[tokio::test]
async fn a_refusal_of_the_service_leaves_in_grpc() {
    let in_http = passed(|| {
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

    let own = passed(|| {
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
async fn a_grpc_web_request_that_gets_here_is_a_warning_once() {
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
        [
            "WARN message=a gRPC-Web request reached `EntraLayer`: put `GrpcWebLayer` outside of `EntraLayer`, in \
          tonic `.layer(GrpcWebLayer::new())` before `.layer(EntraLayer::grpc(…))`"
        ]
    );
}

/// Of guards too, and nothing of the status that was there before is left.
#[tokio::test]
async fn refusals_are_answered_in_another_way() {
    let closed = |_: &Challenge| Status::unavailable("closed on Sundays").into_http::<Body>();
    let layer = EntraLayer::grpc(validator().await).refusal_response(closed);
    let token = issuer()
        .user::<TestModel>()
        .roles([Role::ReadAll])
        .scopes([Scope::CrmTeam])
        .sign();
    for token in [None, Some("a.b.c".to_owned()), Some(token)] {
        let has_token = token.as_ref().is_some_and(|token| token.len() > 5);
        let response = answer(&layer, token).await;
        let status = received(&response);
        assert_eq!((status.code(), status.message()), (Code::Unavailable, "closed on Sundays"));
        assert!(status.details().is_empty() && challenges_of(&status).is_empty(), "{status:?}");
        assert_eq!(response.headers().contains_key("x-served-by"), has_token);
    }
}
