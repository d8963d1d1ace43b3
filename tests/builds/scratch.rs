//! A crate in a scratch folder, and the results of cargo for it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};
use std::{env, fs, thread};

use serde_json::Value;

/// A crate that depends on the runtime.
pub(crate) struct Scratch {
    name: &'static str,
    folder: PathBuf,
    /// The file system's time after the last run of cargo.
    built: SystemTime,
}

/// The result of a run of cargo.
pub(crate) struct Build {
    /// The messages of the build, one JSON object each.
    messages: Vec<Value>,
    succeeded: bool,
    stderr: String,
}

impl Scratch {
    /// Returns a crate without sources that depends on the macros only.
    pub(crate) fn new(name: &'static str) -> Self {
        Self::depending(name, &["macros"], "")
    }

    /// Returns a crate without sources, with features of the runtime and other dependencies in the
    /// form of `Cargo.toml`.
    pub(crate) fn depending(name: &'static str, features: &[&str], dependencies: &str) -> Self {
        let folder = shared_folder().join(name);
        // An earlier run may have left files.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        // The versions of the workspace need no network.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let scratch = Self { name, built: now(&folder), folder };
        scratch.write(
            "Cargo.toml",
            &format!("{}\n[workspace]\n", package(name, features, dependencies)),
        );
        scratch
    }

    /// Returns the path of a file of the crate.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Writes a file, so that it is newer than the last build. Cargo compares times, and the clock
    /// of a file system may be coarse.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        while modified(&path) <= self.built {
            thread::sleep(Duration::from_millis(1));
            fs::write(&path, text).unwrap();
        }
    }

    /// Replaces a file by a new one, as some editors do.
    pub(crate) fn replace(&self, file: &str, text: &str) {
        self.write("replacement", text);
        fs::rename(self.path("replacement"), self.path(file)).unwrap();
    }

    /// Makes a symbolic link.
    #[cfg(unix)]
    pub(crate) fn link(&self, file: &str, to: &str) {
        std::os::unix::fs::symlink(to, self.path(file)).unwrap();
    }

    /// Deletes a file.
    pub(crate) fn delete(&self, file: &str) {
        fs::remove_file(self.path(file)).unwrap();
    }

    /// Runs one of cargo's commands that build. All crates share a target folder, so their
    /// dependencies are built once, and one crate is built at a time.
    pub(crate) fn cargo(&mut self, arguments: &[&str]) -> Build {
        // The arguments after `--` are for the compiler.
        let end = arguments
            .iter()
            .position(|argument| *argument == "--")
            .unwrap_or(arguments.len());
        let (command, flags) = arguments.split_at(end);
        let output = Command::new(env!("CARGO"))
            .args(command)
            .args(["--offline", "--message-format=json", "--target-dir"])
            .arg(target_folder())
            .args(flags)
            .current_dir(&self.folder)
            .output()
            .unwrap();
        self.built = now(&self.folder);
        let lines = String::from_utf8(output.stdout).unwrap();
        Build {
            messages: lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
            succeeded: output.status.success(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs `cargo package` for a package, and returns its error output if it fails. The runtime is
    /// patched in, because no registry has it.
    pub(crate) fn cargo_package(&self, package: &str) -> Result<(), String> {
        let patch = format!("patch.crates-io.entra-perms-runtime.path = '{}'", runtime().display());
        let output = Command::new(env!("CARGO"))
            .args([
                "package",
                "--allow-dirty",
                "--offline",
                "-p",
                package,
                "--config",
                &patch,
                "--target-dir",
            ])
            .arg(target_folder())
            .current_dir(&self.folder)
            .output()
            .unwrap();
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8(output.stderr).unwrap())
        }
    }

    /// Checks `src/lib.rs` with rustc, as other build tools do, with the dependencies of a build of
    /// cargo. `package` is the folder of the package for the build tool. Returns the error output
    /// if rustc fails.
    pub(crate) fn rustc(&self, build: &Build, package: Option<&str>) -> Result<(), String> {
        build.expect_success();
        let runtime = build
            .of("compiler-artifact")
            .find(|one| one["target"]["name"] == "entra_perms_runtime");
        let runtime = Path::new(runtime.unwrap()["filenames"][0].as_str().unwrap());
        let output = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
            .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "src/lib.rs", "-L"])
            .arg(runtime.parent().unwrap())
            .arg("--extern")
            .arg(format!("entra_perms_runtime={}", runtime.display()))
            .arg("--out-dir")
            .arg(&self.folder)
            .env_remove("CARGO")
            .env_remove("CARGO_MANIFEST_DIR")
            .envs(package.map(|folder| ("CARGO_MANIFEST_DIR", self.path(folder))))
            .current_dir(&self.folder)
            .output()
            .unwrap();
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8(output.stderr).unwrap())
        }
    }

    /// Returns the artifacts of this crate, without its dependencies.
    fn artifacts<'a>(&self, build: &'a Build) -> impl Iterator<Item = &'a Value> {
        let manifest = Path::new("builds").join(self.name).join("Cargo.toml");
        build.of("compiler-artifact").filter(move |artifact| {
            artifact["manifest_path"]
                .as_str()
                .is_some_and(|path| Path::new(path).ends_with(&manifest))
        })
    }

    /// Returns whether a successful build found all artifacts of this crate up to date.
    pub(crate) fn is_fresh(&self, build: &Build) -> bool {
        build.expect_success();
        let mut artifacts = self.artifacts(build).peekable();
        assert!(artifacts.peek().is_some(), "nothing was built of {}", self.name);
        artifacts.all(|artifact| artifact["fresh"].as_bool().unwrap())
    }

    /// Returns the program of this crate from a successful build.
    pub(crate) fn program(&self, build: &Build) -> PathBuf {
        build.expect_success();
        let executable = self.artifacts(build).find_map(|artifact| artifact["executable"].as_str());
        executable.unwrap_or_else(|| panic!("{} is no program", self.name)).into()
    }

    /// Returns the files of this crate from a successful build.
    pub(crate) fn files(&self, build: &Build) -> Vec<PathBuf> {
        build.expect_success();
        let lists = self.artifacts(build).filter_map(|artifact| artifact["filenames"].as_array());
        lists.flatten().filter_map(Value::as_str).map(PathBuf::from).collect()
    }
}

