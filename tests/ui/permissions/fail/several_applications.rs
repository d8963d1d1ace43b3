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

mod of_one_name {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/two_of_one_name.json", app = "Contoso Library" }
}

fn main() {}
