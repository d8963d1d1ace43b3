//! The app registration of a validator: one of the registrations that the program was built for.

use uuid::Uuid;

use crate::model::{AppRegistration, SignInAudience};
use crate::validator::build_error::BuildError;
use crate::validator::tenants::Tenants;
use crate::validator::token::rules::AppsWithoutRoles;

/// Chooses the registration by its client id, and returns both.
pub(crate) fn choose(
    registrations: &'static [AppRegistration],
    client_id: Option<&str>,
) -> Result<(Uuid, AppRegistration), BuildError> {
    match (registrations, client_id) {
        ([only], client_id) => the_only(*only, client_id),
        (_, Some(client_id)) => one_of_several(registrations, client_id),
        (_, None) => Err(BuildError::RegistrationNotChosen { registrations }),
    }
}

fn the_only(
    only: AppRegistration,
    given: Option<&str>,
) -> Result<(Uuid, AppRegistration), BuildError> {
    let client_id = parse(given.or(only.client_id).ok_or(BuildError::NoClientId)?)?;
    Ok((client_id, with_client_id(client_id, only)))
}

/// Chooses the registration that states the client id, or else the first that states none.
fn one_of_several(
    registrations: &'static [AppRegistration],
    given: &str,
) -> Result<(Uuid, AppRegistration), BuildError> {
    let client_id = parse(given)?;
    let stated = registrations.iter().find(|registration| states(registration, client_id));
    let unstated = registrations.iter().find(|registration| registration.client_id.is_none());
    match stated.or(unstated) {
        Some(registration) => Ok((client_id, with_client_id(client_id, *registration))),
        None => Err(BuildError::UnknownRegistration { client_id: given.to_owned(), registrations }),
    }
}

/// Returns the properties of a registration that apply to a client id.
///
/// If the manifest does not state the client id, the App ID URIs do not apply. They belong to the
/// registration that the manifest was exported from. They would admit its tokens, and with them
/// roles that were assigned there.
fn with_client_id(client_id: Uuid, registration: AppRegistration) -> AppRegistration {
    if states(&registration, client_id) {
        return registration;
    }
    AppRegistration { identifier_uris: &[], ..registration }
}

fn states(registration: &AppRegistration, client_id: Uuid) -> bool {
    registration
        .client_id
        .is_some_and(|stated| Uuid::parse_str(stated) == Ok(client_id))
}

fn parse(client_id: &str) -> Result<Uuid, BuildError> {
    Uuid::parse_str(client_id).map_err(|_| BuildError::InvalidClientId(client_id.to_owned()))
}

/// Checks that Entra issues tokens for the registration in these tenants (`signInAudience`).
pub(super) fn check_account_types(
    registration: &AppRegistration,
    tenants: &Tenants,
) -> Result<(), BuildError> {
    match registration.sign_in_audience {
        Some(SignInAudience::AzureAdMyOrg) if tenants.only().is_none() => {
            Err(BuildError::OneTenantOnly)
        }
        Some(SignInAudience::PersonalMicrosoftAccount) => Err(BuildError::PersonalAccountsOnly),
        None
        | Some(
            SignInAudience::AzureAdMyOrg
            | SignInAudience::AzureAdMultipleOrgs
            | SignInAudience::AzureAdAndPersonalMicrosoftAccount,
        ) => Ok(()),
    }
}

