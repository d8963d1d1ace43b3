//! Operations whose requirement is unclear, with the reasons and the remedies.

use core::fmt;

use crate::alternatives::one_of;
use crate::guard::GuardedFunction;

/// The operations of a document whose requirement is unclear.
///
/// Nothing is guessed, because an operation with too few requirements would look open.
// `Debug` is derived, because a service handles this error, too; its `Display` is for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnclearOperations {
    operations: Vec<UnclearOperation>,
}

/// An operation whose requirement is unclear.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnclearOperation {
    /// The method, such as `GET`.
    pub method: String,
    /// The path, as in the document.
    pub path: String,
    /// The reason.
    pub reason: Unclear,
}

/// The reason why the requirement of an operation is unclear.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unclear {
    /// The operation has neither `#[requires]` above its `#[utoipa::path]`, nor a `security(…)`.
    #[non_exhaustive]
    Undeclared {
        /// The guarded functions whose name is the id of the operation. One of them may be its
        /// handler, with `#[requires]` below.
        namesakes: Vec<GuardedFunction>,
    },
    /// The handler of an aide operation has no guard and does not take the `Caller`, and the
    /// operation has no security requirement.
    Unguarded,
    /// The id of the operation does not determine its guarded function: several functions with
    /// different requirements have that name, or several operations have that id.
    #[non_exhaustive]
    Ambiguous {
        /// The functions with that name.
        namesakes: Vec<GuardedFunction>,
    },
    /// The handler requires permissions of another `permissions!` than the validator's.
    #[non_exhaustive]
    OtherModel {
        /// The handler.
        function: String,
    },
    /// The handler is guarded, and the operation also has a `security(…)`.
    #[non_exhaustive]
    DeclaredTwice {
        /// The handler.
        function: String,
    },
    /// The `security(…)` of the operation names a scheme that the document does not have.
    #[non_exhaustive]
    UnknownScheme {
        /// The name of the scheme.
        scheme: String,
    },
    /// The `security(…)` of the operation names a scope that clients of this API cannot request.
    #[non_exhaustive]
    UnknownScope {
        /// The scope.
        scope: String,
    },
    /// The `security(…)` of the operation cannot be read.
    Unreadable,
    /// Nobody can satisfy the guard of the handler.
    Unsatisfiable,
}

impl UnclearOperations {
    pub(super) fn new(operations: Vec<UnclearOperation>) -> Self {
        Self { operations }
    }

    /// Returns the operations in the order of their paths.
    #[must_use]
    pub fn operations(&self) -> &[UnclearOperation] {
        &self.operations
    }
}

impl std::error::Error for UnclearOperations {}

/// Prints a heading, then the operations one by one.
impl fmt::Display for UnclearOperations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the requirement of some operations is unclear")?;
        for operation in &self.operations {
            write!(f, "\n{operation}")?;
        }
        Ok(())
    }
}

impl fmt::Display for UnclearOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{} {}`: {}", self.method, self.path, self.reason)
    }
}

/// Prints the reason on one line, then notes and the remedy on further lines.
impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undeclared { namesakes } => {
                f.write_str("the operation does not declare a requirement")?;
                if !namesakes.is_empty() {
                    write!(f, "\n  note: its handler may be {}", Functions(namesakes))?;
                }
                f.write_str(
                    "\n  help: put `#[requires]` above `#[utoipa::path]`, or add `security(…)`",
                )
            }
            Self::Unguarded => f.write_str(
                "the operation does not declare a requirement
  help: guard its handler with `#[requires]`, let it take the `Caller`, or call
        `security_requirement`",
            ),
            Self::Ambiguous { namesakes } => write!(
                f,
                "the operation id does not determine the handler
  note: its handler may be {}
  help: put `#[requires]` above `#[utoipa::path]`",
                Functions(namesakes)
            ),
            Self::OtherModel { function } => {
                write!(f, "`{function}` requires permissions of another `permissions!`")
            }
            Self::DeclaredTwice { function } => write!(
                f,
                "`{function}` is guarded and has a `security(…)`
  help: remove the `security(…)`"
            ),
            Self::UnknownScheme { scheme } => write!(
                f,
                "its `security(…)` names the scheme `{scheme}`, which the document does not have"
            ),
            Self::UnknownScope { scope } => write!(
                f,
                "its `security(…)` names the scope `{scope}`, which this API does not have
  help: write the scope as clients request it"
            ),
            Self::Unreadable => f.write_str("its `security(…)` cannot be read"),
            Self::Unsatisfiable => f.write_str("nobody can satisfy its requirement"),
        }
    }
}

/// Prints `` `crm::api::list` (src/api.rs:12) or … ``.
struct Functions<'a>(&'a [GuardedFunction]);

impl fmt::Display for Functions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let functions: Vec<String> = self
            .0
            .iter()
            .map(|function| format!("`{function}` ({}:{})", function.file, function.line))
            .collect();
        one_of(f, &functions)
    }
}
