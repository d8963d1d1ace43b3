//! A release cannot contain the testing kit.

use crate::scratch::Scratch;

/// The flag of a release that the runtime checks.
const RELEASE: &str = "debug-assertions=off";

#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn the_testing_kit_stays_out_of_releases() {
    let mut scratch = Scratch::depending("release", &["testing"], "");
    scratch.write("src/lib.rs", "");
    let mut compile = |flags: &[&str]| {
        let cargo = ["rustc", "-p", "entra-perms-runtime", "--lib", "--", "--emit=metadata"];
        scratch.cargo(&[&cargo, flags].concat()).errors()
    };
    let error = compile(&["-C", RELEASE]).unwrap();
    assert!(error.contains("move the feature to `dev-dependencies`"), "{error}");
    assert_eq!(error.matches("error: ").count(), 1, "{error}");
    assert_eq!(compile(&["-C", RELEASE, "--cfg", "entra_perms_testing"]), None);
    assert_eq!(compile(&[]), None);
}
