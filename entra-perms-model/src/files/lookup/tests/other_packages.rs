use super::*;

/// For example, trybuild generates a package that compiles the UI tests of another one.
#[test]
fn a_generated_package_reads_the_files_of_the_calling_package() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("target/tests/trybuild/api/Cargo.toml", "[package]\n");
    fixture.write("api/crm.json", "");
    fixture.write("api/ui/case.rs", "");
    fixture.write("root.json", "");
    let generated = || fixture.lookup("target/tests/trybuild/api", Some("api/ui/case.rs"));
    fixture.expect_found(&generated(), "crm.json", "api/crm.json");
    fixture.expect_found(&generated(), "root.json", "root.json");
    fixture.expect_error_of(
        &generated(),
        "crn.json",
        "cannot find `crn.json`\n\
         note: searched in `api/` and the root of the workspace\n\
         help: did you mean `crm.json`?",
    );
    // If one of the packages is unpacked, it reads its own files only.
    fixture.write("api/.cargo-checksum.json", "{}");
    assert!(generated().find("crm.json").is_ok());
    assert!(generated().find("root.json").is_err());
    fixture.write("target/tests/trybuild/api/.cargo-checksum.json", "{}");
    assert!(generated().find("crm.json").is_err());
}

/// The path of a generated source file does not name the package for which it was generated.
#[test]
fn a_generated_source_file_is_not_in_a_calling_package() {
    let fixture = Fixture::new(&["."]);
    fixture.write("crm.json", "");
    // Cargo can keep the sources of a library below the target folder.
    let lookup = |file| fixture.lookup("target/cargo/git/checkouts/lib", Some(file));
    assert!(lookup("target/debug/build/lib/out/permissions.rs").find("crm.json").is_err());
    assert!(lookup("src/permissions.rs").find("crm.json").is_ok());
}

#[test]
fn a_macro_of_another_package_does_not_lend_its_files() {
    let fixture = Fixture::new(&["api"]);
    // A macro of this library contains the call of `permissions!`.
    fixture.write("vendor/lib/Cargo.toml", "[package]\n");
    fixture.write("vendor/lib/crm.json", "");
    let lookup = fixture.lookup("api", Some("vendor/lib/src/lib.rs"));
    assert!(lookup.find("crm.json").is_err());
    // The build of the workspace generates a source file of the library.
    fixture.write("Cargo.toml", "[workspace]\n");
    fixture.write("manifests/crm.json", "");
    let generated = "target/debug/build/lib/out/permissions.rs";
    let lookup = fixture.lookup("vendor/lib", Some(generated));
    assert!(lookup.find("manifests/crm.json").is_err());
}

#[test]
fn members_of_one_workspace_may_share_a_source_file() {
    let fixture = Fixture::new(&["api", "shared"]);
    fixture.write("shared/crm.json", "");
    let lookup = fixture.lookup("api", Some("shared/src/permissions.rs"));
    fixture.expect_found(&lookup, "crm.json", "shared/crm.json");
    fixture.write("api/crm.json", "");
    fixture.expect_error_of(
        &lookup,
        "crm.json",
        "`crm.json` names different files\n\
         note: it names `api/crm.json` and `shared/crm.json`\n\
         help: remove or rename all but one, or make them symbolic links to one file",
    );
}
