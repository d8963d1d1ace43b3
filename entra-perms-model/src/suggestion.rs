//! Suggestions for mistyped names, and lists of names in messages.

use std::fmt::Display;

/// Returns the known name that is closest to `written`, if one is close enough.
///
/// Names that differ in case, or in the order of their dotted segments, are always close enough.
/// If several names are equally close, the first one is returned.
#[must_use]
pub fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .filter_map(|name| Some((distance(written, name)?, name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Returns `a`, `a and b`, or `a, b and c`, with another word for "and".
#[must_use]
pub fn in_words(names: &[String], and: &str) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// Returns the names in backticks. Only the first ones of a long list are named, and the others are
/// counted.
pub(crate) fn listed<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    /// One more line of a terminal would hide the message.
    const MAX_LISTED: usize = 8;
    let mut names = names.into_iter();
    let shown = names.by_ref().take(MAX_LISTED);
    let mut shown: Vec<_> = shown.map(|name| format!("`{name}`")).collect();
    let others = names.count();
    if others > 0 {
        shown.push(format!("{others} more"));
    }
    in_words(&shown, "and")
}

/// Returns the distance of two names, or `None` if nobody would confuse them.
pub(crate) fn distance(written: &str, name: &str) -> Option<usize> {
    // Entra compares bytes. Other case or another order of segments is a mistake of people, even if
    // many edits lie between the two names.
    if written.eq_ignore_ascii_case(name) {
        return Some(0);
    }
    if sorted_segments(written) == sorted_segments(name) {
        return Some(1);
    }
    // A quarter of the name may be wrong. Permission names share most of their text, so a larger
    // part would suggest a neighbor for a name that does not exist.
    let written_length = written.chars().count();
    let name_length = name.chars().count();
    let max_edits = (written_length.max(name_length) / 4).max(1);
    if written_length.abs_diff(name_length) > max_edits {
        return None;
    }
    let edits = strsim::damerau_levenshtein(written, name);
    (edits <= max_edits).then_some(edits)
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
    fn swapped_letters_are_close() {
        assert_eq!(closest("Contacts.Raed.All", ROLES), Some("Contacts.Read.All"));
    }

    #[test]
    fn other_case_is_close() {
        assert_eq!(closest("ACCOUNTS.READ.TEAM", ROLES), Some("Accounts.Read.Team"));
    }

    #[test]
    fn another_order_of_segments_is_close() {
        assert_eq!(closest("Write.Contacts.All", ROLES), Some("Contacts.Write.All"));
    }

    #[test]
    fn other_names_are_not_close() {
        assert_eq!(closest("Proposals.Approve", ROLES), None);
        assert_eq!(closest("", ROLES), None);
        assert_eq!(closest("xy", ["ab"]), None);
    }

    #[test]
    fn a_name_of_another_length_is_not_compared_letter_by_letter() {
        let long = "Contacts.Read.All".repeat(100_000);
        assert_eq!(closest("Contacts.Read.All", [long.as_str()]), None);
    }

    #[test]
    fn short_names_may_differ_in_one_letter() {
        assert_eq!(closest("Mi", ["My", "All"]), Some("My"));
    }

    #[test]
    fn names_are_joined_with_a_word() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(in_words(&names, "or"), "a, b or c");
        assert_eq!(in_words(&names[..2], "and"), "a and b");
        assert_eq!(in_words(&names[..1], "and"), "a");
        assert_eq!(in_words(&[], "and"), "");
    }

    #[test]
    fn the_names_of_a_long_list_are_counted() {
        assert_eq!(listed(["a", "b"]), "`a` and `b`");
        assert_eq!(listed(1..=8), "`1`, `2`, `3`, `4`, `5`, `6`, `7` and `8`");
        assert_eq!(listed(1..=9), "`1`, `2`, `3`, `4`, `5`, `6`, `7`, `8` and 1 more");
        assert_eq!(listed(1..=10), "`1`, `2`, `3`, `4`, `5`, `6`, `7`, `8` and 2 more");
    }
}
