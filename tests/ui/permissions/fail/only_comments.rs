entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/nothing_but_comments.json" }

fn main() {}
