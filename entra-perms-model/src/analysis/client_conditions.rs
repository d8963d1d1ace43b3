//! The permissions that guards with `client = …` need.
//!
//! Such a guard admits only clients whose registrations are known. A client that does not ask for
//! the permissions that the guard requires is probably denied.

use crate::finding::{Finding, Lint, Rule};
use crate::model::{App, Client, ClientRegistration, Entry, Model};
use crate::suggestion::in_words;

/// The values that a line names. More would hide the other lines.
const MAX_LISTED: usize = 8;

/// Returns a finding for each client, in the order of the model: what its registrations ask for.
///
/// It matters only to a guard that requires more. The guard is in other code, so the compiler
/// compares the two. It is a warning, because a client may ask for further scopes at run time, and
/// an administrator may assign further roles.
pub(super) fn findings(model: &Model) -> Vec<Finding> {
    model.clients.iter().map(|client| finding(model, client)).collect()
}

fn finding(model: &Model, client: &Client) -> Finding {
    let name = client.name.trim_start_matches("r#");
    let message = format!("client `{name}` does not ask for what this guard requires");
    let mut finding = Finding::new(Rule::Lint(Lint::ClientLacksPermission), message);
    let of_several = model.apps.len() > 1;
    let mut missing = Vec::new();
    for (index, app) in model.apps.iter().enumerate() {
        let api = if of_several { name_of(app) } else { "this API".to_owned() };
        let of_api = if of_several { format!(" of {api}") } else { String::new() };
        let registration = client.registrations.iter().find(|found| found.app == index);
        if let Some(registration) = registration {
            let scopes = scopes(model, registration);
            let roles = roles(model, registration);
            finding = finding
                .note(format_args!("it asks for {scopes}{of_api}; as itself, it asks for {roles}"));
        } else {
            finding = finding.note(format_args!("it has no registration for permissions{of_api}"));
            missing.push(api);
        }
    }
    with_remedies(finding, client, &missing)
}

/// Adds the remedies. `missing` names the registrations of the API for which the client has none.
fn with_remedies(mut finding: Finding, client: &Client, missing: &[String]) -> Finding {
    if !client.registrations.is_empty() {
        finding = finding.help(
            "add the permission under API permissions in Entra, and export the client's \
             registration again",
        );
    }
    if !missing.is_empty() {
        let apis = in_words(missing, "and");
        let registrations = if missing.len() > 1 { "registrations" } else { "registration" };
        finding = finding.help(format_args!("add its {registrations} for {apis} to `clients`"));
    }
    finding.help("or change the guard")
}

fn name_of(app: &App) -> String {
    match (&app.display_name, &app.client_id) {
        (Some(name), Some(id)) => format!("`{name}` ({id})"),
        (Some(name), None) => format!("`{name}`"),
        (None, Some(id)) => format!("`{id}`"),
        (None, None) => "a registration without a client id".to_owned(),
    }
}

/// Returns the scopes that a registration asks for, in words.
fn scopes(model: &Model, registration: &ClientRegistration) -> String {
    let scopes = registration.scopes.iter().chain(&registration.pre_authorized);
    listed("scope", scopes.filter_map(|index| Some(&model.scopes.get(*index)?.entry)))
}

/// Returns the app roles that a registration asks to hold itself, in words.
fn roles(model: &Model, registration: &ClientRegistration) -> String {
    let roles = registration.roles.iter();
    listed("app role", roles.filter_map(|index| Some(&model.roles.get(*index)?.entry)))
}

/// Returns the first values in words, and the number of the others: ``the scopes `A` and `B` ``.
/// Returns `no scope` if the list is empty.
fn listed<'a>(kind: &str, entries: impl Iterator<Item = &'a Entry>) -> String {
    let mut values: Vec<String> = Vec::new();
    let mut others = 0_usize;
    for entry in entries {
        let value = format!("`{}`", entry.value);
        if values.contains(&value) {
            continue;
        }
        if values.len() < MAX_LISTED {
            values.push(value);
        } else {
            others += 1;
        }
    }
    if others > 0 {
        values.push(format!("{others} more"));
    }
    match values.as_slice() {
        [] => format!("no {kind}"),
        [value] => format!("the {kind} {value}"),
        values => format!("the {kind}s {}", in_words(values, "and")),
    }
}

#[cfg(test)]
mod tests {
    use crate::test_support::analysis::analyze_files;

