//! The layer in front of a service that says who called.

use core::convert::Infallible;
use core::fmt::Debug;
use core::future::{Ready, ready};
use core::slice;

use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, WWW_AUTHENTICATE};
use http_body::Body;
use http_body_util::BodyExt as _;

use super::*;
use crate::caller::Caller;
use crate::challenge::Challenge;
use crate::guard::CallerSource;
use crate::test_support::log::Log;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{Tenants, TokenValidator};

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
    read(service.call(request).await.unwrap()).await
}

/// The response with its body as a text.
async fn read<B: Body<Error: Debug>>(response: Response<B>) -> Response<String> {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Response::from_parts(parts, String::from_utf8(bytes.into()).unwrap())
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

/// What is known is no more than a token: where, and how often, it stands in a request is asked each time.
#[tokio::test]
async fn a_known_token_is_taken_from_where_a_new_one_is() {
    let token = issuer().user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign();
    let validator = validator().await;
    let mut service =
        EntraLayer::new(validator.clone()).layer(WhoAmI { ready: Readiness::Unknown });
    let mut status = async |uri: &str, authorization: &[String]| {
        let mut request = Request::builder().uri(uri);
        for value in authorization {
            request = request.header(AUTHORIZATION, value);
        }
        core::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
        service.call(request.body(()).unwrap()).await.unwrap().status().as_u16()
    };
    let good = format!("Bearer {token}");
    for _ in 0..2 {
        assert_eq!(status("/", slice::from_ref(&good)).await, 200);
        assert!(validator.look_up(token.as_bytes()).is_ok(), "it is known from now on");
        for query in ["access_token=x", "access%5Ftoken=x", "a=b&%61ccess_token"] {
            assert_eq!(status(&format!("/?{query}"), slice::from_ref(&good)).await, 400, "{query}");
        }
        assert_eq!(status("/", &[good.clone(), good.clone()]).await, 400);
        for other in [format!("Basic {token}"), token.clone(), format!("Bearer{token}")] {
            assert_eq!(status("/", &[other]).await, 401);
        }
        assert_eq!(status("/", &[format!("Bearer {token},")]).await, 400);
        assert_eq!(status("/", &[format!("Bearer {token}A")]).await, 401);
    }
}

fn challenge(response: &Response<String>) -> &str {
    response.headers()[WWW_AUTHENTICATE].to_str().unwrap()
}

#[tokio::test]
async fn a_verified_caller_reaches_the_service() {
    let token = issuer().user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign();
    let response = answer(&[format!("Bearer {token}")]).await;
    assert_eq!(
        (response.status(), response.body().as_str()),
        (StatusCode::OK, r#"{"Contacts.Read.Team"}"#)
    );
}

#[tokio::test]
async fn everybody_else_is_answered_here() {
    let metadata =
        r#"resource_metadata="https://crm.example/.well-known/oauth-protected-resource""#;
    let none = answer(&[]).await;
    assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(challenge(&none), format!("Bearer {metadata}"));

    let expired = issuer()
        .user::<TestModel>()
        .roles([Role::ReadTeam])
        .issued_at(std::time::SystemTime::UNIX_EPOCH);
    let expired = answer(&[format!("Bearer {}", expired.sign())]).await;
    assert_eq!(expired.status(), StatusCode::UNAUTHORIZED);
    assert!(
        challenge(&expired).contains(r#"error="invalid_token""#)
            && challenge(&expired).contains(metadata)
    );

    let twice = answer(&["Bearer a".to_owned(), "Bearer a".to_owned()]).await;
    assert_eq!(twice.status(), StatusCode::BAD_REQUEST);
    assert!(challenge(&twice).contains(r#"error="invalid_request""#));

    let intruder = answer(&[format!("Bearer {}", issuer().app::<TestModel>().sign())]).await;
    assert_eq!(intruder.status(), StatusCode::FORBIDDEN);
    assert_eq!(challenge(&intruder), format!(r#"Bearer error="insufficient_scope", {metadata}"#));
    let body: serde_json::Value = serde_json::from_str(intruder.body()).unwrap();
    assert_eq!(body["error"], "insufficient_scope");
}

/// A service that denies everybody, and adds a header of its own.
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

const METADATA: &str = "https://crm.example/metadata";

/// What `layered` answers to a caller whom [`Denies`] denies.
async fn denied<S, B>(mut layered: S) -> Response<String>
where
    S: Service<Request<()>, Response = Response<B>, Error = Infallible>,
    B: Body<Error: Debug>,
{
    let token = issuer()
        .user::<TestModel>()
        .roles([Role::ReadAll])
        .scopes([Scope::CrmTeam])
        .sign();
    let request = Request::builder()
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .body(())
        .unwrap();
    core::future::poll_fn(|cx| layered.poll_ready(cx)).await.unwrap();
    read(layered.call(request).await.unwrap()).await
}

fn texts(challenge: &Challenge) -> Response<String> {
    let mut response = Response::new(format!("no: {}", challenge.description()));
    *response.status_mut() = StatusCode::IM_A_TEAPOT;
    *response.headers_mut() = challenge.headers();
    response.headers_mut().insert(CONTENT_TYPE, "text/plain".parse().unwrap());
    response
}

const LACKS: &str = "the user holds `Contacts.Read.All`, but the client lacks the scope `Crm.Read`";

#[tokio::test]
async fn a_denial_further_in_is_completed_on_its_way_out() {
    let layer = EntraLayer::new(validator().await).resource_metadata(METADATA);
    let response = denied(layer.layer(Denies)).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        challenge(&response),
        format!(
            r#"Bearer error="insufficient_scope", scope="Crm.Read", resource_metadata="{METADATA}""#
        )
    );
    assert_eq!(response.headers().get_all(WWW_AUTHENTICATE).iter().count(), 1);
    assert_eq!(response.headers()["x-served-by"], "7");
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    assert!(response.body().contains(LACKS), "{}", response.body());
    let refusal = response.extensions().get::<Challenge>().unwrap().refusal();
    assert!(matches!(refusal, crate::challenge::Refusal::NotPermitted(_)));
}

#[tokio::test]
async fn refusals_are_answered_in_another_way() {
    let layer = EntraLayer::new(validator().await)
        .resource_metadata(METADATA)
        .refusal_response(texts);
    let response = denied(layer.layer(Denies)).await;
    assert_eq!(response.status(), StatusCode::IM_A_TEAPOT);
    assert!(challenge(&response).contains(METADATA), "{}", challenge(&response));
    assert_eq!(response.body(), &format!("no: {LACKS}"));
    assert_eq!(response.headers()[CONTENT_TYPE], "text/plain");
    assert_eq!(response.headers()["x-served-by"], "7");
    assert!(!response.headers().contains_key(CONTENT_ENCODING), "that was of the other body");

    let mut service = layer.layer(Denies);
    let nobody = read(service.call(Request::new(())).await.unwrap()).await;
    assert_eq!(nobody.status(), StatusCode::IM_A_TEAPOT);
    assert_eq!(nobody.body(), "no: no access token was sent");
    assert!(nobody.extensions().get::<Challenge>().is_some());
}

#[tokio::test]
async fn the_innermost_way_of_answering_stands() {
    let inside = RefusalResponseLayer::new(texts);
    let outside = |_: &Challenge| -> Response<String> { unreachable!("it is answered already") };
    let layer = EntraLayer::new(validator().await)
        .resource_metadata(METADATA)
        .refusal_response(outside);
    let response = denied(layer.layer(inside.layer(Denies))).await;
    assert_eq!(response.status(), StatusCode::IM_A_TEAPOT);
    assert!(challenge(&response).contains(METADATA), "{}", challenge(&response));
    // What is no refusal passes.
    let token = issuer().user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign();
    let request = Request::builder()
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .body(())
        .unwrap();
    let mut service = layer.layer(inside.layer(WhoAmI { ready: Readiness::Unknown }));
    core::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
    assert_eq!(service.call(request).await.unwrap().status(), StatusCode::OK);
}

/// Whoever hangs up drops the future, at any point.
#[tokio::test]
async fn a_client_that_hangs_up_disturbs_nobody() {
    let mut service = EntraLayer::new(validator().await).layer(Denies);
    for _ in 0..3 {
        let mut call = Box::pin(service.call(Request::new(())));
        drop(core::future::poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx))).await);
        drop(call);
        drop(service.call(Request::new(())));
    }
    assert_eq!(denied(service).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn two_layers_are_a_warning_once() {
    let layer = EntraLayer::new(validator().await).resource_metadata(METADATA);
    let inner = EntraLayer::new(validator().await);
    Log::start();
    let twice = layer.layer(inner.layer(Denies));
    for _ in 0..2 {
        assert_eq!(denied(twice.clone()).await.status(), StatusCode::FORBIDDEN);
    }
    let warnings: Vec<_> =
        Log::lines().into_iter().filter(|line| line.starts_with("WARN")).collect();
    let model = "entra_perms_runtime::test_support::model::TestModel";
    assert_eq!(
        warnings,
        [format!(
            "WARN message=two `EntraLayer`s in front of one handler: each guard goes by that of its model outer={model:?} inner={model:?}"
        )]
    );
}

/// Denies, and answers as it likes.
fn hides(
    status: StatusCode,
) -> impl Service<Request<()>, Response = Response<String>, Error = Infallible, Future: Send> + Clone
{
    tower::service_fn(move |request: Request<()>| async move {
        let caller = Caller::<TestModel>::from_request(&request).expect("a verified caller");
        let denied = caller.require(Role::ReadAll).unwrap_err();
        let mut response = denied.challenge().into_response::<String>();
        *response.status_mut() = status;
        response.headers_mut().remove(WWW_AUTHENTICATE);
        response
            .headers_mut()
            .insert("content-security-policy", "default-src 'self'".parse().unwrap());
        Ok(response.map(|_| "no such thing".to_owned()))
    })
}

/// Who hides what it denies is not given away, whatever the layer makes of denials.
#[tokio::test]
async fn what_has_another_status_is_the_services_own_answer() {
    let layer = EntraLayer::new(validator().await).resource_metadata(METADATA);
    for status in [StatusCode::NOT_FOUND, StatusCode::OK] {
        let plain = denied(layer.layer(hides(status))).await;
        let in_words = denied(layer.clone().refusal_response(texts).layer(hides(status))).await;
        for response in [plain, in_words] {
            assert_eq!((response.status(), response.body().as_str()), (status, "no such thing"));
            assert!(!response.headers().contains_key(WWW_AUTHENTICATE));
        }
    }
}

/// What the refusal had does not come back where it is answered without; what was added in between does.
#[tokio::test]
async fn an_answer_replaces_the_headers_of_the_refusal() {
    let sends_elsewhere = |_: &Challenge| {
        let mut response = Response::new(String::new());
        *response.status_mut() = StatusCode::FOUND;
        response
    };
    let layer = EntraLayer::new(validator().await).refusal_response(sends_elsewhere);
    let response = denied(layer.layer(hides(StatusCode::FORBIDDEN))).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    let names: Vec<_> = response.headers().keys().map(http::HeaderName::as_str).collect();
    assert_eq!(names, ["content-security-policy"]);
    let mut from_layer = layer.layer(hides(StatusCode::FORBIDDEN));
    assert!(
        from_layer.call(Request::new(())).await.unwrap().headers().is_empty(),
        "as where the layer refuses"
    );
}

#[tokio::test]
async fn a_request_that_is_malformed_is_logged_and_one_without_a_token_is_not() {
    let layer = EntraLayer::new(validator().await);
    let mut service = layer.layer(Denies);
    Log::start();
    service.call(Request::new(())).await.unwrap();
    service
        .call(Request::builder().header(AUTHORIZATION, "Bearer").body(()).unwrap())
        .await
        .unwrap();
    assert_eq!(
        Log::lines(),
        [
            "DEBUG message=request refused error=no access token was sent",
            "INFO message=request refused error=the request has an `Authorization` header that is not `Bearer` followed by one token"
        ]
    );
}

fn preflight(authorization: Option<&str>, leave_out: Option<&str>) -> Request<()> {
    let mut request = Request::builder().method("OPTIONS").uri("/contacts/7").body(()).unwrap();
    let headers = [
        ("origin", Some("https://app.contoso.example")),
        ("access-control-request-method", Some("PUT")),
        ("authorization", authorization),
    ];
    for (name, value) in headers {
        if let Some(value) = value.filter(|_| leave_out != Some(name)) {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
    }
    request
}

fn warnings() -> Vec<String> {
    Log::lines().into_iter().filter(|line| line.starts_with("WARN")).collect()
}

#[tokio::test]
async fn a_preflight_that_gets_here_is_a_warning_once_and_refused() {
    let layer = EntraLayer::new(validator().await);
    Log::start();
    // No preflights.
    let mut service = layer.layer(Denies);
    service.call(preflight(None, Some("origin"))).await.unwrap();
    service
        .call(preflight(None, Some("access-control-request-method")))
        .await
        .unwrap();
    service.call(preflight(Some("Basic dTpw"), None)).await.unwrap();
    let mut get = preflight(None, None);
    *get.method_mut() = http::Method::GET;
    service.call(get).await.unwrap();
    assert_eq!(warnings(), [""; 0]);

    for mut service in [service, layer.layer(Denies)] {
        let refused = service.call(preflight(None, None)).await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(
        warnings(),
        [
            "WARN message=a CORS preflight request reached `EntraLayer`, and was refused because it has no token: \
             put the CORS layer outside of `EntraLayer`: in axum, `.layer(cors)` after `.layer(EntraLayer…)`; in a \
             `ServiceBuilder`, and in tonic, before it"
        ]
    );
}

#[tokio::test]
async fn a_grpc_request_that_is_refused_in_http_is_a_warning_once() {
    let layer = EntraLayer::new(validator().await);
    let request =
        |media_type: &str| Request::builder().header("content-type", media_type).body(()).unwrap();
    Log::start();
    let mut service = layer.layer(Denies);
    service.call(request("application/json")).await.unwrap();
    layer
        .clone()
        .refusal_response(texts)
        .layer(Denies)
        .call(request("application/grpc"))
        .await
        .unwrap();
    assert_eq!(warnings(), [""; 0]);
    for media_type in ["application/grpc", "application/grpc+proto", "application/grpc-web"] {
        assert_eq!(
            service.call(request(media_type)).await.unwrap().status(),
            StatusCode::UNAUTHORIZED
        );
    }
    assert_eq!(
        warnings(),
        [
            "WARN message=a gRPC request was refused with a status of HTTP: put `EntraLayer::grpc` (feature `tonic`) in \
          front of gRPC services"
        ]
    );
}
