//! The decision for signed tokens: the intersection of held roles and mapped roles.

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{CallerKind, ClaimsError, Reason, Requirement, TokenError, requirement};
use entra_perms_tests::crm::{Model, Role, RoleSet, Scope};
use entra_perms_tests::{crm, rules};

use crate::caller::{ISSUER, app, from_token, user, validator};

#[tokio::test]
async fn a_user_has_the_held_roles_that_the_scopes_map_to() {
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
async fn scopes_never_add_roles() {
    let caller = user::<Model, _, _>([Role::ContactsReadMy], Scope::ALL.iter().copied()).await;
    assert_eq!(caller.effective(), RoleSet::from(Role::ContactsReadMy));
    let caller = user::<Model, _, _>([], [Scope::CrmReadAll]).await;
    assert!(caller.effective().is_empty());
}

#[tokio::test]
async fn each_pair_of_role_and_scope_is_decided_by_the_mapping() {
    for role in Role::ALL.iter().copied() {
        for scope in Scope::ALL.iter().copied() {
            let caller = user::<Model, _, _>([role], [scope]).await;
            let expected: RoleSet = if scope.roles().contains(role) {
                [role].into_iter().collect()
            } else {
                RoleSet::EMPTY
            };
            assert_eq!(caller.effective(), expected, "{role} {scope}");
        }
    }
}

#[tokio::test]
async fn an_application_has_its_roles() {
    let caller = app::<Model, _>([Role::ContactsWriteAll, Role::AccountsReadAll]).await;
    assert_eq!(caller.kind(), CallerKind::App);
    assert_eq!(caller.effective(), caller.held());
    assert!(caller.granted().is_empty());
    // Only users can hold `.Team`. Entra would not issue this token.
    assert!(app::<Model, _>([Role::ContactsReadTeam]).await.effective().is_empty());
}

#[tokio::test]
#[expect(deprecated, reason = "disabled on purpose")]
async fn disabled_roles_and_scopes_are_never_granted() {
    use rules::{Role, RoleSet, Scope};
    let held = [Role::FilesRead, Role::OldAccess];
    let caller =
        user::<rules::Model, _, _>(held, [Scope::UserImpersonation, Scope::LegacyAccess]).await;
    assert_eq!(caller.effective(), RoleSet::from(Role::FilesRead));
    // `Legacy.Access` maps to `Files.Read`, but is disabled.
    let caller = user::<rules::Model, _, _>(held, [Scope::LegacyAccess]).await;
    assert!(caller.effective().is_empty());
    let denied = caller.require(Role::FilesRead).unwrap_err();
    assert_eq!(denied.sufficient_scopes(), [["Files.Read"]]);
    assert!(app::<rules::Model, _>([Role::OldAccess]).await.effective().is_empty());
}

#[tokio::test]
async fn a_token_without_any_permission_here_is_refused() {
    let app = from_token(|issuer| issuer.app::<Model>()).await;
    assert!(matches!(app, Err(TokenError::NoPermission)), "{app:?}");
    let foreign = from_token(|issuer| {
        issuer.user::<Model>().claim("scp", "Mail.Read").claim("roles", vec!["Boss"])
    })
    .await;
    assert!(matches!(foreign, Err(TokenError::NoPermission)), "{foreign:?}");
}

#[tokio::test]
async fn unknown_values_are_kept_and_grant_nothing() {
    let roles = vec!["Contacts.Read.My", "contacts.read.all", "Boss"];
    let caller = from_token(|issuer| {
        issuer
            .user::<Model>()
            .claim("roles", roles)
            .claim("scp", "Crm.Read.My  Crm.Read.Mine")
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
    let [Reason::LacksScope { held, any_of, .. }] = denied.reasons() else { panic!("{denied:?}") };
    assert_eq!(*held, ["Contacts.Read.Team"]);
    assert_eq!(*any_of, ["Crm.Read.Team", "Crm.ReadWrite.Team"]);
    // This scope maps to fewer roles.
    assert_eq!(denied.sufficient_scopes(), [["Crm.Read.Team"]]);
    assert_eq!(
        denied.to_string(),
        "the user holds `Contacts.Read.Team`, \
         but the client lacks the scope `Crm.Read.Team` or `Crm.ReadWrite.Team`"
    );

    let denied = caller.require(Role::ContactsWriteTeam).unwrap_err();
    assert!(denied.sufficient_scopes().is_empty());
    assert_eq!(denied.to_string(), "the user lacks the role `Contacts.Write.Team`");

    let denied = app::<Model, _>([Role::AccountsReadAll])
        .await
        .require(Role::ContactsReadAll)
        .unwrap_err();
    assert_eq!(denied.to_string(), "the application lacks the role `Contacts.Read.All`");
}

#[tokio::test]
async fn a_denial_names_only_usable_roles() {
    use rules::roles::{Audit, Jobs, Old};
    use rules::{Model, Role};

    // Users can hold and use the first role. Only applications can hold the second one. The third
    // one is disabled.
    #[expect(deprecated, reason = "disabled on purpose")]
    let requirement = requirement!(any(Audit::Read, Jobs::Run, Old::Access));
    let nobody = user::<Model, _, _>([], [rules::Scope::OpenidLike]).await;
    let lacks = nobody.require(requirement).unwrap_err();
    assert_eq!(lacks.to_string(), "the user lacks the role `Audit.Read`");
    #[expect(deprecated, reason = "disabled on purpose")]
    let retired = user::<Model, _, _>([Role::OldAccess], [rules::Scope::OpenidLike]).await;
    assert_eq!(retired.require(requirement).unwrap_err(), lacks);
    let service = app::<Model, _>([Role::FilesReadAll]).await;
    let lacks = service.require(requirement).unwrap_err();
    assert_eq!(lacks.to_string(), "the application lacks the role `Jobs.Run`");

    let for_services = requirement!(any(Jobs::Run, rules::roles::Admin::Consent));
    let denied = nobody.require(for_services).unwrap_err();
    assert_eq!(denied.to_string(), "only an application that acts as itself may do this");
    let holder = user::<Model, _, _>([Role::AdminConsent], [rules::Scope::OpenidLike]).await;
    let denied = holder.require(for_services).unwrap_err();
    assert_eq!(
        denied.to_string(),
        "the user holds `Admin.Consent`, but no scope lets a client use it"
    );
}

#[tokio::test]
async fn a_disabled_scope_satisfies_no_requirement() {
    #[expect(deprecated, reason = "disabled on purpose")]
    let requirement =
        requirement!(any(rules::roles::Files::Read, scope(rules::scopes::Legacy::Access)));
    #[expect(deprecated, reason = "disabled on purpose")]
    let caller = user::<rules::Model, _, _>([], [rules::Scope::LegacyAccess]).await;
    assert_eq!(caller.granted().len(), 1);
    assert!(caller.require(requirement).is_err());
    // An enabled scope satisfies this requirement.
    let requirement =
        requirement!(any(rules::roles::Files::Read, scope(rules::scopes::openid_like)));
    assert!(
        user::<rules::Model, _, _>([], [rules::Scope::OpenidLike])
            .await
            .require(requirement)
            .is_ok()
    );
}

#[tokio::test]
async fn the_wrong_kind_of_caller_learns_only_its_kind() {
    let requirement = requirement!(crm::roles::Contacts::Write::All, by = app);
    let caller = user::<Model, _, _>([Role::ContactsWriteAll], [Scope::CrmReadWriteAll]).await;
    let denied = caller.require(requirement).unwrap_err();
    let [Reason::WrongKind { expected, .. }] = denied.reasons() else { panic!("{denied:?}") };
    assert_eq!(*expected, CallerKind::App);
    assert!(denied.sufficient_scopes().is_empty());
    let explanation = caller.explain(requirement);
    assert!(!explanation.is_granted());
    assert!(
        explanation
            .to_string()
            .starts_with("denied: only an application that acts as itself may do this")
    );
}

#[tokio::test]
async fn a_scope_for_two_parts_is_named_once() {
    let held = [Role::AccountsReadTeam, Role::ContactsReadTeam];
    let caller = user::<Model, _, _>(held, [Scope::SalesReadWriteAll]).await;
    let both =
        requirement!(all(crm::roles::Accounts::Read::Team, crm::roles::Contacts::Read::Team));
    assert_eq!(caller.require(both).unwrap_err().sufficient_scopes(), [["Crm.Read.Team"]]);
}

#[tokio::test]
async fn each_alternative_is_named() {
    use crm::roles::{Accounts, Contacts, Proposals};
    let held = [Role::AccountsReadTeam, Role::ContactsReadMy, Role::ProposalsReadWriteTeam];
    let caller = user::<Model, _, _>(held, [Scope::CrmReadAll]).await;
    let either = requirement!(any(Accounts::Read::Team, Proposals::ReadWrite::Team));
    assert_eq!(
        caller.require(either).unwrap_err().sufficient_scopes(),
        [["Sales.ReadWrite.Team"], ["Crm.Read.Team"]]
    );
    let and_one = requirement!(all(
        any(Accounts::Read::Team, Proposals::ReadWrite::Team),
        Contacts::Read::My
    ));
    assert_eq!(
        caller.require(and_one).unwrap_err().sufficient_scopes(),
        [["Crm.Read.My", "Sales.ReadWrite.Team"], ["Crm.Read.My", "Crm.Read.Team"]]
    );
    // A scope that the client already has is named again, because a new token must have it, too.
    let caller = user::<Model, _, _>(held, [Scope::CrmReadWriteMy]).await;
    assert_eq!(
        caller.require(and_one).unwrap_err().sufficient_scopes(),
        [["Crm.ReadWrite.My", "Sales.ReadWrite.Team"], ["Crm.Read.Team", "Crm.ReadWrite.My"]]
    );
}

/// The cost and the length of a denial have a limit.
#[tokio::test]
async fn a_denial_names_at_most_eight_alternatives() {
    use entra_perms_tests::wide::{Model, Scope, scopes::Wide::*};
    let requirement = requirement!(all(
        any(scope(S10), scope(S11), scope(S12), scope(S13), scope(S14), scope(S15), scope(S16)),
        any(scope(S20), scope(S21), scope(S22), scope(S23), scope(S24), scope(S25), scope(S26)),
    ));
    let caller = user::<Model, _, _>([], [Scope::WideS5]).await;
    let denied = caller.require(requirement).unwrap_err();
    assert_eq!(denied.sufficient_scopes().len(), 8);
    assert_eq!(denied.sufficient_scopes()[0], ["Wide.S10", "Wide.S20"]);
}

#[tokio::test]
async fn v1_tokens_may_name_the_api_by_its_app_id_uri() {
    for (audience, good) in [
        ("api://rules", true),
        ("api://rules/", true),
        ("https://contoso.example/rules/", true),
        ("https://contoso.example/rules//", false),
        ("api://other", false),
    ] {
        let token = |issuer: &'static DevIssuer| {
            issuer
                .user::<rules::Model>()
                .scopes([rules::Scope::FilesRead])
                .audience(audience)
        };
        assert_eq!(from_token(token).await.is_ok(), good, "{audience}");
    }
}

#[tokio::test]
async fn an_explanation_covers_granted_and_denied_requirements() {
    let caller = user::<Model, _, _>([Role::ContactsReadMy], [Scope::CrmReadMy]).await;
    let granted = caller.explain(Requirement::role(Role::ContactsReadMy));
    assert!(granted.is_granted());
    assert_eq!(granted.to_string(), "met: role `Contacts.Read.My` through scope `Crm.Read.My`");
    let denied = caller.explain(Requirement::role(Role::ContactsReadAll));
    assert_eq!(denied.to_string(), "denied: the user lacks the role `Contacts.Read.All`");
}

#[tokio::test]
async fn further_claims_are_kept_only_if_configured() {
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
