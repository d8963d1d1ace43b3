mod misspelt {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shops.json" }
}

mod unlike_any {
    entra_perms_runtime::permissions! { manifest = "exports/registration.json" }
}

mod outside {
    entra_perms_runtime::permissions! { manifest = "../../crm.json" }
}

mod folder {
    entra_perms_runtime::permissions! { manifest = "tests/manifests" }
}

mod nothing {
    entra_perms_runtime::permissions! { manifest = "" }
}

fn main() {}
