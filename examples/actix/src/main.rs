//! A small API on actix-web whose permissions come from its Entra app registration.
//!
//! ```text
//! ENTRA_TENANT=<tenant id> cargo run -p example-actix
//! ```
//!
//! To copy from: `permissions` (the model), the handlers, and [`Api`], which puts the layer in front of them. The tests show how to call
//! them with tokens of the development issuer.

mod permissions;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{PoisonError, RwLock};

use actix_web::{App, HttpResponse, HttpServer, Responder, get, put, web};
use entra_perms_runtime::{EntraLayer, ProtectedResource, Tenants, requires};
use permissions::{Model, TokenValidator, roles::Contacts};

/// Where clients see this API.
const PUBLIC_URL: &str = "http://127.0.0.1:8080";

/// The contacts of the team: names by id.
type Store = RwLock<BTreeMap<u32, String>>;

#[get("/contacts")]
#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
async fn list_contacts(store: web::Data<Store>) -> impl Responder {
    web::Json(store.read().unwrap_or_else(PoisonError::into_inner).clone())
}

/// Who may not do this is told so before the body is read.
#[put("/contacts/{id}")]
#[requires(Contacts::Write::Team)]
async fn rename_contact(
    store: web::Data<Store>,
    id: web::Path<u32>,
    name: web::Json<String>,
) -> HttpResponse {
    match store.write().unwrap_or_else(PoisonError::into_inner).get_mut(&id) {
        Some(contact) => {
            *contact = name.into_inner();
            HttpResponse::NoContent().finish()
        }
        None => HttpResponse::NotFound().finish(),
    }
}

/// Where clients find out how to get a token (RFC 9728): it needs none.
#[get("/.well-known/oauth-protected-resource")]
async fn resource_metadata(resource: web::Data<ProtectedResource>) -> impl Responder {
    web::Json(resource)
}

/// What all workers share.
#[derive(Clone)]
struct Api {
    entra: EntraLayer<Model>,
    resource: web::Data<ProtectedResource>,
    store: web::Data<Store>,
}

impl Api {
    fn new(validator: TokenValidator) -> Self {
        let resource = web::Data::new(validator.protected_resource());
        let metadata = format!("{PUBLIC_URL}/.well-known/oauth-protected-resource");
        let entra = EntraLayer::new(validator).resource_metadata(metadata);
        let contacts = [(1, "Ada Lovelace"), (2, "Grace Hopper")];
        let store = contacts.map(|(id, name)| (id, name.to_owned())).into();
        Self { entra, resource, store: web::Data::new(RwLock::new(store)) }
    }

    fn routes(&self, config: &mut web::ServiceConfig) {
        // What needs no token comes first: this scope answers for every path that is left.
        let guarded = web::scope("")
            .wrap(self.entra.clone())
            .service(list_contacts)
            .service(rename_contact);
        config.app_data(self.resource.clone()).app_data(self.store.clone());
        config.service(resource_metadata).service(guarded);
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().init();
    let tenant =
        std::env::var("ENTRA_TENANT").map_err(|_| "ENTRA_TENANT must be the id of your tenant")?;
    // All else that a token must say comes from the manifest.
    let validator = TokenValidator::builder(Tenants::single(&tenant)?).build().await?;
    let api = Api::new(validator);
    let app = move || App::new().configure(|config| api.routes(config));
    Ok(HttpServer::new(app).bind(("127.0.0.1", 8080))?.run().await?)
}
