//! Accepted tokens that are unusual: times at the limit of the clock skew, spellings of JSON, and
//! unknown header parameters and claims.

use serde_json::{Value, json};

use super::services::{MAX_SKEW, NO_SKEW, V1};
use super::token::{CLIENT, NOW, STRANGER, Token, app, kid, published, user, v1_user};
use super::{Good, accepted, app_accepted, user_accepted};
use crate::model::CallerKind::{App, User};
use crate::test_support::model::{Role, Scope};
use crate::validator::tests::signed_tokens::ISSUER;

pub(super) fn rows() -> Vec<Good> {
    [headers(), times(), permissions(), claims(), spellings()]
        .into_iter()
        .flatten()
        .collect()
}

/// Header parameters that are ignored because they are unknown and not critical (RFC 7515,
/// section 4).
fn headers() -> Vec<Good> {
    let header = |name: &str, value: Value| user().header(name, value);
    vec![
        user_accepted("`typ` is at+jwt", header("typ", json!("at+jwt"))),
        user_accepted("`typ` is an array", header("typ", json!([1]))),
        user_accepted("no `typ`", user().without_header("typ")),
        user_accepted("`x5t` next to `kid`", header("x5t", json!(kid(&ISSUER)))),
        user_accepted("`jku` of another host", header("jku", json!("https://evil.example/keys"))),
        user_accepted("`x5u` of another host", header("x5u", json!("https://evil.example/cert"))),
        user_accepted("`jwk` with a stranger's key", header("jwk", published(&STRANGER))),
        user_accepted("`x5c` with an incomplete certificate", header("x5c", json!(["MIIB"]))),
        user_accepted("`b64` without `crit`", header("b64", json!(false))),
        user_accepted("`zip`, but the payload is not compressed", header("zip", json!("DEF"))),
        user_accepted("`cty` in the header", header("cty", json!("JWT"))),
        user_accepted("`CRIT` in the header", header("CRIT", json!(["b64"]))),
        user_accepted("`Nonce` in the header", header("Nonce", json!("a"))),
        user_accepted("`alg` and `ALG`", header("ALG", json!("none"))),
        user_accepted("`typ` twice", user().append_header(r#""typ":"JOSE""#)),
        user_accepted(
            "`alg` with an escaped letter",
            user().header_text(|text| text.replace("RS256", r"\u0052S256")),
        ),
        user_accepted(
            "`kid` before `alg`, with spaces",
            user().header_text(|_| format!(r#"{{ "kid" : "{}", "alg" : "RS256" }}"#, kid(&ISSUER))),
        ),
        user_accepted("10,000 nested arrays in the header", user().append_header(&nested())),
    ]
}

fn nested() -> String {
    format!("\"x\":{}{}", "[".repeat(10_000), "]".repeat(10_000))
}

fn times() -> Vec<Good> {
    let between = |nbf: Value, exp: Value| user().claim("nbf", nbf).claim("exp", exp);
    vec![
        user_accepted(
            "expired a second less than the clock skew ago",
            between(json!(NOW - 100), json!(NOW - 59)),
        ),
        user_accepted(
            "expired half a second less than the clock skew ago",
            between(json!(NOW - 100), json!(1_799_999_940.5)),
        ),
        user_accepted("`nbf` ahead by the clock skew", between(json!(NOW + 60), json!(NOW + 100))),
        user_accepted(
            "expired a second less than the maximum clock skew ago",
            between(json!(NOW - 1000), json!(NOW - 299)),
        )
        .at(&MAX_SKEW),
        user_accepted(
            "`nbf` ahead by the maximum clock skew",
            between(json!(NOW + 300), json!(NOW + 1000)),
        )
        .at(&MAX_SKEW),
        user_accepted("valid from now, without a clock skew", between(json!(NOW), json!(NOW + 1)))
            .at(&NO_SKEW),
        user_accepted(
            "expires in a second, without a clock skew",
            between(json!(NOW - 1), json!(NOW + 1)),
        )
        .at(&NO_SKEW),
        user_accepted(
            "`nbf` and `exp` with fractions of a second",
            between(json!(1_799_999_999.5), json!(1_800_000_000.5)),
        ),
        user_accepted(
            "`exp` with an exponent",
            user().without("exp").append_claim(r#""exp":1.8000036e9"#),
        ),
        user_accepted("valid from 1970 to 2100", between(json!(0), json!(4_102_444_800_u64))),
        user_accepted("`nbf` is minus zero", between(json!(-0.0), json!(NOW + 1))),
        user_accepted(
            "`exp` in milliseconds, `nbf` in seconds",
            between(json!(NOW), json!((NOW + 3600) * 1000)),
        ),
        user_accepted("no `iat`", user().without("iat")),
        user_accepted("`iat` is tomorrow", user().claim("iat", NOW + 86_400)),
    ]
}

fn permissions() -> Vec<Good> {
    let many: Vec<_> = (0..10_000)
        .map(|i| format!("Unknown.{i}"))
        .chain(["Contacts.Import".to_owned()])
        .collect();
    let scopes = |scp: &str| user().claim("scp", scp);
    vec![
        app_accepted(
            "a role next to unknown roles",
            app().claim("roles", json!(["Of.Tomorrow", "Contacts.Import", ""])),
        ),
        app_accepted("a role after 10,000 unknown roles", app().claim("roles", many)),
        app_accepted(
            "a role twice",
            app().claim("roles", json!(["Contacts.Import", "Contacts.Import"])),
        ),
        app_accepted(
            "a role next to a role with a Cyrillic letter",
            app().claim("roles", json!(["Contacts.Import", "\u{421}ontacts.Read.All"])),
        ),
        app_accepted(
            "a role next to a role in lower case",
            app().claim("roles", json!(["Contacts.Import", "contacts.read.all"])),
        ),
        user_accepted("spaces around the scope", scopes("  Crm.Read ")),
        user_accepted(
            "a scope next to unknown scopes",
            scopes("openid  profile Crm.Read  api://crm/Nothing email"),
        ),
        user_accepted("a scope after a slash", scopes("/ Crm.Read")),
        user_accepted("a scope twice", scopes("Crm.Read Crm.Read")),
        user_accepted(
            "a scope after 10,000 unknown scopes",
            scopes(&("Unknown ".repeat(10_000) + "Crm.Read")),
        ),
        user_accepted("a scope and a disabled scope", scopes("Crm.Read Old"))
            .granted([Scope::Crm, Scope::Old]),
        accepted("two scopes", scopes("Nothing Crm.Read.Team"), User)
            .held([Role::ReadTeam, Role::Console])
            .granted([Scope::CrmTeam, Scope::Nothing])
            .effective([Role::ReadTeam]),
        accepted(
            "two scopes with a comma between them, which are one unknown scope",
            scopes("Crm.Read,Crm.Read.Team"),
            User,
        )
        .held([Role::ReadTeam, Role::Console]),
        accepted(
            "a role next to a scope's name in `roles`",
            app().claim("roles", json!(["Crm.Read", "Contacts.Read.All"])),
            App,
        )
        .held([Role::ReadAll])
        .effective([Role::ReadAll]),
    ]
}

fn claims() -> Vec<Good> {
    vec![
        user_accepted(
            "emoji in the name and value of a claim",
            user()
                .claim("name", "Adele \u{1f469}\u{200d}\u{1f4bb}")
                .claim("\u{1f511}", "\u{1f513}"),
        ),
        user_accepted(
            "a claim with every type of JSON value",
            user().claim("x", json!({ "a": [1, -2.5e3, null, { "b": [] }], "": "" })),
        ),
        user_accepted("a claim of 100 KB", user().claim("x", "x".repeat(100_000))),
        user_accepted(
            "`groups` and `Groups`",
            user()
                .claim("groups", json!(["a", "b"]))
                .claim("Groups", json!(["not", "read"])),
        ),
        user_accepted(
            "groups overage",
            user()
                .claim("_claim_names", json!({ "groups": "src1" }))
                .claim("hasgroups", true),
        ),
        user_accepted("two values in `acrs`", user().claim("acrs", json!(["c1", "p1"]))),
        user_accepted("an empty `acrs`", user().claim("acrs", json!([]))),
        user_accepted(
            "a client that handles claims challenges",
            user().claim("xms_cc", json!(["cp1"])),
        ),
        user_accepted("`xms_cc` is a string", user().claim("xms_cc", "cp1")),
        user_accepted(
            "`xms_cc` is an object",
            user().claim("xms_cc", json!({ "values": ["cp1"] })),
        ),
        user_accepted("`xms_cc` is null", user().claim("xms_cc", Value::Null)),
        user_accepted(
            "`acrs` with values that are not strings",
            user().claim("acrs", json!([1, ["c1"]])),
        ),
        user_accepted("a v2.0 token with `appid`", user().claim("appid", CLIENT)),
        user_accepted(
            "a claim twice, which is not read",
            user().append_claim(r#""name":"another""#),
        ),
        user_accepted(
            "`scp` and `roles` with a long s",
            user()
                .claim("\u{17f}cp", "Crm.Read.Team")
                .claim("role\u{17f}", json!(["Contacts.Import"])),
        ),
        user_accepted(
            "`tid` with a dotless i, `iss` with a dotted one",
            user().claim("t\u{131}d", "another").claim("\u{130}ss", "another"),
        ),
        user_accepted("`tid` with a trailing NUL in its name", user().claim("tid\0", "another")),
        user_accepted("`nonce` in the payload", user().claim("nonce", "a")),
        user_accepted(
            "`alg` and `kid` in the payload",
            user().claim("alg", "none").claim("kid", "x"),
        ),
        user_accepted(
            "`__proto__` in the payload",
            user().claim("__proto__", json!({ "roles": ["Contacts.Read.All"] })),
        ),
        user_accepted(
            "10,000 nested arrays in a claim that is not read",
            user().append_claim(&nested()),
        ),
        user_accepted(
            "the number 1e400 in a claim that is not read",
            user().append_claim(r#""x":1e400"#),
        ),
        user_accepted(
            "half a surrogate pair in a claim that is not read",
            user().append_claim(r#""x":"\ud83d""#),
        ),
    ]
}

/// Spellings of the same JSON value (RFC 8259).
fn spellings() -> Vec<Good> {
    let replaced = |what: &'static str, with: &'static str| {
        user().payload_text(move |text| text.replace(what, with))
    };
    let shuffled = |token: Token| {
        token.payload_text(|text| {
            let payload: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
            let members: Vec<_> = payload
                .iter()
                .rev()
                .map(|(name, value)| format!("\"{name}\":{value}"))
                .collect();
            format!("{{{}}}", members.join(","))
        })
    };
    vec![
        user_accepted(
            "a role with escaped letters",
            replaced("Contacts.Read.Team", r"Contacts\u002eRead\u002ETeam"),
        ),
        user_accepted("a scope with an escaped letter", replaced("Crm.Read", r"\u0043rm.Read")),
        user_accepted(
            "an escaped space between scopes",
            replaced("Crm.Read", r"openid\u0020Crm.Read"),
        ),
        user_accepted(
            "the name of a claim with an escaped letter",
            replaced("\"roles\"", r#""\u0072oles""#),
        ),
        user_accepted("escaped slashes", user().payload_text(|text| text.replace('/', r"\/"))),
        user_accepted(
            "escaped slashes in a v1.0 token",
            v1_user().payload_text(|text| text.replace('/', r"\/")),
        )
        .at(&V1),
        user_accepted(
            "spaces between claims",
            user().payload_text(|text| text.replace(",\"", " ,\n\t \"").replace("\":", "\" : ")),
        ),
        user_accepted(
            "spaces around the JSON",
            user().payload_text(|text| format!(" \r\n{text}\n ")),
        ),
        user_accepted("claims in reverse order", shuffled(user())),
        user_accepted("`scp` before `roles` in a v1.0 token", shuffled(v1_user())).at(&V1),
    ]
}
