//! One app of those that a file lists.

use jsonc_parser::ast::Object;
use syn::LitStr;

use super::{field, shape};
use crate::manifest::report::{Damage, FileReport, Shown};
use crate::suggestion::{closest, did_you_mean};

/// The app that is wanted, where a file lists several.
#[derive(Clone, Copy)]
pub(crate) struct AppChoice<'a> {
    /// Its client id, or its display name.
    pub(crate) app: &'a LitStr,
    /// Whether an app that is alone must be the one.
    pub(crate) always: bool,
}

/// The app that `app = "…"` names, and without it, the only one.
pub(super) fn chosen<'v, 'a>(
    apps: &[&'v Object<'a>],
    wanted: Option<AppChoice<'_>>,
    report: &mut FileReport<'_, '_>,
) -> Option<&'v Object<'a>> {
    let wanted = wanted.filter(|wanted| wanted.always || apps.len() > 1);
    // A fragment does not say whose it is.
    let has_name = apps.iter().any(|app| names(app).next().is_some());
    let Some((wanted, text)) =
        wanted.filter(|_| has_name).map(|wanted| (wanted, wanted.app.value()))
    else {
        if let [only] = apps {
            return Some(only);
        }
        report.whole(Damage::Values, format_args!(
            "lists {} applications; choose one with `app = \"client id or display name\"` beside `manifest`: {}",
            apps.len(),
            listed(apps)
        ));
        return None;
    };
    let matches: Vec<_> = apps
        .iter()
        .filter(|app| names(app).any(|name| is_called(name, &text)))
        .collect();
    if let [only] = matches.as_slice() {
        return Some(only);
    }
    let (name, shown, listed) = (report.name(), Shown(&text), listed(apps));
    let meant = || did_you_mean(closest(&text, apps.iter().flat_map(|app| names(app))));
    let message = match (matches.len(), apps) {
        (0, [_]) => format!("{name} is not the manifest of `{shown}`, but of {listed}{}", meant()),
        (0, _) if wanted.always => {
            format!("{name} lists no application `{shown}`, but {listed}{}", meant())
        }
        // What is right for one file is not to be changed for another.
        (0, _) => format!(
            "{name} lists no application `{shown}`, but {listed}; one `app` is for all files: give a display name that is the \
             same in each, or export this one alone"
        ),
        (count, _) => format!(
            "{name} lists {count} applications called `{shown}`; choose one by its client id: {listed}"
        ),
    };
    report.source(wanted.app.span(), Damage::Values, message);
    None
}

/// The client id and the display name of an app, as far as there are.
fn names<'v>(app: &'v Object<'_>) -> impl Iterator<Item = &'v str> {
    let text = |places| {
        let property = shape::find(app, places)?;
        Some(property.value.as_string_lit()?.value.as_ref())
    };
    [text(shape::CLIENT_ID), text(shape::DISPLAY_NAME)].into_iter().flatten()
}

fn is_called(name: &str, wanted: &str) -> bool {
    name == wanted || (field::guid(name).is_some() && name.eq_ignore_ascii_case(wanted))
}

/// ``CRM` (`1111…`), `Billing` (`2222…`), …``
fn listed(apps: &[&Object<'_>]) -> String {
    const MOST: usize = 8;
    let shown = apps.iter().take(MOST).map(|app| {
        let mut names: Vec<_> = names(app).map(|name| format!("`{}`", Shown(name))).collect();
        names.reverse();
        match names.as_slice() {
            [] => "one without a name".to_owned(),
            [only] => only.clone(),
            [name, rest @ ..] => format!("{name} ({})", rest.join(", ")),
        }
    });
    let mut shown: Vec<_> = shown.collect();
    if apps.len() > MOST {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
