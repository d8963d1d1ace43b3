//! The responses to refusals of the service.

use tower::util::BoxCloneService;

use super::*;

#[tokio::test]
async fn denial_of_the_service_is_completed() {
    let layer = EntraLayer::new(validator().await).resource(RESOURCE).unwrap();
    let response = send_denied(layer.layer(Denies)).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        challenge(&response),
        format!(
            r#"Bearer error="insufficient_scope", scope="api://crm/Crm.Read", resource_metadata="{METADATA}""#
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
async fn custom_response_replaces_refusals() {
    let layer = EntraLayer::new(validator().await)
        .resource(RESOURCE)
        .unwrap()
        .refusal_response(plain_text);
    let response = send_denied(layer.layer(Denies)).await;
    assert_eq!(response.status(), StatusCode::IM_A_TEAPOT);
    assert!(challenge(&response).contains(METADATA), "{}", challenge(&response));
    assert_eq!(response.body(), &format!("no: {LACKS}"));
    assert_eq!(response.headers()[CONTENT_TYPE], "text/plain");
    assert_eq!(response.headers()["x-served-by"], "7");
    assert!(!response.headers().contains_key(CONTENT_ENCODING), "the replaced body had it");

    let mut service = layer.layer(Denies);
    let no_token = read(service.call(Request::new(())).await.unwrap()).await;
    assert_eq!(no_token.status(), StatusCode::IM_A_TEAPOT);
    assert_eq!(no_token.body(), "no: no access token was sent");
    assert!(no_token.extensions().get::<Challenge>().is_some());
}

#[tokio::test]
async fn innermost_refusal_response_wins() {
    let inside = RefusalResponseLayer::new(plain_text);
    let outside = |_: &Challenge| -> Response<String> { unreachable!("the response is final") };
    let layer = EntraLayer::new(validator().await)
        .resource(RESOURCE)
        .unwrap()
        .refusal_response(outside);
    let response = send_denied(layer.layer(inside.layer(Denies))).await;
    assert_eq!(response.status(), StatusCode::IM_A_TEAPOT);
    assert!(challenge(&response).contains(METADATA), "{}", challenge(&response));
    // Other responses pass unchanged.
    let mut service = layer.layer(inside.layer(ShowsCaller::new()));
    core::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
    let response = service.call(bearer(&reader())).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

/// Denies every caller, and changes the status of the response.
fn hides(status: StatusCode) -> BoxCloneService<Request<()>, Response<String>, Infallible> {
    BoxCloneService::new(tower::service_fn(move |request: Request<()>| async move {
        let caller = Caller::<TestModel>::from_request(&request).expect("a verified caller");
        let denied = caller.require(Role::ReadAll).unwrap_err();
        let mut response = denied.challenge().into_response::<String>();
        *response.status_mut() = status;
        response.headers_mut().remove(WWW_AUTHENTICATE);
        response
            .headers_mut()
            .insert("content-security-policy", "default-src 'self'".parse().unwrap());
        Ok(response.map(|_| "no such thing".to_owned()))
    }))
}

/// A service that hides a denial, for example with 404, must not be exposed by the layer.
#[tokio::test]
async fn denial_with_a_changed_status_stays_hidden() {
    let layer = EntraLayer::new(validator().await).resource(RESOURCE).unwrap();
    for status in [StatusCode::NOT_FOUND, StatusCode::OK] {
        let completed = send_denied(layer.layer(hides(status))).await;
        let custom = layer.clone().refusal_response(plain_text);
        let replaced = send_denied(custom.layer(hides(status))).await;
        for response in [completed, replaced] {
            assert_eq!((response.status(), response.body().as_str()), (status, "no such thing"));
            assert!(!response.headers().contains_key(WWW_AUTHENTICATE));
        }
    }
}

/// Drops the headers of the replaced refusal, and keeps headers that middleware added.
#[tokio::test]
async fn custom_response_drops_the_headers_of_the_refusal() {
    let redirect = |_: &Challenge| {
        let mut response = Response::new(String::new());
        *response.status_mut() = StatusCode::FOUND;
        response
    };
    let layer = EntraLayer::new(validator().await).refusal_response(redirect);
    let response = send_denied(layer.layer(hides(StatusCode::FORBIDDEN))).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    let names: Vec<_> = response.headers().keys().map(http::HeaderName::as_str).collect();
    assert_eq!(names, ["content-security-policy"]);
    let mut from_layer = layer.layer(hides(StatusCode::FORBIDDEN));
    assert!(
        from_layer.call(Request::new(())).await.unwrap().headers().is_empty(),
        "no middleware added headers"
    );
}
