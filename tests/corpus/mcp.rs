//! The rule for the URL of an MCP server, at build time and at run time.

use std::path::PathBuf;

use entra_perms_model::{Lookup, analyze};
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, Tenants, TokenValidator};
use entra_perms_tests::ferries::Model;

use crate::disk::Disk;

const TENANT: &str = "11111111-2222-4333-8444-555555555555";

/// A service that builds with a URL must also start with it.
#[tokio::test]
async fn a_url_that_passes_at_build_time_passes_at_run_time() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator = TokenValidator::<Model>::builder(Tenants::single(TENANT).unwrap())
        .jwks(issuer.jwks())
        .authority(issuer.authority())
        .client_id("60000000-0000-4000-8000-000000000001")
        .build()
        .await
        .unwrap();
    let layer = EntraLayer::new(validator);
    for (url, passes) in [
        ("https://mcp.contoso.com/mcp", true),
        ("https://mcp.contoso.com", true),
        ("https://MCP.contoso.com:443/a/b;c=d,e@f(g)!$&'*+~._-%20", true),
        ("https://mcp.contoso.com/a[b]//c", true),
        ("https://a_b.example/mcp", true),
        ("https://a~b.example:65535/mcp", true),
        ("https://192.168.0.1/mcp", true),
        ("https://[2001:db8::1]:8443/mcp", true),
        ("http://localhost:3000/mcp", true),
        ("http://LOCALHOST/mcp", true),
        ("http://127.8.9.1/mcp", true),
        ("http://[::1]:3000/mcp", true),
        ("", false),
        ("mcp.contoso.com/mcp", false),
        ("api://mcp", false),
        ("http://mcp.contoso.com/mcp", false),
        ("http://localhost.contoso.com/mcp", false),
        ("https://mcp.contoso.com/mcp?a", false),
        ("https://mcp.contoso.com/mcp#a", false),
        ("https://mcp.contoso.com/{id}", false),
        ("https://user@mcp.contoso.com/mcp", false),
        ("https:///mcp", false),
        ("https://[::g]/mcp", false),
    ] {
        let at_run_time = layer.clone().resource(url);
        assert_eq!(passes_at_build_time(url), passes, "{url}");
        assert!(at_run_time.is_ok() || !passes, "{url}: {at_run_time:?}");
    }
}

/// Analyzes a registration that has this URL, and no mistake.
fn passes_at_build_time(url: &str) -> bool {
    let folder = PathBuf::from("/package");
    let manifest = format!(
        r#"{{"appId": "70000000-0000-4000-8000-000000000001", "identifierUris": [{url:?}],
        "optionalClaims": {{"accessToken": [{{"name": "idtyp"}}]}},
        "api": {{"requestedAccessTokenVersion": 2,
        "oauth2PermissionScopes": [{{"value": "Tools.Use"}}]}}}}"#
    );
    let disk = Disk { in_memory: vec![(folder.join("mcp.json"), manifest)] };
    let arguments =
        format!(r#"manifest = "mcp.json", mcp = {url:?}, scopes = {{ "Tools.Use" => [] }}"#);
    let lookup = Lookup::new(&disk, Some(folder), None);
    analyze(arguments.parse().unwrap(), &lookup).findings.is_empty()
}
