mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/lower_case_values.json",
        scopes = { "access_as_user" => ["*"] },
    }
}

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(admni)]
fn mistyped(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
