//! Values in lower case, imported as the README has it, capture no binding of the user's code.

#![deny(warnings)]

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/lower_case_values.json",
        scopes = { "access_as_user" => ["*"] },
        constraints = ["own", "every"],
    }
}

use axum::extract::Path;
use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, Role, roles::*, scopes::*};

struct Account {
    operator: String,
}

#[requires(any(admin, roles::operator, scope(access_as_user)))]
async fn show(Path(id): Path<u32>) -> String {
    let admin = Account { operator: id.to_string() };
    let Account { operator } = &admin;
    operator.clone()
}

// A parameter hides neither role nor scope from the attribute.
#[requires(all(admin, scope(access_as_user)))]
fn promote(caller: &Caller, admin: &str, access_as_user: bool) -> Result<String, Denied> {
    let _ = (caller.can(Role::Admin), access_as_user);
    Ok(admin.to_owned())
}

// A value that is the prefix of another, and values with reaches.
#[requires(any(files::read, at_least(files::read::own), files::read::ANY))]
fn files_of(caller: &Caller) -> Result<Option<files::read::Constraint>, Denied> {
    let own = files::read::widest(caller);
    Ok(own)
}

fn main() {
    let _ = (show, promote, files_of);
    for role in Role::ALL {
        let reader = role.value();
        let (read, own, every, widest) = (reader, reader, reader, reader);
        let _ = (read, own, every, widest);
    }
    match "admin" {
        access_as_user => assert_eq!(access_as_user, Role::Admin.value()),
    }
    // Paths without the import.
    let _ = permissions::roles::files::read::ANY;
}

use permissions::roles;
