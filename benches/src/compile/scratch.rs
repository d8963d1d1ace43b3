//! Crates in a folder of their own, and what cargo takes to build them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs};

/// Of this repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A workspace of scratch crates, beside the program that measures. It is gone when it is dropped.
pub struct Scratch {
    folder: PathBuf,
}

/// What a run of cargo took.
pub struct Run {
    pub time: Duration,
    /// Packages that were compiled: the lines `Compiling` of cargo.
    pub crates: usize,
}

impl Scratch {
    pub fn new(name: &str) -> Self {
        let program = env::current_exe().expect("a program lies somewhere");
        let folder = program.with_file_name("compile").join(name);
        // What an earlier run left, if it was ended.
        let _ = fs::remove_dir_all(&folder);
        let scratch = Self { folder };
        scratch.write(
            "Cargo.toml",
            "[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n",
        );
        // The versions that everything else here is measured with.
        scratch.write("Cargo.lock", include_str!("../../Cargo.lock"));
        scratch
    }

    /// Adds a crate: what it depends on, with `$ROOT` for this repository, and its files, with their paths in it.
    pub fn add(&self, name: &str, dependencies: &str, files: &[(&str, &str)]) {
        let dependencies = dependencies.replace("$ROOT", ROOT);
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n"
        );
        self.write(&format!("{name}/Cargo.toml"), &manifest);
        for (path, text) in files {
            self.write(&format!("{name}/{path}"), text);
        }
    }

    /// Fetches what the crates depend on, so that nothing that is measured waits for a network.
    pub fn fetch(&self) {
        eprintln!("fetching what is built");
        self.run(Command::new(cargo()).arg("fetch"));
    }

    /// Runs cargo, as users have it, on two cores.
    pub fn cargo(&self, arguments: &[&str], target: &str) -> Run {
        self.run(Command::new(cargo()).args(arguments).args([
            "--offline",
            "--jobs=2",
            "--target-dir",
            target,
        ]))
    }

    /// As [`cargo`](Self::cargo), into a target folder that is empty, and gone afterwards.
    pub fn first_build(&self, package: &str) -> Run {
        eprint!("building {package} for the first time … ");
        let run = self.cargo(&["build", "-p", package], "target/first");
        fs::remove_dir_all(self.path("target")).expect("cargo made it");
        eprintln!("{:.1} s, {} crates", run.time.as_secs_f64(), run.crates);
        run
    }

    /// Makes cargo take a file for changed.
    pub fn touch(&self, path: &str) {
        let file = fs::File::options().append(true).open(self.path(path)).expect("it was written");
        file.set_modified(SystemTime::now()).expect("the file is ours");
    }

    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.join(path)
    }

    fn run(&self, cargo: &mut Command) -> Run {
        // What whoever runs the program has chosen for builds of their own.
        for variable in
            ["CARGO_ENCODED_RUSTFLAGS", "CARGO_INCREMENTAL", "CARGO_TARGET_DIR", "RUSTC_WRAPPER"]
        {
            cargo.env_remove(variable);
        }
        // None, and not those of this package either, in whose target folder the crates may lie.
        cargo.env("RUSTFLAGS", "");
        let start = Instant::now();
        let output = cargo.env("CARGO_TERM_COLOR", "never").current_dir(&self.folder).output();
        let (time, output) = (start.elapsed(), output.expect("cargo is there"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{cargo:?}: {said}");
        Run {
            time,
            crates: said.lines().filter(|line| line.trim_start().starts_with("Compiling ")).count(),
        }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it is in the folder"))
            .expect("the folder is ours");
        fs::write(path, text).expect("the folder is ours");
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// That which runs this program, if it does.
fn cargo() -> std::ffi::OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
