//! The operations of a document, and the guarded function of each.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;

use super::document::{CallerMark, Document, Located, Scopes, SealedOperation};
use super::unclear::{Unclear, UnclearOperation};
use super::{EntraSecurity, caller_mark, operation_mark};
use crate::audit::Guarded;
use crate::guard::GuardedFunction;
use crate::model::Model;
use crate::requirement::{Conditions, Requirement};

/// Returns the method and path of every operation, for [`audit::probe`](crate::audit).
#[must_use]
pub fn routes<D: Document + Clone>(document: &D) -> Vec<(Method, String)> {
    let mut routes = Vec::new();
    for Located { method, path, .. } in document.clone().operations() {
        if let Ok(method) = method.parse() {
            routes.push((method, path));
        }
    }
    routes
}

/// The declarations of a document, before anything is added to it.
struct Declarations {
    /// The marks of guarded functions.
    marks: BTreeSet<String>,
    /// The paths of operations without a mark, by operation id.
    paths_of_id: BTreeMap<String, BTreeSet<String>>,
    /// `true` if the document has a `security` for operations without their own.
    has_default: bool,
    /// The names of the security schemes.
    schemes: BTreeSet<String>,
}

impl<M: Model> EntraSecurity<M> {
    /// Adds the requirement to each operation. Returns the operations with an unclear requirement.
    pub(super) fn secure(&self, document: &mut impl Document) -> Vec<UnclearOperation> {
        document.prepare();
        let declarations = Declarations::from_document(document);
        let mut unclear = Vec::new();
        for Located { method, path, operation } in document.operations() {
            if let Err(reason) = self.secure_operation(operation, &declarations) {
                unclear.push(UnclearOperation { method, path, reason });
            }
        }
        unclear
    }

    /// Adds the requirement to an operation.
    ///
    /// Does not change an unclear operation: it may belong to another model's [`EntraSecurity`].
    fn secure_operation(
        &self,
        operation: &mut impl SealedOperation,
        declarations: &Declarations,
    ) -> Result<(), Unclear> {
        let mark = operation.mark().map(str::to_owned);
        if let Some(declared) = operation.declared() {
            // The guard decides, so the document could contradict it.
            if let Some(function) = mark {
                return Err(Unclear::DeclaredTwice { function });
            }
            for one in declared? {
                self.check(one, declarations)?;
            }
            operation.remove_marks();
            return Ok(());
        }
        if mark.is_none()
            && let Some(alternatives) = self.of_caller(operation)?
        {
            operation.declare(alternatives);
            operation.remove_marks();
            return Ok(());
        }
        let requirement = match mark {
            Some(mark) => Some(self.by_mark(&mark)?),
            None => self.by_id(operation, declarations)?,
        };
        if let Some(requirement) = requirement {
            let alternatives = self.endpoints.alternatives(&requirement);
            // In OpenAPI, an empty list means that the operation is open.
            if alternatives.is_empty() {
                return Err(Unclear::Unsatisfiable);
            }
            let alternatives = alternatives.into_iter();
            operation.declare(alternatives.map(|scopes| self.alternative(scopes)).collect());
            describe(operation.description(), requirement.conditions());
        }
        operation.remove_marks();
        Ok(())
    }

    /// Returns the alternatives of a handler without a guard, if it takes a caller: any valid
    /// token, or also no token.
    fn of_caller(&self, operation: &impl SealedOperation) -> Result<Option<Vec<Scopes>>, Unclear> {
        let Some(mark) = operation.caller_mark() else { return Ok(None) };
        let any_token = self.alternative(Vec::new());
        let (model, alternatives) = match mark {
            CallerMark::Required(model) => (model, vec![any_token]),
            CallerMark::Optional(model) => (model, vec![Scopes::new(), any_token]),
        };
        if model == caller_mark::<M>() {
            Ok(Some(alternatives))
        } else {
            Err(Unclear::OtherModel { function: model.to_owned() })
        }
    }

    /// Returns the alternative with these scopes of the scheme.
    fn alternative(&self, scopes: Vec<String>) -> Scopes {
        Scopes::from([(self.name.clone(), scopes)])
    }

