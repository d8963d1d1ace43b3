//! Optional sign-in decides alike in every framework: each operation, with all kinds of
//! credentials, over real connections.
//!
//! - `cases`: the credentials, and the expected response of each operation;
//! - `http`: the requests over HTTP (`tonic` sends them over gRPC);
//! - one file for each framework: its service with all operations.

mod actix;
mod axum;
mod cases;
mod http;
mod tonic;
mod tower;

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{Denied, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{MaybeCaller, Scope, TokenValidator};

use self::cases::{Credentials, all_credentials};
use crate::service::{METADATA, RESOURCE, TENANT};

/// The scope that the services tell clients to request first.
const BASIC: Scope = Scope::CrmReadMy;

/// The value of `Vary` that a handler sets itself.
const OWN_VARY: &str = "Origin";

async fn validator_and_credentials() -> (TokenValidator, Vec<Credentials>) {
    let issuer = DevIssuer::new(TENANT).unwrap();
    (issuer.validator().build().await.unwrap(), all_credentials(&issuer))
}

/// Says who calls, for everybody.
fn greet(caller: Option<&entra_perms_tests::crm::Caller>) -> String {
    caller.map_or_else(|| "anonymous".to_owned(), |caller| caller.kind().to_string())
}

#[requires(Contacts::Write::Team, caller = caller)]
fn guarded_function(caller: &MaybeCaller) -> Result<String, Denied> {
    Ok("function".to_owned())
}
