//! Several authorities at one API: the issuer that a token names chooses the one that is asked.

use serde_json::json;

use super::behavior::Behavior;
use super::frozen_time::{FrozenTime, settle, soon};
use super::published::{key, metadata};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::{OTHER_TENANT, Role, TENANT, TestModel};
use crate::validator::{BuildError, Tenants, TokenError, TokenValidator};

/// The issuer of External ID: its host is the id of the tenant.
fn of_customers() -> String {
    format!("https://{OTHER_TENANT}.ciamlogin.com/{OTHER_TENANT}/v2.0")
}

/// Returns an authority like External ID, with the key of this number.
fn external_id(number: usize) -> SimulatedAuthority {
    let authority = SimulatedAuthority::start(&[key(number)]);
    authority.publish_metadata(
        &format!("/{OTHER_TENANT}/v2.0/.well-known/openid-configuration"),
        json!({ "issuer": of_customers(), "jwks_uri": authority.key_url() }),
    );
    authority.change(Document::Keys, |served| {
        served.document["keys"][0]["issuer"] = json!(of_customers());
    });
    authority
}

async fn customers(authority: &SimulatedAuthority) -> TokenValidator<TestModel> {
    let tenant = Tenants::single(OTHER_TENANT).unwrap();
    TokenValidator::builder(tenant)
        .authority(&authority.shared.url)
        .build()
        .await
        .unwrap()
}

fn token(number: usize, issuer: &str, tenant: &str) -> String {
    let app = key(number).app::<TestModel>().roles([Role::Import]);
    app.claim("iss", issuer).claim("tid", tenant).sign()
}

#[tokio::test]
async fn an_unknown_issuer_causes_no_request_to_any_authority() {
    let workforce = SimulatedAuthority::start(&[key(0)]);
    let external = external_id(1);
    let members = [workforce.validator().await, customers(&external).await];
    let validator = TokenValidator::any_of(members).unwrap();
    let of_staff = metadata("")["issuer"].as_str().unwrap().to_owned();
    for (number, issuer, tenant) in [(0, &of_staff, TENANT), (1, &of_customers(), OTHER_TENANT)] {
        let caller = validator.validate(&token(number, issuer, tenant)).await.unwrap();
        assert_eq!(caller.tenant().to_string(), tenant);
    }
    let requests = || (workforce.targets().len(), external.targets().len());
    let at_start = requests();
    // The keys of these tokens are unknown, too.
    for issuer in [
        "https://evil.example",
        "",
        &format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"),
        &format!("https://contoso.ciamlogin.com/{OTHER_TENANT}/v2.0"),
        &format!("{}/{OTHER_TENANT}/v2.0", external.shared.url),
    ] {
        for number in 2..5 {
            let refused = validator.validate(&token(number, issuer, TENANT)).await.unwrap_err();
            assert_eq!(refused, TokenError::UnknownIssuer);
        }
    }
    assert_eq!(requests(), at_start);
    // An unknown key of a known issuer asks this issuer alone.
    let unknown = validator.validate(&token(2, &of_customers(), OTHER_TENANT)).await;
    assert_eq!(unknown.unwrap_err(), TokenError::UnknownKey);
    assert_eq!(requests(), (at_start.0, at_start.1 + 1));
    let unknown = validator.validate(&token(2, &of_staff, TENANT)).await;
    assert_eq!(unknown.unwrap_err(), TokenError::UnknownKey);
    assert_eq!(requests(), (at_start.0 + 1, at_start.1 + 1));
}

/// The metadata of External ID says which issuer it is, and not the URL of the authority.
#[tokio::test]
async fn issuers_from_metadata_are_compared() {
    let [one, other] = [external_id(0), external_id(1)];
    assert_ne!(one.shared.url, other.shared.url);
    let members = [customers(&one).await, customers(&other).await];
    let shared = TokenValidator::any_of(members).unwrap_err();
    assert!(
        matches!(&shared, BuildError::SharedIssuer { issuer } if issuer.as_str() == of_customers()),
        "{shared}"
    );
}

/// A validator that starts without keys does not know its issuer yet. A token that names its tenant
/// may be for it, so the client can retry. Nothing else changes.
#[tokio::test]
async fn one_authority_may_be_missing_at_the_start() {
    let time = FrozenTime::start();
    let workforce = SimulatedAuthority::start(&[key(0)]);
    let external = external_id(1);
    external.behave(Document::Metadata, Behavior::Status(503));
    let tenant = Tenants::single(OTHER_TENANT).unwrap();
    let customers = TokenValidator::builder(tenant).authority(&external.shared.url);
    let customers = soon(customers.start_without_keys().build()).await.unwrap();
    let members = [soon(workforce.validator()).await, customers];
    let validator = TokenValidator::any_of(members).unwrap();
    settle().await;
    assert!(!validator.is_ready() && validator.members()[0].is_ready());
    let document = validator.protected_resource("https://api.example/crm").unwrap();
    assert!(document.authorization_servers.is_empty());
    let of_staff = metadata("")["issuer"].as_str().unwrap().to_owned();
    let result = async |token: String| soon(validator.validate(&token)).await.map(drop);
    let customer = || token(1, &of_customers(), OTHER_TENANT);
    assert_eq!(result(token(0, &of_staff, TENANT)).await, Ok(()));
    let refused = result(customer()).await.unwrap_err();
    assert!(matches!(refused, TokenError::KeysUnavailable { .. }), "{refused}");
    let of_nobody = token(1, "https://evil.example", OTHER_TENANT);
    assert_eq!(result(of_nobody).await, Err(TokenError::UnknownIssuer));
    external.behave(Document::Metadata, Behavior::Good);
    time.pass_slowly(70).await;
    soon(validator.ready()).await;
    assert!(validator.is_ready());
    assert_eq!(result(customer()).await, Ok(()));
    let of_tenant = format!("https://evil.example/{OTHER_TENANT}/");
    let refused = result(token(1, &of_tenant, OTHER_TENANT)).await;
    assert_eq!(refused, Err(TokenError::UnknownIssuer));
    let document = validator.protected_resource("https://api.example/crm").unwrap();
    assert_eq!(document.authorization_servers, [of_staff, of_customers()]);
}
