//! The settings and files of one registration.

use super::{IN_MANIFEST, Registration, URL, about_mcp, analyze, arguments, expect, with_url};
use crate::test_support::analysis::{analyze_files, analyze_text};
use crate::test_support::error_texts;

#[test]
fn a_registration_with_the_url_is_accepted() {
    let analysis = analyze_text(&Registration::default().text(), &arguments(&format!("{URL:?}")));
    assert_eq!(error_texts(&analysis), []);
    let local = Registration { uris: &["http://localhost:3000/mcp"], ..Registration::default() };
    expect(&analyze(&local, r#"["http://localhost:3000/mcp"]"#), &[]);
}

#[test]
fn nothing_is_checked_without_the_argument() {
    let registration = Registration { uris: &[], version: "", ..Registration::default() };
    let input = r#"scopes = { "*" => [] }, allow = [no_idtyp]"#;
    assert_eq!(error_texts(&analyze_text(&registration.text(), input)), []);
}

#[test]
fn the_token_version_must_be_2() {
    let text = |place: &str| {
        format!(
            "the access token version must be 2 for an MCP server\n{place}\n\
             note: Entra accepts the URL of a server as an App ID URI only with version 2, or if \
             the optional claim `aud` has `use_guid`\n\
             help: set `\"requestedAccessTokenVersion\": 2` {IN_MANIFEST}"
        )
    };
    for (version, place) in [
        (r#""requestedAccessTokenVersion": 1,"#, "note: at crm.json:4:40"),
        (r#""requestedAccessTokenVersion": null,"#, "note: at crm.json:4:40"),
        ("", "note: `requestedAccessTokenVersion` is missing in `crm.json`"),
    ] {
        let registration = Registration { version, ..Registration::default() };
        expect(&with_url(&registration), &[(r#""crm.json""#, &text(place))]);
        let claim = r#"{"name": "aud", "additionalProperties": ["use_guid"]}"#;
        expect(&with_url(&Registration { claim, ..registration }), &[]);
        let claim = r#"{"name": "aud", "additionalProperties": ["other"]}"#;
        assert_eq!(with_url(&Registration { claim, ..registration }).len(), 1);
    }
}

#[test]
fn an_error_in_the_manifest_is_not_repeated() {
    let version = r#""requestedAccessTokenVersion": 3,"#;
    let registration = Registration { version, uris: &[], ..Registration::default() };
    let analysis = analyze_text(&registration.text(), &arguments(&format!("{URL:?}")));
    let errors = error_texts(&analysis);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].1.starts_with("expected 1, 2 or null"), "{errors:?}");
}

/// The other checks continue without the slash, so that one mistake is one error.

#[test]
fn a_scope_must_be_enabled() {
    let text = |rest: &str| {
        format!(
            "an MCP server needs an enabled scope\n{rest} under Expose an API in Entra, and export \
             the registration again"
        )
    };
    let reason = "note: an MCP client asks for scopes when its user signs in";
    let one = Registration { scopes: &["A off", "B"], ..Registration::default() };
    expect(&with_url(&one), &[]);
    let disabled = Registration { scopes: &["A off", "B off"], ..Registration::default() };
    let rest = format!(
        "note: at crm.json:6:11\n{reason}\nnote: every scope of `crm.json` is disabled\n\
         help: enable a scope"
    );
    expect(&with_url(&disabled), &[(r#""crm.json""#, &text(&rest))]);
    let none = Registration { scopes: &[], ..Registration::default() };
    let manifest = none.text().replacen(
        '{',
        r#"{"appRoles": [{"value": "A", "allowedMemberTypes": ["Application"]}], "#,
        1,
    );
    let rest = format!("{reason}\nnote: `crm.json` has no scopes\nhelp: add a scope");
    let found = about_mcp(&analyze_text(&manifest, &arguments(&format!("{URL:?}"))));
    expect(&found, &[(r#""crm.json""#, &text(&rest))]);
}

#[test]
fn files_without_app_id_uris_are_not_enough() {
    let text = |part: &str, form: &str| {
        format!(
            "`mcp` needs the export of the whole registration\n\
             note: `crm.json` does not contain the {part}\n\
             note: the file is {form}\n\
             help: export the app registration: `az ad app show --id <app id> -o json > \
             manifest.json`"
        )
    };
    let uris = "App ID URIs (`identifierUris`)";
    let version = "access token version (`requestedAccessTokenVersion`)";
    for (manifest, part, form) in [
        (r#"[{"value": "A", "allowedMemberTypes": ["Application"]}]"#, uris, "a list of app roles"),
        (r#"[{"value": "S", "adminConsentDisplayName": ""}]"#, uris, "a list of scopes"),
        (r#"{"oauth2Permissions": [{"value": "S"}]}"#, uris, "a fragment of an application"),
        (
            r#"{"oauth2PermissionScopes": [{"value": "S"}],
            "identifierUris": ["https://mcp.contoso.com/mcp"]}"#,
            version,
            "a fragment of an application",
        ),
        (
            r#"{"servicePrincipalNames": ["https://mcp.contoso.com/mcp"],
            "oauth2PermissionScopes": [{"value": "S"}]}"#,
            version,
            "a service principal (Microsoft Graph)",
        ),
    ] {
        let found = about_mcp(&analyze_text(manifest, &arguments(&format!("{URL:?}"))));
        expect(&found, &[(r#""crm.json""#, &text(part, form))]);
    }
}

#[test]
fn fragments_together_may_be_enough() {
    let scopes = r#"[{"value": "S", "adminConsentDisplayName": ""}]"#;
    let settings = r#"{"identifierUris": ["https://mcp.contoso.com/mcp"],
        "api": {"requestedAccessTokenVersion": 2}}"#;
    let files = [("scopes.json", scopes), ("app.json", settings)];
    let input =
        format!(r#"manifest = ["scopes.json", "app.json"], {}"#, arguments(&format!("{URL:?}")));
    assert_eq!(error_texts(&analyze_files(&files, &input)), []);
    let input = input.replace(URL, "https://mcp.contoso.com/mcp/v1");
    let found = about_mcp(&analyze_files(&files, &input));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, r#""app.json""#);
    assert!(found[0].1.contains("note: at app.json:1:20\n"), "{found:?}");
}
