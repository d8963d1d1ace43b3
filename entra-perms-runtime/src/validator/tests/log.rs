//! What is logged, and what never is.

use core::fmt;
use std::sync::{Arc, Mutex};
#[cfg(feature = "discovery")]
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::signed_tokens::{app, user, validate};
use crate::test_model::Role;
#[cfg(feature = "discovery")]
use crate::{
    test_model::{TENANT, TestModel},
    testing::DevIssuer,
    validator::{Tenant, TokenError, TokenValidator},
};

/// Events as text, one line each: level, message, fields.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(super) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0 += &format!(" {}={value:?}", field.name());
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        if event.metadata().target().starts_with("entra_perms_runtime") {
            let mut line = Line(event.metadata().level().to_string());
            event.record(&mut line);
            self.0.lock().unwrap().push(line.0);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn logged(token: &str) -> Vec<String> {
    let log = Log::default();
    let _ = tracing::subscriber::with_default(log.clone(), || validate(token));
    log.lines()
}

#[test]
fn a_refused_token_is_logged_with_its_reason_and_its_id() {
    let app = app().roles([Role::Import]);
    assert_eq!(
        logged(
            &app.clone()
                .claim("ver", "1.0")
                .claim("appid", "00000001-de70-4000-8000-000000000003")
                .claim("uti", "kTxYQl\n1")
                .sign()
        ),
        ["INFO message=token refused error=the token's version is `1.0`, which this API does not take: \
             `requestedAccessTokenVersion` (in legacy manifests `accessTokenAcceptedVersion`) decides fault=service \
             token_id=`kTxYQl\\n1`"]
    );
    let no_permission = app.clone().without("roles");
    for unusable in [no_permission.clone().without("uti"), no_permission.claim("uti", 7)] {
        assert_eq!(
            logged(&unusable.sign()),
            [
                "INFO message=token refused error=the token carries no role and no scope of this API fault=administrator"
            ]
        );
    }
    assert_eq!(logged(&app.sign()), [] as [String; 0]);
}

#[test]
fn nothing_that_was_not_verified_is_logged() {
    let good = user().claim("uti", "the-id").sign();
    let (signed, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{signed}.AAAA");
    assert_eq!(
        logged(&forged),
        ["INFO message=token refused error=the token's signature is wrong fault=client"]
    );
}

#[test]
fn no_token_is_logged() {
    let token = user().without("tid").sign();
    let lines = logged(&token).join("\n");
    assert!(lines.contains("token refused"), "{lines}");
    for part in token.split('.') {
        assert!(!lines.contains(part), "{lines}");
    }
}

/// On the thread of the test, which a runtime of one thread shares.
#[cfg(feature = "discovery")]
#[tokio::test]
async fn refreshes_are_logged_and_those_that_fail_as_a_warning() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let authority = issuer.authority().to_owned();
    let tenant = Tenant::single(TENANT).unwrap();
    let validator: TokenValidator<TestModel> =
        TokenValidator::builder(tenant).authority(&authority).build().await.unwrap();
    let read = format!("INFO message=signing keys read authority={authority:?} keys=1");
    assert_eq!(log.lines(), [read]);
    let unknown = issuer.user::<TestModel>().header("kid", "made up").sign();
    assert_eq!(validator.validate(&unknown).await.unwrap_err(), TokenError::UnknownKey);
    assert_eq!(
        log.lines()[1..],
        [
            "INFO message=a token names a key that is not known: reading the signing keys",
            "DEBUG message=signing keys refreshed keys=1",
            "INFO message=token refused error=the token is signed with a key that the issuer does not publish fault=client"
        ]
    );
    drop(issuer);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(5 * 60)).await;
    tokio::time::resume();
    assert_eq!(validator.validate(&unknown).await.unwrap_err(), TokenError::KeysUnavailable);
    let lines = log.lines();
    let [_, failed, refused] = &lines[4..] else { panic!("{lines:?}") };
    assert!(
        failed.starts_with("WARN message=signing keys cannot be refreshed: the last good ones stay error="),
        "{failed}"
    );
    assert!(failed.contains(&authority), "{failed}");
    assert!(refused.ends_with("fault=service"), "{refused}");
}
