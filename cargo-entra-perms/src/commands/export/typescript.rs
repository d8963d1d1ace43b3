//! The model for clients in TypeScript.

use std::fmt::{self, Write as _};

use super::contents::{Contents, Registration};

/// The mark of a file that another export replaces.
pub(super) const MARK: &str = "Written by `cargo entra-perms export typescript`";

pub(super) fn render(contents: &Contents) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_module(&mut text, contents);
    text
}

/// The functions are for text of any origin, such as the claims of a token.
const FUNCTIONS: &str = r"
/** Returns whether a text is an app role of this API. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).indexOf(text) >= 0;
}

/** Returns whether a text is a scope of this API. */
export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).indexOf(text) >= 0;
}

/**
 * Returns the effective permissions of a client that acts for a user: the app roles that the user
 * holds and to which a granted scope leads. Unknown texts count for nothing.
 *
 * A user interface may hide an action that needs another role. Only the API decides.
 */
export function effective(held: readonly string[], granted: readonly string[]): Role[] {
  const scopes: Scope[] = granted.filter(isScope);
  const isReached = (role: Role): boolean =>
    scopes.some((scope) => {
      const roles: readonly string[] = rolesOfScope[scope];
      return roles.indexOf(role) >= 0;
    });
  return held.filter(isRole).filter(isReached);
}
";

fn write_module(text: &mut String, contents: &Contents) -> fmt::Result {
    writeln!(text, "// {MARK}. Do not edit: export it again.")?;
    let roles = contents.roles.iter().filter(|role| role.enabled);
    let roles: Vec<_> = roles.map(|role| role.value.as_str()).collect();
    let scopes = contents.scopes.iter().filter(|scope| scope.enabled);
    let scopes: Vec<_> = scopes.map(|scope| scope.value.as_str()).collect();

    writeln!(text, "\n/** The app roles of the API. */")?;
    list(text, "ROLES", &roles)?;
    let disabled = contents.roles.iter().filter(|role| !role.enabled);
    left_out(text, disabled.map(|role| role.value.as_str()))?;
    writeln!(text, "/** An app role, as tokens contain it. */")?;
    writeln!(text, "export type Role = (typeof ROLES)[number];")?;

    writeln!(text, "\n/** The scopes of the API. */")?;
    list(text, "SCOPES", &scopes)?;
    let disabled = contents.scopes.iter().filter(|scope| !scope.enabled);
    left_out(text, disabled.map(|scope| scope.value.as_str()))?;
    writeln!(text, "/** A scope, as tokens contain it. */")?;
    writeln!(text, "export type Scope = (typeof SCOPES)[number];")?;

    mapping(text, contents)?;
    full_names(text, contents, &scopes)?;
    text.push_str(FUNCTIONS);
    Ok(())
}

fn list(text: &mut String, name: &str, values: &[&str]) -> fmt::Result {
    writeln!(text, "export const {name} = [")?;
    for value in values {
        writeln!(text, "  {},", string(value))?;
    }
    writeln!(text, "] as const;")
}

fn left_out<'v>(text: &mut String, values: impl Iterator<Item = &'v str>) -> fmt::Result {
    for value in values {
        writeln!(text, "// The registration disables {}.", string(value))?;
    }
    Ok(())
}

fn mapping(text: &mut String, contents: &Contents) -> fmt::Result {
    writeln!(text, "\n/** The app roles to which each scope leads. */")?;
    writeln!(text, "export const rolesOfScope: Readonly<Record<Scope, readonly Role[]>> = {{")?;
    for scope in contents.scopes.iter().filter(|scope| scope.enabled) {
        let roles = scope.roles.iter().filter(|role| contents.is_enabled_role(role));
        let roles: Vec<_> = roles.map(|role| string(role)).collect();
        writeln!(text, "  {}: [{}],", key(&scope.value), roles.join(", "))?;
    }
    writeln!(text, "}};")
}

/// Writes the full names of scopes, by the client id of the registration.
fn full_names(text: &mut String, contents: &Contents, scopes: &[&str]) -> fmt::Result {
    let known = |found: &&Registration| found.client_id.is_some();
    let registrations: Vec<_> = contents.registrations.iter().filter(known).collect();
    writeln!(text, "\n/** The client ids of the API: one for each environment. */")?;
    let ids: Vec<_> = registrations.iter().filter_map(|found| found.client_id.as_deref()).collect();
    list(text, "CLIENT_IDS", &ids)?;
    writeln!(text, "/** A client id of the API. */")?;
    writeln!(text, "export type ClientId = (typeof CLIENT_IDS)[number];")?;
    writeln!(text, "\n/** The scopes by the names with which a client asks Entra for them. */")?;
    writeln!(text, "export const scopesAsRequested: Readonly<")?;
    writeln!(text, "  Record<ClientId, Readonly<Record<Scope, string>>>\n> = {{")?;
    for found in registrations {
        let Some(client_id) = &found.client_id else { continue };
        if let Some(name) = &found.display_name {
            writeln!(text, "  // {}", string(name))?;
        }
        writeln!(text, "  {}: {{", key(client_id))?;
        for scope in scopes {
            let Some(name) = found.full_name(scope) else { continue };
            writeln!(text, "    {}: {},", key(scope), string(&name))?;
        }
        writeln!(text, "  }},")?;
    }
    writeln!(text, "}};")
}

/// Returns the key of an object. The key `__proto__` would set the prototype.
fn key(text: &str) -> String {
    if text == "__proto__" { format!("[{}]", string(text)) } else { string(text) }
}

/// Returns a string, which a comment of one line can contain, too.
fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(letter);
            }
            ' '..='~' => quoted.push(letter),
            // Other letters could end a line, or turn the direction of text.
            letter if letter.is_alphanumeric() => quoted.push(letter),
            letter => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
        }
    }
    quoted.push('"');
    quoted
}
