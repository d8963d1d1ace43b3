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
    for (index, app) in model.apps.iter().enumerate() {
        let of_several = model.apps.len() > 1;
        let at = if of_several { format!(" of {}", name_of(app)) } else { String::new() };
        let registration = client.registrations.iter().find(|found| found.app == index);
        finding = match registration {
            Some(registration) => {
                finding.note(format_args!("it asks for {}{at}", permissions(model, registration)))
            }
            None => finding.note(format_args!("it has no registration for permissions{at}")),
        };
    }
    finding.help(
        "add the permission under API permissions in Entra, and export the client's registration \
         again",
    )
}

fn name_of(app: &App) -> String {
    match (&app.display_name, &app.client_id) {
        (Some(name), Some(id)) => format!("`{name}` ({id})"),
        (Some(name), None) => format!("`{name}`"),
        (None, Some(id)) => format!("`{id}`"),
        (None, None) => "a registration without a client id".to_owned(),
    }
}

/// Returns the scopes and app roles that a registration asks for, in words.
fn permissions(model: &Model, registration: &ClientRegistration) -> String {
    let scopes = registration.scopes.iter().chain(&registration.pre_authorized);
    let scopes = scopes.filter_map(|index| Some(&model.scopes.get(*index)?.entry));
    let roles = registration.roles.iter();
    let roles = roles.filter_map(|index| Some(&model.roles.get(*index)?.entry));
    let lists = [listed("scope", scopes), listed("app role", roles)];
    let lists: Vec<_> = lists.into_iter().flatten().collect();
    if lists.is_empty() { "no permission".to_owned() } else { lists.join(", and for ") }
}

/// Returns the first values in words, and the number of the others: ``the scopes `A` and `B` ``.
/// Returns `None` if the list is empty.
fn listed<'a>(kind: &str, entries: impl Iterator<Item = &'a Entry>) -> Option<String> {
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
    let plural = if values.len() > 1 { "s" } else { "" };
    (!values.is_empty()).then(|| format!("the {kind}{plural} {}", in_words(&values, "and")))
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
    fn a_finding_says_what_the_client_asks_for() {
        let expected = |asks: &str| {
            format!(
                "client `Web` does not ask for what this guard requires\n\
                 note: it asks for {asks}\n\
                 help: add the permission under API permissions in Entra, and export the client's\n      \
                 registration again"
            )
        };
        let web = client(SCOPE);
        assert_eq!(texts(&web, ""), [expected("the scopes `S` and `T`")]);
        let web = client(&format!("{SCOPE}, {ROLE}"));
        let both = "the scopes `S` and `T`, and for the app role `A`";
        assert_eq!(texts(&web, ""), [expected(both)]);
    }

    #[test]
    fn allow_silences_the_finding() {
        assert!(texts(&client(SCOPE), ", client_lacks_permission").is_empty());
    }
}
