//! The forms of handlers that `#[requires]` can guard.

use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::dev::Payload;
use actix_web::test::init_service;
use actix_web::{App, FromRequest, HttpRequest, Responder, ResponseError, get as route_get, web};

use self::permissions::roles::*;
use self::permissions::{Caller, Model, Role, Scope};
use super::*;
use crate::requires;

pub(super) mod permissions {
    crate::permissions! {
        manifest = "manifests/crm.json",
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*",
                                    "Contacts.Read.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
        crate = crate,
    }
}

/// Returns a token for a reader of the team's contacts.
pub(super) fn token() -> String {
    ISSUER
        .user::<Model>()
        .roles([Role::ContactsReadTeam])
        .scopes([Scope::CrmReadTeam])
        .sign()
}

fn writer() -> String {
    ISSUER
        .user::<Model>()
        .roles([Role::ContactsWriteTeam])
        .scopes([Scope::CrmReadWriteTeam])
        .sign()
}

#[derive(Debug, thiserror::Error)]
enum MyError {
    #[error(transparent)]
    Denied(#[from] Denied),
}

impl ResponseError for MyError {
    fn status_code(&self) -> StatusCode {
        let Self::Denied(denied) = self;
        denied.status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let Self::Denied(denied) = self;
        denied.error_response()
    }
}

#[requires(Contacts::Write::Team, crate = crate)]
async fn plain() -> &'static str {
    "plain"
}

/// The route above.
#[route_get("/above/{id}")]
#[requires(Contacts::Write::Team, crate = crate)]
pub(super) async fn above(
    id: web::Path<u32>,
    caller: Caller,
    service: web::Data<String>,
) -> impl Responder {
    format!("{id} {} {}", caller.kind(), service.as_str())
}

/// The route below.
#[requires(Contacts::Write::Team, crate = crate)]
#[actix_web::post("/below/{id}")]
async fn below(id: web::Path<u32>, name: web::Json<String>) -> Result<HttpResponse, MyError> {
    Ok(HttpResponse::Created().body(format!("{id} {name}")))
}

#[requires(Contacts::Write::Team, crate = crate)]
#[actix_web::routes]
#[get("/one")]
#[get("/other")]
async fn two_routes() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[actix_web::route("/several", method = "GET", method = "PUT")]
#[requires(Contacts::Write::Team, crate = crate)]
async fn several_methods() -> HttpResponse {
    HttpResponse::Ok().finish()
}

trait Named: 'static {
    const NAME: &'static str;
}

struct Ada;

impl Named for Ada {
    const NAME: &'static str = "Ada";
}

#[requires(Contacts::Write::Team, crate = crate)]
async fn generic<T: Named, U>(number: web::Path<U>) -> String
where
    U: core::fmt::Display + serde::de::DeserializeOwned + 'static,
{
    format!("{} {number}", T::NAME)
}

#[requires(Contacts::Write::Team, crate = crate)]
fn future(name: web::Path<String>) -> impl Future<Output = String> {
    ready(name.into_inner())
}

/// Takes its caller, and is therefore not a handler.
#[requires(Contacts::Write::Team, crate = crate)]
fn inner(caller: &Caller, name: &str) -> Result<String, MyError> {
    Ok(format!("{name} for {}", caller.kind()))
}

async fn outer(caller: Caller) -> Result<String, MyError> {
    inner(&caller, "inner")
}

#[requires(Contacts::Write::Team, caller = caller, crate = crate)]
async fn named(caller: Caller) -> Result<HttpResponse, MyError> {
    Ok(HttpResponse::Ok().body("named"))
}

#[requires(Contacts::Write::Team, crate = crate)]
async fn with_body(name: web::Json<String>) -> Result<String, Denied> {
    Ok(name.into_inner())
}

fn post(path: &str) -> TestRequest {
    TestRequest::post().uri(path).set_json("Ada")
}

/// The path, the request, and the status and body for an authorized caller.
type Form = (&'static str, fn(&str) -> TestRequest, u16, &'static str);

