//! The readers of the page: without a mouse, with another eyesight, on a narrow screen, and of a
//! large API. Hostile texts do nothing to any of them.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::page::{Page, Workspace, page_of_library};

/// Checks the structure of the page.
const STRUCTURE: &str = include_str!("structure.js");

/// Measures changes of the form.
const MEASURE: &str = include_str!("measure.js");

#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn a_keyboard_is_enough() {
    let page = page_of_library("keyboard");
    let mut browser = Browser::open(&page.file, "keyboard");
    let active = "document.activeElement.id || document.activeElement.name";
    // Behind three links.
    browser.press(&["Tab", "Tab", "Tab", "Tab"]);
    assert_eq!(browser.evaluate(active), "kind");
    let outline = "getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(browser.evaluate(outline), "solid", "the focus is visible");
    let before = browser.evaluate("byId('summary').textContent");
    // The next kind of caller: an application has no scopes.
    browser.press(&["ArrowDown"]);
    assert_eq!(browser.evaluate("byId('kind').value"), "app");
    assert_eq!(browser.evaluate("byId('scope-choice').disabled"), true);
    assert_eq!(browser.evaluate("byId('scope-choice').hidden"), true);
    assert_eq!(browser.evaluate("byId('contexts').hidden"), true);
    assert_eq!(browser.evaluate("byId('no-scopes').hidden"), false);
    let after = browser.evaluate("byId('summary').textContent");
    assert_ne!(before, after);
    let mut passed = Vec::new();
    while browser.evaluate(active) != "role-search" {
        browser.press(&["Tab"]);
        passed.push(browser.evaluate(active));
        assert!(passed.len() < 12, "{passed:?}");
    }
    browser.press(&["r", "e", "p", "o"]);
    let hidden = "[...document.querySelectorAll('#roles label')].filter((it) => !it.hidden).length";
    assert_eq!(browser.evaluate(hidden), 1, "the search found one app role");
    browser.press(&["Tab", "Enter"]);
    assert_eq!(browser.evaluate("new FormData(byId('caller')).getAll('role').length"), 2);
    browser.press(&["Tab", "Tab", "Tab"]);
    assert_eq!(browser.evaluate(active), "role", "behind the link that skips the list");
    browser.press(&["Space"]);
    assert_eq!(browser.evaluate("new FormData(byId('caller')).getAll('role').length"), 1);
}

#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn everybody_can_read_the_page() {
    let page = page_of_library("structure");
    let mut browser = Browser::open(&page.file, "structure");
    for scheme in ["light", "dark"] {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        browser.call("Emulation.setEmulatedMedia", &json!({ "features": [feature] }));
        assert_eq!(browser.evaluate(&format!("{STRUCTURE}; defects()")), json!([]), "{scheme}");
    }
    for width in [400, 1300, 2560] {
        let size = json!({
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false,
        });
        browser.call("Emulation.setDeviceMetricsOverride", &size);
        let fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(browser.evaluate(fits), true, "the page fits into {width} pixels");
    }
}

/// Texts of a manifest are texts, whatever they contain.
#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn a_hostile_manifest_runs_nothing() {
    let hostile = "</script><!--<script><img src=x onerror='window.ran=1'>{{scripts}}";
    let model = "entra_perms_runtime::permissions! { manifest = \"api.json\", \
                 scopes = { \"A.Read\" => [\"A.Read\"] }, allow = [no_idtyp] }";
    let entry = |id: &str| {
        json!({
            "id": format!("00000000-0000-4000-8000-00000000000{id}"), "value": "A.Read",
            "isEnabled": true, "displayName": hostile, "description": hostile,
            "adminConsentDisplayName": hostile, "adminConsentDescription": hostile,
            "allowedMemberTypes": ["User"], "type": "Admin",
        })
    };
    let manifest = json!({
        "appId": "00000000-0000-4000-8000-000000000001", "displayName": hostile,
        "api": { "requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [entry("2")] },
        "appRoles": [entry("3")],
    });
    let workspace = Workspace::new("hostile", model, &manifest);
    let page = Page::write(&workspace.folder, &[], "hostile");
    let mut browser = Browser::open(&page.file, "hostile");
    assert_eq!(browser.evaluate("byId('page').hidden"), false);
    assert_eq!(
        browser.evaluate("document.querySelector('h1').textContent"),
        format!("Permissions of {hostile}")
    );
    assert_eq!(browser.evaluate("document.querySelectorAll('img').length"), 0);
    assert_eq!(browser.evaluate("window.ran === undefined"), true);
    assert_eq!(browser.evaluate("model.roles[0].description"), hostile);
}

