//! The identity of a caller, and the rules of the service.

use entra_perms_runtime::CallerKind;
use serde_json::Value;

use crate::permissions::Caller;
use crate::services::{NOW, SINCE, SKEW, Service};

/// Claims of delegated tokens and ID tokens. App-only tokens do not have them.
const USER_CLAIMS: [&str; 12] = [
    "name",
    "preferred_username",
    "unique_name",
    "email",
    "upn",
    "given_name",
    "family_name",
    "login_hint",
    "auth_time",
    "nonce",
    "at_hash",
    "c_hash",
];

/// Checks that the caller has the identity of the payload, and that the service accepts it.
pub fn check(caller: &Caller, claims: &Value, service: &Service) {
    let text = |name: &str| claims[name].as_str();
    let tid = text("tid").unwrap();
    let ver = text("ver").unwrap();
    let aud = text("aud").unwrap();
    assert!(caller.tenant().to_string() == tid && (service.admits)(tid), "{tid}");
    assert!(service.versions.contains(&ver), "{ver}");
    let is_v1 = ver == "1.0";
    let issuer = if is_v1 {
        format!("https://sts.windows.net/{tid}/")
    } else {
        format!("https://login.microsoftonline.com/{tid}/v2.0")
    };
    assert_eq!(text("iss"), Some(&*issuer));
    let is_given = aud == service.client_id || service.further == Some(aud);
    let is_uri = aud.strip_suffix('/').unwrap_or(aud).eq_ignore_ascii_case(service.uri);
    let is_spn = aud.strip_prefix("spn:") == Some(service.client_id);
    assert!(is_given || is_v1 && (is_uri || is_spn), "{aud}");
    let exp = claims["exp"].as_f64().unwrap();
    let nbf = claims["nbf"].as_f64().unwrap();
    assert!(nbf < exp && exp > (NOW - SKEW).into() && nbf <= (NOW + SKEW).into(), "{nbf} {exp}");
    let has_scopes =
        text("scp").is_some_and(|scp| scp.split(' ').any(|scope| !matches!(scope, "" | "/")));
    let kind = match text("idtyp") {
        Some("app") => CallerKind::App,
        Some("user") => CallerKind::User,
        Some(other) => panic!("{other}"),
        None if has_scopes => CallerKind::User,
        None => {
            let is_from_before = claims["iat"].as_f64().is_some_and(|iat| iat < SINCE.into());
            assert!((!service.marks_app_only || is_from_before) && caller.client_id().is_some());
            assert!(
                USER_CLAIMS.iter().all(|name| claims.get(name).is_none()),
                "the token is an ID token"
            );
            CallerKind::App
        }
    };
    assert_eq!(caller.kind(), kind);
    assert!(claims.get("cnf").is_none(), "the token is bound to a key");
    assert!(kind == CallerKind::User || !has_scopes);
}
