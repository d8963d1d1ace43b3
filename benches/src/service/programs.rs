//! The two programs: the service as for production, and a copy of it without guards.
//!
//! Both are compiled with the same dependencies, into one target folder. The copy is made from the
//! sources of now, so that nothing but its edits differs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use super::unguarded;

/// The root of this repository.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

pub struct Programs {
    pub guarded: PathBuf,
    pub unguarded: PathBuf,
}

impl Programs {
    /// Builds both programs. The folder keeps the compiled dependencies for the next run.
    pub fn build(folder: &Path) -> Self {
        let target = folder.join("target");
        let build = |root: &Path, arguments: &[&str], name: &str| {
            eprintln!("building the service {name}");
            cargo(root, &target, arguments);
            let program = folder.join(name.replace(' ', "-"));
            // The next build overwrites the file in the target folder.
            let built = target.join("release/example-crm");
            fs::copy(built, &program).expect("cargo has built the program");
            program
        };
        let copy = folder.join("copy");
        unguarded::copy(Path::new(ROOT), &copy);
        Self {
            guarded: build(Path::new(ROOT), &["--locked"], "with guards"),
            unguarded: build(
                &copy,
                &["--offline", "--features=entra-perms-runtime/testing"],
                "without guards",
            ),
        }
    }
}

/// Builds the service in a workspace.
fn cargo(workspace: &Path, target: &Path, arguments: &[&str]) {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--release", "--package=example-crm", "--no-default-features"])
        .args(arguments)
        .arg("--target-dir")
        .arg(target)
        // Allows the testing kit in the copy. Equal flags let both builds share the dependencies.
        .env("RUSTFLAGS", "--cfg entra_perms_testing")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TERM_COLOR", "never")
        .current_dir(workspace)
        .output();
    let output = output.expect("cargo can be run");
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the service cannot be built in {workspace:?}: {log}");
}
