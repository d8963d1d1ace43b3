//! The lookup in real folders, with a made-up output of cargo: `paths` (the forms of a path),
//! `links` (symbolic and hard links), `workspace` (packages in and outside of a workspace),
//! `other_packages` (a macro call in the source of another package).

mod links;
mod other_packages;
mod paths;
mod workspace;

use std::cell::Cell;
use std::fs;
use std::rc::Rc;

use super::*;
use crate::test_support::{TestDisk, TestFolder, text};

/// A workspace in a folder of its own.
struct Fixture {
    folder: TestFolder,
    members: Vec<&'static str>,
    /// The number of calls of cargo.
    calls: Rc<Cell<usize>>,
}

impl Fixture {
    fn new(members: &[&'static str]) -> Self {
        let fixture =
            Self { folder: TestFolder::new(), members: members.to_vec(), calls: Rc::default() };
        for member in members {
            fixture.write(&format!("{member}/Cargo.toml"), "[package]\n");
        }
        fixture
    }

    fn write(&self, path: &str, text: &str) {
        self.folder.write(self.path(path).to_str().unwrap(), text);
    }

    /// Returns a path below the root of the workspace. The root is not the folder of the fixture,
    /// so that a test can write files above the root.
    fn path(&self, path: &str) -> PathBuf {
        without_dots(&self.folder.path().join("root").join(path))
    }

    /// Returns the output of cargo.
    fn workspace(&self) -> Workspace {
        let members = self.members.iter().map(|member| self.path(member)).collect();
        Workspace { root: self.path("."), members, target: self.path("target") }
    }

    fn lookup(&self, package: &str, calling_file: Option<&str>) -> Lookup<'static> {
        let calls = Rc::clone(&self.calls);
        let workspace = self.workspace();
        let call = move |package: &Path| {
            calls.set(calls.get() + 1);
            let is_member = workspace.members.iter().any(|member| member == package);
            is_member.then(|| workspace.clone())
        };
        let calling_file = calling_file.map(|file| self.path(file));
        Lookup::new(TestDisk::new(call), Some(self.path(package)), calling_file)
    }

    /// Returns a lookup that has this workspace for every package.
    fn lookup_in(&self, workspace: Workspace, package: &str) -> Lookup<'static> {
        let disk = TestDisk::new(move |_| Some(workspace.clone()));
        Lookup::new(disk, Some(self.path(package)), None)
    }

    #[track_caller]
    fn expect(&self, package: &str, written: &str, found: &str) {
        self.expect_found(&self.lookup(package, None), written, found);
    }

    #[track_caller]
    fn expect_found(&self, lookup: &Lookup<'_>, written: &str, found: &str) {
        assert_eq!(lookup.find(written).unwrap(), self.path(found));
    }

    #[track_caller]
    fn expect_error(&self, package: &str, written: &str, expected: &str) {
        self.expect_error_of(&self.lookup(package, None), written, expected);
    }

    #[track_caller]
    fn expect_error_of(&self, lookup: &Lookup<'_>, written: &str, expected: &str) {
        let error = text(&lookup.find(written).unwrap_err());
        assert_eq!(error.replace(self.path(".").to_str().unwrap(), "$ROOT"), expected);
    }

    /// Fails unless the lookup refuses a path, and the first line of the error is this one.
    #[track_caller]
    fn expect_refused(&self, package: &str, written: &str, expected: &str) {
        let error = self.lookup(package, None).find(written).unwrap_err();
        assert_eq!(error.message(), expected);
    }

    #[cfg(unix)]
    fn link(&self, path: &str, to: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, path).unwrap();
    }
}
