//! The rules of the lookup, with an answer made up in the place of cargo's.

use std::cell::Cell;
use std::fs;
use std::rc::Rc;

use super::*;
use crate::test_support::Disk;
use crate::test_support::TestFolder;

/// A workspace whose members are these, in a folder of its own.
struct Fixture {
    folder: TestFolder,
    members: Vec<&'static str>,
    /// How often somebody asked for the workspace of a package.
    asked: Rc<Cell<usize>>,
}

impl Fixture {
    fn new(members: &[&'static str]) -> Self {
        let fixture =
            Self { folder: TestFolder::new(), members: members.to_vec(), asked: Rc::default() };
        for member in members {
            fixture.write(&format!("{member}/Cargo.toml"), "[package]\n");
        }
        fixture
    }

    fn write(&self, path: &str, text: &str) {
        self.folder.write(self.path(path).to_str().unwrap(), text);
    }

    /// A path from the root of the workspace, above which there is room.
    fn path(&self, path: &str) -> PathBuf {
        without_dots(&self.folder.path().join("root").join(path))
    }

    /// What cargo would say.
    fn workspace(&self) -> Workspace {
        let members = self.members.iter().map(|member| self.path(member)).collect();
        Workspace { root: self.path("."), members, target: self.path("target") }
    }

    fn lookup(&self, package: &str, calling_file: Option<&str>) -> Lookup<'static> {
        let asked = Rc::clone(&self.asked);
        let workspace = self.workspace();
        let ask = move |package: &Path| {
            asked.set(asked.get() + 1);
            workspace
                .members
                .iter()
                .any(|member| member == package)
                .then(|| workspace.clone())
        };
        let calling_file = calling_file.map(|file| self.path(file));
        Lookup::new(Disk::new(ask), Some(self.path(package)), calling_file)
    }

    #[track_caller]
    fn expect(&self, package: &str, written: &str, found: &str) {
        assert_eq!(self.lookup(package, None).find(written), Ok(self.path(found)));
    }

    /// The error, with the fixture's folder as `$ROOT`.
    #[track_caller]
    fn error(&self, package: &str, written: &str) -> String {
        self.told(&self.lookup(package, None).find(written).unwrap_err())
    }

    fn told(&self, message: &str) -> String {
        message.replace(self.path(".").to_str().unwrap(), "$ROOT")
    }

    #[cfg(unix)]
    fn link(&self, path: &str, to: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, path).unwrap();
    }
}

#[test]
fn a_file_of_the_package_alone_needs_no_question() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("api/manifests/crm.json", "");
    fixture.expect("api", "manifests/crm.json", "api/manifests/crm.json");
    fixture.expect("api", "./manifests/../manifests/crm.json", "api/manifests/crm.json");
    assert_eq!(fixture.asked.get(), 0);
}

#[test]
fn cargo_is_asked_once_for_all_files() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("one.json", "");
    fixture.write("two.json", "");
    let lookup = fixture.lookup("api", None);
    assert!(lookup.find("one.json").is_ok() && lookup.find("two.json").is_ok());
    assert_eq!(fixture.asked.get(), 1);
}

#[test]
fn a_member_reaches_up_to_the_root() {
    let fixture = Fixture::new(&["crates/api"]);
    for folder in ["crates/", ""] {
        fixture.write(&format!("{folder}crm.json"), "");
        fixture.expect("crates/api", "crm.json", &format!("{folder}crm.json"));
        fs::remove_file(fixture.path(&format!("{folder}crm.json"))).unwrap();
    }
}

#[test]
fn nobody_reaches_above_the_root() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("inner/Cargo.toml", "[workspace]\n");
    fixture.write("inner/api/Cargo.toml", "[package]\n");
    fixture.write("crm.json", "");
    let (root, api) = (fixture.path("inner"), fixture.path("inner/api"));
    let workspace = Workspace { root, members: vec![api.clone()], target: fixture.path("target") };
    let lookup = Lookup::new(Disk::new(move |_| Some(workspace.clone())), Some(api), None);
    assert_eq!(
        fixture.told(&lookup.find("crm.json").unwrap_err()),
        "cannot find `crm.json`\n\
         note: searched in `$ROOT/inner/api/` and `$ROOT/inner/`\n\
         note: `$ROOT/crm.json` is outside, and is not read"
    );
}

