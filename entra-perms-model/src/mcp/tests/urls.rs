//! URLs that break the rule, and App ID URIs that are almost a URL.

use super::{
    CHARACTERS, IN_MANIFEST, Registration, URL, about_mcp, analyze, arguments, expect, near_miss,
    with_url,
};
use crate::test_support::analysis::analyze_text;

#[test]
fn the_url_must_be_an_app_id_uri() {
    let text = |at: &str, uris: &str| {
        near_miss(&format!(
            "{at}note: {uris}\n\
             note: MCP clients send the URL of the server to Entra, which refuses a URL that is not \
             an App ID URI (AADSTS9010010)\n\
             help: add `{URL}` to `identifierUris` {IN_MANIFEST}"
        ))
    };
    let other = Registration { uris: &["api://crm", "https://crm"], ..Registration::default() };
    let at = "note: at crm.json:2:19\n";
    let expected = text(at, "its App ID URIs: `api://crm` and `https://crm`");
    expect(&with_url(&other), &[(r#""crm.json""#, &expected)]);
    let none = Registration { uris: &[], ..Registration::default() };
    expect(&with_url(&none), &[(r#""crm.json""#, &text(at, "it has no App ID URI"))]);
    let manifest = none.text().replace("\"identifierUris\": [],", "");
    let found = about_mcp(&analyze_text(&manifest, &arguments(&format!("{URL:?}"))));
    expect(&found, &[(r#""crm.json""#, &text("", "it has no App ID URI"))]);
}

#[test]
fn an_app_id_uri_in_another_spelling_is_changed_in_entra() {
    for (uri, difference) in [
        ("https://mcp.contoso.com/mcp/", "ends with `/`"),
        ("http://mcp.contoso.com/mcp", "begins with `http://`"),
        ("https://MCP.contoso.com/mcp", "differs in upper and lower case"),
        ("HTTPS://mcp.contoso.com/mcp", "differs in upper and lower case"),
        ("https://mcp.contoso.com:443/mcp", "names the default port `:443`"),
        (
            "http://mcp.contoso.com:80/MCP/",
            "begins with `http://`, names the default port `:80`, differs in upper and lower case \
             and ends with `/`",
        ),
    ] {
        let uris = ["api://crm", uri];
        let registration = Registration { uris: &uris, ..Registration::default() };
        let text = near_miss(&format!(
            "note: at crm.json:2:33\nnote: App ID URI `{uri}` {difference}\n{CHARACTERS}\n\
             help: change it to `{URL}` in `identifierUris` {IN_MANIFEST}"
        ));
        expect(&with_url(&registration), &[(&format!("{URL:?}"), &text)]);
    }
}

#[test]
fn a_url_that_clients_would_rewrite_is_changed_in_the_argument() {
    for (url, difference) in [
        ("https://MCP.contoso.com/mcp", "differs in upper and lower case"),
        ("https://mcp.contoso.com:443/mcp", "lacks the default port `:443`"),
    ] {
        let text = near_miss(&format!(
            "note: at crm.json:2:33\nnote: App ID URI `{URL}` {difference}\n{CHARACTERS}\n\
             note: many clients write a host in lower case, and leave out the default port\n\
             help: write `{URL}` in `mcp`"
        ));
        let url = format!("{url:?}");
        expect(&analyze(&Registration::default(), &url), &[(&url, &text)]);
    }
}

#[test]
fn a_path_in_another_case_and_a_typing_mistake_may_be_on_either_side() {
    for (uri, note) in [
        (
            "https://mcp.contoso.com/Mcp",
            "App ID URI `https://mcp.contoso.com/Mcp` differs in upper and lower case",
        ),
        ("https://mcp.contosso.com/mcp", "it has the App ID URI `https://mcp.contosso.com/mcp`"),
    ] {
        let uris = ["api://crm", uri];
        let registration = Registration { uris: &uris, ..Registration::default() };
        let text = near_miss(&format!(
            "note: at crm.json:2:33\nnote: {note}\n{CHARACTERS}\nhelp: did you mean `{uri}`?\n\
             help: or, if the App ID URI is wrong, change it to `{URL}` in `identifierUris` \
             {IN_MANIFEST}"
        ));
        expect(&with_url(&registration), &[(&format!("{URL:?}"), &text)]);
    }
    // Another word is not a typing mistake.
    let uris = ["https://dev.contoso.com/mcp"];
    let found = with_url(&Registration { uris: &uris, ..Registration::default() });
    assert!(found[0].1.contains("its App ID URIs: "), "{found:?}");
}

#[test]
fn a_url_that_clients_cannot_send_is_one_error() {
    let must = |rule: &str| format!("the URL of the MCP server must {rule}");
    let example = "help: write, for example, `https://mcp.contoso.com/mcp`";
    let https = must("begin with `https://`");
    let loopback = "note: `http://` is for loopback addresses only";
    for (url, expected) in [
        ("", format!("{https}\n{example}")),
        ("mcp.contoso.com/mcp", format!("{https}\n{example}")),
        ("api://crm", format!("{https}\n{example}")),
        (
            "http://mcp.contoso.com/mcp",
            format!("{https}\n{loopback}\nhelp: write `https://mcp.contoso.com/mcp`"),
        ),
        ("HTTPS://a.example/mcp", format!("{https}\nhelp: write `https://a.example/mcp`")),
        (
            "https://a.example/mcp?tenant=1",
            format!("{}\nhelp: write `https://a.example/mcp`", must("not have a query")),
        ),
        (
            "https://a.example/mcp/#top",
            format!("{}\nhelp: write `https://a.example/mcp`", must("not have a fragment")),
        ),
        ("mcp?a#b", format!("{}\nhelp: remove it", must("not have a fragment"))),
        (
            "https://a.example/ä",
            format!(
                "{}\nnote: it has the character `ä`\nhelp: write `%C3%A4` in its place",
                must("be percent-encoded (RFC 3986)")
            ),
        ),
        (
            "https://user:secret@a.example/mcp",
            format!("{}\nhelp: remove the text up to `@`", must("not name a user")),
        ),
        ("https:///mcp", must("have a host, such as `mcp.contoso.com`")),
        ("https://[::g]/mcp", must("have a host, such as `mcp.contoso.com`")),
        ("https://a.example:mcp", must("have a port from 1 to 65535, or none")),
        ("https://a.example:0/mcp", must("have a port from 1 to 65535, or none")),
    ] {
        let url = format!("{url:?}");
        expect(&analyze(&Registration::default(), &url), &[(&url, &expected)]);
    }
}

#[test]
fn a_message_does_not_show_a_password() {
    for url in ["https://u:secret@a.example/mcp?q", "u:secret@a.example", "http://u:secret@a/"] {
        let found = analyze(&Registration::default(), &format!("{url:?}"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(!found[0].1.contains("secret"), "{found:?}");
    }
}

#[test]
fn a_url_does_not_end_with_a_slash() {
    let text = "the URL of the MCP server must not end with `/`\n\
         note: Entra compares the URL with the App ID URIs character for character\n\
         help: write `https://mcp.contoso.com/mcp`";
    let url = r#""https://mcp.contoso.com/mcp/""#;
    expect(&analyze(&Registration::default(), url), &[(url, text)]);
    let root = Registration { uris: &["https://mcp.contoso.com"], ..Registration::default() };
    let found = analyze(&root, r#""https://mcp.contoso.com/""#);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("help: write `https://mcp.contoso.com`\n"), "{found:?}");
    assert!(found[0].1.contains("such as `https://mcp.contoso.com/mcp`"), "{found:?}");
}

#[test]
fn a_url_is_given_once() {
    let text = "the URL of the MCP server is given twice\nhelp: remove one";
    let found = analyze(&Registration::default(), &format!("[{URL:?}, {URL:?}]"));
    expect(&found, &[(&format!("{URL:?}"), text)]);
}

#[test]
fn a_loopback_address_without_a_registration_is_removed() {
    let text = "no registration has the App ID URI `http://127.0.0.1:3000/mcp`\n\
         note: Entra does not accept a loopback address as an App ID URI\n\
         help: remove it from `mcp`, and test with the URL of an environment";
    let local = r#""http://127.0.0.1:3000/mcp""#;
    expect(&analyze(&Registration::default(), local), &[(local, text)]);
    expect(&analyze(&Registration::default(), &format!("[{URL:?}, {local}]")), &[(local, text)]);
}

#[test]
fn a_url_that_cannot_be_read_may_be_the_missing_one() {
    let none = Registration { uris: &[], ..Registration::default() };
    assert_eq!(analyze(&none, &format!("[{URL:?}, \"mcp\"]")).len(), 1);
    assert_eq!(analyze(&none, &format!("[{URL:?}, mcp]")), []);
}
