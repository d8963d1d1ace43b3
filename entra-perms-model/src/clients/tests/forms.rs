//! The forms of export of a client's registration.

use super::{API, WEB, analyze, analyze_web, client, messages, sound};
use crate::test_support::{error_texts, expect_errors};

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
fn a_blueprint_is_recognized_as_microsoft_graph_writes_it() {
    const KIND: &str = "#microsoft.graph.agentIdentityBlueprint";
    for (property, is_blueprint) in [
        (format!(r#""@odata.type": "{KIND}""#), true),
        (r##""@odata.type": "#microsoft.graph.application""##.to_owned(), false),
        (r##""@odata.type": "#microsoft.graph.agentIdentity""##.to_owned(), false),
        (format!(r#""@odata.type": "{KIND}Principal""#), false),
        (format!(r#""@odata.type": ["{KIND}"]"#), false),
        (r#""@odata.type": null"#.to_owned(), false),
        (format!(r#""odata.type": "{KIND}""#), false),
    ] {
        let web = client(WEB, API, &[]).replacen('{', &format!("{{{property},"), 1);
        let model = sound(analyze_web(&web));
        assert_eq!(model.clients[0].registrations[0].is_blueprint, is_blueprint, "{property}");
    }
    let web = client(WEB, API, &[]);
    assert!(!sound(analyze_web(&web)).clients[0].registrations[0].is_blueprint);
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
fn other_files_are_refused() {
    const NO_CLIENT: &str = "`web.json` is not the registration of a client";
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

#[test]
fn a_service_principal_has_no_requests() {
    let principal = format!(r#"{{"appId": "{WEB}", "servicePrincipalNames": []}}"#);
    expect_errors(
        &analyze_web(&principal),
        &[(
            "\"web.json\"",
            &format!(
                "`web.json` asks for no permission of this API\n\
                 note: the file is a service principal (Microsoft Graph)\n\
                 note: its `requiredResourceAccess` is missing or empty\n\
                 note: the client id of `crm.json` is `{API}`\n\
                 help: export the app registration: `az ad app show --id <app id> -o json > \
                 manifest.json`"
            ),
        )],
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
fn a_file_is_given_once() {
    let crm_as_client = r#"Web = "crm.json""#;
    assert_eq!(messages(&analyze(&[], crm_as_client)), ["`crm.json` is given twice"]);
    let missing = messages(&analyze(&[], r#"Web = "web.json""#));
    assert_eq!(missing.len(), 1, "{missing:?}");
}
