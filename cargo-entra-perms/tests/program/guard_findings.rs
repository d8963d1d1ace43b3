//! `check --guards`: the warnings of the build that belong to guards.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::formats::expect_valid;
use crate::workspace::{Shop, expect_failure};

const API: &str = r#"{
  "appId": "10000000-0000-4000-8000-000000000001",
  "displayName": "Shop",
  "identifierUris": ["api://shop"],
  "api": {
    "requestedAccessTokenVersion": 2,
    "oauth2PermissionScopes": [
      {"id": "20000000-0000-4000-8000-000000000001", "value": "Shop.Read", "type": "Admin",
       "isEnabled": true},
      {"id": "20000000-0000-4000-8000-000000000002", "value": "Shop.Write", "type": "Admin",
       "isEnabled": true},
      {"id": "20000000-0000-4000-8000-000000000003", "value": "Shop.Old", "type": "Admin",
       "isEnabled": false}
    ]
  },
  "appRoles": [
    {"id": "30000000-0000-4000-8000-000000000001", "value": "Orders.Read", "isEnabled": true,
     "allowedMemberTypes": ["User"]},
    {"id": "30000000-0000-4000-8000-000000000002", "value": "Orders.Write", "isEnabled": true,
     "allowedMemberTypes": ["User"]},
    {"id": "30000000-0000-4000-8000-000000000003", "value": "Jobs.Run", "isEnabled": true,
     "allowedMemberTypes": ["Application"]},
    {"id": "30000000-0000-4000-8000-000000000004", "value": "Orders.Old", "isEnabled": false,
     "allowedMemberTypes": ["User"]}
  ],
  "optionalClaims": {"accessToken": [{"name": "idtyp"}]}
}
"#;

const MODEL: &str = r#"entra_perms_runtime::permissions! {
    manifest = "shop.json",
    clients = { Web = "web.json", Import = "import.json" },
    scopes = {
        "Shop.Read" => ["Orders.Read", "Orders.Old"],
        "Shop.Write" => ["Orders.Write"],
        "Shop.Old" => ["Orders.Old"],
    },
}
"#;

/// `Web` asks for a scope, and `Import` to hold a role itself.
fn shop(model: &str, guards: &[Value]) -> Shop {
    let functions = "#[requires(A)] fn f() {}\n".repeat(guards.len());
    let shop = Shop::new(&[("src/main.rs", &format!("{functions}{model}"))]);
    shop.write("shop.json", API);
    let access = |kind: &str, id: &str| format!(r#"{{"id": "{id}", "type": "{kind}"}}"#);
    let read = access("Scope", "20000000-0000-4000-8000-000000000001");
    let run = access("Role", "30000000-0000-4000-8000-000000000003");
    shop.write("web.json", &client(1, &read));
    shop.write("import.json", &client(2, &run));
    shop.write("guards.json", &document(guards));
    shop
}

fn client(number: u8, access: &str) -> String {
    format!(
        r#"{{"appId": "40000000-0000-4000-8000-00000000000{number}", "requiredResourceAccess": [
            {{"resourceAppId": "10000000-0000-4000-8000-000000000001",
              "resourceAccess": [{access}]}}]}}"#
    )
}

/// A program with a guard at each line.
fn document(requirements: &[Value]) -> String {
    let guards = (1..).zip(requirements).map(|(line, requirement)| {
        json!({
            "crate": "shop", "module": "shop", "function": "f", "file": "src/main.rs",
            "line": line, "requirement": requirement, "words": "",
        })
    });
    let document = json!({ "version": 1, "guards": guards.collect::<Vec<_>>() });
    expect_valid(include_str!("../../src/schemas/guards.json"), &document);
    document.to_string()
}

const CHECK: [&str; 3] = ["check", "--guards", "guards.json"];

/// Returns the ids and lines of the findings, and the clients in their messages.
fn findings(shop: &Shop) -> Vec<String> {
    let run = shop.run(&["check", "--guards", "guards.json", "--format", "json"]);
    assert_eq!(run.stderr, "");
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let items = report["items"].as_array().unwrap().iter().map(|item| {
        assert_eq!(item["place"]["file"], "src/main.rs");
        let mut text = format!("{} {}", item["place"]["line"], item["id"].as_str().unwrap());
        for client in ["Web", "Import"] {
            if item["message"].as_str().unwrap().contains(client) {
                let _ = write!(text, " {client}");
            }
        }
        text
    });
    items.collect()
}

fn role(value: &str) -> Value {
    json!({ "roles": [value], "scopes": [] })
}

