//! One API with two authorities, over real connections: employees in one tenant, customers in
//! another. Each has an authority and a registration of its own.

use axum::Router;
use axum::routing::get;
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_runtime::{EntraLayer, Tenants, TokenValidator, TokenVersion, requires};
use entra_perms_tests::ferries::roles::*;
use entra_perms_tests::ferries::{Caller, Model, Role, Scope};
use reqwest::{Client, Response};
use serde_json::{Value, json};

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

/// Signs the claims of a token with another authority's key.
fn signed_by<'a>(
    authority: &'a DevIssuer,
    api: &str,
    of: &DevIssuer,
    version: TokenVersion,
) -> TokenBuilder<'a, Model> {
    person(authority, api)
        .tenant(of.tenant())
        .version(version)
        .claim("iss", World::issuer(of, version))
}

/// A row has a token, and the authority that must accept it.
#[tokio::test]
async fn each_token_is_judged_by_the_validator_of_its_issuer() {
    let world = World::start().await;
    let World { staff, customers, stranger, .. } = &world;
    let [v1, v2] = [TokenVersion::V1, TokenVersion::V2];
    let [of_staff, of_customers] = [World::issuer(staff, v2), World::issuer(customers, v1)];
    let rows = [
        ("an employee", world.employee(), Some((STAFF_API, staff))),
        ("a customer", world.customer(), Some((CUSTOMER_API, customers))),
        ("an employee in the old version", world.employee().version(v1), None),
        ("a customer in the new version", world.customer().version(v2), None),
        ("the key of the customers", signed_by(customers, STAFF_API, staff, v2), None),
        ("the key of the employees", signed_by(staff, CUSTOMER_API, customers, v1), None),
        ("the key of a stranger", signed_by(stranger, STAFF_API, staff, v2), None),
        ("the issuer of nobody", person(stranger, STAFF_API), None),
        (
            "an employee, with the customers' issuer",
            world.employee().claim("iss", of_customers.as_str()),
            None,
        ),
        (
            "a customer, with the employees' issuer",
            world.customer().claim("iss", of_staff.as_str()),
            None,
        ),
        (
            "an employee, with the customers' tenant",
            world.employee().claim("tid", CUSTOMER_TENANT),
            None,
        ),
        (
            "a customer, with the employees' tenant",
            world.customer().claim("tid", STAFF_TENANT),
            None,
        ),
        ("an employee, for the customers' API", world.employee().audience(CUSTOMER_API), None),
        ("a customer, for the employees' API", world.customer().audience(STAFF_API), None),
        ("two issuers", world.employee().claim("iss", json!([of_staff, of_customers])), None),
        ("no issuer", world.employee().without("iss"), None),
    ];
    for (name, token, expected) in rows {
        let token = token.sign();
        // The second time, a good token is cached.
        for _ in 0..2 {
            let response = world.get("/me", &token).await;
            match expected {
                None => assert_eq!(response.status(), 401, "{name}"),
                Some((api, authority)) => {
                    assert_eq!(response.status(), 200, "{name}");
                    let expected =
                        format!("{api} {} {}", authority.authority(), authority.tenant());
                    assert_eq!(response.text().await.unwrap(), expected, "{name}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_issuer_that_nobody_serves_costs_no_request() {
    let world = World::start().await;
    let at_start = world.key_requests();
    for number in 0..20 {
        let unknown = person(&world.stranger, STAFF_API).header("kid", format!("unknown-{number}"));
        assert_eq!(world.status("/me", &unknown.sign()).await, 401);
    }
    assert_eq!(world.key_requests(), at_start);
    assert_eq!(world.stranger.key_requests(), 0);
    // An unknown key of a trusted issuer costs a request to this issuer alone.
    world.customers.rotate_key().unwrap();
    assert_eq!(world.status("/me", &world.customer().sign()).await, 200);
    // The customers' keys are in two documents, one for each version of tokens.
    assert_eq!(world.key_requests(), [at_start[0], at_start[1] + 2]);
}

#[tokio::test]
async fn customers_cannot_get_the_roles_of_employees() {
    let world = World::start().await;
    for (token, held, statuses) in [
        (world.employee(), "Ferries.Read Ferries.Charter", [200, 403]),
        (world.customer(), "Ferries.Read", [200, 403]),
    ] {
        let token = token.sign();
        assert_eq!(world.get("/held", &token).await.text().await.unwrap(), held);
        let mut found = Vec::new();
        for path in ["/read", "/count"] {
            found.push(world.status(path, &token).await);
        }
        assert_eq!(found, statuses);
    }
    let app = |authority: &DevIssuer, api: &str| {
        authority.app::<Model>().registration(api).roles([Role::FerriesCount]).sign()
    };
    let of_staff = app(&world.staff, STAFF_API);
    assert_eq!(world.status("/count", &of_staff).await, 200);
    // The only role of this application does not count, so it has no permission at all.
    let of_customers = app(&world.customers, CUSTOMER_API);
    for path in ["/me", "/count"] {
        assert_eq!(world.status(path, &of_customers).await, 403, "{path}");
    }
}

/// Each caller signed in to its own registration, so a denial names the scopes of that one.
#[tokio::test]
async fn scopes_are_named_for_the_registration_of_the_caller() {
    let world = World::start().await;
    let without_scope = |authority: &DevIssuer, api: &str| {
        let user = authority.user::<Model>().registration(api).roles([Role::FerriesRead]);
        user.claim("scp", "Ferries.Legacy").sign()
    };
    for (token, uri) in [
        (without_scope(&world.staff, STAFF_API), "api://ferries-dev.example"),
        // The URL of the resource is an App ID URI of this registration.
        (without_scope(&world.customers, CUSTOMER_API), RESOURCE),
    ] {
        let response = world.get("/read", &token).await;
        assert_eq!(response.status(), 403);
        let scope = format!("{uri}/Ferries.Use");
        let challenge = response.headers()["www-authenticate"].to_str().unwrap().to_owned();
        assert!(challenge.contains(&format!("scope=\"{scope}\"")), "{challenge}");
        assert!(challenge.contains("resource_metadata=\"https://ferries.example/"), "{challenge}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["scopes"], json!([[scope]]));
    }
    // Without a token, the caller is unknown, and the first registration is the default.
    let response = Client::new().get(format!("{}/read", world.address)).send().await.unwrap();
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains("scope=\"api://ferries-dev.example/Ferries.Use\""), "{challenge}");
    let url = format!("{}/.well-known/oauth-protected-resource", world.address);
    let document: Value = Client::new().get(url).send().await.unwrap().json().await.unwrap();
    let servers = [&world.staff, &world.customers].map(|of| World::issuer(of, TokenVersion::V2));
    assert_eq!(document["authorization_servers"], json!(servers));
    assert_eq!(document["scopes_supported"], json!(["api://ferries-dev.example/Ferries.Use"]));
}

/// Clients keep tokens of the old version while the registration changes.
#[tokio::test]
async fn both_versions_are_accepted_during_a_change() {
    use std::time::{Duration, SystemTime};

    let issuer = DevIssuer::start(STAFF_TENANT).await.unwrap();
    let token = |version| person(&issuer, STAFF_API).version(version).sign();
    for (until, status_of_old) in [
        (SystemTime::now() + Duration::from_secs(3600), 200),
        (SystemTime::now() - Duration::from_secs(3600), 401),
    ] {
        let builder = issuer.validator::<Model>().client_id(STAFF_API).both_versions_until(until);
        let layer = EntraLayer::new(builder.build().await.unwrap());
        let app = Router::new().route("/read", get(read)).layer(layer);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/read", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        for (version, expected) in [(TokenVersion::V2, 200), (TokenVersion::V1, status_of_old)] {
            let request = Client::new().get(&url).bearer_auth(token(version));
            assert_eq!(request.send().await.unwrap().status(), expected, "{version:?}");
        }
    }
}

/// The handler without a guard gets the caller, and every guard denies it.
#[tokio::test]
async fn an_application_without_roles_passes_no_guard() {
    let issuer = DevIssuer::start(STAFF_TENANT).await.unwrap();
    let token = issuer.app::<Model>().registration(STAFF_API).sign();
    for (accepts, of_me) in [(false, 403), (true, 200)] {
        let builder = issuer.validator::<Model>().client_id(STAFF_API);
        let builder = if accepts { builder.accept_apps_without_roles() } else { builder };
        let layer = EntraLayer::new(builder.build().await.unwrap());
        let app = Router::new()
            .route("/me", get(me))
            .route("/read", get(read))
            .route("/count", get(count))
            .layer(layer);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        for (path, expected) in [("/me", of_me), ("/read", 403), ("/count", 403)] {
            let request = Client::new().get(format!("{address}{path}")).bearer_auth(&token);
            assert_eq!(request.send().await.unwrap().status(), expected, "{path}");
        }
    }
}
