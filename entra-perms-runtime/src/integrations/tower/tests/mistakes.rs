//! Warnings about layers in the wrong order.

use super::*;

fn warnings() -> Vec<String> {
    Log::lines().into_iter().filter(|line| line.starts_with("WARN")).collect()
}

#[tokio::test]
async fn second_layer_is_warned_about_once() {
    let layer = EntraLayer::new(validator().await).resource(RESOURCE).unwrap();
    let inner = EntraLayer::new(validator().await);
    Log::start();
    let twice = layer.layer(inner.layer(Denies));
    for _ in 0..2 {
        assert_eq!(send_denied(twice.clone()).await.status(), StatusCode::FORBIDDEN);
    }
    let model = "entra_perms_runtime::test_support::model::TestModel";
    assert_eq!(
        warnings(),
        [format!(
            "WARN message=two `EntraLayer`s verify the token of one request \
             outer={model:?} inner={model:?} \
             help=\"remove one of them, unless the service has guards of both models\""
        )]
    );
}

/// A layer that requires a token for a part of the service is not a mistake.
#[tokio::test]
async fn a_required_layer_inside_of_an_optional_one_is_no_mistake() {
    let optional = EntraLayer::optional(validator().await);
    let required = EntraLayer::new(validator().await);
    Log::start();
    let mut service = optional.layer(required.layer(ShowsCaller::new()));
    core::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
    let response = service.call(bearer(&reader())).await.unwrap();
    assert_eq!((response.status(), warnings().len()), (StatusCode::OK, 0));
    core::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
    let refused = service.call(Request::new(())).await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(refused.headers()["vary"], "Authorization");
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

#[tokio::test]
async fn preflight_is_refused_and_warned_about_once() {
    let layer = EntraLayer::new(validator().await);
    Log::start();
    // These requests are not preflight requests.
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
        ["WARN message=`EntraLayer` refused a CORS preflight request, because it has no token \
             help=put the CORS layer outside of `EntraLayer`: in axum, `.layer(cors)` after \
             `.layer(EntraLayer…)`; in a `ServiceBuilder`, and in tonic, before it"]
    );
}

#[tokio::test]
async fn grpc_request_refused_over_http_is_warned_about_once() {
    let layer = EntraLayer::new(validator().await);
    let request =
        |media_type: &str| Request::builder().header("content-type", media_type).body(()).unwrap();
    Log::start();
    let mut service = layer.layer(Denies);
    service.call(request("application/json")).await.unwrap();
    layer
        .clone()
        .refusal_response(plain_text)
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
        ["WARN message=`EntraLayer` refused a gRPC request with an HTTP status \
             help=\"use `EntraLayer::grpc` (feature `tonic`) for gRPC services\""]
    );
}
