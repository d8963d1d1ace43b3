//! docs/guide/troubleshooting.md: the errors that it names exist.

use entra_perms_runtime::{BuildError, TokenError};

use crate::pages::page;

/// Returns the names of variants, and compiles only if the variants exist.
macro_rules! names {
    ($error:ident: $($variant:ident),*) => {{
        $(let _ = |error: &$error| matches!(error, $error::$variant { .. });)*
        [$(stringify!($variant)),*]
    }};
}

/// Returns the names of errors on the page: words in parentheses, such as `Expired`.
fn named(page: &str) -> Vec<&str> {
    let spans = page.split("(`").skip(1).filter_map(|rest| rest.split("`)").next());
    let names = spans.map(|span| span.trim_start_matches("TokenError::"));
    names.filter(|name| name.chars().all(char::is_alphabetic)).collect()
}

#[test]
fn the_named_errors_exist() {
    let refused = names!(TokenError: Audience, BoundToKey, Encrypted, Expired, IdToken, Malformed,
        MicrosoftGraph, NoKind, NoPermission, NotYetValid, Tenant, UnknownKey, Version);
    let not_built = names!(BuildError: NoBackend, NoClientId, NoDiscovery, NoRuntime,
        OneTenantOnly, RegistrationNotChosen, UnknownRegistration, Unreachable);
    let mut expected = [refused.as_slice(), not_built.as_slice()].concat();
    let page = page("docs/guide/troubleshooting.md");
    let mut named = named(&page);
    expected.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, expected);
}
