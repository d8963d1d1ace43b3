//! A page of another origin, in a real browser.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::response::Html;
use axum::routing::{get, post};
use entra_perms_tests::crm::{Model, Role, Scope};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::log;
use crate::service::Service;

/// The names under which systems install the browser.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The time for the whole page. A browser may start slowly.
const MAX_WAIT: Duration = Duration::from_secs(120);

fn browser() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    let files = NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    files.into_iter().find(|file| file.is_file())
}

/// Serves the page, which sends its results back.
async fn serve_page() -> (String, mpsc::Receiver<Value>) {
    let (sender, results) = mpsc::channel(1);
    let receive = async move |text: String| {
        sender.send(serde_json::from_str(&text).unwrap()).await.unwrap();
    };
    let page = Html(include_str!("page.html"));
    let app = Router::new()
        .route("/", get(async move || page))
        .route("/results", post(receive));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (origin, results)
}

#[tokio::test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
async fn a_page_opens_websockets_and_event_streams() {
    let browser = browser().expect("no Chromium or Chrome in the folders of PATH");
    let (origin, mut results) = serve_page().await;
    let service = Service::start(&origin).await;
    let token = service.token();
    // The service logs the header of the request that has one, so this request has its own token.
    let for_header = service.issuer.user::<Model>();
    let roles = [Role::ContactsReadTeam, Role::ContactsReadMy];
    let for_header = for_header.roles(roles).scopes([Scope::CrmReadTeam]).sign();
    let expired = service.issuer.user::<Model>().roles([Role::ContactsReadTeam]);
    let expired = expired
        .scopes([Scope::CrmReadTeam])
        .issued_at(SystemTime::now() - Duration::from_secs(7200))
        .sign();
    let tokens = [&token, &for_header, &expired];
    let input = json!({ "api": service.address, "tokens": tokens }).to_string();
    let profile = env::temp_dir().join(format!("entra-perms-browser-{}", std::process::id()));
    let mut process = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args(["--no-first-run", "--disable-background-networking", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.display()))
        // A fragment is not sent to a server. The quotation marks of JSON need escapes.
        .arg(format!("{origin}/#{}", input.replace('"', "%22")))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let found = timeout(MAX_WAIT, results.recv()).await;
    process.kill().unwrap();
    process.wait().unwrap();
    // The browser may still write its last files.
    let _ = std::fs::remove_dir_all(profile);
    let mut found = found.expect("the page sent no results").unwrap();

    let first = found["first"].take();
    let expected = json!({
        "prefixed": r#"crm.v1: user ["crm.v1"]"#,
        "alone": r#"crm.v1: user ["crm.v1"]"#,
        "nothing": "closed",
        "expired": "closed",
        "unnamed": "closed",
        "fetched": "data: user /events /api/events\n\n",
        "anonymous": "closed",
        "ticket": "user /events?since=7 /api/events?since=7",
        "again": "closed",
        "socketTicket": ": user []",
        "cookies": "",
        "first": null,
    });
    assert_eq!(found, expected);
    log::assert_without(&[&token, &expired, first.as_str().unwrap()]);
}
