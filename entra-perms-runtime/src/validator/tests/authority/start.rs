//! The result of `build` for each behavior: an error that names the problem, within a time limit.

use super::behavior::{Behavior, misbehaviors, unusable_key_sets};
use super::frozen_time::{FrozenTime, soon, until};
use super::published::{jwks, jwks_with_malformed_keys, key, metadata, token};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::{OTHER_TENANT, TENANT};
use crate::validator::BuildError;
use crate::validator::keys::discovery::fetch::with_sources;

/// Returns the result of `build`. It ends within eleven seconds if the `slow` document is slow, and
/// otherwise without moving the clock.
async fn built(
    time: &FrozenTime,
    authority: &SimulatedAuthority,
    slow: Option<Document>,
) -> Result<(), BuildError> {
    let before = slow.map(|document| authority.requests(document));
    let build = tokio::spawn(authority.builder().build());
    if let Some(document) = slow {
        until("the request", || Some(authority.requests(document)) > before).await;
        time.pass_slowly(11).await;
    }
    soon(build).await.unwrap().map(drop)
}

/// Returns a text that the error must contain.
fn expected(behavior: &Behavior, document: Document) -> String {
    let wrong_shape = match document {
        Document::Metadata => "is not OpenID Connect metadata",
        _ => "has no usable key",
    };
    match behavior {
        Behavior::Good | Behavior::Alternates(_) => unreachable!(),
        Behavior::Instead(text) if serde_json::from_str::<serde_json::Value>(text).is_ok() => {
            wrong_shape.to_owned()
        }
        Behavior::Instead(_) => "it is not JSON".to_owned(),
        Behavior::Status(status) | Behavior::Redirects(status) => {
            format!("the response has the status {status}")
        }
        Behavior::Hangs | Behavior::Drips => "timed out".to_owned(),
        Behavior::HangsUp => "end of file before message length reached".to_owned(),
        Behavior::Huge { .. } => "it is larger than 1 MiB".to_owned(),
    }
}

#[tokio::test]
async fn each_misbehavior_is_a_build_error_that_names_it() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    for document in [Document::Metadata, Document::Keys] {
        for behavior in misbehaviors() {
            authority.behave(document, behavior.clone());
            let abandoned = authority.abandoned();
            let waits = matches!(behavior, Behavior::Hangs | Behavior::Drips);
            let error = built(&time, &authority, waits.then_some(document)).await.unwrap_err();
            let error = with_sources(&error);
            assert!(
                error.contains(&expected(&behavior, document)),
                "{document:?} {behavior:?}: {error}"
            );
            let path =
                if document == Document::Metadata { "openid-configuration`" } else { "/keys`" };
            assert!(error.contains(path), "{document:?} {behavior:?}: {error}");
            // A response that is too large is not read to its end.
            until("the end of the request", || authority.in_flight() == 0).await;
            let cut_off = waits || matches!(behavior, Behavior::Huge { .. });
            assert_eq!(
                authority.abandoned() - abandoned,
                usize::from(cut_off),
                "{document:?} {behavior:?}"
            );
        }
        authority.behave(document, Behavior::Good);
    }
    assert_eq!(authority.requests(Document::Elsewhere), 0);
    assert_eq!(authority.most_in_flight(), 1);
    assert!(built(&time, &authority, None).await.is_ok());
}

#[tokio::test]
async fn a_document_without_a_usable_key_is_a_build_error() {
    let authority = SimulatedAuthority::start(&[]);
    for keys in unusable_key_sets() {
        authority.behave(Document::Keys, Behavior::Instead(keys.to_string()));
        let error = authority.builder().build().await.unwrap_err();
        assert!(matches!(error, BuildError::NoKeys { .. }), "{keys}: {error}");
    }
    let malformed = jwks_with_malformed_keys(key(0)).to_string();
    authority.behave(Document::Keys, Behavior::Instead(malformed));
    assert!(authority.validator().await.validate(&token(key(0))).await.is_ok());
    // A byte order mark, and members that no `Value` can hold.
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let published = jwks(&[key(0)])["keys"][0].to_string();
    let unreadable = format!("\u{FEFF}{{ \"keys\": [{deep}, 1e999, {published}] }}");
    authority.behave(Document::Keys, Behavior::Instead(unreadable));
    assert!(authority.validator().await.validate(&token(key(0))).await.is_ok());
}

#[tokio::test]
async fn a_document_may_have_at_most_one_mebibyte() {
    let authority = SimulatedAuthority::start(&[key(0)]);
    let keys = jwks(&[key(0)]).to_string();
    let padded =
        |bytes: usize| Behavior::Instead(format!("{}{keys}", " ".repeat(bytes - keys.len())));
    authority.behave(Document::Keys, padded(1024 * 1024));
    assert!(authority.builder().build().await.is_ok());
    authority.behave(Document::Keys, padded(1024 * 1024 + 1));
    let error = with_sources(&authority.builder().build().await.unwrap_err());
    assert!(error.contains("it is larger than 1 MiB"), "{error}");
}

#[tokio::test]
async fn untrusted_metadata_is_a_build_error() {
    let authority = SimulatedAuthority::start(&[key(0)]);
    let keys = "https://login.microsoftonline.com/keys";
    for (member, value, problem) in [
        (
            "issuer",
            format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"),
            "is for another tenant",
        ),
        (
            "issuer",
            format!("http://login.microsoftonline.com/{TENANT}/v2.0"),
            "must begin with `https://`",
        ),
        ("issuer", format!("https://login.microsoftonline.com/?{TENANT}"), "is for another tenant"),
        ("jwks_uri", keys.replace("https", "http"), "must begin with `https://`"),
        ("jwks_uri", keys.replace("login", "somebody@login"), "must not name a user"),
        ("jwks_uri", "/keys".to_owned(), "must begin with `https://`"),
        ("jwks_uri", "file:///etc/keys".to_owned(), "is not a URL"),
        ("jwks_uri", keys.replace("https", "ftp"), "must begin with `https://`"),
        ("jwks_uri", String::new(), "is not a URL"),
    ] {
        let mut document = metadata(keys);
        document[member] = value.clone().into();
        authority.behave(Document::Metadata, Behavior::Instead(document.to_string()));
        let error = authority.builder().build().await.unwrap_err();
        assert!(matches!(error, BuildError::Metadata { .. }), "{value}: {error}");
        assert!(error.to_string().contains(problem), "{value}: {error}");
    }
    assert_eq!(authority.requests(Document::Keys), 0);
}
