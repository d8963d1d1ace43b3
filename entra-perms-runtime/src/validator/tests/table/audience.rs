//! `aud`: this API, by its client id; in v1.0 tokens also by its App ID URI, with one slash behind or none.

use serde_json::json;

use super::services::{EITHER, EITHER_BY_CLIENT_ID, V1};
use super::token::{CLIENT, app, user, v1_user};
use super::{Hostile, quoted, refused, shape};
use crate::test_support::model::{CLIENT_ID, URI};
use crate::validator::TokenError;

const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

pub(super) fn rows() -> Vec<Hostile> {
    [v2(), v1(), by_client_id(), shapes(), graph()].into_iter().flatten().collect()
}

/// For Microsoft Graph, in each cloud, though the header has no `nonce`.
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
            format!("v1.0, for Graph, {aud:?}"),
            v1_user().claim("aud", aud),
            TokenError::MicrosoftGraph,
        );
        let app = refused(
            format!("v2.0, for Graph, {aud:?}"),
            app().claim("aud", aud),
            TokenError::MicrosoftGraph,
        );
        [user.at(&V1), app]
    })
    .collect()
}

fn another(found: &str) -> TokenError {
    TokenError::Audience { found: quoted(found), expected: quoted(CLIENT_ID) }
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
            format!("v2.0, and not for us, for {aud:?}"),
            user().claim("aud", aud.as_str()),
            another(&aud),
        )
        .at(&EITHER)
    })
    .collect()
}

fn v1() -> Vec<Hostile> {
    [
        "api://crm//",
        "/api://crm",
        "api://CRM",
        "API://crm",
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
        "https://CRM.example/",
        "https://crm.example:443/",
        "https://crm.example.evil.example",
        "https://crm.example@evil.example",
        "https://crm.example/x",
        "https://crm.examp1e",
        "urn:further/",
        "urn:further//",
        "",
        "/",
        "//",
        "https://graph.windows.net",
        "https://graph.windows.net/",
    ]
    .map(|aud| {
        refused(
            format!("v1.0, and not for us, for {aud:?}"),
            v1_user().claim("aud", aud),
            another(aud),
        )
        .at(&EITHER)
    })
    .into_iter()
    .chain([
        refused(
            "v1.0 for the client id with a slash",
            v1_user().claim("aud", format!("{CLIENT_ID}/")),
            another(&format!("{CLIENT_ID}/")),
        )
        .at(&EITHER),
        refused(
            "v1.0 for the URI of another registration",
            v1_user().claim("aud", "https://crm.example"),
            another("https://crm.example"),
        )
        .at(&V1),
        refused(
            "of the manifest's API, for an audience that was not given",
            user().claim("aud", "urn:further"),
            another("urn:further"),
        ),
        refused(
            "an audience of 10,000 letters and a line break",
            user().claim("aud", format!("x\n{}", "y".repeat(10_000))),
            another(&format!("x\n{}", "y".repeat(10_000))),
        ),
    ])
    .collect()
}

/// Where the manifest asks for the client id (`use_guid`), Entra writes no URI.
fn by_client_id() -> Vec<Hostile> {
    [URI, "api://crm/", "https://crm.example/", "https://crm.example"]
        .map(|aud| {
            refused(
                format!("v1.0 for the URI {aud:?}, where the client id is asked for"),
                v1_user().claim("aud", aud).but(),
                another(aud),
            )
            .at(&EITHER)
            .refused_at(&EITHER_BY_CLIENT_ID)
        })
        .into()
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
        refused(format!("`aud` {aud}"), user().claim("aud", aud), shape("aud", "one string"))
    })
    .into()
}
