//! The forms in which Entra and people write one audience.

/// The prefix of the client id in the v1.0 tokens of old clients. v2.0 tokens never have it.
pub(in crate::validator) const SPN: &str = "spn:";
/// The scheme of the App ID URI that the portal suggests: `api://{client id}`.
pub(super) const API: &str = "api://";

/// Removes one slash at the end. Entra appends one to some App ID URIs, and never two.
pub(super) fn without_slash(uri: &str) -> &str {
    uri.strip_suffix('/').unwrap_or(uri)
}

/// Returns the text behind a prefix, which may be in any case.
pub(super) fn without_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}
