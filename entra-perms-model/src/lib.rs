//! The permission model of an app registration in Microsoft Entra ID.

mod analysis;
mod arguments;
mod constraints;
mod environments;
mod files;
mod finding;
mod manifest;
mod mapping;
mod model;
mod names;
pub mod suggestion;
#[cfg(test)]
mod test_support;

pub use self::analysis::{Analysis, Reading, analyze, read_manifest};
pub use self::files::{FileKind, Files, Lookup, Workspace};
pub use self::finding::{Finding, Lint, Note, Place, Rule, Severity};
pub use self::manifest::{Form, Manifest, Members, Registered};
pub use self::model::{
    App, Entry, Group, Model, Name, Reach, Role, Scope, SignInAudience, TokenVersion,
};
