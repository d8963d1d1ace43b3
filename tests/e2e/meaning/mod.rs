//! One meaning everywhere: the same cases, over real connections, against each framework.
//!
//! - `cases`: who asks for what, and what they get;
//! - `http`: how that looks over HTTP; over gRPC, `tonic` says it;
//! - a file each framework: the same operations, as its users write them.

mod actix;
mod axum;
mod cases;
mod http;
mod tonic;
mod tower;

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::crm::TokenValidator;

use self::cases::{Case, cases};
pub(crate) use self::tonic::Served;
use crate::service::TENANT;

/// Where the metadata of the services is said to be.
const METADATA: &str = "https://crm.example/metadata";

/// A validator for a service, and the cases for whoever asks it. The issuer is there as long as the cases' tokens are.
async fn given() -> (TokenValidator, Vec<Case>) {
    let issuer = DevIssuer::new(TENANT).unwrap();
    (issuer.validator().build().await.unwrap(), cases(&issuer))
}
