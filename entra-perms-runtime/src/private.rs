//! The items that generated code names. They are not for use by hand, and change without notice.

pub use crate::__guard as a_handler_in_an_impl_block_must_take_its_caller;
pub use crate::__record as record;
#[cfg(feature = "audit")]
pub use crate::audit::{Recorded, erased};
#[cfg(feature = "rmcp")]
pub use crate::guard::McpItem;
pub use crate::guard::{Authorized, Guard, GuardedFunction, GuardedHandler, Handler, check};
#[cfg(feature = "rmcp")]
pub use crate::mcp::McpCaller;
pub use crate::model::{
    AgentClaim, AppRegistration, Bits, CallerKind, ClientEntry, ClientPermissions,
    ClientRegistration, ClientTable, Entry, Model, NoClient, Permission, RegisteredClient, Sealed,
    SignInAudience, Table, Tables, TokenVersion, UnknownValue, deserialize, scopes_of_role, slots,
};
#[cfg(feature = "utoipa")]
pub use crate::openapi::operation_mark;
pub use crate::requirement::{
    AgentRule, By, Clause, Conditions, Requirement, assert_satisfiable, at_least,
    client_instead_of_role, client_lacks_permission, role_instead_of_scope, satisfiable,
    scope_instead_of_role,
};
#[cfg(feature = "audit")]
pub use inventory;
pub use serde;
pub use uuid::Uuid;
