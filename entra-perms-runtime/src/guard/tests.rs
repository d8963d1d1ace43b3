//! The log lines for denials and for requests without a caller.

use super::*;
use crate::challenge::Refusal;
use crate::test_support::log::Log;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{Tenants, TokenValidator};

const FUNCTION: &GuardedFunction =
    &GuardedFunction::new("crm::contacts", "list", "src/contacts.rs", 7);

fn checks(extensions: &http::Extensions) -> [Result<(), Denied>; 2] {
    let requirement = Requirement::<TestModel>::role(Role::ReadAll);
    [check(&requirement, FUNCTION, extensions), check_request(&requirement, FUNCTION, extensions)]
}

#[test]
fn a_missing_layer_is_an_error_that_names_the_function() {
    Log::start();
    let denied = Err(Denied::no_caller());
    assert_eq!(checks(&http::Extensions::new()), [denied.clone(), denied]);
    let line = "ERROR message=the request has no verified caller function=crm::contacts::list \
                help=\"put `EntraLayer` in front of the service\"";
    assert_eq!(Log::lines(), [line, line]);
}

#[test]
fn a_layer_for_another_model_is_an_error_that_names_both() {
    Log::start();
    let mut extensions = http::Extensions::new();
    extensions.insert(LayerMark::new("shop::permissions::Model", SignIn::Required, None));
    let denied = Err(Denied::no_caller());
    assert_eq!(checks(&extensions), [denied.clone(), denied]);
    let line = "ERROR message=the request has no verified caller of this model \
                function=crm::contacts::list \
                expected=\"entra_perms_runtime::test_support::model::TestModel\" \
                found=\"shop::permissions::Model\" \
                help=\"use the `EntraLayer` of the model that the guard uses\"";
    assert_eq!(Log::lines(), [line, line]);
}

#[test]
fn an_anonymous_request_is_denied_with_401_and_no_error_in_the_log() {
    let mut extensions = http::Extensions::new();
    extensions.insert(LayerMark::new("crm::Model", SignIn::Required, None));
    extensions.insert(Anonymous::<TestModel>::default());
    Log::start();
    for denied in checks(&extensions) {
        let denied = denied.unwrap_err();
        assert_eq!(denied.reasons(), [crate::Reason::NotSignedIn]);
        assert!(denied.is_anonymous() && !denied.is_misconfiguration());
        let challenge = denied.challenge();
        assert_eq!((challenge.status().as_u16(), challenge.error()), (401, None));
        assert_eq!(challenge.www_authenticate(), ["Bearer"]);
    }
    let line = "DEBUG message=the request is anonymous, and the function needs a caller \
                function=crm::contacts::list";
    assert_eq!(Log::lines(), [line, line]);
    assert!(Caller::<TestModel>::from_request(&extensions).unwrap_err().is_anonymous());
    assert!(Caller::<TestModel>::from_optional_request(&extensions).unwrap().is_none());
}

/// The caller that another layer verified counts, and the mark does not.
#[test]
fn a_caller_wins_over_the_mark_of_an_anonymous_request() {
    let mut extensions = http::Extensions::new();
    extensions.insert(Anonymous::<TestModel>::default());
    extensions.insert(Caller::<TestModel>::test().user().roles([Role::ReadTeam]).build());
    assert!(Caller::<TestModel>::from_request(&extensions).is_ok());
    assert!(Caller::<TestModel>::from_optional_request(&extensions).unwrap().is_some());
}

#[test]
fn an_optional_caller_needs_the_mark_of_its_own_model() {
    let mut extensions = http::Extensions::new();
    let optional = |extensions: &http::Extensions| {
        Caller::<TestModel>::from_optional_request(extensions).map(|caller| caller.is_none())
    };
    Log::start();
    assert_eq!(optional(&extensions), Err(Denied::no_caller()));
    extensions.insert(LayerMark::new("shop::permissions::Model", SignIn::Required, None));
    assert_eq!(optional(&extensions), Err(Denied::no_caller()));
    let lines = Log::lines();
    assert!(lines.len() == 2 && lines.iter().all(|line| line.starts_with("ERROR")), "{lines:?}");
}

/// An owned `None` comes from an extractor, which has checked the layer. A `None` of a reference
/// may be a look-up that failed, because the layer is missing.
#[test]
fn none_of_a_source_is_anonymous_only_if_it_owns_its_caller() {
    let requirement = Requirement::<TestModel>::role(Role::ReadAll);
    let owned = check(&requirement, FUNCTION, &None::<Caller<TestModel>>).unwrap_err();
    let reference = check(&requirement, FUNCTION, &None::<&Caller<TestModel>>).unwrap_err();
    let maybe = check(&requirement, FUNCTION, &MaybeCaller::<TestModel>::anonymous()).unwrap_err();
    assert!(owned.is_anonymous() && maybe.is_anonymous());
    assert!(reference.is_misconfiguration());
}

