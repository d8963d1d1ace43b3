//! One string literal of the mapping → the entries that it names, or an error.

use std::fmt::Display;

use proc_macro2::Span;
use syn::LitStr;

use super::entries::{Entries, EntryKind, Match};
use super::pattern::Wildcard;
use crate::finding::{Finding, Rule};
use crate::manifest::Shown;
use crate::suggestion::{closest, listed};

/// The argument with a literal, which decides the remedies in errors about the literal.
#[derive(Debug, Clone, Copy)]
pub(super) enum Argument {
    /// `scopes` or `not_delegated`.
    Mapping,
    /// `never`.
    Never,
}

/// A literal that does not name any entry.
#[derive(Debug)]
pub(super) struct Unresolved {
    pub(super) error: Box<Finding>,
    /// The entries that the user probably meant. Empty if nothing is similar.
    pub(super) meant: Vec<usize>,
}

impl Unresolved {
    /// Creates the error of a literal that may have meant these entries.
    pub(super) fn new(error: Finding, meant: &[Match<'_>]) -> Self {
        Self { error: Box::new(error), meant: meant.iter().map(|entry| entry.index).collect() }
    }

    /// Creates the error of a literal that may have meant any entry.
    fn unlike_any(error: Finding) -> Self {
        Self::new(error, &[])
    }

    fn at(self, span: Span) -> Self {
        Self { error: Box::new(self.error.at(span)), ..self }
    }
}

/// Returns the entries that a literal names by value or by pattern. Never empty.
pub(super) fn resolve<'a>(
    entries: &Entries<'a>,
    kind: EntryKind,
    literal: &LitStr,
) -> Result<Vec<Match<'a>>, Unresolved> {
    find(entries, kind, &literal.value()).map_err(|unresolved| unresolved.at(literal.span()))
}

fn find<'a>(
    entries: &Entries<'a>,
    kind: EntryKind,
    text: &str,
) -> Result<Vec<Match<'a>>, Unresolved> {
    // `*` is a legal character of a value, so a value comes before a pattern.
    if let Some(exact) = entries.exact(kind, text) {
        return Ok(vec![exact]);
    }
    let Some(pattern) = Wildcard::parse(text).map_err(Unresolved::unlike_any)? else {
        return Err(unknown_value(entries, kind, text, Argument::Mapping));
    };
    let matches = entries.matching(kind, pattern);
    if matches.is_empty() {
        Err(unmatched_pattern(entries, kind, text, pattern))
    } else {
        Ok(matches)
    }
}

/// Words the error of a value without `*`.
pub(super) fn unknown_value(
    entries: &Entries<'_>,
    kind: EntryKind,
    text: &str,
    argument: Argument,
) -> Unresolved {
    let other = kind.other();
    if entries.exact(other, text).is_some() {
        let message = format!(
            "`{}` is {}, not {}",
            Shown(text),
            other.noun_with_article(),
            kind.noun_with_article()
        );
        return Unresolved::unlike_any(wrong_kind(message, argument));
    }
    let message = format!("unknown {} `{}`", kind.noun(), Shown(text));
    let error = Finding::new(Rule::UnknownName, message);
    if let Some(bare) = without_app_id_uri(entries, kind, text) {
        let error = match kind {
            EntryKind::Scope => error.note("the App ID URI is not a part of the value"),
            EntryKind::Role => error,
        };
        return Unresolved::new(error.did_you_mean(Some(&bare.entry.value)), &[bare]);
    }
    let meant = closest(text, entries.values(kind));
    let meant_entry = meant.and_then(|value| entries.exact(kind, value));
    let error = with_suggestion(error, entries, kind, meant, argument);
    Unresolved::new(error, meant_entry.as_slice())
}

/// Finds the entry whose value follows an App ID URI: clients request `api://app-id-uri/value`.
fn without_app_id_uri<'a>(entries: &Entries<'a>, kind: EntryKind, text: &str) -> Option<Match<'a>> {
    let (_, bare) = text.rsplit_once('/')?;
    entries.exact(kind, bare)
}

