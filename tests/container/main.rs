//! The container of the CRM: the recipe `examples/crm/Containerfile`, and the program in a folder
//! with the files of the image.
//!
//! No container engine is needed. The path of a test:
//!
//! ```text
//! recipe       the Containerfile -> its instructions
//! context      the files of the repository that an engine copies into the first stage
//! image        the commands of the first stage, run in the context -> the files of the image
//! root         a copy of them, with the files that a test adds or removes
//! container    the program with this root folder, in namespaces of its own
//! authority    an authority behind TLS, which the program asks for keys
//! ```
//!
//! The tests that run the program are ignored, because they build it for release. `.ci/run
//! container` runs them.
#![cfg(target_os = "linux")]

mod authority;
mod container;
mod context;
mod image;
mod recipe;
mod root;

mod files;
mod service;
