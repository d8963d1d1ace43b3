//! Crates in a folder of their own, built with cargo.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs};

/// The root of this repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A workspace of scratch crates, next to this program. It is deleted when it is dropped.
pub struct Scratch {
    folder: PathBuf,
}

/// The result of one run of cargo.
pub struct Run {
    pub time: Duration,
    /// The CPU time of cargo and of all processes that it started.
    pub cpu: Duration,
    /// The number of compiled packages: the lines of cargo that begin with `Compiling`.
    pub crates: usize,
}

impl Scratch {
    pub fn new(name: &str) -> Self {
        let program = env::current_exe().expect("the path of this program is known");
        let folder = program.with_file_name("compile").join(name);
        // An earlier run that was interrupted leaves its folder. There may be none.
        let _ = fs::remove_dir_all(&folder);
        let scratch = Self { folder };
        scratch.write(
            "Cargo.toml",
            "[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n",
        );
        // All sections measure the same versions.
        scratch.write("Cargo.lock", include_str!("../../Cargo.lock"));
        scratch
    }

    /// Adds a crate with these files, given as pairs of a path and a text.
    ///
    /// `$ROOT` in the dependencies is replaced with the root of this repository.
    pub fn add(&self, name: &str, dependencies: &str, files: &[(&str, &str)]) {
        let dependencies = dependencies.replace("$ROOT", ROOT);
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependencies}\n"
        );
        self.write(&format!("{name}/Cargo.toml"), &manifest);
        for (path, text) in files {
            self.write(&format!("{name}/{path}"), text);
        }
    }

    /// Downloads the dependencies, so that no measured build waits for the network.
    pub fn fetch(&self) {
        eprintln!("downloading dependencies");
        self.run(Command::new(cargo()).arg("fetch"));
    }

    /// Runs cargo with the settings of a user, on two cores.
    pub fn cargo(&self, arguments: &[&str], target: &str) -> Run {
        let mut cargo = Command::new(cargo());
        cargo.args(arguments).args(["--offline", "--jobs=2", "--target-dir", target]);
        self.run(&mut cargo)
    }

    /// Builds a package into an empty target folder, and deletes the folder.
    pub fn first_build(&self, package: &str) -> Run {
        eprint!("building `{package}` for the first time … ");
        let run = self.cargo(&["build", "-p", package], "target/first");
        fs::remove_dir_all(self.path("target")).expect("cargo made the folder");
        eprintln!("{:.1} s, {} crates", run.time.as_secs_f64(), run.crates);
        run
    }

    /// Makes cargo treat a file as changed.
    pub fn touch(&self, path: &str) {
        let file = fs::File::options().append(true).open(self.path(path));
        let file = file.expect("the file was written");
        file.set_modified(SystemTime::now()).expect("the file belongs to this process");
    }

    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.join(path)
    }

    fn run(&self, cargo: &mut Command) -> Run {
        const USER_SETTINGS: [&str; 4] =
            ["CARGO_ENCODED_RUSTFLAGS", "CARGO_INCREMENTAL", "CARGO_TARGET_DIR", "RUSTC_WRAPPER"];
        for variable in USER_SETTINGS {
            cargo.env_remove(variable);
        }
        // An empty value also overrides the `rustflags` of `.cargo/config.toml` of this package:
        // the scratch crates may lie in its target folder.
        cargo
            .env("RUSTFLAGS", "")
            .env("CARGO_TERM_COLOR", "never")
            .current_dir(&self.folder);
        let cpu_before = cpu_time_of_children();
        let start = Instant::now();
        let output = cargo.output();
        let time = start.elapsed();
        let cpu = cpu_time_of_children() - cpu_before;
        let output = output.expect("cargo can be run");
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{cargo:?}: {log}");
        let compiling = log.lines().filter(|line| line.trim_start().starts_with("Compiling "));
        Run { time, cpu, crates: compiling.count() }
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        let folder = path.parent().expect("the path is inside the folder");
        fs::create_dir_all(folder).expect("the folder is writable");
        fs::write(path, text).expect("the folder is writable");
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Returns the CPU time of all child processes that have ended (proc_pid_stat(5)).
fn cpu_time_of_children() -> Duration {
    /// The unit of the times, which is a constant of the interface of Linux.
    const TICKS_PER_SECOND: u64 = 100;
    let stat = fs::read_to_string("/proc/self/stat").expect("the system is Linux");
    // The name of the program is in parentheses, and can contain spaces.
    let (_, after_name) = stat.rsplit_once(')').expect("the second field is the name");
    // The fields 16 and 17 of the manual are `cutime` and `cstime`. The first one here is field 3.
    let times = after_name.split_whitespace().skip(13).take(2);
    let ticks = times
        .map(|ticks| ticks.parse::<u64>().expect("a time is a number"))
        .sum::<u64>();
    Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)
}

/// Returns the cargo that runs this program, or else the `cargo` of the path.
fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
