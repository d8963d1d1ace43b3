//! Secrets in a file that is about to be kept beside source code.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::shape::property;
use super::shape::unwrapped;
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport};

/// Reports each secret, wherever in the file it stands, and never shows it.
pub(super) fn check(value: &Value<'_>, report: &mut FileReport<'_, '_>) {
    match value {
        Value::Object(object) => {
            check_object(object, report);
            object.properties.iter().for_each(|property| check(&property.value, report));
        }
        Value::Array(array) => array.elements.iter().for_each(|element| check(element, report)),
        Value::StringLit(text)
            if text.value.starts_with("@{") && has_hashtable_secret(&text.value) =>
        {
            report_secret("secretText", value, report);
        }
        _ => {}
    }
}

fn check_object(object: &Object<'_>, report: &mut FileReport<'_, '_>) {
    let has_secret_key = || {
        let kind = property(object, "type").and_then(|kind| kind.value.as_string_lit());
        kind.is_some_and(|kind| {
            SECRET_KEYS.iter().any(|secret| kind.value.eq_ignore_ascii_case(secret))
        })
    };
    check_key("secretText", object, report);
    // What `az ad app credential reset` and `az ad sp create-for-rbac` print names the tenant beside it.
    if property(object, "tenant").is_some() {
        check_key("password", object, report);
    }
    if has_secret_key() {
        check_key("key", object, report);
    }
    // The legacy form has the secret as `value`.
    let credentials =
        property(object, "passwordCredentials").map(|credentials| unwrapped(&credentials.value));
    let credentials = match credentials {
        Some(Value::Array(list)) => list.elements.as_slice(),
        Some(only) => std::slice::from_ref(only),
        None => &[],
    };
    for credential in credentials.iter().filter_map(Value::as_object) {
        check_key("value", credential, report);
    }
}

/// The types of a `keyCredential` that is no certificate, or comes with its private key.
const SECRET_KEYS: [&str; 2] = ["Symmetric", "X509CertAndPassword"];

fn check_key(key: &str, object: &Object<'_>, report: &mut FileReport<'_, '_>) {
    let Some(secret) = property(object, key).map(|secret| &secret.value) else { return };
    let is_there = match secret {
        Value::NullKeyword(_) => false,
        Value::StringLit(text) => !text.value.is_empty(),
        _ => true,
    };
    if is_there {
        report_secret(key, secret, report);
    }
}

/// Below its depth limit `ConvertTo-Json` writes `@{hint=abc; secretText=…}`.
fn has_hashtable_secret(text: &str) -> bool {
    const KEY: &str = "secrettext=";
    let text = text.to_ascii_lowercase();
    text.match_indices(KEY).any(|(at, _)| {
        let after = text.get(at + KEY.len()..).unwrap_or_default();
        !after.trim_start().is_empty() && !after.trim_start().starts_with([';', '}'])
    })
}

fn report_secret(key: &str, secret: &Value<'_>, report: &mut FileReport<'_, '_>) {
    let at = report.here(secret.range());
    report.error(at, Damage::Nothing, Finding::new(Rule::Secret, format_args!(
            "`{key}` holds a secret of the application, which whoever has this file now knows: rotate it in Entra, and \
             export the manifest again"
        )));
}
