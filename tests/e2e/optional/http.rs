//! The cases over HTTP.

use reqwest::header::{CACHE_CONTROL, VARY, WWW_AUTHENTICATE};
use reqwest::{Client, Response};
use serde_json::Value;

use super::cases::{Credentials, Expected, OPERATIONS, Operation};
use super::{BASIC, METADATA, OWN_VARY, RESOURCE};

/// Sends all requests to the service at this address, and names each one with another response.
pub(super) async fn check(address: &str, all_credentials: Vec<Credentials>) {
    let client = Client::new();
    let mut wrong = Vec::new();
    for Credentials { name, authorization, query, sender } in &all_credentials {
        for operation in OPERATIONS {
            let url = format!("{address}/{}{query}", operation.name());
            let mut request = client.get(url);
            for value in authorization {
                request = request.header("authorization", value);
            }
            let expected = operation.expected(*sender);
            let response = request.send().await.unwrap();
            if let Err(found) = compare(operation, response, expected).await {
                wrong.push(format!("{operation:?}, {name}: {found}\n  not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    check_document(address).await;
}

async fn compare(
    operation: Operation,
    response: Response,
    expected: Expected,
) -> Result<(), String> {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let body = response.text().await.unwrap();
    let values = |name| -> Vec<String> {
        headers
            .get_all(name)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect()
    };
    let challenges = values(WWW_AUTHENTICATE);
    let sign_in =
        format!(r#"Bearer scope="{RESOURCE}/{}", resource_metadata="{METADATA}""#, BASIC.value());
    let is_challenge = |error: &str| {
        challenges.len() == 1 && challenges[0].contains(&format!(r#"error="{error}""#))
    };
    let as_expected = match expected {
        Expected::Body(text) => status == 200 && body == text,
        Expected::SignIn => {
            let problem: Value = serde_json::from_str(&body).unwrap();
            status == 401
                && challenges == [sign_in]
                && problem["detail"] == "no access token was sent"
                && problem.get("error").is_none()
                && values(CACHE_CONTROL) == ["no-store"]
        }
        Expected::Malformed => status == 400 && is_challenge("invalid_request"),
        Expected::BadToken => status == 401 && is_challenge("invalid_token"),
        Expected::Denied => status == 403 && is_challenge("insufficient_scope"),
        Expected::Misconfigured => status == 500 && challenges.is_empty(),
    };
    let vary = match operation {
        Operation::Outside => vec![],
        // The handler sets the header itself.
        Operation::Catalog if status == 200 => vec![format!("{OWN_VARY}, Authorization")],
        _ => vec!["Authorization".to_owned()],
    };
    if as_expected && values(VARY) == vary {
        Ok(())
    } else {
        Err(format!("{status} {headers:?} {body}"))
    }
}

/// The document for clients depends on no token.
async fn check_document(address: &str) {
    let url = format!("{address}/.well-known/oauth-protected-resource");
    let document = reqwest::get(url).await.unwrap();
    assert_eq!(document.status(), 200);
    assert!(!document.headers().contains_key(VARY), "{document:?}");
}
