//! `export`: the model for others. npm installs the compiler of TypeScript into the target folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use serde_json::Value;

use crate::workspace::{MANIFEST, MODEL, Shop, expect_failure, run};

/// The version of TypeScript.
const TYPESCRIPT: &str = "typescript@5.9";

fn crm(language: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let run = run(&root, &["export", language, "-p", "example-crm"]);
    assert_eq!((run.stderr.as_str(), run.status), ("", 0));
    run.stdout
}

#[test]
fn json_follows_its_schema() {
    let model: Value = serde_json::from_str(&crm("json")).unwrap();
    let schema = include_str!("../../src/schemas/export.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&model).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut unknown = model.clone();
    unknown["roles"][0]["secret"] = "x".into();
    assert!(!validator.is_valid(&unknown));
    assert_eq!(model["roles"].as_array().unwrap().len(), 12);
    assert_eq!(model["registrations"].as_array().unwrap().len(), 2);
    assert_eq!(model["clients"][0]["name"], "Web");
    let full_name = "api://crm.contoso.example/Crm.Read.My";
    assert_eq!(model["scopes"][0]["asRequested"][1], full_name);
}

/// The manifest of a shop with values that are unusual in JavaScript.
fn unusual() -> Shop {
    let manifest = MANIFEST
        .replace("Shop.Read", "__proto__")
        .replace("Orders.Read", "a\u{60}*/${x}")
        .replace("\"Shop\"", "\"Shop */ \\u2028 \\\"\"");
    let model = MODEL.replace("Shop.Read", "__proto__").replace("Orders.Read", "a`*/${x}");
    let shop = Shop::new(&[("src/main.rs", &model)]);
    shop.write("shop.json", &manifest);
    shop
}

#[test]
fn typescript_compiles_and_decides_as_the_api() {
    let Some(compiler) = compiler() else {
        println!("not run: npm cannot install {TYPESCRIPT}");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export-typescript");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("package.json"), "{\"type\": \"module\"}").unwrap();
    fs::write(folder.join("crm.ts"), crm("typescript")).unwrap();
    let empty = Shop::new(&[("src/main.rs", MODEL)]);
    let disabled = MANIFEST.replace("\"isEnabled\": true", "\"isEnabled\": false");
    empty.write("shop.json", &disabled);
    for (name, shop) in [("unusual", unusual()), ("empty", empty)] {
        let file = folder.join(format!("{name}.ts"));
        let run = shop.run(&["export", "typescript", "--force", "-o", file.to_str().unwrap()]);
        assert_eq!((run.stderr.as_str(), run.stdout.as_str(), run.status), ("", "", 0));
    }
    let files = ["crm.ts", "unusual.ts", "empty.ts"];
    let node = |arguments: &[&str]| {
        let output = Command::new("node").args(arguments).current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{arguments:?} {output:?}");
    };
    let compiler = compiler.to_str().unwrap();
    node(
        &[&[compiler, "--strict", "--target", "es2020", "--module", "es2020"], &files[..]].concat(),
    );
    fs::write(folder.join("test.js"), PROGRAM).unwrap();
    node(&["test.js"]);
    // A misspelled scope does not compile.
    let wrong = "import { rolesOfScope } from './crm.js'; rolesOfScope['Crm.Raed.My'];";
    fs::write(folder.join("wrong.ts"), wrong).unwrap();
    let arguments = [compiler, "--strict", "--noEmit", "--module", "es2020", "wrong.ts"];
    let output = Command::new("node").args(arguments).current_dir(&folder).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("TS2551"), "{output:?}");
}

/// The rule of the API, with the compiled modules.
const PROGRAM: &str = r"
import assert from 'node:assert/strict';
import * as crm from './crm.js';
import * as unusual from './unusual.js';
import * as empty from './empty.js';

const held = ['Contacts.Read.My', 'Contacts.Write.My', 'Accounts.Read.All', 'unknown'];
assert.deepEqual(crm.effective(held, ['Crm.Read.My', 'constructor']), ['Contacts.Read.My']);
assert.deepEqual(crm.effective(held, ['Crm.Read.All']), ['Accounts.Read.All']);
assert.deepEqual(crm.effective(held, []), []);
assert.equal(crm.isRole('toString'), false);
const id = '86bd2ede-e2b4-43db-8272-e1697192d072';
const name = 'api://crm-dev.contoso.example/Sales.ReadWrite.All';
assert.equal(crm.scopesAsRequested[id]['Sales.ReadWrite.All'], name);
assert.deepEqual(unusual.effective(['a`*/${x}'], ['__proto__']), ['a`*/${x}']);
assert.deepEqual(empty.effective(['Orders.Read'], ['Shop.Read']), []);
";

/// Returns the compiler, which npm installs once.
fn compiler() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("typescript");
    let compiler = folder.join("node_modules/typescript/bin/tsc");
    if compiler.is_file() {
        return Some(compiler);
    }
    fs::create_dir_all(&folder).unwrap();
    let installed = Command::new("npm")
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .args([folder.as_os_str(), TYPESCRIPT.as_ref()])
        .stdin(Stdio::null())
        .output();
    installed.is_ok_and(|output| output.status.success()).then_some(compiler)
}

#[test]
fn markdown_has_a_row_for_each_entry() {
    let page = crm("markdown");
    assert!(page.contains("-->\n\n# Permissions\n\n"), "{page}");
    let row = "| `Sales.ReadWrite.All` | administrators only | `Proposals.ReadWrite.All` | **Read \
               and change all proposals the user has access to**<br>";
    assert!(page.contains(row), "{page}");
    let row = "| `Accounts.Read.All` | users and groups, applications | `Crm.Read.All`<br>\
               `Crm.ReadWrite.All` | **Read all accounts**<br>";
    assert!(page.contains(row), "{page}");
}

#[test]
fn only_an_export_in_the_same_language_is_replaced() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    for language in ["typescript", "json", "markdown"] {
        shop.write(language, "// mine\n");
        let export = ["export", language, "-o", language];
        let refusal = format!(
            "error: `{language}` exists already, and is no such export\n  help: replace it with \
             `--force`\n"
        );
        expect_failure(&shop.run(&export), &refusal);
        let file = shop.folder.join(language);
        assert_eq!(fs::read_to_string(&file).unwrap(), "// mine\n");
        let forced = shop.run(&[&export[..], &["--force"]].concat());
        assert_eq!((forced.status, forced.stderr.as_str()), (0, ""));
        let written = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{written}\n")).unwrap();
        let again = shop.run(&export);
        assert_eq!((again.status, again.stderr.as_str()), (0, ""), "{language}");
        assert_eq!(fs::read_to_string(&file).unwrap(), written);
        let other = if language == "json" { "markdown" } else { "json" };
        assert_eq!(shop.run(&["export", other, "-o", language]).status, 2);
    }
}

#[test]
fn a_model_with_errors_is_not_exported() {
    let shop = Shop::new(&[("src/main.rs", &MODEL.replace("\"Orders.Read\"", "\"Orders.Raed\""))]);
    let expected = "error: the model at src/main.rs:1:1 has errors\n  help: list them with \
                    `cargo entra-perms check`\n";
    expect_failure(&shop.run(&["export", "json", "-o", "model.json"]), expected);
    assert!(!shop.folder.join("model.json").exists());
}

#[test]
fn the_language_is_an_argument() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    let failure = "error: `export` does not use `--format`\n  help: name the language: \
                   `cargo entra-perms export json`\n";
    expect_failure(&shop.run(&["export", "json", "--format", "markdown"]), failure);
}
