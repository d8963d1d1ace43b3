//! Guards decide alike in every framework: one table of cases, over real connections.
//!
//! - `cases`: the requests, each with its expected response;
//! - `expected`: the expected responses;
//! - `http`: the requests over HTTP (`tonic` sends them over gRPC);
//! - one file for each framework: its service with all operations.

mod actix;
mod axum;
mod cases;
mod expected;
mod http;
mod tonic;
mod tower;

use std::time::SystemTime;

use entra_perms_runtime::Tenants;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::crm::{Scope, TokenValidator};

use self::cases::{Case, cases};
pub(crate) use self::tonic::Served;
use crate::service::{METADATA, RESOURCE, TENANT};

/// The scope that the services tell clients to request first.
const BASIC: Scope = Scope::CrmReadMy;

/// Returns a validator whose authority cannot be reached, so that it has no keys.
async fn validator_without_keys() -> TokenValidator {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .authority(authority)
        .start_without_keys()
        .build()
        .await
        .unwrap()
}

/// Returns the validator of a service, and the cases with signed tokens. The clock is fixed, so
/// that a claims challenge with a time is known.
async fn validator_and_cases() -> (TokenValidator, Vec<Case>) {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let now = SystemTime::now();
    let validator = issuer.validator().clock(move || now);
    (validator.build().await.unwrap(), cases(&issuer, now))
}
