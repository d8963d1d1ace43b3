//! A program for several app registrations. The manifest of the chosen registration decides.

use std::cell::Cell;

use entra_perms_runtime::testing::{Matrix, TokenBuilder};
use entra_perms_runtime::{
    AppRegistration, BuildError, CallerKind, Model as _, SignInAudience, Tenants, TokenError,
    TokenValidator, TokenValidatorBuilder, TokenVersion,
};
use entra_perms_tests::ferries::{Caller, Model, Role, Scope};

use crate::caller::{ISSUER, validator};

const DEV: &str = "60000000-0000-4000-8000-000000000001";
const PROD: &str = "60000000-0000-4000-8000-00000000000a";
/// A client id that is in no manifest.
const OTHER: &str = "60000000-0000-4000-8000-0000000000ff";

fn user() -> TokenBuilder<'static, Model> {
    ISSUER.user().roles([Role::FerriesRead]).scopes([Scope::FerriesUse])
}

fn app() -> TokenBuilder<'static, Model> {
    ISSUER.app().roles([Role::FerriesCount])
}

/// Validates the token for the registration with this client id.
async fn validate(client_id: &str, token: TokenBuilder<'_, Model>) -> Result<Caller, TokenError> {
    validator()
        .client_id(client_id)
        .build()
        .await
        .unwrap()
        .validate(&token.sign())
        .await
}

#[test]
fn registrations_are_in_the_order_of_the_manifests() {
    let dev =
        AppRegistration::new(Some(DEV), &["api://ferries-dev.example"], Some(TokenVersion::V2))
            .with_display_name("Ferries (dev)")
            .with_sign_in_audience(SignInAudience::AzureAdMyOrg)
            .with_app_only_marked();
    let uris = &["api://ferries.example", "https://ferries.example"];
    let prod = AppRegistration::new(Some(PROD), uris, Some(TokenVersion::V1))
        .with_display_name("Ferries")
        .with_sign_in_audience(SignInAudience::AzureAdMultipleOrgs)
        .with_client_id_as_audience();
    let template =
        AppRegistration::new(None, &["api://ferries-template.example"], Some(TokenVersion::V1))
            .with_display_name("Ferries (template)");
    assert_eq!(Model::REGISTRATIONS, [dev, prod, template]);
}

#[tokio::test]
async fn a_registration_must_be_chosen() {
    assert_eq!(
        validator::<Model>().build().await.unwrap_err().to_string(),
        format!(
            "the program was built for 3 app registrations, \
             `Ferries (dev)` (`{DEV}`), `Ferries` (`{PROD}`) and `Ferries (template)` (no usable `appId`): \
             choose one with `client_id`"
        )
    );
}

