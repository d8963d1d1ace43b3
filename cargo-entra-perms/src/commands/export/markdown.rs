//! The model as tables for people.

use std::fmt::{self, Write as _};

use super::contents::{Contents, ContentsRole, ContentsScope, Registration};
use crate::markdown::{code, plain};

/// The character for an empty cell.
const NOTHING: &str = "—";

/// The mark of a file that another export replaces.
pub(super) const MARK: &str = "Written by `cargo entra-perms export markdown`";

pub(super) fn render(contents: &Contents) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_page(&mut text, contents);
    text
}

/// The first paragraph.
const INTRODUCTION: &str = "\
# Permissions

A client that acts for a user can use the app roles that the user holds and to which a granted scope
leads. An application that acts as itself can use the app roles that it holds. A disabled scope or
app role is never granted.
";

fn write_page(page: &mut String, contents: &Contents) -> fmt::Result {
    writeln!(page, "<!-- {MARK}. Do not edit: export it again. -->\n")?;
    page.push_str(INTRODUCTION);
    registrations(page, &contents.registrations)?;
    scopes(page, contents)?;
    roles(page, contents)?;
    clients(page, contents)
}

fn registrations(page: &mut String, registrations: &[Registration]) -> fmt::Result {
    writeln!(page, "\n## Registrations\n\n| name | client id | App ID URIs | access tokens |")?;
    writeln!(page, "|---|---|---|---|")?;
    for found in registrations {
        let name = found.display_name.as_deref().map_or(NOTHING.to_owned(), plain);
        let client_id = found.client_id.as_deref().map_or(NOTHING.to_owned(), code);
        let version = found.token_version.as_deref().unwrap_or(NOTHING);
        let uris = list(&found.identifier_uris);
        writeln!(page, "| {name} | {client_id} | {uris} | {version} |")?;
    }
    Ok(())
}

fn scopes(page: &mut String, contents: &Contents) -> fmt::Result {
    writeln!(
        page,
        "\n## Scopes\n\n| scope | consent | leads to | description |\n|---|---|---|---|"
    )?;
    for scope in &contents.scopes {
        let ContentsScope { value, consent, roles, enabled, .. } = scope;
        let consent = match consent.as_deref() {
            Some("Admin") => "administrators only",
            Some(_) => "users and administrators",
            None => NOTHING,
        };
        let value = entry(value, *enabled);
        let about = description(&scope.display_name, &scope.description);
        let roles = roles.iter().map(|role| entry(role, contents.is_enabled_role(role)));
        writeln!(page, "| {value} | {consent} | {} | {about} |", lines(roles))?;
    }
    Ok(())
}

fn roles(page: &mut String, contents: &Contents) -> fmt::Result {
    writeln!(
        page,
        "\n## App roles\n\n| app role | held by | scopes | description |\n|---|---|---|---|"
    )?;
    for role in &contents.roles {
        let ContentsRole { value, allowed_member_types, scopes, enabled, .. } = role;
        let members = allowed_member_types.iter().map(|member| match member.as_str() {
            "User" => "users and groups",
            _ => "applications",
        });
        let members = members.collect::<Vec<_>>().join(", ");
        let value = entry(value, *enabled);
        let about = description(&role.display_name, &role.description);
        let scopes = scopes.iter().map(|scope| entry(scope, contents.is_enabled_scope(scope)));
        writeln!(page, "| {value} | {members} | {} | {about} |", lines(scopes))?;
    }
    Ok(())
}

fn clients(page: &mut String, contents: &Contents) -> fmt::Result {
    if contents.clients.is_empty() {
        return Ok(());
    }
    writeln!(page, "\n## Clients\n\nA client may ask for further scopes at run time.\n")?;
    writeln!(
        page,
        "| client | client id | asks for scopes | asks for app roles |\n|---|---|---|---|"
    )?;
    for client in &contents.clients {
        for found in &client.registrations {
            let id = code(&found.client_id);
            let scopes = list(&found.scopes);
            let roles = list(&found.roles);
            writeln!(page, "| {} | {id} | {scopes} | {roles} |", plain(&client.name))?;
        }
    }
    Ok(())
}

fn entry(value: &str, enabled: bool) -> String {
    let value = code(value);
    if enabled { value } else { format!("{value} (disabled)") }
}

fn description(name: &str, text: &str) -> String {
    match (name.is_empty(), text.is_empty()) {
        (false, false) => format!("**{}**<br>{}", plain(name), plain(text)),
        (false, true) => plain(name),
        (true, false) => plain(text),
        (true, true) => NOTHING.to_owned(),
    }
}

fn list(values: &[String]) -> String {
    lines(values.iter().map(|value| code(value)))
}

/// Returns the content of a cell.
fn lines(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() { NOTHING.to_owned() } else { items.join("<br>") }
}
