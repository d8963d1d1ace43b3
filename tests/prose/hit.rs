//! A problem on a line.

#[derive(Debug, PartialEq)]
pub(crate) struct Hit {
    pub(crate) line: usize,
    pub(crate) problem: String,
}

impl Hit {
    pub(crate) fn new(line: usize, problem: impl Into<String>) -> Self {
        Self { line, problem: problem.into() }
    }
}
