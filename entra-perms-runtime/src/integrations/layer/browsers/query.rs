//! Tickets and tokens in the query of a URL.

use crate::challenge::{TOKEN_PARAMETER, has_name, parameters};
use crate::integrations::layer::head::{RequestHead, Unchangeable};

/// Returns the values of the parameters with this name, as they are written.
#[cfg(feature = "tickets")]
pub(super) fn values<'a>(query: Option<&'a str>, name: &str) -> impl Iterator<Item = &'a str> {
    parameters(query.unwrap_or(""))
        .filter(move |parameter| has_name(parameter, name))
        .map(value)
}

/// Returns whether the query has access tokens, and each of them is this token, byte for byte.
///
/// Parsers disagree whether `;` separates parameters. So next to a `;`, no token is the same.
pub(super) fn has_only_this_token(query: Option<&str>, token: &str) -> bool {
    let mut found = false;
    for parameter in query.unwrap_or("").split('&') {
        if parameters(parameter).any(|part| has_name(part, TOKEN_PARAMETER)) {
            if parameter.contains(';') || value(parameter) != token {
                return false;
            }
            found = true;
        }
    }
    found
}

/// Removes the parameters with this name from the URL of a request.
pub(super) fn remove(head: &mut impl RequestHead, name: &str) -> Result<(), Unchangeable> {
    let rest = without(head.query().unwrap_or(""), name);
    head.set_query(&rest)
}

/// Returns the query without the parameters of this name. The others keep their separators.
fn without(query: &str, name: &str) -> String {
    let mut rest = String::with_capacity(query.len());
    for part in query.split_inclusive(['&', ';']) {
        let parameter = part.trim_end_matches(['&', ';']);
        if !has_name(parameter, name) {
            rest.push_str(part);
        }
    }
    // The separator in front of a removed parameter at the end.
    if query.ends_with(['&', ';']) {
        return rest;
    }
    rest.trim_end_matches(['&', ';']).to_owned()
}

fn value(parameter: &str) -> &str {
    parameter.split_once('=').map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_parameter_leaves_the_others() {
        for (query, rest) in [
            ("ticket=x", ""),
            ("ticket=x&a=b", "a=b"),
            ("a=b&ticket=x", "a=b"),
            ("a=b;ticket=x;c=d", "a=b;c=d"),
            ("a&tick%65t=x&ticket&c", "a&c"),
            ("a&ticket=x&", "a&"),
            ("tickets=x&a=ticket", "tickets=x&a=ticket"),
        ] {
            assert_eq!(without(query, "ticket"), rest, "{query}");
        }
    }

    #[test]
    fn only_equal_tokens_are_the_same() {
        for same in
            ["access_token=a.b", "x=y&access_token=a.b&access_token=a.b", "access%5Ftoken=a.b"]
        {
            assert!(has_only_this_token(Some(same), "a.b"), "{same}");
        }
        for other in [
            "",
            "x=y",
            "access_token",
            "access_token=",
            "access_token=a.c",
            "access_token=a%2Eb",
            "access_token=a.b&access_token=a.c",
            "access_token=a.b;x",
            "x;access_token=a.b",
        ] {
            assert!(!has_only_this_token(Some(other), "a.b"), "{other}");
        }
        assert!(!has_only_this_token(None, "a.b"));
    }
}
