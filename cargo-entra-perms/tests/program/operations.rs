//! `diff --guards`: the operations that open or close.

use crate::repository::Repository;
use crate::workspace::{MANIFEST, MODEL, expect_failure};

/// A client that asks for the scope of `MANIFEST`.
const WEB: &str = r#"{
  "appId": "40000000-0000-4000-8000-000000000001", "displayName": "Web",
  "requiredResourceAccess": [{"resourceAppId": "10000000-0000-4000-8000-000000000001",
    "resourceAccess": [{"id": "20000000-0000-4000-8000-000000000001", "type": "Scope"}]}]
}
"#;

#[test]
fn guards_tell_the_operations_that_open() {
    let repository = Repository::new(&[]);
    repository.edit("shop.json", "[\"User\"]", "[\"User\", \"Application\"]");
    let guards = r#"{"version": 1, "guards": [{"crate": "shop", "module": "shop", "function": "list",
        "file": "src/main.rs", "line": 9, "words": "Orders.Read",
        "requirement": {"clauses": [{"roles": ["Orders.Read"], "scopes": []}]}}]}"#;
    repository.write("old-guards.json", guards);
    repository.write("guards.json", guards);
    let expected = "more permissive\nrole_applications_added widens shop.json:13\n\
                    operation_opened widens src/main.rs:9";
    let arguments = ["HEAD", "--guards", "old-guards.json", "guards.json"];
    assert_eq!(repository.diff(&arguments), (1, expected.to_owned()));
    let run = repository.run(&[&["diff"], &arguments[..]].concat());
    let note = "it is now open to applications with `Orders.Read`";
    assert!(run.stdout.contains(note), "{}", run.stdout);
    // The models are equal, and an operation opens.
    repository.write("none.json", r#"{"version": 1, "guards": []}"#);
    let equal = repository.diff(&["shop.json", "--guards", "guards.json", "none.json"]);
    assert_eq!(equal, (1, "more permissive\noperation_removed widens src/main.rs:9".to_owned()));
    repository.write("stale.json", &guards.replace("[\"Orders.Read\"]", "[\"Orders.Gone\"]"));
    let run = repository.run(&["diff", "HEAD", "--guards", "old-guards.json", "stale.json"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    let failure = "error: `stale.json` has the guards of another model\n  note: `shop::list` names \
                   the unknown app role `Orders.Gone`\n  help: write the file again: run its test \
                   with `ENTRA_PERMS_GUARDS=overwrite`\n";
    expect_failure(&run, failure);
    let run = repository.run(&["diff", "HEAD", "--guards", "shop.json", "guards.json"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.starts_with("error: `shop.json` is not a file of guards\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_guards_of_both_programs_are_of_one_model() {
    let model = |name: &str| {
        MODEL
            .replace("shop.json", &format!("{name}.json"))
            .replace("Orders.Read", &format!("{name}.Read"))
    };
    let manifest = |name: &str, number: &str| {
        MANIFEST
            .replace("8000-000000000001\",\n  \"d", &format!("8000-{number}\",\n  \"d"))
            .replace("\"Orders.Read\"", &format!("\"{name}.Read\""))
    };
    let repository = Repository::new(&[("Bills.json", &manifest("Bills", "000000000009"))]);
    repository.write("src/main.rs", &format!("mod bills;\n{MODEL}"));
    repository.write("src/bills.rs", &model("Bills"));
    repository.commit("two models");
    let guard = |roles: &str| {
        format!(
            r#"{{"version": 1, "guards": [{{"crate": "shop", "module": "shop", "function": "list",
            "file": "src/main.rs", "line": 9, "words": "words",
            "requirement": {{"clauses": [{{"roles": [{roles}], "scopes": []}}]}}}}]}}"#
        )
    };
    repository.write("orders.json", &guard("\"Orders.Read\""));
    repository.write("bills.json", &guard("\"Bills.Read\""));
    repository.write("none.json", r#"{"version": 1, "guards": []}"#);
    let run = |old: &str, new: &str| repository.run(&["diff", "HEAD", "--guards", old, new]);
    assert_eq!(run("orders.json", "orders.json").status, 0);
    assert_eq!(run("bills.json", "none.json").status, 1);
    let help = "  help: write the file again: run its test with `ENTRA_PERMS_GUARDS=overwrite`\n";
    let failure = "error: `bills.json` has the guards of another model\n  \
                   note: `shop::list` names the unknown app role `Bills.Read`\n";
    expect_failure(&run("orders.json", "bills.json"), &format!("{failure}{help}"));
    repository.write("stale.json", &guard("\"Orders.Gone\""));
    let failure = "error: `stale.json` has the guards of another model\n  \
                   note: `shop::list` names the unknown app role `Orders.Gone`\n  \
                   note: there are 2 models, and each lacks some of its names\n";
    expect_failure(&run("stale.json", "none.json"), &format!("{failure}{help}"));
    let both = "error: the guards fit to 2 models\n  help: choose one with `--model`\n";
    expect_failure(&run("none.json", "none.json"), both);
    // The guards of a new model are new.
    repository.git(&["checkout", "-q", "HEAD~1"]);
    repository.write("src/main.rs", &format!("mod bills;\n{MODEL}"));
    repository.write("src/bills.rs", &model("Bills"));
    repository.write("Bills.json", &manifest("Bills", "000000000009"));
    let arguments = ["HEAD", "--guards", "none.json", "bills.json"];
    let expected = "more permissive\nmodel_added widens src/bills.rs:1\n\
                    operation_added widens src/main.rs:9";
    assert_eq!(repository.diff(&arguments), (1, expected.to_owned()));
    let reverse = ["HEAD", "--guards", "bills.json", "none.json"];
    assert_eq!(repository.run(&[&["diff"], &reverse[..]].concat()).status, 2);
}

/// A registration that is read alone has no clients.
#[test]
fn guards_name_clients_of_both_states() {
    let repository = Repository::new(&[("web.json", WEB)]);
    repository.edit("src/main.rs", "scopes", "clients = { Web = \"web.json\" }, scopes");
    repository.commit("client");
    let guards = |client: &str| {
        format!(
            r#"{{"version": 1, "guards": [{{"crate": "shop", "module": "shop", "function": "list",
            "file": "src/main.rs", "line": 9, "words": "words", "requirement": {{
            "clauses": [{{"roles": ["Orders.Read"], "scopes": []}}], "clients": ["{client}"]}}}}]}}"#
        )
    };
    repository.write("guards.json", &guards("Web"));
    repository.write("stale.json", &guards("Portal"));
    let run =
        |base: &str, old: &str| repository.run(&["diff", base, "--guards", old, "guards.json"]);
    assert_eq!(run("HEAD", "guards.json").status, 0);
    let failure = "error: `stale.json` has the guards of another model\n  \
                   note: `shop::list` names the unknown client `Portal`\n  \
                   help: write the file again: run its test with \
                   `ENTRA_PERMS_GUARDS=overwrite`\n";
    expect_failure(&run("HEAD", "stale.json"), failure);
    assert_eq!(run("shop.json", "guards.json").status, 0);
}
