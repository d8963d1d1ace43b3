//! The documentation of generated items, from the texts of the manifest: `model_page` (the whole
//! model), `clients` (the clients of the API), `markdown` (texts as Markdown).

mod clients;
mod markdown;
mod model_page;

use entra_perms_model::{Entry, Model, Role, Scope};

pub(super) use self::clients::{client_docs, clients_docs};
use self::markdown::{code, link, text};
pub(super) use self::model_page::model_docs;
use super::{Half, variant};

pub(super) const ROLES: &str = "The app roles as paths, spelled as in Entra, for `#[requires(…)]`.

A role of one segment that does not begin with an upper-case letter is a module here, so that
`use roles::*` does not capture local bindings. Its value is a variant of `Role`.";
pub(super) const SCOPES: &str =
    "The scopes as paths, spelled as in Entra, for `#[requires(scope(…))]`.

A scope of one segment that does not begin with an upper-case letter is a module here, so that
`use scopes::*` does not capture local bindings. Its value is a variant of `Scope`.";

/// The number of links that a list shows. A scope can map to a thousand roles.
const MAX_LINKS: usize = 24;

pub(super) fn type_docs(model: &Model, half: Half) -> String {
    let of_app = match app_name(model) {
        Some(name) => format!(" of {name}"),
        None => String::new(),
    };
    match half {
        Half::Roles => format!("The app roles{of_app}: the permissions of users and applications."),
        Half::Scopes => {
            format!("The scopes{of_app}: the permissions of clients that act for users.")
        }
    }
}

fn app_name(model: &Model) -> Option<String> {
    model.app()?.display_name.as_deref().map(text)
}

pub(super) fn set_docs(half: Half) -> &'static str {
    match half {
        Half::Roles => "A set of app roles.",
        Half::Scopes => "A set of scopes.",
    }
}

pub(super) fn module_docs(path: &[&str]) -> String {
    format!("`{}`", dotted(path))
}

pub(super) fn constraint_docs(path: &[&str]) -> String {
    format!("The constraints of `{}`, narrowest first.", dotted(path))
}

fn dotted(path: &[&str]) -> String {
    let segments = path.iter().map(|segment| segment.trim_start_matches("r#"));
    segments.collect::<Vec<_>>().join(".")
}

/// ``Read contacts of the team: `Contacts.Read.Team` ``
pub(super) fn constant_docs(entry: &Entry) -> String {
    match entry.display_name.as_str() {
        "" => code(&entry.value),
        name => format!("{}: {}", text(name), code(&entry.value)),
    }
}

pub(super) fn role_docs(model: &Model, role: &Role) -> String {
    let mut facts = vec![format!("held by: {}", holders(role))];
    if role.users {
        facts.push(format!("mapped from: {}", scope_links(model, &role.scopes)));
    }
    entry_docs(&role.entry, facts)
}

pub(super) fn scope_docs(model: &Model, scope: &Scope) -> String {
    let facts = vec![format!("maps to: {}", role_links(model, &scope.roles))];
    entry_docs(&scope.entry, facts)
}

fn entry_docs(entry: &Entry, mut facts: Vec<String>) -> String {
    if let Some(id) = entry.id {
        facts.push(format!("id: `{}`", guid(id)));
    }
    if !entry.enabled {
        facts.push("disabled: never granted".to_owned());
    }
    let mut doc = constant_docs(entry);
    if !entry.description.is_empty() {
        doc.push_str("\n\n");
        doc.push_str(&text(&entry.description));
    }
    doc.push('\n');
    for fact in facts {
        doc.push_str("\n- ");
        doc.push_str(&fact);
    }
    doc.push('\n');
    doc
}

fn holders(role: &Role) -> &'static str {
    match (role.users, role.applications) {
        (true, true) => "users and applications",
        (true, false) => "users",
        (false, _) => "applications",
    }
}

fn role_links(model: &Model, roles: &[usize]) -> String {
    let entries = roles.iter().filter_map(|role| model.roles.get(*role));
    links(Half::Roles, roles.len(), entries.map(|role| &role.entry))
}

fn scope_links(model: &Model, scopes: &[usize]) -> String {
    let entries = scopes.iter().filter_map(|scope| model.scopes.get(*scope));
    links(Half::Scopes, scopes.len(), entries.map(|scope| &scope.entry))
}

/// Returns links to the first entries, and the number of the other ones.
fn links<'a>(half: Half, count: usize, entries: impl Iterator<Item = &'a Entry>) -> String {
    if count == 0 {
        return "none".to_owned();
    }
    let shown = entries.take(MAX_LINKS).map(|entry| entry_link(half, entry));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match count.saturating_sub(MAX_LINKS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn entry_link(half: Half, entry: &Entry) -> String {
    link(&entry.value, &format!("{}::{}", half.type_name(), variant(entry)))
}

fn guid(id: u128) -> String {
    let hex = format!("{id:032x}");
    let mut guid = String::new();
    for (index, digit) in hex.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            guid.push('-');
        }
        guid.push(digit);
    }
    guid
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::tests::model;

    #[test]
    fn an_entry_lists_its_holders_and_its_mapping() {
        let model = model(&["A both", "B off"], &["S"], r#"scopes = { "S" => ["A"] }"#);
        let roles: Vec<_> = model.roles.iter().map(|role| role_docs(&model, role)).collect();
        assert_eq!(
            roles,
            [
                "`A`\n\n- held by: users and applications\n- mapped from: [`S`](Scope::S)\n",
                "`B`\n\n- held by: users\n- mapped from: none\n- disabled: never granted\n",
            ]
        );
        let scope = scope_docs(&model, &model.scopes[0]);
        assert_eq!(scope, "`S`\n\n- maps to: [`A`](Role::A)\n");
    }

    #[test]
    fn ids_are_written_as_in_the_manifest() {
        let id = 0x72f9_88bf_86f1_41af_91ab_2d7c_d011_db47;
        assert_eq!(guid(id), "72f988bf-86f1-41af-91ab-2d7cd011db47");
    }
}
