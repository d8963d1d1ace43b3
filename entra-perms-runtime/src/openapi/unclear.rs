//! Operations of which it is not known what they require, and what to do about it.

use core::fmt;

use crate::guard::GuardedFunction;

/// Operations of which it is not known what they require: nothing is guessed, because a document that says too little reads as open.
#[derive(Clone, PartialEq, Eq)]
pub struct UnclearOperations {
    operations: Vec<UnclearOperation>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnclearOperation {
    /// Such as `GET`.
    pub method: String,
    /// As in the document.
    pub path: String,
    /// Why it is unclear.
    pub reason: Unclear,
}

/// Why it is unclear what an operation requires.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unclear {
    /// It has neither `#[requires]` above its `#[utoipa::path]`, nor a `security(…)` of its own.
    NothingSaid {
        /// The guarded functions that have its id for a name: one of them may be its handler, with `#[requires]` below.
        namesakes: Vec<GuardedFunction>,
    },
    /// It goes by its id, and several guarded functions that require different things have that name, or several operations that id.
    Ambiguous {
        /// The functions.
        namesakes: Vec<GuardedFunction>,
    },
    /// Its handler is guarded with the permissions of another `permissions!` than the validator's.
    OtherModel {
        /// The handler.
        function: String,
    },
    /// Its handler is guarded, and it has a `security(…)` of its own, which the guard knows nothing of.
    SaidTwice {
        /// The handler.
        function: String,
    },
    /// Its own `security(…)` names a scheme that the document does not have.
    UnknownScheme {
        /// As it stands there.
        scheme: String,
    },
    /// Its own `security(…)` names a scope that clients of this API cannot ask for.
    UnknownScope {
        /// As it stands there.
        scope: String,
    },
    /// Its handler is guarded by what nobody can satisfy.
    Unsatisfiable,
}

impl UnclearOperations {
    pub(super) fn new(operations: Vec<UnclearOperation>) -> Self {
        Self { operations }
    }

    /// One by one, in the order of their paths.
    #[must_use]
    pub fn operations(&self) -> &[UnclearOperation] {
        &self.operations
    }
}

impl std::error::Error for UnclearOperations {}

impl fmt::Display for UnclearOperations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, operation) in self.operations.iter().enumerate() {
            let separator = if i > 0 { "\n" } else { "" };
            write!(f, "{separator}{operation}")?;
        }
        Ok(())
    }
}

/// As [`Display`](fmt::Display): this is what a `main` that returns the error prints.
impl fmt::Debug for UnclearOperations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for UnclearOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{} {}`: {}", self.method, self.path, self.reason)
    }
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingSaid { namesakes } if namesakes.is_empty() => f.write_str(
                "nothing says what it requires: put `#[requires]` above `#[utoipa::path]`, or say `security(…)` in it",
            ),
            Self::NothingSaid { namesakes } => write!(
                f,
                "nothing says what it requires, and {} has its name: put `#[requires]` above `#[utoipa::path]`, or say `security(…)` in it",
                Functions(namesakes)
            ),
            Self::Ambiguous { namesakes } => write!(
                f,
                "its id does not tell which function it is: {}; put `#[requires]` above `#[utoipa::path]`",
                Functions(namesakes)
            ),
            Self::OtherModel { function } => {
                write!(f, "`{function}` is guarded with the permissions of another `permissions!`")
            }
            Self::SaidTwice { function } => {
                write!(f, "`{function}` is guarded, so that it needs no `security(…)` of its own: leave that out")
            }
            Self::UnknownScheme { scheme } => {
                write!(f, "its `security(…)` names the scheme `{scheme}`, which the document does not have")
            }
            Self::UnknownScope { scope } => write!(
                f,
                "its `security(…)` names the scope `{scope}`, which is none of this API: write it as a client asks for it"
            ),
            Self::Unsatisfiable => f.write_str("nobody can satisfy what it requires"),
        }
    }
}

/// `` `crm::api::list` (src/api.rs:12) or … ``
struct Functions<'a>(&'a [GuardedFunction]);

impl fmt::Display for Functions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let functions = self
            .0
            .iter()
            .map(|function| format!("`{function}` ({}:{})", function.file, function.line));
        crate::alternatives::one_of(f, &functions.collect::<Vec<_>>())
    }
}
