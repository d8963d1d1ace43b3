//! The permission model of an API in Microsoft Entra ID, for tools that work on manifests.
//!
//! `permissions!` of [`entra-perms-runtime`] turns an exported app registration, the *manifest*,
//! into Rust types. This crate is the part of it that needs no compiler: it reads manifests and the
//! arguments of `permissions!`, checks them, and returns a [`Model`] and [`Finding`]s. A service
//! does not need this crate.
//!
//! [`entra-perms-runtime`]: https://docs.rs/entra-perms-runtime
//!
//! The crate reads files only through the trait [`Files`]. [`Disk`] implements it for the disk. The
//! examples use one manifest in memory:
//!
//! ```text
//! {
//!     "appRoles": [
//!         {"value": "Contacts.Read", "allowedMemberTypes": ["User"]},
//!         {"value": "Contacts.Write", "allowedMemberTypes": ["User"]}
//!     ],
//!     "api": {"oauth2PermissionScopes": [{"value": "Crm.Read"}]}
//! }
//! ```
//!
//! # Read a manifest
//!
//! [`read_manifest`] reads a manifest in any form of export:
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/memory.rs"));
//! use entra_perms_model::{Lookup, read_manifest};
//!
//! # fn main() {
//! // The folder of the package, which calls from its own source files.
//! let lookup = Lookup::new(&Memory, Some(Memory::folder()), None);
//! // The file does not list several applications, so no name is given.
//! let reading = read_manifest(&["crm.json"], None, &lookup);
//!
//! let manifest = reading.manifest.expect("a manifest");
//! let roles: Vec<_> = manifest.roles().iter().map(|role| &role.value).collect();
//! assert_eq!(roles, ["Contacts.Read", "Contacts.Write"]);
//! # }
//! ```
//!
//! # Analyze the arguments of `permissions!`
//!
//! [`analyze`] takes the tokens between the braces of `permissions! { … }`, and reads the manifests
//! that they name. It reports every defect, and not only the first one. A [`Finding`] has an id, a
//! severity, a message of one line, notes and helps, and often a [`Place`] in the manifest:
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/memory.rs"));
//! use entra_perms_model::{Lookup, Note, Severity, analyze};
//!
//! # fn main() {
//! let lookup = Lookup::new(&Memory, Some(Memory::folder()), None);
//! let arguments = r#"
//!     manifest = "crm.json",
//!     scopes = { "Crm.Read" => ["Contacts.Raed"] },
//!     not_delegated = ["Contacts.Write"],
//! "#;
//! let analysis = analyze(arguments.parse().expect("Rust tokens"), &lookup);
//!
//! let mut lines = Vec::new();
//! for finding in &analysis.findings {
//!     assert_eq!(finding.severity(), Severity::Error);
//!     lines.push(format!("{}: {}", finding.rule().id(), finding.message()));
//!     for note in finding.notes() {
//!         if let Note::Help(text) = note {
//!             lines.push(format!("help: {text}"));
//!         }
//!     }
//! }
//! let expected = [
//!     "unknown_name: unknown app role `Contacts.Raed`",
//!     "help: did you mean `Contacts.Read`?",
//! ];
//! assert_eq!(lines, expected);
//! # }
//! ```
//!
//! A span of [`proc_macro2`] refers to the Rust source. The span has lines and columns if the
//! feature `span-locations` of that crate is enabled.
//!
//! # Compare two models
//!
//! [`compare`] lists the differences between two models of one API, for example of two revisions:
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/memory.rs"));
//! use entra_perms_model::{Difference, Lookup, Model, analyze, compare};
//!
//! # fn main() {
//! fn model(roles: &str) -> Model {
//!     let lookup = Lookup::new(&Memory, Some(Memory::folder()), None);
//!     let mapping = format!(r#"{{ "Crm.Read" => [{roles}] }}"#);
//!     let arguments = format!(r#"manifest = "crm.json", scopes = {mapping}"#);
//!     let analysis = analyze(arguments.parse().expect("Rust tokens"), &lookup);
//!     analysis.model.expect("a model")
//! }
//!
//! let before = model(r#""Contacts.Read""#);
//! let after = model(r#""Contacts.Read", "Contacts.Write""#);
//! let scope = "Crm.Read".to_owned();
//! let role = "Contacts.Write".to_owned();
//! assert_eq!(compare(&before, &after), [Difference::Mapped { scope, role }]);
//! # }
//! ```

mod analysis;
mod arguments;
mod clients;
mod comparison;
mod constraints;
mod environments;
mod files;
mod finding;
mod manifest;
mod mapping;
mod mcp;
mod model;
mod names;
pub mod suggestion;
#[cfg(test)]
mod test_support;

pub use self::analysis::{
    Analysis, DeclaredRules, Places, Reading, analyze, analyze_environment, analyze_export,
    declared_rules, read_environment, read_manifest, registration_files,
};
pub use self::comparison::{
    Alignment, AppSetting, ClientProperty, Difference, Permission, Property, align, compare,
};
pub use self::files::{Disk, FileKind, Files, Lookup, Workspace};
pub use self::finding::{Finding, Lint, Note, Place, Rule, Severity};
pub use self::manifest::{Form, Manifest, Members, Registered};
pub use self::model::{
    AgentClaim, App, Client, ClientRegistration, Consent, Entry, Group, Model, Name, OptionalClaim,
    Reach, Role, Scope, SignInAudience, TokenVersion,
};
