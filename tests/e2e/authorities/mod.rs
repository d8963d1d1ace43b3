//! One API with two authorities, over real connections: employees in one tenant, customers in
//! another. Each has an authority and a registration of its own.
//!
//! - `issuers`: the authority that judges a token;
//! - `permissions`: the roles and scopes of each authority;
//! - `settings`: a service with one authority that accepts more tokens.

mod issuers;
mod permissions;
mod settings;

use axum::Router;
use axum::routing::get;
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_runtime::{EntraLayer, Tenants, TokenValidator, TokenVersion, requires};
use entra_perms_tests::ferries::roles::*;
use entra_perms_tests::ferries::{Caller, Model, Role, Scope};
use reqwest::{Client, Response};

const STAFF_TENANT: &str = "11111111-2222-4333-8444-555555555555";
const CUSTOMER_TENANT: &str = "66666666-7777-4888-8999-aaaaaaaaaaaa";
const STRANGER_TENANT: &str = "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff";
/// The registration of the employees, whose tokens have version 2.
const STAFF_API: &str = "60000000-0000-4000-8000-000000000001";
/// The registration of the customers, whose tokens have version 1.
const CUSTOMER_API: &str = "60000000-0000-4000-8000-00000000000a";
/// The second App ID URI of the customers' registration.
const RESOURCE: &str = "https://ferries.example";

async fn me(caller: Caller) -> String {
    format!("{} {} {}", caller.registration(), caller.authority(), caller.tenant())
}

async fn held(caller: Caller) -> String {
    caller.held().iter().map(|role| role.to_string()).collect::<Vec<_>>().join(" ")
}

#[requires(Ferries::Read)]
async fn read() -> &'static str {
    "Kalkgrund"
}

#[requires(Ferries::Count)]
async fn count() -> &'static str {
    "2"
}

/// The service, and the authorities. Only the first two are trusted.
struct World {
    staff: DevIssuer,
    customers: DevIssuer,
    stranger: DevIssuer,
    address: String,
}

impl World {
    async fn start() -> Self {
        let staff = DevIssuer::start(STAFF_TENANT).await.unwrap();
        let customers = DevIssuer::start(CUSTOMER_TENANT).await.unwrap();
        let stranger = DevIssuer::start(STRANGER_TENANT).await.unwrap();
        let of = |tenant, authority: &DevIssuer, client_id| {
            TokenValidator::<Model>::builder(Tenants::single(tenant).unwrap())
                .authority(authority.authority())
                .client_id(client_id)
        };
        let of_staff = of(STAFF_TENANT, &staff, STAFF_API).build().await.unwrap();
        let of_customers = of(CUSTOMER_TENANT, &customers, CUSTOMER_API)
            .only_roles([Role::FerriesRead])
            .build()
            .await
            .unwrap();
        let validator = TokenValidator::any_of([of_staff, of_customers]).unwrap();
        let layer = EntraLayer::new(validator).resource(RESOURCE).unwrap();
        let app = Router::new()
            .route("/me", get(me))
            .route("/held", get(held))
            .route("/read", get(read))
            .route("/count", get(count))
            .layer(layer.basic_scopes([Scope::FerriesUse]));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { staff, customers, stranger, address }
    }

    fn employee(&self) -> TokenBuilder<'_, Model> {
        person(&self.staff, STAFF_API)
    }

    fn customer(&self) -> TokenBuilder<'_, Model> {
        person(&self.customers, CUSTOMER_API)
    }

    /// Returns the requests for keys that the two trusted authorities got.
    fn key_requests(&self) -> [usize; 2] {
        [self.staff.key_requests(), self.customers.key_requests()]
    }

    async fn get(&self, path: &str, token: &str) -> Response {
        let request = Client::new().get(format!("{}{path}", self.address));
        request.bearer_auth(token).send().await.unwrap()
    }

    async fn status(&self, path: &str, token: &str) -> u16 {
        self.get(path, token).await.status().as_u16()
    }

    fn issuer(authority: &DevIssuer, version: TokenVersion) -> String {
        let base = format!("{}/{}", authority.authority(), authority.tenant());
        match version {
            TokenVersion::V1 => format!("{base}/"),
            TokenVersion::V2 => format!("{base}/v2.0"),
        }
    }
}

fn person<'a>(authority: &'a DevIssuer, api: &str) -> TokenBuilder<'a, Model> {
    let roles = [Role::FerriesRead, Role::FerriesCharter];
    authority.user().registration(api).roles(roles).scopes([Scope::FerriesUse])
}
