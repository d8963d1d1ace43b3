//! docs/guide/tokens.md

use entra_perms_tests::crm as permissions;

use entra_perms_runtime::Tenants;
use permissions::TokenValidator;

async fn validator() -> Result<TokenValidator, Box<dyn std::error::Error>> {
    let tenants = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    Ok(TokenValidator::builder(tenants).build().await?)
}

use std::collections::HashSet;
use std::sync::{Arc, RwLock};

use entra_perms_runtime::{TokenValidatorBuilder, Uuid};
use permissions::Model;

fn for_customers(customers: Arc<RwLock<HashSet<Uuid>>>) -> TokenValidatorBuilder<Model> {
    TokenValidator::builder(Tenants::any_organization())
        .tenant_filter(move |tenant| customers.read().is_ok_and(|ids| ids.contains(&tenant)))
}

use permissions::Role;

async fn for_employees_and_customers() -> Result<TokenValidator, Box<dyn std::error::Error>> {
    let employees =
        TokenValidator::builder(Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?);
    let customers =
        TokenValidator::builder(Tenants::single("5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11")?)
            .authority("https://contoso.ciamlogin.com")
            .client_id("0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7")
            .only_roles([Role::ContactsReadMy, Role::ContactsWriteMy]);
    Ok(TokenValidator::any_of([employees.build().await?, customers.build().await?])?)
}

use entra_perms_runtime::Jwks;

async fn with_fixed_keys(jwks: &str) -> Result<TokenValidator, Box<dyn std::error::Error>> {
    let tenants = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    Ok(TokenValidator::builder(tenants).jwks(Jwks::from_json(jwks)?).build().await?)
}

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use entra_perms_runtime::BuildError;

async fn before_the_network(tenants: Tenants) -> Result<TokenValidator, BuildError> {
    TokenValidator::builder(tenants).start_without_keys().build().await
}

/// The probe is a router of its own: `EntraLayer` would refuse it without a token.
fn probe(validator: TokenValidator) -> Router {
    let ready = async move || {
        if validator.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
    };
    Router::new().route("/ready", get(ready))
}

fn with_own_roots(tenants: Tenants, pem: &[u8]) -> TokenValidatorBuilder<Model> {
    TokenValidator::builder(tenants).only_root_certificates(pem)
}

use entra_perms_runtime::SharedJwks;

async fn with_shared_keys(
    tenants: Tenants,
    jwks: &str,
) -> Result<(TokenValidator, SharedJwks), BuildError> {
    let keys = SharedJwks::new(Jwks::from_json(jwks)?);
    let validator = TokenValidator::builder(tenants).jwks(keys.clone()).build().await?;
    Ok((validator, keys))
}

/// Runs every hour with the document at the `jwks_uri` of the authority.
fn refresh(keys: &SharedJwks, jwks: &str) -> Result<(), BuildError> {
    keys.replace(Jwks::from_json(jwks)?);
    Ok(())
}

use entra_perms_runtime::TokenCache;

fn with_small_cache(tenants: Tenants) -> TokenValidatorBuilder<Model> {
    let cache = TokenCache::new().max_entries(1_000).max_bytes(1024 * 1024);
    TokenValidator::builder(tenants).token_cache(cache)
}

use entra_perms_runtime::ValidatorMetrics;

/// `render` writes the metrics of the recorder as text.
fn scrape(
    metrics: ValidatorMetrics,
    validator: &TokenValidator,
    render: impl FnOnce() -> String,
) -> String {
    metrics.record(&validator.statistics());
    render()
}

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Contacts::Write::All, context = 1)]
fn delete_everything(caller: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Contacts::Write::Team, context = 2, fresh = "15 min")]
fn hand_over(caller: &Caller) -> Result<(), Denied> {
    Ok(())
}

use std::time::SystemTime;

use entra_perms_runtime::ClaimsRequest;

#[requires(Contacts::Write::All)]
fn export(caller: &Caller, context: &ClaimsRequest, blocked: SystemTime) -> Result<(), Denied> {
    caller.require_claims(&context.and(ClaimsRequest::issued_since(blocked)))
}

use std::time::Duration;

fn after_a_change(builder: TokenValidatorBuilder<Model>) -> TokenValidatorBuilder<Model> {
    // 2025-11-28T00:00:00Z
    builder.idtyp_since(SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_288_000))
}

fn during_a_change(builder: TokenValidatorBuilder<Model>) -> TokenValidatorBuilder<Model> {
    // 2026-11-28T00:00:00Z
    builder.both_versions_until(SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_824_000))
}

use entra_perms_runtime::CallerKind;

fn for_partners(builder: TokenValidatorBuilder<Model>) -> TokenValidatorBuilder<Model> {
    builder.accept_apps_without_roles()
}

fn is_partner(caller: &Caller, partners: &HashSet<Uuid>) -> bool {
    caller.kind() == CallerKind::App
        && caller.client_id().is_some_and(|client| partners.contains(&client))
}
