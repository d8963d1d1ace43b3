//! The cost of compiling: a first build, each check of a model and of guards, and the size that the
//! tables add to a program.

pub mod check;
pub mod first_build;
pub mod guards;
pub mod size;

mod models;
mod scratch;
