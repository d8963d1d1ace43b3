entra_perms_runtime::permissions! {
    manifest = "tests/manifests/colliding_values.json",
    scopes = { "*" => [] },
    audience = ["api://shop"],
    rename = { "Mail:Read" => A, "mail_read" => B, "Tickets.Read.ANY" => C, "user_data" => D },
}

fn main() {}
