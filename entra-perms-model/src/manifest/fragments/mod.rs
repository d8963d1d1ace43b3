//! The files of one manifest → one application, before any rule of a registration is applied.

use std::collections::HashSet;

use crate::finding::{Finding, Rule};
use crate::manifest::export::{Form, Kind, Raw, RawApp, RawEntry, Text};
use crate::manifest::report::{Damage, FileRange, Report};

/// The number of entries that are read. Microsoft Graph has the largest service principal, with a
/// fraction of them. The analysis of more entries would stall a build.
const MAX_ENTRIES_READ: usize = 10_000;

/// A manifest as written.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) forms: Vec<Form>,
    pub(super) app: RawApp,
    pub(super) roles: Vec<RawEntry>,
    pub(super) scopes: Vec<RawEntry>,
}

impl Merged {
    /// Returns whether one of the files is of this kind.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.forms.iter().any(|form| form.kind() == kind)
    }

    pub(super) fn entry_count(&self) -> usize {
        self.roles.len() + self.scopes.len()
    }
}

/// Merges the files of one application. Returns `None` if there are no entries to generate code
/// from.
pub(super) fn merge(files: Vec<Raw>, report: &mut Report<'_>) -> Option<Merged> {
    if !files.iter().any(|file| file.roles.is_some() || file.scopes.is_some()) {
        // Entries may be in the part that could not be read.
        if report.damage() < Damage::Values {
            report.whole(Damage::Values, no_entries(&files));
        }
        return None;
    }
    let mut merged =
        Merged { forms: Vec::new(), app: RawApp::default(), roles: Vec::new(), scopes: Vec::new() };
    for file in files {
        add(&mut merged, file, report);
    }
    if merged.entry_count() <= MAX_ENTRIES_READ {
        return Some(merged);
    }
    // If the file is not JSON, its entries are a guess.
    if !merged.has(Kind::Broken) {
        report.whole(Damage::Values, too_many_entries(&merged));
    }
    None
}

fn no_entries(files: &[Raw]) -> Finding {
    let finding = |message| {
        Finding::new(Rule::NoPermissions, message)
            .note("scopes are in `oauth2PermissionScopes` of `api`")
    };
    match files {
        [file] => finding("has neither `appRoles` nor scopes")
            .note(format_args!("the file is {}", file.form)),
        _ => finding("have neither `appRoles` nor scopes"),
    }
    .export_help()
}

fn too_many_entries(merged: &Merged) -> Finding {
    let count = merged.entry_count();
    let message = match merged.forms.as_slice() {
        [_] => format!("has {count} app roles and scopes"),
        _ => format!("have {count} app roles and scopes"),
    };
    Finding::new(Rule::TooManyEntries, message)
        .note(format_args!("at most {MAX_ENTRIES_READ} are read, and no real API has as many"))
        .export_help()
}

/// Adds a file, unless it belongs to another application than the files before it.
fn add(merged: &mut Merged, file: Raw, report: &mut Report<'_>) {
    let Raw { form, document: _, app, roles, scopes } = file;
    let conflict = other_application(merged, form, &app);
    merged.forms.push(form);
    if let Some(conflict) = conflict {
        let finding = conflict
            .finding(Rule::DifferentApplications, report)
            .note("the files of one manifest must belong to one application")
            .help("name the files of other environments in `environments`");
        // It is unknown for which application the mapping is written.
        report.error(conflict.second, Damage::Values, finding);
        return;
    }
    merged.roles.extend(roles.into_iter().flatten());
    merged.scopes.extend(scopes.into_iter().flatten());
    add_app(&mut merged.app, app, report);
}

/// A key that has different values in two files.
struct Conflict {
    key: &'static str,
    first: FileRange,
    second: FileRange,
}

impl Conflict {
    fn of_texts(key: &'static str, first: Option<&Text>, second: Option<&Text>) -> Option<Self> {
        let first = first?;
        let second = second?;
        (first.text != second.text).then_some(Self { key, first: first.at, second: second.at })
    }

    fn of_settings<T: PartialEq>(
        key: &'static str,
        first: Option<(T, FileRange)>,
        second: Option<(T, FileRange)>,
    ) -> Option<Self> {
        let (first_setting, first) = first?;
        let (second_setting, second) = second?;
        (first_setting != second_setting).then_some(Self { key, first, second })
    }

    /// Returns the finding at the second file.
    fn finding(&self, rule: Rule, report: &Report<'_>) -> Finding {
        Finding::new(rule, format!("{} is different in two files of one manifest", self.key))
            .note(format_args!("the other value is at {}", report.place_text(self.first)))
    }
}

/// Returns the key which shows that a file belongs to another application than the files before it.
/// Merged, each application would seem to define the permissions of both.
fn other_application(merged: &Merged, form: Form, other: &RawApp) -> Option<Conflict> {
    let app = &merged.app;
    if app.client_id.is_some() && other.client_id.is_some() {
        return Conflict::of_texts("`appId`", app.client_id.as_ref(), other.client_id.as_ref());
    }
    // Two registrations, or two service principals, and one of them does not have a client id.
    if form.is_whole() && merged.has(form.kind()) {
        let name = app.display_name.as_ref();
        return Conflict::of_texts("`displayName`", name, other.display_name.as_ref());
    }
    None
}

/// Adds the facts of another file about the application.
fn add_app(app: &mut RawApp, other: RawApp, report: &mut Report<'_>) {
    let RawApp {
        client_id,
        display_name,
        identifier_uris,
        token_version,
        sign_in_audience,
        accepts_mapped_claims,
        encrypts_tokens,
        claims,
        pre_authorized,
    } = other;
    let conflicts = [
        Conflict::of_settings("the access token version", app.token_version, token_version),
        Conflict::of_settings("`signInAudience`", app.sign_in_audience, sign_in_audience),
    ];
    for conflict in conflicts.into_iter().flatten() {
        let finding = conflict.finding(Rule::Contradiction, report).help("remove one of the two");
        report.error(conflict.second, Damage::Nothing, finding);
    }
    app.client_id = app.client_id.take().or(client_id);
    app.display_name = app.display_name.take().or(display_name);
    app.token_version = app.token_version.or(token_version);
    app.sign_in_audience = app.sign_in_audience.or(sign_in_audience);
    app.accepts_mapped_claims = app.accepts_mapped_claims.or(accepts_mapped_claims);
    app.encrypts_tokens = app.encrypts_tokens.or(encrypts_tokens);
    let known = &mut app.identifier_uris;
    known.at = known.at.or(identifier_uris.at);
    let mut texts: HashSet<String> = known.uris.iter().map(|uri| uri.text.clone()).collect();
    let new_uris = identifier_uris.uris.into_iter().filter(|uri| texts.insert(uri.text.clone()));
    known.uris.extend(new_uris);
    app.pre_authorized.extend(pre_authorized);
    match (&mut app.claims, claims) {
        (Some(known), Some(more)) => known.extend(more),
        (known, more) => *known = known.take().or(more),
    }
}

#[cfg(test)]
mod tests;
