//! The model as JSON: `schemas/model.json`.

use entra_perms_model::{Entry, Model, Role, Scope};
use serde_json::{Value, json};

use super::operations;
use crate::guards::{Guard, Guards};
use crate::models::FoundModel;

/// Returns the document. The roles and scopes refer to each other by value.
pub(super) fn of(found: &FoundModel, model: &Model, guards: Option<&Guards>) -> Value {
    let place = found.location();
    let mut document = json!({
        "version": 1,
        "package": found.package,
        "module": found.module,
        "place": { "file": place.file, "line": place.line, "column": place.column },
        "roles": model.roles.iter().map(|role| self::role(role, model)).collect::<Vec<_>>(),
        "scopes": model.scopes.iter().map(|scope| self::scope(scope, model)).collect::<Vec<_>>(),
    });
    if let (Some(guards), Value::Object(members)) = (guards, &mut document) {
        let guards: Vec<_> = guards.guards.iter().map(|guard| operation(guard, model)).collect();
        members.insert("operations".to_owned(), guards.into());
    }
    document
}

fn role(role: &Role, model: &Model) -> Value {
    let scopes = role.scopes.iter().filter_map(|index| model.scopes.get(*index));
    let scopes: Vec<_> = scopes.map(|scope| scope.entry.value.as_str()).collect();
    let more = json!({ "users": role.users, "applications": role.applications, "scopes": scopes });
    entry(&role.entry, more)
}

fn scope(scope: &Scope, model: &Model) -> Value {
    let roles = scope.roles.iter().filter_map(|index| model.roles.get(*index));
    let roles: Vec<_> = roles.map(|role| role.entry.value.as_str()).collect();
    let consent = scope.consent.map(entra_perms_model::Consent::name);
    entry(&scope.entry, json!({ "consent": consent, "roles": roles }))
}

/// Adds the members that roles and scopes share.
fn entry(entry: &Entry, more: Value) -> Value {
    let mut value = json!({
        "value": entry.value,
        "id": entry.id.map(guid),
        "display_name": entry.display_name,
        "enabled": entry.enabled,
    });
    if let (Value::Object(members), Value::Object(more)) = (&mut value, more) {
        members.extend(more);
    }
    value
}

/// Writes a GUID: groups of 8, 4, 4, 4 and 12 digits.
fn guid(id: u128) -> String {
    let digits = format!("{id:032x}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if [8, 12, 16, 20].contains(&index) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

fn operation(guard: &Guard, model: &Model) -> Value {
    let scopes = model.scopes.iter();
    let scopes = scopes.filter(|scope| operations::is_sufficient(scope, guard, model));
    let scopes: Vec<_> = scopes.map(|scope| scope.entry.value.as_str()).collect();
    let clauses = guard.requirement.clauses.iter();
    let clauses: Vec<_> = clauses
        .map(|clause| json!({ "roles": clause.roles, "scopes": clause.scopes }))
        .collect();
    json!({
        "operation": guard.name(),
        "callers": operations::callers(guard, model),
        "sufficient_scopes": scopes,
        "by": guard.requirement.by,
        "clauses": clauses,
        "words": guard.words,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_guids() {
        let id = 0x3000_0000_0000_4000_8000_0000_0000_0001;
        assert_eq!(super::guid(id), "30000000-0000-4000-8000-000000000001");
    }
}
