//! Authorise callers that come from Microsoft Entra ID.
// The crate docs are written last; the module list is in data order.

mod caller;
mod denied;
mod explanation;
mod guard;
mod model;
mod permission;
mod requirement;
mod satisfiable;
mod set;

pub use caller::{Caller, CallerKind, ClaimsError};
pub use denied::{Denied, Reason};
pub use explanation::{Explanation, Grounds};
pub use guard::CallerSource;
pub use model::{AppRegistration, Model, TokenVersion};
pub use permission::{Permission, UnknownValue};
pub use requirement::{Clause, Requirement};
pub use set::Set;
pub use uuid::Uuid;

/// What the macros expand to. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::guard::{Guard, check};
    pub use crate::model::Tables;
    pub use crate::permission::{Entry, Table};
    pub use crate::satisfiable::assert_satisfiable;
    pub use serde;
}
