use entra_perms_runtime::testing::DevIssuer;
use serde_json::{Value, json};

use super::*;
use crate::arguments::DEVELOPMENT_CLIENT_ID;

const TENANT: &str = "3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61";

/// Starts a server whose clients see it at this URL.
async fn server(url: Option<&str>) -> anyhow::Result<Server> {
    let issuer = DevIssuer::start(TENANT).await?;
    let tenant = issuer.tenant().to_string();
    let validator = validator(issuer.authority(), &tenant, DEVELOPMENT_CLIENT_ID).await?;
    Server::bind("127.0.0.1:0".parse()?, url.map(str::to_owned), validator).await
}

async fn document(server: Server, path: &str) -> anyhow::Result<Value> {
    let url = format!("{}{path}", server.address);
    let running = tokio::spawn(server.run());
    let client = reqwest::Client::builder().no_proxy().build()?;
    let document = client.get(url).send().await?.error_for_status()?.json().await;
    running.abort();
    Ok(document?)
}

#[tokio::test]
async fn the_document_names_the_url_of_the_reverse_proxy() {
    let url = "https://crm-dev.contoso.example";
    let server = server(Some(url)).await.unwrap();
    let document = document(server, "/.well-known/oauth-protected-resource").await.unwrap();
    assert_eq!(document["resource"], url);
    // The URL is an App ID URI, so clients request scopes by it.
    assert_eq!(document["scopes_supported"], json!([format!("{url}/Crm.Read.My")]));
}

#[tokio::test]
async fn the_document_names_the_address_without_a_url() {
    let server = server(None).await.unwrap();
    let address = server.address.clone();
    let document = document(server, "/.well-known/oauth-protected-resource").await.unwrap();
    assert_eq!(document["resource"], address.as_str());
}

#[tokio::test]
async fn an_unsuitable_url_is_a_usage_error_that_names_the_option() {
    for url in ["crm.contoso.example", "http://crm.contoso.example", "https://a.example/#top"] {
        let Err(error) = server(Some(url)).await else { panic!("{url}") };
        let text = format!("{error:#}");
        assert!(text.contains("`--url`") && text.contains(url), "{text}");
    }
}
