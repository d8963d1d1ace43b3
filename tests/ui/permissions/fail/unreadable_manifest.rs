mod empty {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/empty.json" }
}

mod utf16_without_mark {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/utf16_without_bom.json" }
}

mod broken_utf16 {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/invalid_utf16.json" }
}

mod latin1 {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/not_unicode.json" }
}

fn main() {}
