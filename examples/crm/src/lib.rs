//! The CRM: a complete API on axum that takes its permissions from an Entra app registration.
//!
//! `cargo run -p example-crm` serves it, and prints requests to try.
//!
//! Copy from these modules, in this order:
//!
//! - [`permissions`]: the permission model;
//! - [`store`]: the records, and the condition that limits each statement to the records that the
//!   caller may access;
//! - [`api`]: routes and handlers;
//! - [`service`]: the layers, probes, metrics and shutdown around the API;
//! - [`operators`]: the second address, for the people who run the service;
//! - [`settings`]: the settings of the command line, the environment and a file.
//!
//! `development` has the issuer that replaces Entra if no `authority` is set, requests to try, and
//! a running service for tests and for the scenario that `cargo run -p crm` plays. A service in
//! production does not contain it: build it with `--release --no-default-features`, and set
//! `authority`, `tenant`, `client_id` and `database`. The table `users` has the team of each user.
//! A service in production fills it from its own directory.

pub mod api;
#[cfg(feature = "development")]
pub mod development;
pub mod operators;
pub mod permissions;
pub mod service;
pub mod settings;
pub mod store;
