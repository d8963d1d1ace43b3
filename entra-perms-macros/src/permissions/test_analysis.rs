//! Manifests for tests, and what `permissions!` makes of them.

pub(crate) use super::analyse::Analysis;
use crate::manifest::source::Lookup;
use crate::manifest::test_folder::TestFolder;

/// A manifest of today's form, one entry a line from line 2 on. An entry is its value, then any of `off`, and for
/// roles `app` or `both` where it is not users who hold it.
pub(crate) fn manifest(roles: &[&str], scopes: &[&str]) -> String {
    let entry = |written: &&str| {
        let mut words = written.split(' ');
        let value = words.next().unwrap();
        let flags: Vec<_> = words.collect();
        let members = match flags.as_slice() {
            flags if flags.contains(&"app") => r#"["Application"]"#,
            flags if flags.contains(&"both") => r#"["User", "Application"]"#,
            _ => r#"["User"]"#,
        };
        let enabled = !flags.contains(&"off");
        format!(
            "\n{{\"value\": \"{value}\", \"isEnabled\": {enabled}, \"allowedMemberTypes\": {members}}}"
        )
    };
    let list = |entries: &[&str]| entries.iter().map(entry).collect::<Vec<_>>().join(",");
    let (roles, scopes) = (list(roles), list(scopes));
    format!(r#"{{"appRoles": [{roles}], "api": {{"oauth2PermissionScopes": [{scopes}]}}}}"#)
}

/// Analyses `manifest = "crm.json"` and further arguments, with `text` as the manifest.
pub(crate) fn analyse(text: &str, arguments: &str) -> Analysis {
    analyse_files(&[("crm.json", text)], &format!("manifest = \"crm.json\", {arguments}"))
}

/// Analyses arguments, with these files beside the crate.
pub(crate) fn analyse_files(files: &[(&str, &str)], input: &str) -> Analysis {
    let folder = TestFolder::workspace();
    for (name, text) in files {
        folder.write(name, text);
    }
    super::analyse::analyse(input.parse().unwrap(), &Lookup::in_package(folder.path()))
}

/// The source text at fault and the message of each error.
pub(crate) fn errors(text: &str, arguments: &str) -> Vec<(String, String)> {
    analyse(text, arguments).errors.spelled_out()
}

/// Fails unless the errors are exactly these.
#[track_caller]
pub(crate) fn expect_errors(text: &str, arguments: &str, expected: &[(&str, &str)]) {
    expect_errors_of(&analyse(text, arguments), expected);
}

/// Fails unless the errors are exactly these.
#[track_caller]
pub(crate) fn expect_errors_of(analysis: &Analysis, expected: &[(&str, &str)]) {
    let found = analysis.errors.spelled_out();
    let found: Vec<_> = found.iter().map(|(at, message)| (at.as_str(), message.as_str())).collect();
    assert_eq!(found, expected);
}

/// Fails unless the warnings are exactly these, and there is no error.
#[track_caller]
pub(crate) fn expect_warnings_of(analysis: &Analysis, expected: &[(&str, &str, &str)]) {
    expect_errors_of(analysis, &[]);
    let found = analysis.warnings.spelled_out();
    let found: Vec<_> = found
        .iter()
        .map(|(at, lint, message)| (at.as_str(), *lint, message.as_str()))
        .collect();
    assert_eq!(found, expected);
}
