//! The message never shows the secret.

entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/credential_reset.json" }

fn main() {}
