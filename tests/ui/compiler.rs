//! Runs rustc, and rustdoc, as cargo ran rustc for this test.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::diagnostic::Diagnostic;

/// The compiler, with the arguments that cargo gave it for this test.
const COMMAND: &[&str] = entra_perms_test_attributes::compiler_command!();

/// The arguments that a case shares with this test: its dependencies, edition and platform.
const SHARED: [&str; 4] = ["--extern", "-L", "--edition", "--target"];

/// The result of a compilation.
pub(crate) struct Compilation {
    pub(crate) succeeded: bool,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Checks a crate without making a program.
pub(crate) fn check(source: &Path) -> Compilation {
    compile(source, &output_folder(source), &["--emit=metadata"])
}

/// Makes a program of a crate. The symbols of the dependencies stay out of the program, because
/// they would fill the disk.
pub(crate) fn build(source: &Path, program: &Path) -> Compilation {
    compile(source, program.parent().unwrap(), &["--emit=link", "-Cstrip=debuginfo"])
}

/// Documents a library, with warnings as errors.
pub(crate) fn document(source: &Path, folder: &Path, arguments: &[&str]) -> Compilation {
    let rustdoc = Path::new(COMMAND[0]).with_file_name("rustdoc");
    let arguments = [&["--crate-type=lib", "-Dwarnings"], arguments].concat();
    run(&rustdoc, source, folder, &arguments)
}

/// Returns the folder for a crate's output. It repeats the path of the source, so that crates of
/// one name stay apart.
pub(crate) fn output_folder(source: &Path) -> PathBuf {
    let path = source.strip_prefix(workspace()).unwrap_or(source).with_extension("");
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(path)
}

/// Returns the workspace's folder. Cargo compiles members of the workspace there.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn compile(source: &Path, folder: &Path, arguments: &[&str]) -> Compilation {
    let arguments = [&["--crate-type=bin"], arguments].concat();
    run(Path::new(COMMAND[0]), source, folder, &arguments)
}

fn run(tool: &Path, source: &Path, folder: &Path, arguments: &[&str]) -> Compilation {
    let output = Command::new(tool)
        .args(shared_arguments(COMMAND))
        .args(["--error-format=json", "--out-dir"])
        .arg(folder)
        .args(arguments)
        .arg(source.strip_prefix(workspace()).unwrap_or(source))
        .current_dir(workspace())
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stderr).unwrap();
    let read = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("rustc says: {lines}"));
    Compilation {
        succeeded: output.status.success(),
        diagnostics: lines.lines().map(read).collect(),
    }
}

/// Returns the shared arguments of a command. A value is a part of its argument, or the next one.
fn shared_arguments<'a>(command: &[&'a str]) -> Vec<&'a str> {
    let mut shared = Vec::new();
    let mut arguments = command.iter();
    while let Some(argument) = arguments.next() {
        let (name, value) = argument.split_once('=').unwrap_or((argument, ""));
        if SHARED.contains(&name) {
            shared.push(*argument);
            if value.is_empty() {
                shared.extend(arguments.next());
            }
        }
    }
    shared
}

#[test]
fn arguments_of_the_dependencies_are_shared() {
    let command =
        ["rustc", "--edition=2024", "--test", "-L", "dependency=a", "-C", "x=y", "--extern", "b=c"];
    let shared = ["--edition=2024", "-L", "dependency=a", "--extern", "b=c"];
    assert_eq!(shared_arguments(&command), shared);
}
