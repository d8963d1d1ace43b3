//! A library with links that rustdoc cannot resolve.

#[path = "../permissions.rs"]
pub mod permissions;

use entra_perms_runtime::requires;
use permissions::Role::{self as R, OrdersReadTeam, OrdersReadTeam as Renamed};
use permissions::roles::*;

/// Has a link that the user misspelled: [`Missing`].
#[requires(Orders::Read::All)]
pub async fn misspelled() {}

/// Has a link of the user next to a section with links: [`AlsoMissing`].
#[requires(any(Orders::Read::All, Orders::Read::Team))]
pub async fn also_misspelled() {}

/// Names the enum by an alias that does not end in `Role`.
#[requires(R::OrdersReadAll)]
pub async fn alias() {}

/// Names a variant without its enum.
#[requires(any(OrdersReadTeam, Renamed))]
pub async fn variant() {}

/// Names a variant without its enum, and has no section.
#[requires(OrdersReadTeam, docs = off)]
pub async fn off() {}
