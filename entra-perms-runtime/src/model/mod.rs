//! An app registration as the program was built with it.

mod caller_kind;
mod permission;
mod registration;
mod set;
mod tables;
mod value_table;
mod words;

use core::fmt::Debug;

pub use caller_kind::CallerKind;
pub use permission::{Permission, UnknownValue, deserialize};
pub use registration::{AppRegistration, SignInAudience, TokenVersion};
pub use set::PermissionSet;
pub(crate) use tables::InWords;
pub use tables::{Tables, scopes_of_role};
pub use value_table::{Entry, Table, slots};
pub(crate) use words::Words;

/// An app registration: its roles, its scopes, and the mapping between them.
///
/// [`permissions!`](crate::permissions) generates the one type that implements it, `Model`; it is how everything here
/// that is generic reaches the tables.
pub trait Model: Copy + Debug + Send + Sync + Sized + 'static {
    /// The app roles.
    type Role: Permission<Model = Self>;
    /// The scopes.
    type Scope: Permission<Model = Self>;

    /// The registration of `manifest`, then those of `environments`, in the order given. Never empty.
    ///
    /// A validator is for one of them: [`TokenValidatorBuilder::client_id`](crate::TokenValidatorBuilder::client_id).
    const REGISTRATIONS: &'static [AppRegistration];

    #[doc(hidden)]
    const TABLES: &'static Tables<Self>;
}
