//! The inventory of guarded functions, the operations of a caller, the probe of routes, and the
//! source check for lost guards.

mod allowed;
mod functions;
mod routes;
mod sources;
