//! The places of the layer, several layers, a missing layer, and concurrent requests.

use core::future::{pending, poll_fn};
use core::task::Poll;

use actix_web::test::init_service;
use actix_web::{App, web};

use super::*;
use crate::guard::MaybeCaller;
use crate::validator::Lookup;

#[actix_web::test]
async fn a_verified_caller_reaches_the_handler() {
    let app =
        init_service(App::new().route("/me", web::get().to(me)).wrap(layer::<TestModel>().await))
            .await;
    let response = send!(&app, bearer(get("/me"), &reader())).await;
    assert_eq!((response.status, response.body.as_str()), (200, r#"{"Contacts.Read.Team"}"#));
    assert!(response.challenge().is_none());
    let elsewhere = send!(&app, bearer(get("/none"), &reader())).await;
    assert_eq!((elsewhere.status, elsewhere.challenges.len()), (404, 0));
    assert_eq!(send!(&app, get("/none")).await.status, 401, "all of the app needs a token");
}

#[actix_web::test]
async fn layer_wraps_app_scope_resource_and_route() {
    let layer = layer::<TestModel>().await;
    let app = init_service(
        App::new()
            .service(web::scope("/scope").wrap(layer.clone()).route("/me", web::get().to(me)))
            .service(web::resource("/resource").wrap(layer.clone()).get(me))
            .route("/route", web::get().to(me).wrap(layer.clone()))
            .route("/open", web::get().to(async || "open"))
            .service(web::scope("").wrap(layer).route("/rest", web::get().to(me))),
    );
    let app = app.await;
    for path in ["/scope/me", "/resource", "/route", "/rest"] {
        assert_eq!(send!(&app, get(path)).await.status, 401, "{path}");
        assert_eq!(send!(&app, bearer(get(path), &reader())).await.status, 200, "{path}");
    }
    assert_eq!(send!(&app, get("/open")).await.body, "open");
    assert_eq!(
        send!(&app, get("/none")).await.status,
        401,
        "the last scope responds to all other paths"
    );
}

#[actix_web::test]
async fn missing_layer_denies() {
    let open = App::new().route("/me", web::get().to(me)).route("/all", web::get().to(all));
    let guarded = web::scope("/scope")
        .wrap(layer::<TestModel>().await)
        .route("/me", web::get().to(me));
    let app = init_service(open.service(guarded)).await;
    // actix-web reuses requests: a caller must not stay in the extensions.
    assert_eq!(send!(&app, bearer(get("/scope/me"), &reader())).await.status, 200);
    Log::start();
    for path in ["/me", "/all"] {
        let denied = send!(&app, bearer(get(path), &reader())).await;
        assert_eq!((denied.status, denied.challenges.len()), (500, 0), "{path}");
        assert!(!denied.body.contains("layer"), "{denied:?}");
    }
    let lines = Log::lines();
    assert_eq!(lines.len(), 2);
    for (line, function) in lines.iter().zip(["the handler of `/me`", "crm::all"]) {
        let start =
            format!("ERROR message=the request has no verified caller function={function} help=");
        assert!(line.starts_with(&start), "{line}");
    }
}

#[cfg(feature = "macros")]
#[actix_web::test]
async fn layer_for_another_model_denies() {
    let layer = layer::<super::handlers::permissions::Model>().await;
    let app = App::new()
        .route("/", web::get().to(me))
        .route("/all", web::get().to(all))
        .wrap(layer);
    let app = init_service(app).await;
    let token = super::handlers::token();
    Log::start();
    for path in ["/", "/all"] {
        let denied = send!(&app, bearer(get(path), &token)).await;
        assert_eq!((denied.status, denied.challenges.len()), (500, 0));
    }
    let lines: Vec<_> = Log::lines().into_iter().filter(|line| line.starts_with("ERROR")).collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        assert!(
            line.contains("message=the request has no verified caller of this model"),
            "{line}"
        );
        assert!(
            line.contains(r#"expected="entra_perms_runtime::test_support::model::TestModel""#),
            "{line}"
        );
        assert!(line.contains(r"actix_web::tests::handlers::permissions::Model"), "{line}");
    }
}

fn warnings() -> Vec<String> {
    Log::lines().into_iter().filter(|line| line.starts_with("WARN")).collect()
}

#[actix_web::test]
async fn second_layer_is_warned_about_once() {
    let outer = layer::<TestModel>().await;
    let inner = layer::<TestModel>().await;
    let app = App::new()
        .service(web::scope("").wrap(inner).route("/", web::get().to(all)))
        .wrap(outer);
    let app = init_service(app).await;
    Log::start();
    for _ in 0..2 {
        let denied = send!(&app, bearer(get("/"), &reader())).await;
        assert_eq!((denied.status, denied.challenges.len()), (403, 1));
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

/// An outer layer takes the token out of the request. The inner layer has not judged its sender.
#[actix_web::test]
async fn an_anonymous_request_has_no_caller_of_an_outer_layer() {
    let outer = layer::<TestModel>().await.websocket_protocol("crm.v1").unwrap();
    let other = DevIssuer::new(TENANT).unwrap().validator::<TestModel>().build().await.unwrap();
    let who =
        async |caller: MaybeCaller<TestModel>| format!("{:?}", caller.get().map(Caller::kind));
    let inner = web::scope("/both").wrap(EntraLayer::optional(other));
    let app = App::new()
        .service(inner.route("", web::get().to(who)))
        .route("/alone", web::get().to(who))
        .wrap(outer);
    let app = init_service(app).await;
    let token = reader();
    // The second time, the token is cached.
    for (path, expected) in [("/alone", "Some(User)"), ("/alone", "Some(User)"), ("/both", "None")]
    {
        let request = get(path)
            .insert_header(("connection", "upgrade"))
            .insert_header(("upgrade", "websocket"))
            .insert_header(("sec-websocket-protocol", format!("crm.v1, bearer.{token}")));
        let response = send!(&app, request).await;
        assert_eq!(response.body, expected, "{path}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[actix_web::test]
async fn preflight_is_refused_and_warned_about_once() {
    let layer = layer::<TestModel>().await;
    // Each worker has its own app.
    let apps =
        [layer.clone(), layer].map(|layer| App::new().route("/me", web::put().to(me)).wrap(layer));
    let preflight = || {
        TestRequest::default()
            .method(actix_web::http::Method::OPTIONS)
            .uri("/me")
            .insert_header(("origin", "https://app.contoso.example"))
            .insert_header(("access-control-request-method", "PUT"))
    };
    Log::start();
    for app in apps {
        let app = init_service(app).await;
        let real = preflight().method(actix_web::http::Method::PUT);
        assert_eq!(send!(&app, real).await.status, 401);
        assert_eq!(send!(&app, preflight()).await.status, 401);
    }
    assert_eq!(
        warnings(),
        ["WARN message=`EntraLayer` refused a CORS preflight request, because it has no token \
             help=put the CORS layer outside of `EntraLayer`: in actix-web, `.wrap(cors)` after \
             `.wrap(EntraLayer…)`"]
    );
}

#[actix_web::test]
async fn innermost_refusal_response_wins() {
    let outside =
        |_: &Challenge| -> http::Response<String> { unreachable!("the response is final") };
    let between =
        |_: &Challenge| -> http::Response<String> { unreachable!("an inner layer has responded") };
    let inside = web::scope("")
        .wrap(RefusalResponseLayer::new(plain_text))
        .route("/", web::get().to(all))
        .route("/me", web::get().to(me));
    let app = App::new()
        .service(web::scope("").wrap(RefusalResponseLayer::new(between)).service(inside))
        .wrap(layer::<TestModel>().await.refusal_response(outside));
    let app = init_service(app).await;
    let denied = send!(&app, bearer(get("/"), &reader())).await;
    assert_eq!((denied.status, denied.body.as_str()), (418, format!("no: {LACKS}").as_str()));
    assert_eq!(denied.challenges.len(), 1);
    assert!(denied.challenges[0].contains(METADATA), "{denied:?}");
    // Other responses pass unchanged.
    assert_eq!(send!(&app, bearer(get("/me"), &reader())).await.status, 200);
}

/// When a client disconnects, the server drops the future, at any point.
#[actix_web::test]
async fn client_that_disconnects_does_not_affect_other_requests() {
    let waits = async |_: Caller<TestModel>| {
        pending::<()>().await;
        ""
    };
    let app = App::new().route("/waits", web::get().to(waits)).route("/me", web::get().to(me));
    let app = init_service(app.wrap(layer::<TestModel>().await)).await;
    for _ in 0..3 {
        let request = || bearer(get("/waits"), &reader()).to_request();
        drop(app.call(request()));
        let mut call = Box::pin(app.call(request()));
        assert!(poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx))).await.is_pending());
        drop(call);
    }
    assert_eq!(send!(&app, bearer(get("/me"), &reader())).await.status, 200);
    assert_eq!(send!(&app, get("/me")).await.status, 401);
}

#[actix_web::test]
async fn concurrent_requests_keep_their_own_callers() {
    let slow = async |caller: Caller<TestModel>, _: Authorized<ReadsAll>| {
        tokio::task::yield_now().await;
        format!("{:?}", caller.granted())
    };
    let app =
        init_service(App::new().route("/", web::get().to(slow)).wrap(layer::<TestModel>().await))
            .await;
    let full = ISSUER.user::<TestModel>().roles([Role::ReadAll]).scopes([Scope::Crm]).sign();
    let (first, second, third) = tokio::join!(
        send!(&app, bearer(get("/"), &full)),
        send!(&app, bearer(get("/"), &reader())),
        send!(&app, get("/"))
    );
    assert_eq!((first.status, first.body.as_str()), (200, r#"{"Crm.Read"}"#));
    assert_eq!((second.status, third.status), (403, 401));
}

#[actix_web::test]
async fn token_is_cached_after_its_first_request() {
    let validator = ISSUER.validator::<TestModel>().build().await.unwrap();
    let layer = EntraLayer::new(validator.clone());
    let app = init_service(App::new().service(web::resource("/me").to(me)).wrap(layer)).await;
    let token = reader();
    assert!(matches!(validator.look_up(token.as_bytes()), Lookup::Miss(_)));
    for _ in 0..2 {
        assert_eq!(send!(&app, bearer(get("/me"), &token)).await.status, 200);
        assert!(matches!(validator.look_up(token.as_bytes()), Lookup::Hit(_)));
    }
}
