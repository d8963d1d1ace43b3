mod terraform {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/terraform_show.json" }
}

mod bicep {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/arm_template.json" }
}

mod unknown {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/unknown_wrapper.json" }
}

mod several_apis {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/several_apis.json",
        not_delegated = ["Books.Read.All", "Loans.Write.Own"],
    }
}

mod fragment {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/without_braces.json",
        not_delegated = ["Books.Read.All", "Loans.Write.Own"],
    }
}

mod yaml {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/az_yaml.json" }
}

fn main() {}
