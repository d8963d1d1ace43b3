//! The inventory of guarded functions, the probe of routes, and the source check for lost guards.

mod functions;
mod routes;
mod sources;
