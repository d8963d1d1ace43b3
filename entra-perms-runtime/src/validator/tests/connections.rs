//! A connection that outlives its token ends when the validator would refuse the token.

use std::future::{pending, ready};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::{Duration, SystemTime};

use futures_util::{StreamExt, stream};

use crate::caller::{Caller, Ended};
use crate::model::{PermissionSet, TokenVersion};
use crate::requirement::{Clause, Conditions, Requirement};
use crate::test_support::log::Log;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{TokenCache, TokenError, TokenValidator, TokenValidatorBuilder};

/// Returns a time, in seconds from the moment at which tokens are issued.
fn at(seconds: i64) -> SystemTime {
    let since_1970 = Duration::from_secs((1_800_000_000 + seconds).try_into().unwrap());
    SystemTime::UNIX_EPOCH + since_1970
}

/// A validator whose clock, keys and tenants a test changes.
struct Changing {
    issuer: DevIssuer,
    validator: TokenValidator<TestModel>,
    clock: Arc<AtomicI64>,
    admitted: Arc<AtomicBool>,
}

impl Changing {
    async fn new() -> Self {
        Self::built(|builder| builder).await
    }

    async fn built(
        change: impl Fn(TokenValidatorBuilder<TestModel>) -> TokenValidatorBuilder<TestModel>,
    ) -> Self {
        let issuer = DevIssuer::new(TENANT).unwrap();
        let clock = Arc::new(AtomicI64::new(0));
        let admitted = Arc::new(AtomicBool::new(true));
        let seconds = Arc::clone(&clock);
        let now = move || at(seconds.load(Ordering::Relaxed));
        let filter = Arc::clone(&admitted);
        let builder = issuer
            .validator()
            .clock(now)
            .tenant_filter(move |_| filter.load(Ordering::Relaxed));
        let validator = change(builder).build().await.unwrap();
        Self { issuer, validator, clock, admitted }
    }

    /// Returns the caller of a token that expires in an hour.
    async fn caller(&self) -> Caller<TestModel> {
        self.validator.validate(&self.token()).await.unwrap()
    }

    fn token(&self) -> String {
        let token = self.issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
        token.issued_at(at(0)).expires_in(Duration::from_secs(3600)).sign()
    }

    fn seconds(&self, seconds: i64) {
        self.clock.store(seconds, Ordering::Relaxed);
    }

    /// Replaces the keys, as a refresh does it.
    fn replace_keys(&self, of: &DevIssuer) {
        self.validator.inner.keys.keys().replace(of.jwks().into_keys());
    }
}

/// A caller from the cache becomes older, too.
#[tokio::test]
async fn the_clock_of_the_validator_decides_whether_a_token_is_fresh() {
    const TEAM: Clause<TestModel> =
        Clause::of_roles(PermissionSet::from_index(Role::ReadTeam as usize));
    let fresh = Requirement::all(Conditions::NONE.with_fresh(900), &[TEAM]);
    for cache in [TokenCache::new(), TokenCache::disabled()] {
        let changing = Changing::built(|builder| builder.token_cache(cache)).await;
        let token = changing.token();
        let first = changing.validator.validate(&token).await.unwrap();
        for (seconds, expected) in [(0, true), (900, true), (901, false), (-30, true)] {
            changing.seconds(seconds);
            let second = changing.validator.validate(&token).await.unwrap();
            for caller in [&first, &second] {
                assert_eq!(caller.can(fresh), expected, "{seconds}");
            }
        }
    }
}