fn scope(value: &str) -> Value {
    json!({ "roles": [], "scopes": [value] })
}

/// The rows agree with the test of `client_lacks_permission` in the runtime.
#[test]
fn a_client_must_ask_for_every_part_as_one_kind_of_caller() {
    let read = &role("Orders.Read");
    let write = &role("Orders.Write");
    let run = &role("Jobs.Run");
    let rows: &[(Value, &[&str])] = &[
        (json!({ "clauses": [read], "clients": ["Web"] }), &[]),
        (json!({ "clauses": [read], "clients": ["Web"], "by": "person" }), &[]),
        (json!({ "clauses": [read], "clients": ["Web"], "by": "app" }), &["Web"]),
        (json!({ "clauses": [write], "clients": ["Web"] }), &["Web"]),
        (json!({ "clauses": [read, write], "clients": ["Web"] }), &["Web"]),
        (json!({ "clauses": [run], "clients": ["Import"] }), &[]),
        (json!({ "clauses": [run], "clients": ["Import"], "by": "app" }), &[]),
        (json!({ "clauses": [run], "clients": ["Import"], "by": "user" }), &["Import"]),
        (json!({ "clauses": [read, run], "clients": ["Web", "Import"] }), &["Web", "Import"]),
        (json!({ "clauses": [scope("Shop.Read")], "clients": ["Web", "Import"] }), &["Import"]),
        (json!({ "clauses": [scope("Shop.Write")], "clients": ["Web"] }), &["Web"]),
        // Entra grants nothing that is disabled.
        (json!({ "clauses": [scope("Shop.Old")], "clients": ["Web"] }), &["Web"]),
        (json!({ "clauses": [role("Orders.Old")], "clients": ["Web"] }), &["Web"]),
        (
            json!({
                "clauses": [{ "roles": ["Orders.Read", "Jobs.Run"], "scopes": [] }],
                "clients": ["Web", "Import"],
            }),
            &[],
        ),
        (json!({ "clauses": [write] }), &[]),
    ];
    let guards: Vec<_> = rows.iter().map(|(guard, _)| guard.clone()).collect();
    let expected = (1..).zip(rows).flat_map(|(line, (_, clients))| {
        clients
            .iter()
            .map(move |client| format!("{line} client_lacks_permission {client}"))
    });
    assert_eq!(findings(&shop(MODEL, &guards)), expected.collect::<Vec<_>>());
}

/// A client cannot ask for a disabled scope, but the API can pre-authorize it for one.
#[test]
fn a_disabled_scope_is_not_sufficient() {
    let guards = ["Shop.Write", "Shop.Old"]
        .map(|value| json!({ "clauses": [scope(value)], "clients": ["Web"] }));
    let shop = shop(MODEL, &guards);
    let pre_authorized = r#""preAuthorizedApplications": [
      {"appId": "40000000-0000-4000-8000-000000000001", "delegatedPermissionIds": [
        "20000000-0000-4000-8000-000000000002", "20000000-0000-4000-8000-000000000003"]}],
    "oauth2PermissionScopes": ["#;
    shop.write("shop.json", &API.replace("\"oauth2PermissionScopes\": [", pre_authorized));
    assert_eq!(findings(&shop), ["2 client_lacks_permission Web"]);
    let old = r#""value": "Shop.Old", "type": "Admin",
       "isEnabled": "#;
    let enabled = fs::read_to_string(shop.folder.join("shop.json")).unwrap();
    let enabled = enabled.replace(&format!("{old}false"), &format!("{old}true"));
    shop.write("shop.json", &enabled);
    assert_eq!(findings(&shop), [""; 0]);
}

#[test]
fn a_client_needs_a_registration_for_each_environment() {
    let guards = [json!({ "clauses": [role("Orders.Read")], "clients": ["Web"] })];
    let model = MODEL.replace("clients", "environments = [\"prod.json\"], clients");
    let shop = shop(&model, &guards);
    shop.write(
        "prod.json",
        &API.replace(
            "\"10000000-0000-4000-8000-000000000001",
            "\"10000000-0000-4000-8000-000000000009",
        ),
    );
    assert_eq!(findings(&shop), ["1 client_lacks_permission Web"]);
}

