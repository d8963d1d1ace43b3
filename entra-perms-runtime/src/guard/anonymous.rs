//! The mark of an anonymous request.

use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;

use crate::caller::ApiFacts;
use crate::model::Model;

/// A mark among the extensions of a request: a layer with optional sign-in let it in without a
/// token.
///
/// A guard denies such a request with 401, and
/// [`MaybeCaller`](crate::MaybeCaller) is then empty. To test a handler without the layer, put this
/// mark into the extensions of the request, in place of a [`Caller`](crate::Caller):
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use entra_perms_runtime::testing::Anonymous;
/// use permissions::{Caller, Model};
///
/// # fn main() {
/// let anonymous = Anonymous::<Model>::default();
/// let request = http::Request::builder().extension(anonymous).body(()).unwrap();
/// assert!(Caller::from_optional_request(&request).unwrap().is_none());
/// # }
/// ```
#[cfg_attr(
    not(feature = "testing"),
    expect(unreachable_pub, reason = "the testing kit exports it")
)]
pub struct Anonymous<M: Model> {
    /// The facts that a denial tells the client.
    pub(super) api_facts: Option<Arc<ApiFacts>>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Anonymous<M> {
    /// Makes the mark of a layer that tells clients these facts.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    pub(crate) fn new(api_facts: Arc<ApiFacts>) -> Self {
        Self { api_facts: Some(api_facts), model: PhantomData }
    }
}

/// Makes a mark without facts about the API for the client.
impl<M: Model> Default for Anonymous<M> {
    fn default() -> Self {
        Self { api_facts: None, model: PhantomData }
    }
}

impl<M: Model> Clone for Anonymous<M> {
    fn clone(&self) -> Self {
        Self { api_facts: self.api_facts.clone(), model: PhantomData }
    }
}

impl<M: Model> fmt::Debug for Anonymous<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Anonymous")
    }
}
