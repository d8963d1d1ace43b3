//! The CRM: a complete API on axum that takes its permissions from an Entra app registration.
//!
//! `cargo run -p example-crm` serves it, and prints requests to try.
//!
//! Copy from these modules, in this order:
//!
//! - [`permissions`]: the permission model;
//! - [`store`]: the records, and the filter that selects the records a caller may access;
//! - [`api`]: routes and handlers;
//! - [`server`]: the token validator and the listener.
//!
//! `development` is for tests and for the scenario that `cargo run -p crm` plays.

pub mod api;
pub mod arguments;
#[cfg(feature = "development")]
pub mod development;
pub mod permissions;
pub mod server;
pub mod settings;
pub mod store;
