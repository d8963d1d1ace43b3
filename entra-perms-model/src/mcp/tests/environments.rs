//! Several registrations, and several URLs.

use super::{IN_MANIFEST, Registration, URL, about_mcp, arguments, expect, of_two};
use crate::test_support::analysis::analyze_files;

const DEV: &str = "https://dev.contoso.com/mcp";
const PROD: &str = "https://prod.contoso.com/mcp";

#[test]
fn a_scope_must_be_enabled_in_all_environments() {
    let dev = Registration { scopes: &["A", "B off"], ..Registration::default() };
    let prod = Registration { id: 2, scopes: &["A", "B"], ..Registration::default() };
    let url = format!("{URL:?}");
    expect(&of_two(&dev, &prod, &url), &[]);
    let text = "an MCP server needs an enabled scope\n\
         note: at prod.json:6:11\n\
         note: an MCP client asks for scopes when its user signs in\n\
         note: every scope is disabled in one environment, and so in all environments\n\
         help: enable one scope in all registrations under Expose an API in Entra, and export them \
         again";
    let prod = Registration { scopes: &["A off", "B"], ..prod };
    expect(&of_two(&dev, &prod, &url), &[(r#""prod.json""#, text)]);
    // One mistake is one error.
    let prod = Registration { scopes: &["A off", "B off"], ..prod };
    assert_eq!(of_two(&dev, &prod, &url).len(), 1);
}

#[test]
fn each_environment_has_one_of_the_urls() {
    let both = format!("[{DEV:?}, {PROD:?}]");
    let dev = Registration { uris: &[DEV], ..Registration::default() };
    let prod = Registration { id: 2, uris: &["api://crm", PROD], ..Registration::default() };
    expect(&of_two(&dev, &prod, &both), &[]);
    let message = "no URL of the MCP server is an App ID URI of `prod.json`\n";
    // The URL without a registration is not a second error.
    let without = Registration { uris: &["api://crm"], ..prod };
    let found = of_two(&dev, &without, &both);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, r#""prod.json""#);
    assert!(found[0].1.starts_with(&format!("{message}note: at prod.json:2:19\n")), "{found:?}");
    assert!(found[0].1.contains("help: add the URL of this environment to `ident"), "{found:?}");
    // The URL that is almost the one of the registration is named.
    let uris = ["https://prod.contoso.com/mcp/"];
    let found = of_two(&dev, &Registration { uris: &uris, ..prod }, &both);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, format!("{PROD:?}"));
    assert!(found[0].1.starts_with(&format!("{message}note: at prod.json:2:20\n")), "{found:?}");
    assert!(found[0].1.contains("ends with `/`"), "{found:?}");
    // Each registration that lacks a URL is an error.
    assert_eq!(of_two(&Registration { uris: &[], ..dev }, &without, &both).len(), 2);
    // One URL may serve both.
    let prod = Registration { uris: &[DEV], ..prod };
    expect(&of_two(&dev, &prod, &format!("{DEV:?}")), &[]);
}

#[test]
fn each_url_has_a_registration() {
    let dev = Registration { uris: &[DEV], ..Registration::default() };
    let prod = Registration { id: 2, uris: &[PROD], ..Registration::default() };
    let all = format!("[{DEV:?}, {PROD:?}, {URL:?}]");
    let text = format!(
        "no registration has the App ID URI `{URL}`\n\
         note: MCP clients that send this URL to Entra get an error (AADSTS9010010)\n\
         help: add it to `identifierUris` {IN_MANIFEST}\n\
         help: or remove it from `mcp`"
    );
    expect(&of_two(&dev, &prod, &all), &[(&format!("{URL:?}"), &text)]);
    let uris = [PROD, "https://mcp.contoso.com/mcp/"];
    let found = of_two(&dev, &Registration { uris: &uris, ..prod }, &all);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("\nnote: at prod.json:2:52\n"), "{found:?}");
    assert!(found[0].1.contains("ends with `/`"), "{found:?}");
}

#[test]
fn an_unknown_registration_may_have_each_url() {
    let dev = Registration { uris: &[DEV], ..Registration::default() }.text();
    let both = arguments(&format!("[{DEV:?}, {PROD:?}]"));
    let input = format!(r#"manifest = "dev.json", environments = ["prod.json"], {both}"#);
    for prod in [None, Some("{"), Some(r#"{"oauth2Permissions": [{"value": "Tools.Use"}]}"#)] {
        let files: Vec<_> = [("dev.json", dev.as_str())]
            .into_iter()
            .chain(prod.map(|it| ("prod.json", it)))
            .collect();
        let found = about_mcp(&analyze_files(&files, &input));
        let is_uri = |(_, text): &&(String, String)| text.contains("no registration has");
        assert_eq!(found.iter().find(is_uri), None, "{prod:?}");
    }
}
