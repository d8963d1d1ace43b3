//! Refused tokens: `iss` is not the authority's issuer for the tenant and token version, or `ver`
//! is not accepted.

use serde_json::json;

use super::services::{
    CHINA_ANY, CHINA_V1, CHINA_V2, EITHER_VERSION, EXTERNAL_ID, US_V1, US_V2, V1, V2,
};
use super::token::{user, v1_user};
use super::{Hostile, claim_error, quoted, refused};
use crate::test_support::model::TENANT;
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [spellings(), shapes(), versions(), clouds()].into_iter().flatten().collect()
}

pub(super) fn issuer(found: &str) -> TokenError {
    TokenError::Issuer { found: quoted(found) }
}

fn with_issuer(iss: &str) -> Hostile {
    refused(format!("`iss` {iss:?}"), user().claim("iss", iss), issuer(iss))
}

/// The issuer is compared byte by byte.
fn spellings() -> Vec<Hostile> {
    [
        "https://login.microsoftonline.com/{}/v2.0/",
        "https://login.microsoftonline.com/{}/v2.0 ",
        " https://login.microsoftonline.com/{}/v2.0",
        "https://login.microsoftonline.com/{}/v2.0\n",
        "https://login.microsoftonline.com/{}/v2.0\0",
        "https://login.microsoftonline.com/{}/v2.0#",
        "https://login.microsoftonline.com/{}/v2.0?x",
        "https://login.microsoftonline.com/{}/V2.0",
        "https://login.microsoftonline.com/{}/v2",
        "https://login.microsoftonline.com/{}/",
        "https://login.microsoftonline.com/{}",
        "https://login.microsoftonline.com//{}/v2.0",
        "https://login.microsoftonline.com/x/../{}/v2.0",
        "https://login.microsoftonline.com/%7B{}%7D/v2.0",
        "https://login.microsoftonline.com:443/{}/v2.0",
        "https://LOGIN.microsoftonline.com/{}/v2.0",
        "HTTPS://login.microsoftonline.com/{}/v2.0",
        "http://login.microsoftonline.com/{}/v2.0",
        "//login.microsoftonline.com/{}/v2.0",
        "login.microsoftonline.com/{}/v2.0",
        "https://login.microsoftonline.com./{}/v2.0",
        "https://login.microsoftonline.com@evil.example/{}/v2.0",
        "https://evil@login.microsoftonline.com/{}/v2.0",
        "https://evil.example/https://login.microsoftonline.com/{}/v2.0",
        "https://login.microsoftonline.com.evil.example/{}/v2.0",
        "https://login.microsoftonl\u{131}ne.com/{}/v2.0",
        "https://login.microsoftonline\u{3002}com/{}/v2.0",
        "https://evil.example/{}/v2.0",
        "https://login.windows.net/{}/v2.0",
        "https://sts.windows.net/{}/v2.0",
        "urn:uuid:{}",
        "{}",
    ]
    .map(|template| with_issuer(&template.replace("{}", TENANT)))
    .into_iter()
    .chain(
        [
            "",
            "/",
            "https://login.microsoftonline.com/{tenantid}/v2.0",
            "https://login.microsoftonline.com/common/v2.0",
            "https://login.microsoftonline.com/organizations/v2.0",
            "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0",
            "https://login.microsoftonline.com/*/v2.0",
            "https://login.microsoftonline.com/",
        ]
        .map(with_issuer),
    )
    .chain([
        with_issuer(&format!("https://login.microsoftonline.com/{}/v2.0", TENANT.to_uppercase())),
        with_issuer(&format!("https://login.microsoftonline.com/{}/v2.0", TENANT.replace('-', ""))),
        with_issuer(&format!(
            "https://login.microsoftonline.com/{TENANT}/v2.0{}",
            "x".repeat(10_000)
        )),
    ])
    .collect()
}

fn shapes() -> Vec<Hostile> {
    let good = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    [
        json!([good]),
        json!([good, "https://evil.example"]),
        json!({ "url": good }),
        json!(7),
        json!(true),
        json!([]),
    ]
    .map(|iss| {
        refused(format!("`iss` {iss}"), user().claim("iss", iss), claim_error("iss", "one string"))
    })
    .into()
}