    /// Checks that the document has the schemes, and the API the scopes, of a `security(…)`.
    fn check(&self, declared: Scopes, declarations: &Declarations) -> Result<(), Unclear> {
        for (scheme, scopes) in declared {
            if !declarations.schemes.contains(&scheme) {
                return Err(Unclear::UnknownScheme { scheme });
            }
            if scheme != self.name {
                continue;
            }
            if let Some(scope) = scopes.into_iter().find(|scope| !self.endpoints.offers::<M>(scope))
            {
                return Err(Unclear::UnknownScope { scope });
            }
        }
        Ok(())
    }

    /// Returns the requirement of the function that the mark names.
    fn by_mark(&self, mark: &str) -> Result<Requirement<M>, Unclear> {
        let marked: Vec<_> = self
            .inventory
            .functions()
            .iter()
            .filter(|guarded| operation_mark(&guarded.function()) == mark)
            .collect();
        match common_requirement(&marked) {
            Some(requirement) => Ok(requirement),
            None if marked.is_empty() => Err(Unclear::OtherModel { function: mark.to_owned() }),
            // A macro wrote several functions on one line.
            None => Err(Unclear::Ambiguous { namesakes: functions(&marked) }),
        }
    }

    /// Returns the requirement of the function whose name is the operation id, or `None` if the
    /// document's default applies.
    fn by_id<O: SealedOperation>(
        &self,
        operation: &O,
        declarations: &Declarations,
    ) -> Result<Option<Requirement<M>>, Unclear> {
        if O::MARKS_ALL {
            return if declarations.has_default { Ok(None) } else { Err(Unclear::Unguarded) };
        }
        let id = operation.id();
        let namesakes = self.namesakes(id, declarations);
        if namesakes.is_empty() && declarations.has_default {
            return Ok(None);
        }
        if namesakes.is_empty() || !self.by_operation_id {
            return Err(Unclear::Undeclared { namesakes: functions(&namesakes) });
        }
        match common_requirement(&namesakes) {
            Some(requirement) if declarations.has_one_path(id) => Ok(Some(requirement)),
            _ => Err(Unclear::Ambiguous { namesakes: functions(&namesakes) }),
        }
    }

    /// Returns the guarded functions whose name is the operation id, except those that another
    /// operation is marked with.
    fn namesakes(&self, id: Option<&str>, declarations: &Declarations) -> Vec<&Guarded<M>> {
        self.inventory
            .functions()
            .iter()
            .filter(|guarded| Some(guarded.function().name) == id)
            .filter(|guarded| !declarations.marks.contains(&operation_mark(&guarded.function())))
            .collect()
    }
}

impl Declarations {
    fn from_document(document: &mut impl Document) -> Self {
        let mut declarations = Self {
            marks: BTreeSet::new(),
            paths_of_id: BTreeMap::new(),
            has_default: document.has_default(),
            schemes: document.schemes(),
        };
        for Located { path, operation, .. } in document.operations() {
            if let Some(mark) = operation.mark() {
                declarations.marks.insert(mark.to_owned());
            } else if let Some(id) = operation.id() {
                declarations.paths_of_id.entry(id.to_owned()).or_default().insert(path);
            }
        }
        declarations
    }

    /// Checks that only one path has the id. One `#[utoipa::path]` may have several methods.
    fn has_one_path(&self, id: Option<&str>) -> bool {
        id.and_then(|id| self.paths_of_id.get(id)).is_some_and(|paths| paths.len() == 1)
    }
}

/// Returns the requirement of all of these functions, if it is equal.
fn common_requirement<M: Model>(functions: &[&Guarded<M>]) -> Option<Requirement<M>> {
    let requirement = functions.first()?.requirement();
    let is_common = functions.iter().all(|function| function.requirement() == requirement);
    is_common.then_some(requirement)
}

fn functions<M: Model>(guarded: &[&Guarded<M>]) -> Vec<GuardedFunction> {
    guarded.iter().map(|guarded| guarded.function()).collect()
}

/// Appends the conditions to the description of an operation, each as a paragraph. A sentence that
/// the description already has is not repeated.
fn describe(description: &mut Option<String>, conditions: Conditions) {
    for sentence in conditions.sentences() {
        match &mut *description {
            Some(description) if description.contains(&*sentence) => {}
            Some(description) if !description.is_empty() => {
                description.extend(["\n\n", &*sentence]);
            }
            description => *description = Some(sentence.into_owned()),
        }
    }
}
