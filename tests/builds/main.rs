//! What cargo makes of small crates that use the macros: whether it builds them, when it does so again, what the build leaves
//! behind, and whether the program works, whichever features it was built with.

mod backends;
mod lookup;
mod names;
mod privacy;
mod rebuild;
mod release;
mod scratch;
