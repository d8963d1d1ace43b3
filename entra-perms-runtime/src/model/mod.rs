//! The app registration that the program was built with: its roles, its scopes, and the mapping.
//!
//! - `registration`, `caller_kind`: facts of the registration, and the two kinds of caller;
//! - `permission` over `value_table`: one role or scope, and the lookup of its value;
//! - `set` over `bits`: sets of roles or scopes;
//! - `tables`: the mapping from scopes to roles.

mod bits;
mod caller_kind;
mod permission;
mod registration;
mod set;
mod tables;
mod value_table;

use core::fmt::Debug;

pub(crate) use bits::BitSet;
pub use bits::Bits;
pub use caller_kind::CallerKind;
pub use permission::{Permission, UnknownValue, deserialize};
pub use registration::{AppRegistration, SignInAudience, TokenVersion};
pub use set::{PermissionSet, Values};
pub(crate) use tables::InWords;
pub use tables::{Tables, scopes_of_role};
pub use value_table::{Entry, Table, slots};

/// An app registration: its roles, its scopes, and the mapping between them.
///
/// [`permissions!`](crate::permissions) generates one type that implements this trait, `Model`.
/// Generic code reaches the generated tables through it. The trait is sealed: no other type can
/// implement it.
pub trait Model: Sealed + Copy + Debug + Send + Sync + Sized + 'static {
    /// The app roles.
    type Role: Permission<Model = Self>;
    /// The scopes.
    type Scope: Permission<Model = Self>;

    /// The registration of `manifest`, followed by the registrations of `environments`, in the
    /// order given. Never empty.
    ///
    /// A validator serves one of them. If there are several,
    /// [`TokenValidatorBuilder::client_id`](crate::TokenValidatorBuilder::client_id) chooses it.
    const REGISTRATIONS: &'static [AppRegistration];

    #[doc(hidden)]
    const TABLES: &'static Tables<Self>;
}

/// Seals [`Model`] and [`Permission`]: only generated code implements it.
#[doc(hidden)]
pub trait Sealed {}
