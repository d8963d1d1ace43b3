//! Calls that run at one time, each in a task of its own.

use core::ops::Range;

use tokio::task::JoinHandle;

use super::published::with_invented_key;
use crate::test_support::model::TestModel;
use crate::validator::{TokenError, TokenValidator};

pub(super) type Call = JoinHandle<Result<(), TokenError>>;

/// Starts a call with this token.
pub(super) fn call(validator: &TokenValidator<TestModel>, token: String) -> Call {
    let validator = validator.clone();
    tokio::spawn(async move { validator.validate(&token).await.map(drop) })
}

/// Starts a call for each number, with a key id of that number.
pub(super) fn calls_with_invented_keys(
    validator: &TokenValidator<TestModel>,
    numbers: Range<usize>,
) -> Vec<Call> {
    numbers
        .map(|number| call(validator, with_invented_key(&format!("unknown {number}"))))
        .collect()
}
