//! The place of the caller in a guarded function.

use syn::{Expr, FnArg, Ident, Pat, PatType, Result};

use super::function::Function;
use super::input::Input;
use super::mcp::McpItem;
use super::message::Message;
use super::rules;
use super::types::is_reference_to_caller;

/// The place from which a guarded function gets its caller.
pub(crate) enum CallerPlace<'a> {
    /// `caller = expr`
    Given(&'a Expr),
    /// The parameter of type `&Caller`: its number, and its name if it has one.
    Parameter(usize, Option<&'a Ident>),
    /// The function is a tool or prompt of an MCP server: a further parameter, which rmcp fills,
    /// has the caller.
    OfMcp,
    /// The function is a handler: an extractor fetches the caller.
    Extracted,
}

impl<'a> CallerPlace<'a> {
    /// Finds the caller: the attribute names it, or a parameter is the caller. Every other function
    /// is a handler.
    ///
    /// # Errors
    /// If the function cannot be guarded.
    pub(crate) fn find(function: &'a Function, input: &'a Input) -> Result<Self> {
        rules::can_be_guarded(function)?;
        if let Some((_, expression)) = &input.caller {
            rules::can_be_denied(function)?;
            return Ok(Self::Given(expression));
        }
        if let Some(parameter) = caller_parameter(function)? {
            rules::can_be_denied(function)?;
            return Ok(parameter);
        }
        if let Some(item) = McpItem::of(function) {
            rules::can_be_denied_to_mcp_client(function, &item)?;
            return Ok(Self::OfMcp);
        }
        rules::can_be_handler(function)?;
        Ok(Self::Extracted)
    }
}

fn caller_parameter(function: &Function) -> Result<Option<CallerPlace<'_>>> {
    let mut found = None;
    for (number, argument) in function.signature.inputs.iter().enumerate() {
        let FnArg::Typed(PatType { attrs: _, pat, colon_token: _, ty }) = argument else {
            continue;
        };
        if !is_reference_to_caller(ty) {
            continue;
        }
        let name = match &**pat {
            Pat::Ident(pattern) => Some(&pattern.ident),
            Pat::Wild(_) => None,
            other => {
                return Err(Message::new("expected a name for the parameter with the caller")
                    .help("write `caller: &Caller`")
                    .at_tokens(other));
            }
        };
        if found.replace(CallerPlace::Parameter(number, name)).is_some() {
            return Err(Message::new("two parameters have the type `&Caller`")
                .help("write which one to check, such as `caller = caller`")
                .at_tokens(ty));
        }
    }
    Ok(found)
}
