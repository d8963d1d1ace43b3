//! Tests over real connections with real signatures.

mod authorities;
mod authority;
mod connections;
mod cors;
mod document;
mod handlers;
mod mapping;
mod meaning;
mod optional;
mod service;
mod stacks;
mod tower_server;
