//! Modules: inline, and in files of their own.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::{Group, Ident};

use super::{Walk, line};
use crate::audit::sources::attributes::Attribute;
use crate::audit::sources::conditions::Condition;
use crate::audit::sources::context::{Context, Place};
use crate::audit::sources::files::{Folder, SourceFile};
use crate::audit::sources::lost::Defect;

impl Walk<'_> {
    /// Walks through `mod name { … }`.
    pub(super) fn inline_module(
        &mut self,
        attributes: &[Attribute],
        name: &Ident,
        body: &Group,
        context: &Context,
    ) {
        self.modules.insert(unraw(name));
        let path = self.path(attributes, context);
        let folder = context.folder.inline(&unraw(name), path.as_deref());
        let module = below(&context.module, name);
        self.tokens(body.stream(), Context { folder, module, ..context.clone() });
    }

    /// Walks through the file of `mod name;`.
    ///
    /// If the module is not compiled, its file need not exist, but the attributes in an existing
    /// file are checked.
    pub(super) fn module_file(
        &mut self,
        attributes: &[Attribute],
        name: &Ident,
        context: &Context,
    ) {
        if context.place == Place::Definition {
            return;
        }
        self.modules.insert(unraw(name));
        if !self.configuration.evaluates {
            return self.module_files(attributes, name, context);
        }
        let path = self.path(attributes, context);
        let candidates = context.folder.candidates(&unraw(name), path.as_deref());
        if self.first_of(&candidates, name, context) {
            return;
        }
        // A macro need not expand to the module.
        if context.condition == Condition::Fails || context.place != Place::Code {
            return;
        }
        let defect = Defect::NoFile {
            module: name.to_string(),
            candidates: candidates.into_iter().map(|(file, _)| file).collect(),
            unknown: context.condition.unknown(),
        };
        self.finding(&context.file, line(name.span()), defect);
    }

    /// Walks through every file that `mod name;` has under any condition.
    fn module_files(&mut self, attributes: &[Attribute], name: &Ident, context: &Context) {
        let paths = attributes.iter().filter_map(|attribute| {
            let path = attribute.as_path()?.ok()?;
            Some((Some(path), attribute.condition.clone()))
        });
        let mut paths: Vec<_> = paths.collect();
        let is_given = paths.iter().any(|(_, condition)| *condition == Condition::Holds);
        if !is_given {
            let conditions = paths.iter().map(|(_, condition)| condition.clone().not());
            let otherwise = conditions.fold(Condition::Holds, Condition::and);
            paths.push((None, otherwise));
        }
        let mut is_found = false;
        let mut candidates = Vec::new();
        for (path, condition) in paths {
            let files = context.folder.candidates(&unraw(name), path.as_deref());
            is_found |= self.first_of(&files, name, &context.under(condition));
            candidates.extend(files.into_iter().map(|(file, _)| file));
        }
        if !is_found && context.condition == Condition::Holds && context.place == Place::Code {
            let module = name.to_string();
            let defect = Defect::NoFile { module, candidates, unknown: Vec::new() };
            self.finding(&context.file, line(name.span()), defect);
        }
    }

    /// Walks through the first of these files that exists. Returns `false` if none does.
    fn first_of(
        &mut self,
        candidates: &[(PathBuf, Folder)],
        name: &Ident,
        context: &Context,
    ) -> bool {
        for (file, folder) in candidates {
            if let Some(source) = self.open(file) {
                let module = below(&context.module, name);
                self.file(source, folder.clone(), module, context.condition.clone());
                return true;
            }
        }
        false
    }

    /// Returns a file that exists and does not include itself.
    pub(super) fn open(&self, file: &Path) -> Option<Rc<SourceFile>> {
        let source = self.files.first()?.sibling(file)?;
        (!self.around.contains(&source.real)).then(|| Rc::new(source))
    }

    /// Returns the value of `#[path = "…"]`.
    fn path(&mut self, attributes: &[Attribute], context: &Context) -> Option<String> {
        for attribute in attributes {
            if attribute.condition == Condition::Fails {
                continue;
            }
            let Some(path) = attribute.as_path() else { continue };
            let unknown = attribute.condition.unknown();
            let is_unknown = path.is_err() || !unknown.is_empty();
            if is_unknown && self.configuration.evaluates && context.condition != Condition::Fails {
                self.finding(&context.file, attribute.line, Defect::UnknownPath { unknown });
            }
            return path.ok();
        }
        None
    }
}

fn below(module: &str, name: &Ident) -> String {
    let name = unraw(name);
    if module.is_empty() { name } else { format!("{module}::{name}") }
}

fn unraw(name: &Ident) -> String {
    name.to_string().replace("r#", "")
}
