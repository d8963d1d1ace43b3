//! A token that is known is taken without its signature, and refused whenever it would be refused without the cache.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::signed_tokens::user;
use crate::caller::Caller;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::token::optional_claim::OptionalClaim;
use crate::validator::{Jwks, Tenants, TokenError, TokenValidator, TokenValidatorBuilder};

fn issuer() -> DevIssuer {
    DevIssuer::new(TENANT).unwrap()
}

fn builder(issuer: &DevIssuer) -> TokenValidatorBuilder<TestModel> {
    issuer.validator()
}

/// Whether the cache has it.
fn knows(validator: &TokenValidator<TestModel>, token: &str) -> bool {
    validator
        .cache
        .as_ref()
        .is_some_and(|cache| cache.find(&cache.fingerprint(token.as_bytes()).unwrap()).is_some())
}

fn token(issuer: &DevIssuer) -> String {
    issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign()
}

#[tokio::test]
async fn a_token_that_was_verified_is_known_by_its_fingerprint() {
    let issuer = issuer();
    let validator = builder(&issuer).build().await.unwrap();
    let token = token(&issuer);
    assert!(!knows(&validator, &token));
    let first = validator.validate(&token).await.unwrap();
    assert!(knows(&validator, &token) && knows(&validator.clone(), &token));
    assert_eq!(format!("{first:?}"), format!("{:?}", validator.validate(&token).await.unwrap()));
    // The same signature over something else, and a byte more, are other tokens.
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for other in [format!("{signed}x.{signature}"), format!("{token}A"), signed.to_owned()] {
        assert!(validator.validate(&other).await.is_err() && !knows(&validator, &other), "{other}");
    }
    assert!(!format!("{:?}", validator.cache).contains(signature));
    let too_large = validator.cache.as_ref().unwrap().fingerprint("x".repeat(300_000).as_bytes());
    assert_eq!(too_large, None, "what is too large is refused before any work is done");
}

#[tokio::test]
async fn what_is_refused_is_not_kept() {
    let issuer = issuer();
    let validator = builder(&issuer).build().await.unwrap();
    let other = self::issuer();
    let bound = issuer
        .user::<TestModel>()
        .roles([Role::ReadTeam])
        .scopes([Scope::Crm])
        .claim("cnf", "a");
    let id_token = issuer.user::<TestModel>().roles([Role::ReadTeam]);
    let bad = [
        token(&other),
        issuer.user::<TestModel>().sign(),
        user().claim("exp", 1).sign(),
        bound.sign(),
        id_token.sign(),
    ];
    for bad in bad {
        assert!(validator.validate(&bad).await.is_err() && !knows(&validator, &bad));
    }
}

#[tokio::test]
async fn no_token_outlives_its_time() {
    let issuer = issuer();
    let clock = Arc::new(AtomicU64::new(0));
    let (start, seconds) = (SystemTime::now(), Arc::clone(&clock));
    // An hour of the clock is from before the token was made.
    let now = move || {
        start + Duration::from_secs(seconds.load(Ordering::Relaxed)) - Duration::from_secs(3600)
    };
    let validator = builder(&issuer).clock(now).build().await.unwrap();
    let token = issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
    let token = token.expires_in(Duration::from_secs(600)).sign();
    for (at, good) in
        [(0, true), (600, true), (658, true), (662, false), (0, true), (-70, false), (0, true)]
    {
        clock.store((3600 + at).try_into().unwrap(), Ordering::Relaxed);
        assert_eq!(validator.validate(&token).await.is_ok(), good, "{at}");
        assert_eq!(knows(&validator, &token), good, "{at}");
    }
}

