//! The Rust source of each pair of the mapping.

use proc_macro2::Span;

use super::sources::Sources;
use crate::arguments::Line;

/// The strings of `scopes` that map a scope to an app role.
#[derive(Debug, Default)]
pub(crate) struct MappingPlaces {
    sources: Sources,
    /// By line: the strings on its right side.
    literals: Vec<Vec<Span>>,
}

impl MappingPlaces {
    pub(super) fn new(sources: Sources, lines: &[Line]) -> Self {
        let spans = |line: &Line| line.roles.iter().map(syn::LitStr::span).collect();
        Self { sources, literals: lines.iter().map(spans).collect() }
    }

    /// Returns the first string that maps a scope to an app role, both by index.
    pub(crate) fn pair(&self, scope: usize, role: usize) -> Option<Span> {
        let source = self.sources.first((scope, role))?;
        self.literals.get(source.line)?.get(source.role).copied()
    }
}
