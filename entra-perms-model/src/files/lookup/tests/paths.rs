use super::*;

const EXAMPLE: &str = "help: write the path of a manifest, such as `manifests/crm.json`";

#[test]
fn dots_must_not_lead_out() {
    let fixture = Fixture::new(&["crates/api"]);
    fixture.write("crates/lib/Cargo.toml", "[package]\n");
    fixture.write("manifests/crm.json", "");
    fixture.expect("crates/api", "../../manifests/crm.json", "manifests/crm.json");
    fixture.write("../crm.json", "");
    for written in ["../../../crm.json", "x/../../../../crm.json"] {
        fixture.expect_error(
            "crates/api",
            written,
            &format!(
                "`{written}` leads out of the workspace\n\
                 help: put the file, or a symbolic link to it, into the workspace\n\
                 help: or write an absolute path, which can lead anywhere"
            ),
        );
    }
    fixture.expect_error(
        "crates/lib",
        "../../manifests/crm.json",
        "`../../manifests/crm.json` leads out of the package\n\
         help: put the file, or a symbolic link to it, into the package\n\
         help: or write an absolute path, which can lead anywhere",
    );
}

#[test]
fn absolute_paths_are_not_restricted() {
    let fixture = Fixture::new(&[]);
    fixture.write("crm.json", "");
    let absolute = |path| fixture.path(path).to_str().unwrap().to_owned();
    for lookup in
        [Lookup::new(TestDisk::new(|_| None), None, None), fixture.lookup("nowhere", None)]
    {
        fixture.expect_found(&lookup, &absolute("crm.json"), "crm.json");
        fixture.expect_error_of(
            &lookup,
            &absolute("crn.json"),
            "cannot find `…/crn.json`\nhelp: did you mean `$ROOT/crm.json`?",
        );
        let expected = format!("`$ROOT` is a directory\n{EXAMPLE}");
        fixture.expect_error_of(&lookup, &absolute("."), &expected);
    }
}

#[test]
fn without_a_package_a_relative_path_cannot_be_looked_up() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("api/crm.json", "");
    let lookup = Lookup::new(TestDisk::new(|_| None), None, Some(fixture.path("api/src/lib.rs")));
    fixture.expect_error_of(
        &lookup,
        "crm.json",
        "`crm.json` is a relative path, but `CARGO_MANIFEST_DIR` is not set\n\
         help: let the build tool set `CARGO_MANIFEST_DIR` to the folder of the package\n\
         help: or write an absolute path",
    );
}

#[test]
fn for_a_missing_file_its_neighbors_are_suggested() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("manifests/crm.json", "");
    fixture.expect_error(
        "api",
        "manifests/crn.json",
        "cannot find `manifests/crn.json`\n\
         note: searched in `api/` and the root of the workspace\n\
         help: did you mean `manifests/crm.json`?",
    );
    fixture.expect_error(
        "api",
        "manifests/other.txt",
        "cannot find `manifests/other.txt`\n\
         note: searched in `api/` and the root of the workspace\n\
         help: export the app registration: \
         `az ad app show --id <app id> -o json > manifests/other.txt`",
    );
}

#[test]
fn directories_and_empty_paths_are_refused() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("manifests/crm.json", "");
    fixture.expect_error("api", "manifests", &format!("`manifests` is a directory\n{EXAMPLE}"));
    fixture.expect_error("api", "", &format!("the path is empty\n{EXAMPLE}"));
}

/// The compiler takes the paths of tracked files as text.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_not_utf8_is_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let fixture = Fixture::new(&[]);
    let package = fixture.path(".").join(OsStr::from_bytes(b"caf\xE9"));
    fs::create_dir_all(&package).unwrap();
    fs::write(package.join("crm.json"), "").unwrap();
    fixture.expect_error_of(
        &Lookup::new(TestDisk::new(|_| None), Some(package), None),
        "crm.json",
        "the folder of `crm.json` has a name that is not UTF-8\n\
         note: the compiler could not track changes of the file\n\
         help: rename the folder",
    );
}
