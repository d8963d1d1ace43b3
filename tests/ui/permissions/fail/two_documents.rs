entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/two_documents.json" }

fn main() {}
