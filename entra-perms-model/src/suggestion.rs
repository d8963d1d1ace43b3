//! "Did you mean": the known name that a mistyped one was most likely meant to be; and names in a row.

/// The known name closest to `written`, where one is close enough to be meant.
pub fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .filter_map(|name| Some((distance(written, name)?, name)))
        // The first of several at the same distance, so that the order of the manifest decides.
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The suggestion as the end of a message; nothing where there is none.
pub fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn in_words(names: &[String], and: &str) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
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
    let (written_length, name_length) = (written.chars().count(), name.chars().count());
    let allowed = (written_length.max(name_length) / 4).max(1);
    if written_length.abs_diff(name_length) > allowed {
        return None;
    }
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
        // Far too long to be compared letter by letter.
        let long = "Contacts.Read.All".repeat(100_000);
        assert_eq!(closest("Contacts.Read.All", [long.as_str()]), None);
    }

    #[test]
    fn short_names_may_differ_in_one_letter() {
        assert_eq!(closest("Mi", ["My", "All"]), Some("My"));
    }

    #[test]
    fn names_in_a_row() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(in_words(&names, "or"), "a, b or c");
        assert_eq!(in_words(&names[..2], "and"), "a and b");
        assert_eq!(in_words(&names[..1], "and"), "a");
        assert_eq!(in_words(&[], "and"), "");
    }

    #[test]
    fn rendered_in_one_way() {
        assert_eq!(did_you_mean(Some("My")), "; did you mean `My`?");
        assert_eq!(did_you_mean(None), "");
    }
}
