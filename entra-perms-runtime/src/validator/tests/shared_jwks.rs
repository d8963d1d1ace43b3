//! Keys that the service hands over, and replaces while validators use them.

use core::pin::pin;
use core::task::{Context, Waker};

use http::StatusCode;
use http::header::RETRY_AFTER;

use super::runtimes::wait_for;
use crate::challenge::Challenge;
use crate::test_support::model::{OTHER_TENANT, Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{Jwks, SharedJwks, Tenants, TokenError, TokenValidator};

const STRANGER_TENANT: &str = "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff";

fn issuer() -> DevIssuer {
    DevIssuer::new(TENANT).unwrap()
}

fn validator(keys: impl Into<SharedJwks>) -> TokenValidator<TestModel> {
    let builder = TokenValidator::builder(Tenants::single(TENANT).unwrap()).jwks(keys);
    wait_for(builder.build()).unwrap()
}

fn token(issuer: &DevIssuer) -> String {
    issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign()
}

fn error(validator: &TokenValidator<TestModel>, token: &str) -> Option<TokenError> {
    wait_for(validator.validate(token)).err()
}

/// No test here has an async runtime.
#[test]
fn replaced_keys_apply_at_once_to_all_validators_that_share_them() {
    let old = issuer();
    let new = issuer();
    let keys = SharedJwks::new(old.jwks());
    let validators = [validator(keys.clone()), validator(keys.clone())];
    let unrelated = validator(old.jwks());
    for validator in &validators {
        assert_eq!(error(validator, &token(&new)), Some(TokenError::UnknownKey));
        assert_eq!(error(validator, &token(&old)), None);
    }
    keys.replace(new.jwks());
    for validator in &validators {
        assert_eq!(error(validator, &token(&new)), None);
        assert_eq!(error(validator, &token(&old)), Some(TokenError::UnknownKey));
    }
    assert_eq!(error(&unrelated, &token(&old)), None);
}

#[test]
fn cached_tokens_of_replaced_keys_are_refused_at_once() {
    let old = issuer();
    let keys = SharedJwks::new(old.jwks());
    let validators = [validator(keys.clone()), validator(keys.clone())];
    let cached = token(&old);
    for validator in &validators {
        assert_eq!(error(validator, &cached), None);
        assert!(validator.cache.as_ref().unwrap().get(cached.as_bytes()).is_some());
    }
    // The old key is published with the new one until its tokens have expired.
    let both = |old: &DevIssuer, new: &DevIssuer| {
        let mut keys = serde_json::from_str::<serde_json::Value>(&old.jwks_json()).unwrap();
        let mut more = serde_json::from_str::<serde_json::Value>(&new.jwks_json()).unwrap();
        keys["keys"].as_array_mut().unwrap().push(more["keys"][0].take());
        Jwks::from_json(keys.to_string()).unwrap()
    };
    let new = issuer();
    keys.replace(both(&old, &new));
    for validator in &validators {
        assert_eq!((error(validator, &cached), error(validator, &token(&new))), (None, None));
    }
    keys.replace(new.jwks());
    for validator in &validators {
        assert_eq!(error(validator, &cached), Some(TokenError::UnknownKey));
    }
}

#[test]
fn given_keys_are_ready_at_once() {
    let validator = validator(issuer().jwks());
    assert!(validator.is_ready());
    wait_for(validator.ready());
}

#[test]
fn a_handle_without_keys_refuses_every_token_with_503_until_there_are_keys() {
    let issuer = issuer();
    let keys = SharedJwks::without_keys();
    let alone = validator(keys.clone());
    let others = TokenValidator::builder(Tenants::single(OTHER_TENANT).unwrap());
    let others = wait_for(others.jwks(self::issuer().jwks()).build()).unwrap();
    let several = TokenValidator::any_of([others, alone.clone()]).unwrap();
    for validator in [&alone, &several] {
        assert!(!validator.is_ready());
        let mut context = Context::from_waker(Waker::noop());
        assert!(pin!(validator.ready()).poll(&mut context).is_pending());
        let refused = error(validator, &token(&issuer)).unwrap();
        assert_eq!(refused, TokenError::keys_unavailable());
        let challenge: Challenge = refused.challenge();
        assert_eq!(challenge.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(challenge.headers().contains_key(RETRY_AFTER));
        // The issuers follow from the settings, and need no key.
        let document = validator.protected_resource("https://crm.example").unwrap();
        assert_eq!(document.authorization_servers.len(), validator.members().len());
    }
    // An issuer that no validator accepts is refused for good.
    let stranger = token(&DevIssuer::new(STRANGER_TENANT).unwrap());
    assert_eq!(error(&several, &stranger), Some(TokenError::UnknownIssuer));
    let waiting = std::thread::spawn({
        let several = several.clone();
        move || wait_for(several.ready())
    });
    keys.replace(issuer.jwks());
    waiting.join().unwrap();
    wait_for(alone.ready());
    for validator in [&alone, &several] {
        assert!(validator.is_ready());
        assert_eq!(error(validator, &token(&issuer)), None);
        assert_eq!(error(validator, &token(&self::issuer())), Some(TokenError::UnknownKey));
    }
}

#[test]
fn the_debug_form_shows_ids_and_no_key() {
    let issuer = issuer();
    let keys = SharedJwks::new(issuer.jwks());
    let document = serde_json::from_str::<serde_json::Value>(&issuer.jwks_json()).unwrap();
    let text = format!("{keys:?}");
    assert!(text.contains(document["keys"][0]["kid"].as_str().unwrap()), "{text}");
    assert!(!text.contains(document["keys"][0]["n"].as_str().unwrap()), "{text}");
}