/// Microsoft Graph has this many app roles.
#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn a_large_model_is_usable() {
    const ROLES: usize = 716;
    // A manifest has at most 1,200 entries.
    const SCOPES: usize = 480;
    let value = |number: usize| format!("Area{number}.ReadWrite.All");
    let entry = |number: usize, kind: u32| {
        json!({
            "id": format!("00000000-0000-4000-8000-{kind:04}{number:08}"), "value": value(number),
            "isEnabled": true, "displayName": format!("Read and write area {number}"),
            "description": "Allows the app to read and write, without a signed-in user.",
            "allowedMemberTypes": ["User"], "type": "Admin",
        })
    };
    let entries = |count, kind| (0..count).map(|number| entry(number, kind)).collect::<Value>();
    let manifest = json!({
        "appId": "00000000-0000-4000-8000-000000000001", "displayName": "Large",
        "api": { "requestedAccessTokenVersion": 2, "oauth2PermissionScopes": entries(SCOPES, 1) },
        "appRoles": entries(ROLES, 2),
    });
    let mut lines = String::new();
    for number in 0..SCOPES {
        // Each scope leads to its own app role, and to a few others.
        let roles = [number, (number + SCOPES) % ROLES, (number * 7) % ROLES].map(value);
        let [one, two, three] = roles;
        writeln!(lines, "\"{one}\" => [\"{one}\", \"{two}\", \"{three}\"],").unwrap();
    }
    let model = format!(
        "entra_perms_runtime::permissions! {{ manifest = \"api.json\", scopes = {{ {lines} }}, \
         allow = [no_idtyp, equal_scopes, redundant_line] }}"
    );
    let workspace = Workspace::new("large", &model, &manifest);
    let guard = |number: usize| {
        json!({
            "crate": "shop", "module": "shop", "function": format!("operation{number}"),
            "file": "src/main.rs", "line": number, "words": format!("`{}`", value(number)),
            "requirement": { "clauses": [{ "roles": [value(number)], "scopes": [] }] },
        })
    };
    let guards = json!({ "version": 1, "guards": (0..300).map(guard).collect::<Value>() });
    fs::write(workspace.folder.join("guards.json"), guards.to_string()).unwrap();
    let page = Page::write(&workspace.folder, &["--guards", "guards.json"], "large");
    let mut browser = Browser::open(&page.file, "large");
    let times = browser.evaluate(&format!("{MEASURE}; measure()"));
    eprintln!(
        "{ROLES} app roles, {SCOPES} scopes, 300 operations; milliseconds for a change: {times}"
    );
    assert!(times.as_array().unwrap().iter().all(is_short), "{times}");
    assert_eq!(browser.evaluate("byId('matrix-table').tBodies[0].rows.length"), 50);
    assert_eq!(browser.evaluate("model.roles.length"), ROLES);
    let head = "byId('matrix-table').rows[0].cells[0].getBoundingClientRect().width";
    assert!(browser.evaluate(head).as_f64().unwrap() >= 350.0, "many columns squeeze no name");
    assert_eq!(browser.evaluate("document.querySelectorAll('tbody th wbr').length > 0"), true);
    let last = "while (!byId('matrix-after').disabled) { \
                  byId('matrix-after').focus(); byId('matrix-after').click(); }";
    browser.evaluate(last);
    let active = "document.activeElement.id || document.activeElement.name";
    assert_eq!(browser.evaluate(active), "matrix-before", "the last page keeps the focus");
    // A keyboard passes both lists.
    browser.evaluate("byId('role-none').focus()");
    let mut passed = Vec::new();
    while browser.evaluate(active) != "matrix-search" {
        browser.press(&["Tab"]);
        let is_skip = "document.activeElement.className === 'skip'";
        if browser.evaluate(is_skip) == true {
            let width = "document.activeElement.getBoundingClientRect().width > 50";
            assert_eq!(browser.evaluate(width), true, "a focused link is visible");
            browser.press(&["Enter"]);
        }
        passed.push(browser.evaluate(active));
        assert!(passed.len() < 20, "{passed:?}");
    }
}

/// A loose limit, because other programs use the machine, too.
fn is_short(time: &Value) -> bool {
    let words = time.as_str().unwrap();
    words.rsplit(' ').next().unwrap().parse::<u32>().unwrap() < 1_000
}
