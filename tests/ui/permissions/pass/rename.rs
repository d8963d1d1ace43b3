//! Values that would become the same identifier, told apart.

#![deny(warnings)]

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/colliding_values.json",
        scopes = { "*" => [] },
        constraints = ["My", "All"],
        rename = {
            "Mail:Read" => ReadMail,
            "mail_read" => LegacyMailRead,
            "Tickets.Read.ANY" => AnyTicket,
            "Tickets.Read.Constraint.Some" => SomeTicket,
            "user_data" => r#type,
        },
    }
}

use entra_perms_runtime::requirement;
use permissions::{Role, Scope, roles, scopes};

fn main() {
    assert_eq!(roles::Mail::Read.value(), "Mail.Read");
    assert_eq!(roles::ReadMail, Role::ReadMail);
    assert_eq!(Role::ReadMail.value(), "Mail:Read");
    assert_eq!(roles::AnyTicket.value(), "Tickets.Read.ANY");
    let _ = requirement!(scope(scopes::r#type));
    assert_eq!(Scope::r#type.value(), "user_data");
    assert_eq!(Scope::UserData.value(), "user-data");
}
