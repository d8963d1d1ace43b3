//! Whatever bytes a manifest has, `permissions!` does not panic, and what it generates is Rust.
//!
//! With `cargo install cargo-fuzz`, and a C++ compiler, in `entra-perms-macros`:
//!
//! ```sh
//! mkdir -p fuzz/corpus/manifest
//! cargo fuzz run --sanitizer none manifest fuzz/corpus/manifest ../tests/manifests -- -max_total_time=300
//! ```
//!
//! Stable Rust will do: there is no `unsafe` for a sanitizer to look at. New inputs go to the first folder; the second holds the
//! ones to begin with. What fails goes to `fuzz/artifacts`; give that file in place of the folders to see it fail again.

#![no_main]
#![allow(dead_code)]

// A crate of macros exports nothing but macros, so its modules are compiled here, too: those of its `lib.rs`.
#[path = "../../src/bindings.rs"]
mod bindings;
#[path = "../../src/errors.rs"]
mod errors;
#[path = "../../src/manifest/mod.rs"]
mod manifest;
#[path = "../../src/permissions/mod.rs"]
mod permissions;
#[path = "../../src/requires/mod.rs"]
mod requires;
#[path = "../../src/suggest.rs"]
mod suggest;
#[path = "../../src/warnings.rs"]
mod warnings;

use std::path::PathBuf;
use std::sync::LazyLock;
use std::{env, fs, process};

use libfuzzer_sys::fuzz_target;

fn default_runtime() -> syn::Path {
    syn::parse_quote!(::entra_perms_runtime)
}

/// Begins another file. No JSON has it, and all bytes of an input without it are one manifest.
const SEPARATOR: u8 = 0x1E;
const FILES: [&str; 3] = ["first.json", "second.json", "environment.json"];
/// What names as many of the files.
const MANIFESTS: [&str; 3] = [
    r#"manifest = "first.json""#,
    r#"manifest = ["first.json", "second.json"]"#,
    r#"manifest = ["first.json", "second.json"], environments = ["environment.json"]"#,
];
/// Without errors for some manifests with roles for users, and for some without.
const MAPPINGS: [&str; 3] = [
    r#"scopes = { "*" => ["*"] }, constraints = ["My", "Team", "All"]"#,
    r#"scopes = { "*" => [] }"#,
    r#"scopes = { "*.All" => ["*.All"], "*" => ["*"] }, not_delegated = ["*"]"#,
];

/// The folder of a package of the user's, in memory where there is such a folder; one for each process, since libFuzzer can run several. It stays
/// behind: libFuzzer ends a process without a chance to tidy up.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let parent = if memory.is_dir() { memory } else { env::temp_dir() };
    let folder = parent.join(format!("entra-perms-fuzz-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
});

fuzz_target!(|bytes: &[u8]| {
    let mut contents = bytes.split(|byte| *byte == SEPARATOR);
    let given = FILES.iter().zip(&mut contents);
    let count = given.map(|(file, content)| fs::write(FOLDER.join(file), content).unwrap()).count();
    let arguments = format!("{}, {}", MANIFESTS[count - 1], MAPPINGS[bytes.len() % MAPPINGS.len()]);
    // The package has only its own folder: there is no cargo to ask.
    let lookup = manifest::source::Lookup::new(Some(FOLDER.clone()), None, |_| None);
    let expanded = permissions::permissions(arguments.parse().unwrap(), &lookup);
    if let Err(error) = syn::parse2::<syn::File>(expanded.clone()) {
        panic!("{error} in what became of {arguments}:\n{expanded}");
    }
});
