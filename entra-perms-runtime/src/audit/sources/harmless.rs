//! Attributes that are known to be harmless above a guard.

/// Checks whether the entries have the path of an attribute, written without spaces.
///
/// An entry has one of three forms:
///
/// - `inline` is the path of exactly one segment, which is rustc's own attribute;
/// - `*::instrument` is each path whose last segment has this name, one segment included;
/// - `clippy::*` is a tool: each path of two or more segments that begins with this name.
pub(super) fn contains(entries: &[&str], path: &str) -> bool {
    let last = path.rsplit("::").next();
    let tool = path.split_once("::").map(|(tool, _)| tool);
    entries
        .iter()
        .any(|entry| match (entry.strip_prefix("*::"), entry.strip_suffix("::*")) {
            (Some(name), _) => last == Some(name),
            (None, Some(name)) => tool == Some(name),
            (None, None) => path == *entry,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: &[&str] = &["inline", "*::instrument", "clippy::*"];

    #[test]
    fn an_entry_is_a_path_of_one_segment_or_a_last_segment_or_a_tool() {
        for harmless in [
            "inline",
            "instrument",
            "tracing::instrument",
            "a::b::instrument",
            "clippy::msrv",
            "clippy::a::b",
        ] {
            assert!(contains(ENTRIES, harmless), "{harmless}");
        }
        for suspect in [
            "memoize",
            "evil::inline",
            "inline::evil",
            "inlined",
            "instrument::evil",
            "my_instrument",
            "clippy",
            "evil::clippy",
            "evil::clippy::msrv",
            "clippy_evil::msrv",
            "*",
            "",
        ] {
            assert!(!contains(ENTRIES, suspect), "{suspect}");
        }
    }
}
