//! The arguments: the requirement, then `by = …`, `agents = …`, `client = …`, `context = …`,
//! `fresh = …`, `caller = …`, `docs = off`, `crate = …`.

use entra_perms_model::suggestion::{closest, in_words};
use proc_macro2::TokenTree;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Ident, Path, Result, Token};

use super::claims::{Claims, argument_of};
use super::clients::{Clients, other_notation};
use super::conditions::{Agents, By, Docs, condition_of, word};
use super::expression::{Expression, is_argument};
use super::message::Message;
use super::notations::missing_comma;

syn::custom_keyword!(client);

/// The names of the arguments.
const ARGUMENTS: [&str; 8] =
    ["by", "agents", "client", "context", "fresh", "caller", "docs", "crate"];

/// The arguments of `#[requires]` and `requirement!`.
pub(crate) struct Input {
    pub(crate) expression: Expression,
    pub(crate) by: Option<By>,
    pub(crate) agents: Option<Agents>,
    pub(crate) clients: Option<Clients>,
    pub(crate) claims: Claims,
    pub(crate) caller: Option<(Ident, Expr)>,
    pub(crate) docs: Option<(Ident, Docs)>,
    pub(crate) runtime: Option<Path>,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let expression = input.parse()?;
        let mut parsed = Self {
            expression,
            by: None,
            agents: None,
            clients: None,
            claims: Claims::default(),
            caller: None,
            docs: None,
            runtime: None,
        };
        let mut is_behind_client = false;
        while let Some((next, _)) = input.cursor().token_tree() {
            let has_comma = input.parse::<Option<Token![,]>>()?.is_some();
            if input.is_empty() {
                break;
            }
            if let Some(clients) = &parsed.clients
                && is_behind_client
                && word_of_argument(input).is_none()
            {
                clients.refuse_others(input)?;
            }
            if !has_comma {
                return Err(parsed.without_comma(&next, input));
            }
            is_behind_client = input.peek(client);
            parsed.option(input)?;
        }
        Ok(parsed)
    }
}

impl Input {
    fn option(&mut self, input: ParseStream<'_>) -> Result<()> {
        if !is_argument(input) {
            return Err(self.not_an_argument(input));
        }
        let name = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        let is_repeated = match name.to_string().as_str() {
            "by" => self.by.replace(word(&name, input)?).is_some(),
            "agents" => self.agents.replace(word(&name, input)?).is_some(),
            "client" => self.clients.replace(Clients::read(&name, input)?).is_some(),
            "context" => self.claims.read_context(&name, input)?,
            "fresh" => self.claims.read_fresh(&name, input)?,
            "caller" => self.caller.replace((name.clone(), caller(&name, input)?)).is_some(),
            "docs" => self.docs.replace((name.clone(), word(&name, input)?)).is_some(),
            "crate" => self.runtime.replace(runtime(&name, input)?).is_some(),
            unknown => return Err(unknown_argument(unknown).at(name.span())),
        };
        if is_repeated {
            return Err(Message::new(format!("argument `{name}` is given twice")).at(name.span()));
        }
        Ok(())
    }

    fn without_comma(&self, next: &TokenTree, input: ParseStream<'_>) -> Error {
        let message = if is_argument(input) {
            missing_comma(next).help("write a comma between two arguments")
        } else {
            match self.with_others(input) {
                Some(operands) => several_requirements(&operands),
                None => missing_comma(next)
                    .help("for several roles, write `any(…)` or `all(…)` around them"),
            }
        };
        message.at_next(input)
    }

    fn not_an_argument(&self, input: ParseStream<'_>) -> Error {
        if let Some(error) = other_notation(input) {
            return error;
        }
        let expected = Message::new("expected an argument such as `by = …` or `caller = …`");
        let message = match word_of_argument(input) {
            Some(remedy) => expected.help(remedy),
            None => match self.with_others(input) {
                Some(operands) => several_requirements(&operands),
                None => expected,
            },
        };
        message.at_next(input)
    }

    /// Reads further requirements up to the next argument, and returns all of them with commas.
    fn with_others(&self, input: ParseStream<'_>) -> Option<String> {
        let ahead = input.fork();
        let mut operands = self.expression.to_string();
        while !ahead.is_empty() && !is_argument(&ahead) {
            let operand = ahead.parse::<Expression>().ok()?;
            operands.push_str(", ");
            operands.push_str(&operand.to_string());
            ahead.parse::<Option<Token![,]>>().ok()?;
        }
        Some(operands)
    }

    /// Refuses the arguments about a function in `requirement!`, which is only a value.
    pub(crate) fn refuse_arguments_about_function(&self) -> Result<()> {
        if let Some((name, _)) = &self.caller {
            return Err(Message::new("`requirement!` does not take a caller")
                .help("remove `caller = …`, and pass the requirement to a method of the caller")
                .at(name.span()));
        }
        if let Some((name, _)) = &self.docs {
            return Err(Message::new("`requirement!` does not document a function")
                .help("remove `docs = …`")
                .at(name.span()));
        }
        Ok(())
    }

    /// Returns the path of the runtime, as seen from the calling crate.
    pub(crate) fn runtime(&self) -> Path {
        self.runtime.clone().unwrap_or_else(crate::default_runtime)
    }
}

/// Returns the remedy if the next token is the name of an argument, or a value of one.
fn word_of_argument(input: ParseStream<'_>) -> Option<String> {
    let next = input.fork().call(Ident::parse_any).ok()?;
    if let Some(condition) = condition_of(&next) {
        return Some(format!("write `{condition}`"));
    }
    let is_name = ARGUMENTS.iter().any(|name| next == name);
    is_name.then(|| format!("write a value behind it: `{next} = …`"))
}

fn several_requirements(operands: &str) -> Message {
    Message::new("more than one requirement")
        .help(format!("if one of them is enough, write `any({operands})`"))
        .help(format!("if all of them are necessary, write `all({operands})`"))
}

fn unknown_argument(argument: &str) -> Message {
    let message = Message::new(format!("unknown argument `{argument}`"));
    if let Some(meant) = argument_of(argument).or_else(|| closest(argument, ARGUMENTS)) {
        return message.help(format!("did you mean `{meant}`?"));
    }
    let names = ARGUMENTS.map(|name| format!("`{name}`"));
    message.note(format!("the arguments are {}", in_words(&names, "and")))
}

fn caller(name: &Ident, input: ParseStream<'_>) -> Result<Expr> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(Message::new("expected an expression for `caller`")
            .help("write the value that holds the caller, such as `caller = request`")
            .at(name.span()));
    }
    input.parse()
}

fn runtime(name: &Ident, input: ParseStream<'_>) -> Result<Path> {
    let span = if input.is_empty() { name.span() } else { input.span() };
    input.call(Path::parse_mod_style).map_err(|_| {
        Message::new("expected a path for `crate`")
            .help("write for example `crate = my_framework::entra_perms_runtime`")
            .at(span)
    })
}
