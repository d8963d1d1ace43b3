//! Secrets in a file that is about to be kept beside source code.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::super::report::{Damage, Report};
use super::shape::property;

/// Reports each secret, wherever in the file it stands, and never shows it.
pub(super) fn check(value: &Value<'_>, report: &mut Report<'_>) {
    match value {
        Value::Object(object) => {
            check_object(object, report);
            object.properties.iter().for_each(|property| check(&property.value, report));
        }
        Value::Array(array) => array.elements.iter().for_each(|element| check(element, report)),
        _ => {}
    }
}

fn check_object(object: &Object<'_>, report: &mut Report<'_>) {
    // Microsoft Graph; `az ad app credential reset` and `az ad sp create-for-rbac`, which name the tenant beside it.
    let mut keys = vec!["secretText"];
    if property(object, "tenant").is_some() {
        keys.push("password");
    }
    for key in keys {
        if let Some(secret) = property(object, key) {
            report_secret(&secret.value, key, report);
        }
    }
    // The legacy form has the secret as `value`.
    let credentials = property(object, "passwordCredentials").map(|credentials| &credentials.value);
    let credentials = match credentials {
        Some(Value::Array(list)) => list.elements.as_slice(),
        Some(only) => std::slice::from_ref(only),
        None => &[],
    };
    for secret in credentials.iter().filter_map(|credential| property(credential.as_object()?, "value")) {
        report_secret(&secret.value, "passwordCredentials", report);
    }
}

fn report_secret(secret: &Value<'_>, key: &str, report: &mut Report<'_>) {
    let Value::StringLit(text) = secret else { return };
    if !text.value.is_empty() {
        let at = report.here(secret.start());
        report.error(
            at,
            Damage::Nothing,
            format_args!(
                "`{key}` holds a client secret; whoever has this file has it: replace it in Entra with a new one, delete it \
                 there, and export the manifest again"
            ),
        );
    }
}
