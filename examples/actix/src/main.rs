//! A contacts API on actix-web that takes its permissions from an Entra app registration.
//!
//! The example guards handlers with `#[requires]`, verifies tokens with [`EntraLayer`], and serves
//! one route without a token. Run it with the id of your tenant:
//!
//! ```text
//! ENTRA_TENANT=<tenant id> cargo run -p example-actix
//! ```
//!
//! Start with `permissions` (the permission model), the handlers, and [`Api`], which adds the
//! layer. The tests call the API with tokens that a development issuer signs.

mod permissions;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use actix_web::{App, HttpResponse, HttpServer, Responder, get, put, web};
use anyhow::Context as _;
use entra_perms_runtime::{EntraLayer, ResourceError, Tenants, requires};
use permissions::{Model, Scope, TokenValidator, roles::Contacts};

/// The URL of this API, as clients see it.
const PUBLIC_URL: &str = "http://127.0.0.1:8080";

/// The names of the contacts, by id.
type Store = RwLock<BTreeMap<u32, String>>;

/// Lists all contacts.
#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
#[get("/contacts")]
async fn list_contacts(store: web::Data<Store>) -> impl Responder {
    web::Json(store.read().unwrap_or_else(PoisonError::into_inner).clone())
}

/// Renames a contact. The guard denies a caller before the request's body is read.
#[requires(Contacts::Write::Team)]
#[put("/contacts/{id}")]
async fn rename_contact(
    store: web::Data<Store>,
    id: web::Path<u32>,
    name: web::Json<String>,
) -> HttpResponse {
    let mut contacts = store.write().unwrap_or_else(PoisonError::into_inner);
    match contacts.get_mut(&id) {
        Some(contact) => {
            *contact = name.into_inner();
            HttpResponse::NoContent().finish()
        }
        None => HttpResponse::NotFound().finish(),
    }
}

/// The state that all workers share.
#[derive(Clone)]
struct Api {
    entra: EntraLayer<Model>,
    store: web::Data<Store>,
}

impl Api {
    /// The layer serves the document that tells clients how to get a token (RFC 9728).
    fn new(validator: TokenValidator) -> Result<Self, ResourceError> {
        let entra = EntraLayer::new(validator)
            .resource(PUBLIC_URL)?
            .basic_scopes([Scope::CrmReadTeam]);
        let contacts =
            BTreeMap::from([(1, "Ada Lovelace".to_owned()), (2, "Grace Hopper".to_owned())]);
        Ok(Self { entra, store: web::Data::new(RwLock::new(contacts)) })
    }

    fn routes(&self, config: &mut web::ServiceConfig) {
        // Register open routes first: the guarded scope matches every remaining path.
        config.route("/health", web::get().to(async || "ok"));
        let guarded = web::scope("")
            .wrap(self.entra.clone())
            .service(list_contacts)
            .service(rename_contact);
        config.app_data(self.store.clone()).service(guarded);
    }
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    // The log says why a token was refused or a caller denied.
    tracing_subscriber::fmt().init();
    let tenant = std::env::var("ENTRA_TENANT").context("cannot read `ENTRA_TENANT`")?;
    // The manifest supplies the other expected claims, such as the audience.
    let validator = TokenValidator::builder(Tenants::single(&tenant)?).build().await?;
    let api = Api::new(validator)?;
    HttpServer::new(move || App::new().configure(|config| api.routes(config)))
        .bind(("127.0.0.1", 8080))?
        .run()
        .await?;
    Ok(())
}
