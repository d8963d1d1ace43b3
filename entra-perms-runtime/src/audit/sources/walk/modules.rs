//! Modules: inline, and in files of their own.

use std::path::Path;
use std::rc::Rc;

use proc_macro2::{Group, Ident};

use super::{Walk, line};
use crate::audit::sources::attributes::Attribute;
use crate::audit::sources::conditions::Condition;
use crate::audit::sources::context::{Context, Place};
use crate::audit::sources::files::SourceFile;
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
        let path = self.path(attributes, context);
        let candidates = context.folder.candidates(&unraw(name), path.as_deref());
        for (file, folder) in &candidates {
            if let Some(source) = self.open(file) {
                let module = below(&context.module, name);
                return self.file(source, folder.clone(), module, context.condition.clone());
            }
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
            if is_unknown && context.condition != Condition::Fails {
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
