mod two {
    entra_perms_runtime::permissions! {
        manifest = ["tests/manifests/shapes/graph.json", "tests/manifests/environments/dev.json"],
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod twice {
    entra_perms_runtime::permissions! {
        manifest = ["tests/manifests/shapes/roles.json", "tests/manifests/shapes/roles.json"],
        not_delegated = ["Books.Read.All", "Loans.Write.Own"],
    }
}

mod one_is_missing {
    entra_perms_runtime::permissions! {
        manifest = ["tests/manifests/shapes/roles.json", "tests/manifests/shapes/scope.json"],
        scopes = { "Library.Read" => ["Books.*"] },
    }
}

fn main() {}