impl Build {
    fn of(&self, reason: &str) -> impl Iterator<Item = &Value> {
        self.messages.iter().filter(move |message| message["reason"] == reason)
    }

    /// Returns the compiler's errors as users see them, or `None` if the build succeeded.
    pub(crate) fn errors(&self) -> Option<String> {
        if self.succeeded {
            return None;
        }
        let messages = self.of("compiler-message").map(|message| &message["message"]);
        let errors: String = messages
            .filter(|message| message["level"] == "error")
            .filter_map(|message| message["rendered"].as_str())
            .collect();
        assert!(!errors.is_empty(), "cargo failed, and not the compiler:\n{}", self.stderr);
        Some(errors)
    }

    /// Fails with the output of cargo if the build failed.
    pub(crate) fn expect_success(&self) {
        assert!(self.succeeded, "{}{}", self.errors().unwrap_or_default(), self.stderr);
    }
}

/// Returns the `Cargo.toml` of a package, with features of the runtime and other dependencies.
pub(crate) fn package(name: &str, features: &[&str], dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependencies}\n\
         [dependencies.entra-perms-runtime]\nversion = \"{}\"\npath = '{}'\ndefault-features = false\nfeatures = {features:?}\n",
        env!("CARGO_PKG_VERSION"),
        runtime().display()
    )
}

/// Returns the folder of the runtime.
pub(crate) fn runtime() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("entra-perms-runtime")
}

/// Returns the folder of the documentation of all crates.
pub(crate) fn documentation() -> PathBuf {
    target_folder().join("doc")
}

fn target_folder() -> PathBuf {
    shared_folder().join("target")
}

fn shared_folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/builds"))
}

/// Returns the file system's time, which may differ from the system's clock.
fn now(folder: &Path) -> SystemTime {
    let clock = folder.join("clock");
    fs::write(&clock, "").unwrap();
    modified(&clock)
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}
