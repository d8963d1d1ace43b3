//! What it costs to build: crates and time at first, time at each check, and what the tables add to a program.

pub mod check;
pub mod first_build;
pub mod size;

mod models;
mod scratch;
