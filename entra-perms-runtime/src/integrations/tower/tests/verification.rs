//! The requests that reach the service.

use core::slice;

use super::*;
use crate::validator::Lookup;

/// The cache knows tokens, not requests: the headers and the URL are checked for each request.
#[tokio::test]
async fn cached_and_fresh_tokens_use_the_same_header_parser() {
    let token = reader();
    let validator = validator().await;
    let mut service = EntraLayer::new(validator.clone()).layer(ShowsCaller::new());
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
        let found = validator.look_up(token.as_bytes());
        assert!(matches!(found, Lookup::Hit(_)), "the token is cached");
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

/// Sends a request with these `Authorization` headers through the layer.
async fn send(authorization: &[String]) -> Response<String> {
    let mut request = Request::new(());
    for value in authorization {
        request.headers_mut().append(AUTHORIZATION, value.parse().unwrap());
    }
    let layer = EntraLayer::new(validator().await).resource(RESOURCE).unwrap();
    let mut service = layer.layer(ShowsCaller::new());
    core::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
    read(service.call(request).await.unwrap()).await
}

/// Returns a request that opens a WebSocket with this token.
fn websocket(token: &str) -> Request<()> {
    Request::builder()
        .header("connection", "upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-protocol", format!("crm.v1, bearer.{token}"))
        .body(())
        .unwrap()
}

#[tokio::test]
async fn no_cache_stores_the_response_to_a_token_among_the_protocols() {
    let layer = EntraLayer::new(validator().await).websocket_protocol("crm.v1").unwrap();
    let token = reader();
    // The second time, the token is cached.
    for _ in 0..2 {
        let mut service = layer.layer(ShowsCaller::new());
        core::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
        let response = service.call(websocket(&token)).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["cache-control"], "no-store");
    }
}

/// An outer layer takes the token out of the request. The inner layer has not judged its sender.
#[tokio::test]
async fn an_anonymous_request_has_no_caller_of_an_outer_layer() {
    let who = tower::service_fn(async |request: Request<()>| {
        let caller = CallerSource::<TestModel>::caller(&request).map(Caller::kind);
        Ok::<_, Infallible>(Response::new(format!("{caller:?}")))
    });
    let outer = EntraLayer::new(validator().await).websocket_protocol("crm.v1").unwrap();
    let other = DevIssuer::new(TENANT).unwrap().validator::<TestModel>().build().await.unwrap();
    let mut alone = outer.clone().layer(who);
    let mut both = outer.layer(EntraLayer::optional(other).layer(who));
    let token = reader();
    assert_eq!(read(alone.call(websocket(&token)).await.unwrap()).await.body(), "Some(User)");
    assert_eq!(read(both.call(websocket(&token)).await.unwrap()).await.body(), "None");
}

#[tokio::test]
async fn a_verified_caller_reaches_the_service() {
    let response = send(&[format!("Bearer {}", reader())]).await;
    assert_eq!(
        (response.status(), response.body().as_str()),
        (StatusCode::OK, r#"{"Contacts.Read.Team"}"#)
    );
}

#[tokio::test]
async fn requests_without_a_valid_token_are_refused() {
    let metadata = format!(r#"resource_metadata="{METADATA}""#);
    let none = send(&[]).await;
    assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(challenge(&none), format!("Bearer {metadata}"));

    let expired = issuer()
        .user::<TestModel>()
        .roles([Role::ReadTeam])
        .issued_at(std::time::SystemTime::UNIX_EPOCH);
    let expired = send(&[format!("Bearer {}", expired.sign())]).await;
    assert_eq!(expired.status(), StatusCode::UNAUTHORIZED);
    assert!(
        challenge(&expired).contains(r#"error="invalid_token""#)
            && challenge(&expired).contains(&metadata)
    );

    let twice = send(&["Bearer a".to_owned(), "Bearer a".to_owned()]).await;
    assert_eq!(twice.status(), StatusCode::BAD_REQUEST);
    assert!(challenge(&twice).contains(r#"error="invalid_request""#));

    let no_permission = send(&[format!("Bearer {}", issuer().app::<TestModel>().sign())]).await;
    assert_eq!(no_permission.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        challenge(&no_permission),
        format!(r#"Bearer error="insufficient_scope", {metadata}"#)
    );
    let body: serde_json::Value = serde_json::from_str(no_permission.body()).unwrap();
    assert_eq!(body["error"], "insufficient_scope");
}

/// When a client disconnects, the server drops the future, at any point.
#[tokio::test]
async fn client_that_disconnects_does_not_affect_other_requests() {
    let mut service = EntraLayer::new(validator().await).layer(Denies);
    for _ in 0..3 {
        let mut call = Box::pin(service.call(Request::new(())));
        drop(core::future::poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx))).await);
        drop(call);
        drop(service.call(Request::new(())));
    }
    assert_eq!(send_denied(service).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn malformed_request_is_logged_at_info_and_missing_token_at_debug() {
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
            "INFO message=request refused error=the request has an `Authorization` header \
             that is not `Bearer` followed by one token"
        ]
    );
}
