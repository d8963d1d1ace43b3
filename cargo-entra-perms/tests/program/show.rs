//! `show`, `checks` and `completions`.

use std::path::Path;

use serde_json::Value;

use crate::formats::expect_valid;
use crate::workspace::{MODEL, Shop, expect_failure, run};

#[test]
fn the_table_has_scopes_roles_and_operations() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let guards = "examples/crm/guards.json";
    let run = run(&workspace, &["show", "-p", "example-crm", "--guards", guards]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    // The columns are as wide as the longest name.
    let lines = run
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let stdout = lines.collect::<Vec<_>>().join("\n");
    for expected in [
        "`example_crm::permissions` at examples/crm/src/permissions.rs:6:1\n\nscopes\n1 Crm.Read.My users",
        "\nContacts.Read.Team users . x . . x . . .\n",
        // A scope leads to an operation if it leads to a role of each clause.
        "\nexample_crm::api::contacts::list users, applications x x x x x x . .\n\
         `Contacts.Read.My`, `Contacts.Read.Team` or `Contacts.Read.All`\n",
        // No scope leads to an operation of applications.
        "\nexample_crm::api::contacts::import applications . . . . . . . .\n",
        "\nexample_crm::api::proposals::approve users . . . . . . x x\n",
    ] {
        assert!(stdout.contains(expected), "{expected}\n{stdout}");
    }
}

#[test]
fn json_follows_the_schema_of_models() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let guards = "examples/crm/guards.json";
    let run =
        run(&workspace, &["show", "-p", "example-crm", "--format", "json", "--guards", guards]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    expect_valid(include_str!("../../src/schemas/model.json"), &document);
    let scope = &document["scopes"][0];
    assert_eq!(
        (&scope["value"], &scope["roles"][0]),
        (&"Crm.Read.My".into(), &"Contacts.Read.My".into())
    );
    assert!(document["operations"].as_array().unwrap().len() > 5);
}

#[test]
fn markdown_is_a_table_and_other_formats_are_refused() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    let expected = "## `shop`\n\n| app role | held by | `Shop.Read` |\n|---|---|:-:|\n\
                    | `Orders.Read` | users | ✓ |\n";
    assert_eq!(shop.run(&["show", "--format", "markdown"]).stdout, expected);
    let refused = "error: `show` has the formats `text`, `json` and `markdown` only\n";
    expect_failure(&shop.run(&["show", "--format", "sarif"]), refused);
}

#[test]
fn one_of_several_models_must_be_chosen() {
    let shop = Shop::new(&[("src/main.rs", MODEL), ("tests/api.rs", MODEL)]);
    let several = "error: there are 2 models, and `show` works on one\n  \
                   note: `shop` at src/main.rs:1:1\n  note: `api` at tests/api.rs:1:1\n  \
                   help: choose one with `--model`, such as `--model shop`\n";
    expect_failure(&shop.run(&["show"]), several);
    assert_eq!(shop.run(&["show", "--model", "tests/api.rs"]).status, 0);
    shop.write("tests/api.rs", &MODEL.replace("shop.json", "sohp.json"));
    let errors = "error: the model at tests/api.rs:1:1 has errors\n  \
                  help: list them with `cargo entra-perms check`\n";
    expect_failure(&shop.run(&["show", "--model", "api"]), errors);
}

#[test]
fn checks_lists_every_id() {
    let shop = Shop::new(&[]);
    let text = shop.run(&["checks"]).stdout;
    // The longest id decides the width of the first column.
    let lines: Vec<_> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    let lines: Vec<String> = lines.into_iter().map(|words: Vec<_>| words.join(" ")).collect();
    for line in [
        "unmapped_scope error A scope must be mapped.",
        "no_idtyp warning Access tokens do not say whether",
        "lost_guard error A guard of the sources must be in the program.",
        "plan_removes_role warning An app role loses its assignments.",
    ] {
        assert!(lines.iter().any(|it| it.starts_with(line)), "{line}\n{text}");
    }
    let json: Value =
        serde_json::from_str(&shop.run(&["checks", "--format", "json"]).stdout).unwrap();
    assert_eq!(json.as_array().unwrap().len(), text.lines().count());
}

#[test]
fn completions_know_the_commands() {
    let shop = Shop::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = shop.run(&["completions", shell]);
        assert_eq!(run.status, 0);
        assert!(run.stdout.contains("completions") && run.stdout.contains("guards"), "{shell}");
    }
}

#[test]
fn a_wrong_command_line_has_the_status_2() {
    let shop = Shop::new(&[]);
    assert_eq!(shop.run(&["chek"]).status, 2);
    assert_eq!(shop.run(&["check", "--format", "xml"]).status, 2);
    assert_eq!(shop.run(&["--help"]).status, 0);
    assert!(shop.run(&["check", "--help"]).stdout.contains("Examples:"));
}

/// The names of the sources and of the file act on no terminal.
#[test]
fn the_table_shows_control_characters() {
    let escape = '\u{1b}';
    let source = format!("#[cfg(feature = \"a{escape}\")]\n{MODEL}");
    let shop = Shop::new(&[("src/main.rs", &source)]);
    let guards = r#"{"version": 1, "guards": [{"crate": "shop", "module": "shop",
        "function": "list\u001b", "file": "src/main.rs", "line": 9, "words": "words\u001b",
        "requirement": {"clauses": [{"roles": ["Orders.Read"], "scopes": []}]}}]}"#;
    shop.write("guards.json", guards);
    let run = shop.run(&["show", "--guards", "guards.json"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(!run.stdout.contains(escape), "{run:?}");
    for shown in ["cfg(feature = \"a\\u{1b}\")", "shop::list\\u{1b}", "words\\u{1b}"] {
        assert!(run.stdout.contains(shown), "{shown}: {}", run.stdout);
    }
}
