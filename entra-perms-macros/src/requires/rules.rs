//! The rules for functions that `#[requires]` can guard.

use syn::{FnArg, Result, Type};

use super::async_trait;
use super::attributes::is_requires;
use super::function::Function;
use super::mcp::McpItem;
use super::message::Message;
use super::rewrites::{is_guarded, refuse_rewritten};
use super::types::{
    cannot_be_result, is_caller, is_future, is_reference_to_caller, is_unit, plain,
};

/// Checks the rules for every guarded function.
///
/// # Errors
/// If the function is `const`, has two guards, or was rewritten by another attribute.
pub(crate) fn can_be_guarded(function: &Function) -> Result<()> {
    if let Some(constant) = &function.signature.constness {
        return Err(Message::new("a `const fn` cannot check a caller").at_tokens(constant));
    }
    if let Some(again) = function.attributes.iter().find(|again| is_requires(&again.meta)) {
        return Err(two_guards().at_tokens(again));
    }
    if is_guarded(function) {
        return Err(two_guards().at(function.signature.ident.span()));
    }
    refuse_rewritten(function)
}

fn two_guards() -> Message {
    Message::new("a function can have only one `#[requires]`")
        .help("join the requirements with `all(…)`")
        .help(
            "if one of them is another crate's attribute, write its path, such as \
             `#[contracts::requires(…)]`",
        )
}

/// Checks the rules for handlers. The extractor is a further parameter, so only a framework can
/// call the function.
///
/// # Errors
/// If a framework cannot call the function.
pub(crate) fn can_be_handler(function: &Function) -> Result<()> {
    let signature = &function.signature;
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        let message = with_caller("this method has no caller to check");
        let message = if cfg!(feature = "rmcp") {
            message.help("if this is a tool of an MCP server, put `#[requires]` above `#[tool]`")
        } else {
            message
        };
        return Err(message.at_tokens(receiver));
    }
    if async_trait::is_marked(signature) {
        return Err(with_caller("this method has no caller to check").at(signature.ident.span()));
    }
    if let Some(reference) = parameter_types(function).find(|ty| matches!(ty, Type::Reference(_))) {
        return Err(Message::new("a handler cannot take a reference")
            .help("if this is the caller, write `&Caller`, or name it with `caller = …`")
            .at_tokens(reference));
    }
    if signature.asyncness.is_some() || matches!(function.returned(), Some(Type::ImplTrait(_))) {
        return Ok(());
    }
    if let Some(owned) = parameter_types(function).find(|ty| is_caller(ty)) {
        return Err(Message::new("expected `&Caller`")
            .note("the check borrows the caller")
            .at_tokens(owned));
    }
    Err(with_caller("this function has no caller to check")
        .help("if a framework calls this function, write `async fn`")
        .help(
            "if another attribute has changed this `async fn`, put `#[requires]` above that \
             attribute",
        )
        .at(signature.ident.span()))
}

fn with_caller(defect: &str) -> Message {
    Message::new(defect)
        .help("add a parameter `caller: &Caller`")
        .help("if another value holds the caller, write `caller = …` in the attribute")
}

/// Checks the rules for functions that have their caller in the body.
///
/// # Errors
/// If the function cannot return a denial.
pub(crate) fn can_be_denied(function: &Function) -> Result<()> {
    let Some(returned) = function.returned() else {
        return Err(no_denial(function).at(function.signature.ident.span()));
    };
    let is_of_async_trait = function.is_of_async_trait();
    if is_of_async_trait && is_unit(returned) {
        // `#[async_trait]` writes `()` if the user wrote nothing.
        return Err(no_denial(function).at(function.signature.ident.span()));
    }
    if cannot_be_result(returned) {
        return Err(no_denial(function).at_tokens(returned));
    }
    let is_async = is_of_async_trait || function.signature.asyncness.is_some();
    if is_future(returned) && !is_async {
        return Err(returned_future(function).at_tokens(returned));
    }
    Ok(())
}

/// Checks the rules for tools and prompts of an MCP server.
///
/// # Errors
/// If the function cannot return a denial.
pub(crate) fn can_be_denied_to_mcp_client(function: &Function, item: &McpItem) -> Result<()> {
    let message = || {
        Message::new(format!("this {} cannot return a denial", item.word()))
            .help("return `Result<_, rmcp::ErrorData>`")
    };
    match function.returned() {
        None => Err(message().at(function.signature.ident.span())),
        Some(returned) if cannot_be_result(returned) => Err(message().at_tokens(returned)),
        Some(_) => can_be_denied(function),
    }
}

fn no_denial(function: &Function) -> Message {
    let message = Message::new("this function cannot return a denial")
        .help("return `Result<_, E>` with `E: From<Denied>`");
    let signature = &function.signature;
    let could_be_handler = signature.asyncness.is_some() && signature.receiver().is_none();
    if could_be_handler && parameter_types(function).any(is_reference_to_caller) {
        return message
            .help("if a framework calls this function, take a `Caller`, not a `&Caller`");
    }
    message
}

fn returned_future(function: &Function) -> Message {
    if async_trait::is_marked(&function.signature) {
        return Message::new("another attribute has changed this method after `#[async_trait]`")
            .help("put `#[requires]` above that attribute");
    }
    Message::new("a function that returns a future cannot be denied before it is awaited")
        .help("write `async fn`")
        .help(
            "if another attribute has changed this `async fn`, such as `#[tool]`, put \
             `#[requires]` above that attribute",
        )
}

fn parameter_types(function: &Function) -> impl Iterator<Item = &Type> {
    function.signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(plain(&parameter.ty)),
        FnArg::Receiver(_) => None,
    })
}
