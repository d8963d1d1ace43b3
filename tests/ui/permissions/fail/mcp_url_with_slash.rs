entra_perms_runtime::permissions! {
    manifest = "tests/manifests/mcp/prod.json",
    mcp = "https://mcp.contoso.com/orders/",
    scopes = { "Tools.Use" => ["Orders.Read"] },
}

fn main() {}
