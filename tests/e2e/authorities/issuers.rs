//! The issuer that a token names decides which authority judges it, and nothing else.

use entra_perms_runtime::TokenVersion;
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_tests::ferries::Model;
use serde_json::json;

use super::{CUSTOMER_API, CUSTOMER_TENANT, STAFF_API, STAFF_TENANT, World, person};

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
