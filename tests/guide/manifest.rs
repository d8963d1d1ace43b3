//! docs/guide/manifest.md

mod mapping {
    mod permissions {
        entra_perms_runtime::permissions! {
            manifest = "manifests/crm.json",
            scopes = {
                "Crm.Read.*"         => ["Accounts.Read.*", "Contacts.Read.*"],
                "Crm.ReadWrite.My"   => ["Contacts.Read.My", "Contacts.Write.My"],
                "Crm.ReadWrite.Team" => ["Accounts.*.Team", "Contacts.*.Team"],
                "Crm.ReadWrite.All"  => [],
                "Sales.ReadWrite.*"  => ["Proposals.ReadWrite.*"],
            },
            not_delegated = ["Accounts.Write.All", "Contacts.Write.All"],
            allow = [shared_roles],
        }
    }

    use permissions::{Role, Scope};

    #[test]
    fn a_pattern_on_the_right_matches_any_text() {
        let roles = Scope::CrmReadWriteTeam.roles();
        assert!(roles.contains(Role::AccountsWriteTeam) && roles.contains(Role::ContactsReadTeam));
        assert_eq!(roles.len(), 4);
        assert!(Scope::CrmReadWriteAll.roles().is_empty());
    }
}

mod promises {
    mod permissions {
        entra_perms_runtime::permissions! {
            manifest = "manifests/crm.json",
            scopes = {
                "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
                "Crm.ReadWrite.*"   => ["Accounts.Write.*", "Contacts.Write.*"],
                "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
            },
            never = {
                // No scope for reading leads to a role for writing.
                "Crm.Read.*" => ["*.Write.*", "*.ReadWrite.*"],
                // No scope to which users may consent leads to a role for all records.
                user_consent => ["*.All"],
                // Applications cannot hold these roles.
                app => ["*.My", "*.Team"],
            },
            allow = [shared_roles],
        }
    }

    #[test]
    fn a_promise_that_holds_changes_nothing() {
        assert!(!permissions::Scope::CrmReadMy.roles().is_empty());
    }
}

mod names {
    use entra_perms_tests::crm as permissions;

    #[test]
    fn names_are_spelled_as_in_entra() {
        use permissions::{Role, RoleSet, Scope, roles};

        const READ_MY: RoleSet = Scope::CrmReadMy.roles();

        assert_eq!(roles::Contacts::Write::Team, Role::ContactsWriteTeam);
        assert_eq!(Role::ContactsWriteTeam.value(), "Contacts.Write.Team");
        assert!(READ_MY.contains(Role::ContactsReadMy));
    }
}

mod constraints {
    use entra_perms_tests::crm as permissions;

    use entra_perms_runtime::{Denied, requires};
    use permissions::{Caller, roles::*};

    #[requires(Contacts::Read::ANY)]
    fn visible_contacts(caller: &Caller) -> Result<&'static str, Denied> {
        use Contacts::Read::Constraint;

        Ok(match Contacts::Read::widest(caller) {
            None => "no contacts",
            Some(Constraint::My) => "the contacts of the user",
            Some(Constraint::Team) => "the contacts of the team",
            Some(Constraint::All) => "all contacts",
        })
    }

    #[test]
    fn the_widest_constraint_counts() {
        use permissions::{Role, Scope};

        let ada = Caller::test().user();
        let ada = ada.roles([Role::ContactsReadMy, Role::ContactsReadTeam]);
        assert!(visible_contacts(&ada).is_err());
        let ada = ada.scopes([Scope::CrmReadMy, Scope::CrmReadTeam]);
        assert_eq!(visible_contacts(&ada).unwrap(), "the contacts of the team");
    }
}

mod environments {
    mod permissions {
        entra_perms_runtime::permissions! {
            manifest = "manifests/crm.json",
            environments = ["manifests/crm.prod.json"],
            scopes = {
                "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
                "Crm.ReadWrite.*"   => ["Accounts.Write.*", "Contacts.Write.*"],
                "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
            },
            allow = [shared_roles],
        }
    }

    use entra_perms_runtime::Tenants;
    use permissions::TokenValidator;

    async fn validator() -> Result<TokenValidator, Box<dyn std::error::Error>> {
        let tenants = Tenants::single(&std::env::var("ENTRA_TENANT")?)?;
        let client_id = std::env::var("ENTRA_CLIENT_ID")?;
        Ok(TokenValidator::builder(tenants).client_id(client_id).build().await?)
    }
}

mod clients {
    mod permissions {
        entra_perms_runtime::permissions! {
            manifest = "manifests/crm.json",
            environments = ["manifests/crm.prod.json"],
            clients = {
                Web    = ["manifests/crm-web.json", "manifests/crm-web.prod.json"],
                Import = ["manifests/crm-import.json", "manifests/crm-import.prod.json"],
            },
            scopes = {
                "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
                "Crm.ReadWrite.*"   => ["Accounts.Write.*", "Contacts.Write.*"],
                "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
            },
            allow = [shared_roles],
        }
    }

    #[test]
    fn clients_have_names_and_client_ids() {
        use permissions::Client;

        let client_ids = Client::Web.client_ids();
        assert_eq!(Client::Web.name(), "Web");
        assert_eq!(client_ids.len(), 2);
    }
}
