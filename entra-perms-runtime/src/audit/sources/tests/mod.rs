//! Small crates on disk, compared with programs that have some of their guards.

mod conditions;
mod files;
mod guards;
#[cfg(feature = "__internals")]
mod invocations;
mod linked;
mod macros;
mod names;
mod order;

use std::fs;
use std::path::PathBuf;

use super::*;

/// A crate in its own workspace, in the folder `package`.
struct Crate {
    workspace: PathBuf,
    package: PathBuf,
}

impl Crate {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let workspace =
            std::env::temp_dir().join(format!("entra-perms-{}-{name}", std::process::id()));
        let package = workspace.join("package");
        for (file, text) in files {
            let path = package.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self { workspace, package }
    }

    /// Compares with a program that has guards at these places: module, file, line.
    fn check(&self, sources: &Sources, program: &[(&'static str, &'static str, u32)]) -> String {
        self.check_from("package/src/main.rs", sources, program)
    }

    /// Compares in a test in the file `caller`.
    fn check_from(
        &self,
        caller: &str,
        sources: &Sources,
        program: &[(&'static str, &'static str, u32)],
    ) -> String {
        let functions = program
            .iter()
            .map(|(module, file, line)| GuardedFunction::new(module, "any", file, *line));
        let findings = sources.compare(&self.package, caller, functions);
        let mut messages = String::new();
        for Finding { file, line, defect } in findings {
            let defect = defect.to_string();
            let defect = defect.lines().next().unwrap();
            messages.extend([format!("{}:{line}: {defect}\n", file.display())]);
        }
        messages
    }

    fn check_all(&self, program: &[(&'static str, &'static str, u32)]) -> String {
        self.check(&Sources::new("src/main.rs"), program)
    }
}

impl Drop for Crate {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.workspace);
    }
}

/// Compares a crate of one file with a program that has guards at these lines.
fn found(name: &str, text: &str, lines: &[u32]) -> String {
    found_by(name, &Sources::new("src/main.rs"), text, lines)
}

fn found_by(name: &str, sources: &Sources, text: &str, lines: &[u32]) -> String {
    let crate_ = Crate::new(name, &[("src/main.rs", text)]);
    let program: Vec<_> = lines.iter().map(|line| ("api", "package/src/main.rs", *line)).collect();
    crate_.check(sources, &program)
}

/// The message about a lost guard in the file.
fn lost(line: usize, function: &str) -> String {
    format!("src/main.rs:{line}: the guard of `{function}` is not in the program\n")
}

/// The message about a lost guard in a macro call of the file.
fn lost_in_call(line: usize, function: &str) -> String {
    format!(
        "src/main.rs:{line}: a guard of `{function}` in this macro call is not in the program\n"
    )
}
