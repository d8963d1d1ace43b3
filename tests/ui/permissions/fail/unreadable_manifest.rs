mod empty {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/empty.json" }
}

mod utf16 {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/utf16.json" }
}

mod latin1 {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/latin1.json" }
}

fn main() {}
