//! Cases: crates of one file, each in a folder for its expectation.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use crate::compiler::{self, workspace};
use crate::diagnostic;

/// Chooses the cases whose path contains its value.
const CHOICE: &str = "ENTRA_PERMS_UI_CASE";

/// Writes the expected texts if its value is `overwrite`, as for trybuild.
const UPDATE: &str = "TRYBUILD";

const COMPILES: &str = "the case compiles, but it must not";

/// A crate of one file.
pub(crate) struct Case {
    source: PathBuf,
}

impl Case {
    /// Returns the chosen cases below a folder of the workspace that lie in folders of a name.
    pub(crate) fn below(folder: &str, name: &str) -> Vec<Self> {
        let mut sources = Vec::new();
        files_with_extension(&workspace().join(folder), "rs", &mut sources);
        sources.retain(|source| source.parent().unwrap().ends_with(name));
        assert!(!sources.is_empty(), "no case in a folder {name} below {folder}");
        sources.retain(|source| is_chosen(source));
        sources.into_iter().map(|source| Self { source }).collect()
    }

    /// Checks that the case fails with the messages in its file `.stderr`, and no other.
    pub(crate) fn has_its_messages(&self) -> Result<(), String> {
        let found = self.messages()?;
        if env::var_os(UPDATE).is_some_and(|value| value == "overwrite") {
            return fs::write(self.expected_file(), found).map_err(|error| error.to_string());
        }
        self.compare(&found)
    }

    /// Checks that the case fails with the error codes in its file `.stderr`, and no other. The
    /// words and places of rustc can change with every version.
    pub(crate) fn has_its_error_codes(&self) -> Result<(), String> {
        let compilation = compiler::check(&self.source);
        if compilation.succeeded {
            return Err(COMPILES.to_owned());
        }
        let file = self.expected_file();
        let text = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        let expected = diagnostic::codes_in_text(&text);
        let found = diagnostic::codes(&compilation.diagnostics);
        if found == expected {
            return Ok(());
        }
        let rendered = diagnostic::rendered(&compilation.diagnostics);
        Err(format!("the errors are {found:?}, expected {expected:?}\n{rendered}"))
    }

    /// Checks that the case compiles, and that its `main` does not panic.
    pub(crate) fn compiles_and_runs(&self) -> Result<(), String> {
        let folder = compiler::output_folder(&self.source);
        let name = self.source.file_stem().unwrap();
        let program = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
        let compilation = compiler::build(&self.source, &program);
        if !compilation.succeeded {
            return Err(diagnostic::rendered(&compilation.diagnostics));
        }
        let output = Command::new(&program).output().map_err(|error| error.to_string())?;
        fs::remove_dir_all(folder).map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn messages(&self) -> Result<String, String> {
        let compilation = compiler::check(&self.source);
        if compilation.succeeded {
            return Err(COMPILES.to_owned());
        }
        diagnostic::text(&compilation.diagnostics)
    }

    fn compare(&self, found: &str) -> Result<(), String> {
        let file = self.expected_file();
        let expected = fs::read_to_string(&file)
            .map_err(|error| format!("{}: {error}\n{found}", from_workspace(&file)))?
            .replace("\r\n", "\n");
        if found == expected { Ok(()) } else { Err(difference(&expected, found)) }
    }

    fn expected_file(&self) -> PathBuf {
        self.source.with_extension("stderr")
    }

    fn path(&self) -> String {
        from_workspace(&self.source)
    }
}

/// Checks all cases, on all cores, and fails with all failures.
pub(crate) fn check_all(cases: &[Case], check: fn(&Case) -> Result<(), String>) {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failures = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(failure) = check(case) {
                failures.push(format!("{}: {failure}", case.path()));
            }
        }
        failures
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut failures: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} of {} cases failed; if the texts changed on purpose, run the test once with \
         {UPDATE}=overwrite\n\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n\n")
    );
}

/// Returns the `.stderr` files below a folder of the workspace that do not belong to a case.
pub(crate) fn texts_without_case(folder: impl AsRef<Path>) -> Vec<String> {
    let mut texts = Vec::new();
    files_with_extension(&workspace().join(folder), "stderr", &mut texts);
    texts.retain(|text| !text.with_extension("rs").exists());
    texts.iter().map(|text| from_workspace(text)).collect()
}

