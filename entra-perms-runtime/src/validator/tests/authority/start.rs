//! What `build` makes of each behaviour: an error that says what is wrong, and in time.

use super::behaviour::{Behaviour, misbehaviours, useless_key_sets};
use super::frozen_time::{FrozenTime, soon, until};
use super::published::{jwks, jwks_with_malformed_keys, key, metadata, token};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::{OTHER_TENANT, TENANT};
use crate::validator::BuildError;
use crate::validator::keys::fetch::with_sources;

/// What `build` comes to: in eleven seconds where the authority takes its time, else in none.
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

/// What the error must say.
fn expected(behaviour: &Behaviour, document: Document) -> String {
    let wrong_shape = match document {
        Document::Metadata => "is not OpenID Connect metadata",
        _ => "has no usable key",
    };
    match behaviour {
        Behaviour::Good | Behaviour::Alternates(_) => unreachable!(),
        Behaviour::Instead(text) if serde_json::from_str::<serde_json::Value>(text).is_ok() => {
            wrong_shape.to_owned()
        }
        Behaviour::Instead(_) => "it is not JSON".to_owned(),
        Behaviour::Status(status) | Behaviour::Redirects(status) => format!("it answers {status}"),
        Behaviour::Hangs | Behaviour::Drips => "timed out".to_owned(),
        Behaviour::HangsUp => "end of file before message length reached".to_owned(),
        Behaviour::Huge { .. } => "it is larger than 1 MiB".to_owned(),
    }
}

#[tokio::test]
async fn each_misbehaviour_is_an_error_that_names_it() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    for document in [Document::Metadata, Document::Keys] {
        for behaviour in misbehaviours() {
            authority.behave(document, behaviour.clone());
            let abandoned = authority.abandoned();
            let waits = matches!(behaviour, Behaviour::Hangs | Behaviour::Drips);
            let error = built(&time, &authority, waits.then_some(document)).await.unwrap_err();
            let error = with_sources(&error);
            assert!(
                error.contains(&expected(&behaviour, document)),
                "{document:?} {behaviour:?}: {error}"
            );
            let path =
                if document == Document::Metadata { "openid-configuration`" } else { "/keys`" };
            assert!(error.contains(path), "{document:?} {behaviour:?}: {error}");
            // What is too much is not read to its end.
            until("the end of the request", || authority.in_flight() == 0).await;
            let cut_off = waits || matches!(behaviour, Behaviour::Huge { .. });
            assert_eq!(
                authority.abandoned() - abandoned,
                usize::from(cut_off),
                "{document:?} {behaviour:?}"
            );
        }
        authority.behave(document, Behaviour::Good);
    }
    assert_eq!(authority.requests(Document::Elsewhere), 0);
    assert_eq!(authority.most_in_flight(), 1);
    assert!(built(&time, &authority, None).await.is_ok());
}

#[tokio::test]
async fn keys_of_which_none_can_be_used_are_an_error() {
    let authority = SimulatedAuthority::start(&[]);
    for keys in useless_key_sets() {
        authority.behave(Document::Keys, Behaviour::Instead(keys.to_string()));
        let error = authority.builder().build().await.unwrap_err();
        assert!(matches!(error, BuildError::NoKeys { .. }), "{keys}: {error}");
    }
    let malformed = jwks_with_malformed_keys(key(0)).to_string();
    authority.behave(Document::Keys, Behaviour::Instead(malformed));
    assert!(authority.validator().await.validate(&token(key(0))).await.is_ok());
    // What no `Value` can hold, behind a byte order mark.
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let published = jwks(&[key(0)])["keys"][0].to_string();
    let unreadable = format!("\u{FEFF}{{ \"keys\": [{deep}, 1e999, {published}] }}");
    authority.behave(Document::Keys, Behaviour::Instead(unreadable));
    assert!(authority.validator().await.validate(&token(key(0))).await.is_ok());
}

#[tokio::test]
async fn a_document_may_have_one_mebibyte() {
    let authority = SimulatedAuthority::start(&[key(0)]);
    let keys = jwks(&[key(0)]).to_string();
    let padded =
        |bytes: usize| Behaviour::Instead(format!("{}{keys}", " ".repeat(bytes - keys.len())));
    authority.behave(Document::Keys, padded(1024 * 1024));
    assert!(authority.builder().build().await.is_ok());
    authority.behave(Document::Keys, padded(1024 * 1024 + 1));
    let error = with_sources(&authority.builder().build().await.unwrap_err());
    assert!(error.contains("it is larger than 1 MiB"), "{error}");
}

#[tokio::test]
async fn metadata_that_cannot_be_trusted_is_an_error() {
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
        authority.behave(Document::Metadata, Behaviour::Instead(document.to_string()));
        let error = authority.builder().build().await.unwrap_err();
        assert!(matches!(error, BuildError::Metadata { .. }), "{value}: {error}");
        assert!(error.to_string().contains(problem), "{value}: {error}");
    }
    assert_eq!(authority.requests(Document::Keys), 0);
}
