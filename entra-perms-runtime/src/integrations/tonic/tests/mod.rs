//! Refusals as gRPC statuses, and the layer for a gRPC server.
//!
//! The folder `examples/tonic` tests guarded methods.
//!
//! - `status`: the conversion of refusals into statuses;
//! - `layer`: the layer for a gRPC server.

mod layer;
mod status;

use core::time::Duration;

use http::{Response, StatusCode};
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::*;
use crate::caller::Denied;
use crate::challenge::{Challenge, Refusal, RefusalBody, RespondToRefusal};
use crate::guard::{GuardedFunction, check};
use crate::requirement::Requirement;
use crate::test_support::log::Log;
use crate::test_support::model::{Role, TestModel};

const FUNCTION: &GuardedFunction =
    &GuardedFunction::new("crm::contacts", "list", "src/contacts.rs", 7);

/// Returns the status that a client reads from the response.
fn received<B>(response: &Response<B>) -> Status {
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/grpc");
    Status::from_header_map(response.headers()).unwrap()
}

/// A status, with its details decoded.
#[derive(Debug, PartialEq)]
struct Decoded {
    code: Code,
    message: String,
    reason: String,
    /// Sorted by key.
    scopes: Vec<(String, String)>,
    retry_after: Option<Duration>,
}

impl Decoded {
    fn of(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info().unwrap();
        assert_eq!(info.domain, DOMAIN);
        let retry_after = details.retry_info().map(|retry| retry.retry_delay.unwrap());
        let known = 1 + usize::from(retry_after.is_some());
        assert_eq!(status.get_error_details_vec().len(), known, "{status:?}");
        let mut scopes: Vec<_> = info.metadata.clone().into_iter().collect();
        scopes.sort();
        let message = status.message().to_owned();
        Self { code: status.code(), message, reason: info.reason.clone(), scopes, retry_after }
    }

    fn new(code: Code, reason: &str, message: &str) -> Self {
        Self {
            code,
            message: message.to_owned(),
            reason: reason.to_owned(),
            scopes: Vec::new(),
            retry_after: None,
        }
    }
}

fn code_and_reason(status: &Status) -> (Code, String) {
    let Decoded { code, reason, .. } = Decoded::of(status);
    (code, reason)
}

fn challenges_of(status: &Status) -> Vec<String> {
    let values = status.metadata().get_all("www-authenticate");
    values.iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}
