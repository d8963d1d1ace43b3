//! Authorise callers that come from Microsoft Entra ID.
// The crate docs are written last; the module list is in data order.

mod build_message;
mod caller;
mod denied;
mod explanation;
mod guard;
pub mod http;
#[cfg(feature = "tower")]
mod integrations;
mod model;
mod permission;
mod requirement;
mod requirement_path;
mod satisfiable;
mod set;
#[cfg(test)]
mod test_model;
#[cfg(feature = "testing")]
pub mod testing;
mod validator;

pub use caller::{Caller, CallerKind, ClaimsError};
pub use denied::{Denied, Reason};
pub use explanation::{Explanation, Grounds};
pub use guard::CallerSource;
pub use crate::http::ProtectedResource;
#[cfg(feature = "axum")]
pub use integrations::axum::Authorized;
#[cfg(feature = "tower")]
pub use integrations::tower::{EntraLayer, EntraService};
pub use jsonwebtoken::jwk::JwkSet;
pub use model::{AppRegistration, Model, TokenVersion};
pub use permission::{Permission, UnknownValue};
pub use requirement::{Clause, Requirement};
pub use set::Set;
pub use uuid::Uuid;
pub use validator::{
    BuildError, Excerpt, InvalidTenant, Tenant, TokenError, TokenValidator, TokenValidatorBuilder,
};

/// What the macros expand to. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::__guard as a_handler_in_an_impl_block_must_take_its_caller;
    pub use crate::guard::{Guard, check};
    pub use crate::model::Tables;
    pub use crate::permission::{Entry, Table, deserialize};
    pub use crate::requirement_path::{at_least, role_where_scope_is_due, scope_where_role_is_due};
    pub use crate::satisfiable::assert_satisfiable;
    pub use {http, serde};
}
