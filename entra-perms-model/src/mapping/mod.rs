//! Scopes → app roles: `lines` (each line of `scopes`), `not_delegated`, then `coverage` (entries
//! that are left out), `never` (what the mapping must not allow) and `risks` (warnings). `literal`
//! finds the `entries` of one string by value or `pattern`. `sources` has the strings that map a
//! scope to a role, and `places` their Rust source.

mod coverage;
mod entries;
mod exemptions;
mod lines;
mod literal;
mod never;
mod not_delegated;
mod pattern;
mod places;
mod risks;
mod sources;
mod table;
#[cfg(test)]
mod tests;

use self::entries::Entries;
pub(crate) use self::places::MappingPlaces;
pub(crate) use self::table::Mapping;
use crate::arguments::Arguments;
use crate::finding::Findings;
use crate::manifest::Manifest;

/// The result of [`map`].
pub(crate) struct MappingResult {
    pub(crate) mapping: Mapping,
    pub(crate) places: MappingPlaces,
    /// The errors about literals, which are correct if all values of the manifest are known.
    pub(crate) literal_errors: Findings,
    /// The violations of `never`, which are correct if the manifest is whole. Lines that could not
    /// be read can only add to them.
    pub(crate) violations: Findings,
    /// The errors and warnings about entries that are left out and lines that are needless, which
    /// are correct if the manifest and the arguments are whole.
    pub(crate) coverage: Findings,
}

/// Applies the lines of `scopes`, then looks for scopes and app roles that they leave out, and for
/// pairs that `never` rules out.
pub(crate) fn map(manifest: &Manifest, arguments: &Arguments) -> MappingResult {
    let entries = Entries::new(manifest);
    let mut applied = lines::apply(&entries, arguments.lines());
    let not_delegated = not_delegated::read(&entries, &arguments.not_delegated, &mut applied);
    let mut coverage = coverage::check(manifest, arguments, &applied, &not_delegated);
    coverage.extend(risks::warn(&entries, arguments, &applied));
    let never = never::check(&entries, arguments, &applied);
    let mut literal_errors = applied.errors;
    literal_errors.extend(never.literal_errors);
    MappingResult {
        mapping: applied.mapping,
        places: MappingPlaces::new(applied.sources, arguments.lines()),
        literal_errors,
        violations: never.violations,
        coverage,
    }
}