/// An application's token from before the registration requested `idtyp` is known no longer than it
/// is good, and those that are judged otherwise are not known at all.
#[tokio::test]
async fn a_token_of_before_idtyp_does_not_outlive_its_admission() {
    let issuer = issuer();
    let clock = Arc::new(AtomicU64::new(1_800_000_000));
    let seconds = Arc::clone(&clock);
    let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let since = at(1_800_000_000);
    let builder = || {
        let seconds = Arc::clone(&seconds);
        builder(&issuer).clock(move || at(seconds.load(Ordering::Relaxed)))
    };
    let built = async |idtyp: OptionalClaim| {
        let mut validator = builder().build().await.unwrap();
        Arc::get_mut(&mut validator.inner).unwrap().rules.idtyp = idtyp;
        validator
    };
    let token = |iat| {
        issuer
            .app::<TestModel>()
            .roles([Role::Import])
            .issued_at(at(iat))
            .expires_in(Duration::from_secs(86_400))
    };
    let [before, after] = [1_799_999_999, 1_800_000_000].map(|iat| token(iat).sign());
    let validator = built(OptionalClaim::RequestedSince(since)).await;
    assert!(validator.validate(&before).await.is_ok() && knows(&validator, &before));
    assert_eq!(validator.validate(&after).await.unwrap_err(), TokenError::NoKind);
    assert!(!knows(&validator, &after));
    clock.store(1_800_000_000 + 86_400 + 60, Ordering::Relaxed);
    assert_eq!(validator.validate(&before).await.unwrap_err(), TokenError::Expired);
    assert!(!knows(&validator, &before));
    // The next start of the service, without the time.
    clock.store(1_800_000_000, Ordering::Relaxed);
    let validator = built(OptionalClaim::Requested).await;
    assert_eq!(validator.validate(&before).await.unwrap_err(), TokenError::NoKind);
}

#[tokio::test]
async fn a_tenant_that_is_no_longer_admitted_is_refused() {
    let issuer = issuer();
    let admitted = Arc::new(AtomicBool::new(true));
    let filter = Arc::clone(&admitted);
    let validator = builder(&issuer)
        .tenant_filter(move |_| filter.load(Ordering::Relaxed))
        .build()
        .await
        .unwrap();
    let token = token(&issuer);
    assert!(validator.validate(&token).await.is_ok());
    admitted.store(false, Ordering::Relaxed);
    assert!(matches!(validator.validate(&token).await, Err(TokenError::Tenant { .. })));
    assert!(!knows(&validator, &token));
}

/// Keys are replaced as a refresh does it.
#[tokio::test]
async fn a_token_whose_key_is_withdrawn_is_refused() {
    let issuer = issuer();
    let validator = builder(&issuer).build().await.unwrap();
    let keys = |of: &DevIssuer| of.jwks().into_keys();
    let replace = |keys| validator.inner.keys.keys().replace(keys);
    let token = token(&issuer);
    assert!(validator.validate(&token).await.is_ok());
    // The same key, read again.
    replace(keys(&issuer));
    let cache = validator.cache.as_ref().unwrap();
    let known = cache.find(&cache.fingerprint(token.as_bytes()).unwrap()).unwrap();
    assert!(validator.inner.still_takes(&known));
    assert!(validator.validate(&token).await.is_ok());
    // Another key, under another id.
    replace(keys(&self::issuer()));
    assert_eq!(validator.validate(&token).await.unwrap_err(), TokenError::UnknownKey);
    assert!(!knows(&validator, &token));
    // Another key, under the same id.
    replace(keys(&issuer));
    assert!(validator.validate(&token).await.is_ok());
    let document = |of: &DevIssuer| serde_json::from_str::<Value>(&of.jwks_json()).unwrap();
    let mut other = document(&self::issuer());
    other["keys"][0]["kid"] = document(&issuer)["keys"][0]["kid"].take();
    replace(Jwks::read(&other).into_keys());
    assert_eq!(validator.validate(&token).await.unwrap_err(), TokenError::Signature);
    // The same key, which is now for another issuer.
    replace(keys(&issuer));
    assert!(validator.validate(&token).await.is_ok());
    let mut document = document(&issuer);
    document["keys"][0]["issuer"] = "https://login.microsoftonline.com/of-others/v2.0".into();
    replace(Jwks::read(&document).into_keys());
    assert!(matches!(validator.validate(&token).await, Err(TokenError::KeyIssuer { .. })));
}

