//! The program explains random tokens with keys: its status is the validator's answer, its
//! operations are the runtime's decisions, and no output has a part of the token.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::callers::{self, Facts, REGISTRATIONS};
use crate::model::{Caller, guards};
use crate::tokens::{Change, Comparison, TENANT, at_once, random_changes, root, token};

/// The number of tokens. Each runs the program once for each format.
const COUNT: usize = 40;
const FORMATS: [&str; 3] = ["json", "text", "markdown"];
/// The name and the addresses that the development issuer writes into the tokens of users.
const PERSONAL: [&str; 3] = ["Adele", "adele.vance", "203.0.113.7"];

struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

/// Files of this test, which are removed after it.
struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn explain(folder: &Path, text: &str, format: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-entra-perms"))
        .args(["explain", "--tenant", TENANT, "--keys", "keys.json", "--guards", "guards.json"])
        .args(["--format", format])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn the_program_says_what_the_runtime_decides_and_never_shows_the_token() {
    let comparison = Comparison::new();
    let folder = env::temp_dir().join(format!("entra-perms-explain-{}", std::process::id()));
    let folder = Folder(folder);
    copy_model(&folder.0);
    fs::write(folder.0.join("keys.json"), comparison.issuer.jwks_json()).unwrap();
    fs::write(folder.0.join("guards.json"), guards().to_json()).unwrap();
    let mut statuses = Vec::new();
    let mut payloads = String::new();
    for (facts, changes) in callers::random(COUNT).iter().zip(random_changes()) {
        let token = token(&comparison.issuer, facts, &changes);
        let validator = &comparison.validators[facts.registration];
        let validated = at_once(validator.validate(&token));
        payloads.push_str(&payload(&token));
        for format in FORMATS {
            let run = explain(&folder.0, &format!("Bearer {token}"), format);
            assert_eq!(run.status, i32::from(validated.is_err()), "{facts:?}: {}", run.stderr);
            assert_eq!(run.stderr, "", "{facts:?}");
            expect_no_part(&token, &run.stdout);
            statuses.push(run.status);
            if format == "json" {
                let document = serde_json::from_str(&run.stdout).unwrap();
                expect_document(&document, facts, validated.as_ref().ok(), &changes);
            }
        }
    }
    assert!(statuses.contains(&0) && statuses.contains(&1));
    assert!(payloads.contains(PERSONAL[0]) && payloads.contains(PERSONAL[1]));
}

/// Makes a package of the model alone, which the program reads faster than this one.
fn copy_model(folder: &Path) {
    const MANIFESTS: &str = "tests/runtime/manifests";
    let package = "[package]\nname = \"library\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    fs::create_dir_all(folder.join(MANIFESTS)).unwrap();
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), format!("{package}[workspace]\n")).unwrap();
    fs::copy(root().join("tests/runtime/model.rs"), folder.join("src/lib.rs")).unwrap();
    for file in fs::read_dir(root().join(MANIFESTS)).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.join(MANIFESTS).join(file.file_name())).unwrap();
    }
}

/// Each part is long, and so is each piece of a part that anybody could use.
#[track_caller]
fn expect_no_part(token: &str, shown: &str) {
    const PIECE: usize = 16;
    for part in token.split('.') {
        for start in (0..part.len().saturating_sub(PIECE)).step_by(5) {
            let piece = &part[start..start + PIECE];
            assert!(!shown.contains(piece), "{piece} is in {shown}");
        }
    }
    for personal in PERSONAL {
        assert!(!shown.contains(personal), "{personal} is in {shown}");
    }
}

/// Returns the claims of a token as text.
fn payload(token: &str) -> String {
    let payload = token.split('.').nth(1).unwrap();
    String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[track_caller]
fn expect_document(document: &Value, facts: &Facts, caller: Option<&Caller>, changes: &[Change]) {
    let schema: Value =
        serde_json::from_str(include_str!("../../src/schemas/explanation.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{document:#}");
    assert_eq!(document["registration"]["id"], REGISTRATIONS[facts.registration].to_string());
    assert_eq!(document["refused"].is_null(), caller.is_some(), "{facts:?} {changes:?}");
    let Some(caller) = caller else { return };
    assert_eq!(document["verified"], true);
    let effective: Vec<_> = caller.effective().iter().map(|role| role.to_string()).collect();
    assert_eq!(document["caller"]["effective"], Value::from(effective));
    let inventory = guards();
    let operations = document["operations"].as_array().unwrap();
    assert_eq!(operations.len(), inventory.functions().len());
    for (guard, operation) in inventory.functions().iter().zip(operations) {
        assert_eq!(operation["allowed"], caller.can(guard.requirement()), "{operation}");
    }
}
