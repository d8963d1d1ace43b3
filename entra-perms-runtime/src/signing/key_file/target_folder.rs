//! The target folder of cargo, as a program finds it that cargo has built.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The file that cargo writes into a target folder when it builds.
const RUSTC_INFO: &str = ".rustc_info.json";
/// The file that cargo writes into each target folder that it makes.
const CACHE_TAG: &str = "CACHEDIR.TAG";
/// A part of its text. Other programs write this file, too.
const MADE_BY_CARGO: &str = "created by cargo";

/// Returns the target folder of this program.
///
/// It is the folder that `cargo metadata` reports: `CARGO_TARGET_DIR`, or a folder above the
/// program. A relative `CARGO_TARGET_DIR` begins in the folder in which cargo was started, which a
/// test does not know.
#[must_use]
pub fn target_folder() -> Option<PathBuf> {
    let named = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    match named.filter(|folder| folder.is_absolute() && folder.is_dir()) {
        Some(folder) => Some(folder),
        None => above(&env::current_exe().ok()?),
    }
}

/// Returns the nearest target folder above a program.
///
/// With `--target`, cargo also puts its tag into the folder of the target triple, which is in the
/// target folder.
fn above(program: &Path) -> Option<PathBuf> {
    let is_built = |folder: &Path| folder.join(RUSTC_INFO).is_file();
    let nearest = program.ancestors().skip(1).find(|it| is_built(it) || has_tag(it))?;
    let outer = nearest.parent().filter(|outer| is_built(outer) || has_tag(outer));
    match outer {
        Some(outer) if !is_built(nearest) => Some(outer.to_owned()),
        Some(_) | None => Some(nearest.to_owned()),
    }
}

fn has_tag(folder: &Path) -> bool {
    fs::read_to_string(folder.join(CACHE_TAG)).is_ok_and(|tag| tag.contains(MADE_BY_CARGO))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes files with the text of cargo's tag, and returns the target folder of the program.
    fn found(name: &str, files: &[&str], program: &str) -> Option<String> {
        let root = env::temp_dir().join(format!("entra-perms-{name}-{}", std::process::id()));
        for file in files {
            let file = root.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "# This file is a cache directory tag created by cargo.").unwrap();
        }
        let folder = above(&root.join(program));
        let below = folder.map(|it| it.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
        fs::remove_dir_all(&root).unwrap();
        below
    }

    #[test]
    fn the_target_folder_is_above_the_program() {
        let target = ["target/CACHEDIR.TAG", "target/.rustc_info.json"];
        let of_triple = "target/x86_64-unknown-linux-gnu/CACHEDIR.TAG";
        let cases: [(&[&str], &str, &str); 7] = [
            (&target, "target/debug/crm", "target"),
            (&target, "target/debug/deps/crm-0123", "target"),
            (&target, "target/debug/examples/crm", "target"),
            // A folder that was there before cargo, such as a volume of a container.
            (&target[1..], "target/debug/crm", "target"),
            // A folder without intermediate files, which are in `build.build-dir`.
            (&target[..1], "target/debug/crm", "target"),
            (
                &[target[0], target[1], of_triple],
                "target/x86_64-unknown-linux-gnu/debug/crm",
                "target",
            ),
            (
                &[target[0], target[1], "target/ui/CACHEDIR.TAG", "target/ui/.rustc_info.json"],
                "target/ui/debug/crm",
                "target/ui",
            ),
        ];
        for (index, (files, program, folder)) in cases.into_iter().enumerate() {
            let name = format!("target-{index}");
            assert_eq!(found(&name, files, program).as_deref(), Some(folder), "{program}");
        }
    }

    #[test]
    fn a_program_outside_of_a_target_folder_has_none() {
        assert_eq!(found("target-none", &["target/CACHEDIR.TAG"], "bin/crm"), None);
        let root = env::temp_dir().join(format!("entra-perms-tag-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        fs::write(root.join(CACHE_TAG), "Signature: 8a477f597d28d172789f06886806bc55").unwrap();
        assert_eq!(above(&root.join("debug/crm")), None, "the cache of another program");
        fs::remove_dir_all(&root).unwrap();
    }
}
