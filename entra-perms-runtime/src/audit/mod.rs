//! Every guarded function of the program as a list, and what is amiss with it. Feature `audit`.
//!
//! `#[requires]` enters each function that it guards, in every crate that is linked into the program, with its requirement.
//! [`Inventory::collect`] has those of one model:
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
//! let wide = inventory.scopes_that_lead_further();
//! assert!(wide.iter().any(|wide| wide.scope == Scope::CrmReadWriteTeam));
//! println!("{inventory}");
//! # }
//! ```
//!
//! # What it is for
//!
//! | question | answer |
//! |---|---|
//! | Who may do what, for a review? | print the [`Inventory`] |
//! | Which roles could be deleted from the registration? | [`Inventory::roles_not_required`] |
//! | Which scopes give a client more than this program has a use for? | [`Inventory::scopes_that_lead_further`] |
//! | What is the least that a client must ask for? | [`Guarded::least_scopes`] |
//! | Which guards of the sources are not in the program, because another attribute dropped them? | [`Sources::check`] |
#![cfg_attr(feature = "axum", doc = "| Which routes did somebody forget to guard? | [`probe`] |")]
#![cfg_attr(
    not(feature = "axum"),
    doc = "| Which routes did somebody forget to guard? | `probe`, with the feature `axum` |"
)]
//!
//! A test is a good place to ask: one that fails where a role is required by nothing, say, or that compares the printed list with a file
//! that is reviewed.
//!
//! # Guards that are lost
//!
//! `#[requires]` goes above all other attributes of a function. What expands before it can drop the
//! guard, store what the guarded function returned, or copy the function, and `#[requires]` cannot see
//! that. A test can:
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
//! It compares each `#[requires]` of the sources with the guards of the program, and says what to do:
//!
//! ```text
//! not every guard of the sources is in the program
//!
//! src/contacts.rs:11: `#[memoize]` is above the guard of `contact` and expands first
//!   note: it may store results, skip the body or copy the function, and the guard with it
//!   help: put `#[requires]` above `#[memoize]`
//! ```
//!
//! See [`Sources`].
//!
//! # What it does not see
//!
//! - What a function asks in its body: [`Caller::can`], [`Caller::require`], [`Caller::require`] with a
//!   [`requirement!`](crate::requirement), `widest` of a permission with constraints. A role that is used so alone counts as not required.
//! - What is not linked in. A test has the functions of the library that it tests, and its own beside them; what it should not count can
//!   be left out: an [`Inventory`] is collected from any functions.
//! - Whether anything calls a function: one that is in the program's sources counts.
//! - Functions of another program that shares the app registration.
//!
//! The list is made by the [`inventory`](https://docs.rs/inventory) crate, before `main`, on the platforms that this supports. It holds what
//! the guards themselves hold (names, files, lines, constants), so the program knows no more of the manifest than without it.
//!
//! [`Caller::can`]: crate::Caller::can
//! [`Caller::require`]: crate::Caller::require
//! [`Caller::require`]: crate::Caller::require

mod findings;
mod recorded;
mod report;
#[cfg(feature = "axum")]
mod routes;
mod sources;

pub use findings::WideScope;
#[cfg(feature = "utoipa")]
pub(crate) use findings::{is_for_applications, least_scopes};
pub use recorded::{Guarded, Inventory};
#[doc(hidden)]
pub use recorded::{Recorded, erased};
#[cfg(feature = "axum")]
pub use routes::{Outcome, ProbedRoute, probe};
pub use sources::{LostGuards, Sources};

#[cfg(test)]
mod tests;
