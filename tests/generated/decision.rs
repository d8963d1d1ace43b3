//! The intersection, on signed tokens.

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{CallerKind, ClaimsError, Reason, Requirement, TokenError};
use entra_perms_tests::crm::{Model, Role, RoleSet, Scope};
use entra_perms_tests::rules;

use crate::caller::{ISSUER, app, from_token, user, validator};

#[tokio::test]
async fn a_user_may_do_what_roles_and_scopes_have_in_common() {
    let caller = user::<Model, _, _>(
        [Role::ContactsReadTeam, Role::ContactsWriteAll, Role::ProposalsReadWriteTeam],
        [Scope::CrmReadWriteTeam],
    )
    .await;
    assert_eq!(caller.kind(), CallerKind::User);
    assert_eq!(caller.effective(), RoleSet::from(Role::ContactsReadTeam));
    assert!(caller.can(Role::ContactsReadTeam) && !caller.can(Role::ContactsWriteTeam));
    assert_eq!(caller.held().len(), 3);
    assert_eq!(format!("{:?}", caller.granted()), r#"{"Crm.ReadWrite.Team"}"#);
}

#[tokio::test]
async fn scopes_never_widen() {
    let caller = user::<Model, _, _>([Role::ContactsReadMy], Scope::ALL.iter().copied()).await;
    assert_eq!(caller.effective(), RoleSet::from(Role::ContactsReadMy));
    let caller = user::<Model, _, _>([], [Scope::CrmReadAll]).await;
    assert!(caller.effective().is_empty());
}

#[tokio::test]
async fn every_single_role_and_scope() {
    for role in Role::ALL.iter().copied() {
        for scope in Scope::ALL.iter().copied() {
            let caller = user::<Model, _, _>([role], [scope]).await;
            let expected: RoleSet =
                if scope.roles().contains(role) { [role].into_iter().collect() } else { RoleSet::EMPTY };
            assert_eq!(caller.effective(), expected, "{role} {scope}");
        }
    }
}

#[tokio::test]
async fn an_application_may_do_what_its_roles_say() {
    let caller = app::<Model, _>([Role::ContactsWriteAll, Role::AccountsReadAll]).await;
    assert_eq!(caller.kind(), CallerKind::App);
    assert_eq!(caller.effective(), caller.held());
    assert!(caller.granted().is_empty());
    // Only users can hold `.Team`; Entra would not issue this.
    assert!(app::<Model, _>([Role::ContactsReadTeam]).await.effective().is_empty());
}

#[tokio::test]
#[expect(deprecated, reason = "disabled on purpose")]
async fn what_is_disabled_is_never_granted() {
    use rules::{Role, RoleSet, Scope};
    let held = [Role::FilesRead, Role::OldAccess];
    let caller = user::<rules::Model, _, _>(held, [Scope::UserImpersonation, Scope::LegacyAccess]).await;
    assert_eq!(caller.effective(), RoleSet::from(Role::FilesRead));
    // `Legacy.Access` leads to `Files.Read`, but is disabled.
    let caller = user::<rules::Model, _, _>(held, [Scope::LegacyAccess]).await;
    assert!(caller.effective().is_empty());
    let denied = caller.require(Role::FilesRead).unwrap_err();
    assert_eq!(denied.missing_scopes().unwrap(), ["Files.Read"]);
    assert!(app::<rules::Model, _>([Role::OldAccess]).await.effective().is_empty());
}

#[tokio::test]
async fn a_token_without_any_permission_here_is_refused() {
    let app = from_token(|issuer| issuer.app::<Model>()).await;
    assert!(matches!(app, Err(TokenError::NoPermission)), "{app:?}");
    let foreign =
        from_token(|issuer| issuer.user::<Model>().claim("scp", "Mail.Read").claim("roles", vec!["Boss"]))
            .await;
    assert!(matches!(foreign, Err(TokenError::NoPermission)), "{foreign:?}");
}

#[tokio::test]
async fn unknown_values_are_kept_and_grant_nothing() {
    let roles = vec!["Contacts.Read.My", "contacts.read.all", "Boss"];
    let caller = from_token(|issuer| {
        issuer.user::<Model>().claim("roles", roles).claim("scp", "Crm.Read.My  Crm.Read.Mine")
    })
    .await
    .unwrap();
    assert_eq!(caller.effective(), RoleSet::from(Role::ContactsReadMy));
    assert_eq!(caller.unknown_values(), ["contacts.read.all", "Boss", "Crm.Read.Mine"]);
}

#[tokio::test]
async fn denied_says_whether_role_or_scope_is_missing() {
    let caller = user::<Model, _, _>([Role::ContactsReadTeam], [Scope::CrmReadMy]).await;
    let denied = caller.require(Role::ContactsReadTeam).unwrap_err();
    assert_eq!(
        denied.reasons(),
        [Reason::LacksScope {
            held: vec!["Contacts.Read.Team"],
            any_of: vec!["Crm.Read.Team", "Crm.ReadWrite.Team"]
        }]
    );
    // The one that leads to fewer roles.
    assert_eq!(denied.missing_scopes().unwrap(), ["Crm.Read.Team"]);
    assert_eq!(
        denied.to_string(),
        "the user holds `Contacts.Read.Team`, but the client lacks the scope `Crm.Read.Team` or `Crm.ReadWrite.Team`"
    );

    let denied = caller.require(Role::ContactsWriteTeam).unwrap_err();
    assert_eq!(denied.missing_scopes(), None);
    assert_eq!(denied.to_string(), "the user lacks the role `Contacts.Write.Team`");

    let denied = app::<Model, _>([Role::AccountsReadAll]).await.require(Role::ContactsReadAll).unwrap_err();
    assert_eq!(denied.to_string(), "the application lacks the role `Contacts.Read.All`");
}

#[tokio::test]
async fn explain_tells_what_holds_too() {
    let caller = user::<Model, _, _>([Role::ContactsReadMy], [Scope::CrmReadMy]).await;
    let granted = caller.explain(&Requirement::role(Role::ContactsReadMy));
    assert!(granted.is_granted());
    assert_eq!(granted.to_string(), "granted: role Contacts.Read.My through scope Crm.Read.My");
    let denied = caller.explain(&Requirement::role(Role::ContactsReadAll));
    assert_eq!(denied.to_string(), "denied: the user lacks the role `Contacts.Read.All`");
}

#[tokio::test]
async fn further_claims_are_kept_where_asked_for() {
    #[derive(serde::Deserialize)]
    struct Employee {
        employeeid: u32,
    }
    let token = |issuer: &'static DevIssuer| {
        issuer.user::<Model>().scopes([Scope::CrmReadMy]).claim("employeeid", 4711)
    };
    let kept = validator::<Model>().keep_claims().build().await.unwrap();
    let caller = kept.validate(&token(&ISSUER).sign()).await.unwrap();
    assert_eq!(caller.claims::<Employee>().unwrap().employeeid, 4711);
    let caller = from_token(token).await.unwrap();
    assert!(matches!(caller.claims::<Employee>(), Err(ClaimsError::NotKept)));
}
