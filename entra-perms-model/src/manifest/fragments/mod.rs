//! The files of one manifest → one registration as written: fragments put together.

use std::collections::HashSet;

use crate::manifest::export::{Form, Kind, Raw, RawApp, RawEntry, Text};
use crate::manifest::report::{Damage, FileRange, Report};

/// A manifest as written, before any rule of a registration is applied.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) forms: Vec<Form>,
    pub(super) app: RawApp,
    pub(super) roles: Vec<RawEntry>,
    pub(super) scopes: Vec<RawEntry>,
}

impl Merged {
    /// Whether one of the files is of this kind.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.forms.iter().any(|form| form.kind() == kind)
    }
}

/// Puts the fragments of one application together; `None` where there is nothing to generate from.
pub(super) fn merge(files: Vec<Raw>, report: &mut Report<'_>) -> Option<Merged> {
    let has_entries = |file: &Raw| file.roles.is_some() || file.scopes.is_some();
    if !files.iter().any(has_entries) {
        // What could not be read may have held them.
        if report.damage() < Damage::Values {
            let form = files.first().map(|file| file.form.to_string()).unwrap_or_default();
            report.whole(
                Damage::Values,
                format_args!(
                    "is {form}, and has neither `appRoles` nor scopes (`api.oauth2PermissionScopes`)"
                ),
            );
        }
        return None;
    }
    let mut merged =
        Merged { forms: Vec::new(), app: RawApp::default(), roles: Vec::new(), scopes: Vec::new() };
    for Raw { form, app, roles, scopes } in files {
        let is_another = is_another(&merged, form, &app, report);
        merged.forms.push(form);
        if is_another {
            continue;
        }
        merged.roles.extend(roles.unwrap_or_default());
        merged.scopes.extend(scopes.unwrap_or_default());
        add(&mut merged.app, app, report);
    }
    let count = merged.roles.len() + merged.scopes.len();
    if count > MOST_ENTRIES {
        // Of a file that is no JSON, they are a guess.
        if !merged.has(Kind::Broken) {
            let message =
                format_args!("has {count} app roles and scopes, which is no registration");
            report.whole(Damage::Values, message);
        }
        return None;
    }
    Some(merged)
}

/// Several times what the largest service principal has, Microsoft Graph's; what is beyond would only take long.
const MOST_ENTRIES: usize = 10_000;

/// Whether a file is of another application than those before: united, the permissions of both would be those of each.
fn is_another(merged: &Merged, form: Form, other: &RawApp, report: &mut Report<'_>) -> bool {
    let same_text = |one: &Text, two: &Text| one.text == two.text;
    let app = &merged.app;
    let ids = (app.client_id.as_ref(), other.client_id.as_ref());
    let names = (app.display_name.as_ref(), other.display_name.as_ref());
    let differing = match ids {
        (Some(_), Some(_)) => differ(ids.0, ids.1, same_text).map(|places| ("appId", places)),
        // Two whole applications, or service principals, of which one does not say its client id.
        _ if form.is_whole() && merged.has(form.kind()) => {
            differ(names.0, names.1, same_text).map(|places| ("displayName", places))
        }
        _ => None,
    };
    let Some((key, (first, second))) = differing else { return false };
    let message = format!(
        "`{key}` is another one than at {}: these are two applications; expected the fragments of one, and other \
         environments in `environments`",
        report.place_text(first.at)
    );
    // Whose names are meant is unknown.
    report.error(second.at, Damage::Values, message);
    true
}

/// Adds what another file says of the application.
fn add(app: &mut RawApp, other: RawApp, report: &mut Report<'_>) {
    let RawApp {
        client_id,
        display_name,
        identifier_uris,
        token_version,
        sign_in_audience,
        accepts_mapped_claims,
        encrypts_tokens,
        claims,
    } = other;
    if let Some((first, second)) =
        differ(app.token_version.as_ref(), token_version.as_ref(), |one, two| one.0 == two.0)
    {
        disagree("the access token version", first.1, second.1, report);
    }
    if let Some((first, second)) =
        differ(app.sign_in_audience.as_ref(), sign_in_audience.as_ref(), |one, two| one.0 == two.0)
    {
        disagree("`signInAudience`", first.1, second.1, report);
    }
    app.client_id = app.client_id.take().or(client_id);
    app.display_name = app.display_name.take().or(display_name);
    app.token_version = app.token_version.or(token_version);
    app.sign_in_audience = app.sign_in_audience.or(sign_in_audience);
    app.accepts_mapped_claims = app.accepts_mapped_claims.or(accepts_mapped_claims);
    app.encrypts_tokens = app.encrypts_tokens.or(encrypts_tokens);
    let mut known: HashSet<String> = app.identifier_uris.iter().cloned().collect();
    app.identifier_uris
        .extend(identifier_uris.into_iter().filter(|uri| known.insert(uri.clone())));
    match (&mut app.claims, claims) {
        (Some(known), Some(more)) => known.extend(more),
        (known, more) => *known = known.take().or(more),
    }
}

/// Two statements of one thing that are not the same.
fn differ<'a, T>(
    one: Option<&'a T>,
    other: Option<&'a T>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Option<(&'a T, &'a T)> {
    let (one, other) = (one?, other?);
    (!is_same(one, other)).then_some((one, other))
}

fn disagree(what: &str, first: FileRange, second: FileRange, report: &mut Report<'_>) {
    let message =
        format!("{what} is not the same as at {}; expected it once", report.place_text(first));
    report.error(second, Damage::Nothing, message);
}

#[cfg(test)]
mod tests;
