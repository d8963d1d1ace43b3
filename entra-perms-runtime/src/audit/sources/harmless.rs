//! The list of attributes that are harmless above a guard.

/// Checks that an entry matches the path of an attribute, written without spaces.
///
/// An entry has one of three forms:
///
/// - `inline` matches the path of exactly one segment, which is rustc's own attribute;
/// - `*::instrument` matches each path with this last segment, `instrument` included;
/// - `clippy::*` is a tool: it matches each path of two or more segments that begins with this
///   name.
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
    fn entries_match_whole_paths_last_segments_and_tools() {
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
