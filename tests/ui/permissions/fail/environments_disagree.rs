mod values_and_holders {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/environments/dev.json",
        environments = ["tests/manifests/environments/test.json", "tests/manifests/environments/differs.json"],
        scopes = { "Parcels.Use" => ["Parcels.*"] },
    }
}

mod one_registration {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/graph.json",
        environments = ["tests/manifests/shapes/crlf.json", "tests/manifests/shapes/graph.json"],
        scopes = { "Library.*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod another_api {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/graph.json",
        environments = ["manifests/crm.prod.json"],
        scopes = { "Library.*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod half_an_environment {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/graph.json",
        environments = ["tests/manifests/shapes/roles.json"],
        scopes = { "Library.*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod without_client_ids {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/environments/template_dev.json", environments = ["tests/manifests/environments/template.json"] }
}

fn main() {}
