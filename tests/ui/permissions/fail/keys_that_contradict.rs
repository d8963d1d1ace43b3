mod switches {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/switches_that_disagree.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod spellings {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/spellings_that_disagree.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod audiences {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/audiences_that_disagree.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod unknown_switch {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/unknown_switch.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

fn main() {}
