//! Each status, and how it is answered.

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

/// A handler that refuses by itself.
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
    let of_token =
        r#"error_description="the access token is malformed, expired, or not meant for this API""#;
    let claims = r#"error_description="this needs the authentication context `c1`", authorization_uri="https://login.example/t/oauth2/authorize", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19""#;
    let scopes =
        [r#"error="insufficient_scope", scope="A""#, r#"error="insufficient_scope", scope="B C""#];
    let table: [(u16, &[&str]); 10] = [
        (401, &[""]),
        (400, &[r#"error="invalid_request", error_description="the request has two tokens""#]),
        (401, &[&format!(r#"error="invalid_token", {of_token}"#)]),
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
        for answer in [plain, behind_layer] {
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("retry-after").is_some(), status == 503);
            assert_eq!(answer.json()["status"], status);
            assert_eq!(answer.challenge().unwrap().status().as_u16(), status);
            assert_eq!(answer.response.error().unwrap().as_response_error().status_code(), status);
        }
    }
}

#[actix_web::test]
async fn what_the_layer_refuses_never_gets_further() {
    let reached = || async { unreachable!("nobody gets here") as &'static str };
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
    let intruder = send!(&app, bearer(get("/"), &ISSUER.app::<TestModel>().sign())).await;
    assert_eq!(intruder.status, 403);
    assert_eq!(intruder.challenges, [format!(r#"Bearer error="insufficient_scope", {metadata}"#)]);
    assert_eq!(intruder.json()["error"], "insufficient_scope");
    assert!(matches!(
        intruder.challenge().unwrap().refusal(),
        Refusal::BadToken(TokenError::NoPermission)
    ));
}

#[cfg(feature = "discovery")]
#[actix_web::test]
async fn keys_that_cannot_be_fetched_are_503() {
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
    let answer = send!(&app, bearer(get("/"), &unknown)).await;
    assert_eq!((answer.status, answer.challenges.len()), (503, 0));
    assert!(answer.header("retry-after").is_some());
    assert_eq!(send!(&app, bearer(get("/"), &known)).await.status, 200);
}

/// Headers that speak of the body that they come with.
const OF_THE_BODY: [&str; 8] = [
    "content-language",
    "etag",
    "last-modified",
    "accept-ranges",
    "content-digest",
    "repr-digest",
    "digest",
    "content-md5",
];

/// Marks what passes, as middleware between guard and layer does.
fn between() -> DefaultHeaders {
    let headers = DefaultHeaders::new().add(("x-served-by", "7"));
    OF_THE_BODY.iter().fold(headers, |headers, name| headers.add((*name, "en")))
}

#[actix_web::test]
async fn a_denial_further_in_is_completed_on_its_way_out() {
    let app = App::new()
        .route("/", web::get().to(all))
        .wrap(between())
        .wrap(layer::<TestModel>().await);
    let denied = send!(&init_service(app).await, bearer(get("/"), &reader())).await;
    let expected = format!(
        r#"Bearer error="insufficient_scope", scope="Crm.Read", resource_metadata="{METADATA}""#
    );
    assert_eq!((denied.status, &denied.challenges), (403, &vec![expected]));
    assert_eq!(denied.header("x-served-by"), Some("7"));
    for name in OF_THE_BODY {
        assert_eq!(denied.header(name), Some("en"), "{name}: the body stays");
    }
    assert_eq!(denied.json()["detail"], LACKS);
    assert!(matches!(denied.challenge().unwrap().refusal(), Refusal::NotPermitted(_)));
    assert!(denied.response.error().unwrap().as_error::<Denied>().is_some());
}

#[actix_web::test]
async fn refusals_are_answered_in_another_way() {
    let layer = layer::<TestModel>().await.refusal_response(in_words);
    let app =
        init_service(App::new().route("/", web::get().to(all)).wrap(between()).wrap(layer)).await;
    let denied = send!(&app, bearer(get("/"), &reader())).await;
    assert_eq!((denied.status, denied.body.as_str()), (418, format!("no: {LACKS}").as_str()));
    assert!(denied.challenges[0].contains(METADATA), "{denied:?}");
    assert_eq!(
        (denied.header("content-type"), denied.header("x-served-by")),
        (Some("text/plain"), Some("7"))
    );
    for name in OF_THE_BODY {
        assert_eq!(denied.header(name), None, "{name}: that was of the other body");
    }
    assert_eq!(denied.response.headers().get_all("content-type").count(), 1);

    let nobody = send!(&app, get("/")).await;
    assert_eq!((nobody.status, nobody.body.as_str()), (418, "no: no access token was sent"));
    assert!(nobody.challenge().is_some());
}

/// An error type of the service's own, with a status and a body of its own.
#[derive(Debug, thiserror::Error)]
#[error("hidden")]
struct Said<const STATUS: u16>(Denied);

impl<const STATUS: u16> ResponseError for Said<STATUS> {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(STATUS).unwrap()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.0.error_response().set_body("no more than that");
        *response.status_mut() = self.status_code();
        response.head_mut().reason = Some("Hidden");
        for value in ["a=1", "b=2"] {
            response.headers_mut().append(SET_COOKIE, HeaderValue::from_static(value));
        }
        response.map_into_boxed_body()
    }
}

/// A body that is nowhere as a whole, as that of middleware that compresses.
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
async fn what_an_error_type_answers_stays() {
    let hides = async |caller: Caller<TestModel>| {
        caller.require(Role::ReadAll).map(|()| "").map_err(Said::<403>)
    };
    let streams = from_fn(async |request, next: actix_web::middleware::Next<_>| {
        let response: ServiceResponse = next.call(request).await?;
        Ok::<_, Error>(response.map_body(|_, body| Streamed(body.try_into_bytes().ok())))
    });
    let app = App::new()
        .service(web::resource("/").wrap(streams).get(hides))
        .wrap(layer::<TestModel>().await);
    let said = send!(&init_service(app).await, bearer(get("/"), &reader())).await;
    assert_eq!((said.status, said.body.as_str()), (403, "no more than that"));
    assert_eq!(said.response.head().reason, Some("Hidden"));
    assert!(said.challenges[0].contains(METADATA), "{said:?}");

    let app = App::new()
        .route("/", web::get().to(hides))
        .wrap(layer::<TestModel>().await.refusal_response(in_words));
    let in_words = send!(&init_service(app).await, bearer(get("/"), &reader())).await;
    assert_eq!((in_words.status, in_words.response.head().reason), (418, None));
    for answer in [said, in_words] {
        let cookies: Vec<_> = answer.response.headers().get_all(SET_COOKIE).collect();
        assert_eq!(cookies, ["a=1", "b=2"]);
    }
}

/// Who hides what it denies is not given away: the layer leaves alone what has another status.
#[actix_web::test]
async fn what_an_error_type_hides_stays_hidden() {
    let hides = async |caller: Caller<TestModel>| {
        caller.require(Role::ReadAll).map(|()| "").map_err(Said::<404>)
    };
    let plain = App::new().route("/", web::get().to(hides)).wrap(layer::<TestModel>().await);
    let hidden = send!(&init_service(plain).await, bearer(get("/"), &reader())).await;
    let words = App::new()
        .route("/", web::get().to(hides))
        .wrap(layer::<TestModel>().await.refusal_response(in_words));
    let in_words = send!(&init_service(words).await, bearer(get("/"), &reader())).await;
    for answer in [hidden, in_words] {
        assert_eq!((answer.status, answer.body.as_str()), (404, "no more than that"));
        assert!(
            !answer.challenges.iter().any(|challenge| challenge.contains(METADATA)),
            "{answer:?}"
        );
    }
}

/// A custom response may have any body of `http-body`: that of a framework, one with trailers.
#[actix_web::test]
async fn an_answer_has_a_body_of_any_kind() {
    let text = |challenge: &Challenge| http::Response::new(challenge.description());
    let of_axum = |challenge: &Challenge| {
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
        web::scope("/axum").wrap(layer.clone().refusal_response(of_axum)),
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
        let nobody = send!(&app, get(path)).await;
        assert_eq!(
            (nobody.status, nobody.body.as_str()),
            (200, "no access token was sent"),
            "{path}"
        );
    }
}

/// Middleware that asks for the caller, as an extractor.
#[actix_web::test]
async fn a_denial_that_is_no_response_yet_is_answered_when_it_becomes_one() {
    let guards = || {
        from_fn(
            async |_: Authorized<ReadsAll>,
                   request: ServiceRequest,
                   next: actix_web::middleware::Next<_>| {
                next.call(request).await as Result<ServiceResponse, Error>
            },
        )
    };
    for (answered, status) in [(false, 403), (true, 418)] {
        let app = web::scope("").wrap(guards()).route("/", web::get().to(me));
        let app = if answered {
            App::new()
                .service(web::scope("").wrap(RefusalResponseLayer::new(in_words)).service(app))
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
async fn a_challenge_is_a_response() {
    let challenge =
        async || TokenError::Expired.challenge().with_resource_metadata("https://other.example");
    let app = App::new().route("/", web::get().to(challenge)).wrap(layer::<TestModel>().await);
    let answer = send!(&init_service(app).await, bearer(get("/"), &reader())).await;
    assert_eq!(answer.status, 401);
    assert!(
        answer.challenges[0].ends_with(&format!("resource_metadata=\"{METADATA}\"")),
        "{answer:?}"
    );
}
