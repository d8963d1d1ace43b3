//! The response to each refusal.

use super::*;
use crate::caller::{ClaimsRequest, Denied};

const CLIENT_ID: &str = "86bd2ede-e2b4-43db-8272-e1697192d072";

/// Returns the facts about an API whose document is at this URL.
fn facts_at(url: &str) -> Arc<ApiFacts> {
    Arc::new(ApiFacts { metadata_url: Some(url.to_owned()), ..ApiFacts::new("api://crm") })
}

/// Returns the facts about an API with this name, whose basic scopes are `A` and `B`.
fn with_basic_scopes(name: &str) -> Arc<ApiFacts> {
    Arc::new(ApiFacts { basic_scopes: vec!["A", "B"], ..ApiFacts::new(name) })
}

fn headers(challenge: &Challenge) -> Vec<String> {
    challenge
        .www_authenticate()
        .iter()
        .map(|header| header.to_str().unwrap().to_owned())
        .collect()
}

fn header(challenge: &Challenge) -> String {
    let [header] = <[String; 1]>::try_from(headers(challenge)).unwrap();
    header
}

#[test]
fn a_missing_token_is_401_without_an_error_code() {
    let challenge = BearerError::Missing.challenge();
    assert_eq!(challenge.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(header(&challenge), "Bearer");
    assert_eq!(
        challenge.body(),
        r#"{"title":"Unauthorized","status":401,"detail":"no access token was sent"}"#
    );
}

#[test]
fn a_malformed_authorization_header_is_400() {
    let challenge = BearerError::Malformed("more than one `Authorization` header").challenge();
    assert_eq!(challenge.status(), StatusCode::BAD_REQUEST);
    assert!(header(&challenge).starts_with(r#"Bearer error="invalid_request", "#));
}

#[test]
fn a_bad_token_is_401_and_does_not_say_why() {
    let expired = TokenError::Expired.challenge();
    let forged = TokenError::Signature.challenge();
    assert_eq!(headers(&expired), headers(&forged));
    assert_eq!(expired.body(), forged.body());
    assert_eq!(expired.status(), StatusCode::UNAUTHORIZED);
    assert!(header(&expired).starts_with(r#"Bearer error="invalid_token", error_description="#));
}

#[test]
fn each_challenge_names_the_resource_metadata() {
    let url = "https://api.example/.well-known/oauth-protected-resource";
    let named = BearerError::Missing.challenge().with_api_facts(&facts_at(url));
    assert_eq!(header(&named), format!(r#"Bearer resource_metadata="{url}""#));
    let denied = TokenError::NoPermission.challenge();
    assert_eq!(denied.status(), StatusCode::FORBIDDEN);
    assert_eq!(header(&denied), r#"Bearer error="insufficient_scope""#);
    let denied = denied.with_api_facts(&facts_at(url));
    assert_eq!(
        header(&denied),
        format!(r#"Bearer error="insufficient_scope", resource_metadata="{url}""#)
    );
}

#[test]
fn each_sufficient_set_of_scopes_has_its_own_challenge() {
    let reasons = || vec![Reason::LacksScope { held: vec!["R"], any_of: vec!["A", "B"] }];
    let one = Denied::unless_granted(reasons(), vec![vec!["A", "B"]])
        .for_client(&with_basic_scopes("api://crm"))
        .challenge();
    assert_eq!(one.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        header(&one),
        r#"Bearer error="insufficient_scope", scope="api://crm/A api://crm/B""#
    );
    let two = Denied::unless_granted(reasons(), vec![vec!["A"], vec!["B", "C"]])
        .for_client(&with_basic_scopes("api://crm"))
        .challenge();
    let expected = [
        r#"Bearer error="insufficient_scope", scope="api://crm/A""#,
        r#"Bearer error="insufficient_scope", scope="api://crm/B api://crm/C""#,
    ];
    assert_eq!(headers(&two), expected);
    assert_eq!(
        two.body(),
        r#"{"title":"Forbidden","status":403,"detail":"the user holds `R`, but the client lacks the scope `A` or `B`","error":"insufficient_scope","scopes":[["api://crm/A"],["api://crm/B","api://crm/C"]]}"#
    );
    let response = two.into_response::<String>();
    let in_response: Vec<_> = response.headers().get_all(WWW_AUTHENTICATE).iter().collect();
    assert_eq!(in_response, expected);
    let none = Denied::because(reasons()).challenge();
    assert_eq!(header(&none), r#"Bearer error="insufficient_scope""#);
    assert!(!none.body().contains("scopes"), "{}", none.body());
}

/// Entra accepts the client id in place of an App ID URI.
#[test]
fn the_client_id_is_in_front_of_scopes_without_an_app_id_uri() {
    let denied = Denied::unless_granted(vec![], vec![vec!["A"]]);
    let challenge = denied.for_client(&Arc::new(ApiFacts::new(CLIENT_ID))).challenge();
    assert_eq!(challenge.scopes(), [[format!("{CLIENT_ID}/A")]]);
    assert_eq!(
        header(&challenge),
        format!(r#"Bearer error="insufficient_scope", scope="{CLIENT_ID}/A""#)
    );
    assert!(challenge.body().contains(&format!(r#""scopes":[["{CLIENT_ID}/A"]]"#)));
}

#[test]
fn only_a_client_without_a_valid_token_gets_the_basic_scopes() {
    let facts = with_basic_scopes("api://crm");
    let scopes = |challenge: Challenge| challenge.with_api_facts(&facts).scopes();
    let basic = [["api://crm/A", "api://crm/B"]];
    assert_eq!(scopes(BearerError::Missing.challenge()), basic);
    assert_eq!(scopes(TokenError::Expired.challenge()), basic);
    assert!(scopes(TokenError::NoPermission.challenge()).is_empty());
    assert!(scopes(BearerError::Malformed("two tokens").challenge()).is_empty());
    assert!(scopes(TokenError::keys_unavailable().challenge()).is_empty());
    assert!(scopes(Denied::because(vec![]).challenge()).is_empty());
    assert!(scopes(Denied::no_caller().challenge()).is_empty());
    let missing = BearerError::Missing.challenge().with_api_facts(&facts);
    assert_eq!(header(&missing), r#"Bearer scope="api://crm/A api://crm/B""#);
    assert!(missing.body().contains(r#""scopes":[["api://crm/A","api://crm/B"]]"#));
}

/// The service may have written the body already.
#[cfg(any(feature = "tower", feature = "actix-web"))]
#[test]
fn a_layer_does_not_change_the_app_id_uri_of_a_denial() {
    let denied = Denied::unless_granted(vec![], vec![vec!["A"]]);
    let challenge = denied.for_client(&Arc::new(ApiFacts::new("api://other"))).challenge();
    let completed = challenge.clone().completed(&facts_at("https://crm.example/document"));
    assert_eq!(completed.scopes(), [["api://other/A"]]);
    assert_eq!(completed.body(), challenge.body());
    assert!(header(&completed).ends_with(r#"resource_metadata="https://crm.example/document""#));
    let no_caller = Denied::unless_granted(vec![], vec![vec!["A"]]).challenge();
    let completed = no_caller.completed(&facts_at("https://crm.example/document"));
    assert_eq!(completed.scopes(), [["api://crm/A"]]);
}

/// The guard may belong to an outer layer, for another model.
#[cfg(any(feature = "tower", feature = "actix-web"))]
#[test]
fn a_layer_does_not_change_the_document_of_a_denial() {
    for name in ["api://crm", "api://other"] {
        let own = ApiFacts {
            app_id_uri: name.to_owned(),
            ..ApiFacts::clone(&facts_at("https://own.example"))
        };
        let denied = Denied::unless_granted(vec![], vec![vec!["A"]]);
        let challenge = denied.for_client(&Arc::new(own)).challenge();
        for inner in [facts_at("https://inner.example"), with_basic_scopes("api://crm")] {
            assert_eq!(challenge.clone().completed(&inner), challenge);
        }
    }
}

#[test]
fn a_refusal_is_problem_details_with_no_store() {
    for challenge in [
        BearerError::Missing.challenge(),
        TokenError::keys_unavailable().challenge(),
        Denied::no_caller().challenge(),
    ] {
        let response = challenge.clone().into_response::<String>();
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
        let body: serde_json::Value = serde_json::from_str(response.body()).unwrap();
        assert_eq!(body["status"], response.status().as_u16());
        assert_eq!(body["title"].as_str(), response.status().canonical_reason());
        assert_eq!(response.extensions().get(), Some(&challenge));
    }
}

#[test]
fn only_clients_that_handle_it_get_a_claims_challenge() {
    let request = ClaimsRequest::authentication_context::<1>();
    let denied = |ask_at| Denied::because(vec![Reason::LacksClaims { request, ask_at }]);
    let capable = denied(Some("https://login.example/t/oauth2/authorize".to_owned())).challenge();
    assert_eq!(capable.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        header(&capable),
        r#"Bearer error="insufficient_claims", error_description="this needs the authentication context `c1`", authorization_uri="https://login.example/t/oauth2/authorize", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19""#
    );
    let incapable = denied(None).challenge();
    assert_eq!(incapable.status(), StatusCode::FORBIDDEN);
    assert_eq!(header(&incapable), r#"Bearer error="insufficient_scope""#);
}

#[test]
fn unavailable_keys_are_503_without_a_challenge() {
    let challenge = TokenError::keys_unavailable().challenge();
    assert_eq!(challenge.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(headers(&challenge), [""; 0]);
    assert!(challenge.into_response::<String>().headers().contains_key(RETRY_AFTER));
}

#[test]
fn a_missing_layer_is_500_without_a_challenge() {
    let challenge = Denied::no_caller().challenge();
    assert_eq!(challenge.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(headers(&challenge), [""; 0]);
    assert!(!challenge.into_response::<String>().body().contains("layer"));
}

#[test]
fn values_cannot_end_their_quotes() {
    let url = "https://a/\"x\\\r\ny\u{e9}";
    let challenge = BearerError::Missing.challenge().with_api_facts(&facts_at(url));
    assert_eq!(header(&challenge), r#"Bearer resource_metadata="https://a/xy""#);
}

#[test]
fn every_character_of_a_value_makes_a_valid_header() {
    for character in ('\0'..='\u{17f}').chain(['\u{2028}', '\u{10ffff}']) {
        let url = format!("a{character}b");
        let challenge = BearerError::Missing.challenge().with_api_facts(&facts_at(&url));
        let is_kept = (' '..='~').contains(&character) && !['"', '\\'].contains(&character);
        let value = if is_kept { url.as_str() } else { "ab" };
        assert_eq!(header(&challenge), format!(r#"Bearer resource_metadata="{value}""#));
    }
}
