//! Builds of small crates that use the macros: whether cargo builds them, when it builds them
//! again, the contents of the files, and whether the program works with every set of features.
//!
//! Tests that build dependencies of their own take minutes, so they are ignored. `.ci/run` includes
//! them: `cargo test --workspace --all-features --test builds -- --ignored`.

mod backends;
mod lookup;
mod names;
mod privacy;
mod rebuild;
mod release;
mod scratch;
