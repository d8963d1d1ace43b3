//! The operations of a document, and the guarded function of each.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, PathItem, SecurityRequirement};

use super::unclear::{Unclear, UnclearOperation};
use super::{EntraSecurity, MARK, operation_mark};
use crate::audit::Guarded;
use crate::guard::GuardedFunction;
use crate::model::Model;
use crate::requirement::{Conditions, Requirement};

/// Returns the method and path of every operation, for [`audit::probe`](crate::audit).
#[must_use]
pub fn routes(document: &OpenApi) -> Vec<(Method, String)> {
    let mut routes = Vec::new();
    for (path, item) in &mut document.paths.paths.clone() {
        for (method, _) in operations(item) {
            if let Ok(method) = method.parse() {
                routes.push((method, path.clone()));
            }
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
    pub(super) fn secure(&self, document: &mut OpenApi) -> Vec<UnclearOperation> {
        let declarations = Declarations::from_document(document);
        let mut unclear = Vec::new();
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                if let Err(reason) = self.secure_operation(operation, &declarations) {
                    unclear.push(UnclearOperation { method, path: path.clone(), reason });
                }
            }
        }
        unclear
    }

    /// Adds the requirement to an operation.
    ///
    /// Does not change an unclear operation: it may belong to another model's [`EntraSecurity`].
    fn secure_operation(
        &self,
        operation: &mut Operation,
        declarations: &Declarations,
    ) -> Result<(), Unclear> {
        let mark = mark(operation).map(str::to_owned);
        if let Some(declared) = &operation.security {
            return match mark {
                // The guard decides, so the document could contradict it.
                Some(function) => Err(Unclear::DeclaredTwice { function }),
                None => declared.iter().try_for_each(|one| self.check(one, declarations)),
            };
        }
        let requirement = match mark {
            Some(mark) => Some(self.by_mark(&mark)?),
            None => self.by_id(operation.operation_id.as_deref(), declarations)?,
        };
        if let Some(requirement) = requirement {
            let alternatives = self.endpoints.alternatives(&self.name, &requirement);
            // In OpenAPI, an empty list means that the operation is open.
            if alternatives.is_empty() {
                return Err(Unclear::Unsatisfiable);
            }
            operation.security = Some(alternatives);
            describe(operation, requirement.conditions());
        }
        remove_mark(operation);
        Ok(())
    }

    /// Checks that the document has the schemes, and the API the scopes, of a `security(…)`.
    fn check(
        &self,
        declared: &SecurityRequirement,
        declarations: &Declarations,
    ) -> Result<(), Unclear> {
        for (scheme, scopes) in scopes_by_scheme(declared)? {
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
    fn by_id(
        &self,
        id: Option<&str>,
        declarations: &Declarations,
    ) -> Result<Option<Requirement<M>>, Unclear> {
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
    fn from_document(document: &mut OpenApi) -> Self {
        let mut declarations = Self {
            marks: BTreeSet::new(),
            paths_of_id: BTreeMap::new(),
            has_default: document.security.is_some(),
            schemes: BTreeSet::new(),
        };
        if let Some(components) = &document.components {
            declarations.schemes.extend(components.security_schemes.keys().cloned());
        }
        for (path, item) in &mut document.paths.paths {
            for (_, operation) in operations(item) {
                declarations.add(path, operation);
            }
        }
        declarations
    }

    fn add(&mut self, path: &str, operation: &Operation) {
        if let Some(mark) = mark(operation) {
            self.marks.insert(mark.to_owned());
        } else if let Some(id) = &operation.operation_id {
            self.paths_of_id.entry(id.clone()).or_default().insert(path.to_owned());
        }
    }

    /// Checks that only one path has the id. One `#[utoipa::path]` may have several methods.
    fn has_one_path(&self, id: Option<&str>) -> bool {
        id.and_then(|id| self.paths_of_id.get(id)).is_some_and(|paths| paths.len() == 1)
    }
}

/// Returns the scopes of a `security(…)` by scheme.
fn scopes_by_scheme(
    security: &SecurityRequirement,
) -> Result<BTreeMap<String, Vec<String>>, Unclear> {
    // The fields of `SecurityRequirement` are private, so this reads its JSON.
    serde_json::to_value(security)
        .and_then(serde_json::from_value)
        .map_err(|_| Unclear::Unreadable)
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

fn mark(operation: &Operation) -> Option<&str> {
    operation.extensions.as_ref()?.get(MARK)?.as_str()
}

/// Appends the conditions to the description of an operation, each as a paragraph. A sentence that
/// the description already has is not repeated.
fn describe(operation: &mut Operation, conditions: Conditions) {
    for sentence in conditions.sentences() {
        match &mut operation.description {
            Some(description) if description.contains(sentence) => {}
            Some(description) if !description.is_empty() => {
                description.extend(["\n\n", sentence]);
            }
            description => *description = Some(sentence.to_owned()),
        }
    }
}

fn remove_mark(operation: &mut Operation) {
    if let Some(extensions) = &mut operation.extensions {
        extensions.remove(MARK);
        if extensions.is_empty() {
            operation.extensions = None;
        }
    }
}

/// Returns the operations of a path, each with its method.
fn operations(item: &mut PathItem) -> Vec<(String, &mut Operation)> {
    let fixed = [
        ("GET", &mut item.get),
        ("PUT", &mut item.put),
        ("POST", &mut item.post),
        ("DELETE", &mut item.delete),
        ("OPTIONS", &mut item.options),
        ("HEAD", &mut item.head),
        ("PATCH", &mut item.patch),
        ("TRACE", &mut item.trace),
        ("QUERY", &mut item.query),
    ];
    let mut operations = Vec::new();
    for (method, operation) in fixed {
        operations.extend(operation.as_mut().map(|operation| (method.to_owned(), operation)));
    }
    for (method, operation) in &mut item.additional_operations {
        operations.push((method.clone(), operation));
    }
    operations
}
