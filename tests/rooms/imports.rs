//! The paths of a module that begin with `crate`, `self`, `super` or the name of a child module.

use crate::modules::ModulePath;

/// One imported or used path.
#[derive(Debug, PartialEq)]
pub(crate) struct Import {
    /// The path from the root of the crate.
    pub(crate) path: ModulePath,
    /// The name that a `use` gives to the item, which other modules can import, too.
    pub(crate) name: Option<String>,
}

/// Returns the imports of a module, without its unit tests.
pub(crate) fn of_module(
    module: &[String],
    text: &str,
    is_child: impl Fn(&str) -> bool,
) -> Vec<Import> {
    let code = code(text);
    let mut imports = Vec::new();
    for path in used_paths(&code) {
        let name = path.last().cloned();
        imports.extend(absolute(module, &path, &is_child).map(|path| Import { path, name }));
    }
    for path in inline_paths(&code) {
        imports.extend(absolute(module, &path, &is_child).map(|path| Import { path, name: None }));
    }
    imports
}

/// Removes comments, `doc` attributes and unit tests. They may name every module.
fn code(text: &str) -> String {
    let text = text.split("\nmod tests {").next().unwrap();
    let lines = text.lines().filter(|line| !line.contains("doc = \""));
    lines.map(|line| line.split("//").next().unwrap().to_owned() + "\n").collect()
}

/// Returns the paths of all `use` items.
fn used_paths(code: &str) -> Vec<ModulePath> {
    let items = code.split_inclusive(';').filter_map(|item| {
        let (before, tree) = item.strip_suffix(';')?.rsplit_once("use ")?;
        let is_item = before.trim_end().ends_with([';', '}', '{', ')', ']']);
        (is_item || before.trim().is_empty() || before.trim_end().ends_with("pub")).then_some(tree)
    });
    items.flat_map(paths_of_tree).collect()
}

/// Returns the paths of a `use` tree: `a::{b, c::d}` has `a::b` and `a::c::d`.
fn paths_of_tree(tree: &str) -> Vec<ModulePath> {
    let Some((prefix, list)) = tree.split_once('{') else {
        return vec![segments(tree)];
    };
    let prefix = segments(prefix);
    let list = list.trim_end().strip_suffix('}').unwrap_or(list);
    let mut depth = 0;
    let items = list.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    items
        .filter(|item| !item.trim().is_empty())
        .flat_map(paths_of_tree)
        .map(|path| [prefix.clone(), path].concat())
        .collect()
}

/// Returns the paths in other code that begin with `crate` or `super`.
fn inline_paths(code: &str) -> Vec<ModulePath> {
    let mut paths = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || "_$:".contains(c)) {
                let end = code[at..].find(|c: char| !c.is_alphanumeric() && !"_:".contains(c));
                paths.push(segments(&code[at..][..end.unwrap_or(code.len() - at)]));
            }
        }
    }
    paths
}

fn segments(path: &str) -> ModulePath {
    let path = path.split(" as ").next().unwrap();
    let segments = path.split("::").map(str::trim).filter(|segment| !segment.is_empty());
    segments.map(ToOwned::to_owned).collect()
}

/// Returns the path from the root of the crate, or `None` if the path is one of another crate.
fn absolute(
    module: &[String],
    path: &[String],
    is_child: impl Fn(&str) -> bool,
) -> Option<ModulePath> {
    let first = path.first()?.as_str();
    let start = match first {
        "crate" => &[],
        "self" | "super" => module,
        child if is_child(child) => return Some([module, path].concat()),
        _ => return None,
    };
    let supers = path.iter().filter(|segment| *segment == "super").count();
    let start = &start[..start.len().saturating_sub(supers)];
    let is_name = |segment: &&String| !["crate", "self", "super", "*"].contains(&segment.as_str());
    Some(start.iter().chain(path.iter().filter(is_name)).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(text: &str) -> Vec<String> {
        let module = ["guard".to_owned(), "source".to_owned()];
        let imports = of_module(&module, text, |name| name == "child");
        imports.into_iter().map(|import| import.path.join("::")).collect()
    }

    #[test]
    fn imports_are_found_in_code() {
        for (code, expected) in [
            ("use crate::guard::Guard;", "guard::Guard"),
            ("pub(crate) use crate::{model::Model as M};", "model::Model"),
            ("use super::{probe::{Asked}};", "guard::probe::Asked"),
            ("use super::super::caller::*;", "caller"),
            ("use self::child::A;", "guard::source::child::A"),
            ("use child::A;", "guard::source::child::A"),
            ("fn f(_: &crate::caller::Caller) {}", "caller::Caller"),
            ("fn f() { super::no_caller() }", "guard::no_caller"),
        ] {
            assert!(imports(code).contains(&expected.to_owned()), "{code}: {:?}", imports(code));
        }
        let list = imports("use crate::{\n    a::{b, c},\n    d,\n};\nuse std::fmt;");
        assert_eq!(list[..3], ["a::b", "a::c", "d"]);
    }

    #[test]
    fn tests_comments_and_other_crates_are_not_imports() {
        for code in [
            "/// See [`crate::audit`].",
            "#[doc = \"See [`f`](crate::openapi).\"]",
            "fn f() {} // crate::openapi",
            "use std::fmt;\nuse serde::{Serialize, de};",
            "#[cfg(test)]\nmod tests {\n    use crate::integrations::tower;\n}",
            "macro_rules! m { () => { $crate::guard::check() } }",
        ] {
            assert_eq!(imports(code), Vec::<String>::new(), "{code}");
        }
    }
}
