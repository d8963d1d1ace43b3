//! A workspace on disk, which is removed after its test.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

/// A manifest without findings.
pub(crate) const MANIFEST: &str = r#"{
  "appId": "10000000-0000-4000-8000-000000000001",
  "displayName": "Shop",
  "identifierUris": ["api://shop"],
  "api": {
    "requestedAccessTokenVersion": 2,
    "oauth2PermissionScopes": [
      {"id": "20000000-0000-4000-8000-000000000001", "value": "Shop.Read", "type": "Admin",
       "isEnabled": true}
    ]
  },
  "appRoles": [
    {"id": "30000000-0000-4000-8000-000000000001", "value": "Orders.Read", "isEnabled": true,
     "allowedMemberTypes": ["User"]}
  ],
  "optionalClaims": {"accessToken": [{"name": "idtyp"}]}
}
"#;

/// The arguments of a model without findings.
pub(crate) const MODEL: &str = r#"entra_perms_runtime::permissions! {
    manifest = "shop.json",
    scopes = { "Shop.Read" => ["Orders.Read"] },
}
"#;

/// A folder with the package `shop`.
pub(crate) struct Shop {
    pub(crate) folder: PathBuf,
}

/// The output of the program.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Shop {
    /// Creates the package with these files. Its root is `src/main.rs`, and its manifest
    /// `shop.json`.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("cargo-entra-perms-{}-{number}", std::process::id());
        let folder = fs::canonicalize(env::temp_dir()).unwrap().join(name);
        let shop = Self { folder };
        let package = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
        shop.write("Cargo.toml", &format!("{package}\n[workspace]\n"));
        shop.write("shop.json", MANIFEST);
        for (file, text) in files {
            shop.write(file, text);
        }
        shop
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let file = self.folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// Runs the program in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(&self.folder, arguments)
    }

    /// Runs the program in the folder with a standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        run_with_input(&self.folder, arguments, input)
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs the program in a folder, without a standard input.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Run {
    run_with_input(folder, arguments, b"")
}

/// Runs the program in a folder.
pub(crate) fn run_with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Run {
    let mut child = command(folder, arguments).stdin(Stdio::piped()).spawn().unwrap();
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    Run::of(&child.wait_with_output().unwrap())
}

/// Returns the call of the program. Its output is kept.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-entra-perms"));
    command.args(arguments).current_dir(folder);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }
}

/// Fails unless the program could not do its work, and says this on the standard error.
#[track_caller]
pub(crate) fn expect_failure(run: &Run, stderr: &str) {
    assert_eq!((run.stderr.as_str(), run.stdout.as_str(), run.status), (stderr, "", 2));
}
