use super::*;

#[test]
fn a_file_that_only_the_package_has_needs_no_call_of_cargo() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("api/manifests/crm.json", "");
    fixture.expect("api", "manifests/crm.json", "api/manifests/crm.json");
    fixture.expect("api", "./manifests/../manifests/crm.json", "api/manifests/crm.json");
    assert_eq!(fixture.calls.get(), 0);
}

#[test]
fn cargo_is_called_once_for_all_files() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("one.json", "");
    fixture.write("two.json", "");
    let lookup = fixture.lookup("api", None);
    assert!(lookup.find("one.json").is_ok());
    assert!(lookup.find("two.json").is_ok());
    assert_eq!(fixture.calls.get(), 1);
}

#[test]
fn a_member_reads_up_to_the_root() {
    let fixture = Fixture::new(&["crates/api"]);
    for file in ["crates/crm.json", "crm.json"] {
        fixture.write(file, "");
        fixture.expect("crates/api", "crm.json", file);
        fs::remove_file(fixture.path(file)).unwrap();
    }
}

#[test]
fn files_above_the_root_are_not_read() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("inner/Cargo.toml", "[workspace]\n");
    fixture.write("inner/api/Cargo.toml", "[package]\n");
    fixture.write("crm.json", "");
    let workspace = Workspace {
        root: fixture.path("inner"),
        members: vec![fixture.path("inner/api")],
        target: fixture.path("target"),
    };
    fixture.expect_error_of(
        &fixture.lookup_in(workspace, "inner/api"),
        "crm.json",
        "cannot find `crm.json`\n\
         note: searched in `api/` and the root of the workspace\n\
         note: `../../crm.json` exists, but is outside of the workspace\n\
         help: put the file, or a symbolic link to it, into the workspace",
    );
}

/// Cargo can return a workspace for a folder that is not a package.
#[test]
fn a_workspace_without_the_package_does_not_count() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("crm.json", "");
    fixture.expect_error_of(
        &fixture.lookup_in(fixture.workspace(), "other"),
        "crm.json",
        "cannot find `crm.json`\n\
         note: searched in the folder of the package\n\
         note: `../crm.json` exists, but is outside of the package\n\
         note: according to cargo, this package is not in a workspace with other packages\n\
         help: put the file, or a symbolic link to it, into the package",
    );
}

/// For example, a vendored or an excluded package, or a path dependency outside of the workspace.
#[test]
fn a_package_outside_of_the_workspace_reads_its_own_folder_only() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("vendor/lib/Cargo.toml", "[package]\n");
    fixture.write("manifests/crm.json", "");
    fixture.expect_error(
        "vendor/lib",
        "manifests/crm.json",
        "cannot find `manifests/crm.json`\n\
         note: searched in the folder of the package\n\
         note: `../../manifests/crm.json` exists, but is outside of the package\n\
         note: according to cargo, this package is not in a workspace with other packages\n\
         help: put the file, or a symbolic link to it, into the package",
    );
    fixture.write("vendor/lib/manifests/crm.json", "");
    fixture.expect("vendor/lib", "manifests/crm.json", "vendor/lib/manifests/crm.json");
    // The folder of the package can have another name elsewhere, so a path must not contain it.
    let expected = "cannot find `lib/manifests/crm.json`";
    fixture.expect_refused("vendor/lib", "lib/manifests/crm.json", expected);
}

#[test]
fn a_package_that_is_the_whole_workspace_reads_its_own_folder_only() {
    let fixture = Fixture::new(&["."]);
    fixture.expect_error(
        ".",
        "crm.json",
        "cannot find `crm.json`\n\
         note: searched in the folder of the package\n\
         help: export the app registration: `az ad app show --id <app id> -o json > crm.json`",
    );
}

/// Cargo reports a path dependency below the root as a member, even if the package is vendored.
#[test]
fn an_unpacked_package_reads_its_own_folder_only() {
    let fixture = Fixture::new(&["vendor/lib", "api"]);
    fixture.write("manifests/crm.json", "");
    fixture.expect("vendor/lib", "manifests/crm.json", "manifests/crm.json");
    fixture.write("vendor/lib/.cargo-checksum.json", "{}");
    fixture.expect_error(
        "vendor/lib",
        "manifests/crm.json",
        "cannot find `manifests/crm.json`\n\
         note: searched in the folder of the package\n\
         note: `../../manifests/crm.json` exists, but is outside of the package\n\
         note: a packaged crate may read its own files only\n\
         help: in the sources of this crate, put the file, or a symbolic link to it, into the \
         folder of its `Cargo.toml`",
    );
}

#[test]
fn two_different_files_are_an_error() {
    let fixture = Fixture::new(&["crates/api", "crates", "."]);
    fixture.write("crm.json", "");
    fixture.write("crates/api/crm.json", "");
    fixture.expect_error(
        "crates/api",
        "crm.json",
        "`crm.json` names different files\n\
         note: it names `crates/api/crm.json` and `crm.json`\n\
         help: remove or rename all but one, or make them symbolic links to one file",
    );
    // Each of the two has a path that leads to no other file.
    fixture.expect("crates/api", "api/crm.json", "crates/api/crm.json");
    fixture.expect("crates/api", "../../crm.json", "crm.json");
    // A file outside of the package does not count.
    fixture.write("vendor/crm.json", "");
    fixture.write("vendor/lib/Cargo.toml", "[package]\n");
    fixture.write("vendor/lib/crm.json", "");
    fixture.expect("vendor/lib", "crm.json", "vendor/lib/crm.json");
}

#[test]
fn a_member_outside_of_the_root_reads_its_own_folder_and_the_root() {
    let fixture = Fixture::new(&[]);
    fixture.write("api/Cargo.toml", "[package]\nworkspace = \"../root\"\n");
    fixture.write("root/crm.json", "");
    fixture.write("other.json", "");
    let workspace = Workspace {
        root: fixture.path("root"),
        members: vec![fixture.path("api")],
        target: fixture.path("root/target"),
    };
    let lookup = fixture.lookup_in(workspace, "api");
    fixture.expect_found(&lookup, "crm.json", "root/crm.json");
    fixture.expect_found(&lookup, "../root/crm.json", "root/crm.json");
    fixture.expect_error_of(
        &lookup,
        "other.json",
        "cannot find `other.json`\n\
         note: searched in the folder of the package and the root of the workspace\n\
         note: `../other.json` exists, but is outside of the workspace\n\
         help: put the file, or a symbolic link to it, into the workspace",
    );
}
