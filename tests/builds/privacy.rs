//! A build contains no more of a manifest than the program needs: no owner, credential or address.
//!
//! In `private.json`, a text that must not appear in a file begins with one mark. A text that only
//! documentation may show begins with another.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{ascii, env, fs};

use crate::scratch::{Build, Scratch, documentation};

const MANIFEST: &str = include_str!("private.json");
/// The marks of texts and ids that must not appear in any file.
const NOWHERE: [&str; 2] = ["Xnowhere", "0badc0de"];
/// The mark of texts that explain a role or a scope.
const DOCUMENTATION: &str = "Xdocs";
/// A role's value. The program needs it, so a file without it was not made from the manifest.
const ROLE: &str = "Payslips.Read.All";

const LIBRARY: &str = r#"
pub mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "private.json",
        scopes = { "Payroll.Read" => ["Payslips.Read.All"] },
    }
}

/// Nothing else in the library needs the tables.
pub fn scopes_of(role: permissions::Role) -> String {
    format!("{role} ({}, {:?}) through {:?}", role.display_name(), role.id(), role.scopes())
}
"#;

const PROGRAM: &str = r#"
use std::error::Error;
use std::pin::pin;
use std::task::{Context, Waker};

use privacy::permissions::{Caller, Role, Scope, TokenValidator};

fn main() {
    for role in Role::ALL {
        println!("{}", privacy::scopes_of(*role));
    }
    for scope in Scope::ALL {
        println!("{scope} ({}, {:?}) leads to {:?}", scope.display_name(), scope.id(), scope.roles());
    }
    // Fails, and needs everything that a service needs.
    let caller = pin!(caller()).poll(&mut Context::from_waker(Waker::noop()));
    println!("{}", caller.is_ready());
}

async fn caller() -> Result<Caller, Box<dyn Error>> {
    let tenant = entra_perms_runtime::Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    let validator = TokenValidator::builder(tenant).build().await?;
    Ok(validator.validate("token").await?)
}
"#;

#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn private_texts_stay_out_of_programs() {
    let mut scratch = Scratch::new("privacy");
    scratch.write("private.json", MANIFEST);
    scratch.write("src/lib.rs", LIBRARY);
    scratch.write("src/main.rs", PROGRAM);
    let build = scratch.cargo(&["build", "--release"]);
    let (program, libraries) = artifacts(&scratch, &build);

    let output = Command::new(&program).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains(ROLE));

    // The searched files are made from the manifest.
    for file in libraries.iter().chain([&program]) {
        assert!(!occurrences(file, ROLE).is_empty(), "{} knows no role", file.display());
    }
    expect_none(&libraries, &NOWHERE);
    let path = scratch.path("private.json").display().to_string();
    expect_none(&[program], &[NOWHERE[0], NOWHERE[1], DOCUMENTATION, &path]);
}

#[test]
fn private_texts_stay_out_of_documentation() {
    let mut scratch = Scratch::new("privacy-documented");
    scratch.write("private.json", MANIFEST);
    scratch.write("src/lib.rs", LIBRARY);
    scratch.cargo(&["doc", "--no-deps"]).expect_success();

    let pages = files_below(&documentation());
    let role = documentation().join("privacy_documented/permissions/enum.Role.html");
    // The searched pages are made from the manifest: descriptions are there for readers.
    assert!(pages.contains(&role) && !occurrences(&role, ROLE).is_empty());
    assert!(!occurrences(&role, DOCUMENTATION).is_empty());
    expect_none(&pages, &NOWHERE);
}

/// Returns the executable, and the forms of the library.
fn artifacts(scratch: &Scratch, build: &Build) -> (PathBuf, Vec<PathBuf>) {
    let files = scratch.files(build);
    let form = |extension: &str| {
        let found = files.iter().find(|file| file.extension().unwrap_or_default() == extension);
        found.cloned().unwrap_or_else(|| panic!("no `.{extension}` in {files:?}"))
    };
    (form(env::consts::EXE_EXTENSION), vec![form("rlib"), form("rmeta")])
}

/// Fails if one of the files contains one of the texts.
fn expect_none(files: &[PathBuf], texts: &[&str]) {
    for file in files {
        let found: Vec<_> = texts.iter().flat_map(|text| occurrences(file, text)).collect();
        assert!(found.is_empty(), "in {}:\n{}", file.display(), found.join("\n"));
    }
}

/// Returns the occurrences of a text in a file, in any encoding, each with some text after it.
fn occurrences(file: &Path, text: &str) -> Vec<String> {
    let bytes = fs::read(file).unwrap();
    let encodings = [
        text.as_bytes().to_vec(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    let excerpt = |at: usize| bytes[at..].iter().take(60).copied().flat_map(ascii::escape_default);
    let positions = encodings.iter().flat_map(|sought| {
        let windows = bytes.windows(sought.len()).enumerate();
        windows.filter(move |(_, window)| window == sought).map(|(at, _)| at)
    });
    positions.map(|at| excerpt(at).map(char::from).collect()).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .collect()
}
