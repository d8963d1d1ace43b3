//! A crate reads manifests of its own package or workspace only. Other files of the same name, in
//! the package or workspace that uses the crate, are never read.

use std::fs;

use crate::scratch::{Scratch, package, runtime};

const FILE: &str = "manifests/files.json";

#[test]
fn a_member_reaches_up_to_the_root_of_its_workspace() {
    let mut scratch = Scratch::new("lookup-member");
    let (source, nearer) = ("crates/api/src/lib.rs", "crates/api/manifests/files.json");
    scratch.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/api\"]\n");
    scratch.write("crates/api/Cargo.toml", &package("lookup-api", &["macros"], ""));
    scratch.write(source, &library(FILE));
    scratch.write(FILE, &manifest("Own"));
    builds(&mut scratch, "the root has the file");

    // Cargo compares the files that it knows, and looks at others when it builds the crate again.
    scratch.write(nearer, &manifest("Other"));
    scratch.write(source, &library(FILE));
    let both = "it names `crates/api/manifests/files.json` and `manifests/files.json`";
    fails(&mut scratch, both, "a nearer file appeared");
    scratch.delete(nearer);
    builds(&mut scratch, "the nearer file was removed");

    fs::rename(scratch.path(FILE), scratch.path(nearer)).unwrap();
    builds(&mut scratch, "the file was moved");
    scratch.write(FILE, &manifest("Other"));
    scratch.write(source, &library(FILE));
    fails(&mut scratch, both, "a file further up appeared");
    fs::rename(scratch.path(nearer), scratch.path(FILE)).unwrap();
    builds(&mut scratch, "the file was moved back");

    #[cfg(unix)]
    {
        scratch.link(nearer, "../../../manifests/files.json");
        scratch.write(source, &library(FILE));
        builds(&mut scratch, "a link to the file appeared");
    }

    scratch.write("../lookup-above.json", &manifest("Own"));
    scratch.write(source, &library("../../../lookup-above.json"));
    fails(
        &mut scratch,
        "`../../../lookup-above.json` leads out of the workspace",
        "it names a file above",
    );
}

/// A library that an application uses, which has a file of the same name.
struct Case<'a> {
    name: &'static str,
    /// The folder of the library.
    library: &'a str,
    /// The rest of the `Cargo.toml` of the application's workspace.
    workspace: &'a str,
    /// How the application depends on the library.
    dependency: &'a str,
}

#[test]
fn a_library_in_an_excluded_folder() {
    never_takes_the_file_of_the_application(&Case {
        name: "lookup-excluded",
        library: "workspace/vendor/lib",
        workspace: "exclude = [\"vendor\"]",
        dependency: "path = \"../vendor/lib\"",
    });
}

#[test]
fn a_library_outside_of_the_workspace() {
    never_takes_the_file_of_the_application(&Case {
        name: "lookup-outside",
        library: "lib",
        workspace: "",
        dependency: "path = \"../../lib\"",
    });
}

/// `cargo vendor` puts libraries there.
#[test]
fn a_vendored_library() {
    never_takes_the_file_of_the_application(&Case {
        name: "lookup-vendored",
        library: "workspace/vendor/lib",
        workspace: "",
        dependency: "version = \"0\", registry = \"elsewhere\"",
    });
}

/// The source of the vendored library. The registry does not exist.
const VENDORED: &str = r#"
[registries.elsewhere]
index = "sparse+http://127.0.0.1:9/"
[source.elsewhere]
registry = "sparse+http://127.0.0.1:9/"
replace-with = "vendored"
[source.vendored]
directory = "workspace/vendor"
[patch.crates-io.entra-perms-runtime]
"#;

fn never_takes_the_file_of_the_application(case: &Case<'_>) {
    let mut scratch = application(case);
    let of_library = |file: &str| format!("{}/{file}", case.library);
    scratch.write(&of_library("src/lib.rs"), &library(FILE));
    scratch.write("workspace/app/src/lib.rs", "pub use lib::Own;\n");
    // Files that would be sufficient, if they were the library's.
    scratch.write(FILE, &manifest("Own"));
    scratch.write("workspace/manifests/files.json", &manifest("Own"));
    let missing = "cannot find `manifests/files.json`";
    fails(&mut scratch, missing, "the library has no file");
    // Files that would not be sufficient.
    scratch.write(FILE, &manifest("Other"));
    scratch.write("workspace/manifests/files.json", &manifest("Other"));
    scratch.write(&of_library(FILE), &manifest("Own"));
    // Cargo does not build a version of a registry again: an earlier run may have built this one.
    let package = fs::read_to_string(scratch.path(&of_library("Cargo.toml"))).unwrap();
    scratch.write(&of_library("Cargo.toml"), &package.replacen("0.0.0", "0.0.1", 1));
    copy_lock_file(&scratch);
    builds(&mut scratch, "the library has a file");
}

/// A library's macro that calls `permissions!` reads the files of the package that calls the macro.
#[test]
fn a_macro_does_not_lend_the_files_of_its_library() {
    let case = Case {
        name: "lookup-macro",
        library: "workspace/vendor/lib",
        workspace: "exclude = [\"vendor\"]",
        dependency: "path = \"../vendor/lib\"",
    };
    let mut scratch = application(&case);
    let define =
        format!("#[macro_export]\nmacro_rules! define {{ () => {{ {} }}; }}\n", library(FILE));
    scratch.write("workspace/vendor/lib/src/lib.rs", &define);
    scratch.write("workspace/vendor/lib/manifests/files.json", &manifest("Other"));
    scratch.write("workspace/app/src/lib.rs", "lib::define!();\n");
    fails(&mut scratch, "cannot find `manifests/files.json`", "only the library has the file");
    scratch.write("workspace/manifests/files.json", &manifest("Own"));
    builds(&mut scratch, "the application has the file");
}

