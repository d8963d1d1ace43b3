//! `explore`: the page, its file, and the page of the example.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Value, json};

use crate::workspace::{MANIFEST, MODEL, Shop, expect_failure, run};

/// The variable that, set to `overwrite`, writes the page of the example.
const VARIABLE: &str = "ENTRA_PERMS_EXPLORER";

const START: &str = "<script type=\"application/json\" id=\"model\">";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn shop() -> Shop {
    Shop::new(&[("src/main.rs", MODEL)])
}

/// Returns the tables in a page.
fn tables(page: &str) -> Value {
    let (_, tables) = page.split_once(START).unwrap();
    let (tables, _) = tables.split_once("</script>").unwrap();
    serde_json::from_str(tables).unwrap()
}

/// A file of guards with one guard, which has this requirement.
fn guards(requirement: &Value) -> String {
    let guard = json!({
        "crate": "shop", "module": "shop", "function": "list", "file": "src/main.rs", "line": 1,
        "requirement": requirement, "words": "words",
    });
    json!({ "version": 1, "guards": [guard] }).to_string()
}

/// The service of the example serves the page.
#[test]
fn the_page_of_the_example_is_up_to_date() {
    let arguments = ["explore", "-p", "example-crm", "--guards", "examples/crm/guards.json"];
    let run = run(&root(), &arguments);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let file = root().join("examples/crm/explorer.html");
    if env::var_os(VARIABLE).is_some_and(|value| value == "overwrite") {
        fs::write(&file, &run.stdout).unwrap();
    }
    // A checkout on Windows may have changed the line ends.
    let expected = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        expected == run.stdout,
        "examples/crm/explorer.html differs: to accept it, set {VARIABLE}=overwrite, and review it"
    );
}

#[test]
fn a_page_has_the_tables_and_reaches_no_network() {
    let shop = shop();
    let requirement = json!({
        "clauses": [{ "roles": ["Orders.Read"], "scopes": ["Shop.Read"] }], "by": "user",
        "agents": "never", "context": 7, "fresh_seconds": 60,
    });
    shop.write("guards.json", &guards(&requirement));
    let page = shop.run(&["explore", "--guards", "guards.json"]).stdout;
    let tables = tables(&page);
    let role = json!({
        "value": "Orders.Read", "name": "", "description": "", "enabled": true,
        "users": true, "applications": false, "scopes": [0],
    });
    assert_eq!(tables["roles"], json!([role]));
    let operation = json!({
        "name": "shop::list", "words": "words", "clauses": [{ "roles": [0], "scopes": [0] }],
        "by": "user", "agents": "never", "clients": [], "context": 7, "freshSeconds": 60,
    });
    assert_eq!(tables["operations"], json!([operation]));
    assert_eq!(tables["knowsAgents"], false);
    assert!(page.contains("default-src 'none'; script-src 'sha256-"), "{page}");
    assert!(!page.contains("unsafe-inline") && !page.contains("{{"), "{page}");
    for remote in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(remote), "{remote}");
    }
}

/// The client id tells registrations apart only if their names do not.
#[test]
fn registrations_have_short_names() {
    let shop = shop();
    shop.write(
        "src/main.rs",
        &MODEL.replace("\n    scopes", "\n    environments = [\"prod.json\"],\n    scopes"),
    );
    let id = app_id();
    let prod = MANIFEST.replace(&id, "00000000-0000-4000-8000-0000000000ff");
    for (name, expected) in [
        ("Shop (prod)", ["Shop".to_owned(), "Shop (prod)".to_owned()]),
        (
            "Shop",
            [format!("Shop ({id})"), "Shop (00000000-0000-4000-8000-0000000000ff)".to_owned()],
        ),
    ] {
        let prod =
            prod.replace("\"displayName\": \"Shop\"", &format!("\"displayName\": \"{name}\""));
        shop.write("prod.json", &prod);
        let tables = tables(&shop.run(&["explore"]).stdout);
        let names = expected.map(|name| json!({ "name": name }));
        assert_eq!(tables["registrations"], json!(names));
    }
}

fn app_id() -> String {
    let manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    manifest["appId"].as_str().unwrap().to_owned()
}

