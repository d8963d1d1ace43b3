//! A model that has every kind of entry, and guards that use every condition.
//!
//! The production registration disables `Archive.Purge`. The client `Kiosk` is public in
//! development, and confidential in production.

use entra_perms_runtime::audit::Inventory;
use entra_perms_runtime::{Denied, requires};

use self::Client::{Desk, Kiosk, Reader};
use self::roles::{Archive, Books, Catalog, Loans, Reports};

entra_perms_runtime::permissions! {
    manifest = "tests/runtime/manifests/library.dev.json",
    environments = ["tests/runtime/manifests/library.prod.json"],
    scopes = {
        "Library.Read.My"   => ["Books.Read.My"],
        "Library.Read.All"  => ["Books.Read.*"],
        "Library.ReadWrite" => ["Books.*", "Loans.Approve"],
        "Library.Reports"   => ["Reports.Run"],
        "Library.Archive"   => ["Archive.*"],
        "Library.Legacy"    => ["Loans.Approve", "Ledger.Close"],
        "Library.Search"    => [],
    },
    constraints = ["My", "Team", "All"],
    not_delegated = ["Vault.Open", "Ledger.Close"],
    clients = {
        Desk = [
            "tests/runtime/manifests/desk.dev.json",
            "tests/runtime/manifests/desk.prod.json",
        ],
        Reader = [
            "tests/runtime/manifests/reader.dev.json",
            "tests/runtime/manifests/reader.prod.json",
        ],
        Kiosk = [
            "tests/runtime/manifests/kiosk.dev.json",
            "tests/runtime/manifests/kiosk.prod.json",
        ],
    },
    allow = [shared_roles, disabled_elsewhere],
}

/// Makes a guarded function, which nobody calls: the inventory lists it.
macro_rules! guarded {
    ($($name:ident($($requirement:tt)*))*) => {
        $(
            #[expect(dead_code, reason = "the inventory lists the function")]
            #[allow(deprecated, reason = "a guard may name a disabled app role next to others")]
            #[requires($($requirement)*)]
            fn $name(_: &Caller) -> Result<(), Denied> {
                Ok(())
            }
        )*
    };
}

guarded! {
    role(Books::Read::My)
    role_of_users(Loans::Approve)
    role_of_applications(Catalog::Import)
    any_of_a_group(Books::Read::ANY)
    any_with_disabled(any(Reports::Run, Archive::Read, Archive::Purge))
    any_of_kinds(any(Loans::Approve, Catalog::Import))
    all(all(Books::Write::My, Loans::Approve))
    all_of_many(all(Books::Read::ANY, Reports::Run, at_least(Books::Write::My)))
    all_of_applications(all(Books::Read::All, Catalog::Import))
    scope(scope(scopes::Library::Search))
    scope_or_role(any(scope(scopes::Library::Reports), Books::Read::All))
    scope_and_role(all(scope(scopes::Library::Read::All), Books::Read::My))
    at_least(at_least(Books::Read::Team))
    by_user(Books::Read::All, by = user)
    by_app(Books::Read::All, by = app)
    by_person(Books::Read::ANY, by = person)
    agents_never(Books::Write::All, agents = never)
    agents_only(Books::Read::All, agents = only)
    person_and_never(Books::Write::All, by = person, agents = never)
    app_and_never(Books::Write::All, by = app, agents = never)
    person_and_only(Books::Read::All, by = person, agents = only)
    client(Books::Read::All, client = Desk)
    clients(Books::Read::My, client = any(Kiosk, Reader))
    client_and_agents(Books::Read::All, client = any(Desk, Kiosk), agents = never)
    context(Books::Write::All, context = 1)
    fresh(Books::Write::All, fresh = "15 min")
    context_and_fresh(Books::Write::ANY, context = 2, fresh = "1 h")
    everything(
        all(any(Books::Write::All, Reports::Run), scope(scopes::Library::ReadWrite)),
        by = person, agents = never, client = any(Desk, Kiosk), context = 1, fresh = "15 min"
    )
}

/// Returns the guards of this model.
pub(crate) fn guards() -> Inventory<Model> {
    Inventory::collect()
}
