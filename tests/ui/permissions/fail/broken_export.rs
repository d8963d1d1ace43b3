mod cut_off_objects {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/truncated.json" }
}

mod cut_off_api {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/truncated_api.json" }
}

mod template {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/template.json" }
}

mod ends_in_the_middle {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/unclosed.json" }
}

mod two_documents {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/two_documents.json" }
}

fn main() {}
