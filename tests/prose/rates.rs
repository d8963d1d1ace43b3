//! Rates over the whole scope: words that are fine once, and a style when they are many.

use crate::hit::Hit;
use crate::prose::{Placed, Token};

/// Nouns of places; "where" may follow them.
const PLACES: [&str; 16] = [
    "place",
    "places",
    "file",
    "files",
    "line",
    "lines",
    "page",
    "pages",
    "row",
    "rows",
    "folder",
    "folders",
    "position",
    "section",
    "column",
    "directory",
];

/// Numbers of words, and of the words that stand for a noun or a condition.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) all: usize,
    pub(crate) free_relatives: Vec<Hit>,
    pub(crate) wheres: Vec<Hit>,
}

/// Counts the words of a paragraph. Questions may have "what" and "where".
pub(crate) fn words(paragraph: &[Placed]) -> Words {
    let mut words = Words::default();
    let mut previous = "";
    for (index, placed) in paragraph.iter().enumerate() {
        let Token::Word(word) = &placed.token else {
            previous = "";
            continue;
        };
        words.all += 1;
        match word.as_str() {
            "what" | "whatever" if !is_question(&paragraph[index..]) => {
                words.free_relatives.push(Hit::new(placed.line, "\"what\" stands for a noun"));
            }
            "where" | "wherever"
                if !PLACES.contains(&previous) && !is_question(&paragraph[index..]) =>
            {
                words.wheres.push(Hit::new(placed.line, "\"where\" without a place"));
            }
            _ => {}
        }
        previous = word;
    }
    words
}

fn is_question(rest: &[Placed]) -> bool {
    let end = rest.iter().find_map(|placed| match placed.token {
        Token::End { is_question } => Some(is_question),
        _ => None,
    });
    end == Some(true)
}

/// Numbers of code lines, and of the lines of two patterns.
#[derive(Default)]
pub(crate) struct Code {
    pub(crate) lines: usize,
    pub(crate) tuple_lets: Vec<Hit>,
    pub(crate) silent_defaults: Vec<Hit>,
}

/// Counts in Rust code whose comments and strings are blanked.
pub(crate) fn code(code: &str) -> Code {
    let code = without_tests(code);
    let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
    let mut counted = Code { lines, ..Code::default() };
    for (at, _) in code.match_indices("let (") {
        if is_tuple_let(&code[at + 4..]) {
            counted
                .tuple_lets
                .push(Hit::new(line_number(&code, at), "`let (a, b) = (x, y)`"));
        }
    }
    for (at, name) in code.match_indices(".unwrap_or_default()") {
        counted
            .silent_defaults
            .push(Hit::new(line_number(&code, at), format!("`{name}`")));
    }
    counted
}

fn line_number(code: &str, at: usize) -> usize {
    1 + code[..at].matches('\n').count()
}

/// Removes the modules behind `#[cfg(test)]`, and keeps their line breaks.
fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find("#[cfg(test)]\nmod ") {
        let (before, module) = rest.split_at(start);
        let (module, after) = module.split_at(module_length(module));
        kept.push_str(before);
        kept.extend(module.matches('\n'));
        rest = after;
    }
    kept + rest
}

/// The length of `mod tests;` or of `mod tests { … }`, with its attribute.
fn module_length(code: &str) -> usize {
    let body = code.find(['{', ';']).unwrap_or(code.len());
    if !code[body..].starts_with('{') {
        return body;
    }
    group(&code[body..]).map_or(code.len(), |group| body + group.len())
}

/// Returns `true` for `(a, b) = (x, y);`, with or without a type.
fn is_tuple_let(code: &str) -> bool {
    let Some(pattern) = group(code) else { return false };
    let Some((between, value)) = code[pattern.len()..].split_once('=') else { return false };
    let value = value.trim_start();
    let is_typed = between.trim().is_empty() || between.trim().starts_with(':');
    let Some(tuple) = group(value).filter(|_| value.starts_with('(')) else { return false };
    is_typed && has_comma(tuple) && value[tuple.len()..].trim_start().starts_with(';')
}

/// Returns the text of a bracketed group, with its brackets.
fn group(code: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, char) in code.char_indices() {
        match char {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return code.get(..=at);
        }
    }
    None
}

fn has_comma(tuple: &str) -> bool {
    let mut depth = 0;
    tuple.chars().any(|char| {
        match char {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        char == ',' && depth == 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::paragraphs;
    use crate::prose::tests::block;

    fn lines(hits: &[Hit]) -> Vec<usize> {
        hits.iter().map(|hit| hit.line).collect()
    }

    fn counted(text: &str) -> Words {
        words(&paragraphs(&block(text))[0])
    }

    #[test]
    fn free_relatives_are_counted_outside_of_questions() {
        let found = counted("Returns what it has.\nWhat is it? It is \"what\" and `what`.");
        assert_eq!(found.all, 10);
        assert_eq!(lines(&found.free_relatives), [1]);
    }

    #[test]
    fn where_may_follow_a_place() {
        assert_eq!(lines(&counted("Denies,\nwhere it can.").wheres), [2]);
        assert!(counted("the file where it stands").wheres.is_empty());
        assert!(counted("Where is it?").wheres.is_empty());
    }

    #[test]
    fn tuple_lets_are_counted() {
        for bad in ["let (a, b) = (x(1, 2), y);", "let (a, b): (u8, u8) = (\n    x,\n    y,\n);"] {
            assert_eq!(lines(&code(&format!("\n{bad}")).tuple_lets), [2], "{bad}");
        }
        for good in [
            "let (a, b) = f(x, y);",
            "let a = (x, y);",
            "let (a, b) = (x, y).sorted();",
            "let (a, b) = (f(x, y));",
            "let (a, b);\nc = (x, y);",
        ] {
            assert!(code(good).tuple_lets.is_empty(), "{good}");
        }
    }

    #[test]
    fn silent_defaults_are_counted_outside_of_tests() {
        let found =
            code("a\n.unwrap_or_default();\n\n#[cfg(test)]\nmod tests { .unwrap_or_default() }");
        assert_eq!(found.lines, 2);
        assert_eq!(lines(&found.silent_defaults), [2]);
        assert!(code(".unwrap_or_else(f)").silent_defaults.is_empty());
    }
}
