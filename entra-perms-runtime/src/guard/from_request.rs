//! The caller of a request, for code without extractors.

use core::panic::Location;

use super::missing_caller::{accept_anonymous, no_caller};
use super::{AskedBy, CallerSource, MaybeCaller};
use crate::caller::{Caller, Denied};
use crate::model::Model;

impl<M: Model> Caller<M> {
    /// Returns the caller that [`EntraLayer`](crate::EntraLayer) put into a request, or into its
    /// extensions.
    ///
    /// It is for code without extractors, such as methods of tonic and plain tower services.
    ///
    /// # Errors
    /// Returns [`Denied`] if the request has no caller:
    ///
    /// - 500 if the layer is missing, or is for another model. The log then has an error that names
    ///   the line of the call.
    /// - 401 if the layer has optional sign-in, and the request is anonymous.
    #[track_caller]
    pub fn from_request<S: CallerSource<M> + ?Sized>(request: &S) -> Result<&Self, Denied> {
        let place = Location::caller();
        request
            .caller()
            .ok_or_else(|| no_caller::<M>(&AskedBy::Code(place), &request.absence()))
    }

    /// Returns the caller of a request behind a layer with optional sign-in
    /// ([`EntraLayer::optional`](crate::EntraLayer::optional)). It is empty if the request is
    /// anonymous.
    ///
    /// It is for code without extractors, such as methods of tonic and plain tower services. A
    /// function with a guard takes the [`MaybeCaller`] itself: an anonymous request is then denied
    /// with 401.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::Denied;
    /// use permissions::{Caller, Role};
    ///
    /// fn sees_prices<B>(request: &http::Request<B>) -> Result<bool, Denied> {
    ///     let caller = Caller::from_optional_request(request)?;
    ///     Ok(caller.get().is_some_and(|caller| caller.can(Role::ContactsReadAll)))
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// Returns [`Denied`] (500) if the layer is missing, or is for another model. The log then has
    /// an error that names the line of the call.
    #[track_caller]
    pub fn from_optional_request<S>(request: &S) -> Result<MaybeCaller<M>, Denied>
    where
        S: CallerSource<M> + ?Sized,
    {
        let place = Location::caller();
        if let Some(caller) = request.caller() {
            return Ok(MaybeCaller::from(caller.clone()));
        }
        let absence = request.absence();
        accept_anonymous::<M>(&AskedBy::Code(place), &absence)?;
        Ok(MaybeCaller::absent(absence))
    }
}
