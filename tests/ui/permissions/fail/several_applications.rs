mod not_chosen {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/three_apps.json" }
}

mod unknown {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/three_apps.json",
        app = "Contoso Libary",
    }
}

mod another {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/graph.json",
        app = "Contoso Archive",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

fn main() {}
