//! The code of README.md and of `docs/guide/`, compiled and run.
//!
//! `pages` compares the pages with the other files, which contain their code.

#![allow(dead_code, reason = "a page shows more functions than its tests call")]

mod agents;
mod browsers;
mod clients;
mod connections;
mod container;
mod denial;
mod explorer;
mod frameworks;
mod guards;
mod links;
mod manifest;
mod mcp;
mod openapi_and_audit;
mod pages;
mod proto;
mod readme;
mod recipes;
mod register;
mod testing;
mod tokens;
mod troubleshooting;
