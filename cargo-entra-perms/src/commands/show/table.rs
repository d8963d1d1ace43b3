//! The tables for people.

use std::fmt::Write as _;

use entra_perms_model::{Consent, Entry, Model, Role};

use super::operations;
use crate::guards::Guards;
use crate::markdown::{code, inline};
use crate::models::FoundModel;
use crate::output::STRONG;
use crate::visible::visible;

/// Returns the scopes with numbers, then a row for each app role with a column for each scope.
///
/// ```text
/// scopes
///   1  Crm.Read.Team   users may consent
///
/// app roles            held by              1
///   Contacts.Read.All  users, applications  x
///
/// operations           callers              1
///   crm::api::list     users, applications  x
///       `Contacts.Read.All`
/// ```
pub(super) fn text(found: &FoundModel, model: &Model, guards: Option<&Guards>) -> String {
    let mut text = format!("{}\n\n", visible(&found.description()));
    // Writing to a string cannot fail.
    let _ = write_text(&mut text, model, guards);
    text
}

fn write_text(text: &mut String, model: &Model, guards: Option<&Guards>) -> std::fmt::Result {
    let digits = model.scopes.len().to_string().len();
    let scopes: Vec<_> = model.scopes.iter().map(|scope| visible(&name(&scope.entry))).collect();
    let width = widest(&scopes);
    writeln!(text, "{STRONG}scopes{STRONG:#}")?;
    for (number, (scope, name)) in (1..).zip(model.scopes.iter().zip(&scopes)) {
        let line = format!("  {number:>digits$}  {name:width$}  {}", consent(scope.consent));
        writeln!(text, "{}", line.trim_end())?;
    }
    let roles: Vec<_> = model.roles.iter().map(|role| visible(&name(&role.entry))).collect();
    let width = widest(&roles).max("app roles".len());
    let numbers: Vec<_> =
        (1..=model.scopes.len()).map(|number| format!(" {number:>digits$}")).collect();
    let numbers = numbers.concat();
    writeln!(text, "\n{STRONG}{:width$}    {:19} {numbers}{STRONG:#}", "app roles", "held by")?;
    for (role, name) in model.roles.iter().zip(&roles) {
        let mut line = format!("  {name:width$}  {:19} ", holders(role));
        for index in 0..model.scopes.len() {
            let mark = if role.scopes.contains(&index) { "x" } else { "." };
            write!(line, " {mark:>digits$}")?;
        }
        writeln!(text, "{}", line.trim_end())?;
    }
    let Some(guards) = guards else { return Ok(()) };
    let names: Vec<_> = guards.guards.iter().map(|guard| visible(&guard.name())).collect();
    let width = widest(&names).max("operations".len());
    writeln!(text, "\n{STRONG}{:width$}    {:19} {numbers}{STRONG:#}", "operations", "callers")?;
    for (guard, name) in guards.guards.iter().zip(&names) {
        let mut line = format!("  {name:width$}  {:19} ", operations::callers(guard, model));
        for scope in &model.scopes {
            let is_sufficient = operations::is_sufficient(scope, guard, model);
            write!(line, " {:>digits$}", if is_sufficient { "x" } else { "." })?;
        }
        writeln!(text, "{}\n      {}", line.trim_end(), visible(&guard.words))?;
    }
    Ok(())
}

/// Returns a table of app roles × scopes, and one of the operations.
pub(super) fn markdown(found: &FoundModel, model: &Model, guards: Option<&Guards>) -> String {
    let mut text = format!("## {}\n\n", code(&found.module));
    // Writing to a string cannot fail.
    let _ = write_markdown(&mut text, model, guards);
    text
}

fn write_markdown(text: &mut String, model: &Model, guards: Option<&Guards>) -> std::fmt::Result {
    let scopes = model.scopes.iter();
    let scopes: Vec<_> = scopes.map(|scope| format!(" {} |", code(&name(&scope.entry)))).collect();
    writeln!(text, "| app role | held by |{}", scopes.concat())?;
    writeln!(text, "|---|---|{}", ":-:|".repeat(model.scopes.len()))?;
    for role in &model.roles {
        write!(text, "| {} | {} |", code(&name(&role.entry)), holders(role))?;
        for index in 0..model.scopes.len() {
            let mark = if role.scopes.contains(&index) { "✓" } else { "" };
            write!(text, " {mark} |")?;
        }
        text.push('\n');
    }
    let Some(guards) = guards else { return Ok(()) };
    writeln!(text, "\n| operation | callers | requires |{}", scopes.concat())?;
    writeln!(text, "|---|---|---|{}", ":-:|".repeat(model.scopes.len()))?;
    for guard in &guards.guards {
        let words = inline(&guard.words);
        let callers = operations::callers(guard, model);
        write!(text, "| {} | {callers} | {words} |", code(&guard.name()))?;
        for scope in &model.scopes {
            let is_sufficient = operations::is_sufficient(scope, guard, model);
            write!(text, " {} |", if is_sufficient { "✓" } else { "" })?;
        }
        text.push('\n');
    }
    Ok(())
}

fn name(entry: &Entry) -> String {
    let disabled = if entry.enabled { "" } else { " (disabled)" };
    format!("{}{disabled}", entry.value)
}

fn holders(role: &Role) -> &'static str {
    operations::kinds(role.users, role.applications)
}

fn consent(consent: Option<Consent>) -> &'static str {
    match consent {
        Some(Consent::User) => "users may consent",
        Some(Consent::Admin) => "administrators consent",
        None => "",
    }
}

fn widest(names: &[String]) -> usize {
    names.iter().map(|name| name.chars().count()).max().unwrap_or(0)
}
