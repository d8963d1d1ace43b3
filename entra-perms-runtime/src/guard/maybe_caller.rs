//! The caller of a request whose sender need not sign in.

use core::ops::Deref;

use super::{Absence, CallerSource};
use crate::caller::Caller;
use crate::model::Model;

/// The caller of a request behind a layer with optional sign-in, or `None` for an anonymous
/// request.
///
/// It is an extractor of axum and actix-web. Other code calls
/// [`Caller::from_optional_request`](crate::Caller::from_optional_request). It is empty only if
/// [`EntraLayer::optional`](crate::EntraLayer::optional) of this model let the request in without a
/// token. Without a layer, or behind a layer of another model, the request is denied (500), and the
/// log has an error.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use entra_perms_runtime::{Denied, requires};
/// use permissions::{MaybeCaller, roles::*};
///
/// /// Everybody may see the catalog. Who signs in sees prices.
/// async fn catalog(caller: MaybeCaller) -> &'static str {
///     match prices(&caller) {
///         Ok(prices) => prices,
///         Err(_) => "lamp, chair",
///     }
/// }
///
/// // An anonymous request is denied with 401, and a caller without the role with 403.
/// #[requires(Contacts::Read::All, caller = caller)]
/// fn prices(caller: &MaybeCaller) -> Result<&'static str, Denied> {
///     Ok("lamp 20, chair 80")
/// }
/// # fn main() {
/// let denied = prices(&MaybeCaller::anonymous()).unwrap_err();
/// assert_eq!(denied.challenge().status(), 401);
/// # }
/// ```
///
/// In axum, `Option<Caller>` is an extractor with the same rules. In actix-web, `Option<T>` belongs
/// to the framework and turns every error into `None`: use this type there.
#[derive(Clone, Debug)]
pub struct MaybeCaller<M: Model> {
    caller: Option<Caller<M>>,
    /// Why there is no caller, if there is none.
    absence: Absence,
}

impl<M: Model> MaybeCaller<M> {
    /// Makes the value of an anonymous request, for tests of handlers.
    #[must_use]
    pub fn anonymous() -> Self {
        Self::absent(Absence::ANONYMOUS)
    }

    pub(super) fn absent(absence: Absence) -> Self {
        Self { caller: None, absence }
    }

    /// Returns the caller, or `None` if the request is anonymous.
    ///
    /// Pass the `MaybeCaller` itself to a guarded function. A guard cannot know where the `None` of
    /// an `Option<&Caller>` comes from, and denies it with 500.
    #[must_use]
    pub fn get(&self) -> Option<&Caller<M>> {
        self.caller.as_ref()
    }

    /// Returns the caller, or `None` if the request is anonymous.
    #[must_use]
    pub fn into_caller(self) -> Option<Caller<M>> {
        self.caller
    }
}

impl<M: Model> From<Caller<M>> for MaybeCaller<M> {
    fn from(caller: Caller<M>) -> Self {
        Self { caller: Some(caller), absence: Absence::ANONYMOUS }
    }
}

impl<M: Model> Deref for MaybeCaller<M> {
    type Target = Option<Caller<M>>;

    fn deref(&self) -> &Self::Target {
        &self.caller
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> CallerSource<M> for MaybeCaller<M> {
    fn caller(&self) -> Option<&Caller<M>> {
        self.get()
    }

    fn is_anonymous(&self) -> bool {
        self.caller.is_none() && self.absence.is_anonymous()
    }

    fn absence(&self) -> Absence {
        self.absence.clone()
    }
}
