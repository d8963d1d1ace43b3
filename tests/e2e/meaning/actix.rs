//! The operations on actix-web.

use std::net::TcpListener;
use std::thread;

use actix_web::{App, HttpServer, Responder, get, post, put, web};
use entra_perms_runtime::{ClaimsRequest, Denied, EntraLayer, requires};
use entra_perms_tests::crm::Caller;
use entra_perms_tests::crm::Client::{Import, Web};
use entra_perms_tests::crm::roles::*;

use super::{BASIC, RESOURCE};

#[put("/contacts/{id}")]
#[requires(Contacts::Write::Team)]
async fn rename(state: web::Data<()>, id: web::Path<u8>, name: web::Json<String>) -> String {
    assert_eq!((state.get_ref(), *id), (&(), 7));
    name.into_inner()
}

#[requires(Contacts::Write::All, by = app)]
#[post("")]
async fn import() -> impl Responder {
    "imported"
}

#[requires(all(Contacts::Read::My, Accounts::Read::Team))]
async fn both() -> &'static str {
    "both"
}

#[get("/either")]
#[requires(any(Accounts::Read::Team, Proposals::ReadWrite::Team))]
async fn either() -> &'static str {
    "either"
}

#[post("/purge")]
#[requires(Contacts::Write::Team)]
async fn purge(caller: Caller) -> Result<&'static str, Denied> {
    caller.require_claims(&ClaimsRequest::authentication_context::<1>())?;
    Ok("purged")
}

#[requires(Contacts::Write::Team, context = 1)]
#[post("/approve")]
async fn approve() -> &'static str {
    "approved"
}

#[post("/transfer")]
#[requires(any(Contacts::Write::Team, Contacts::Write::All), fresh = "15 min")]
async fn transfer() -> &'static str {
    "transferred"
}

#[post("/sync")]
#[requires(at_least(Contacts::Write::Team), client = any(Import, Web))]
async fn sync() -> &'static str {
    "synchronized"
}

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
fn contacts(caller: &Caller) -> Result<&'static str, Denied> {
    Ok("Ada, Grace")
}

#[get("/contacts")]
async fn list(caller: Caller) -> Result<&'static str, Denied> {
    contacts(&caller)
}

#[get("/me")]
async fn me(caller: Caller) -> String {
    format!("{} {:?}", caller.kind(), caller.effective())
}

#[tokio::test]
async fn actix() {
    let (validator, cases) = super::validator_and_cases().await;
    let layer = EntraLayer::new(validator).resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let starting = EntraLayer::new(super::validator_without_keys().await);
    let starting = starting.resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let app = move || {
        let guarded = web::scope("")
            .wrap(layer.clone())
            .app_data(web::Data::new(()))
            .service(rename)
            .service(list)
            .service(web::scope("/import").service(import))
            .route("/both", web::get().to(both))
            .service(either)
            .service(purge)
            .service(approve)
            .service(sync)
            .service(transfer)
            .service(me);
        App::new()
            .route("/health", web::get().to(async || "ok"))
            .route("/forgotten", web::get().to(both))
            .service(web::resource("/starting").wrap(starting.clone()).get(both))
            .service(guarded)
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap();
        actix_web::rt::System::new().block_on(server.run())
    });
    super::http::check(&address, cases).await;
}