fn unmatched_pattern(
    entries: &Entries<'_>,
    kind: EntryKind,
    text: &str,
    pattern: Wildcard<'_>,
) -> Unresolved {
    let other = kind.other();
    let has_any = !entries.all(kind).is_empty();
    if has_any && !entries.matching(other, pattern).is_empty() {
        return Unresolved::unlike_any(matches_wrong_kind(text, kind, Argument::Mapping));
    }
    let error = matches_nothing(text, kind);
    let patterns: Vec<_> =
        entries.values(kind).filter_map(|value| pattern.generalize(value)).collect();
    if let Some(meant) = closest(text, patterns.iter().map(String::as_str)) {
        let error = error.did_you_mean(Some(meant));
        return match Wildcard::parse(meant) {
            Ok(Some(pattern)) => Unresolved::new(error, &entries.matching(kind, pattern)),
            _ => Unresolved::unlike_any(error),
        };
    }
    // The pattern may have one segment too many, which is the `*`.
    let meant = closest(&pattern.without_star(), entries.values(kind));
    let meant_entry = meant.and_then(|value| entries.exact(kind, value));
    let error = with_suggestion(error, entries, kind, meant, Argument::Mapping);
    Unresolved::new(error, meant_entry.as_slice())
}

/// Words the error of a pattern that matches no entry. The caller adds a suggestion.
pub(super) fn matches_nothing(text: &str, kind: EntryKind) -> Finding {
    let message = format!("`{}` matches no {}", Shown(text), kind.noun());
    Finding::new(Rule::UnknownName, message)
}

/// Words the error of a pattern that matches entries of the other kind.
pub(super) fn matches_wrong_kind(text: &str, kind: EntryKind, argument: Argument) -> Finding {
    let other = kind.other().noun();
    let message = format!("`{}` matches {other}s, not {}s", Shown(text), kind.noun());
    wrong_kind(message, argument)
}

fn wrong_kind(message: impl Display, argument: Argument) -> Finding {
    Finding::new(Rule::WrongKind, message).help(match argument {
        Argument::Mapping => {
            "write scopes on the left of `=>`, app roles on the right and in `not_delegated`"
        }
        Argument::Never => "in `never`, write scopes on the left of `=>`, app roles on the right",
    })
}

/// Adds the name that was probably meant, or else the known names.
pub(super) fn with_suggestion(
    error: Finding,
    entries: &Entries<'_>,
    kind: EntryKind,
    meant: Option<&str>,
    argument: Argument,
) -> Finding {
    let manifest = entries.manifest.name();
    if entries.all(kind).is_empty() {
        return with_other_file(error, entries, kind, argument);
    }
    if meant.is_some() {
        return error.did_you_mean(meant);
    }
    let known = listed(entries.values(kind).map(Shown));
    error.note(format_args!("the {}s of {manifest} are {known}", kind.noun()))
}

/// Says that the manifest has no entry of this kind. It is often one of two files.
fn with_other_file(
    error: Finding,
    entries: &Entries<'_>,
    kind: EntryKind,
    argument: Argument,
) -> Finding {
    let manifest = entries.manifest;
    let files = manifest.name();
    let noun = kind.noun();
    let error = match manifest.forms.as_slice() {
        [form] => error.note(format_args!("{files} is {form} and has no {noun}s")),
        _ => error.note(format_args!("{files} have no {noun}s")),
    };
    let paths: Vec<_> = manifest.paths().map(|path| format!("{path:?}")).collect();
    let paths = paths.join(", ");
    let error = error.help(format_args!("add the file with them: `manifest = [{paths}, \"…\"]`"));
    match (kind, argument) {
        (EntryKind::Role, Argument::Mapping) => {
            error.help("if a scope maps to no app role, write `=> []`")
        }
        _ => error,
    }
}
