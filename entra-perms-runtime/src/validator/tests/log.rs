//! Log lines of refusals and denials.

use serde_json::json;

use super::signed_tokens::{app, user, validate};
use crate::caller::ClaimsRequest;
use crate::test_support::log::Log;
use crate::test_support::model::Role;

fn logged(token: &str) -> Vec<String> {
    Log::start();
    let _ = validate(token);
    Log::lines()
}

#[test]
fn refused_token_is_logged_with_its_reason_and_token_id() {
    let app = app().roles([Role::Import]);
    assert_eq!(
        logged(
            &app.clone()
                .claim("ver", "1.0")
                .claim("appid", "00000001-de70-4000-8000-000000000003")
                .claim("uti", "kTxYQl\n1")
                .sign()
        ),
        ["WARN message=token refused error=the token has version `1.0`, which this API does not \
             accept: the manifest decides with `requestedAccessTokenVersion` (legacy: \
             `accessTokenAcceptedVersion`), or during a change `both_versions_until` \
             fault=service token_id=kTxYQl\\n1"]
    );
    let no_permission = app.clone().without("roles");
    for unusable in [no_permission.clone().without("uti"), no_permission.claim("uti", 7)] {
        assert_eq!(
            logged(&unusable.sign()),
            ["INFO message=token refused error=the token carries no role and no scope of this \
                 API fault=administrator"]
        );
    }
    assert_eq!(logged(&app.sign()), [] as [String; 0]);
}

/// `WARN` is for faults that an administrator must repair and that a client cannot cause.
#[test]
fn refusals_that_any_sender_can_cause_are_logged_at_info() {
    let good = user().without("uti").sign();
    let (header, rest) = good.split_once('.').unwrap();
    let bound = user().without("uti").claim("cnf", json!({ "kid": "a" })).sign();
    let device = app().without("uti").claim("idtyp", "device").sign();
    let id_token = user().without("uti").without("scp").sign();
    for (token, line) in [
        (
            format!("{header}..{rest}.AAAA"),
            "error=the token is encrypted (JWE), but this service accepts signed tokens only: the \
             registration of this API probably has a `tokenEncryptionKeyId`, which must be removed \
             fault=service",
        ),
        (
            bound,
            "error=the token is bound to a key (`cnf`), but was sent as a bearer token: the client \
             must request a token that is not bound fault=client",
        ),
        (
            device,
            "error=the token's type (`idtyp`) is `device`, which is neither `app` nor `user` \
             fault=client",
        ),
        (
            id_token,
            "error=the token is an ID token, or a user's token without scopes: the client must \
             send an access token for a scope of this API fault=client",
        ),
    ] {
        assert_eq!(logged(&token), [format!("INFO message=token refused {line}")]);
    }
}

#[test]
fn the_log_of_a_refused_token_names_the_blueprint_of_an_agent() {
    let blueprint = uuid::Uuid::from_u128(7);
    let token = app().without("roles").without("uti").agent(blueprint).sign();
    let message = format!(
        "INFO message=token refused error=the token carries no role and no scope of this API \
         fault=administrator blueprint={blueprint}"
    );
    assert_eq!(logged(&token), [message]);
    let warned = app().roles([Role::Import]).agent(blueprint).claim("ver", "1.0");
    let [line] = logged(&warned.sign()).try_into().unwrap();
    assert!(line.starts_with("WARN") && line.contains(&format!("blueprint={blueprint}")), "{line}");
    let (signed, _) = token.rsplit_once('.').unwrap();
    assert!(!logged(&format!("{signed}.AAAA")).concat().contains("blueprint"));
}

#[test]
fn denials_by_require_are_logged_with_the_caller() {
    let token = user().sign();
    Log::start();
    let caller = validate(&token).unwrap();
    let identity = "tenant=72f988bf-86f1-41af-91ab-2d7cd011db47 \
                    caller=00000001-de70-4000-8000-000000000001 \
                    client=00000001-de70-4000-8000-000000000003";
    assert!(caller.require(Role::ReadAll).is_err());
    assert!(caller.require_claims(&ClaimsRequest::authentication_context::<1>()).is_err());
    assert!(caller.require(Role::ReadTeam).is_ok() && !caller.can(Role::ReadAll));
    assert_eq!(
        Log::lines(),
        [
            format!(
                "INFO message=denied {identity} denied=the user lacks the role `Contacts.Read.All`"
            ),
            format!(
                "INFO message=denied {identity} denied=this needs the authentication context `c1`"
            ),
        ]
    );
}

#[test]
fn claims_of_an_unverified_token_are_not_logged() {
    let good = user().claim("uti", "the-id").sign();
    let (signed, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{signed}.AAAA");
    assert_eq!(
        logged(&forged),
        ["INFO message=token refused error=the token's signature is wrong fault=client"]
    );
}

#[test]
fn no_part_of_a_token_is_logged() {
    let token = user().without("tid").sign();
    let lines = logged(&token).join("\n");
    assert!(lines.contains("token refused"), "{lines}");
    for part in token.split('.') {
        assert!(!lines.contains(part), "{lines}");
    }
}
