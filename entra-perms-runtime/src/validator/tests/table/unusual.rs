//! What Entra could write and rarely does, and what others must ignore: edges of time, spellings of JSON, members and claims that
//! mean nothing here.

use serde_json::{Value, json};

use super::services::{MOST_SKEW, NO_SKEW, V1};
use super::token::{CLIENT, NOW, STRANGER, Token, app, kid, published, user, v1_user};
use super::{Good, app_is_taken, taken, user_is_taken};
use crate::model::CallerKind::{App, User};
use crate::test_support::model::{Role, Scope};
use crate::validator::tests::signed_tokens::ISSUER;

pub(super) fn rows() -> Vec<Good> {
    [headers(), times(), permissions(), claims(), spellings()]
        .into_iter()
        .flatten()
        .collect()
}

/// Not understood, not critical, and so ignored (RFC 7515, section 4).
fn headers() -> Vec<Good> {
    let header = |name: &str, value: Value| user().header(name, value);
    vec![
        user_is_taken("`typ` at+jwt", header("typ", json!("at+jwt"))),
        user_is_taken("`typ` of no shape", header("typ", json!([1]))),
        user_is_taken("no `typ`", user().without_header("typ")),
        user_is_taken("`x5t`", header("x5t", json!(kid(&ISSUER)))),
        user_is_taken("`jku` of somebody", header("jku", json!("https://evil.example/keys"))),
        user_is_taken("`x5u` of somebody", header("x5u", json!("https://evil.example/cert"))),
        user_is_taken("`jwk` of a stranger", header("jwk", published(&STRANGER))),
        user_is_taken("`x5c` of nobody", header("x5c", json!(["MIIB"]))),
        user_is_taken("`b64` that is not critical", header("b64", json!(false))),
        user_is_taken("`zip` of a payload that is not compressed", header("zip", json!("DEF"))),
        user_is_taken("`cty`", header("cty", json!("JWT"))),
        user_is_taken("`CRIT`", header("CRIT", json!(["b64"]))),
        user_is_taken("`Nonce`", header("Nonce", json!("a"))),
        user_is_taken("`ALG` beside `alg`", header("ALG", json!("none"))),
        user_is_taken("`typ` twice", user().and_in_header(r#""typ":"JOSE""#)),
        user_is_taken(
            "`alg` in escapes",
            user().header_text(|text| text.replace("RS256", r"\u0052S256")),
        ),
        user_is_taken(
            "`kid` first",
            user().header_text(|_| format!(r#"{{ "kid" : "{}", "alg" : "RS256" }}"#, kid(&ISSUER))),
        ),
        user_is_taken("10,000 levels in the header", user().and_in_header(&nested())),
    ]
}

fn nested() -> String {
    format!("\"x\":{}{}", "[".repeat(10_000), "]".repeat(10_000))
}

fn times() -> Vec<Good> {
    let between = |nbf: Value, exp: Value| user().claim("nbf", nbf).claim("exp", exp);
    vec![
        user_is_taken("the last second of the skew", between(json!(NOW - 100), json!(NOW - 59))),
        user_is_taken(
            "the last half second of the skew",
            between(json!(NOW - 100), json!(1_799_999_940.5)),
        ),
        user_is_taken("the first second of the skew", between(json!(NOW + 60), json!(NOW + 100))),
        user_is_taken(
            "the last second of the most skew",
            between(json!(NOW - 1000), json!(NOW - 299)),
        )
        .at(&MOST_SKEW),
        user_is_taken(
            "the first second of the most skew",
            between(json!(NOW + 300), json!(NOW + 1000)),
        )
        .at(&MOST_SKEW),
        user_is_taken("the first second, without a skew", between(json!(NOW), json!(NOW + 1)))
            .at(&NO_SKEW),
        user_is_taken("the last second, without a skew", between(json!(NOW - 1), json!(NOW + 1)))
            .at(&NO_SKEW),
        user_is_taken(
            "dates with fractions",
            between(json!(1_799_999_999.5), json!(1_800_000_000.5)),
        ),
        user_is_taken("dates with exponents", user().without("exp").and(r#""exp":1.8000036e9"#)),
        user_is_taken("since 1970, until 2099", between(json!(0), json!(4_102_444_800_u64))),
        user_is_taken("since minus zero", between(json!(-0.0), json!(NOW + 1))),
        user_is_taken(
            "until a date in milliseconds",
            between(json!(NOW), json!((NOW + 3600) * 1000)),
        ),
        user_is_taken("no `iat`", user().without("iat")),
        user_is_taken("`iat` of tomorrow", user().claim("iat", NOW + 86_400)),
    ]
}

fn permissions() -> Vec<Good> {
    let many: Vec<_> = (0..10_000)
        .map(|i| format!("Unknown.{i}"))
        .chain(["Contacts.Import".to_owned()])
        .collect();
    let scopes = |scp: &str| user().claim("scp", scp);
    vec![
        app_is_taken(
            "roles of others beside",
            app().claim("roles", json!(["Of.Tomorrow", "Contacts.Import", ""])),
        ),
        app_is_taken("a role behind 10,000 of others", app().claim("roles", many)),
        app_is_taken(
            "a role twice",
            app().claim("roles", json!(["Contacts.Import", "Contacts.Import"])),
        ),
        app_is_taken(
            "a look-alike beside",
            app().claim("roles", json!(["Contacts.Import", "\u{421}ontacts.Read.All"])),
        ),
        app_is_taken(
            "a role in another case beside",
            app().claim("roles", json!(["Contacts.Import", "contacts.read.all"])),
        ),
        user_is_taken("spaces around the scope", scopes("  Crm.Read ")),
        user_is_taken(
            "scopes of others beside",
            scopes("openid  profile Crm.Read  api://crm/Nothing email"),
        ),
        user_is_taken("a slash beside the scope", scopes("/ Crm.Read")),
        user_is_taken("a scope twice", scopes("Crm.Read Crm.Read")),
        user_is_taken(
            "a scope behind 10,000 of others",
            scopes(&("Unknown ".repeat(10_000) + "Crm.Read")),
        ),
        user_is_taken("a disabled scope beside", scopes("Crm.Read Old"))
            .granted([Scope::Crm, Scope::Old]),
        taken("two scopes", scopes("Nothing Crm.Read.Team"), User)
            .held([Role::ReadTeam, Role::Console])
            .granted([Scope::CrmTeam, Scope::Nothing])
            .effective([Role::ReadTeam]),
        taken("a comma makes one scope of two", scopes("Crm.Read,Crm.Read.Team"), User)
            .held([Role::ReadTeam, Role::Console]),
        taken(
            "a scope is no role",
            app().claim("roles", json!(["Crm.Read", "Contacts.Read.All"])),
            App,
        )
        .held([Role::ReadAll])
        .effective([Role::ReadAll]),
    ]
}

fn claims() -> Vec<Good> {
    vec![
        user_is_taken(
            "emoji",
            user()
                .claim("name", "Adele \u{1f469}\u{200d}\u{1f4bb}")
                .claim("\u{1f511}", "\u{1f513}"),
        ),
        user_is_taken(
            "claims of every shape",
            user().claim("x", json!({ "a": [1, -2.5e3, null, { "b": [] }], "": "" })),
        ),
        user_is_taken("a claim of 100 KB", user().claim("x", "x".repeat(100_000))),
        user_is_taken(
            "groups",
            user()
                .claim("groups", json!(["a", "b"]))
                .claim("Groups", json!(["not", "read"])),
        ),
        user_is_taken(
            "too many groups for a token",
            user()
                .claim("_claim_names", json!({ "groups": "src1" }))
                .claim("hasgroups", true),
        ),
        user_is_taken("an authentication context", user().claim("acrs", json!(["c1", "p1"]))),
        user_is_taken("no authentication context", user().claim("acrs", json!([]))),
        user_is_taken("a client that handles challenges", user().claim("xms_cc", json!(["cp1"]))),
        user_is_taken("a capability that is no array", user().claim("xms_cc", "cp1")),
        user_is_taken(
            "capabilities of another shape",
            user().claim("xms_cc", json!({ "values": ["cp1"] })),
        ),
        user_is_taken("capabilities that are null", user().claim("xms_cc", Value::Null)),
        user_is_taken(
            "authentication contexts that are no strings",
            user().claim("acrs", json!([1, ["c1"]])),
        ),
        user_is_taken("an application of the other version's claim", user().claim("appid", CLIENT)),
        user_is_taken("a claim twice that is not read", user().and(r#""name":"another""#)),
        user_is_taken(
            "a long s is no s",
            user()
                .claim("\u{17f}cp", "Crm.Read.Team")
                .claim("role\u{17f}", json!(["Contacts.Import"])),
        ),
        user_is_taken(
            "a dotless i is no i",
            user().claim("t\u{131}d", "another").claim("\u{130}ss", "another"),
        ),
        user_is_taken("a name with NUL behind", user().claim("tid\0", "another")),
        user_is_taken("`nonce` among the claims", user().claim("nonce", "a")),
        user_is_taken("`alg` among the claims", user().claim("alg", "none").claim("kid", "x")),
        user_is_taken(
            "`__proto__`",
            user().claim("__proto__", json!({ "roles": ["Contacts.Read.All"] })),
        ),
        user_is_taken("10,000 levels in a claim that is not read", user().and(&nested())),
        user_is_taken(
            "a number in a claim that is not read that no machine holds",
            user().and(r#""x":1e400"#),
        ),
        user_is_taken(
            "half a surrogate pair in a claim that is not read",
            user().and(r#""x":"\ud83d""#),
        ),
    ]
}

/// Of JSON (RFC 8259).
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
        user_is_taken(
            "a role in escapes",
            replaced("Contacts.Read.Team", r"Contacts\u002eRead\u002ETeam"),
        ),
        user_is_taken("a scope in escapes", replaced("Crm.Read", r"\u0043rm.Read")),
        user_is_taken(
            "a space between scopes in escapes",
            replaced("Crm.Read", r"openid\u0020Crm.Read"),
        ),
        user_is_taken("names of claims in escapes", replaced("\"roles\"", r#""\u0072oles""#)),
        user_is_taken("slashes in escapes", user().payload_text(|text| text.replace('/', r"\/"))),
        user_is_taken(
            "slashes in escapes, v1.0",
            v1_user().payload_text(|text| text.replace('/', r"\/")),
        )
        .at(&V1),
        user_is_taken(
            "spaces between claims",
            user().payload_text(|text| text.replace(",\"", " ,\n\t \"").replace("\":", "\" : ")),
        ),
        user_is_taken(
            "spaces around the JSON",
            user().payload_text(|text| format!(" \r\n{text}\n ")),
        ),
        user_is_taken("claims in another order", shuffled(user())),
        user_is_taken("`scp` before `roles`, v1.0", shuffled(v1_user())).at(&V1),
    ]
}
