//! A list of all guarded functions of the program, and checks for tests. Feature `audit`.
//!
//! `#[requires]` registers each guarded function, with its requirement, in every crate that is
//! linked into the program. [`Inventory::collect`] returns the functions of one model:
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use entra_perms_runtime::audit::Inventory;
//! use entra_perms_runtime::requires;
//! use permissions::{Model, Role, Scope, roles::*};
//!
//! #[requires(any(Contacts::Read::Team, Contacts::Read::All))]
//! async fn contacts() -> &'static str {
//!     "Ada, Grace"
//! }
//!
//! # fn main() {
//! let inventory = Inventory::<Model>::collect();
//!
//! let [guarded] = inventory.functions() else { panic!("one function is guarded") };
//! assert_eq!(guarded.function().name, "contacts");
//! assert_eq!(guarded.requirement().to_string(), "`Contacts.Read.Team` or `Contacts.Read.All`");
//! assert_eq!(guarded.least_scopes(), [Scope::CrmReadTeam.into(), Scope::CrmReadAll.into()]);
//!
//! assert!(inventory.roles_not_required().contains(Role::ContactsWriteTeam));
//! let wide = inventory.wide_scopes();
//! assert!(wide.iter().any(|wide| wide.scope == Scope::CrmReadWriteTeam));
//! println!("{inventory}");
//! # }
//! ```
//!
//! # Questions that it answers
//!
//! | question | item |
//! |---|---|
//! | Who may call which function? | print the [`Inventory`] |
//! | Which roles could be deleted from the registration? | [`Inventory::roles_not_required`] |
//! | Which scopes give a client more than this program needs? | [`Inventory::wide_scopes`] |
//! | Which scopes must a client request at least? | [`Guarded::least_scopes`] |
//! | What may this caller do, and why not the rest? | [`Inventory::allowed`] |
//! | Which guards does a tool read from a file? | [`Inventory::to_json`], [`Inventory::check_json`] |
//! | Which guards of the sources did another attribute drop? | [`Sources::check`] |
#![cfg_attr(feature = "axum", doc = "| Which routes have no guard? | [`probe`] |")]
#![cfg_attr(
    not(feature = "axum"),
    doc = "| Which routes have no guard? | `probe`, with the feature `axum` |"
)]
//!
//! Ask these questions in a test. (Only [`Inventory::allowed`] is for a running service: its list
//! tells a user interface what to show.) The test could fail if a role is not required anywhere, or
//! compare the printed list with a reviewed file.
//!
//! # Lost guards
//!
//! `#[requires]` goes above all other attributes of a function. An attribute that expands before it
//! can drop the guard, store the result of the guarded function, or copy the function.
//! `#[requires]` cannot see that, but a test can:
//!
//! ```no_run
//! use entra_perms_runtime::audit;
//!
//! #[test]
//! fn no_guard_is_lost() {
//!     audit::Sources::new("src/main.rs").check().unwrap();
//! }
//! ```
//!
//! It compares each `#[requires]` in the sources with the guards in the program, and prints the
//! remedy:
//!
//! ```text
//! some guards of the sources are lost, or may be
//!
//! src/contacts.rs:11: `#[memoize]` is above the guard of `contact` and expands first
//!   note: it may store results, skip the body or copy the function, including the guard
//!   help: put `#[requires]` above `#[memoize]`
//! ```
//!
//! See [`Sources`].
//!
//! # Limits
//!
//! - The list does not contain checks inside a function body: [`Caller::can`], [`Caller::require`]
//!   (with a role or with a [`requirement!`](crate::requirement)), and `widest` of a permission
//!   with constraints. A role that is used only there counts as not required.
//! - The list contains only linked code. In a test, that is the library under test and the test
//!   itself. To leave functions out, collect an [`Inventory`] from an iterator.
//! - A function counts even if nothing calls it.
//! - Functions of other programs with the same app registration are not in the list.
//!
//! The [`inventory`](https://docs.rs/inventory) crate builds the list before `main`, on the
//! platforms that it supports. The list holds the data that the guards hold anyway (names, files,
//! lines, constants), so it adds nothing of the manifest to the program.
//!
//! [`Caller::can`]: crate::Caller::can
//! [`Caller::require`]: crate::Caller::require

mod document;
mod findings;
mod operation;
mod recorded;
mod report;
#[cfg(feature = "axum")]
mod routes;
mod sources;
#[cfg(feature = "axum")]
mod timeout;

pub use crate::checked_file::CheckedFileError;
pub use findings::WideScope;
#[cfg(any(feature = "utoipa", feature = "aide"))]
pub(crate) use findings::{is_for_applications, least_scopes};
pub use operation::{Operation, OperationReason};
#[cfg(feature = "rmcp")]
pub(crate) use recorded::guards_of_mcp;
pub use recorded::{Guarded, Inventory};
#[doc(hidden)]
pub use recorded::{Recorded, erased};
#[cfg(feature = "axum")]
pub use routes::{Outcome, ProbedRoute, probe};
pub use sources::{LostGuards, Sources};
#[cfg(feature = "__internals")]
#[doc(hidden)]
pub use sources::{guards, invocations};

#[cfg(test)]
mod tests;
