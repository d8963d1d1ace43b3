//! The documents that are requested, and the issuers that are then accepted.

use serde_json::{Value, json};

use super::published::{key, metadata, token};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT, Role, TENANT, TestModel};
use crate::validator::{Excerpt, Tenants, TokenError, TokenValidator};

/// Returns the metadata of this authority with another issuer.
fn metadata_with_issuer(issuer: &str, authority: &SimulatedAuthority) -> Value {
    json!({ "issuer": issuer, "jwks_uri": authority.key_url() })
}

#[tokio::test]
async fn custom_signing_keys_are_requested_by_client_id() {
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.builder().custom_signing_keys().build().await.unwrap();
    assert!(validator.validate(&token(key(0))).await.is_ok());
    assert_eq!(
        authority.targets()[0],
        format!("/{TENANT}/v2.0/.well-known/openid-configuration?appid={CLIENT_ID}")
    );
    let other = "0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7";
    authority
        .builder()
        .custom_signing_keys()
        .client_id(other)
        .build()
        .await
        .unwrap();
    assert!(authority.targets()[2].ends_with(&format!("?appid={other}")));
    authority.builder().build().await.unwrap();
    assert!(authority.targets()[4].ends_with("openid-configuration"));
}

/// The host name of such an issuer has the tenant's id, and is not the host of the authority.
#[tokio::test]
async fn the_issuer_of_external_id_comes_from_the_metadata() {
    let authority = SimulatedAuthority::start(&[key(0)]);
    let issuer = format!("https://{TENANT}.ciamlogin.com/{TENANT}/v2.0");
    authority.publish_metadata(
        &format!("/{TENANT}/v2.0/.well-known/openid-configuration"),
        metadata_with_issuer(&issuer, &authority),
    );
    // Keys of External ID name their issuer, too.
    authority.change(Document::Keys, |served| served.document["keys"][0]["issuer"] = json!(issuer));
    let validator = authority.builder().build().await.unwrap();
    let app = || key(0).app::<TestModel>().roles([Role::Import]);
    assert!(validator.validate(&app().claim("iss", issuer.as_str()).sign()).await.is_ok());
    let by_host = format!("{}/{TENANT}/v2.0", authority.shared.url);
    for other in [by_host, format!("https://contoso.ciamlogin.com/{TENANT}/v2.0")] {
        let refused = validator
            .validate(&app().claim("iss", other.as_str()).sign())
            .await
            .unwrap_err();
        assert_eq!(refused, TokenError::Issuer { found: Excerpt::new(&other) });
    }
}

#[tokio::test]
async fn a_key_of_one_tenant_signs_for_no_other_tenant() {
    let authority = SimulatedAuthority::start(&[key(0), key(1)]);
    let template = metadata(&authority.key_url())["issuer"]
        .as_str()
        .unwrap()
        .replace(TENANT, "{tenantid}");
    let path = "/organizations/v2.0/.well-known/openid-configuration";
    authority.publish_metadata(path, metadata_with_issuer(&template, &authority));
    let issuer_of_tenant = template.replace("{tenantid}", TENANT);
    authority.change(Document::Keys, |served| {
        served.document["keys"][1]["issuer"] = json!(issuer_of_tenant);
    });
    let build = |tenant| {
        TokenValidator::<TestModel>::builder(tenant)
            .authority(&authority.shared.url)
            .build()
    };
    let list = Tenants::any_of([TENANT, OTHER_TENANT]).unwrap();
    for tenant in [Tenants::any_organization(), list] {
        let validator = build(tenant).await.unwrap();
        let signed = |number: usize, tenant: &str| {
            key(number)
                .app::<TestModel>()
                .roles([Role::Import])
                .tenant(tenant.parse().unwrap())
                .sign()
        };
        for (number, tenant) in [(0, TENANT), (0, OTHER_TENANT), (1, TENANT)] {
            assert!(validator.validate(&signed(number, tenant)).await.is_ok(), "{number} {tenant}");
        }
        let refused = validator.validate(&signed(1, OTHER_TENANT)).await.unwrap_err();
        assert_eq!(refused, TokenError::KeyIssuer { found: Excerpt::new(&issuer_of_tenant) });
    }
    // The metadata of one tenant is not accepted for several tenants.
    authority.publish_metadata(path, metadata_with_issuer(&issuer_of_tenant, &authority));
    let error = build(Tenants::any_organization()).await.unwrap_err().to_string();
    assert!(error.contains("is for another tenant"), "{error}");
}
