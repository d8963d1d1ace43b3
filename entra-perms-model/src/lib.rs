//! The permission model of an API in Microsoft Entra ID, for tools that work on manifests.
//!
//! `permissions!` of [`entra-perms-runtime`] turns an exported app registration, the *manifest*,
//! into Rust types. This crate is the part of it that needs no compiler: it reads manifests and the
//! arguments of `permissions!`, checks them, and returns a [`Model`] and [`Finding`]s. A service
//! does not need this crate.
//!
//! [`entra-perms-runtime`]: https://docs.rs/entra-perms-runtime
//!
//! # Read a manifest
//!
//! [`read_manifest`] reads one manifest, in any form of export. The crate reads files only through
//! the trait [`Files`], here from memory:
//!
//! ```
//! use std::io;
//! use std::path::{Path, PathBuf};
//!
//! use entra_perms_model::{FileKind, Files, Lookup, Workspace, read_manifest};
//!
//! /// One file.
//! struct Memory(&'static str);
//!
//! impl Files for Memory {
//!     fn kind(&self, path: &Path) -> FileKind {
//!         match path.to_str() {
//!             Some("/api/crm.json") => FileKind::File { bytes: self.0.len() as u64 },
//!             _ => FileKind::Nothing,
//!         }
//!     }
//!     fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
//!         Ok(self.0.into())
//!     }
//!     fn file_names(&self, _: &Path) -> Vec<String> {
//!         vec!["crm.json".to_owned()]
//!     }
//!     fn is_same(&self, one: &Path, other: &Path) -> bool {
//!         one == other
//!     }
//!     fn canonical(&self, path: &Path) -> Option<PathBuf> {
//!         Some(path.to_owned())
//!     }
//!     fn workspace(&self, _: &Path) -> Option<Workspace> {
//!         None
//!     }
//! }
//!
//! let files = Memory(
//!     r#"{
//!         "appRoles": [
//!             {"value": "Contacts.Read", "allowedMemberTypes": ["User"], "isEnabled": true}
//!         ],
//!         "api": {"oauth2PermissionScopes": [{"value": "Crm.Read", "isEnabled": true}]}
//!     }"#,
//! );
//! let lookup = Lookup::new(&files, Some("/api".into()), None);
//! let reading = read_manifest(&["crm.json"], None, &lookup);
//!
//! let manifest = reading.manifest.expect("a manifest");
//! assert_eq!(manifest.roles()[0].value, "Contacts.Read");
//! assert_eq!(manifest.scopes()[0].value, "Crm.Read");
//! ```
//!
//! # Analyze the arguments of `permissions!`
//!
//! [`analyze`] takes the tokens between the braces of `permissions! { … }`, and reads the manifests
//! that they name. It reports every defect, and not only the first one:
//!
//! ```
//! # use std::io;
//! # use std::path::{Path, PathBuf};
//! # use entra_perms_model::{FileKind, Files, Workspace};
//! # struct Memory(&'static str);
//! # impl Files for Memory {
//! #     fn kind(&self, path: &Path) -> FileKind {
//! #         match path.to_str() {
//! #             Some("/api/crm.json") => FileKind::File { bytes: self.0.len() as u64 },
//! #             _ => FileKind::Nothing,
//! #         }
//! #     }
//! #     fn read(&self, _: &Path) -> io::Result<Vec<u8>> { Ok(self.0.into()) }
//! #     fn file_names(&self, _: &Path) -> Vec<String> { Vec::new() }
//! #     fn is_same(&self, one: &Path, other: &Path) -> bool { one == other }
//! #     fn canonical(&self, path: &Path) -> Option<PathBuf> { Some(path.to_owned()) }
//! #     fn workspace(&self, _: &Path) -> Option<Workspace> { None }
//! # }
//! # let files = Memory(
//! #     r#"{
//! #         "appRoles": [
//! #             {"value": "Contacts.Read", "allowedMemberTypes": ["User"], "isEnabled": true}
//! #         ],
//! #         "api": {"oauth2PermissionScopes": [{"value": "Crm.Read", "isEnabled": true}]}
//! #     }"#,
//! # );
//! use entra_perms_model::{Lookup, Severity, analyze};
//!
//! let lookup = Lookup::new(&files, Some("/api".into()), None);
//! let arguments = r#"manifest = "crm.json", scopes = { "Crm.Raed" => ["Contacts.Read"] }"#;
//! let analysis = analyze(arguments.parse().expect("Rust tokens"), &lookup);
//!
//! assert!(analysis.has_errors());
//! let finding = &analysis.findings[0];
//! assert_eq!(finding.severity(), Severity::Error);
//! assert_eq!(finding.rule().id(), "unknown_name");
//! assert!(finding.to_string().contains("did you mean `Crm.Read`?"));
//! ```
//!
//! A [`Finding`] has an id ([`Rule::id`]), a severity, a message of one line, notes and helps, and
//! a [`Place`] in the manifest. A span of [`proc_macro2`] refers to the Rust source. The span has
//! lines and columns if the feature `span-locations` of that crate is enabled.
//!
//! # Compare two models
//!
//! [`compare`] lists the differences between two models of one API, for example of two revisions.

mod analysis;
mod arguments;
mod comparison;
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
pub use self::comparison::{AppSetting, Difference, Permission, Property, compare};
pub use self::files::{FileKind, Files, Lookup, Workspace};
pub use self::finding::{Finding, Lint, Note, Place, Rule, Severity};
pub use self::manifest::{Form, Manifest, Members, Registered};
pub use self::model::{
    App, Entry, Group, Model, Name, Reach, Role, Scope, SignInAudience, TokenVersion,
};
