//! The choice of one application, if a file lists several.

use jsonc_parser::ast::Object;
use syn::LitStr;

use super::{guid, spellings};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport, Shown};
use crate::suggestion::closest;

/// The argument `app = "…"`, which names an application.
#[derive(Clone, Copy)]
pub(crate) struct AppChoice<'a> {
    /// The client id or the display name.
    pub(crate) app: &'a LitStr,
    /// `true` if the only application of a file must have this name, too.
    pub(crate) always: bool,
}

/// The application that is read from a file.
#[derive(Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// The API, which an argument may name.
    Api(Option<AppChoice<'a>>),
    /// A client, whose file must have no other application.
    Client,
}

/// Returns the chosen application. Without a choice, the file must have only one.
///
/// Returns `None` after an error.
pub(super) fn choose<'v>(
    apps: &[&'v Object<'v>],
    wanted: Wanted<'_>,
    report: &FileReport<'_>,
) -> Option<&'v Object<'v>> {
    // A fragment does not name its application.
    let has_names = apps.iter().any(|app| names(app).next().is_some());
    if let Wanted::Api(Some(choice)) = wanted
        && has_names
        && (choice.always || apps.len() > 1)
    {
        return find(apps, choice, report);
    }
    if let [only] = apps {
        return Some(only);
    }
    let message = format!("lists {} applications", apps.len());
    let finding = list(Finding::new(Rule::AppChoice, message), apps);
    let finding = match wanted {
        Wanted::Api(_) => {
            finding.help("choose one: add `app = \"client id or display name\"` next to `manifest`")
        }
        Wanted::Client => finding.export_help(),
    };
    report.whole(Damage::Values, finding);
    None
}

/// Returns the only application with the chosen name.
fn find<'v>(
    apps: &[&'v Object<'v>],
    choice: AppChoice<'_>,
    report: &FileReport<'_>,
) -> Option<&'v Object<'v>> {
    let wanted = choice.app.value();
    let mut matches = Vec::new();
    for app in apps {
        if names(app).any(|name| is_called(name, &wanted)) {
            matches.push(*app);
        }
    }
    let finding = match matches.as_slice() {
        [only] => return Some(only),
        [] => not_found(apps, choice, &wanted),
        several => {
            let message = format!("lists {} applications `{}`", several.len(), Shown(&wanted));
            list(Finding::new(Rule::AppChoice, message), apps).help("choose one by its client id")
        }
    };
    report.argument(choice.app.span(), Damage::Values, finding.about(&report.name()));
    None
}

fn not_found(apps: &[&Object<'_>], choice: AppChoice<'_>, wanted: &str) -> Finding {
    let known = apps.iter().flat_map(|app| names(app));
    let meant = closest(wanted, known);
    if let [only] = apps {
        let message = format!("is not the manifest of `{}`", Shown(wanted));
        return Finding::new(Rule::AppChoice, message)
            .note(format_args!("it is the manifest of {}", in_words(only)))
            .did_you_mean(meant);
    }
    let message = format!("does not list the application `{}`", Shown(wanted));
    let finding = list(Finding::new(Rule::AppChoice, message), apps);
    if choice.always {
        return finding.did_you_mean(meant);
    }
    // Another name may be wrong for the files in which this name is right.
    finding
        .note("`app` chooses the application in the files of all environments")
        .help("write a display name that all these files contain, or export this application alone")
}

/// Returns the client id and the display name of an application, as far as it has them.
fn names<'v>(app: &'v Object<'v>) -> impl Iterator<Item = &'v str> {
    let client_id = text(app, spellings::CLIENT_ID);
    let display_name = text(app, spellings::DISPLAY_NAME);
    client_id.into_iter().chain(display_name)
}

fn text<'v>(app: &'v Object<'v>, places: spellings::Places) -> Option<&'v str> {
    let property = spellings::find(app, places)?;
    Some(&property.value.as_string_lit()?.value)
}

/// Returns whether this is the name. GUIDs are compared without their case.
fn is_called(name: &str, wanted: &str) -> bool {
    name == wanted || (guid::parse(name).is_some() && name.eq_ignore_ascii_case(wanted))
}

/// Adds a note for each of the applications.
fn list(mut finding: Finding, apps: &[&Object<'_>]) -> Finding {
    const MAX_LISTED: usize = 8;
    for app in apps.iter().take(MAX_LISTED) {
        finding = finding.note(format_args!("it lists {}", in_words(app)));
    }
    if apps.len() > MAX_LISTED {
        finding = finding.note(format_args!("it lists {} more", apps.len() - MAX_LISTED));
    }
    finding
}

/// Returns the display name and the client id of an application in the words of a message.
fn in_words(app: &Object<'_>) -> String {
    let client_id = text(app, spellings::CLIENT_ID);
    let display_name = text(app, spellings::DISPLAY_NAME);
    match (display_name, client_id) {
        (Some(name), Some(id)) => format!("`{}` (`{}`)", Shown(name), Shown(id)),
        (Some(only), None) | (None, Some(only)) => format!("`{}`", Shown(only)),
        (None, None) => "an application without a name".to_owned(),
    }
}
