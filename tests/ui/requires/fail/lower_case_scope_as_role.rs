mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/lower_case_values.json",
        scopes = { "access_as_user" => ["*"] },
    }
}

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, scopes};

#[requires(scopes::access_as_user)]
fn scope_without_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
