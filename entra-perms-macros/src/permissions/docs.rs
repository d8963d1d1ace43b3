//! The documentation of generated items, from the texts of the manifest.

use std::fmt::Write as _;

use super::Half;
use entra_perms_model::{App, Entry, Model, Role};

pub(super) const ROLES: &str =
    "The app roles as paths, spelled as in Entra; what `#[requires(…)]` takes.

A role of one segment that does not begin with an upper-case letter is a module here, so that
`use roles::*` captures no binding; its value is a variant of `Role`.";
pub(super) const SCOPES: &str =
    "The scopes as paths, spelled as in Entra; what `#[requires(scope(…))]` takes.

A scope of one segment that does not begin with an upper-case letter is a module here, so that
`use scopes::*` captures no binding; its value is a variant of `Scope`.";

/// A table larger than this is no look at all.
const LARGEST_TABLE: usize = 40 * 40;
/// A list names no more roles than this for one scope.
const LONGEST_LIST: usize = 24;

pub(super) fn of_type(model: &Model, half: Half) -> String {
    let of = name_of_app(model).map(|name| format!(" of {name}")).unwrap_or_default();
    match half {
        Half::Roles => format!("The app roles{of}: what a user or an application may do."),
        Half::Scopes => format!("The scopes{of}: what a client may do for a user."),
    }
}

fn name_of_app(model: &Model) -> Option<String> {
    model.app()?.display_name.as_deref().map(text)
}

pub(super) fn of_set(half: Half) -> &'static str {
    match half {
        Half::Roles => "A set of app roles.",
        Half::Scopes => "A set of scopes.",
    }
}

pub(super) fn of_module(path: &[&str]) -> String {
    format!("`{}`", dotted(path))
}

pub(super) fn of_constraint(path: &[&str]) -> String {
    format!("How far `{}` reaches, narrowest first.", dotted(path))
}

fn dotted(path: &[&str]) -> String {
    path.iter()
        .map(|segment| segment.trim_start_matches("r#"))
        .collect::<Vec<_>>()
        .join(".")
}

/// ``Read contacts of the team: `Contacts.Read.Team` ``
pub(super) fn of_constant(entry: &Entry) -> String {
    match entry.display_name.as_str() {
        "" => code(&entry.value),
        name => format!("{}: {}", text(name), code(&entry.value)),
    }
}

pub(super) fn of_entry(model: &Model, half: Half, index: usize) -> String {
    let mut doc = String::new();
    if let Some(entry) = half.entries(model).get(index) {
        let _ = writeln!(doc, "{}", of_constant(entry));
        if !entry.description.is_empty() {
            let _ = writeln!(doc, "\n{}", text(&entry.description));
        }
        let _ = writeln!(doc);
        match half {
            Half::Roles => {
                doc.push_str(
                    &model.roles.get(index).map(|role| about_role(model, role)).unwrap_or_default(),
                );
            }
            Half::Scopes => {
                let roles = model.scopes.get(index).map_or(&[][..], |scope| &scope.roles);
                let _ = writeln!(doc, "- leads to: {}", role_links(model, roles));
            }
        }
        if let Some(id) = entry.id {
            let _ = writeln!(doc, "- id: `{}`", guid(id));
        }
        if !entry.enabled {
            let _ = writeln!(doc, "- disabled: never granted");
        }
    }
    doc
}

fn about_role(model: &Model, role: &Role) -> String {
    let holders = match (role.users, role.applications) {
        (true, true) => "users and applications",
        (true, false) => "users",
        _ => "applications",
    };
    let mut doc = format!("- held by: {holders}\n");
    if role.users {
        let scopes = role.scopes.iter().filter_map(|scope| model.scopes.get(*scope));
        let links = scopes.map(|scope| link("Scope", &scope.entry));
        let _ = writeln!(doc, "- reached through: {}", list(role.scopes.len(), links));
    }
    doc
}

