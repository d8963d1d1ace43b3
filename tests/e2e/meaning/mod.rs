//! Guards decide alike in every framework: one table of cases, over real connections.
//!
//! - `cases`: the requests, and the expected responses;
//! - `http`: the requests over HTTP (`tonic` sends them over gRPC);
//! - one file for each framework: its service with all operations.

mod actix;
mod axum;
mod cases;
mod http;
mod tonic;
mod tower;

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::crm::{Scope, TokenValidator};

use self::cases::{Case, cases};
pub(crate) use self::tonic::Served;
use crate::service::{METADATA, RESOURCE, TENANT};

/// The scope that the services tell clients to request first.
const BASIC: Scope = Scope::CrmReadMy;

/// Returns the validator of a service, and the cases with signed tokens.
async fn validator_and_cases() -> (TokenValidator, Vec<Case>) {
    let issuer = DevIssuer::new(TENANT).unwrap();
    (issuer.validator().build().await.unwrap(), cases(&issuer))
}
