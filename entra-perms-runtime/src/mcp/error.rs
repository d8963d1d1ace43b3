//! A denial as an error of MCP.

use ::rmcp::ErrorData;
use ::rmcp::model::ErrorCode;
use serde_json::{Map, Value};

use crate::caller::{Denied, Reason};

/// The code of a denial, among those that JSON-RPC 2.0, section 5.1, leaves to servers.
const DENIED: ErrorCode = ErrorCode(-32_003);

/// The message is for the model that calls the tool: it says what is missing. `data` is for the
/// client:
///
/// - `error`: the code of RFC 6750, section 3.1, such as `insufficient_scope`;
/// - `reasons`: the [id](Reason::id) and the text of each reason;
/// - `scopes`: the sets of scopes that would be sufficient, by their full names. Absent if no scope
///   helps.
///
/// If the server itself is at fault, the code is `INTERNAL_ERROR`, and the log says why.
impl From<Denied> for ErrorData {
    fn from(denied: Denied) -> Self {
        if denied.is_misconfiguration() {
            return Self::internal_error(
                "this operation needs a verified caller, and the server has none for this request",
                None,
            );
        }
        let message = format!("permission denied: {denied}");
        Self::new(DENIED, message, Some(data(&denied)))
    }
}

fn data(denied: &Denied) -> Value {
    let challenge = denied.clone().challenge();
    let mut data = Map::new();
    if let Some(error) = challenge.error() {
        data.insert("error".to_owned(), error.into());
    }
    let reasons: Vec<Value> = denied.reasons().iter().map(reason).collect();
    data.insert("reasons".to_owned(), reasons.into());
    let scopes = challenge.scopes();
    if !scopes.is_empty() {
        data.insert("scopes".to_owned(), scopes.into());
    }
    Value::Object(data)
}

fn reason(reason: &Reason) -> Value {
    Value::Object(Map::from_iter([
        ("id".to_owned(), reason.id().into()),
        ("text".to_owned(), reason.to_string().into()),
    ]))
}