/// Each token version has its own issuer.
fn versions() -> Vec<Hostile> {
    let of_v1 = format!("https://sts.windows.net/{TENANT}/");
    let of_v2 = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let without_slash = format!("https://sts.windows.net/{TENANT}");
    let version = |found: &str| TokenError::Version { found: quoted(found) };
    let mut rows = vec![
        refused(
            "a v2.0 token with the v1.0 issuer",
            user().claim("iss", of_v1.as_str()),
            issuer(&of_v1),
        ),
        refused(
            "a v2.0 token with the v1.0 issuer, for an API of either version",
            user().claim("iss", of_v1.as_str()),
            issuer(&of_v1),
        )
        .at(&EITHER_VERSION),
        refused(
            "a v1.0 token with the v2.0 issuer",
            v1_user().claim("iss", of_v2.as_str()),
            issuer(&of_v2),
        )
        .at(&V1),
        refused(
            "a v1.0 token whose issuer lacks the slash",
            v1_user().claim("iss", without_slash.as_str()),
            issuer(&without_slash),
        )
        .at(&V1),
        refused("a v1.0 token with `ver` 2.0", v1_user().claim("ver", "2.0"), issuer(&of_v1))
            .at(&EITHER_VERSION),
        refused("a v2.0 token with `ver` 1.0", user().claim("ver", "1.0"), issuer(&of_v2))
            .at(&EITHER_VERSION),
        refused("a v1.0 token for an API that requests v2.0", v1_user(), version("1.0"))
            .at(&V1)
            .refused_at(&V2),
        refused("a v2.0 token for an API that requests v1.0", user(), version("2.0"))
            .refused_at(&V1),
    ];
    rows.extend(
        ["", "1", "2", "v2.0", "2.0 ", " 2.0", "2.00", "3.0", "2,0", "\u{0662}.0", "1.0\0"].map(
            |ver| {
                refused(format!("`ver` {ver:?}"), user().claim("ver", ver), version(ver))
                    .at(&EITHER_VERSION)
            },
        ),
    );
    rows
}

fn clouds() -> Vec<Hostile> {
    let mut rows = Vec::new();
    for (host, name) in [
        ("login.microsoftonline.us", "the US Government"),
        ("login.partner.microsoftonline.cn", "China"),
        ("login.chinacloudapi.cn", "China, by its former host"),
        ("login.microsoftonline.de", "the former German cloud"),
        ("contoso.ciamlogin.com", "External ID, by name"),
        ("contoso.b2clogin.com", "Azure AD B2C"),
        ("login.live.com", "personal accounts, by name"),
    ] {
        let iss = format!("https://{host}/{TENANT}/v2.0");
        rows.push(refused(
            format!("an issuer of {name}"),
            user().claim("iss", iss.as_str()),
            issuer(&iss),
        ));
    }
    let global = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let of_v1 = format!("https://sts.windows.net/{TENANT}/");
    let of_us = format!("https://login.microsoftonline.us/{TENANT}/v2.0");
    let by_name = format!("https://contoso.ciamlogin.com/{TENANT}/v2.0");
    let of_china = format!("https://sts.chinacloudapi.cn/{TENANT}/");
    rows.extend([
        refused("a token of the global cloud in the US Government cloud", user(), issuer(&global))
            .refused_at(&US_V2),
        refused("a token of the global cloud in China", user(), issuer(&global))
            .refused_at(&CHINA_V2),
        refused("a v1.0 token of the global cloud in China", v1_user(), issuer(&of_v1))
            .at(&V1)
            .refused_at(&CHINA_V1),
        refused("a token of the global cloud in External ID", user(), issuer(&global))
            .refused_at(&EXTERNAL_ID),
        refused(
            "a v1.0 token of China in the global cloud",
            v1_user().claim("iss", of_china.as_str()),
            issuer(&of_china),
        )
        .at(&V1),
        refused(
            "a v1.0 token of China in the US Government cloud",
            v1_user().claim("iss", of_china.as_str()),
            issuer(&of_china),
        )
        .at(&V1)
        .refused_at(&US_V1),
        refused(
            "a token of the US Government cloud in China, any tenant",
            user().claim("iss", of_us.as_str()).good_so_far(),
            issuer(&of_us),
        )
        .at(&US_V2)
        .refused_at(&CHINA_ANY),
        refused(
            "an issuer of External ID by name, at External ID",
            user().claim("iss", by_name.as_str()),
            issuer(&by_name),
        )
        .refused_at(&EXTERNAL_ID),
    ]);
    rows
}
