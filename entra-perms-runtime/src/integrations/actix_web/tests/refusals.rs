//! The responses to refusals.

use std::time::SystemTime;

use actix_web::body::BodySize;
use actix_web::http::header::SET_COOKIE;
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::test::init_service;
use actix_web::{App, ResponseError, web};
use http_body_util::{BodyExt as _, Full};

use super::*;
use crate::caller::{ClaimsRequest, Reason};
use crate::challenge::{BearerError, Refusal};
use crate::validator::TokenError;

/// Refuses the request for the reason with this number.
async fn refuse(number: web::Path<u8>) -> Result<String, Error> {
    let authorize = Some("https://login.example/t/oauth2/authorize".to_owned());
    let claims = |ask_at| {
        Denied::because(vec![Reason::LacksClaims {
            request: ClaimsRequest::authentication_context::<1>(),
            ask_at,
        }])
    };
    let lacks_scope = vec![Reason::LacksScope { held: vec!["R"], any_of: vec!["A", "B"] }];
    Err(match *number {
        0 => BearerError::Missing.into(),
        1 => BearerError::Malformed("two tokens").into(),
        2 => TokenError::Expired.into(),
        3 => TokenError::NoPermission.into(),
        4 => TokenError::KeysUnavailable.into(),
        5 => Denied::because(Vec::new()).into(),
        6 => Denied::unless_granted(lacks_scope, vec![vec!["A"], vec!["B", "C"]]).into(),
        7 => claims(authorize).into(),
        8 => claims(None).into(),
        _ => Denied::no_caller().into(),
    })
}

