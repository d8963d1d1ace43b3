//! The list: what `#[requires]` enters, and what is read from it.

use core::any::Any;

use crate::guard::GuardedFunction;
use crate::model::Model;
use crate::requirement::Requirement;

/// Enters a guarded function: what `#[requires]` calls. The closure is a function that has the type of the requirement, which an item has no
/// way to name: it is for rustc to infer.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($function:expr, $requirement:expr) => {
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        const _: () = {
            $crate::__private::inventory::submit! {
                $crate::__private::Recorded::new($function, || {
                    $crate::__private::erased(const { &$requirement })
                })
            }
        };
    };
}

/// A guarded function of whichever model.
#[doc(hidden)]
#[derive(Debug)]
pub struct Recorded {
    function: &'static GuardedFunction,
    requirement: fn() -> &'static (dyn Any + Send + Sync),
}

inventory::collect!(Recorded);

impl Recorded {
    #[must_use]
    pub const fn new(
        function: &'static GuardedFunction,
        requirement: fn() -> &'static (dyn Any + Send + Sync),
    ) -> Self {
        Self { function, requirement }
    }

    /// The function.
    pub(super) fn function(&self) -> GuardedFunction {
        *self.function
    }

    fn of_model<M: Model>(&self) -> Option<Guarded<M>> {
        let requirement = (self.requirement)().downcast_ref::<Requirement<M>>()?;
        Some(Guarded { function: *self.function, requirement: *requirement })
    }
}

/// A requirement of whichever model.
#[doc(hidden)]
#[must_use]
pub fn erased<M: Model>(requirement: &'static Requirement<M>) -> &'static (dyn Any + Send + Sync) {
    requirement
}

/// The guarded functions of the program, those of one model. It prints as a report.
#[derive(Clone, Debug)]
pub struct Inventory<M: Model> {
    functions: Vec<Guarded<M>>,
}

/// A guarded function, and what it requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guarded<M: Model> {
    function: GuardedFunction,
    requirement: Requirement<M>,
}

impl<M: Model> Inventory<M> {
    /// Those of every crate that is linked into this program.
    #[must_use]
    pub fn collect() -> Self {
        inventory::iter::<Recorded>().filter_map(Recorded::of_model).collect()
    }

    /// By module, name, file and line.
    #[must_use]
    pub fn functions(&self) -> &[Guarded<M>] {
        &self.functions
    }
}

/// Of some functions: of [`collect`](Inventory::collect) without those of tests, say.
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
        Self { function, requirement }
    }

    /// The function.
    #[must_use]
    pub fn function(&self) -> GuardedFunction {
        self.function
    }

    /// What it requires of its caller.
    #[must_use]
    pub fn requirement(&self) -> Requirement<M> {
        self.requirement
    }
}
