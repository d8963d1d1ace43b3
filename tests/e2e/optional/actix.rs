//! The operations on actix-web.

use std::net::TcpListener;
use std::thread;

use actix_web::{App, HttpServer, Responder, get, web};
use entra_perms_runtime::{Denied, EntraLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, MaybeCaller};
use entra_perms_tests::wide;

use super::{BASIC, OWN_VARY, RESOURCE, greet, guarded_function};

#[get("/catalog")]
async fn catalog(caller: MaybeCaller) -> impl Responder {
    greet(caller.get()).customize().insert_header(("vary", OWN_VARY))
}

#[get("/guarded")]
#[requires(Contacts::Write::Team)]
async fn guarded(caller: MaybeCaller) -> &'static str {
    assert!(caller.is_some());
    "guarded"
}

#[get("/function")]
async fn function(caller: MaybeCaller) -> Result<String, Denied> {
    guarded_function(&caller)
}

#[get("/me")]
async fn me(caller: Caller) -> String {
    caller.kind().to_string()
}

#[get("/other")]
async fn other(_: wide::MaybeCaller) -> &'static str {
    "other"
}

#[get("/otherguard")]
#[requires(wide::roles::Wide::R6)]
async fn other_guard() -> &'static str {
    "other"
}

async fn who(caller: MaybeCaller) -> String {
    greet(caller.get())
}

#[tokio::test]
async fn actix() {
    let (validator, credentials) = super::validator_and_credentials().await;
    let outer = EntraLayer::optional(validator.clone());
    let outer = outer.resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let required = EntraLayer::new(validator).resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let app = move || {
        let open = web::scope("")
            .wrap(outer.clone())
            .service(catalog)
            .service(guarded)
            .service(function)
            .service(me)
            .service(other)
            .service(other_guard)
            .service(web::resource("/inner").wrap(required.clone()).get(who));
        App::new().route("/outside", web::get().to(who)).service(open)
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap();
        actix_web::rt::System::new().block_on(server.run())
    });
    super::http::check(&address, credentials).await;
}
