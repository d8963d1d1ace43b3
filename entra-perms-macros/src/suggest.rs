//! "Did you mean": the known name that a mistyped one was most likely meant to be.

/// The known name closest to `written`, where one is close enough to be meant.
pub(crate) fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .filter_map(|name| Some((distance(written, name)?, name)))
        // The first of several at the same distance, so that the order of the manifest decides.
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The suggestion as the end of a message; nothing where there is none.
pub(crate) fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

/// How far two names are apart; `None` where they are too far to be taken for each other.
fn distance(written: &str, name: &str) -> Option<usize> {
    // Entra compares bytes, people do not: the same letters in other case, or the same segments in another
    // order, are what was meant even where many edits lie between them.
    if written.eq_ignore_ascii_case(name) {
        return Some(0);
    }
    if sorted_segments(written) == sorted_segments(name) {
        return Some(1);
    }
    // A quarter of the name may be wrong. Permission names share most of their text, so more would
    // suggest a neighbour for a name that does not exist at all.
    let allowed = (written.chars().count().max(name.chars().count()) / 4).max(1);
    let edits = strsim::damerau_levenshtein(written, name);
    (edits <= allowed).then_some(edits)
}

fn sorted_segments(name: &str) -> Vec<&str> {
    let mut segments: Vec<_> = name.split('.').collect();
    segments.sort_unstable();
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [&str; 3] = ["Contacts.Read.All", "Contacts.Write.All", "Accounts.Read.Team"];

    #[test]
    fn swapped_letters() {
        assert_eq!(closest("Contacts.Raed.All", ROLES), Some("Contacts.Read.All"));
    }

    #[test]
    fn other_case() {
        assert_eq!(closest("ACCOUNTS.READ.TEAM", ROLES), Some("Accounts.Read.Team"));
    }

    #[test]
    fn other_order_of_segments() {
        assert_eq!(closest("Write.Contacts.All", ROLES), Some("Contacts.Write.All"));
    }

    #[test]
    fn nothing_close() {
        assert_eq!(closest("Proposals.Approve", ROLES), None);
        assert_eq!(closest("", ROLES), None);
        assert_eq!(closest("xy", ["ab"]), None);
    }

    #[test]
    fn short_names_may_differ_in_one_letter() {
        assert_eq!(closest("Mi", ["My", "All"]), Some("My"));
    }

    #[test]
    fn rendered_in_one_way() {
        assert_eq!(did_you_mean(Some("My")), "; did you mean `My`?");
        assert_eq!(did_you_mean(None), "");
    }
}
