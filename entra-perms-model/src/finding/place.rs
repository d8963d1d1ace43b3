//! A place in a manifest.

use std::fmt;
use std::ops::Range;

/// A place in one of the files that `permissions!` names.
///
/// It is displayed as editors and terminals recognize it: `manifests/crm.json:12:7`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Place {
    /// The path of the file, as the user wrote it.
    pub file: String,
    /// The bytes of the text, without a byte order mark.
    pub bytes: Range<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
