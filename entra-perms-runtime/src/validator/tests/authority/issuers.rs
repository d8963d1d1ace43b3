//! What the authority is asked for, and which issuers are then believed.

use serde_json::{Value, json};

use super::published::{key, metadata, token};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT, Role, TENANT, TestModel};
use crate::validator::{Excerpt, Tenants, TokenError, TokenValidator};

/// The metadata of this authority, in the name of another issuer.
fn of(issuer: &str, authority: &SimulatedAuthority) -> Value {
    json!({ "issuer": issuer, "jwks_uri": authority.key_url() })
}

#[tokio::test]
async fn a_registration_s_own_keys_are_asked_for_by_its_client_id() {
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

/// The host of its issuers is the tenant's id, and no authority is at that.
#[tokio::test]
async fn the_issuer_of_external_id_comes_from_the_metadata() {
    let authority = SimulatedAuthority::start(&[key(0)]);
    let issuer = format!("https://{TENANT}.ciamlogin.com/{TENANT}/v2.0");
    authority.publish_metadata(
        &format!("/{TENANT}/v2.0/.well-known/openid-configuration"),
        of(&issuer, &authority),
    );
    // Such keys name their issuer, too.
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
async fn a_key_of_one_organisation_signs_for_no_other() {
    let authority = SimulatedAuthority::start(&[key(0), key(1)]);
    let template = metadata(&authority.key_url())["issuer"]
        .as_str()
        .unwrap()
        .replace(TENANT, "{tenantid}");
    let path = "/organizations/v2.0/.well-known/openid-configuration";
    authority.publish_metadata(path, of(&template, &authority));
    let of_tenant = template.replace("{tenantid}", TENANT);
    authority
        .change(Document::Keys, |served| served.document["keys"][1]["issuer"] = json!(of_tenant));
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
        assert_eq!(refused, TokenError::KeyIssuer { found: Excerpt::new(&of_tenant) });
    }
    // One organisation's metadata does for no other, and for no several.
    authority.publish_metadata(path, of(&of_tenant, &authority));
    let error = build(Tenants::any_organization()).await.unwrap_err().to_string();
    assert!(error.contains("is for another tenant"), "{error}");
}
