//! Secrets in a file, which is kept next to source code.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::spellings::{property, unwrapped};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport};

/// Reports each secret in a value. The message never shows the secret.
pub(super) fn check(value: &Value<'_>, report: &FileReport<'_>) {
    match value {
        Value::Object(object) => {
            check_object(object, report);
            for property in &object.properties {
                check(&property.value, report);
            }
        }
        Value::Array(array) => {
            for element in &array.elements {
                check(element, report);
            }
        }
        Value::StringLit(text) if has_hashtable_secret(&text.value) => {
            report_secret("secretText", value, report);
        }
        _ => {}
    }
}

fn check_object(object: &Object<'_>, report: &FileReport<'_>) {
    check_key("secretText", object, report);
    // `az ad app credential reset` and `az ad sp create-for-rbac` print a password and its tenant.
    if property(object, "tenant").is_some() {
        check_key("password", object, report);
    }
    if has_secret_key(object) {
        check_key("key", object, report);
    }
    // In the legacy form, the secret of a credential is its `value`.
    if let Some(credentials) = property(object, "passwordCredentials") {
        let credentials = match unwrapped(&credentials.value) {
            Value::Array(list) => list.elements.as_slice(),
            only => std::slice::from_ref(only),
        };
        for credential in credentials.iter().filter_map(Value::as_object) {
            check_key("value", credential, report);
        }
    }
}

/// Returns whether the `key` of a `keyCredential` is secret.
fn has_secret_key(object: &Object<'_>) -> bool {
    // A symmetric key, and a certificate with its private key.
    const SECRET_TYPES: [&str; 2] = ["Symmetric", "X509CertAndPassword"];
    let Some(property) = property(object, "type") else { return false };
    let Value::StringLit(written) = &property.value else { return false };
    SECRET_TYPES.iter().any(|secret| written.value.eq_ignore_ascii_case(secret))
}

fn check_key(key: &str, object: &Object<'_>, report: &FileReport<'_>) {
    let Some(property) = property(object, key) else { return };
    let has_value = match &property.value {
        Value::NullKeyword(_) => false,
        Value::StringLit(text) => !text.value.is_empty(),
        _ => true,
    };
    if has_value {
        report_secret(key, &property.value, report);
    }
}

/// Returns whether a string contains a secret in the notation `@{hint=abc; secretText=…}`, which
/// `ConvertTo-Json` writes below its depth limit.
fn has_hashtable_secret(text: &str) -> bool {
    const KEY: &str = "secrettext=";
    let text = text.to_ascii_lowercase();
    if !text.starts_with("@{") {
        return false;
    }
    text.match_indices(KEY).any(|(at, key)| {
        let secret = text.get(at + key.len()..).map(str::trim_start);
        secret.is_some_and(|secret| !secret.is_empty() && !secret.starts_with([';', '}']))
    })
}

fn report_secret(key: &str, secret: &Value<'_>, report: &FileReport<'_>) {
    let message = format!("`{key}` is a secret of the application");
    let finding = Finding::new(Rule::Secret, message)
        .note("everyone who can read this file can use the secret")
        .help("rotate the secret in Entra")
        .export_help();
    report.error(report.here(secret.range()), Damage::Nothing, finding);
}
