//! Items for the cases, and the function that runs them. The test generates `main.rs` and the
//! cases.

use std::error::Error as StdError;
use std::fmt;
use std::panic;
use std::sync::Mutex;

use actix_web::HttpMessage as _;
pub use axum::extract::Path;
pub use axum::routing::get;
use entra_perms_runtime::audit;
pub use entra_perms_runtime::{Denied, requires};
use tower::ServiceExt as _;

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifest.json",
        scopes = { "Contacts.Use" => ["Contacts.Read"] },
    }
}
pub use permissions::{Caller, roles::*};

/// The result of a guarded function.
pub type Answer = Result<u32, Error>;

/// The error of a service, made from a denial.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Error;

impl From<Denied> for Error {
    fn from(_: Denied) -> Self {
        Self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("denied")
    }
}

impl StdError for Error {}

impl axum::response::IntoResponse for Error {
    fn into_response(self) -> axum::response::Response {
        axum::response::IntoResponse::into_response(http::StatusCode::FORBIDDEN)
    }
}

impl actix_web::ResponseError for Error {
    fn status_code(&self) -> actix_web::http::StatusCode {
        actix_web::http::StatusCode::FORBIDDEN
    }
}

impl rmcp::model::IntoContents for Error {
    fn into_contents(self) -> Vec<rmcp::model::ContentBlock> {
        Vec::new()
    }
}

impl poem::error::ResponseError for Error {
    fn status(&self) -> http::StatusCode {
        http::StatusCode::FORBIDDEN
    }
}

static CURRENT: Mutex<Option<Caller>> = Mutex::new(None);

/// Returns the caller of the case that runs.
pub fn current() -> Caller {
    CURRENT.lock().unwrap().clone().unwrap()
}

/// Runs a future until it completes.
pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// Sends a request to a handler of axum.
pub fn axum(route: axum::routing::MethodRouter) -> Answer {
    let mut request = http::Request::get("/1").body(axum::body::Body::empty()).unwrap();
    request.extensions_mut().insert(current());
    let router = axum::Router::new().route("/{n}", route);
    let response = block_on(router.oneshot(request)).unwrap();
    answer(response.status().as_u16())
}

/// Sends a request to a handler of actix-web that declares its route.
pub fn actix(service: impl actix_web::dev::HttpServiceFactory + 'static) -> Answer {
    let status = actix_web::rt::System::new().block_on(async {
        let app = actix_web::test::init_service(actix_web::App::new().service(service)).await;
        let request = actix_web::test::TestRequest::get().uri("/1").to_request();
        request.extensions_mut().insert(current());
        actix_web::test::call_service(&app, request).await.status()
    });
    answer(status.as_u16())
}

/// Sends a request to a handler of poem.
pub fn poem(handler: impl poem::Endpoint + 'static) -> Answer {
    let request = poem::Request::builder().uri_str("/1").finish();
    let route = poem::Route::new().at("/:n", handler);
    let response = block_on(poem::Endpoint::get_response(&route, request));
    answer(response.status().as_u16())
}

fn answer(status: u16) -> Answer {
    match status {
        200 => Ok(0),
        403 => Err(Error),
        other => panic!("unexpected status {other}"),
    }
}

/// Runs each case for a caller with the role, for a caller without it, and for the first again.
pub fn run(cases: &[(&str, fn() -> Answer)]) {
    let user = || Caller::test().user().scopes([permissions::Scope::ContactsUse]);
    let permitted: Caller = user().roles([permissions::Role::ContactsRead]).into();
    let denied: Caller = user().into();
    for (name, ask) in cases {
        print!("{name}");
        for caller in [&permitted, &denied, &permitted] {
            *CURRENT.lock().unwrap() = Some(caller.clone());
            let word = match panic::catch_unwind(ask) {
                Ok(Ok(_)) => "in",
                Ok(Err(_)) => "out",
                Err(_) => "panic",
            };
            print!(" {word}");
        }
        println!();
    }
    let sources =
        audit::Sources::new("target/cases/main.rs").foreign_attribute("contracts::requires");
    if let Err(lost) = sources.check() {
        println!("{lost}");
    }
}
