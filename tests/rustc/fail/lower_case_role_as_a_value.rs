mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/lower_case_values.json",
        scopes = { "access_as_user" => ["*"] },
    }
}

use permissions::{Caller, roles::*};

fn as_a_value(caller: &Caller) -> bool {
    caller.can(admin)
}

fn main() {}
