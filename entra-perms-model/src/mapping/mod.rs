//! Scopes → app roles: `lines` (each line of `scopes`), `not_delegated`, then `coverage` (entries
//! that are left out). `literal` finds the `entries` of one string by value or `pattern`.

mod coverage;
mod entries;
mod exemptions;
mod lines;
mod literal;
mod not_delegated;
mod pattern;
mod table;
#[cfg(test)]
mod tests;

use self::entries::Entries;
pub(crate) use self::table::Mapping;
use crate::arguments::Arguments;
use crate::finding::Findings;
use crate::manifest::Manifest;

/// The result of [`map`].
pub(crate) struct MappingResult {
    pub(crate) mapping: Mapping,
    /// The errors about literals, which are correct if all values of the manifest are known.
    pub(crate) literal_errors: Findings,
    /// The errors about entries that are left out, which are correct if the manifest and the
    /// arguments are whole.
    pub(crate) coverage_errors: Findings,
}

/// Applies the lines of `scopes`, then looks for scopes and app roles that they leave out.
pub(crate) fn map(manifest: &Manifest, arguments: &Arguments) -> MappingResult {
    let entries = Entries::new(manifest);
    let mut applied = lines::apply(&entries, arguments.lines());
    let not_delegated = not_delegated::read(&entries, &arguments.not_delegated, &mut applied);
    let coverage_errors = coverage::check(manifest, arguments, &applied, &not_delegated);
    MappingResult { mapping: applied.mapping, literal_errors: applied.errors, coverage_errors }
}