#[tokio::test]
async fn a_caller_is_checked_again_as_its_token_would_be() {
    for cache in [TokenCache::new(), TokenCache::disabled()] {
        let changing = Changing::built(|builder| builder.token_cache(cache)).await;
        let other = DevIssuer::new(TENANT).unwrap();
        let token = changing.token();
        // The second caller comes from the cache.
        let first = changing.validator.validate(&token).await.unwrap();
        let second = changing.validator.validate(&token).await.unwrap();
        let check = async |expected: Result<(), Ended>| {
            let token = changing.validator.validate(&token).await.map(drop);
            assert_eq!(token, expected.map_err(TokenError::from), "as the token");
            for caller in [&first, &second, &first.clone()] {
                assert_eq!(caller.recheck(), expected);
            }
        };
        let removed = Ended::TenantRemoved { tenant: first.tenant() };
        check(Ok(())).await;
        // The clock skew counts: 60 seconds.
        for (seconds, expected) in [
            (3659, Ok(())),
            (3660, Err(Ended::Expired)),
            (1_000_000_000, Err(Ended::Expired)),
            (0, Ok(())),
            (-70, Err(Ended::NotYetValid)),
            (0, Ok(())),
        ] {
            changing.seconds(seconds);
            check(expected).await;
        }
        changing.admitted.store(false, Ordering::Relaxed);
        check(Err(removed)).await;
        changing.admitted.store(true, Ordering::Relaxed);
        changing.replace_keys(&other);
        check(Err(Ended::KeyWithdrawn)).await;
        changing.replace_keys(&changing.issuer);
        check(Ok(())).await;
    }
}

#[tokio::test]
async fn a_caller_ends_with_the_old_version_of_tokens() {
    let until = at(600);
    let changing = Changing::built(|builder| {
        builder.token_version(TokenVersion::V2).both_versions_until(until)
    })
    .await;
    let token = |version| {
        let token = changing.issuer.user::<TestModel>().roles([Role::ReadTeam]);
        token.scopes([Scope::Crm]).issued_at(at(0)).version(version).sign()
    };
    let old = changing.validator.validate(&token(TokenVersion::V1)).await.unwrap();
    let new = changing.validator.validate(&token(TokenVersion::V2)).await.unwrap();
    assert_eq!((old.recheck(), new.recheck()), (Ok(()), Ok(())));
    changing.seconds(600);
    let retired = Ended::VersionRetired { version: TokenVersion::V1 };
    assert_eq!((old.recheck(), new.recheck()), (Err(retired), Ok(())));
}

/// The caller outlives every handle of the validator.
#[tokio::test]
async fn a_caller_keeps_its_validator() {
    let changing = Changing::new().await;
    let caller = changing.caller().await;
    let Changing { validator, clock, .. } = changing;
    drop(validator);
    assert_eq!(caller.recheck(), Ok(()));
    clock.store(3700, Ordering::Relaxed);
    assert_eq!(caller.recheck(), Err(Ended::Expired));
}

#[tokio::test]
async fn the_wait_is_until_the_token_expires_but_at_most_thirty_seconds() {
    let changing = Changing::new().await;
    let caller = changing.caller().await;
    let mut cx = Context::from_waker(Waker::noop());
    let second = Duration::from_secs(1);
    for (seconds, expected) in [(0, 30), (3600, 30), (3640, 20), (3658, 2)] {
        changing.seconds(seconds);
        let pauses = Mutex::new(Vec::new());
        let mut ended = pin!(caller.ended(|pause| {
            pauses.lock().unwrap().push(pause);
            pending::<()>()
        }));
        // Polls that the timer did not cause start no further timer.
        for _ in 0..3 {
            assert!(ended.as_mut().poll(&mut cx).is_pending());
        }
        let pauses = pauses.lock().unwrap();
        let [pause] = pauses.as_slice() else { panic!("{pauses:?}") };
        assert_eq!(*pause, expected * second);
    }
}

