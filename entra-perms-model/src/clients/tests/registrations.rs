//! The files of clients, and the registrations of the API to which they belong.

use super::{
    API, MAPPING, OTHER, PROD, WEB, analyze, analyze_web, api, client, id, messages, sound,
};
use crate::test_support::analysis::analyze_files;
use crate::test_support::{error_texts, expect_errors};

#[test]
fn without_the_argument_there_are_no_clients() {
    let text = api(API, 0, "");
    let input = format!(r#"manifest = "crm.json", {MAPPING}"#);
    assert!(sound(analyze_files(&[("crm.json", &text)], &input)).clients.is_empty());
}

#[test]
fn each_file_belongs_to_the_registration_that_it_names() {
    let crm = api(API, 0, "");
    let prod = api(PROD, 100, "");
    // In another order than the environments.
    let web_prod = client(OTHER, PROD, &[("Scope", 101)]);
    let web_dev = client(WEB, API, &[("Scope", 0), ("Role", 10)]);
    let files = [
        ("crm.json", crm.as_str()),
        ("prod.json", &prod),
        ("web.prod.json", &web_prod),
        ("web.dev.json", &web_dev),
    ];
    let input = format!(
        r#"manifest = "crm.json", environments = ["prod.json"],
        clients = {{ Web = ["web.prod.json", "web.dev.json"], }}, {MAPPING}"#
    );
    let model = sound(analyze_files(&files, &input));
    let facts = model.clients[0].registrations.iter();
    let facts: Vec<_> = facts.map(|it| (it.app, &*it.client_id, &*it.scopes, &*it.roles)).collect();
    assert_eq!(facts, [(0, WEB, &[0][..], &[0][..]), (1, OTHER, &[1], &[])]);
}

#[test]
fn one_registration_of_a_client_may_serve_two_environments() {
    let crm = api(API, 0, "");
    let prod = api(PROD, 100, "");
    let web = client(WEB, API, &[("Scope", 0)]);
    let both = web.replacen(
        r#"{"resourceAppId": "00000003"#,
        &format!(
            r#"{{"resourceAppId": "{PROD}", "resourceAccess": [
            {{"id": "{}", "type": "Scope"}}]}}, {{"resourceAppId": "00000003"#,
            id(101)
        ),
        1,
    );
    let files = [("crm.json", crm.as_str()), ("prod.json", &prod), ("web.json", &both)];
    let input = format!(
        r#"manifest = "crm.json", environments = ["prod.json"],
        clients = {{ Web = "web.json" }}, {MAPPING}"#
    );
    let model = sound(analyze_files(&files, &input));
    let registrations = model.clients[0].registrations.iter();
    let facts: Vec<_> = registrations.map(|it| (it.app, &*it.client_id, &*it.scopes)).collect();
    assert_eq!(facts, [(0, WEB, &[0][..]), (1, WEB, &[1])]);
}

