entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/tool_message.json" }

fn main() {}