    const API: &str = r#"{"appId": "00000000-0000-0000-0000-000000000001",
        "api": {"oauth2PermissionScopes": [
            {"id": "00000000-0000-0000-0000-0000000000a1", "value": "S", "isEnabled": true},
            {"id": "00000000-0000-0000-0000-0000000000a2", "value": "T", "isEnabled": true}],
            "preAuthorizedApplications": [{"appId": "00000000-0000-0000-0000-000000000002",
                "delegatedPermissionIds": ["00000000-0000-0000-0000-0000000000a2"]}]},
        "appRoles": [{"id": "00000000-0000-0000-0000-0000000000b1", "value": "A",
            "isEnabled": true, "allowedMemberTypes": ["Application"]}]}"#;

    fn client(requests: &str) -> String {
        format!(
            r#"{{"appId": "00000000-0000-0000-0000-000000000002", "requiredResourceAccess": [
                {{"resourceAppId": "00000000-0000-0000-0000-000000000001",
                "resourceAccess": [{requests}]}}]}}"#
        )
    }

    fn texts(client: &str, allow: &str) -> Vec<String> {
        let arguments = format!(
            r#"manifest = "api.json", clients = {{ Web = "web.json" }},
            scopes = {{ "*" => [] }}, allow = [no_idtyp, equal_scopes, redundant_line{allow}]"#
        );
        let analysis = analyze_files(&[("api.json", API), ("web.json", client)], &arguments);
        assert!(!analysis.has_errors(), "{:?}", analysis.findings);
        analysis.for_client_conditions.iter().map(ToString::to_string).collect()
    }

    const SCOPE: &str = r#"{"id": "00000000-0000-0000-0000-0000000000a1", "type": "Scope"}"#;
    const ROLE: &str = r#"{"id": "00000000-0000-0000-0000-0000000000b1", "type": "Role"}"#;

    #[test]
    fn a_finding_says_what_the_client_asks_for_as_each_kind_of_caller() {
        let expected = |scopes: &str, roles: &str| {
            format!(
                "client `Web` does not ask for what this guard requires\n\
                 note: it asks for {scopes}; as itself, it asks for {roles}\n\
                 help: add the permission under API permissions in Entra, and export the client's\n      \
                 registration again\n\
                 help: or change the guard"
            )
        };
        let web = client(SCOPE);
        assert_eq!(texts(&web, ""), [expected("the scopes `S` and `T`", "no app role")]);
        let web = client(&format!("{SCOPE}, {ROLE}"));
        assert_eq!(texts(&web, ""), [expected("the scopes `S` and `T`", "the app role `A`")]);
        let other_id = client(ROLE).replace("000000000002\"", "000000000003\"");
        assert_eq!(texts(&other_id, ""), [expected("no scope", "the app role `A`")]);
    }

    #[test]
    fn a_missing_registration_has_a_remedy_of_its_own() {
        let prod = API.replace("000000000001\"", "000000000004\"");
        let test = API.replace("000000000001\"", "000000000005\"").replacen(
            '{',
            r#"{"displayName": "CRM (test)","#,
            1,
        );
        let web = client(SCOPE);
        let lines = |environments: &str| {
            let arguments = format!(
                r#"manifest = "api.json", environments = [{environments}],
                clients = {{ Web = "web.json" }}, scopes = {{ "*" => [] }},
                allow = [no_idtyp, equal_scopes, redundant_line]"#
            );
            let files =
                [("api.json", API), ("prod.json", &prod), ("test.json", &test), ("web.json", &web)];
            let analysis = analyze_files(&files, &arguments);
            assert!(!analysis.has_errors(), "{:?}", analysis.findings);
            let finding = analysis.for_client_conditions[0].to_string().replace("\n      ", " ");
            finding.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let prod = "`00000000-0000-0000-0000-000000000004`";
        assert_eq!(
            lines(r#""prod.json""#)[1..],
            [
                "note: it asks for the scopes `S` and `T` of \
                 `00000000-0000-0000-0000-000000000001`; as itself, it asks for no app role",
                &format!("note: it has no registration for permissions of {prod}"),
                "help: add the permission under API permissions in Entra, and export the client's \
                 registration again",
                &format!("help: add its registration for {prod} to `clients`"),
                "help: or change the guard",
            ]
        );
        let test = "`CRM (test)` (00000000-0000-0000-0000-000000000005)";
        let help = format!("help: add its registrations for {prod} and {test} to `clients`");
        assert!(lines(r#""prod.json", "test.json""#).contains(&help));
    }

    #[test]
    fn allow_silences_the_finding() {
        assert!(texts(&client(SCOPE), ", client_lacks_permission").is_empty());
    }
}
