//! The responses to refusals of the service: completed, replaced, or hidden.

use actix_web::body::BodySize;
use actix_web::http::header::SET_COOKIE;
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::test::init_service;
use actix_web::{App, ResponseError, web};
use http_body_util::{BodyExt as _, Full};

use super::*;
use crate::challenge::Refusal;

/// Headers that describe the body of a response.
const BODY_HEADERS: [&str; 8] = [
    "content-language",
    "etag",
    "last-modified",
    "accept-ranges",
    "content-digest",
    "repr-digest",
    "digest",
    "content-md5",
];

/// Adds headers, like middleware between the guard and the layer.
fn add_headers() -> DefaultHeaders {
    let headers = DefaultHeaders::new().add(("x-served-by", "7"));
    BODY_HEADERS.iter().fold(headers, |headers, name| headers.add((*name, "en")))
}

#[actix_web::test]
async fn denial_of_the_service_is_completed() {
    let app = App::new()
        .route("/", web::get().to(all))
        .wrap(add_headers())
        .wrap(layer::<TestModel>().await);
    let denied = send!(&init_service(app).await, bearer(get("/"), &reader())).await;
    let expected = format!(
        r#"Bearer error="insufficient_scope", scope="api://crm/Crm.Read", resource_metadata="{METADATA}""#
    );
    assert_eq!((denied.status, &denied.challenges), (403, &vec![expected]));
    assert_eq!(denied.header("x-served-by"), Some("7"));
    for name in BODY_HEADERS {
        assert_eq!(denied.header(name), Some("en"), "{name}: the body is kept");
    }
    assert_eq!(denied.json()["detail"], LACKS);
    assert!(matches!(denied.challenge().unwrap().refusal(), Refusal::NotPermitted(_)));
    assert!(denied.response.error().unwrap().as_error::<Denied>().is_some());
}

#[actix_web::test]
async fn custom_response_replaces_refusals() {
    let layer = layer::<TestModel>().await.refusal_response(plain_text);
    let app =
        init_service(App::new().route("/", web::get().to(all)).wrap(add_headers()).wrap(layer))
            .await;
    let denied = send!(&app, bearer(get("/"), &reader())).await;
    assert_eq!((denied.status, denied.body.as_str()), (418, format!("no: {LACKS}").as_str()));
    assert!(denied.challenges[0].contains(METADATA), "{denied:?}");
    assert_eq!(
        (denied.header("content-type"), denied.header("x-served-by")),
        (Some("text/plain"), Some("7"))
    );
    for name in BODY_HEADERS {
        assert_eq!(denied.header(name), None, "{name}: the body is replaced");
    }
    assert_eq!(denied.response.headers().get_all("content-type").count(), 1);

    let no_token = send!(&app, get("/")).await;
    assert_eq!((no_token.status, no_token.body.as_str()), (418, "no: no access token was sent"));
    assert!(no_token.challenge().is_some());
}

/// An error type of the service, with its own status and body.
#[derive(Debug, thiserror::Error)]
#[error("hidden")]
struct ApiError<const STATUS: u16>(Denied);

impl<const STATUS: u16> ResponseError for ApiError<STATUS> {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(STATUS).unwrap()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.0.error_response().set_body("a custom body");
        *response.status_mut() = self.status_code();
        response.head_mut().reason = Some("Hidden");
        for value in ["a=1", "b=2"] {
            response.headers_mut().append(SET_COOKIE, HeaderValue::from_static(value));
        }
        response.map_into_boxed_body()
    }
}

/// A body that is never complete in memory, like the body of middleware that compresses.
struct Streamed(Option<web::Bytes>);

impl MessageBody for Streamed {
    type Error = core::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Option<Result<web::Bytes, Self::Error>>> {
        core::task::Poll::Ready(self.0.take().map(Ok))
    }
}

#[actix_web::test]
async fn response_of_an_error_type_is_kept() {
    let hides = async |caller: Caller<TestModel>| {
        caller.require(Role::ReadAll).map(|()| "").map_err(ApiError::<403>)
    };
    let streams = from_fn(async |request, next: actix_web::middleware::Next<_>| {
        let response: ServiceResponse = next.call(request).await?;
        Ok::<_, Error>(response.map_body(|_, body| Streamed(body.try_into_bytes().ok())))
    });
    let app = App::new()
        .service(web::resource("/").wrap(streams).get(hides))
        .wrap(layer::<TestModel>().await);
    let kept = send!(&init_service(app).await, bearer(get("/"), &reader())).await;
    assert_eq!((kept.status, kept.body.as_str()), (403, "a custom body"));
    assert_eq!(kept.response.head().reason, Some("Hidden"));
    assert!(kept.challenges[0].contains(METADATA), "{kept:?}");

    let app = App::new()
        .route("/", web::get().to(hides))
        .wrap(layer::<TestModel>().await.refusal_response(plain_text));
    let replaced = send!(&init_service(app).await, bearer(get("/"), &reader())).await;
    assert_eq!((replaced.status, replaced.response.head().reason), (418, None));
    for response in [kept, replaced] {
        let cookies: Vec<_> = response.response.headers().get_all(SET_COOKIE).collect();
        assert_eq!(cookies, ["a=1", "b=2"]);
    }
}

