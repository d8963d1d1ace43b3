//! What cargo makes of small crates that use the macros: whether it builds them, when it does so again, and what the build leaves
//! behind.

mod names;
mod privacy;
mod rebuild;
mod scratch;