fn role_links(model: &Model, roles: &[usize]) -> String {
    let links = roles
        .iter()
        .filter_map(|role| model.roles.get(*role))
        .map(|role| link("Role", &role.entry));
    list(roles.len(), links)
}

/// So many links, of which no more are made than are shown.
fn list(count: usize, links: impl Iterator<Item = String>) -> String {
    let shown: Vec<_> = links.take(LONGEST_LIST).collect();
    match count.saturating_sub(LONGEST_LIST) {
        _ if count == 0 => "nothing".into(),
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn link(ty: &str, entry: &Entry) -> String {
    format!("[{}]({ty}::{})", code(&entry.value), entry.name.variant.trim_start_matches("r#"))
}

/// The whole permission model at a look.
pub(super) fn of_model(model: &Model) -> String {
    let name = name_of_app(model).unwrap_or_else(|| "this API".to_owned());
    let mut doc = format!("The permission model of {name}.\n\n");
    if let [_, _, ..] = model.apps.as_slice() {
        let registrations = model.apps.iter().map(registration);
        let _ =
            writeln!(doc, "Its registrations: {}.\n", registrations.collect::<Vec<_>>().join(", "));
    }
    doc.push_str(
        "A client that acts for a user may do what the user's roles and its own scopes have in common: `●` where a scope \
         (down) leads to a role (across). An application that acts as itself may do what its roles say.\n\n",
    );
    if model.roles.len() * model.scopes.len() <= LARGEST_TABLE {
        table(model, &mut doc);
    } else {
        for scope in &model.scopes {
            let _ = writeln!(
                doc,
                "- {} → {}",
                link("Scope", &scope.entry),
                role_links(model, &scope.roles)
            );
        }
    }
    doc
}

/// A registration as people know it, and as `TokenValidatorBuilder::client_id` takes it.
fn registration(app: &App) -> String {
    let name = app
        .display_name
        .as_deref()
        .map_or_else(|| "one without a name".to_owned(), text);
    app.client_id
        .as_deref()
        .map_or_else(|| name.clone(), |id| format!("{name} ({})", code(id)))
}

/// Scopes down, roles across, and below who may hold the role.
fn table(model: &Model, doc: &mut String) {
    let mut row = |head: &str, cells: &mut dyn Iterator<Item = String>| {
        // In a table, `|` ends a cell even within code.
        let cells: Vec<_> = cells.map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(doc, "| {} | {} |", head.replace('|', "\\|"), cells.join(" | "));
    };
    let mark = |there: bool| if there { "●".to_owned() } else { String::new() };
    row("", &mut model.roles.iter().map(|role| heading(&role.entry)));
    row("---", &mut model.roles.iter().map(|_| ":-:".into()));
    for (index, scope) in model.scopes.iter().enumerate() {
        let leads =
            |role: &Role| scope.entry.enabled && role.entry.enabled && role.scopes.contains(&index);
        row(&name("Scope", &scope.entry), &mut model.roles.iter().map(|role| mark(leads(role))));
    }
    row(
        "*held by users*",
        &mut model.roles.iter().map(|role| mark(role.entry.enabled && role.users)),
    );
    row(
        "*held by applications*",
        &mut model.roles.iter().map(|role| mark(role.entry.enabled && role.applications)),
    );
}

/// Written downwards, so that many columns fit.
fn heading(entry: &Entry) -> String {
    format!("<span style=\"writing-mode: vertical-rl\">{}</span>", name("Role", entry))
}

/// A link to a value, struck through where it is disabled: it stands there, and counts for nothing.
fn name(ty: &str, entry: &Entry) -> String {
    let link = link(ty, entry);
    if entry.enabled { link } else { format!("~~{link}~~") }
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

/// A value as code; one with a backtick needs two around it.
fn code(value: &str) -> String {
    if value.contains('`') { format!("`` {value} ``") } else { format!("`{value}`") }
}

/// A text of the manifest is text: nothing in it is Markdown, a link or HTML.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // As an entity, because a table takes a backslash for its own.
            '|' => escaped.push_str("&#124;"),
            _ => {
                if character.is_ascii_punctuation() && !",.:;()'\"%$".contains(character) {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::tests::model;

    #[test]
    fn the_model_is_a_table_of_what_leads_where() {
        let model = model(
            &["Read", "Run app", "Old off"],
            &["S", "T off"],
            r#"scopes = { "S" => ["Read", "Old"], "T" => ["Read"] }"#,
        );
        let doc = of_model(&model);
        let rows: Vec<_> = doc.lines().filter(|line| line.starts_with('|')).collect();
        let head = |name: &str| format!("<span style=\"writing-mode: vertical-rl\">{name}</span>");
        let names =
            ["[`Read`](Role::Read)", "[`Run`](Role::Run)", "~~[`Old`](Role::Old)~~"].map(head);
        // What is disabled stands there, and leads nowhere.
        assert_eq!(rows[0], format!("|  | {} |", names.join(" | ")));
        assert_eq!(rows[2], "| [`S`](Scope::S) | ● |  |  |");
        assert_eq!(rows[3], "| ~~[`T`](Scope::T)~~ |  |  |  |");
        assert_eq!(rows[4], "| *held by users* | ● |  |  |");
        assert_eq!(rows[5], "| *held by applications* |  | ● |  |");
    }

    #[test]
    fn the_registrations_of_all_environments_are_named() {
        let mut model = model(&["Read"], &["S"], r#"scopes = { "S" => ["Read"] }"#);
        assert!(!of_model(&model).contains("registrations"));
        let named = |name: &str, id: &str| {
            let mut app = App::default();
            app.display_name = Some(name.to_owned());
            app.client_id = Some(id.to_owned());
            app
        };
        model.apps = vec![named("CRM <dev>", "1-2"), named("CRM", "3-4"), App::default()];
        let doc = of_model(&model);
        assert!(
            doc.contains(
                "\n\nIts registrations: CRM &lt;dev&gt; (`1-2`), CRM (`3-4`), one without a name.\n\n"
            ),
            "{doc}"
        );
    }

    #[test]
    fn a_large_model_is_a_list() {
        let roles: Vec<_> = (0..41).map(|n| format!("R{n}")).collect();
        let roles: Vec<_> = roles.iter().map(String::as_str).collect();
        let scopes: Vec<_> = (0..40).map(|n| format!("S{n}")).collect();
        let scopes: Vec<_> = scopes.iter().map(String::as_str).collect();
        let doc = of_model(&model(&roles, &scopes, r#"scopes = { "S1" => ["*"], "*" => [] }"#));
        assert!(!doc.contains('|'));
        assert!(doc.contains("- [`S2`](Scope::S2) → nothing"), "{doc}");
        assert!(doc.contains("[`R23`](Role::R23) and 17 more"), "{doc}");
    }

    #[test]
    fn an_entry_says_who_holds_it_and_what_leads_to_it() {
        let model = model(&["A both", "B off"], &["S"], r#"scopes = { "S" => ["A"] }"#);
        assert_eq!(
            of_entry(&model, Half::Roles, 0),
            "`A`\n\n- held by: users and applications\n- reached through: [`S`](Scope::S)\n"
        );
        assert_eq!(
            of_entry(&model, Half::Roles, 1),
            "`B`\n\n- held by: users\n- reached through: nothing\n- disabled: never granted\n"
        );
        assert_eq!(of_entry(&model, Half::Scopes, 0), "`S`\n\n- leads to: [`A`](Role::A)\n");
    }

    #[test]
    fn texts_of_the_manifest_are_no_markup() {
        assert_eq!(
            text("a <b> [c](d) *e* `f` | &\ng"),
            "a &lt;b&gt; \\[c\\](d) \\*e\\* \\`f\\` &#124; &amp; g"
        );
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(
            guid(0x72f9_88bf_86f1_41af_91ab_2d7c_d011_db47),
            "72f988bf-86f1-41af-91ab-2d7cd011db47"
        );
    }
}
