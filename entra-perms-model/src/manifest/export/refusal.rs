//! The errors for files that are not a manifest.

use jsonc_parser::ast::{Object, Value};

use super::form::Form;
use super::object_kind::ObjectKind;
use super::other_tools::{NestedEntries, nested_entries};
use super::{field, spellings};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport, Shown};

/// Reports a file that is neither an object nor a list.
pub(super) fn scalar(root: &Value<'_>, report: &FileReport<'_>) {
    if nested_entries(root).is_some() {
        let finding = not_a_manifest("is a string that contains the JSON of a manifest")
            .help("do not convert the export to JSON a second time")
            .export_help();
        refuse(finding, report);
        return;
    }
    let found = field::type_name(root);
    let finding = not_a_manifest("is not an app registration manifest")
        .note(format_args!("expected an object or a list, found {found}"))
        .export_help();
    refuse(finding, report);
}

/// Reports a file of another tool.
pub(super) fn other_tool(kind: &str, report: &FileReport<'_>) {
    let finding = not_a_manifest("is not an app registration manifest")
        .note(format_args!("it is {kind}"))
        .export_help();
    refuse(finding, report);
}

/// Reports app roles or scopes inside a file that no known tool writes.
pub(super) fn nested(entries: &NestedEntries, report: &FileReport<'_>) {
    let NestedEntries { key, path, range } = entries;
    let message = format!("`{}` is in `{}`, not at the top of the file", Shown(key), Shown(path));
    let finding = Finding::new(Rule::NotAManifest, message).export_help();
    report.error(report.here(*range), Damage::Values, finding);
}

/// Reports an object without any known key.
pub(super) fn unknown_object(value: &Value<'_>, object: &Object<'_>, report: &FileReport<'_>) {
    if spellings::property(object, "error").is_some() {
        let finding = not_a_manifest("is the response to a failed request")
            .note("its `error` has the reason")
            .export_help();
        refuse(finding, report);
    } else if spellings::property(object, "webApplicationInfo").is_some() {
        let finding = not_a_manifest("is the manifest of a Teams app")
            .help("name the manifest of its app registration, such as `aad.manifest.json`");
        refuse(finding, report);
    } else if let Some(entries) = nested_entries(value) {
        nested(&entries, report);
    } else {
        let finding = not_a_manifest("is not an app registration manifest")
            .note("it has neither `appRoles` nor `api.oauth2PermissionScopes`")
            .note("in the legacy form, the scopes are `oauth2Permissions`")
            .export_help();
        refuse(finding, report);
    }
}

/// Reports a file that lists permissions in the place of a client's registration.
pub(super) fn no_client(form: Form, report: &FileReport<'_>) {
    let finding = not_a_manifest("is not the registration of a client")
        .note(format_args!("it is {form}"))
        .export_help();
    refuse(finding, report);
}

/// Reports a list without elements.
pub(super) fn empty_list(report: &FileReport<'_>) {
    let finding = not_a_manifest("is an empty list")
        .note("the export found nothing in its tenant and with its filter")
        .export_help();
    refuse(finding, report);
}

/// Reports a list of objects without any known key. `root` is the value that contains the list.
pub(super) fn unknown_list(root: &Value<'_>, report: &FileReport<'_>) {
    if let Some(entries) = nested_entries(root) {
        nested(&entries, report);
        return;
    }
    let finding = not_a_manifest("is not a list of applications, app roles or scopes")
        .note("an app role has the key `allowedMemberTypes`")
        .note("a scope has the key `adminConsentDisplayName`")
        .export_help();
    refuse(finding, report);
}

/// Reports a list of objects of two kinds.
pub(super) fn mixed_list(first: ObjectKind, other: ObjectKind, report: &FileReport<'_>) {
    let message = format!("lists both {} and {}", first.plural(), other.plural());
    let finding = Finding::new(Rule::NotAManifest, message)
        .help("write each kind into a file of its own")
        .export_help();
    refuse(finding, report);
}

/// Reports a list of permissions, each with the `appId` of its API.
pub(super) fn several_apis(count: usize, report: &FileReport<'_>) {
    let message = format!("lists {count} permissions of several APIs");
    let finding = Finding::new(Rule::SeveralApis, message)
        .note("a manifest has the permissions of one API")
        .export_help();
    refuse(finding, report);
}

fn not_a_manifest(message: &str) -> Finding {
    Finding::new(Rule::NotAManifest, message)
}

/// Reports an error of the whole file. The message continues after the name of the file.
fn refuse(finding: Finding, report: &FileReport<'_>) {
    report.whole(Damage::Values, finding);
}