#[tokio::test]
async fn callers_are_forgotten_where_the_service_says_so() {
    let issuer = issuer();
    let validator = builder(&issuer).build().await.unwrap();
    let tokens = [Role::ReadTeam, Role::ReadAll]
        .map(|role| issuer.user::<TestModel>().roles([role]).scopes([Scope::Crm]).sign());
    for token in &tokens {
        validator.validate(token).await.unwrap();
    }
    validator.forget(|caller: &Caller<TestModel>| caller.can(Role::ReadAll));
    assert!(knows(&validator, &tokens[0]) && !knows(&validator, &tokens[1]));
    assert!(validator.validate(&tokens[1]).await.is_ok(), "and verified anew");
    // What becomes of the question is the service's own business.
    let asking = AssertUnwindSafe(|| validator.forget(|_| panic!("while asked")));
    let asked = catch_unwind(asking);
    assert!(asked.is_err());
    for token in &tokens {
        assert!(validator.validate(token).await.is_ok() && knows(&validator, token));
    }
    validator.forget(|_| true);
    assert!(!tokens.iter().any(|token| knows(&validator, token)));
}

#[tokio::test]
async fn it_is_bounded_and_can_be_switched_off() {
    let issuer = issuer();
    let tokens: Vec<String> = (0..40)
        .map(|i| {
            issuer
                .user::<TestModel>()
                .roles([Role::ReadTeam])
                .scopes([Scope::Crm])
                .claim("uti", i)
                .sign()
        })
        .collect();
    let kept = async |entries, bytes| {
        let validator = builder(&issuer)
            .keep_claims()
            .token_cache(entries, bytes)
            .build()
            .await
            .unwrap();
        for token in &tokens {
            validator.validate(token).await.unwrap();
        }
        tokens.iter().filter(|token| knows(&validator, token)).count()
    };
    assert_eq!(kept(1000, 10_000_000).await, 40);
    assert_eq!(kept(usize::MAX, 10_000_000).await, 40);
    let few = kept(10, 10_000_000).await;
    assert!((1..=10).contains(&few), "{few}");
    // Claims count: each takes more than half a kilobyte.
    let small = kept(1000, 10_000).await;
    assert!((1..=20).contains(&small), "{small}");
    assert_eq!((kept(0, 1000).await, kept(1000, 0).await), (0, 0));
}

/// What a token can make a caller take counts as its own.
#[tokio::test]
async fn unknown_values_count_among_the_bytes() {
    let issuer = issuer();
    let long = (0..16).map(|i| format!("{i:0>128}"));
    let roles: Vec<String> = long.chain(["Contacts.Read.Team".to_owned()]).collect();
    let validator = builder(&issuer).token_cache(1000, 40_000).build().await.unwrap();
    let token = |i: i32| {
        issuer
            .user::<TestModel>()
            .scopes([Scope::Crm])
            .claim("roles", roles.clone())
            .claim("uti", i)
    };
    let tokens: Vec<String> = (0..40).map(|i| token(i).sign()).collect();
    for token in &tokens {
        assert_eq!(validator.validate(token).await.unwrap().unknown_values().len(), 16);
    }
    let kept = tokens.iter().filter(|token| knows(&validator, token)).count();
    assert!((1..=40_000 / (16 * 128)).contains(&kept), "{kept}");
}

#[tokio::test]
async fn each_tenant_has_its_own_validator_and_cache() {
    let issuer = issuer();
    let token = token(&issuer);
    assert!(builder(&issuer).build().await.unwrap().validate(&token).await.is_ok());
    let other = TokenValidator::<TestModel>::builder(
        Tenants::single(crate::test_support::model::OTHER_TENANT).unwrap(),
    );
    assert!(other.jwks(issuer.jwks()).build().await.unwrap().validate(&token).await.is_err());
}
