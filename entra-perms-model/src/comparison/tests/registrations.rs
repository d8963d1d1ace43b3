use super::{MAPPING, ROLES, SCOPES, model};
use crate::comparison::{AppSetting, Difference, compare};
use crate::model::App;
use crate::{AgentClaim, OptionalClaim};

#[test]
fn settings_and_registrations_change() {
    let one = model(ROLES, SCOPES, MAPPING);
    let mut other = one.clone();
    other.apps[0].client_id = Some("1".to_owned());
    other.apps[0].marks_app_only = !one.apps[0].marks_app_only;
    other.apps[0].agent_claims = vec![AgentClaim::Blueprint];
    other.apps[0].client_capabilities = OptionalClaim::Requested;
    other.apps[0].authentication_contexts = OptionalClaim::NotRequested;
    other.apps.push(App::default());
    other.constraints = vec!["All".to_owned()];
    let setting = |setting| Difference::Setting { registration: 0, setting };
    let expected = [
        setting(AppSetting::ClientId),
        setting(AppSetting::MarksAppOnly),
        setting(AppSetting::AgentClaims),
        setting(AppSetting::ClientCapabilities),
        setting(AppSetting::AuthenticationContexts),
        Difference::Registrations { before: 1, after: 2 },
        Difference::Constraints,
    ];
    assert_eq!(compare(&one, &other), expected);
}
