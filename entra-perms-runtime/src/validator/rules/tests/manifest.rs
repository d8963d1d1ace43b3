//! What the manifest says of tokens: their version, audience and kind.

use super::*;

#[test]
fn the_version_is_the_manifests() {
    let refusal = |found: &str| TokenError::Version { found: Excerpt::of(found) };
    assert_eq!(
        refusal("1.0").to_string(),
        "the token's version is `1.0`, which this API does not take: `requestedAccessTokenVersion` (in legacy manifests \
         `accessTokenAcceptedVersion`) decides"
    );
    taken(&single(Some(TokenVersion::V1)), &v1());
    taken(&single(Some(TokenVersion::V2)), &v2());
    taken(&single(None), &v1());
    refused(&single(Some(TokenVersion::V1)), &v2(), &refusal("2.0"));
    refused(&single(Some(TokenVersion::V2)), &v1(), &refusal("1.0"));
    for other in ["", "2", "3.0", "2.0 ", "1"] {
        refused(&single(None), &with(&v2(), "ver", json!(other)), &refusal(other));
    }
}

#[test]
fn the_audience_is_this_api() {
    let rules = single(None);
    let aud = |payload: Value, aud: &str| with(&payload, "aud", json!(aud));
    for good in [CLIENT_ID, URI, "api://crm/", "https://crm.example/", "https://crm.example", "urn:further"] {
        taken(&rules, &aud(v1(), good));
    }
    for bad in ["api://crm//", "api://CRM", "https://crm.example//", "urn:further/", "", "/"] {
        refused(
            &rules,
            &aud(v1(), bad),
            &TokenError::Audience {
                found: Excerpt::of(bad),
                expected: Excerpt::of(&rules.audiences.client_id),
            },
        );
    }
    for good in [CLIENT_ID, "urn:further"] {
        taken(&rules, &aud(v2(), good));
    }
    let upper = CLIENT_ID.to_uppercase();
    for bad in [URI, "https://crm.example/", CLIENT, upper.as_str(), "00000003-0000-0000-c000-000000000000"] {
        refused(
            &rules,
            &aud(v2(), bad),
            &TokenError::Audience {
                found: Excerpt::of(bad),
                expected: Excerpt::of(&rules.audiences.client_id),
            },
        );
    }
}

#[test]
fn the_audience_is_no_uri_where_the_manifest_asks_for_the_client_id() {
    let audiences = audiences(&REGISTRATION.with_client_id_as_audience());
    assert_eq!(audiences.resource, URI);
    let rules = Rules { audiences, ..single(None) };
    for good in [CLIENT_ID, "urn:further"] {
        taken(&rules, &with(&v1(), "aud", json!(good)));
    }
    for bad in [URI, "api://crm/", "https://crm.example/"] {
        let refusal = TokenError::Audience { found: Excerpt::of(bad), expected: Excerpt::of(CLIENT_ID) };
        refused(&rules, &with(&v1(), "aud", json!(bad)), &refusal);
    }
}

#[test]
fn the_kind_of_caller_is_told_by_idtyp_and_else_by_scp() {
    let rules = single(None);
    let idtyp = |payload: &Value, idtyp: &str| with(payload, "idtyp", json!(idtyp));
    let kind = |payload: &Value| check(&rules, payload).map(|identity| identity.kind);
    assert_eq!(kind(&idtyp(&app(), "app")), Ok(CallerKind::App));
    assert_eq!(kind(&idtyp(&v2(), "user")), Ok(CallerKind::User));
    assert_eq!(kind(&idtyp(&without(&v2(), "scp"), "user")), Ok(CallerKind::User));
    for none in ["", "/", " ", " / "] {
        assert_eq!(kind(&with(&app(), "scp", json!(none))), Ok(CallerKind::App), "{none:?}");
        assert_eq!(kind(&idtyp(&with(&app(), "scp", json!(none)), "app")), Ok(CallerKind::App), "{none:?}");
    }
    assert_eq!(kind(&with(&app(), "scp", json!("Unknown"))), Ok(CallerKind::User));
    assert_eq!(kind(&with(&app(), "sub", json!(OBJECT))), Ok(CallerKind::App));
    refused(&rules, &idtyp(&v2(), "app"), &TokenError::AppWithScopes);
    refused(&rules, &idtyp(&with(&app(), "scp", json!("Unknown")), "app"), &TokenError::AppWithScopes);
    for other in ["", "App", "device", "USER"] {
        refused(&rules, &idtyp(&v2(), other), &TokenError::UnknownKind { found: Excerpt::of(other) });
    }
}

#[test]
fn an_applications_token_is_marked_where_the_manifest_asks_for_it() {
    let rules = Rules { marks_app_only: true, ..single(None) };
    taken(&rules, &with(&app(), "idtyp", json!("app")));
    for user in [v2(), v1(), with(&v2(), "idtyp", json!("user"))] {
        assert_eq!(check(&rules, &user).map(|identity| identity.kind), Ok(CallerKind::User), "{user}");
    }
    for unmarked in [app(), with(&app(), "scp", json!("/")), without(&v1(), "scp")] {
        refused(&rules, &unmarked, &TokenError::NoKind);
    }
    assert_eq!(
        TokenError::NoKind.to_string(),
        "the token has neither `idtyp`, with which the manifest asks Entra to mark applications' own tokens, nor \
         scopes (`scp`)"
    );
}

#[test]
fn an_id_token_is_no_applications_token() {
    let rules = single(None);
    let id_token = without(&with(&app(), "roles", json!(["Contacts.Read.All"])), "azp");
    refused(&rules, &id_token, &TokenError::IdToken);
    refused(&rules, &with(&id_token, "appid", json!(CLIENT)), &TokenError::IdToken);
    // The mistake is named, whatever else is wrong with it.
    let of_the_client = with(&with(&id_token, "aud", json!(CLIENT)), "ver", json!("1.0"));
    refused(&single(Some(TokenVersion::V2)), &of_the_client, &TokenError::IdToken);
    taken(&rules, &with(&id_token, "idtyp", json!("app")));
    taken(&rules, &without(&v2(), "azp"));
    taken(&rules, &without(&v2(), "oid"));
}
