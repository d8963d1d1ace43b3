//! Refused tokens: `aud` is not this API. The audience of a v2.0 token is the client id. In v1.0
//! tokens it may also be `spn:` and the client id, or the App ID URI in any case, with or without
//! one trailing slash.
//!
//! The error names the nearest known audience and the difference. `nearest_audience` tests which
//! one that is, so the rows compare the audience that was found.

use serde_json::json;

use super::services::{EITHER_BY_CLIENT_ID, EITHER_VERSION, V1};
use super::token::{CLIENT, app, user, v1_user};
use super::{Hostile, claim_error, quoted, refused};
use crate::test_support::model::{CLIENT_ID, URI};
use crate::validator::TokenError;

const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

pub(super) fn rows() -> Vec<Hostile> {
    [v2(), v1(), by_client_id(), shapes(), graph()].into_iter().flatten().collect()
}

/// Tokens for Microsoft Graph in each cloud, without `nonce` in the header.
fn graph() -> Vec<Hostile> {
    [
        GRAPH,
        "https://graph.microsoft.com",
        "https://graph.microsoft.com/",
        "https://graph.microsoft.us",
        "https://dod-graph.microsoft.us/",
        "https://microsoftgraph.chinacloudapi.cn",
    ]
    .into_iter()
    .flat_map(|aud| {
        let user = refused(
            format!("a v1.0 token for Microsoft Graph, {aud:?}"),
            v1_user().claim("aud", aud),
            TokenError::MicrosoftGraph,
        );
        let app = refused(
            format!("a v2.0 token for Microsoft Graph, {aud:?}"),
            app().claim("aud", aud),
            TokenError::MicrosoftGraph,
        );
        [user.at(&V1), app]
    })
    .collect()
}

fn another(found: &str) -> TokenError {
    TokenError::Audience { found: quoted(found), expected: quoted(CLIENT_ID), difference: None }
}

fn v2() -> Vec<Hostile> {
    [
        "https://management.azure.com/",
        CLIENT,
        "",
        " ",
        "/",
        "*",
        "null",
        URI,
        "api://crm/",
        "https://crm.example",
        "https://crm.example/",
        "00000000-0000-0000-0000-000000000000",
        "urn:furthe",
        "urn:further/",
        "URN:FURTHER",
        "urn:further ",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([
        CLIENT_ID.to_uppercase(),
        CLIENT_ID.replace('-', ""),
        format!("{{{CLIENT_ID}}}"),
        format!("{CLIENT_ID}/"),
        format!("/{CLIENT_ID}"),
        format!("{CLIENT_ID} "),
        format!(" {CLIENT_ID}"),
        format!("{CLIENT_ID}\n"),
        format!("{CLIENT_ID}\0"),
        format!("api://{CLIENT_ID}"),
        format!("spn:{CLIENT_ID}"),
        format!("urn:uuid:{CLIENT_ID}"),
        format!("{CLIENT_ID}/.default"),
        format!("{CLIENT_ID},{GRAPH}"),
        format!("{CLIENT_ID} {GRAPH}"),
        format!("[\"{CLIENT_ID}\"]"),
        CLIENT_ID[..35].to_owned(),
        CLIENT_ID[1..].to_owned(),
        format!("{CLIENT_ID}0"),
        CLIENT_ID.replace('a', "\u{430}"),
        CLIENT_ID.replace('-', "\u{2010}"),
    ])
    .map(|aud| {
        refused(
            format!("a v2.0 token for another audience, {aud:?}"),
            user().claim("aud", aud.as_str()),
            another(&aud),
        )
        .at(&EITHER_VERSION)
    })
    .collect()
}

fn v1() -> Vec<Hostile> {
    [
        "api://crm//",
        "/api://crm",
        "api://CRM//",
        "api://\u{441}rm",
        "api://crm ",
        " api://crm",
        "api://crm/x",
        "api://crm/Crm.Read",
        "api://crm/.default",
        "api://crm?",
        "api://crm#",
        "api://crm\\",
        "api://crm%2F",
        "api://crm/\0",
        "api://cr",
        "api://crmx",
        "api://",
        "crm",
        "http://crm.example",
        "https://crm.example//",
        "https://crm.example:443/",
        "https://crm.example.evil.example",
        "https://crm.example@evil.example",
        "https://crm.example/x",
        "https://crm.examp1e",
        "urn:further/",
        "urn:further//",
        "URN:FURTHER",
        "spn:",
        "spn:api://crm",
        "spn:urn:further",
        "",
        "/",
        "//",
        "https://graph.windows.net",
        "https://graph.windows.net/",
    ]
    .map(|aud| {
        refused(
            format!("a v1.0 token for another audience, {aud:?}"),
            v1_user().claim("aud", aud),
            another(aud),
        )
        .at(&EITHER_VERSION)
    })
    .into_iter()
    .chain([
        refused(
            "a v1.0 token for the client id with a trailing slash",
            v1_user().claim("aud", format!("{CLIENT_ID}/")),
            another(&format!("{CLIENT_ID}/")),
        )
        .at(&EITHER_VERSION),
        v1_for(&format!("spn:{CLIENT}")),
        v1_for(&format!("spn:{CLIENT_ID}/")),
        v1_for(&format!("spn: {CLIENT_ID}")),
        v1_for(&format!("SPN:{CLIENT_ID}")),
        v1_for(&format!("spn:spn:{CLIENT_ID}")),
        v1_for(&format!("spn:{}", CLIENT_ID.to_uppercase())),
        v1_for(&CLIENT_ID.to_uppercase()),
        refused(
            "a v1.0 token for the URI of another registration",
            v1_user().claim("aud", "https://crm.example"),
            another("https://crm.example"),
        )
        .at(&V1),
        refused(
            "a token for an audience that was not configured",
            user().claim("aud", "urn:further"),
            another("urn:further"),
        ),
        refused(
            "an audience of 10,002 characters with a line break",
            user().claim("aud", format!("x\n{}", "y".repeat(10_000))),
            another(&format!("x\n{}", "y".repeat(10_000))),
        ),
    ])
    .collect()
}

fn v1_for(aud: &str) -> Hostile {
    let name = format!("a v1.0 token for another audience, {aud:?}");
    refused(name, v1_user().claim("aud", aud), another(aud)).at(&EITHER_VERSION)
}

/// If the manifest requests the client id (`use_guid`), Entra never writes a URI into `aud`.
fn by_client_id() -> Vec<Hostile> {
    [URI, "api://crm/", "API://CRM", "https://crm.example/", "https://crm.example"]
        .map(str::to_owned)
        .into_iter()
        .chain([format!("spn:{CLIENT_ID}")])
        .map(|aud| {
            refused(
                format!("a v1.0 token for {aud:?}, if the manifest requests the client id"),
                v1_user().claim("aud", aud.as_str()).good_so_far(),
                another(&aud),
            )
            .at(&EITHER_VERSION)
            .refused_at(&EITHER_BY_CLIENT_ID)
        })
        .collect()
}

fn shapes() -> Vec<Hostile> {
    [
        json!([CLIENT_ID]),
        json!([CLIENT_ID, GRAPH]),
        json!([]),
        json!({ "aud": CLIENT_ID }),
        json!(7),
        json!(true),
    ]
    .map(|aud| {
        refused(format!("`aud` {aud}"), user().claim("aud", aud), claim_error("aud", "one string"))
    })
    .into()
}