/// Collects the files of an extension, in the order of their paths.
fn files_with_extension(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files_with_extension(&path, extension, files);
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
}

fn is_chosen(source: &Path) -> bool {
    match env::var(CHOICE) {
        Ok(choice) => from_workspace(source).contains(&choice),
        Err(_) => true,
    }
}

fn from_workspace(path: &Path) -> String {
    let path = path.strip_prefix(workspace()).unwrap_or(path);
    path.display().to_string().replace('\\', "/")
}

/// Returns the lines of two texts that differ, after `-` if they are expected and after `+` if they
/// are found.
fn difference(expected: &str, found: &str) -> String {
    let expected: Vec<&str> = expected.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    let equal_at_start =
        expected.iter().zip(&found).take_while(|(one, other)| one == other).count();
    let expected = &expected[equal_at_start..];
    let found = &found[equal_at_start..];
    let pairs_from_end = expected.iter().rev().zip(found.iter().rev());
    let equal_at_end = pairs_from_end.take_while(|(one, other)| one == other).count();
    let gone = expected[..expected.len() - equal_at_end].iter().map(|line| format!("- {line}"));
    let new = found[..found.len() - equal_at_end].iter().map(|line| format!("+ {line}"));
    let title = format!("the texts differ after line {equal_at_start} (`-` expected, `+` found)");
    [title].into_iter().chain(gone).chain(new).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERROR: &str = "compile_error!(\"the scope is not mapped\");\nfn main() {}\n";

    /// Writes a case to a folder of its own.
    fn case(name: &str, source: &str, expected: Option<&str>) -> Case {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui-harness").join(name);
        fs::create_dir_all(&folder).unwrap();
        let case = Case { source: folder.join("case.rs") };
        fs::write(&case.source, source).unwrap();
        match expected {
            Some(text) => fs::write(case.expected_file(), text).unwrap(),
            None => assert!(!case.expected_file().exists()),
        }
        case
    }

    #[test]
    fn code_that_compiles_fails() {
        let case = case("compiles", "fn main() {}\n", Some(""));
        assert_eq!(case.messages(), Err(COMPILES.to_owned()));
        assert_eq!(case.has_its_error_codes(), Err(COMPILES.to_owned()));
    }

    #[test]
    fn unexpected_and_missing_messages_fail() {
        let unexpected = case("unexpected", ERROR, Some(""));
        let found = unexpected.messages().unwrap();
        assert!(found.starts_with("error: the scope is not mapped\n --> "), "{found}");
        assert!(unexpected.compare(&found).unwrap_err().contains("+ error: the scope is"));
        let missing = case("missing", ERROR, Some(&format!("{found}\nerror: another\n")));
        assert!(missing.compare(&found).unwrap_err().contains("- error: another"));
        assert_eq!(case("expected", ERROR, Some(&found)).compare(&found), Ok(()));
    }

    #[test]
    fn a_case_without_a_text_fails() {
        let case = case("no-text", ERROR, None);
        let found = case.messages().unwrap();
        assert!(case.compare(&found).unwrap_err().contains("case.stderr: "));
    }

    #[test]
    fn a_text_without_a_case_is_found() {
        let case = case("no-case", ERROR, Some(""));
        let folder = case.source.parent().unwrap();
        assert_eq!(texts_without_case(folder), [""; 0]);
        fs::write(folder.join("other.stderr"), "").unwrap();
        let texts = texts_without_case(folder);
        assert!(texts.len() == 1 && texts[0].ends_with("other.stderr"), "{texts:?}");
        fs::remove_file(folder.join("other.stderr")).unwrap();
    }

    #[test]
    fn errors_in_other_words_fail() {
        let case = case("rustc", "fn main() { unknown }\n", Some(""));
        assert!(case.messages().unwrap_err().contains("move the case to `tests/rustc`"));
    }

    #[test]
    fn code_that_does_not_compile_or_panics_is_not_accepted() {
        let broken = case("broken", ERROR, None);
        assert!(broken.compiles_and_runs().unwrap_err().contains("the scope is not mapped"));
        let panics = case("panics", "fn main() { panic!(\"not today\") }\n", None);
        assert!(panics.compiles_and_runs().unwrap_err().contains("not today"));
    }
}