#[tokio::test]
async fn the_future_completes_with_the_reason_and_logs_it() {
    let changing = Changing::new().await;
    let caller = changing.caller().await;
    let other = DevIssuer::new(TENANT).unwrap();
    let reasons: [(&dyn Fn(), Ended); 3] = [
        (&|| changing.seconds(4000), Ended::Expired),
        (&|| changing.replace_keys(&other), Ended::KeyWithdrawn),
        (
            &|| changing.admitted.store(false, Ordering::Relaxed),
            Ended::TenantRemoved { tenant: caller.tenant() },
        ),
    ];
    for (change, expected) in reasons {
        changing.seconds(0);
        changing.replace_keys(&changing.issuer);
        changing.admitted.store(true, Ordering::Relaxed);
        Log::start();
        let mut checks = 0;
        // The change happens while the future waits for its third timer.
        let ended = caller.ended(|_| {
            checks += 1;
            if checks == 3 {
                change();
            }
            ready(())
        });
        let waited = tokio::time::timeout(Duration::from_secs(10), ended).await;
        assert_eq!(waited, Ok(expected));
        assert_eq!(checks, 3);
        let lines = Log::lines();
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(line.starts_with("INFO") && line.contains(&expected.to_string()), "{line}");
    }
}

#[tokio::test]
async fn a_stream_ends_with_the_last_item_and_returns_nothing_later() {
    let changing = Changing::new().await;
    let caller = changing.caller().await;
    for last in [None, Some(99)] {
        changing.seconds(0);
        let dropped = Arc::new(());
        let held = Arc::clone(&dropped);
        let numbers = stream::iter(0..).map(move |number| (number, Arc::clone(&held)).0);
        let mut items = pin!(caller.while_accepted(numbers, |_| pending::<()>(), |_| last));
        assert_eq!((items.next().await, items.next().await), (Some(0), Some(1)));
        assert_eq!(Arc::strong_count(&dropped), 2);
        changing.seconds(4000);
        assert_eq!(items.next().await, last);
        assert_eq!(Arc::strong_count(&dropped), 1, "the stream is dropped");
        assert_eq!((items.next().await, items.next().await), (None, None));
        // A stream that has ended stays so, even if the clock is set back.
        changing.seconds(0);
        assert_eq!(items.next().await, None);
    }
}

#[tokio::test]
async fn a_stream_that_ends_by_itself_has_no_last_item() {
    let changing = Changing::new().await;
    let caller = changing.caller().await;
    let mut items =
        pin!(caller.while_accepted(stream::iter([1]), |_| pending::<()>(), |_| Some(99)));
    assert_eq!((items.next().await, items.next().await), (Some(1), None));
    changing.seconds(4000);
    assert_eq!(items.next().await, None);
}

/// A stream without items ends through the timer alone.
#[tokio::test]
async fn a_silent_stream_ends_too() {
    let changing = Changing::new().await;
    let caller = changing.caller().await;
    let silent = stream::pending::<u8>();
    let sleep = |_| tokio::time::sleep(Duration::from_millis(1));
    let mut items = pin!(caller.while_accepted(silent, sleep, |_| Some(1)));
    let next = tokio::time::timeout(Duration::from_millis(50), items.next()).await;
    assert!(next.is_err());
    changing.seconds(4000);
    let next = tokio::time::timeout(Duration::from_secs(10), items.next()).await;
    assert_eq!(next, Ok(Some(1)));
}

#[tokio::test]
async fn a_caller_of_the_testing_kit_ends_with_its_lifetime() {
    let caller = Caller::<TestModel>::test().user();
    assert_eq!(caller.recheck(), Ok(()));
    let past = SystemTime::now() - Duration::from_secs(1);
    assert_eq!(caller.expires_at(past).recheck(), Err(Ended::Expired));
}

#[test]
fn an_end_is_refused_as_401_without_the_reason() {
    for ended in [Ended::Expired, Ended::NotYetValid, Ended::KeyWithdrawn] {
        let challenge = ended.challenge();
        assert_eq!(challenge.status(), 401);
        assert_eq!(challenge.description(), Ended::Expired.challenge().description());
        assert_eq!(ended.close_code(), 3000);
    }
    let removed = Ended::TenantRemoved { tenant: uuid::Uuid::nil() };
    assert_eq!((removed.challenge().status().as_u16(), removed.close_code()), (401, 3003));
}
