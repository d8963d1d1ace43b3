//! The documents of the libraries, behind one interface.
//!
//! - `utoipa`, `aide`: the documents of these libraries;
//! - this file: their common interface.

#[cfg(feature = "aide")]
mod aide;
#[cfg(feature = "utoipa")]
mod utoipa;

use std::collections::{BTreeMap, BTreeSet};

use super::scheme::Scheme;
use super::unclear::Unclear;

/// An OpenAPI document of a supported library.
///
/// These types implement it, each with the feature of its name:
///
/// - `utoipa::openapi::OpenApi`;
/// - `aide::openapi::OpenApi`.
pub trait Document: SealedDocument {}

/// The scopes of a security requirement, by the name of the scheme.
pub(super) type Scopes = BTreeMap<String, Vec<String>>;

/// The parts of a document that this crate reads and writes.
pub trait SealedDocument {
    #[doc(hidden)]
    type Operation: SealedOperation;

    #[doc(hidden)]
    fn add_scheme(&mut self, name: &str, scheme: Scheme);

    /// Returns the names of the security schemes.
    #[doc(hidden)]
    fn schemes(&self) -> BTreeSet<String>;

    /// Returns `true` if the document has a `security` for operations without their own.
    #[doc(hidden)]
    fn has_default(&self) -> bool;

    /// Completes the marks of the operations, if the library sets them one by one. Call it before
    /// the marks are read.
    #[doc(hidden)]
    fn prepare(&mut self) {}

    /// Returns all operations.
    #[doc(hidden)]
    fn operations(&mut self) -> Vec<Located<'_, Self::Operation>>;
}

/// The mark of a handler that takes a caller of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerMark<'a> {
    /// The handler takes a `Caller`.
    Required(&'a str),
    /// The handler takes a `MaybeCaller`.
    Optional(&'a str),
}

/// An operation, with its method and path.
#[derive(Debug)]
pub struct Located<'a, O> {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) operation: &'a mut O,
}

/// The parts of an operation that this crate reads and writes.
pub trait SealedOperation {
    /// `true` if the library itself marks the operations of guarded handlers.
    #[doc(hidden)]
    const MARKS_ALL: bool;

    /// Returns the mark of the guarded function.
    #[doc(hidden)]
    fn mark(&self) -> Option<&str>;

    /// Returns the caller that the handler takes.
    #[doc(hidden)]
    fn caller_mark(&self) -> Option<CallerMark<'_>>;

    #[doc(hidden)]
    fn remove_marks(&mut self);

    #[doc(hidden)]
    fn id(&self) -> Option<&str>;

    /// Returns the operation's own `security`.
    #[doc(hidden)]
    fn declared(&self) -> Option<Result<Vec<Scopes>, Unclear>>;

    /// Declares alternatives.
    #[doc(hidden)]
    fn declare(&mut self, alternatives: Vec<Scopes>);

    #[doc(hidden)]
    fn description(&mut self) -> &mut Option<String>;
}
