entra_perms_runtime::permissions! {
    manifest = "tests/manifests/mcp/disabled.json",
    mcp = "https://mcp.contoso.com/orders",
    scopes = { "Tools.Use" => [] },
    not_delegated = ["Orders.Read"],
}

fn main() {}
