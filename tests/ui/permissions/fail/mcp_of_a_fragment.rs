entra_perms_runtime::permissions! {
    manifest = "tests/manifests/only_scopes.json",
    mcp = "https://mcp.contoso.com/orders",
    scopes = { "*" => [] },
}

fn main() {}
