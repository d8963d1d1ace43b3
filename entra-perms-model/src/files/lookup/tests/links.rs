#![cfg(unix)]

use super::*;

#[test]
fn a_link_to_the_other_file_is_not_a_different_file() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("manifests/crm.json", "");
    fixture.link("api/manifests/crm.json", "../../manifests/crm.json");
    fixture.expect("api", "manifests/crm.json", "api/manifests/crm.json");
    assert_eq!(fixture.calls.get(), 0);
    fs::remove_file(fixture.path("api/manifests/crm.json")).unwrap();
    let file = fixture.path("manifests/crm.json");
    fs::hard_link(file, fixture.path("api/manifests/crm.json")).unwrap();
    fixture.expect("api", "manifests/crm.json", "api/manifests/crm.json");
}

/// The owner of the package made the link, so it may lead out of the workspace.
#[test]
fn a_linked_folder_is_searched() {
    let fixture = Fixture::new(&["api"]);
    fixture.link("api/shared", "../../");
    fixture.write("../elsewhere.json", "");
    fixture.expect("api", "shared/elsewhere.json", "api/shared/elsewhere.json");
}

#[test]
fn a_broken_link_is_not_replaced_by_a_file_of_another_folder() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("crm.json", "");
    fixture.link("api/crm.json", "gone.json");
    fixture.expect_error(
        "api",
        "crm.json",
        "`crm.json` names different files\n\
         note: it names `api/crm.json` and `crm.json`\n\
         help: remove or rename all but one, or make them symbolic links to one file",
    );
}

/// The file system would follow the link first, and then go to the parent of its target.
#[test]
fn dots_behind_a_link_lead_to_the_parent_of_the_link() {
    let fixture = Fixture::new(&["api"]);
    fixture.write("elsewhere/crm.json", "");
    fixture.write("elsewhere/below/empty", "");
    fixture.link("api/link", "../elsewhere/below");
    fixture.write("api/crm.json", "");
    fixture.expect("api", "link/../crm.json", "api/crm.json");
}
