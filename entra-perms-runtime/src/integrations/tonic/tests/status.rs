//! The conversion of refusals into statuses.

use std::error::Error as _;
use std::sync::Arc;

use super::super::status::MAX_MESSAGE_CHARS;
use super::*;
use crate::caller::{ApiFacts, ClaimsRequest, Reason};
use crate::challenge::BearerError;
use crate::validator::TokenError;

const STATUS_HEADERS: [&str; 5] =
    ["content-type", "grpc-status", "grpc-message", "grpc-status-details-bin", "www-authenticate"];

/// Sends a status, and returns the status that the client receives.
///
/// Checks that the response has only headers of gRPC, and challenges.
fn sent(status: impl Into<Status>) -> Status {
    let response = status.into().into_http::<()>();
    for name in response.headers().keys() {
        assert!(STATUS_HEADERS.contains(&name.as_str()), "{name}");
    }
    received(&response)
}

#[test]
fn missing_or_malformed_token_is_unauthenticated() {
    let missing = sent(BearerError::Missing);
    let expected = Decoded::new(Code::Unauthenticated, "MISSING_TOKEN", "no access token was sent");
    assert_eq!(Decoded::of(&missing), expected);
    assert_eq!(challenges_of(&missing), ["Bearer"]);

    let malformed = sent(BearerError::Malformed("more than one `Authorization` header"));
    assert_eq!(code_and_reason(&malformed), (Code::Unauthenticated, "INVALID_REQUEST".to_owned()));
    assert!(challenges_of(&malformed)[0].starts_with(r#"Bearer error="invalid_request", "#));
}

#[test]
fn invalid_token_is_unauthenticated_without_the_reason() {
    let expired = sent(TokenError::Expired);
    assert_eq!(code_and_reason(&expired), (Code::Unauthenticated, "INVALID_TOKEN".to_owned()));
    for error in [TokenError::Signature, TokenError::IdToken] {
        let status = Status::from(error);
        assert!(status.source().is_none(), "{status}");
        let status = sent(status);
        assert_eq!(Decoded::of(&status), Decoded::of(&expired));
        assert_eq!(status.details(), expired.details());
        assert_eq!(challenges_of(&status), challenges_of(&expired));
    }
}

#[test]
fn valid_token_without_permission_is_permission_denied() {
    let no_permission = sent(TokenError::NoPermission);
    assert_eq!(
        code_and_reason(&no_permission),
        (Code::PermissionDenied, "INSUFFICIENT_SCOPE".to_owned())
    );

    let reasons = vec![Reason::LacksScope { held: vec!["R"], any_of: vec!["A", "B"] }];
    let denied = Denied::unless_granted(reasons, vec![vec!["A"], vec!["B", "C"], vec!["D"]]);
    let denied = sent(denied.for_client(&Arc::new(ApiFacts::new("api://crm"))));
    let message = "the user holds `R`, but the client lacks the scope `A` or `B`";
    let scopes = [
        ("scope", "api://crm/A"),
        ("scope_2", "api://crm/B api://crm/C"),
        ("scope_3", "api://crm/D"),
    ];
    let expected = Decoded {
        scopes: scopes.map(|(key, scope)| (key.to_owned(), scope.to_owned())).to_vec(),
        ..Decoded::new(Code::PermissionDenied, "INSUFFICIENT_SCOPE", message)
    };
    assert_eq!(Decoded::of(&denied), expected);
    assert_eq!(
        challenges_of(&denied),
        ["api://crm/A", "api://crm/B api://crm/C", "api://crm/D"]
            .map(|scope| format!(r#"Bearer error="insufficient_scope", scope="{scope}""#))
    );
}

#[test]
fn claims_challenge_is_in_the_metadata() {
    let request = ClaimsRequest::authentication_context::<1>();
    let ask_at = Some("https://login.example/t/oauth2/authorize".to_owned());
    let capable = sent(Denied::because(vec![Reason::LacksClaims { request, ask_at }]));
    assert_eq!(
        code_and_reason(&capable),
        (Code::Unauthenticated, "INSUFFICIENT_CLAIMS".to_owned())
    );
    assert!(challenges_of(&capable)[0].contains(r#"claims="ey"#), "{capable:?}");
    let incapable = sent(Denied::because(vec![Reason::LacksClaims { request, ask_at: None }]));
    assert_eq!(
        code_and_reason(&incapable),
        (Code::PermissionDenied, "INSUFFICIENT_SCOPE".to_owned())
    );
}

#[test]
fn faults_of_the_service_have_no_challenge() {
    let unavailable = sent(TokenError::keys_unavailable());
    let message = "access tokens cannot be verified at the moment";
    let expected = Decoded {
        retry_after: Some(Duration::from_secs(60)),
        ..Decoded::new(Code::Unavailable, "VERIFICATION_UNAVAILABLE", message)
    };
    assert_eq!(Decoded::of(&unavailable), expected);
    assert_eq!(challenges_of(&unavailable), [""; 0]);

    let missing = sent(Denied::no_caller());
    let expected =
        Decoded::new(Code::Internal, "SERVICE_MISCONFIGURED", "the service is misconfigured");
    assert_eq!(Decoded::of(&missing), expected);
    assert_eq!(challenges_of(&missing), [""; 0]);
}

#[test]
fn long_message_is_cut() {
    let roles = vec!["Über.All"; 1000];
    let response =
        Status::from(Denied::because(vec![Reason::NotDelegated { held: roles }])).into_http::<()>();
    let denied = received(&response);
    assert_eq!(denied.message().chars().count(), MAX_MESSAGE_CHARS + 1);
    assert!(
        denied.message().starts_with("the user holds `Über.All`, `")
            && denied.message().ends_with('…')
    );
    let length: usize = response.headers().values().map(http::HeaderValue::len).sum();
    assert!(length < 4096, "{length}");
}

#[test]
fn request_without_the_layer_is_internal_and_logged() {
    Log::start();
    let requirement = Requirement::<TestModel>::role(Role::ReadAll);
    let denied = check(&requirement, FUNCTION, &tonic::Request::new(())).unwrap_err();
    assert_eq!(Status::from(denied).code(), Code::Internal);
    let line = "ERROR message=the request has no verified caller function=crm::contacts::list \
                help=\"put `EntraLayer` in front of the service\"";
    assert_eq!(Log::lines(), [line]);
}
