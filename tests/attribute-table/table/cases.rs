//! Attributes and shapes → the sources of the cases, one module each.

use std::fmt;

use crate::attributes::{ATTRIBUTES, Attribute, Shapes};

/// One attribute beside one guard.
pub(crate) struct Case {
    /// The row: the number of the attribute in the list.
    pub(crate) row: usize,
    pub(crate) column: Column,
    pub(crate) source: String,
}

/// What is guarded, and where the attribute stands.
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
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let shapes = [Shape::Function, Shape::AsyncFunction, Shape::Method, Shape::Handler];
        let of_shape = |shape| [Place::Above, Place::Below].map(|place| Self { shape, place });
        shapes.into_iter().flat_map(of_shape)
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
    /// The name of its module.
    pub(crate) fn name(&self) -> String {
        let Column { shape, place } = self.column;
        format!("case{}_{shape:?}_{place:?}", self.row).to_lowercase()
    }
}

/// All cases of the table.
pub(crate) fn all() -> Vec<Case> {
    let rows = ATTRIBUTES.iter().enumerate();
    let of_row = |(row, attribute): (usize, &'static Attribute)| {
        let of_column = move |column| {
            let mut case = Case { row, column, source: source(attribute, column)? };
            case.source = case.source.replace("{case}", &case.name());
            Some(case)
        };
        Column::all().filter_map(of_column)
    };
    rows.flat_map(of_row).collect()
}

const GUARD: &str = "#[requires(Contacts::Read, caller = current())]";
const OF_HANDLER: &str = "#[requires(Contacts::Read)]";

const FUNCTION: &str = "fn secret(n: u32) -> Result<u32, Error> { Ok(n + 1) }";
const HANDLER: &str =
    "pub async fn secret(Path(n): Path<u32>) -> Result<String, Error> { Ok(n.to_string()) }";
const OF_ACTIX: &str = "pub async fn secret(n: actix_web::web::Path<u32>) -> Result<String, Error> { Ok(n.to_string()) }";
const OF_POEM: &str =
    "pub async fn secret(n: poem::web::Path<u32>) -> Result<String, Error> { Ok(n.to_string()) }";

/// What macros ask of the type of a method.
const DESK: &str = "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]\npub struct Desk;";

/// `None` if there is no such case.
fn source(attribute: &Attribute, column: Column) -> Option<String> {
    let beside = |guard: &str| match column.place {
        Place::Above => format!("{}\n{guard}", code(attribute.text)),
        Place::Below => format!("{guard}\n{}", code(attribute.text)),
    };
    let (item, call) = match &attribute.shapes {
        Shapes::Around(_) | Shapes::Method(_) if column.shape != Shape::Method => return None,
        Shapes::Around(_) if column.place == Place::Below => return None,
        Shapes::Around(source) => (source.replace("{guard}", GUARD), None),
        Shapes::Method(source) => (source.replace("{beside}", &beside(GUARD)), None),
        Shapes::Actix if column.shape != Shape::Handler => return None,
        Shapes::Actix => (format!("{}\n{OF_ACTIX}", beside(OF_HANDLER)), Some("actix(secret)")),
        Shapes::Poem if column.shape != Shape::Handler => return None,
        Shapes::Poem => (format!("{}\n{OF_POEM}", beside(GUARD)), Some("poem(secret)")),
        Shapes::Bypass(_) if column.shape != Shape::Function => return None,
        Shapes::Bypass(call) => (format!("{}\npub {FUNCTION}", beside(GUARD)), Some(*call)),
        Shapes::GivenCaller => given_caller(column.shape, &beside(OF_HANDLER))?,
        Shapes::Functions => usual(column.shape, &beside),
        Shapes::AsyncCalledBy(call) if column.shape == Shape::AsyncFunction => {
            (usual(column.shape, &beside).0, Some(*call))
        }
        Shapes::AsyncCalledBy(_) => usual(column.shape, &beside),
    };
    let ask = call.map(|call| format!("pub fn ask() -> Answer {{ {call} }}\n"));
    Some(format!(
        "use crate::program::*;\n{}\n{item}\n{}",
        attribute.imports,
        ask.unwrap_or_default()
    ))
}

/// The shape, and the call of it.
fn usual(shape: Shape, beside: &dyn Fn(&str) -> String) -> (String, Option<&'static str>) {
    let (item, call) = match shape {
        Shape::Function => (format!("{}\npub {FUNCTION}", beside(GUARD)), "secret(1)"),
        Shape::AsyncFunction => {
            (format!("{}\npub async {FUNCTION}", beside(GUARD)), "block_on(secret(1))")
        }
        Shape::Method => {
            let method = FUNCTION.replace("(n:", "(&self, n:");
            (format!("{DESK}\nimpl Desk {{\n{}\npub {method}\n}}", beside(GUARD)), "Desk.secret(1)")
        }
        Shape::Handler => (format!("{}\n{HANDLER}", beside(OF_HANDLER)), "axum(get(secret))"),
    };
    (item, Some(call))
}

/// The same where the caller is a parameter, which no handler has.
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

/// Returns the attribute without the words that the table adds to it.
fn code(text: &str) -> &str {
    text.split(" and ").next().unwrap_or(text)
}
