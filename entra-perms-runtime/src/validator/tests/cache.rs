//! A cached token is accepted without verifying its signature, and refused whenever it would be
//! refused without the cache.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::signed_tokens::user;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::token::optional_claim::OptionalClaim;
use crate::validator::{
    Jwks, Lookup, Tenants, TokenCache, TokenError, TokenValidator, TokenValidatorBuilder,
};

fn issuer() -> DevIssuer {
    DevIssuer::new(TENANT).unwrap()
}

fn builder(issuer: &DevIssuer) -> TokenValidatorBuilder<TestModel> {
    issuer.validator()
}

/// Checks that the cache has a token, valid or not.
fn is_cached(validator: &TokenValidator<TestModel>, token: &str) -> bool {
    validator.cache.as_ref().unwrap().get(token.as_bytes()).is_some()
}

fn token(issuer: &DevIssuer) -> String {
    issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign()
}

#[tokio::test]
async fn verified_tokens_are_cached_by_their_fingerprint() {
    let issuer = issuer();
    let validator = builder(&issuer).build().await.unwrap();
    let token = token(&issuer);
    assert!(!is_cached(&validator, &token));
    let first = validator.validate(&token).await.unwrap();
    assert!(is_cached(&validator, &token) && is_cached(&validator.clone(), &token));
    assert_eq!(format!("{first:?}"), format!("{:?}", validator.validate(&token).await.unwrap()));
    // Other tokens: the signature with other content, the token with one more byte, or less of it.
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for other in [format!("{signed}x.{signature}"), format!("{token}A"), signed.to_owned()] {
        assert!(
            validator.validate(&other).await.is_err() && !is_cached(&validator, &other),
            "{other}"
        );
    }
    assert!(!format!("{:?}", validator.cache).contains(signature));
    let Lookup::Miss(too_large) = validator.look_up(&vec![b'x'; 300_000]) else { panic!("cached") };
    assert!(too_large.is_never_cached(), "it is refused before any work is done");
}

#[tokio::test]
async fn refused_tokens_are_not_cached() {
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
        assert!(validator.validate(&bad).await.is_err() && !is_cached(&validator, &bad));
    }
}

#[tokio::test]
async fn cached_tokens_expire() {
    let issuer = issuer();
    let clock = Arc::new(AtomicU64::new(0));
    let start = SystemTime::now();
    let seconds = Arc::clone(&clock);
    // The clock starts an hour before the token is issued.
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
        assert_eq!(is_cached(&validator, &token), good, "{at}");
    }
}

/// An app-only token from before the registration requested `idtyp` is cached until it expires. A
/// later token without `idtyp` is not cached at all.
#[tokio::test]
async fn cached_tokens_from_before_idtyp_expire() {
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
    assert!(validator.validate(&before).await.is_ok() && is_cached(&validator, &before));
    assert_eq!(validator.validate(&after).await.unwrap_err(), TokenError::NoKind);
    assert!(!is_cached(&validator, &after));
    clock.store(1_800_000_000 + 86_400 + 60, Ordering::Relaxed);
    assert_eq!(validator.validate(&before).await.unwrap_err(), TokenError::Expired);
    assert!(!is_cached(&validator, &before));
    // The next start of the service, without the time.
    clock.store(1_800_000_000, Ordering::Relaxed);
    let validator = built(OptionalClaim::Requested).await;
    assert_eq!(validator.validate(&before).await.unwrap_err(), TokenError::NoKind);
}

#[tokio::test]
async fn cached_tokens_of_removed_tenants_are_refused() {
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
    assert!(!is_cached(&validator, &token));
}

/// Keys are replaced as a refresh does it.
#[tokio::test]
async fn cached_tokens_of_withdrawn_keys_are_refused() {
    let issuer = issuer();
    let validator = builder(&issuer).build().await.unwrap();
    let keys = |of: &DevIssuer| of.jwks().into_keys();
    let replace = |keys| validator.inner.keys.keys().replace(keys);
    let token = token(&issuer);
    assert!(validator.validate(&token).await.is_ok());
    // The same key, read again.
    replace(keys(&issuer));
    let cached = validator.cache.as_ref().unwrap().get(token.as_bytes()).unwrap();
    assert_eq!(cached.recheck(), Ok(()));
    assert!(validator.validate(&token).await.is_ok());
    // Another key, under another id.
    replace(keys(&self::issuer()));
    assert_eq!(validator.validate(&token).await.unwrap_err(), TokenError::UnknownKey);
    assert!(!is_cached(&validator, &token));
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
async fn the_cache_is_bounded_and_can_be_disabled() {
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
        let limits = TokenCache::new().max_entries(entries).max_bytes(bytes);
        let builder = builder(&issuer).keep_claims().token_cache(limits);
        let validator = builder.build().await.unwrap();
        for token in &tokens {
            validator.validate(token).await.unwrap();
        }
        let Some(cache) = &validator.cache else { return 0 };
        tokens.iter().filter(|token| cache.get(token.as_bytes()).is_some()).count()
    };
    assert_eq!(kept(1000, 10_000_000).await, 40);
    assert_eq!(kept(usize::MAX, 10_000_000).await, 40);
    let few = kept(10, 10_000_000).await;
    assert!((1..=10).contains(&few), "{few}");
    // Claims count: each takes more than half a kilobyte.
    let small = kept(1000, 10_000).await;
    assert!((1..=20).contains(&small), "{small}");
    assert_eq!((kept(0, 1000).await, kept(1000, 0).await), (0, 0));
    let disabled = builder(&issuer).token_cache(TokenCache::disabled()).build().await.unwrap();
    assert!(disabled.validate(&tokens[0]).await.is_ok());
    assert!(disabled.cache.is_none());
}

/// A token decides how many unknown values its caller stores, so they count toward its entry.
#[tokio::test]
async fn unknown_values_count_toward_the_size_of_the_cache() {
    let issuer = issuer();
    let long = (0..16).map(|i| format!("{i:0>128}"));
    let roles: Vec<String> = long.chain(["Contacts.Read.Team".to_owned()]).collect();
    let limits = TokenCache::new().max_entries(1000).max_bytes(40_000);
    let validator = builder(&issuer).token_cache(limits).build().await.unwrap();
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
    let kept = tokens.iter().filter(|token| is_cached(&validator, token)).count();
    assert!((1..=40_000 / (16 * 128)).contains(&kept), "{kept}");
}

#[tokio::test]
async fn validators_do_not_share_a_cache() {
    let issuer = issuer();
    let token = token(&issuer);
    assert!(builder(&issuer).build().await.unwrap().validate(&token).await.is_ok());
    let other = TokenValidator::<TestModel>::builder(
        Tenants::single(crate::test_support::model::OTHER_TENANT).unwrap(),
    );
    assert!(other.jwks(issuer.jwks()).build().await.unwrap().validate(&token).await.is_err());
}