#[test]
fn a_guard_that_needs_claims_challenges_has_the_warning_of_the_build() {
    let read = &role("Orders.Read");
    let guards = [
        json!({ "clauses": [read] }),
        json!({ "clauses": [read], "fresh_seconds": 900 }),
        json!({ "clauses": [read], "context": 1 }),
        json!({ "clauses": [role("Jobs.Run")], "context": 1, "clients": ["Import"] }),
    ];
    let claims = ["2 no_xms_cc", "3 no_xms_cc", "4 no_xms_cc"];
    let shop = shop(MODEL, &guards);
    // Applications meet no authentication context.
    let client = "4 client_lacks_permission Import";
    assert_eq!(findings(&shop), [&claims[..], &[client]].concat());
    let text = shop.run(&CHECK).stdout;
    let start = "\
warning[no_xms_cc]: `xms_cc` is not requested
  --> src/main.rs:2:1
   = note: it is missing in `shop.json`
   = note: without this optional claim, no client gets a claims challenge (401): a client that
           could get a better token is denied (403)
";
    assert!(text.starts_with(start), "{text}");
    assert!(text.contains("= help: if this is intended, add `allow = [no_xms_cc]`\n"), "{text}");
    // The file has the paths of the compiler, which start in the workspace.
    let check = ["check", "--guards", "../guards.json"];
    let below = crate::workspace::run(&shop.folder.join("src"), &check).stdout;
    assert!(below.contains("\n  --> main.rs:2:1\n"), "{below}");
    // Without the guards, the warnings are about nothing.
    assert_eq!(shop.run(&["check"]).stdout, "1 model: no findings\n");

    let with_claim =
        API.replace("{\"name\": \"idtyp\"}", "{\"name\": \"idtyp\"}, {\"name\": \"xms_cc\"}");
    shop.write("shop.json", &with_claim);
    assert_eq!(findings(&shop), [client]);
    shop.write("shop.json", API);
    let source = |model: &str| format!("{}{model}", "#[requires(A)] fn f() {}\n".repeat(4));
    let allow = "allow = [no_xms_cc, client_lacks_permission], clients";
    shop.write("src/main.rs", &source(&MODEL.replace("clients", allow)));
    assert_eq!(findings(&shop), [""; 0]);
    // The build shows no warnings next to errors.
    shop.write("src/main.rs", &source(&MODEL.replace("\"Orders.Write\"", "\"Orders.Wriet\"")));
    let found = findings(&shop);
    assert!(found.iter().all(|found| found.ends_with(" unknown_name")), "{found:?}");
}

#[test]
fn the_guards_are_of_the_model_that_has_their_names() {
    let read = role("Orders.Read");
    let guards = [json!({ "clauses": [read], "fresh_seconds": 900, "clients": ["Web"] })];
    let shop = shop(MODEL, &guards);
    shop.write("other.json", &API.replace("\"Orders.Read\"", "\"Bills.Read\""));
    let other = MODEL
        .replace("shop.json", "other.json")
        .replace("\"Orders.Read\"", "\"Bills.Read\"");
    shop.write("tests/api.rs", &other);
    assert_eq!(findings(&shop), ["1 no_xms_cc"]);
    let help = "  help: write the file again: run its test with `ENTRA_PERMS_GUARDS=overwrite`\n";
    let failure = |name: &str| {
        format!(
            "error: `guards.json` has the guards of another model\n  note: `shop::f` names the \
             unknown {name}\n"
        )
    };
    let of_bills = failure("app role `Orders.Read`") + help;
    let in_bills = ["--model", "api"];
    expect_failure(&shop.run(&[&CHECK[..], &in_bills].concat()), &of_bills);
    let table = ["show", "--guards", "guards.json"];
    expect_failure(&shop.run(&[&table[..], &in_bills].concat()), &of_bills);
    assert_eq!(shop.run(&[&table[..], &["--model", "shop"]].concat()).status, 0);
    let none = "  note: there are 2 models, and each lacks some of its names\n";
    for (name, renamed, unknown) in
        [("Web", "Wbe", "client `Wbe`"), ("Orders.Read", "Orders.Raed", "app role `Orders.Raed`")]
    {
        let text = document(&guards).replace(name, renamed);
        shop.write("guards.json", &text);
        expect_failure(&shop.run(&CHECK), &(failure(unknown) + none + help));
    }
    let text = document(&[json!({ "clauses": [scope("Shop.Raed")] })]);
    shop.write("guards.json", &text);
    expect_failure(&shop.run(&CHECK), &(failure("scope `Shop.Raed`") + none + help));
    // The note is about the model that has the most names.
    let text = document(&[guards[0].clone(), json!({ "clauses": [role("Bills.Read")] })]);
    shop.write("guards.json", &text);
    expect_failure(&shop.run(&CHECK), &(failure("app role `Bills.Read`") + none + help));
}
