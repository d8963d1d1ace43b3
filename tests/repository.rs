//! Checks that the files of the repository agree: the published crates, the parts of `.ci/run`, and
//! the pages that name them and the source files.

use std::fs;
use std::path::Path;

/// The limits of crates.io.
const MAX_KEYWORDS: usize = 5;
const MAX_KEYWORD_LENGTH: usize = 20;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path))
        .unwrap_or_else(|error| panic!("cannot read {path}: {error}"))
}

/// Returns the words of a list of `.ci/run`, which begins with `name=(`.
fn list(name: &str) -> Vec<String> {
    let script = read(".ci/run");
    let (_, rest) = script.split_once(&format!("\n{name}=(")).expect("a list of that name");
    let (words, _) = rest.split_once(')').unwrap();
    let words: Vec<_> = words.split_whitespace().map(ToOwned::to_owned).collect();
    assert!(!words.is_empty(), "`{name}` is empty");
    words
}

/// Returns the strings in quotation marks after `key = ` at the start of a line.
fn values(toml: &str, key: &str) -> Vec<String> {
    let (_, rest) = toml.split_once(&format!("\n{key} = ")).unwrap_or(("", ""));
    let end = if rest.starts_with('[') { ']' } else { '\n' };
    let value = rest.split(end).next().unwrap();
    value.split('"').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

#[test]
fn every_published_crate_is_listed_after_its_dependencies() {
    let published = list("published");
    let members = values(&read("Cargo.toml"), "members");
    for member in &members {
        let is_published = !read(&format!("{member}/Cargo.toml")).contains("\npublish = false\n");
        assert_eq!(published.contains(member), is_published, "{member}");
    }
    for (place, name) in published.iter().enumerate() {
        let manifest = read(&format!("{name}/Cargo.toml"));
        for later in &published[place..] {
            assert!(!manifest.contains(&format!("\n{later}")), "{name} depends on {later}");
        }
    }
}

/// The page abbreviates the folder `src` of each crate, as in `r/caller/agent.rs`.
#[test]
fn the_files_that_the_architecture_names_exist() {
    let page = read("ARCHITECTURE.md");
    let mut count = 0;
    for name in page.split('`').skip(1).step_by(2) {
        let (folder, path) = match name.split_once('/') {
            Some(("l", path)) => ("entra-perms-model", path),
            Some(("m", path)) => ("entra-perms-macros", path),
            Some(("r", path)) => ("entra-perms-runtime", path),
            Some(("c", path)) => ("cargo-entra-perms", path),
            _ => continue,
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert!(root.join(folder).join("src").join(path).exists(), "{name}");
        count += 1;
    }
    assert!(count > 50, "{count}");
}

#[test]
fn published_crates_are_complete() {
    for name in list("published") {
        let manifest = read(&format!("{name}/Cargo.toml"));
        assert_eq!(values(&manifest, "readme"), ["README.md"], "{name}");
        assert_eq!(values(&manifest, "documentation"), [format!("https://docs.rs/{name}")]);
        assert_eq!(values(&manifest, "description").len(), 1, "{name}");
        assert!(!values(&manifest, "categories").is_empty(), "{name}");
        let keywords = values(&manifest, "keywords");
        assert!((1..=MAX_KEYWORDS).contains(&keywords.len()), "{name}");
        assert!(keywords.iter().all(|word| word.len() <= MAX_KEYWORD_LENGTH), "{name}");
        // Copies, because a checkout on Windows may contain the path of a link instead of the text.
        for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(read(license) == read(&format!("{name}/{license}")), "{name}/{license}");
        }
        for target in read(&format!("{name}/README.md")).split("](").skip(1) {
            assert!(target.starts_with("https://"), "the README of {name} links to {target}");
        }
    }
}

#[test]
fn documents_name_the_version_and_the_minimum_rust() {
    let manifest = read("Cargo.toml");
    let version = values(&manifest, "version").remove(0);
    let (minor, _) = version.rsplit_once('.').unwrap();
    let dependency = format!("entra-perms-runtime = {{ version = \"{minor}\",");
    let users = [
        "entra-perms-runtime/README.md",
        "entra-perms-runtime/src/lib.rs",
        "tests/package/Cargo.toml",
    ];
    for user in users {
        assert!(read(user).contains(&dependency), "{user} needs {dependency}");
    }
    let rust = format!("Rust {}", values(&manifest, "rust-version").remove(0));
    for page in ["README.md", "CONTRIBUTING.md", "entra-perms-runtime/README.md"] {
        assert!(read(page).contains(&rust), "{page} does not name {rust}");
    }
}

#[test]
fn every_part_has_a_function_a_row_and_a_job() {
    let script = read(".ci/run");
    let contributing = read("CONTRIBUTING.md");
    let workflow = read(".github/workflows/ci.yml");
    let (_, matrix) = workflow.split_once("part: [").unwrap();
    let (matrix, _) = matrix.split_once(']').unwrap();
    let matrix: Vec<_> = matrix.split(", ").collect();
    let parts = list("parts");
    for part in &parts {
        assert!(script.contains(&format!("\npart_{part}() ")), "{part} has no function");
        assert!(contributing.contains(&format!("\n| `{part}` |")), "{part} has no row");
        let has_job =
            matrix.contains(&part.as_str()) || workflow.contains(&format!("run: .ci/run {part}\n"));
        // A part without a job is named in a comment.
        assert!(has_job || workflow.contains(&format!("`{part}`")), "{part} has no job");
    }
    assert_eq!(script.matches("\npart_").count(), parts.len(), "a function is not in `parts`");
}
