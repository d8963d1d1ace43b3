//! What cargo makes of small crates that use the macros: when it builds them again, and what the build leaves behind.

mod privacy;
mod rebuild;
mod scratch;
