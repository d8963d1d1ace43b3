//! The files of the image.

use std::fs;

use crate::root::Root;

#[test]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
fn the_image_has_the_program_and_certificates_and_nothing_else() {
    let root = Root::new("files");
    let program = root.image.recipe.program();
    let expected = [program.to_str().unwrap(), "/data", "/etc/ssl/certs/ca-certificates.crt"];
    assert_eq!(root.entries(), expected);
    let certificates = fs::read_to_string(root.path().join(&expected[2][1..])).unwrap();
    assert!(certificates.contains("-----BEGIN CERTIFICATE-----"));
}