#[tokio::test]
async fn tokens_for_another_registration_are_refused() {
    for client_id in [DEV, PROD, OTHER] {
        for of_token in [DEV, PROD, OTHER] {
            for token in [user(), app()] {
                let result = validate(client_id, token.registration(of_token)).await;
                assert_eq!(
                    result.is_ok(),
                    of_token == client_id,
                    "{client_id}: {of_token}: {result:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_chosen_registration_decides_the_token_version() {
    for (client_id, of_another) in
        [(DEV, TokenVersion::V1), (PROD, TokenVersion::V2), (OTHER, TokenVersion::V2)]
    {
        let token = user().version(of_another).audience(client_id);
        let refusal = validate(client_id, token).await.unwrap_err();
        assert!(matches!(refusal, TokenError::Version { .. }), "{client_id}: {refusal}");
    }
}

/// The second manifest requests `use_guid`, and the third one has no usable `appId`.
#[tokio::test]
async fn a_uri_is_an_audience_only_if_the_chosen_manifest_says_so() {
    let uris = Model::REGISTRATIONS
        .iter()
        .flat_map(|registration| registration.identifier_uris);
    for uri in uris.copied() {
        for client_id in [PROD, OTHER] {
            let token = user().registration(client_id).audience(uri);
            let refusal = validate(client_id, token).await.unwrap_err();
            assert!(
                matches!(refusal, TokenError::Audience { .. }),
                "{client_id}: {uri}: {refusal}"
            );
        }
        let v1 = || validator::<Model>().client_id(DEV).token_version(TokenVersion::V1).build();
        let token = user().version(TokenVersion::V1).audience(uri).sign();
        let result = v1().await.unwrap().validate(&token).await;
        assert_eq!(result.is_ok(), uri == "api://ferries-dev.example", "{uri}: {result:?}");
    }
}

#[tokio::test]
async fn idtyp_is_required_if_the_chosen_registration_requests_it() {
    let unmarked = |client_id| app().registration(client_id).without("idtyp");
    assert_eq!(validate(DEV, unmarked(DEV)).await.unwrap_err(), TokenError::NoKind);
    for client_id in [PROD, OTHER] {
        assert_eq!(validate(client_id, unmarked(client_id)).await.unwrap().kind(), CallerKind::App);
    }
}

#[tokio::test]
async fn the_chosen_registration_decides_the_tenants() {
    let build = |client_id| -> TokenValidatorBuilder<Model> {
        TokenValidator::builder(Tenants::any_organization())
            .jwks(ISSUER.jwks())
            .client_id(client_id)
    };
    assert_eq!(build(DEV).build().await.unwrap_err(), BuildError::OneTenantOnly);
    assert!(build(PROD).build().await.is_ok());
    assert!(build(OTHER).build().await.is_ok());
}

#[tokio::test]
async fn a_role_disabled_in_one_environment_is_granted_in_none() {
    for client_id in [DEV, PROD, OTHER] {
        let token = ISSUER.user().registration(client_id).roles(Role::ALL.iter().copied());
        let caller = validate(client_id, token.scopes(Scope::ALL.iter().copied())).await.unwrap();
        assert_eq!(
            (caller.held().len(), caller.granted().len()),
            (Role::ALL.len(), Scope::ALL.len())
        );
        assert_eq!(caller.effective().iter().collect::<Vec<_>>(), [Role::FerriesRead]);
    }
}

/// The denial names no role, because the only scope that maps to the role is disabled.
#[tokio::test]
async fn a_role_that_only_a_disabled_scope_maps_to_is_not_delegated() {
    let caller = validate(PROD, user().registration(PROD)).await.unwrap();
    assert_eq!(
        caller.require(Role::FerriesCharter).unwrap_err().to_string(),
        "no scope lets a client do this for a user"
    );
}

#[test]
fn callers_without_a_token_have_a_registration_and_an_authority() {
    use entra_perms_runtime::{Denied, requires};
    use entra_perms_tests::ferries::roles::*;

    #[requires(Ferries::Read)]
    fn read(caller: &Caller) -> Result<(), Denied> {
        Ok(())
    }

    let user = || Caller::test().user().roles([Role::FerriesRead]);
    assert_eq!(user().build().registration().to_string(), DEV);
    assert_eq!(user().build().authority(), "https://login.microsoftonline.com");
    let at_another = user().authority("https://contoso.ciamlogin.com/").build();
    assert_eq!(at_another.authority(), "https://contoso.ciamlogin.com");
    for (client_id, uri) in [
        (DEV, "api://ferries-dev.example"),
        (PROD, "api://ferries.example"),
        // The App ID URIs of a template do not belong to this client id.
        (OTHER, OTHER),
    ] {
        let caller = user().registration(client_id.parse().unwrap()).build();
        assert_eq!(caller.registration().to_string(), client_id);
        let scopes = read(&caller).unwrap_err().challenge().scopes();
        assert_eq!(scopes, [[format!("{uri}/Ferries.Use")]]);
    }
}

mod parcels {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/environments/agents_dev.json",
        environments = ["tests/manifests/environments/agents_prod.json"],
        scopes = { "Parcels.Use" => ["Parcels.*"] },
    }
}

/// One registration requests the claims about agents, the other does not.
#[tokio::test]
async fn the_matrix_has_agents_if_its_registration_requests_the_claims() {
    let calls = async |client_id: &str| {
        let calls = Cell::new(0);
        let matrix = Matrix::<parcels::Model>::new(&ISSUER).registration(client_id);
        matrix.run(["GET /"], async |_, _| calls.replace(calls.get() + 1)).await;
        calls.get()
    };
    let without_agents = calls("50000000-0000-4000-8000-000000000022").await;
    assert!(calls("50000000-0000-4000-8000-000000000021").await > without_agents);
}
