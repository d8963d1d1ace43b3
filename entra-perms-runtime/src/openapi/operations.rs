//! The operations of a document, and which guarded function each is.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, PathItem, SecurityRequirement};

use super::unclear::{Unclear, UnclearOperation};
use super::{EntraSecurity, MARK, operation_mark};
use crate::audit::Guarded;
use crate::guard::GuardedFunction;
use crate::model::Model;
use crate::requirement::Requirement;

/// The methods and paths of all operations, for [`audit::probe`](crate::audit).
#[must_use]
pub fn routes(document: &OpenApi) -> Vec<(Method, String)> {
    let mut paths = document.paths.paths.clone();
    let routes = paths.iter_mut().flat_map(|(path, item)| {
        let methods = operations(item).into_iter().filter_map(|(method, _)| method.parse().ok());
        methods.map(|method| (method, path.clone())).collect::<Vec<_>>()
    });
    routes.collect()
}

/// What a document says of its operations, before anything is added.
struct Said {
    /// The marks of guarded functions.
    marks: BTreeSet<String>,
    /// By the id of operations without a mark: their paths.
    paths_of_id: BTreeMap<String, BTreeSet<String>>,
    /// What holds for operations that say nothing.
    has_default: bool,
    /// The names of the security schemes.
    schemes: BTreeSet<String>,
}

impl<M: Model> EntraSecurity<M> {
    /// Adds to each operation what it requires; gives those of which that is unclear.
    pub(super) fn secure(&self, document: &mut OpenApi) -> Vec<UnclearOperation> {
        let said = Said::by(document);
        let mut unclear = Vec::new();
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                if let Err(reason) = self.secure_one(operation, &said) {
                    unclear.push(UnclearOperation { method, path: path.clone(), reason });
                }
            }
        }
        unclear
    }

    /// What is unclear stays as it is, for another model's [`EntraSecurity`] too.
    fn secure_one(&self, operation: &mut Operation, said: &Said) -> Result<(), Unclear> {
        let mark = mark(operation).map(str::to_owned);
        if let Some(own) = &operation.security {
            return match mark {
                // Which of the two holds? The guard, whatever the document says.
                Some(function) => Err(Unclear::SaidTwice { function }),
                None => own.iter().try_for_each(|own| self.check(own, said)),
            };
        }
        let requirement = match mark {
            Some(mark) => Some(self.marked(&mark)?),
            None => self.by_id(operation.operation_id.as_deref().unwrap_or_default(), said)?,
        };
        if let Some(requirement) = requirement {
            let alternatives = self.endpoints.alternatives(&self.name, &requirement);
            // An empty list would say that everybody may.
            if alternatives.is_empty() {
                return Err(Unclear::Unsatisfiable);
            }
            operation.security = Some(alternatives);
        }
        take_mark(operation);
        Ok(())
    }

    /// That what an operation says itself is in the document.
    fn check(&self, own: &SecurityRequirement, said: &Said) -> Result<(), Unclear> {
        // Its members are private, and its JSON is what counts.
        let own = serde_json::to_value(own).unwrap_or_default();
        for (scheme, scopes) in own.as_object().into_iter().flatten() {
            if !said.schemes.contains(scheme) {
                return Err(Unclear::UnknownScheme { scheme: scheme.clone() });
            }
            let mut scopes =
                scopes.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
            let unknown =
                scopes.find(|scope| *scheme == self.name && !self.endpoints.offers::<M>(scope));
            if let Some(scope) = unknown {
                return Err(Unclear::UnknownScope { scope: scope.to_owned() });
            }
        }
        Ok(())
    }

    /// The requirement of the function that the mark names.
    fn marked(&self, mark: &str) -> Result<Requirement<M>, Unclear> {
        let is_marked = |guarded: &&Guarded<M>| operation_mark(&guarded.function()) == mark;
        let marked: Vec<_> = self.inventory.functions().iter().filter(is_marked).collect();
        match common(&marked) {
            Some(requirement) => Ok(requirement),
            None if marked.is_empty() => Err(Unclear::OtherModel { function: mark.to_owned() }),
            // Of one line, from a macro.
            None => Err(Unclear::Ambiguous { namesakes: functions(&marked) }),
        }
    }

    /// The requirement of the function that has this id for a name; `None` where the document's own holds.
    fn by_id(&self, id: &str, said: &Said) -> Result<Option<Requirement<M>>, Unclear> {
        let is_namesake = |guarded: &&Guarded<M>| {
            let function = guarded.function();
            function.name == id && !said.marks.contains(&operation_mark(&function))
        };
        let namesakes: Vec<_> = self.inventory.functions().iter().filter(is_namesake).collect();
        match common(&namesakes) {
            None if namesakes.is_empty() && said.has_default => Ok(None),
            _ if namesakes.is_empty() || !self.by_operation_id => {
                Err(Unclear::NothingSaid { namesakes: functions(&namesakes) })
            }
            Some(requirement) if said.has_one_path(id) => Ok(Some(requirement)),
            _ => Err(Unclear::Ambiguous { namesakes: functions(&namesakes) }),
        }
    }
}

impl Said {
    fn by(document: &mut OpenApi) -> Self {
        let has_default = document.security.is_some();
        let schemes = document
            .components
            .iter()
            .flat_map(|components| components.security_schemes.keys());
        let schemes = schemes.cloned().collect();
        let mut said =
            Self { marks: BTreeSet::new(), paths_of_id: BTreeMap::new(), has_default, schemes };
        for (path, item) in &mut document.paths.paths {
            for (_, operation) in operations(item) {
                if let Some(mark) = mark(operation) {
                    said.marks.insert(mark.to_owned());
                } else if let Some(id) = &operation.operation_id {
                    said.paths_of_id.entry(id.clone()).or_default().insert(path.clone());
                }
            }
        }
        said
    }

    /// Whether the id is that of one path, if of several methods: those of one `#[utoipa::path]`.
    fn has_one_path(&self, id: &str) -> bool {
        self.paths_of_id.get(id).is_some_and(|paths| paths.len() == 1)
    }
}

/// The requirement of all of these functions, where they have the same.
fn common<M: Model>(functions: &[&Guarded<M>]) -> Option<Requirement<M>> {
    let (first, others) = functions.split_first()?;
    others
        .iter()
        .all(|other| other.requirement() == first.requirement())
        .then(|| first.requirement())
}

fn functions<M: Model>(guarded: &[&Guarded<M>]) -> Vec<GuardedFunction> {
    guarded.iter().map(|guarded| guarded.function()).collect()
}

fn mark(operation: &Operation) -> Option<&str> {
    operation.extensions.as_ref()?.get(MARK)?.as_str()
}

fn take_mark(operation: &mut Operation) {
    if let Some(extensions) = &mut operation.extensions {
        extensions.remove(MARK);
        if extensions.is_empty() {
            operation.extensions = None;
        }
    }
}

/// The operations of a path, each with its method.
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
    let fixed = fixed
        .into_iter()
        .filter_map(|(method, operation)| Some((method.to_owned(), operation.as_mut()?)));
    let further = item
        .additional_operations
        .iter_mut()
        .map(|(method, operation)| (method.clone(), operation));
    fixed.chain(further).collect()
}
