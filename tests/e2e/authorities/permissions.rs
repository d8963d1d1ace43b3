//! The roles that each authority can grant, and the scopes of each registration.

use entra_perms_runtime::TokenVersion;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::ferries::{Model, Role};
use reqwest::Client;
use serde_json::{Value, json};

use super::{CUSTOMER_API, RESOURCE, STAFF_API, World};

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
