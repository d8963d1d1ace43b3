entra_perms_runtime::permissions! {
    manifest = "tests/manifests/mcp/dev.json",
    environments = ["tests/manifests/mcp/prod.json"],
    mcp = [
        "https://mcp.dev.contoso.com/orders",
        "https://mcp.contoso.com/orders",
        "https://mcp.test.contoso.com/orders",
    ],
    scopes = { "Tools.Use" => ["Orders.Read"] },
}

fn main() {}