/// Checks that applications without roles can be recognized, if the service accepts them.
pub(super) fn check_idtyp(
    registration: &AppRegistration,
    client_id: Uuid,
    apps_without_roles: AppsWithoutRoles,
) -> Result<(), BuildError> {
    match apps_without_roles {
        AppsWithoutRoles::Accepted if !registration.marks_app_only => {
            Err(BuildError::IdtypNotRequested { client_id: client_id.to_string() })
        }
        AppsWithoutRoles::Accepted | AppsWithoutRoles::Refused => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEV: &str = "8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11";
    const PROD: &str = "620539d0-bd16-4c89-b6c4-32fc0414e29f";
    const OTHER: &str = "0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7";
    const OF_DEV: AppRegistration =
        AppRegistration::new(Some(DEV), &["api://dev"], None).with_app_only_marked();
    const OF_PROD: AppRegistration = AppRegistration::new(Some(PROD), &["api://prod"], None);
    const UNSTATED: AppRegistration = AppRegistration::new(None, &["api://test"], None);

    fn id(client_id: &str) -> Uuid {
        Uuid::parse_str(client_id).unwrap()
    }

    #[test]
    fn a_single_registration_is_chosen_by_default() {
        assert_eq!(choose(&[OF_DEV], None), Ok((id(DEV), OF_DEV)));
        assert_eq!(choose(&[OF_DEV], Some(&DEV.to_uppercase())), Ok((id(DEV), OF_DEV)));
        assert_eq!(choose(&[UNSTATED], None), Err(BuildError::NoClientId));
        assert_eq!(
            BuildError::NoClientId.to_string(),
            "the manifest has no usable `appId`: give the client id with `client_id`"
        );
    }

    #[test]
    fn another_client_id_removes_the_uris_and_nothing_else() {
        let without_uris = AppRegistration { identifier_uris: &[], ..OF_DEV };
        assert_eq!(choose(&[OF_DEV], Some(OTHER)), Ok((id(OTHER), without_uris)));
        let without_uris = AppRegistration { identifier_uris: &[], ..UNSTATED };
        assert_eq!(choose(&[UNSTATED], Some(OTHER)), Ok((id(OTHER), without_uris)));
    }

    #[test]
    fn the_client_id_chooses_one_of_several() {
        for (client_id, registration) in [(DEV, OF_DEV), (PROD, OF_PROD)] {
            for given in [client_id, &client_id.to_uppercase()] {
                assert_eq!(
                    choose(&[OF_DEV, OF_PROD], Some(given)),
                    Ok((id(client_id), registration))
                );
                assert_eq!(
                    choose(&[UNSTATED, OF_DEV, OF_PROD], Some(given)),
                    Ok((id(client_id), registration))
                );
            }
        }
    }

    #[test]
    fn an_unstated_client_id_selects_the_first_manifest_without_one() {
        const FIRST: AppRegistration = UNSTATED.with_app_only_marked();
        let without_uris = AppRegistration { identifier_uris: &[], ..FIRST };
        for registrations in [&[OF_DEV, FIRST], &[OF_DEV, FIRST, UNSTATED] as &[_]] {
            assert_eq!(choose(registrations, Some(OTHER)), Ok((id(OTHER), without_uris)));
        }
    }

    #[test]
    fn several_registrations_need_a_choice() {
        const NAMED: AppRegistration = OF_DEV.with_display_name("Contoso CRM (dev)");
        const NAME_ALONE: AppRegistration = UNSTATED.with_display_name("Contoso CRM (test)");
        let error = |registrations, given| choose(registrations, given).unwrap_err().to_string();
        assert_eq!(
            error(&[OF_DEV, OF_PROD], None),
            format!(
                "the program was built for 2 app registrations, `{DEV}` and `{PROD}`: \
                 choose one with `client_id`"
            )
        );
        assert_eq!(
            error(&[NAMED, UNSTATED, NAME_ALONE, OF_PROD], None),
            format!(
                "the program was built for 4 app registrations, `Contoso CRM (dev)` (`{DEV}`), \
                 one whose manifest has no usable `appId`, `Contoso CRM (test)` \
                 (no usable `appId`) and `{PROD}`: choose one with `client_id`"
            )
        );
        assert_eq!(
            error(&[NAMED, OF_PROD], Some(OTHER)),
            format!(
                "the program was not built for the app registration `{OTHER}`: \
                 add its manifest to `environments`, or \
                 choose one of `Contoso CRM (dev)` (`{DEV}`) and `{PROD}`"
            )
        );
        assert_eq!(
            choose(&[OF_DEV, UNSTATED], Some("prod")),
            Err(BuildError::InvalidClientId("prod".to_owned()))
        );
    }

    #[test]
    fn single_tenant_registrations_need_a_single_tenant() {
        let of_one = OF_DEV.with_sign_in_audience(SignInAudience::AzureAdMyOrg);
        let one = Tenants::single(DEV).unwrap();
        let two = Tenants::any_of([DEV, PROD]).unwrap();
        assert_eq!(check_account_types(&of_one, &one), Ok(()));
        for several in [&two, &Tenants::any_organization()] {
            let error = check_account_types(&of_one, several).unwrap_err();
            assert_eq!(
                error.to_string(),
                "the app registration is for its own tenant only (`signInAudience` is \
                 `AzureADMyOrg`), and Entra issues no tokens for it in other tenants: build the \
                 validator for this tenant"
            );
        }
        for of_more in [
            SignInAudience::AzureAdMultipleOrgs,
            SignInAudience::AzureAdAndPersonalMicrosoftAccount,
        ] {
            let of_more = OF_DEV.with_sign_in_audience(of_more);
            assert!(
                [&one, &two, &Tenants::any_organization()]
                    .iter()
                    .all(|tenant| check_account_types(&of_more, tenant).is_ok())
            );
        }
        assert_eq!(check_account_types(&OF_DEV, &two), Ok(()));
    }

    #[test]
    fn registrations_for_personal_accounts_are_refused() {
        let personal = OF_DEV.with_sign_in_audience(SignInAudience::PersonalMicrosoftAccount);
        let error = check_account_types(&personal, &Tenants::single(DEV).unwrap()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the app registration is for personal accounts only \
             (`signInAudience` is `PersonalMicrosoftAccount`), \
             which are in no organization and have no app roles"
        );
    }
}