/// An application and a library without sources.
fn application(case: &Case<'_>) -> Scratch {
    let scratch = Scratch::new(case.name);
    let workspace =
        format!("[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\n{}\n", case.workspace);
    scratch.write("workspace/Cargo.toml", &workspace);
    copy_lock_file(&scratch);
    let dependency = format!("lib = {{ {} }}\n", case.dependency);
    scratch.write("workspace/app/Cargo.toml", &package("lookup-app", &["macros"], &dependency));
    let mut library = package("lib", &["macros"], "");
    if case.dependency.contains("registry") {
        let runtime = format!("path = '{}'", runtime().display());
        scratch.write(".cargo/config.toml", &format!("{VENDORED}{runtime}\n"));
        scratch.write(&format!("{}/.cargo-checksum.json", case.library), "{ \"files\": {} }");
        // A package of a registry can depend on packages of registries only.
        library = library
            .replace(&runtime, &format!("registry-index = {:?}", default_registry(&scratch)));
    }
    scratch.write(&format!("{}/Cargo.toml", case.library), &library);
    scratch
}

/// The registry that cargo takes packages from if nothing else is said, as a lock file names it.
fn default_registry(scratch: &Scratch) -> String {
    let lock = fs::read_to_string(scratch.path("Cargo.lock")).unwrap();
    let source = lock.lines().find_map(|line| line.strip_prefix("source = \"registry+")).unwrap();
    source.trim_end_matches('"').to_owned()
}

fn copy_lock_file(scratch: &Scratch) {
    fs::copy(scratch.path("Cargo.lock"), scratch.path("workspace/Cargo.lock")).unwrap();
}

/// `cargo package` builds the unpacked package below the workspace that it comes from.
#[test]
fn a_package_without_its_manifest_is_not_packed() {
    let scratch = Scratch::new("lookup-package");
    scratch.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"service\"]\n");
    scratch.write("service/Cargo.toml", &package("lookup-service", &["macros"], ""));
    scratch.write("service/src/lib.rs", &library(FILE));
    scratch.write(FILE, &manifest("Own"));
    let error = scratch.cargo_package("lookup-service").unwrap_err();
    assert!(error.contains("cannot find `manifests/files.json`"), "{error}");
    let remedy = "help: in the sources of this crate, put the file, or a symbolic link to it, into the folder";
    assert!(error.contains(remedy), "{error}");

    #[cfg(unix)]
    {
        fs::create_dir(scratch.path("service/manifests")).unwrap();
        scratch.link("service/manifests/files.json", "../../manifests/files.json");
        assert_eq!(scratch.cargo_package("lookup-service"), Ok(()));
    }
}

#[test]
fn without_cargo_a_path_is_absolute_or_of_the_package() {
    let mut scratch = Scratch::new("lookup-rustc");
    scratch.write("src/lib.rs", "");
    scratch.write(FILE, &manifest("Own"));
    let build = scratch.cargo(&["check"]);
    scratch.write("src/lib.rs", &library(scratch.path(FILE).to_str().unwrap()));
    assert_eq!(scratch.rustc(&build, None), Ok(()));
    scratch.write("src/lib.rs", &library(FILE));
    let error = scratch.rustc(&build, None).unwrap_err();
    let expected = "`manifests/files.json` is a relative path, but `CARGO_MANIFEST_DIR` is not set";
    assert!(error.contains(expected), "{error}");

    // A build tool may set the folder, and have no cargo to ask for the workspace.
    scratch.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"member\"]\n");
    scratch.write("member/Cargo.toml", &package("lookup-member", &["macros"], ""));
    scratch.write("member/src/lib.rs", "");
    let error = scratch.rustc(&build, Some("member")).unwrap_err();
    assert!(error.contains("cannot find `manifests/files.json`"), "{error}");
    scratch.write("member/manifests/files.json", &manifest("Own"));
    assert_eq!(scratch.rustc(&build, Some("member")), Ok(()));
}

/// A library that compiles only with a manifest that has the role `Own`.
fn library(file: &str) -> String {
    format!(
        "pub mod permissions {{\n    entra_perms_runtime::permissions! {{ manifest = {file:?}, allow = [no_idtyp] }}\n}}\n\
         pub use permissions::roles::Own;\n"
    )
}

fn manifest(role: &str) -> String {
    format!(
        r#"[{{ "id": "30000000-0000-4000-8000-000000000101", "value": "{role}", "isEnabled": true, "allowedMemberTypes": ["Application"] }}]"#
    )
}

fn check(scratch: &mut Scratch) -> Option<String> {
    let workspace = scratch.path("workspace/Cargo.toml");
    if workspace.is_file() {
        let workspace = workspace.to_str().unwrap();
        return scratch.cargo(&["check", "--manifest-path", workspace]).errors();
    }
    scratch.cargo(&["check"]).errors()
}

fn builds(scratch: &mut Scratch, when: &str) {
    let errors = check(scratch);
    assert!(errors.is_none(), "{when}: {}", errors.unwrap_or_default());
}

fn fails(scratch: &mut Scratch, with: &str, when: &str) {
    let errors = check(scratch).unwrap_or_else(|| panic!("{when}: the build succeeded"));
    assert!(errors.contains(with), "{when}: expected `{with}` in\n{errors}");
}
