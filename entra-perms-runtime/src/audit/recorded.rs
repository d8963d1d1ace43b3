//! The registry of guarded functions: `#[requires]` fills it, and [`Inventory`] reads it.

use core::any::Any;

#[cfg(feature = "rmcp")]
use crate::guard::McpItem;
use crate::guard::{GuardedFunction, GuardedHandler};
use crate::model::Model;
use crate::requirement::Requirement;

/// Registers a guarded function. `#[requires]` expands to a call of this macro.
///
/// The closure makes rustc infer the type of the requirement, which an item cannot name.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($function:expr, $requirement:expr $(, $item:expr)?) => {
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        const _: () = {
            $crate::__private::inventory::submit! {
                $crate::__private::Recorded::new($function, || {
                    $crate::__private::erased(const { &$requirement })
                })
                $(.of_mcp($item))?
            }
        };
    };
}

/// Registers a guarded handler. The guard of a handler expands to a call of this macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __record_handler {
    ($guard:ident) => {
        const _: () = {
            $crate::__private::inventory::submit! {
                $crate::__private::Recorded::handler(
                    <$guard as $crate::__private::Guard>::handler
                )
            }
        };
    };
}

/// A registered function of any model.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "only generated code names it")]
pub enum Recorded {
    Function {
        function: &'static GuardedFunction,
        requirement: fn() -> &'static (dyn Any + Send + Sync),
        #[cfg(feature = "rmcp")]
        mcp: Option<McpItem>,
    },
    Handler(fn() -> &'static dyn GuardedHandler),
}

inventory::collect!(Recorded);

impl Recorded {
    #[must_use]
    pub const fn new(
        function: &'static GuardedFunction,
        requirement: fn() -> &'static (dyn Any + Send + Sync),
    ) -> Self {
        Self::Function {
            function,
            requirement,
            #[cfg(feature = "rmcp")]
            mcp: None,
        }
    }

    /// Adds the tool or prompt that the function is.
    #[cfg(feature = "rmcp")]
    #[must_use]
    pub const fn of_mcp(mut self, item: McpItem) -> Self {
        if let Self::Function { mcp, .. } = &mut self {
            *mcp = Some(item);
        }
        self
    }

    #[must_use]
    pub const fn handler(handler: fn() -> &'static dyn GuardedHandler) -> Self {
        Self::Handler(handler)
    }

    pub(super) fn function(&self) -> GuardedFunction {
        match self {
            Self::Function { function, .. } => **function,
            Self::Handler(handler) => *handler().function(),
        }
    }

    #[cfg(feature = "rmcp")]
    fn mcp(&self) -> Option<McpItem> {
        match self {
            Self::Function { mcp, .. } => *mcp,
            Self::Handler(_) => None,
        }
    }

    /// Returns the function if its requirement is of the model `M`.
    fn downcast<M: Model>(&self) -> Option<Guarded<M>> {
        let requirement = match self {
            Self::Function { requirement, .. } => *requirement().downcast_ref()?,
            Self::Handler(handler) => *handler().requirement().downcast().ok()?,
        };
        Some(Guarded {
            function: self.function(),
            requirement,
            #[cfg(feature = "rmcp")]
            mcp: self.mcp(),
        })
    }
}

/// Erases the model of a requirement.
#[doc(hidden)]
#[must_use]
pub fn erased<M: Model>(requirement: &'static Requirement<M>) -> &'static (dyn Any + Send + Sync) {
    requirement
}

/// The guarded functions of one model, which print as a report.
#[derive(Clone, Debug)]
pub struct Inventory<M: Model> {
    functions: Vec<Guarded<M>>,
}

/// A guarded function and its requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guarded<M: Model> {
    function: GuardedFunction,
    requirement: Requirement<M>,
    #[cfg(feature = "rmcp")]
    mcp: Option<McpItem>,
}

impl<M: Model> Inventory<M> {
    /// Collects the functions of every crate that is linked into this program.
    #[must_use]
    pub fn collect() -> Self {
        inventory::iter::<Recorded>().filter_map(Recorded::downcast).collect()
    }

    /// Returns the functions, sorted by module, name, file and line.
    #[must_use]
    pub fn functions(&self) -> &[Guarded<M>] {
        &self.functions
    }
}

/// Returns the guards of tools and prompts, in no order.
#[cfg(feature = "rmcp")]
pub(crate) fn guards_of_mcp<M: Model>()
-> impl Iterator<Item = (McpItem, GuardedFunction, Requirement<M>)> {
    inventory::iter::<Recorded>().filter_map(|recorded| {
        let item = recorded.mcp()?;
        let guarded: Guarded<M> = recorded.downcast()?;
        Some((item, guarded.function, guarded.requirement))
    })
}

/// Collects some functions, for example all of [`collect`](Inventory::collect) except test code.
impl<M: Model> FromIterator<Guarded<M>> for Inventory<M> {
    fn from_iter<I: IntoIterator<Item = Guarded<M>>>(functions: I) -> Self {
        let mut functions: Vec<_> = functions.into_iter().collect();
        functions.sort_by_key(Guarded::function);
        Self { functions }
    }
}

impl<M: Model> IntoIterator for Inventory<M> {
    type Item = Guarded<M>;
    type IntoIter = std::vec::IntoIter<Guarded<M>>;

    fn into_iter(self) -> Self::IntoIter {
        self.functions.into_iter()
    }
}

impl<M: Model> Guarded<M> {
    #[cfg(test)]
    pub(crate) fn new(function: GuardedFunction, requirement: Requirement<M>) -> Self {
        Self {
            function,
            requirement,
            #[cfg(feature = "rmcp")]
            mcp: None,
        }
    }

    /// Returns the function.
    #[must_use]
    pub fn function(&self) -> GuardedFunction {
        self.function
    }

    /// Returns the tool or prompt of an MCP server that the function is.
    #[cfg(feature = "rmcp")]
    #[must_use]
    pub fn mcp(&self) -> Option<McpItem> {
        self.mcp
    }

    /// Returns the requirement that callers must meet.
    #[must_use]
    pub fn requirement(&self) -> Requirement<M> {
        self.requirement
    }
}
