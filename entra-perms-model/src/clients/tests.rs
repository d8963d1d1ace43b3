use std::fmt::Write as _;

use super::*;
use crate::model::Model;
use crate::test_support::analysis::{Analysis, analyze_files};
use crate::test_support::{error_texts, expect_errors};

const API: &str = "00000000-0000-0000-0000-0000000000a1";
const PROD: &str = "00000000-0000-0000-0000-0000000000a2";
const WEB: &str = "00000000-0000-0000-0000-0000000000c1";
const OTHER: &str = "00000000-0000-0000-0000-0000000000c2";
const REMOVE: &str = "remove it under API permissions of the client in Entra, and export the \
     client's registration again";

/// Returns the id of the entry with this number.
fn id(number: u8) -> String {
    format!("00000000-0000-0000-0000-0000000001{number:02x}")
}

/// Returns a registration of the API. The ids of its scopes begin with `first`, and the ids of its
/// app roles 10 later. `more` are further properties of `api`.
fn api(client_id: &str, first: u8, more: &str) -> String {
    let scope = |number: u8, value: &str, more: &str| {
        format!(r#"{{"id": "{}", "value": "{value}"{more}}}"#, id(first + number))
    };
    let role = |number: u8, value: &str, members: &str| {
        let id = id(first + 10 + number);
        format!(r#"{{"id": "{id}", "value": "{value}", "allowedMemberTypes": [{members}]}}"#)
    };
    let scopes = [
        scope(0, "Crm.Read", ""),
        scope(1, "Crm.Write", ""),
        scope(2, "Crm.Old", r#", "isEnabled": false"#),
    ];
    let roles = [
        role(0, "Contacts.Read", r#""User", "Application""#),
        role(1, "Contacts.Write", r#""User""#),
        role(2, "Jobs.Run", r#""Application""#),
    ];
    format!(
        "{{\"appId\": \"{client_id}\", \"api\": {{{more}\"oauth2PermissionScopes\": [\n{}]}},\n\
         \"appRoles\": [\n{}]}}",
        scopes.join(",\n"),
        roles.join(",\n")
    )
}

/// Returns a registration of a client that asks for permissions: `type`, and the number of the id.
fn client(client_id: &str, api: &str, permissions: &[(&str, u8)]) -> String {
    let mut list = String::new();
    for (kind, number) in permissions {
        write!(list, "\n{{\"id\": \"{}\", \"type\": \"{kind}\"}},", id(*number)).unwrap();
    }
    format!(
        r#"{{"appId": "{client_id}", "displayName": "Web", "requiredResourceAccess": [
        {{"resourceAppId": "00000003-0000-0000-c000-000000000000", "resourceAccess": [
        {{"id": "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "type": "Scope"}}]}},
        {{"resourceAppId": "{api}", "resourceAccess": [{list}]}}]}}"#
    )
}

const MAPPING: &str = r#"scopes = {
    "Crm.Read" => ["Contacts.Read"], "Crm.Write" => ["Contacts.Write"], "Crm.Old" => ["Contacts.Read"]
}, allow = [no_idtyp, shared_roles, equal_scopes, user_consent]"#;

/// Analyzes a registration of the API with the ids 0 and later, and further files.
fn analyze(files: &[(&str, &str)], clients: &str) -> Analysis {
    let api = api(API, 0, "");
    let mut all = vec![("crm.json", api.as_str())];
    all.extend(files);
    analyze_files(&all, &format!(r#"manifest = "crm.json", clients = {{ {clients} }}, {MAPPING}"#))
}

/// Analyzes the client `Web` with this registration.
fn analyze_web(web: &str) -> Analysis {
    analyze(&[("web.json", web)], r#"Web = "web.json""#)
}

#[track_caller]
fn sound(analysis: Analysis) -> Model {
    expect_errors(&analysis, &[]);
    analysis.model.unwrap()
}

fn messages(analysis: &Analysis) -> Vec<String> {
    let texts = error_texts(analysis).into_iter();
    texts.map(|(_, text)| text.lines().next().unwrap().to_owned()).collect()
}

fn values(model: &Model, roles: &[usize]) -> Vec<String> {
    roles.iter().map(|index| model.roles[*index].entry.value.clone()).collect()
}

#[test]
fn a_client_asks_for_scopes_and_roles() {
    let web = client(WEB, API, &[("Role", 12), ("Scope", 1), ("Scope", 0), ("Scope", 1)]);
    let model = sound(analyze_web(&web));
    let client = model.client("Web").unwrap();
    let expected = ClientRegistration {
        app: 0,
        client_id: WEB.to_owned(),
        display_name: Some("Web".to_owned()),
        scopes: vec![0, 1],
        roles: vec![2],
        pre_authorized: vec![],
        is_public: false,
    };
    assert_eq!(client.registrations, [expected]);
    let [registration] = client.registrations.as_slice() else { unreachable!() };
    let delegated = model.delegated_roles(registration);
    assert_eq!(values(&model, &delegated), ["Contacts.Read", "Contacts.Write"]);
    assert_eq!(values(&model, &model.app_only_roles(registration)), ["Jobs.Run"]);
}

#[test]
fn a_client_may_ask_for_nothing() {
    let model = sound(analyze_web(&client(WEB, API, &[])));
    let client = model.client("Web").unwrap();
    assert!(client.registrations[0].scopes.is_empty());
    assert!(model.delegated_roles(&client.registrations[0]).is_empty());
}

#[test]
fn without_the_argument_there_are_no_clients() {
    let text = api(API, 0, "");
    let input = format!(r#"manifest = "crm.json", {MAPPING}"#);
    assert!(sound(analyze_files(&[("crm.json", &text)], &input)).clients.is_empty());
}

#[test]
fn pre_authorized_scopes_are_read_in_each_spelling() {
    for (key, ids) in [
        ("delegatedPermissionIds", format!(r#"["{}"]"#, id(1))),
        ("permissionIds", format!(r#"["{}"]"#, id(1))),
        // Below its depth limit, `ConvertTo-Json` writes a list as one string.
        ("DelegatedPermissionId", format!(r#""{}""#, id(1))),
    ] {
        let list = format!(
            r#""preAuthorizedApplications": [
            {{"appId": "{OTHER}", "{key}": ["{}"]}},
            {{"appId": "{}", "{key}": {ids}}}],"#,
            id(0),
            WEB.to_uppercase(),
        );
        let graph = api(API, 0, &list);
        // In the legacy form, the list is not in `api`.
        let legacy = api(API, 0, "").replacen('{', &format!("{{{list}"), 1);
        for text in [graph, legacy] {
            let web = client(WEB, API, &[("Scope", 0)]);
            let files = [("crm.json", text.as_str()), ("web.json", web.as_str())];
            let input =
                format!(r#"manifest = "crm.json", clients = {{ Web = "web.json" }}, {MAPPING}"#);
            let model = sound(analyze_files(&files, &input));
            let registration = &model.clients[0].registrations[0];
            assert_eq!(registration.pre_authorized, [1], "{text}");
            assert_eq!(registration.scopes, [0]);
            let delegated = model.delegated_roles(registration);
            assert_eq!(values(&model, &delegated), ["Contacts.Read", "Contacts.Write"]);
        }
    }
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
fn public_clients_are_recognized_in_each_form() {
    for (property, is_public) in [
        (r#""publicClient": {"redirectUris": ["http://localhost"]}"#, true),
        (r#""PublicClient": {"RedirectUri": ["http://localhost"]}"#, true),
        (r#""publicClient": {"redirectUris": []}"#, false),
        (r#""publicClient": true"#, true),
        (r#""publicClient": null"#, false),
        (r#""publicClient": false"#, false),
        (r#""spa": {"redirectUris": ["https://crm.contoso.com"]}"#, true),
        (r#""Spa": {"RedirectUris": "https://crm.contoso.com"}"#, true),
        (r#""spa": {"redirectUris": []}"#, false),
        (r#""spa": null"#, false),
        (r#""isFallbackPublicClient": true"#, true),
        (r#""isFallbackPublicClient": null"#, false),
        (r#""allowPublicClient": true"#, true),
        (r#""allowPublicClient": null"#, false),
        (r#""replyUrlsWithType": [{"url": "https://a", "type": "Web"}]"#, false),
        (
            r#""replyUrlsWithType": [{"url": "a", "type": "Web"}, {"url": "b", "type": "spa"}]"#,
            true,
        ),
        (r#""replyUrlsWithType": [{"url": "http://a", "type": "InstalledClient"}]"#, true),
        (r#""web": {"redirectUris": ["https://crm.contoso.com"]}"#, false),
    ] {
        let web = client(WEB, API, &[]).replacen('{', &format!("{{{property},"), 1);
        let model = sound(analyze_web(&web));
        assert_eq!(model.clients[0].registrations[0].is_public, is_public, "{property}");
    }
}

#[test]
fn a_client_is_read_in_other_forms_of_export() {
    let graph = client(WEB, API, &[("Scope", 0)]);
    let renamed = [
        ("appId", "AppId"),
        ("displayName", "DisplayName"),
        ("requiredResourceAccess", "RequiredResourceAccess"),
        ("resourceAppId", "ResourceAppId"),
        ("resourceAccess", "ResourceAccess"),
        ("\"id\"", "\"Id\""),
        ("\"type\"", "\"Type\""),
    ];
    let powershell = renamed.iter().fold(graph.clone(), |text, (old, new)| text.replace(old, new));
    let model = sound(analyze_web(&graph));
    for text in [powershell, format!("[{graph}]"), format!(r#"{{"value": [{graph}]}}"#)] {
        assert_eq!(sound(analyze_web(&text)), model, "{text}");
    }
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
    expect(&format!(r#"{{"appId": "{WEB}"}}"#), "it has no `requiredResourceAccess`");
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

#[test]
fn an_unknown_client_id_of_the_api_is_named() {
    let crm = api("${{APP_ID}}", 0, "");
    let web = client(WEB, API, &[("Scope", 0)]);
    let input = format!(r#"manifest = "crm.json", clients = {{ Web = "web.json" }}, {MAPPING}"#);
    let analysis = analyze_files(&[("crm.json", &crm), ("web.json", &web)], &input);
    let errors = error_texts(&analysis);
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(text.contains("note: the client id (`appId`) of `crm.json` is unknown\n"), "{text}");
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

#[test]
fn an_unknown_permission_is_an_error() {
    expect_errors(
        &analyze_web(&client(WEB, API, &[("Scope", 9), ("Role", 0x20)])),
        &[
            (
                "\"web.json\"",
                &format!(
                    "the API has no scope with the id `{}`\n\
                     note: at web.json:5:8\n\
                 note: client `Web` asks for it\n\
                     note: the scopes of the API are in `crm.json`\n\
                     help: {REMOVE}",
                    id(9)
                ),
            ),
            (
                "\"web.json\"",
                &format!(
                    "the API has no app role with the id `{}`\n\
                     note: at web.json:6:8\n\
                 note: client `Web` asks for it\n\
                     note: the app roles of the API are in `crm.json`\n\
                     help: {REMOVE}",
                    id(0x20)
                ),
            ),
        ],
    );
}

#[test]
fn a_permission_of_another_environment_is_unknown() {
    let crm = api(API, 0, "");
    let prod = api(PROD, 100, "");
    let web = client(WEB, PROD, &[("Scope", 0)]);
    let files = [("crm.json", crm.as_str()), ("prod.json", &prod), ("web.json", &web)];
    let input = format!(
        r#"manifest = "crm.json", environments = ["prod.json"],
        clients = {{ Web = "web.json" }}, {MAPPING}"#
    );
    let errors = error_texts(&analyze_files(&files, &input));
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(text.contains("note: the scopes of the API are in `prod.json`\n"), "{text}");
}

#[test]
fn entries_without_ids_are_named() {
    let crm = api(API, 0, "").replacen(&id(1), "${{ID}}", 1);
    let web = client(WEB, API, &[("Scope", 1), ("Scope", 0)]);
    let input = format!(r#"manifest = "crm.json", clients = {{ Web = "web.json" }}, {MAPPING}"#);
    let analysis = analyze_files(&[("crm.json", &crm), ("web.json", &web)], &input);
    let errors = error_texts(&analysis);
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(text.contains("note: 1 of them does not have a GUID as `id`\n"), "{text}");
}

#[test]
fn a_permission_of_the_wrong_type_is_an_error() {
    expect_errors(
        &analyze_web(&client(WEB, API, &[("Role", 0), ("Scope", 10)])),
        &[
            (
                "\"web.json\"",
                "scope `Crm.Read` is not an app role\n\
                 note: at web.json:5:8\n\
                 note: client `Web` asks for it\n\
                 note: `type` is `Role` in this entry\n\
                 note: scope `Crm.Read` is at crm.json:2:57\n\
                 help: write `\"type\": \"Scope\"`, or remove the entry",
            ),
            (
                "\"web.json\"",
                "app role `Contacts.Read` is not a scope\n\
                 note: at web.json:6:8\n\
                 note: client `Web` asks for it\n\
                 note: `type` is `Scope` in this entry\n\
                 note: app role `Contacts.Read` is at crm.json:6:57\n\
                 help: write `\"type\": \"Role\"`, or remove the entry",
            ),
        ],
    );
}

#[test]
fn a_role_that_applications_cannot_hold_is_an_error() {
    expect_errors(
        &analyze_web(&client(WEB, API, &[("Role", 11)])),
        &[(
            "\"web.json\"",
            &format!(
                "app role `Contacts.Write` is for users only\n\
                 note: at web.json:5:8\n\
                 note: client `Web` asks for it\n\
                 note: app role `Contacts.Write` is at crm.json:7:57, for `User`\n\
                 note: `\"type\": \"Role\"` asks for an app role that the client holds itself\n\
                 help: add `Application` to its `allowedMemberTypes`, or {REMOVE}"
            ),
        )],
    );
}

#[test]
fn a_disabled_permission_is_an_error() {
    expect_errors(
        &analyze_web(&client(WEB, API, &[("Scope", 2)])),
        &[(
            "\"web.json\"",
            &format!(
                "scope `Crm.Old` is disabled\n\
                 note: at web.json:5:8\n\
                 note: client `Web` asks for it\n\
                 note: scope `Crm.Old` is at crm.json:4:57\n\
                 help: enable it, or {REMOVE}"
            ),
        )],
    );
}

/// A client of an environment that enables a scope may ask for it. It is not granted, because
/// another environment disables it.
#[test]
fn a_scope_that_another_environment_disables_is_not_granted() {
    let crm = api(API, 0, "").replace(r#", "isEnabled": false"#, "");
    let prod = api(PROD, 100, "");
    let web = client(WEB, API, &[("Scope", 2)]);
    let files = [("crm.json", crm.as_str()), ("prod.json", &prod), ("web.json", &web)];
    let input = format!(
        r#"manifest = "crm.json", environments = ["prod.json"],
        clients = {{ Web = "web.json" }}, {MAPPING}"#
    );
    let model = sound(analyze_files(&files, &input));
    let registration = &model.clients[0].registrations[0];
    assert_eq!(registration.scopes, [2]);
    assert!(model.delegated_roles(registration).is_empty());
}

#[test]
fn malformed_requests_are_errors() {
    let malformed = |old: &str, new: &str| {
        let web = client(WEB, API, &[("Scope", 0)]);
        let old = old.replace("ID", &id(0));
        assert!(web.contains(&old));
        messages(&analyze_web(&web.replace(&old, new)))
    };
    let kind = format!(r#""{}", "type": "Scope""#, id(0));
    let scope = |kind: &str| format!(r#""{}", {kind}"#, id(0));
    let unknown = "unknown `type`: `scope`";
    assert_eq!(malformed(&kind, &scope(r#""type": "scope""#)), [unknown]);
    let missing = "unknown `type`: ``";
    assert_eq!(malformed(&kind, &scope(r#""type": null"#)), [missing]);
    assert_eq!(malformed("\"ID\"", "\"User.Read\""), ["`id` is not a GUID: `User.Read`"]);
    assert_eq!(malformed("\"ID\"", "null"), ["a permission has no `id`"]);
    assert_eq!(
        malformed("\"ID\"", "1"),
        ["expected a string for `id` of an element of `resourceAccess`, found a number",]
    );
}

#[test]
fn a_secret_of_a_client_is_refused() {
    let secret = r#"{"passwordCredentials": [{"secretText": "hidden"}],"#;
    let web = client(WEB, API, &[("Scope", 0)]).replacen('{', secret, 1);
    let errors = error_texts(&analyze_web(&web));
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(
        text.starts_with("`secretText` is a secret of the application\nnote: at web.json:1:41")
    );
    assert!(!text.contains("hidden"));
}

#[test]
fn other_files_are_refused() {
    for (text, message) in [
        ("[]", "`web.json` is an empty list"),
        ("{", "`web.json` is cut off"),
        (r#"[{"value": "A", "allowedMemberTypes": ["User"]}]"#, NO_CLIENT),
        (r#"[{"value": "A", "adminConsentDisplayName": "A"}]"#, NO_CLIENT),
    ] {
        let messages = messages(&analyze_web(text));
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].starts_with(message) || text == "{", "{messages:?}");
    }
    let one = client(WEB, API, &[]);
    let errors = error_texts(&analyze_web(&format!("[{one}, {one}]")));
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(text.starts_with("`web.json` lists 2 applications\n"), "{text}");
    // `app` is about the API.
    assert!(!text.contains("`manifest`"), "{text}");
}

const NO_CLIENT: &str = "`web.json` is not the registration of a client";

#[test]
fn a_service_principal_has_no_requests() {
    let principal = format!(r#"{{"appId": "{WEB}", "servicePrincipalNames": []}}"#);
    let errors = error_texts(&analyze_web(&principal));
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(text.contains("note: the file is a service principal (Microsoft Graph)\n"), "{text}");
}

#[test]
fn a_file_is_given_once() {
    let crm_as_client = r#"Web = "crm.json""#;
    assert_eq!(messages(&analyze(&[], crm_as_client)), ["`crm.json` is given twice"]);
    let missing = messages(&analyze(&[], r#"Web = "web.json""#));
    assert_eq!(missing.len(), 1, "{missing:?}");
}

#[test]
fn many_unknown_permissions_are_counted() {
    let permissions: Vec<_> = (100..130).map(|number| ("Scope", number)).collect();
    let messages = messages(&analyze_web(&client(WEB, API, &permissions)));
    assert_eq!(messages.len(), 21);
    assert_eq!(messages[20], "and 10 more permissions that the API does not have");
}

#[test]
fn unknown_pre_authorized_scopes_are_errors() {
    let list = |id: &str| {
        format!(
            r#""preAuthorizedApplications": [{{"appId": "{WEB}", "permissionIds": ["{id}"]}}],"#
        )
    };
    let analyze = |text: &str| {
        analyze_files(&[("crm.json", text)], &format!(r#"manifest = "crm.json", {MAPPING}"#))
    };
    let error = |id: &str, note: &str| {
        let column = api(API, 0, &list(id)).find(id).unwrap();
        format!(
            "a client is pre-authorized for a scope that does not exist\n\
             note: at crm.json:1:{column}\n\
             note: it is in the entry for client `{WEB}`\n{note}\
             help: remove it from `preAuthorizedApplications` in Entra, and export the \
             registration again"
        )
    };
    let unknown = id(9);
    let text = api(API, 0, &list(&unknown));
    expect_errors(&analyze(&text), &[("\"crm.json\"", &error(&unknown, ""))]);
    let role = id(10);
    let note =
        "note: it is the id of app role `Contacts.Read`, and only scopes can be pre-authorized\n";
    expect_errors(&analyze(&api(API, 0, &list(&role))), &[("\"crm.json\"", &error(&role, note))]);
    // A disabled scope exists, and a placeholder may be a scope.
    for id in [&*id(2), "${{SCOPE_ID}}"] {
        sound(analyze(&api(API, 0, &list(id))));
    }
    // A scope without a GUID may be the one.
    sound(analyze(&text.replacen(&id(1), "${{ID}}", 1)));
}
