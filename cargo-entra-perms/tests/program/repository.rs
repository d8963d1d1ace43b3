//! A workspace in a git repository.

use std::fmt::Write as _;
use std::process::Command;

use crate::workspace::{MODEL, Run, Shop};

/// The package `shop` in a repository with one commit.
pub(crate) struct Repository {
    pub(crate) shop: Shop,
}

impl Repository {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let shop = Shop::new(&[("src/main.rs", MODEL)]);
        for (file, text) in files {
            shop.write(file, text);
        }
        let repository = Self { shop };
        repository.git(&["init", "-q", "-b", "main"]);
        repository.commit("first");
        repository
    }

    /// Runs git, with a configuration of this test only.
    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args(["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"])
            .args(arguments)
            .current_dir(&self.shop.folder)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        self.shop.write(file, text);
    }

    /// Replaces a text in a file.
    #[track_caller]
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.shop.folder.join(file)).unwrap();
        assert!(text.contains(from), "{from} is not in {file}");
        self.write(file, &text.replacen(from, to, 1));
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.shop.run(arguments)
    }

    /// Runs `diff`, and returns the verdict with the id and place of each change.
    #[track_caller]
    pub(crate) fn diff(&self, arguments: &[&str]) -> (i32, String) {
        let run = self.run(&[&["diff", "--format", "json"], arguments].concat());
        (run.status, summary(&run))
    }
}

/// Returns the verdict of a report, and the id, class and place of each change.
#[track_caller]
pub(crate) fn summary(run: &Run) -> String {
    assert_eq!(run.stderr, "", "{run:?}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut summary = report["verdict"].as_str().unwrap().to_owned();
    for item in report["items"].as_array().unwrap() {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        let place = &item["place"];
        let place = format!("{}:{}", text(&place["file"]), place["line"]);
        let id = text(&item["id"]);
        let class = text(&item["class"]);
        write!(summary, "\n{id} {class} {place}").unwrap();
    }
    summary
}