#[actix_web::test]
async fn each_refusal_has_its_status_and_challenges() {
    let app = init_service(
        App::new()
            .service(
                web::scope("/layer")
                    .wrap(layer::<TestModel>().await)
                    .route("/{number}", web::get().to(refuse)),
            )
            .route("/{number}", web::get().to(refuse)),
    );
    let app = app.await;
    let bad_token =
        r#"error_description="the access token is malformed, expired, or not meant for this API""#;
    let claims = r#"error_description="this needs the authentication context `c1`", authorization_uri="https://login.example/t/oauth2/authorize", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19""#;
    let scopes =
        [r#"error="insufficient_scope", scope="A""#, r#"error="insufficient_scope", scope="B C""#];
    let table: [(u16, &[&str]); 10] = [
        (401, &[""]),
        (400, &[r#"error="invalid_request", error_description="the request has two tokens""#]),
        (401, &[&format!(r#"error="invalid_token", {bad_token}"#)]),
        (403, &[r#"error="insufficient_scope""#]),
        (503, &[]),
        (403, &[r#"error="insufficient_scope""#]),
        (403, &scopes),
        (401, &[&format!(r#"error="insufficient_claims", {claims}"#)]),
        (403, &[r#"error="insufficient_scope""#]),
        (500, &[]),
    ];
    for (number, (status, attributes)) in table.into_iter().enumerate() {
        let plain = send!(&app, get(&format!("/{number}"))).await;
        let behind_layer = send!(&app, bearer(get(&format!("/layer/{number}")), &reader())).await;
        let challenge = |attributes: String| format!("Bearer {attributes}").trim_end().to_owned();
        let expected: Vec<_> = attributes
            .iter()
            .map(|attributes| challenge((*attributes).to_owned()))
            .collect();
        assert_eq!((plain.status, &plain.challenges), (status, &expected), "{number}");
        let metadata = format!("resource_metadata=\"{METADATA}\"");
        let complete = attributes.iter().map(|attributes| match *attributes {
            "" => challenge(metadata.clone()),
            attributes => challenge(format!("{attributes}, {metadata}")),
        });
        assert_eq!(
            (behind_layer.status, behind_layer.challenges.clone()),
            (status, complete.collect()),
            "{number}"
        );
        for response in [plain, behind_layer] {
            assert_eq!(response.header("content-type"), Some("application/problem+json"));
            assert_eq!(response.header("cache-control"), Some("no-store"));
            assert_eq!(response.header("retry-after").is_some(), status == 503);
            assert_eq!(response.json()["status"], status);
            assert_eq!(response.challenge().unwrap().status().as_u16(), status);
            assert_eq!(
                response.response.error().unwrap().as_response_error().status_code(),
                status
            );
        }
    }
}

#[actix_web::test]
async fn refused_requests_never_reach_the_service() {
    let reached = || async { unreachable!("the layer must refuse every request") as &'static str };
    let app =
        init_service(App::new().default_service(web::to(reached)).wrap(layer::<TestModel>().await))
            .await;
    let metadata = format!("resource_metadata=\"{METADATA}\"");
    let none = send!(&app, get("/")).await;
    assert_eq!((none.status, none.challenges), (401, vec![format!("Bearer {metadata}")]));
    let basic = send!(&app, get("/").insert_header(("authorization", "Basic dTpw"))).await;
    assert_eq!(basic.status, 401);
    let twice = ["Bearer a", "Bearer a"].map(|value| ("authorization", value));
    let twice = send!(&app, twice.into_iter().fold(get("/"), TestRequest::append_header)).await;
    assert_eq!(twice.status, 400);
    assert!(twice.challenges[0].starts_with(r#"Bearer error="invalid_request""#), "{twice:?}");
    let not_ascii =
        send!(&app, get("/").insert_header(("authorization", &b"Bearer \xff"[..]))).await;
    assert_eq!(not_ascii.status, 400);
    let expired = ISSUER
        .user::<TestModel>()
        .roles([Role::ReadTeam])
        .issued_at(SystemTime::UNIX_EPOCH)
        .sign();
    let expired = send!(&app, bearer(get("/"), &expired)).await;
    assert_eq!(expired.status, 401);
    assert!(expired.challenges[0].starts_with(r#"Bearer error="invalid_token""#), "{expired:?}");
    let no_permission = send!(&app, bearer(get("/"), &ISSUER.app::<TestModel>().sign())).await;
    assert_eq!(no_permission.status, 403);
    assert_eq!(
        no_permission.challenges,
        [format!(r#"Bearer error="insufficient_scope", {metadata}"#)]
    );
    assert_eq!(no_permission.json()["error"], "insufficient_scope");
    assert!(matches!(
        no_permission.challenge().unwrap().refusal(),
        Refusal::BadToken(TokenError::NoPermission)
    ));
}

#[cfg(feature = "discovery")]
#[actix_web::test]
async fn unavailable_keys_are_503() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let builder = TokenValidator::<TestModel>::builder(Tenants::single(TENANT).unwrap());
    let validator = builder.authority(issuer.authority()).build().await.unwrap();
    let app =
        init_service(App::new().route("/", web::get().to(me)).wrap(EntraLayer::new(validator)))
            .await;
    let token = || issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign();
    let known = token();
    issuer.rotate_key().unwrap();
    let unknown = token();
    drop(issuer);
    let unavailable = send!(&app, bearer(get("/"), &unknown)).await;
    assert_eq!((unavailable.status, unavailable.challenges.len()), (503, 0));
    assert!(unavailable.header("retry-after").is_some());
    assert_eq!(send!(&app, bearer(get("/"), &known)).await.status, 200);
}

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
        r#"Bearer error="insufficient_scope", scope="Crm.Read", resource_metadata="{METADATA}""#
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
        assert!(
            !response.challenges.iter().any(|challenge| challenge.contains(METADATA)),
            "{response:?}"
        );
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

#[actix_web::test]
async fn challenge_is_a_response() {
    let challenge =
        async || TokenError::Expired.challenge().with_resource_metadata("https://other.example");
    let app = App::new().route("/", web::get().to(challenge)).wrap(layer::<TestModel>().await);
    let response = send!(&init_service(app).await, bearer(get("/"), &reader())).await;
    assert_eq!(response.status, 401);
    assert!(
        response.challenges[0].ends_with(&format!("resource_metadata=\"{METADATA}\"")),
        "{response:?}"
    );
}
