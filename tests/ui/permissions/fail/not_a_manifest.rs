mod web_page {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/web_page.json" }
}

mod package {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/package.json" }
}

mod without_permissions {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/no_permissions.json" }
}

mod empty_list {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/empty_list.json" }
}

mod unknown_list {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/ambiguous_list.json" }
}

mod mixed_list {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/mixed_list.json" }
}

mod list_of_strings {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/list_of_strings.json" }
}

mod only_comments {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/nothing_but_comments.json" }
}

mod teams_app {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/teams_app.json" }
}

mod failed_request {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/failed_request.json" }
}

mod tool_message {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/tool_message.json" }
}

fn main() {}