#[test]
fn a_file_without_permissions_of_the_api_is_an_error() {
    let expect = |web: &str, named: &str| {
        expect_errors(
            &analyze_web(web),
            &[(
                "\"web.json\"",
                &format!(
                    "`web.json` asks for no permission of this API\n\
                     note: the file is an application (Microsoft Graph)\n\
                     note: {named}\n\
                     note: the client id of `crm.json` is `{API}`\n\
                     help: add a permission under API permissions in Entra, and export the \
                     client's registration again"
                ),
            )],
        );
    };
    expect(
        &client(WEB, PROD, &[("Scope", 0)]),
        &format!(
            "its `requiredResourceAccess` names `{PROD}` and \
             `00000003-0000-0000-c000-000000000000`"
        ),
    );
    // The templates of Microsoft's toolkit for Teams name an API by its display name.
    expect(
        &client(WEB, "Contoso CRM", &[("Scope", 0)]),
        "its `requiredResourceAccess` names `00000003-0000-0000-c000-000000000000` and \
         `Contoso CRM`",
    );
    expect(&format!(r#"{{"appId": "{WEB}"}}"#), "its `requiredResourceAccess` is missing or empty");
}

#[test]
fn a_client_of_an_unread_environment_is_not_a_second_error() {
    let web = client(WEB, PROD, &[("Scope", 0)]);
    let crm = api(API, 0, "");
    let input = format!(
        r#"manifest = "crm.json", environments = ["prod.json"],
        clients = {{ Web = "web.json" }}, {MAPPING}"#
    );
    let analysis = analyze_files(&[("crm.json", &crm), ("web.json", &web)], &input);
    let errors = error_texts(&analysis);
    let [(at, _)] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(at, "\"prod.json\"");
    // The name is known, for the code that uses it.
    assert_eq!(analysis.model.unwrap().clients[0].name, "Web");
}

/// Returns the errors about two clients of an API with these client ids.
fn errors_of_two_clients(first: &str, second: &str) -> Vec<(String, String)> {
    let crm = api(first, 0, "");
    let prod = api(second, 100, "");
    let web = client(WEB, API, &[("Scope", 0)]);
    let import = client(OTHER, API, &[("Scope", 0)]);
    let files = [
        ("crm.json", crm.as_str()),
        ("prod.json", &prod),
        ("web.json", &web),
        ("import.json", &import),
    ];
    let environments = if second.is_empty() { "" } else { r#"environments = ["prod.json"],"# };
    let input = format!(
        r#"manifest = "crm.json", {environments}
        clients = {{ Web = "web.json", Import = "import.json" }}, {MAPPING}"#
    );
    error_texts(&analyze_files(&files, &input))
}

#[test]
fn an_api_without_a_client_id_is_one_error() {
    let text = |note: &str| {
        format!(
            "`crm.json` has no client id, which `clients` needs\n\
             note: `appId` is missing, or a placeholder of a template\n\
             note: the manifest of a client names the API by its client id\n\
             {note}\
             help: export the app registration: `az ad app show --id <app id> -o json > \
             manifest.json`"
        )
    };
    let at = |text| vec![("\"crm.json\"".to_owned(), text)];
    assert_eq!(errors_of_two_clients("${{APP_ID}}", ""), at(text("")));
    let both = "note: the manifests in `environments` have no client id, either\n";
    assert_eq!(errors_of_two_clients("${{APP_ID}}", "${{APP_ID}}"), at(text(both)));
    // The error says already why the client id is unknown.
    let errors = errors_of_two_clients("crm", "");
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(text.starts_with("`appId` is not a GUID: `crm`\n"), "{text}");
}

#[test]
fn a_registration_without_a_client_id_is_named_among_others() {
    let errors = errors_of_two_clients("${{APP_ID}}", PROD);
    let [(at, text), (_, _)] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(at, "\"web.json\"");
    assert!(text.contains("note: the client id (`appId`) of `crm.json` is unknown\n"), "{text}");
    assert!(text.contains(&format!("note: the client id of `prod.json` is `{PROD}`\n")), "{text}");
}

#[test]
fn a_client_needs_a_client_id() {
    for client_id in ["", "${{WEB_ID}}"] {
        expect_errors(
            &analyze_web(&client(client_id, API, &[("Scope", 0)])),
            &[(
                "\"web.json\"",
                "`web.json` has no client id\n\
                 note: `appId` is missing, or a placeholder of a template\n\
                 help: export the app registration: `az ad app show --id <app id> -o json > \
                 manifest.json`",
            )],
        );
    }
    // One mistake is one error.
    let analysis = analyze_web(&client("web", API, &[("Scope", 0)]));
    assert_eq!(messages(&analysis), ["`appId` is not a GUID: `web`"]);
}

#[test]
fn two_files_for_one_registration_are_an_error() {
    let web = client(WEB, API, &[("Scope", 0)]);
    let other = client(OTHER, API, &[("Scope", 1)]);
    let files = [("web.json", web.as_str()), ("other.json", &other)];
    expect_errors(
        &analyze(&files, r#"Web = ["web.json", "other.json"]"#),
        &[(
            "\"other.json\"",
            &format!(
                "`other.json` is a second file for one registration of the API\n\
                 note: the other file of client `Web` is `web.json`\n\
                 note: both ask for permissions of `{API}` (`crm.json`)\n\
                 help: name one file for each registration of the API"
            ),
        )],
    );
    // They may be two clients.
    sound(analyze(&files, r#"Web = "web.json", Other = "other.json""#));
}

#[test]
fn two_clients_with_one_client_id_are_an_error() {
    let web = client(WEB, API, &[("Scope", 0)]);
    let files = [("web.json", web.as_str()), ("other.json", &web)];
    expect_errors(
        &analyze(&files, r#"Web = "web.json", Other = "other.json""#),
        &[(
            "\"other.json\"",
            &format!(
                "`other.json` has the client id of another client\n\
                 note: `appId` is `{WEB}` in files of `Web` and `Other`\n\
                 help: remove one of the two clients"
            ),
        )],
    );
}

/// The registration of the API that accepted a token tells the clients apart.
#[test]
fn two_clients_may_have_one_client_id_for_different_registrations() {
    let crm = api(API, 0, "");
    let prod = api(PROD, 100, "");
    let web = client(WEB, API, &[("Scope", 0)]);
    let other = client(WEB, PROD, &[("Scope", 100)]);
    let files = [
        ("crm.json", crm.as_str()),
        ("prod.json", &prod),
        ("web.json", &web),
        ("other.json", &other),
    ];
    let input = format!(
        r#"manifest = "crm.json", environments = ["prod.json"],
        clients = {{ Web = "web.json", Other = "other.json" }}, {MAPPING}"#
    );
    assert_eq!(sound(analyze_files(&files, &input)).clients.len(), 2);
}
