//! Converts attributes and shapes to the sources of the cases, one module per case.

use std::fmt;

use crate::attributes::{ATTRIBUTES, Attribute, Shapes};

/// One attribute next to one guard.
pub(crate) struct Case {
    /// The row in the table: the index of the attribute in the list.
    pub(crate) row: usize,
    pub(crate) column: Column,
    pub(crate) source: String,
}

/// The kind of the guarded item, and the place of the attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Column {
    pub(crate) shape: Shape,
    pub(crate) place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    Function,
    AsyncFunction,
    Method,
    Handler,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Above,
    Below,
}

impl Column {
    /// Returns the columns of the table, from left to right.
    pub(crate) fn all() -> [Self; 8] {
        [
            Self { shape: Shape::Function, place: Place::Above },
            Self { shape: Shape::Function, place: Place::Below },
            Self { shape: Shape::AsyncFunction, place: Place::Above },
            Self { shape: Shape::AsyncFunction, place: Place::Below },
            Self { shape: Shape::Method, place: Place::Above },
            Self { shape: Shape::Method, place: Place::Below },
            Self { shape: Shape::Handler, place: Place::Above },
            Self { shape: Shape::Handler, place: Place::Below },
        ]
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = match self.shape {
            Shape::Function => "function",
            Shape::AsyncFunction => "`async fn`",
            Shape::Method => "method",
            Shape::Handler => "handler",
        };
        let place = match self.place {
            Place::Above => "above",
            Place::Below => "below",
        };
        write!(f, "{shape}, {place}")
    }
}

impl Case {
    /// Returns the name of the case's module.
    pub(crate) fn name(&self) -> String {
        let Column { shape, place } = self.column;
        format!("case{}_{shape:?}_{place:?}", self.row).to_lowercase()
    }
}

/// Returns all cases of the table.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for (row, attribute) in ATTRIBUTES.iter().enumerate() {
        for column in Column::all() {
            if let Some(source) = source(attribute, column) {
                let mut case = Case { row, column, source };
                case.source = case.source.replace("{case}", &case.name());
                cases.push(case);
            }
        }
    }
    cases
}

const GUARD: &str = "#[requires(Contacts::Read, caller = current())]";
const HANDLER_GUARD: &str = "#[requires(Contacts::Read)]";

const FUNCTION: &str = "fn secret(n: u32) -> Result<u32, Error> { Ok(n + 1) }";
const HANDLER: &str =
    "pub async fn secret(Path(n): Path<u32>) -> Result<String, Error> { Ok(n.to_string()) }";
const ACTIX_HANDLER: &str = "\
pub async fn secret(n: actix_web::web::Path<u32>) -> Result<String, Error> { Ok(n.to_string()) }";
const POEM_HANDLER: &str =
    "pub async fn secret(n: poem::web::Path<u32>) -> Result<String, Error> { Ok(n.to_string()) }";

/// The type with the method. Some macros require these derived traits.
const DESK: &str = "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]\npub struct Desk;";

/// Returns the source of a case, or `None` if the attribute does not fit the column.
fn source(attribute: &Attribute, column: Column) -> Option<String> {
    let with = |guard: &str| match column.place {
        Place::Above => format!("{}\n{guard}", code(attribute.text)),
        Place::Below => format!("{guard}\n{}", code(attribute.text)),
    };
    let (item, call) = match &attribute.shapes {
        Shapes::Around(_) | Shapes::Method(_) if column.shape != Shape::Method => return None,
        Shapes::Around(_) if column.place == Place::Below => return None,
        Shapes::Around(source) => (source.replace("{guard}", GUARD), None),
        Shapes::Method(source) => (source.replace("{attributes}", &with(GUARD)), None),
        Shapes::Actix if column.shape != Shape::Handler => return None,
        Shapes::Actix => {
            (format!("{}\n{ACTIX_HANDLER}", with(HANDLER_GUARD)), Some("actix(secret)"))
        }
        Shapes::Poem if column.shape != Shape::Handler => return None,
        Shapes::Poem => (format!("{}\n{POEM_HANDLER}", with(GUARD)), Some("poem(secret)")),
        Shapes::Bypass(_) if column.shape != Shape::Function => return None,
        Shapes::Bypass(call) => (format!("{}\npub {FUNCTION}", with(GUARD)), Some(*call)),
        Shapes::GivenCaller => given_caller(column.shape, &with(HANDLER_GUARD))?,
        Shapes::Functions => usual(column.shape, &with),
        Shapes::AsyncCalledBy(call) if column.shape == Shape::AsyncFunction => {
            (usual(column.shape, &with).0, Some(*call))
        }
        Shapes::AsyncCalledBy(_) => usual(column.shape, &with),
    };
    let ask = match call {
        Some(call) => format!("pub fn ask() -> Answer {{ {call} }}\n"),
        // The item contains an `ask` of its own.
        None => String::new(),
    };
    Some(format!("use crate::program::*;\n{}\n{item}\n{ask}", attribute.imports))
}

/// Returns the item of a shape, and the call of that item.
fn usual(shape: Shape, with: &dyn Fn(&str) -> String) -> (String, Option<&'static str>) {
    let (item, call) = match shape {
        Shape::Function => (format!("{}\npub {FUNCTION}", with(GUARD)), "secret(1)"),
        Shape::AsyncFunction => {
            (format!("{}\npub async {FUNCTION}", with(GUARD)), "block_on(secret(1))")
        }
        Shape::Method => {
            let method = FUNCTION.replace("(n:", "(&self, n:");
            (format!("{DESK}\nimpl Desk {{\n{}\npub {method}\n}}", with(GUARD)), "Desk.secret(1)")
        }
        Shape::Handler => (format!("{}\n{HANDLER}", with(HANDLER_GUARD)), "axum(get(secret))"),
    };
    (item, Some(call))
}

/// Returns the item and the call for a function with a caller parameter. Handlers have none.
fn given_caller(shape: Shape, attributes: &str) -> Option<(String, Option<&'static str>)> {
    let function = FUNCTION.replace("(n:", "(caller: &Caller, n:");
    let (item, call) = match shape {
        Shape::Function => (format!("{attributes}\npub {function}"), "secret(&current(), 1)"),
        Shape::AsyncFunction => {
            (format!("{attributes}\npub async {function}"), "block_on(secret(&current(), 1))")
        }
        Shape::Method => {
            let method = function.replace("(caller:", "(&self, caller:");
            (
                format!("{DESK}\nimpl Desk {{\n{attributes}\npub {method}\n}}"),
                "Desk.secret(&current(), 1)",
            )
        }
        Shape::Handler => return None,
    };
    Some((item, Some(call)))
}

/// Returns the attribute without the note that the table shows after it.
fn code(text: &str) -> &str {
    text.split(" and ").next().unwrap_or(text)
}
