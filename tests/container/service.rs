//! The service in a container: its start, its connections to the authority, its files and its end.
//!
//! In each of these tests the program also runs without `/proc`, `/dev`, `/tmp`, `/etc/passwd`,
//! time zones and a shell, in a read-only root folder, and as the user of the image.

use std::fs;

use http::StatusCode;

use crate::authority::{Authority, TENANT};
use crate::container::{Container, Variable};
use crate::recipe::repository;
use crate::root::Root;

/// An authority that does not respond: nobody listens at this port.
const NOBODY: &str = "https://127.0.0.1:9";

/// The registration in `manifests/crm.json`, for which the authority signs tokens.
const CLIENT_ID: &str = "86bd2ede-e2b4-43db-8272-e1697192d072";

/// Starts the service with an authority at this URL, and with further variables.
fn start(root: Root, authority: &str, further: &[Variable<'_>]) -> Container {
    let variables = [
        ("CRM_AUTHORITY", Some(authority)),
        ("CRM_TENANT", Some(TENANT)),
        ("CRM_CLIENT_ID", Some(CLIENT_ID)),
    ];
    Container::start(root, &[&variables, further].concat())
}

/// Fails unless the service lives, but has no keys.
async fn expect_waiting(container: &mut Container) {
    assert_eq!(container.get("/live", None).await.0, StatusCode::OK, "{}", container.log());
    let (status, problem) = container.get("/ready", None).await;
    assert_eq!((status, &problem["status"]), (StatusCode::SERVICE_UNAVAILABLE, &503.into()));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn with_the_certificate_of_the_authority_requests_are_answered() {
    let authority = Authority::start().await;
    let root = Root::new("trusted").with_certificates(&authority.certificate());
    let mut container = start(root, &authority.url("127.0.0.1"), &[]);
    container.ready().await;
    let token = authority.token();
    let (status, contacts) = container.get("/contacts", Some(&token)).await;
    assert_eq!(status, StatusCode::OK, "{contacts}");
    assert_eq!(container.get("/contacts", None).await.0, StatusCode::UNAUTHORIZED);
    assert!(!container.log().contains(&token), "{}", container.log());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn without_certificates_the_service_says_the_remedies_and_ends() {
    let authority = Authority::start().await;
    let root = Root::new("untrusted").without_certificates();
    let mut container = start(root, &authority.url("127.0.0.1"), &[]);
    assert_eq!(container.end().code(), Some(2), "{}", container.log());
    let log = container.log();
    for part in ["no root certificates", "`SSL_CERT_FILE`", "`bundled_roots`"] {
        assert!(log.contains(part), "{part}: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn roots_in_the_program_need_no_file_and_do_not_vouch_for_another_authority() {
    let authority = Authority::start().await;
    for root in [
        Root::new("bundled").without_certificates(),
        // The file has the root of the authority, and must not count.
        Root::new("bundled-only").with_certificates(&authority.certificate()),
    ] {
        let url = authority.url("127.0.0.1");
        let mut container = start(root, &url, &[("CRM_BUNDLED_ROOTS", Some("true"))]);
        container.written("invalid peer certificate");
        expect_waiting(&mut container).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn certificates_of_other_roots_do_not_vouch_for_the_authority() {
    let authority = Authority::start().await;
    // The certificates of the image.
    let mut container = start(Root::new("public"), &authority.url("127.0.0.1"), &[]);
    container.written("invalid peer certificate");
    expect_waiting(&mut container).await;
}

/// An engine writes `/etc/hosts` and `/etc/resolv.conf`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn names_are_resolved_with_the_file_of_the_engine() {
    let authority = Authority::start().await;
    let root = Root::new("names").with_certificates(&authority.certificate());
    let root = root.with_file("etc/hosts", "127.0.0.1 localhost\n");
    let mut container = start(root, &authority.url("localhost"), &[]);
    container.ready().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn the_folder_of_the_database_is_the_only_writable_one() {
    let authority = Authority::start().await;
    let root = Root::new("database").with_certificates(&authority.certificate());
    let data = root.volume("/data");
    let url = authority.url("127.0.0.1");
    let mut container = start(root, &url, &[]);
    container.ready().await;
    assert!(data.join("crm.db").is_file(), "{}", container.log());
    let (status, _) = container.get("/contacts", Some(&authority.token())).await;
    assert_eq!(status, StatusCode::OK, "{}", container.log());
    assert!(container.stop().success(), "{}", container.log());

    let root = Root::new("elsewhere").with_certificates(&authority.certificate());
    let mut container = start(root, &url, &[("CRM_DATABASE", Some("/crm.db"))]);
    assert!(!container.end().success(), "{}", container.log());
    assert!(container.log().contains("/crm.db"), "{}", container.log());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn records_in_memory_need_no_writable_folder() {
    let authority = Authority::start().await;
    let root = Root::new("memory").with_certificates(&authority.certificate());
    let mut container = start(root, &authority.url("127.0.0.1"), &[("CRM_DATABASE", None)]);
    container.ready().await;
    let (status, _) = container.get("/contacts", Some(&authority.token())).await;
    assert_eq!(status, StatusCode::OK, "{}", container.log());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn the_first_process_has_no_rights_and_ends_at_sigterm() {
    let authority = Authority::start().await;
    let root = Root::new("stopped").with_certificates(&authority.certificate());
    let mut container = start(root, &authority.url("127.0.0.1"), &[]);
    container.ready().await;
    assert_eq!(container.status("CapEff"), "0000000000000000");
    // The last id is the one in the namespace of the container.
    assert!(container.status("NSpid").ends_with("\t1"), "{}", container.status("NSpid"));
    let status = container.stop();
    assert_eq!(status.code(), Some(0), "{}", container.log());
}

/// An unknown variable is an error of the service.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn the_service_starts_with_the_variables_of_the_page() {
    let page = fs::read_to_string(repository().join("docs/guide/container.md")).unwrap();
    let options = page.split(" -e ").skip(1).map(|rest| rest.split_whitespace().next());
    let entries = page.split("{ name: ").skip(1).map(|rest| rest.split(" }").next());
    let options = options.map(|pair| pair.unwrap().split_once('=').unwrap());
    let entries = entries.filter_map(|pair| pair.unwrap().split_once(", value: "));
    let all = options
        .chain(entries)
        .map(|(name, value)| (name, Some(value.trim_matches('"'))));
    // The test does not connect to Entra.
    let mut variables: Vec<_> = all.filter(|(name, _)| *name != "CRM_AUTHORITY").collect();
    assert!(variables.len() >= 5, "{variables:?}");
    variables.push(("CRM_AUTHORITY", Some(NOBODY)));
    let mut container = Container::start(Root::new("page"), &variables);
    expect_waiting(&mut container).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "builds the program for release; `.ci/run container` includes it"]
async fn the_service_starts_before_its_authority() {
    let mut container = start(Root::new("early"), NOBODY, &[]);
    expect_waiting(&mut container).await;
    assert!(container.stop().success(), "{}", container.log());
}
