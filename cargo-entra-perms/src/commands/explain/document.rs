//! The explanation as JSON: `schemas/explanation.json`.

use std::fmt::Write as _;

use entra_perms_runtime::explanation::{Actor, Check, CheckOutcome, NotChecked};
use entra_perms_runtime::{Acts, Agent, CallerKind};
use serde_json::{Value, json};

use super::explanation::{CallerFacts, Explanation, Named, Operation, SETTINGS_OF_SERVICE};
use super::time::rfc3339;
use crate::error::Failure;
use crate::report::json;
use crate::visible::is_invisible;

/// The version of the format. A change that programs must know raises it.
const VERSION: u8 = 1;

/// Returns the document as text. Characters that act on a terminal are escaped.
pub(super) fn of(explanation: &Explanation<'_>) -> Result<String, Failure> {
    Ok(escaped(&json::pretty(&document(explanation))?))
}

/// Escapes the characters that JSON may have in strings, and that act on a terminal or are
/// invisible.
fn escaped(json: &str) -> String {
    let mut escaped = String::new();
    for letter in json.chars() {
        if letter != '\n' && (letter.is_control() || is_invisible(letter)) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(letter);
        }
    }
    escaped
}

fn document(explanation: &Explanation<'_>) -> Value {
    let place = explanation.found.location();
    let refusal = explanation
        .refusal()
        .map(|error| json!({ "message": error.to_string(), "fault": error.fault().to_string() }));
    let operations = explanation.operations.as_ref();
    json!({
        "version": VERSION,
        "verified": explanation.is_verified(),
        "refused": refusal,
        "model": {
            "package": explanation.found.package,
            "module": explanation.found.module,
            "place": { "file": place.file, "line": place.line, "column": place.column },
        },
        "registration": explanation.registration.as_ref().map(named),
        "checks": explanation.checks.iter().map(check).collect::<Vec<_>>(),
        "caller": explanation.caller.as_ref().map(caller),
        "unknown_settings": SETTINGS_OF_SERVICE,
        "operations": operations.map(|list| list.iter().map(operation).collect::<Vec<_>>()),
    })
}

fn named(named: &Named) -> Value {
    json!({ "name": named.name, "id": named.id })
}

fn check((check, outcome): &(Check, CheckOutcome)) -> Value {
    let (result, words) = match outcome {
        CheckOutcome::Passed => ("passed", check.words().to_owned()),
        CheckOutcome::Refused(error) => ("refused", error.to_string()),
        CheckOutcome::NotChecked(why) => ("not_checked", not_checked(*why).to_owned()),
    };
    json!({ "id": check.id(), "result": result, "words": words })
}

/// Returns the id of a reason.
fn not_checked(why: NotChecked) -> &'static str {
    match why {
        NotChecked::Dependent => "dependent",
        NotChecked::NoKeys => "no_keys",
        NotChecked::NoTenant => "no_tenant",
        NotChecked::IssuerOfTenant => "issuer_of_tenant",
        NotChecked::SettingOfService => "setting_of_service",
    }
}

fn caller(caller: &CallerFacts) -> Value {
    let kind = match caller.kind {
        CallerKind::User => "user",
        CallerKind::App => "app",
    };
    json!({
        "kind": kind,
        "tenant": caller.tenant.map(|id| id.to_string()),
        "object_id": caller.object_id.map(|id| id.to_string()),
        "client": caller.client.as_ref().map(named),
        "agent": caller.agent().map(agent),
        "agent_is_known": !matches!(caller.actor, Actor::Unknown { .. }),
        "roles": caller.held,
        "scopes": caller.granted,
        "unknown_values": caller.unknown,
        "effective": caller.effective,
        "valid_from": caller.valid_from.and_then(rfc3339),
        "valid_until": caller.valid_until.and_then(rfc3339),
    })
}

fn agent(agent: Agent) -> Value {
    let acts = match agent.acts() {
        Acts::ForUser => "for_user",
        Acts::AsItself => "as_itself",
        Acts::AsOwnAccount => "as_own_account",
        _ => "for_unknown_subject",
    };
    json!({ "acts": acts, "blueprint": agent.blueprint().map(|id| id.to_string()) })
}

fn operation(operation: &Operation) -> Value {
    let reasons = operation.reasons.iter();
    let reasons: Vec<_> =
        reasons.map(|it| json!({ "id": it.id(), "words": it.to_string() })).collect();
    json!({
        "operation": operation.name,
        "requires": operation.words,
        "allowed": operation.is_allowed(),
        "reasons": reasons,
    })
}