/// Cargo may answer for a folder that is not a package.
#[test]
fn a_workspace_without_the_package_does_not_count() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("crm.json", "");
    let workspace = fixture.workspace();
    let lookup =
        Lookup::new(Disk::new(move |_| Some(workspace.clone())), Some(fixture.path("other")), None);
    assert!(
        lookup
            .find("crm.json")
            .unwrap_err()
            .contains("cargo names no workspace of this package")
    );
}

/// Vendored, excluded, or a path dependency that lies elsewhere.
#[test]
fn who_is_not_a_member_has_only_its_own_folder() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("vendor/lib/Cargo.toml", "[package]\n");
    fixture.write("manifests/crm.json", "");
    assert_eq!(
        fixture.error("vendor/lib", "manifests/crm.json"),
        "cannot find `manifests/crm.json`\n\
         note: searched in `$ROOT/vendor/lib/`; cargo names no workspace of this package\n\
         note: `$ROOT/manifests/crm.json` is outside, and is not read\n\
         help: put the file, or a symbolic link to it, into the package"
    );
    fixture.write("vendor/lib/manifests/crm.json", "");
    fixture.expect("vendor/lib", "manifests/crm.json", "vendor/lib/manifests/crm.json");
    // Whoever builds it, its own folder may have another name.
    assert!(fixture.error("vendor/lib", "lib/manifests/crm.json").starts_with("cannot find"));
}

#[test]
fn a_package_that_is_its_own_root_has_only_its_own_folder() {
    let fixture = Fixture::new(&["."]);
    assert_eq!(
        fixture.error(".", "crm.json"),
        "cannot find `crm.json`\n\
         note: searched in `$ROOT/`; cargo names no workspace of this package\n\
         help: put the file, or a symbolic link to it, into the package"
    );
}

/// Even if cargo says that it is a member, as it does of a path dependency below the root.
#[test]
fn an_unpacked_package_has_only_its_own_folder() {
    let fixture = Fixture::new(&["vendor/lib", "api"]);
    fixture.write("manifests/crm.json", "");
    fixture.expect("vendor/lib", "manifests/crm.json", "manifests/crm.json");
    fixture.write("vendor/lib/.cargo-checksum.json", "{}");
    assert_eq!(
        fixture.error("vendor/lib", "manifests/crm.json"),
        "cannot find `manifests/crm.json`\n\
         note: searched in `$ROOT/vendor/lib/`; a packaged crate has only its own files\n\
         note: `$ROOT/manifests/crm.json` is outside, and is not read\n\
         help: in the sources of this crate, put the file, or a symbolic link to it, into the folder \
         of its `Cargo.toml`"
    );
}

#[test]
fn two_different_files_are_an_error() {
    let fixture = Fixture::new(&["crates/api", "crates", "."]);
    fixture.write("crm.json", "");
    fixture.write("crates/api/crm.json", "");
    assert_eq!(
        fixture.error("crates/api", "crm.json"),
        "`crm.json` names different files: `crates/api/crm.json` and `crm.json`\n\
         help: remove or rename all but one, or make them symbolic links to one file"
    );
    // Each has a path that is its own.
    fixture.expect("crates/api", "api/crm.json", "crates/api/crm.json");
    fixture.expect("crates/api", "../../crm.json", "crm.json");
    // A file that is out of reach makes no difference.
    fixture.write("vendor/crm.json", "");
    fixture.write("vendor/lib/Cargo.toml", "[package]\n");
    fixture.write("vendor/lib/crm.json", "");
    fixture.expect("vendor/lib", "crm.json", "vendor/lib/crm.json");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_other_file_is_the_same_file() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("manifests/crm.json", "");
    fixture.link("api/manifests/crm.json", "../../manifests/crm.json");
    fixture.expect("api", "manifests/crm.json", "api/manifests/crm.json");
    assert_eq!(fixture.asked.get(), 0);
    fs::remove_file(fixture.path("api/manifests/crm.json")).unwrap();
    fs::hard_link(fixture.path("manifests/crm.json"), fixture.path("api/manifests/crm.json"))
        .unwrap();
    fixture.expect("api", "manifests/crm.json", "api/manifests/crm.json");
    // A folder can be a link, too, and it may lead anywhere: the package's owner made it.
    fixture.link("api/shared", "../../");
    fixture.write("../elsewhere.json", "");
    fixture.expect("api", "shared/elsewhere.json", "api/shared/elsewhere.json");
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_does_not_give_way_to_another_file() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("crm.json", "");
    fixture.link("api/crm.json", "gone.json");
    assert!(
        fixture
            .error("api", "crm.json")
            .contains("different files: `api/crm.json` and `crm.json`")
    );
}

