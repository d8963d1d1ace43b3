//! Checks for a readiness probe: a validator has keys, or waits for them.

use super::TokenValidator;
use crate::model::Model;

impl<M: Model> TokenValidator<M> {
    /// Returns whether there are keys, so that tokens can be verified.
    ///
    /// If there are [several validators](Self::any_of), each of them must have keys. To ask for
    /// fewer, ask these validators themselves: a clone shares its keys with the original.
    ///
    /// This is `false` only in two cases:
    ///
    /// - The validator
    #[cfg_attr(
        feature = "discovery",
        doc = "  [starts without keys](crate::TokenValidatorBuilder::start_without_keys)"
    )]
    #[cfg_attr(not(feature = "discovery"), doc = "  starts without keys")]
    ///   and has not fetched any yet.
    /// - The service has a handle
    ///   [without keys](crate::SharedJwks::without_keys), and has not handed over any yet.
    ///
    /// It never becomes `false` again: if the authority fails later, the last keys stay in use.
    /// This never waits, so it can respond to a readiness probe.
    ///
    /// ```
    /// # use entra_perms_runtime::{Model, TokenValidator};
    /// use http::StatusCode;
    ///
    /// fn probe<M: Model>(validator: &TokenValidator<M>) -> StatusCode {
    ///     if validator.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
    /// }
    /// ```
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.members().iter().all(|member| member.inner.keys.check_ready().is_ok())
    }

    /// Waits until there are keys. If there are keys already, this does not wait.
    ///
    /// The future may be dropped at any time, and may run on any executor. Set a time limit if the
    /// authority may never be reached, or the service may never hand over keys. It also waits
    /// forever if the tokio runtime that built the validator has ended before there were keys.
    ///
    /// ```
    /// # use entra_perms_runtime::{Model, TokenValidator};
    /// async fn serve<M: Model>(validator: TokenValidator<M>) {
    ///     validator.ready().await;
    ///     // Now tell the load balancer to send requests.
    /// }
    /// ```
    pub async fn ready(&self) {
        for member in self.members() {
            member.inner.keys.ready().await;
        }
    }
}
