//! The known audience that is nearest to the audience of a refused token, for the log.

use uuid::Uuid;

use super::audience_form::{API, SPN, without_prefix, without_slash};
use crate::validator::token_error::Excerpt;

/// The known audience that is nearest to the audience of a refused token.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NearestAudience {
    pub(super) audience: Excerpt,
    /// How the token's audience differs from it, if a phrase can say that.
    pub(super) difference: Option<&'static str>,
}

impl NearestAudience {
    /// Returns the nearest of the known audiences: the client id, and further ones. If several are
    /// equally near, the first one is returned.
    pub(super) fn find<'a>(
        found: &str,
        client_id: &'a str,
        further: impl Iterator<Item = &'a str>,
    ) -> Self {
        // Only the beginning is compared, because a long audience would take a long time.
        let found = Excerpt::new(found);
        let found = found.as_str();
        let nearest = core::iter::once(client_id)
            .chain(further)
            .min_by_key(|known| distance(found, known))
            .unwrap_or(client_id);
        Self { audience: Excerpt::new(nearest), difference: difference(found, nearest) }
    }
}

/// Returns how an audience differs from a known one, if a phrase can say that.
fn difference(found: &str, known: &str) -> Option<&'static str> {
    if found.eq_ignore_ascii_case(known) {
        return Some("they differ in case only");
    }
    if without_slash(found) == without_slash(known) {
        return Some("they differ in a slash at the end only");
    }
    if without_prefix(found, SPN) == Some(known) {
        return Some("the token's begins with `spn:`");
    }
    if without_prefix(found, API) == Some(known) {
        return Some("the token's begins with `api://`");
    }
    if without_prefix(known, API) == Some(found) {
        return Some("the token's lacks `api://`");
    }
    if is_client_id(found) {
        return Some("the token's is the client id of another application");
    }
    None
}

/// Checks for a client id, alone or in the App ID URI that the portal suggests.
fn is_client_id(audience: &str) -> bool {
    let id = without_prefix(audience, API)
        .or_else(|| without_prefix(audience, SPN))
        .unwrap_or(audience);
    Uuid::parse_str(id).is_ok()
}

/// Returns how far two audiences are apart. A difference in case or in a known prefix counts less
/// than any other difference.
fn distance(found: &str, known: &str) -> usize {
    if found.eq_ignore_ascii_case(known) {
        return 0;
    }
    let is_prefix = |prefix| {
        without_prefix(found, prefix) == Some(known) || without_prefix(known, prefix) == Some(found)
    };
    if without_slash(found) == without_slash(known) || is_prefix(SPN) || is_prefix(API) {
        return 1;
    }
    // Two ids share few characters, and are still the two things to compare.
    if is_client_id(found) && is_client_id(known) {
        return 2;
    }
    3 + edits(found, Excerpt::new(known).as_str())
}

/// Returns the least number of characters to insert, remove or replace (Levenshtein distance).
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    // The distances of the characters so far to each beginning of `to`.
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (removed, character) in from.chars().enumerate() {
        let mut next = vec![removed + 1];
        let mut left = removed + 1;
        for (wanted, above) in to.iter().zip(row.windows(2)) {
            let [diagonal, above] = above else { continue };
            let replaced = diagonal + usize::from(*wanted != character);
            left = replaced.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT_ID: &str = "8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11";

    fn found(audience: &str) -> (String, Option<&'static str>) {
        let further = ["api://crm", "https://crm.example/"];
        let nearest = NearestAudience::find(audience, CLIENT_ID, further.into_iter());
        (nearest.audience.as_str().to_owned(), nearest.difference)
    }

    #[test]
    fn the_nearest_audience_and_the_difference_are_found() {
        let other = "620539d0-bd16-4c89-b6c4-32fc0414e29f";
        let of_another = Some("the token's is the client id of another application");
        for (audience, nearest, difference) in [
            ("API://CRM", "api://crm", Some("they differ in case only")),
            (&CLIENT_ID.to_uppercase(), CLIENT_ID, Some("they differ in case only")),
            ("api://crm/", "api://crm", Some("they differ in a slash at the end only")),
            (
                "https://crm.example",
                "https://crm.example/",
                Some("they differ in a slash at the end only"),
            ),
            (&format!("spn:{CLIENT_ID}"), CLIENT_ID, Some("the token's begins with `spn:`")),
            (&format!("SPN:{CLIENT_ID}"), CLIENT_ID, Some("the token's begins with `spn:`")),
            (&format!("api://{CLIENT_ID}"), CLIENT_ID, Some("the token's begins with `api://`")),
            ("crm", "api://crm", Some("the token's lacks `api://`")),
            (other, CLIENT_ID, of_another),
            (&format!("api://{other}"), CLIENT_ID, of_another),
            (&format!("spn:{other}"), CLIENT_ID, of_another),
            ("api://crn", "api://crm", None),
            ("https://crm.exmple/", "https://crm.example/", None),
            ("", "api://crm", None),
        ] {
            assert_eq!(found(audience), (nearest.to_owned(), difference), "{audience}");
        }
    }

    #[test]
    fn long_audiences_are_compared_by_their_beginning() {
        let long = format!("api://crm{}", "\u{e9}".repeat(200_000));
        assert_eq!(found(&long).1, None);
        assert_eq!(found(&format!("{long}/")), found(&long));
    }

    #[test]
    fn edits_are_counted() {
        for (from, to, count) in
            [("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("ab", "ba", 2)]
        {
            assert_eq!(edits(from, to), count, "{from} {to}");
        }
    }
}