#[test]
fn dots_may_not_lead_out() {
    let fixture = Fixture::new(&["crates/api"]);
    fixture.write("crates/lib/Cargo.toml", "[package]\n");
    fixture.write("manifests/crm.json", "");
    fixture.expect("crates/api", "../../manifests/crm.json", "manifests/crm.json");
    fixture.write("../crm.json", "");
    for written in ["../../../crm.json", "x/../../../../crm.json"] {
        assert_eq!(
            fixture.error("crates/api", written),
            format!(
                "`{written}` leads out of the workspace\n\
                 help: put the file, or a symbolic link to it, into the workspace; an absolute path is \
                 taken as it is"
            )
        );
    }
    assert_eq!(
        fixture.error("crates/lib", "../../manifests/crm.json"),
        "`../../manifests/crm.json` leads out of the package\n\
         help: put the file, or a symbolic link to it, into the package; an absolute path is taken as \
         it is"
    );
}

/// The file system would follow the link first, and then go to the parent of where it leads.
#[cfg(unix)]
#[test]
fn dots_behind_a_link_are_those_of_the_link() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("elsewhere/crm.json", "");
    fixture.write("elsewhere/below/empty", "");
    fixture.link("api/link", "../elsewhere/below");
    fixture.write("api/crm.json", "");
    fixture.expect("api", "link/../crm.json", "api/crm.json");
}

#[test]
fn a_member_beside_the_root() {
    let fixture = Fixture::new(&[]);
    fixture.write("api/Cargo.toml", "[package]\nworkspace = \"../root\"\n");
    fixture.write("root/crm.json", "");
    fixture.write("other.json", "");
    let workspace = Workspace {
        root: fixture.path("root"),
        members: vec![fixture.path("api")],
        target: fixture.path("root/target"),
    };
    let lookup =
        Lookup::new(Disk::new(move |_| Some(workspace.clone())), Some(fixture.path("api")), None);
    assert_eq!(lookup.find("crm.json"), Ok(fixture.path("root/crm.json")));
    assert_eq!(lookup.find("../root/crm.json"), Ok(fixture.path("root/crm.json")));
    assert_eq!(
        fixture.told(&lookup.find("other.json").unwrap_err()),
        "cannot find `other.json`\n\
         note: searched in `$ROOT/api/` and `$ROOT/root/`\n\
         note: `$ROOT/other.json` is outside, and is not read"
    );
}

#[test]
fn a_package_that_a_build_generated_stands_for_the_one_that_calls() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("target/tests/trybuild/api/Cargo.toml", "[package]\n");
    fixture.write("api/crm.json", "");
    fixture.write("api/ui/case.rs", "");
    let generated = fixture.lookup("target/tests/trybuild/api", Some("api/ui/case.rs"));
    assert_eq!(generated.find("crm.json"), Ok(fixture.path("api/crm.json")));
    assert_eq!(
        fixture.told(&generated.find("crn.json").unwrap_err()),
        "cannot find `crn.json`; did you mean `crm.json`?\n\
         note: searched in `$ROOT/api/` and `$ROOT/`"
    );
    // Both packages can be unpacked, and then have only their own files.
    fixture.write("root.json", "");
    assert_eq!(generated.find("root.json"), Ok(fixture.path("root.json")));
    fixture.write("api/.cargo-checksum.json", "{}");
    let unpacked = fixture.lookup("target/tests/trybuild/api", Some("api/ui/case.rs"));
    assert!(unpacked.find("crm.json").is_ok() && unpacked.find("root.json").is_err());
    fixture.write("target/tests/trybuild/api/.cargo-checksum.json", "{}");
    let unpacked = fixture.lookup("target/tests/trybuild/api", Some("api/ui/case.rs"));
    assert!(unpacked.find("crm.json").is_err());
}