/// A service that hides a denial, for example with 404, must not be exposed by the layer.
#[actix_web::test]
async fn denial_hidden_by_an_error_type_stays_hidden() {
    let hides = async |caller: Caller<TestModel>| {
        caller.require(Role::ReadAll).map(|()| "").map_err(ApiError::<404>)
    };
    let completed = App::new().route("/", web::get().to(hides)).wrap(layer::<TestModel>().await);
    let hidden = send!(&init_service(completed).await, bearer(get("/"), &reader())).await;
    let replaced = App::new()
        .route("/", web::get().to(hides))
        .wrap(layer::<TestModel>().await.refusal_response(plain_text));
    let custom = send!(&init_service(replaced).await, bearer(get("/"), &reader())).await;
    for response in [hidden, custom] {
        assert_eq!((response.status, response.body.as_str()), (404, "a custom body"));
        // The error type keeps the headers of the denial. The layer does not add to them.
        let kept = format!(
            r#"Bearer error="insufficient_scope", scope="api://crm/Crm.Read", resource_metadata="{METADATA}""#
        );
        assert_eq!(response.challenges, [kept]);
    }
}

/// A custom response can have any `http_body::Body`, such as a framework's, or one with trailers.
#[actix_web::test]
async fn custom_response_can_have_any_body() {
    let text = |challenge: &Challenge| http::Response::new(challenge.description());
    let axum_body = |challenge: &Challenge| {
        axum::response::IntoResponse::into_response((challenge.headers(), challenge.description()))
    };
    let with_trailers = |challenge: &Challenge| {
        let trailers = async { Some(Ok(http::HeaderMap::new())) };
        http::Response::new(
            Full::new(web::Bytes::from(challenge.description())).with_trailers(trailers),
        )
    };
    let layer = layer::<TestModel>().await;
    let scopes = (
        web::scope("/text").wrap(layer.clone().refusal_response(text)),
        web::scope("/axum").wrap(layer.clone().refusal_response(axum_body)),
        web::scope("/trailers").wrap(layer.refusal_response(with_trailers)),
    );
    let all = || web::get().to(all);
    let app = App::new()
        .service(scopes.0.route("/", all()))
        .service(scopes.1.route("/", all()))
        .service(scopes.2.route("/", all()));
    let app = init_service(app).await;
    for path in ["/text/", "/axum/", "/trailers/"] {
        let denied = send!(&app, bearer(get(path), &reader())).await;
        assert_eq!((denied.status, denied.body.as_str()), (200, LACKS), "{path}");
        let no_token = send!(&app, get(path)).await;
        assert_eq!(
            (no_token.status, no_token.body.as_str()),
            (200, "no access token was sent"),
            "{path}"
        );
    }
}

/// Middleware that uses an extractor returns an `Err`, which becomes a response later.
#[actix_web::test]
async fn denial_of_other_middleware_is_completed_when_it_becomes_a_response() {
    let guards = || {
        from_fn(
            async |_: Authorized<ReadsAll>,
                   request: ServiceRequest,
                   next: actix_web::middleware::Next<_>| {
                next.call(request).await as Result<ServiceResponse, Error>
            },
        )
    };
    for (has_custom_response, status) in [(false, 403), (true, 418)] {
        let app = web::scope("").wrap(guards()).route("/", web::get().to(me));
        let app = if has_custom_response {
            App::new()
                .service(web::scope("").wrap(RefusalResponseLayer::new(plain_text)).service(app))
        } else {
            App::new().service(web::scope("").service(app))
        };
        let app = init_service(app.wrap(layer::<TestModel>().await)).await;
        let request = bearer(get("/"), &reader()).to_request();
        let error = try_call_service(&app, request).await.map(|_| ()).unwrap_err();
        assert!(error.as_error::<Denied>().is_some());
        for _ in 0..2 {
            let response = error.error_response();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers().get_all(WWW_AUTHENTICATE).count(), 1);
            assert!(
                response
                    .headers()
                    .get(WWW_AUTHENTICATE)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .contains(METADATA)
            );
            assert!(response.extensions().contains::<Challenge>());
        }
    }
}
