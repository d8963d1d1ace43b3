//! Runs the program: small workspaces on disk, its arguments, its output and its status.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by a panic")]
#![allow(clippy::indexing_slicing, clippy::panic, reason = "a test fails by a panic")]

mod check;
mod conduct;
mod corpus;
mod diff;
mod discovery;
mod drift;
mod environments;
mod explain;
mod explore;
mod export;
mod exports;
mod formats;
mod guard_findings;
mod guards;
mod guide;
mod init;
mod operations;
mod plan;
#[cfg(unix)]
mod register;
mod repository;
mod show;
mod token;
mod ui;
mod workspace;