#[actix_web::test]
async fn every_form_of_handler_is_guarded() {
    let scope = web::scope("/scope")
        .service(above)
        .service(web::scope("/inner").service(below))
        .route("/plain", web::get().to(plain));
    let app = App::new()
        .app_data(web::Data::new("crm".to_owned()))
        .service((scope, above, below, two_routes, several_methods))
        .route("/plain", web::get().to(plain))
        .route("/generic/{number}", web::get().to(generic::<Ada, u8>))
        .route("/future/{name}", web::get().to(future))
        .route("/outer", web::get().to(outer))
        .service(web::resource("/named").route(web::get().to(named)))
        .route("/with_body", web::post().to(with_body))
        .wrap(layer::<Model>().await);
    let app = init_service(app).await;
    let forms: [Form; 15] = [
        ("/plain", get, 200, "plain"),
        ("/above/7", get, 200, "7 user crm"),
        ("/below/7", post, 201, "7 Ada"),
        ("/one", get, 200, ""),
        ("/other", get, 200, ""),
        ("/several", get, 200, ""),
        ("/several", |path| TestRequest::put().uri(path), 200, ""),
        ("/scope/above/7", get, 200, "7 user crm"),
        ("/scope/inner/below/7", post, 201, "7 Ada"),
        ("/scope/plain", get, 200, "plain"),
        ("/generic/7", get, 200, "Ada 7"),
        ("/future/Ada", get, 200, "Ada"),
        ("/outer", get, 200, "inner for user"),
        ("/named", get, 200, "named"),
        ("/with_body", post, 200, "Ada"),
    ];
    for (path, request, status, body) in forms {
        let allowed = send!(&app, bearer(request(path), &writer())).await;
        assert_eq!((allowed.status, allowed.body.as_str()), (status, body), "{path}");
        let denied = send!(&app, bearer(request(path), &token())).await;
        assert_eq!(denied.status, 403, "{path}");
        assert_eq!(
            denied.json()["detail"],
            "the user lacks the role `Contacts.Write.Team`",
            "{path}"
        );
        assert_eq!(
            denied.challenges,
            [format!(r#"Bearer error="insufficient_scope", resource_metadata="{METADATA}""#)]
        );
        assert_eq!(send!(&app, request(path)).await.status, 401, "{path}");
    }
}

#[actix_web::test]
async fn guard_runs_before_the_body_is_read() {
    let json_errors = web::Data::new(AtomicUsize::new(0));
    let counter = json_errors.clone();
    let json_config = web::JsonConfig::default().error_handler(move |error, _| {
        counter.fetch_add(1, Ordering::Relaxed);
        error.into()
    });
    let path_errors = web::Data::new(AtomicUsize::new(0));
    let counter = path_errors.clone();
    let path_config = web::PathConfig::default().error_handler(move |error, _| {
        counter.fetch_add(1, Ordering::Relaxed);
        error.into()
    });
    let app = App::new()
        .app_data(json_config)
        .app_data(path_config)
        .service(below)
        .wrap(layer::<Model>().await);
    let app = init_service(app).await;
    let malformed = |path: &str| {
        let request = TestRequest::post()
            .uri(path)
            .insert_header(("content-type", "application/json"));
        request.set_payload("{ not json")
    };
    let text = TestRequest::post().uri("/below/7").set_payload("no JSON at all");
    assert_eq!(send!(&app, bearer(malformed("/below/7"), &token())).await.status, 403);
    assert_eq!(send!(&app, bearer(text, &token())).await.status, 403);
    assert_eq!(json_errors.load(Ordering::Relaxed), 0);
    // The path is parsed without polling: the error handler runs, and its response is dropped.
    assert_eq!(send!(&app, bearer(malformed("/below/x"), &token())).await.status, 403);
    assert_eq!(path_errors.load(Ordering::Relaxed), 1);
    // The handler's own extractors run after the guard.
    assert_eq!(send!(&app, bearer(malformed("/below/7"), &writer())).await.status, 400);
    assert_eq!(send!(&app, bearer(malformed("/below/x"), &writer())).await.status, 400);
    assert_eq!(json_errors.load(Ordering::Relaxed), 1);
    assert_eq!(path_errors.load(Ordering::Relaxed), 2);
}

/// An extractor that panics when it is polled.
struct NotPolled;

impl FromRequest for NotPolled {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(async { unreachable!("polled for a caller who is denied") })
    }
}

#[requires(Contacts::Write::Team, crate = crate)]
async fn polls_nothing(_: NotPolled, _: web::Bytes) -> &'static str {
    ""
}

#[actix_web::test]
async fn no_other_extractor_is_polled_for_a_denied_caller() {
    let app = App::new().route("/", web::get().to(polls_nothing)).wrap(layer::<Model>().await);
    assert_eq!(send!(&init_service(app).await, bearer(get("/"), &token())).await.status, 403);
}

#[actix_web::test]
async fn missing_layer_is_logged_once_with_the_function() {
    let app = init_service(App::new().app_data(web::Data::new(String::new())).service(above)).await;
    Log::start();
    assert_eq!(send!(&app, bearer(get("/above/7"), &writer())).await.status, 500);
    let [line] = <[String; 1]>::try_from(Log::lines()).unwrap();
    assert!(
        line.starts_with("ERROR message=the request has no verified caller function="),
        "{line}"
    );
    assert!(line.contains("::tests::handlers::above help="), "{line}");
}
