//! The formats of a report, against their schemas.

use std::path::Path;

use serde_json::Value;

use crate::workspace::{MODEL, Shop};

/// A workspace with an error in the sources, one in a manifest, and a warning in a second model.
fn shop() -> Shop {
    let shop = Shop::new(&[
        ("src/main.rs", &MODEL.replace("\"Orders.Read\"", "\"Orders.Raed\"")),
        ("tests/api.rs", &MODEL.replace("shop.json", "a b,c.json")),
    ]);
    let manifest = crate::workspace::MANIFEST;
    shop.write("shop.json", &manifest.replace("\"User\"", "\"Users\""));
    shop.write("a b,c.json", &manifest.replace("{\"name\": \"idtyp\"}", ""));
    shop
}

pub(crate) fn validator(schema: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// Fails unless a value follows a schema.
#[track_caller]
pub(crate) fn expect_valid(schema: &str, value: &Value) {
    let validator = validator(schema);
    let errors: Vec<_> = validator.iter_errors(value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
}

#[test]
fn json_follows_its_schema() {
    let run = shop().run(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let schema = include_str!("../../src/schemas/report.json");
    expect_valid(schema, &report);
    let mut unknown = report.clone();
    unknown["items"][0]["text"] = "x".into();
    assert!(!validator(schema).is_valid(&unknown));
    let levels: Vec<_> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["level"].clone())
        .collect();
    assert_eq!(levels, ["error", "error", "warning"], "{report:#}");
    assert_eq!(report["models"].as_array().unwrap().len(), 2);
    assert_eq!(report["items"][0]["place"]["file"], "shop.json");
}

#[test]
fn github_annotates_the_line_of_the_manifest() {
    let run = shop().run(&["check", "--format", "github"]);
    let lines: Vec<_> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{run:?}");
    assert!(lines[0].starts_with("::error file=shop.json,line=14,col=29,title="), "{}", lines[0]);
    let misspelled = "::error file=src/main.rs,line=3,col=32,title=unknown_name::unknown app role \
                      `Orders.Raed`%0Ahelp: did you mean `Orders.Read`?";
    assert_eq!(lines[1], misspelled);
    let start = "::warning file=tests/api.rs,line=2,col=16,title=no_idtyp::";
    assert!(lines[2].starts_with(start), "{}", lines[2]);
}

#[test]
fn paths_are_escaped() {
    let shop = Shop::new(&[("src/main.rs", &MODEL.replace("shop.json", "a b,c.json"))]);
    shop.write("a b,c.json", &crate::workspace::MANIFEST.replace("\"User\"", "\"Users\""));
    let github = shop.run(&["check", "--format", "github"]).stdout;
    assert!(github.starts_with("::error file=a b%2Cc.json,line=14,col=29,title="), "{github}");
    let sarif = shop.run(&["check", "--format", "sarif"]).stdout;
    assert!(sarif.contains("\"uri\": \"a%20b%2Cc.json\""), "{sarif}");
}

#[test]
fn markdown_is_a_list() {
    let run = shop().run(&["check", "--format", "markdown"]);
    let start = "## `cargo entra-perms check`: 2 errors and 1 warning\n\n- **error** `";
    assert!(run.stdout.starts_with(start), "{}", run.stdout);
    assert!(run.stdout.contains("  - `src/main.rs:3:32`\n"), "{}", run.stdout);
}

#[test]
fn sarif_has_a_rule_for_each_result() {
    let run = shop().run(&["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let schema = sarif_schema();
    expect_valid(&schema, &log);
    let mut unknown = log.clone();
    unknown["runs"][0]["results"][0]["ruleID"] = "x".into();
    assert!(!validator(&schema).is_valid(&unknown));
    assert_eq!(results[1]["ruleId"], "unknown_name");
    let place = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "src/main.rs");
    assert_eq!(
        (&place["region"]["startLine"], &place["region"]["startColumn"]),
        (&3.into(), &32.into())
    );
}

/// Returns the official schema of SARIF 2.1.0, which the package of `serde-sarif` contains.
fn sarif_schema() -> String {
    // The dependencies of other platforms need not be there.
    let rustc = std::process::Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(rustc.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--format-version=1", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let package = packages.find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let schema = std::fs::read_to_string(manifest.with_file_name("src").join("schema.json"));
    // A pattern of the schema has a `]` that only ECMAScript without Unicode accepts.
    schema.unwrap().replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}\\\\]?$")
}