/// Its place does not say which package it is for.
#[test]
fn a_source_file_that_a_build_generated_says_nothing() {
    let fixture = Fixture::new(&["."]);
    fixture.write("crm.json", "");
    // A library that cargo keeps below the folder that it builds into.
    let lookup = |file| fixture.lookup("target/cargo/git/checkouts/lib", Some(file));
    assert!(lookup("target/debug/build/lib/out/permissions.rs").find("crm.json").is_err());
    assert!(lookup("src/permissions.rs").find("crm.json").is_ok());
}

#[test]
fn a_macro_of_another_package_does_not_lend_its_files() {
    let fixture = Fixture::new(&["api", "shared"]);
    // A library that defines a macro, in which `permissions!` stands.
    fixture.write("vendor/lib/Cargo.toml", "[package]\n");
    fixture.write("vendor/lib/crm.json", "");
    assert!(fixture.lookup("api", Some("vendor/lib/src/lib.rs")).find("crm.json").is_err());
    // A library whose source was generated where the workspace builds.
    fixture.write("Cargo.toml", "[workspace]\n");
    fixture.write("manifests/crm.json", "");
    let generated = "target/debug/build/lib/out/permissions.rs";
    assert!(
        fixture
            .lookup("vendor/lib", Some(generated))
            .find("manifests/crm.json")
            .is_err()
    );
    // Members of one workspace may share a source file.
    fixture.write("shared/crm.json", "");
    let shared = fixture.lookup("api", Some("shared/src/permissions.rs"));
    assert_eq!(shared.find("crm.json"), Ok(fixture.path("shared/crm.json")));
    fixture.write("api/crm.json", "");
    let error = shared.find("crm.json").unwrap_err();
    assert!(error.contains("different files: `api/crm.json` and `shared/crm.json`"), "{error}");
}

#[test]
fn absolute_paths_are_taken_as_they_are() {
    let fixture = Fixture::new(&[]);
    fixture.write("crm.json", "");
    let file = fixture.path("crm.json");
    for lookup in [Lookup::new(Disk::new(|_| None), None, None), fixture.lookup("nowhere", None)] {
        assert_eq!(lookup.find(file.to_str().unwrap()), Ok(file.clone()));
        let missing = fixture.path("crn.json");
        let expected = "cannot find `$ROOT/crn.json`; did you mean `$ROOT/crm.json`?";
        assert_eq!(fixture.told(&lookup.find(missing.to_str().unwrap()).unwrap_err()), expected);
        let folder = lookup.find(fixture.path(".").to_str().unwrap()).unwrap_err();
        assert!(folder.ends_with("is a directory; expected the path of a manifest"), "{folder}");
    }
}

#[test]
fn without_a_package_a_relative_path_cannot_be_looked_up() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("api/crm.json", "");
    let lookup = Lookup::new(Disk::new(|_| None), None, Some(fixture.path("api/src/lib.rs")));
    assert_eq!(
        lookup.find("crm.json").unwrap_err(),
        "`crm.json` is a relative path, and `CARGO_MANIFEST_DIR` is not set\n\
         help: give an absolute path, or have the build tool set `CARGO_MANIFEST_DIR` to the folder of \
         the package"
    );
}

#[test]
fn a_missing_file_suggests_its_neighbours() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("manifests/crm.json", "");
    assert_eq!(
        fixture.error("api", "manifests/crn.json"),
        "cannot find `manifests/crn.json`; did you mean `manifests/crm.json`?\n\
         note: searched in `$ROOT/api/` and `$ROOT/`"
    );
    assert!(!fixture.error("api", "manifests/other.txt").contains("did you mean"));
}

#[test]
fn directories_and_empty_paths() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("manifests/crm.json", "");
    let expected = "`manifests` is a directory; expected the path of a manifest";
    assert_eq!(fixture.error("api", "manifests"), expected);
    let expected = "expected the path of a manifest, such as `manifests/crm.json`";
    assert_eq!(fixture.error("api", ""), expected);
}