/// A plain tower service has no extractor. The value that it gets says why it is empty.
#[test]
fn an_optional_caller_is_denied_with_the_facts_of_its_layer() {
    let requirement = Requirement::<TestModel>::role(Role::ReadAll);
    let mut extensions = http::Extensions::new();
    extensions.insert(Anonymous::<TestModel>::default());
    let caller = Caller::<TestModel>::from_optional_request(&extensions).unwrap();
    Log::start();
    assert!(check(&requirement, FUNCTION, &caller).unwrap_err().is_anonymous());
    assert!(check(&requirement, FUNCTION, &&caller).unwrap_err().is_anonymous());
    let lines = Log::lines();
    assert!(lines.iter().all(|line| line.starts_with("DEBUG")), "{lines:?}");
}

#[test]
fn a_source_of_the_service_can_be_anonymous() {
    struct Session {
        caller: MaybeCaller<TestModel>,
        is_behind_layer: bool,
    }

    impl CallerSource<TestModel> for Session {
        fn caller(&self) -> Option<&Caller<TestModel>> {
            self.caller.get()
        }

        fn is_anonymous(&self) -> bool {
            self.is_behind_layer && self.caller.is_none()
        }
    }

    let requirement = Requirement::<TestModel>::role(Role::ReadAll);
    let denied = |is_behind_layer| {
        let session = Session { caller: MaybeCaller::anonymous(), is_behind_layer };
        check(&requirement, FUNCTION, &session).unwrap_err()
    };
    assert!(denied(true).is_anonymous());
    assert!(denied(false).is_misconfiguration());
}

/// A source that contains another one can ask it.
#[test]
fn only_sources_without_a_caller_are_anonymous() {
    let is_anonymous = |source: &dyn CallerSource<TestModel>| source.is_anonymous();
    let caller = Caller::<TestModel>::test().user().build();
    let mut request = http::Request::new(());
    assert!(!is_anonymous(&request) && !is_anonymous(&None::<&Caller<TestModel>>));
    request.extensions_mut().insert(Anonymous::<TestModel>::default());
    assert!(is_anonymous(&request) && is_anonymous(&Some(request.extensions())));
    assert!(is_anonymous(&None::<Caller<TestModel>>));
    assert!(is_anonymous(&MaybeCaller::<TestModel>::anonymous()));
    request.extensions_mut().insert(caller.clone());
    assert!(!is_anonymous(&request) && !is_anonymous(&MaybeCaller::from(caller)));
}

#[tokio::test]
async fn the_log_of_a_denial_names_the_function() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator =
        TokenValidator::<TestModel>::builder(Tenants::single(TENANT).unwrap()).jwks(issuer.jwks());
    let token = issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign();
    let caller = validator.build().await.unwrap().validate(&token).await.unwrap();
    let mut extensions = http::Extensions::new();
    extensions.insert(caller);
    Log::start();
    let denied = checks(&extensions);
    assert_eq!(denied[0], denied[1]);
    let Refusal::NotPermitted(denied) =
        denied[0].clone().unwrap_err().challenge().refusal().clone()
    else {
        panic!()
    };
    assert_eq!(denied.to_string(), "the user lacks the role `Contacts.Read.All`");
    for line in Log::lines() {
        assert!(
            line.starts_with("INFO message=denied function=crm::contacts::list tenant="),
            "{line}"
        );
    }
    assert_eq!(Log::lines().len(), 2);
}

#[test]
fn from_request_finds_the_caller_of_extensions() {
    Log::start();
    let mut extensions = http::Extensions::new();
    assert_eq!(Caller::<TestModel>::from_request(&extensions).unwrap_err(), Denied::no_caller());
    let [line] = Log::lines().try_into().unwrap();
    let place = "ERROR message=the request has no verified caller function=";
    assert!(line.starts_with(place) && line.contains("guard/tests.rs:"), "{line}");
    let caller = Caller::<TestModel>::test().user().roles([Role::ReadTeam]).scopes([Scope::Crm]);
    extensions.insert(caller.build());
    assert!(Caller::<TestModel>::from_request(&extensions).unwrap().can(Role::ReadTeam));
    assert!(Caller::<TestModel>::from_request(&Some(&extensions)).is_ok());
}

#[test]
fn a_test_caller_has_the_given_ids_and_claims() {
    let [tenant, object, client] = [1, 2, 3].map(uuid::Uuid::from_u128);
    let test = Caller::<TestModel>::test();
    let user = test.user().tenant(tenant).object_id(object).client_id(client);
    let user = user.claims(&serde_json::json!({ "department": "sales" })).build();
    assert_eq!(
        (user.tenant(), user.object_id(), user.client_id()),
        (tenant, Some(object), Some(client))
    );
    assert_eq!(user.kind(), crate::CallerKind::User);
    assert_eq!(user.claims::<serde_json::Value>().unwrap()["department"], "sales");
    let service = Caller::from(test.app().roles([Role::Import]));
    assert_eq!(service.kind(), crate::CallerKind::App);
    assert!(service.can(Role::Import) && service.granted().is_empty());
    assert!(!test.user().roles([Role::Import]).scopes([Scope::Crm]).can(Role::Import));
}