/// No text of a manifest ends an element, begins a comment, or becomes a part of the template.
#[test]
fn texts_of_a_manifest_stay_texts() {
    let hostile = "</script><!--<script>{{scripts}}<b>\u{202e}";
    let shop = shop();
    let plain = shop.run(&["explore"]).stdout;
    let manifest = MANIFEST
        .replace("\"displayName\": \"Shop\"", &format!("\"displayName\": {}", json!(hostile)));
    let manifest = manifest.replace(
        "\"type\":",
        &format!("\"adminConsentDescription\": {}, \"type\":", json!(hostile)),
    );
    shop.write("shop.json", &manifest);
    let page = shop.run(&["explore"]).stdout;
    for markup in ["<script", "</script", "<!--", "<b>", "\u{202e}"] {
        assert_eq!(page.matches(markup).count(), plain.matches(markup).count(), "{markup}");
    }
    let shown = hostile.replace('\u{202e}', "\\u{202e}");
    assert_eq!(tables(&page)["scopes"][0]["description"], shown.as_str());
}

#[test]
fn a_page_replaces_a_page_and_no_other_file() {
    let shop = shop();
    let explore = |more: &[&str]| shop.run(&[&["explore", "-o", "page.html"], more].concat());
    assert_eq!(explore(&[]).status, 0);
    let page = fs::read_to_string(shop.folder.join("page.html")).unwrap();
    assert_eq!(page, shop.run(&["explore"]).stdout);
    shop.write("shop.json", &MANIFEST.replace("Orders.Read", "Orders.List"));
    shop.write("src/main.rs", &MODEL.replace("Orders.Read", "Orders.List"));
    assert_eq!(explore(&[]).status, 0);
    assert!(
        fs::read_to_string(shop.folder.join("page.html"))
            .unwrap()
            .contains("Orders.List")
    );
    shop.write("page.html", "notes");
    let refused = "error: `page.html` exists already, and is no such page\n  help: replace it with \
                   `--force`\n";
    expect_failure(&explore(&[]), refused);
    assert_eq!(fs::read_to_string(shop.folder.join("page.html")).unwrap(), "notes");
    assert_eq!(explore(&["--force"]).status, 0);
    let refused = "error: `explore` does not use `--format`\n";
    expect_failure(&shop.run(&["explore", "--format", "json"]), refused);
}

#[test]
fn guards_of_another_model_are_refused() {
    let shop = shop();
    let clause = |roles: &[&str], scopes: &[&str]| json!([{ "roles": roles, "scopes": scopes }]);
    let known = clause(&["Orders.Read"], &["Shop.Read"]);
    for (requirement, unknown) in [
        (json!({ "clauses": known }), None),
        (json!({ "clauses": clause(&["Orders.Write"], &[]) }), Some("app role `Orders.Write`")),
        (
            json!({ "clauses": clause(&["Orders.Read"], &["Shop.Write"]) }),
            Some("scope `Shop.Write`"),
        ),
        (json!({ "clauses": known, "clients": ["Web"] }), Some("client `Web`")),
    ] {
        shop.write("guards.json", &guards(&requirement));
        let run = shop.run(&["explore", "--guards", "guards.json", "-o", "page.html"]);
        assert_eq!(run.status, if unknown.is_some() { 2 } else { 0 }, "{requirement}: {run:?}");
        assert_eq!(shop.folder.join("page.html").exists(), unknown.is_none(), "{requirement}");
        if let Some(unknown) = unknown {
            let line = format!(
                "error: `guards.json` has the guards of another model\n  \
                 note: `shop::list` names the unknown {unknown}\n"
            );
            assert!(run.stderr.starts_with(&line), "{run:?}");
        }
        let _ = fs::remove_file(shop.folder.join("page.html"));
    }
}

/// A page would decide wrongly about a condition that it does not know.
#[test]
fn unknown_conditions_of_guards_are_refused() {
    let shop = shop();
    for (key, value) in [("by", "robot"), ("agents", "sometimes")] {
        let requirement =
            json!({ "clauses": [{ "roles": ["Orders.Read"], "scopes": [] }], key: value });
        shop.write("guards.json", &guards(&requirement));
        let line = format!(
            "error: `guards.json` has the condition `{key} = {value}`, which is not known\n  \
             note: it is a condition of `shop::list`\n  \
             help: use equal versions of the command and the runtime\n"
        );
        expect_failure(&shop.run(&["explore", "--guards", "guards.json"]), &line);
    }
}
