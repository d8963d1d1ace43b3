mod web_page {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/web_page.json" }
}

mod list {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/list.json" }
}

mod package {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/package.json" }
}

mod without_permissions {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/no_permissions.json" }
}

fn main() {}
