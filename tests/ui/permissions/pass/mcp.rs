//! The URLs of an MCP server, which differ in two environments.

#![deny(warnings)]

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/mcp/dev.json",
        environments = ["tests/manifests/mcp/prod.json"],
        mcp = ["https://mcp.contoso.com/orders", "https://mcp.dev.contoso.com/orders"],
        scopes = { "Tools.Use" => ["Orders.Read"] },
    }
}

fn main() {
    assert_eq!(permissions::Scope::ToolsUse.value(), "Tools.Use");
}
