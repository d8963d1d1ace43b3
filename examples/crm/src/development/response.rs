//! The API's response to one request.

use std::collections::BTreeMap;

use reqwest::header::WWW_AUTHENTICATE;
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct ApiResponse {
    pub status: u16,
    /// The challenge of a refusal (RFC 6750, section 3).
    pub challenge: Option<String>,
    /// `null` if the body is not JSON.
    pub body: Value,
}

impl ApiResponse {
    pub async fn read(response: reqwest::Response) -> Result<Self, reqwest::Error> {
        let status = response.status().as_u16();
        let header = response.headers().get(WWW_AUTHENTICATE);
        let challenge = header.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let bytes = response.bytes().await?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Self { status, challenge, body })
    }

    /// Returns the ids of the records in the body, which is a list or one record.
    pub fn ids(&self) -> Vec<u32> {
        match &self.body {
            Value::Array(records) => records.iter().filter_map(record_id).collect(),
            record => record_id(record).into_iter().collect(),
        }
    }

    /// Returns whether each operation in the body is allowed.
    pub fn operations(&self) -> Option<BTreeMap<String, bool>> {
        let operations = self.body.get("operations")?.as_array()?;
        operations.iter().map(operation).collect()
    }

    /// Returns the `scope` parameter of the challenge.
    pub fn scope(&self) -> Option<&str> {
        let (_, value) = self.challenge.as_deref()?.split_once(" scope=\"")?;
        let (scope, _) = value.split_once('"')?;
        Some(scope)
    }

    /// Returns the reason that the problem details of a failed request give.
    pub fn reason(&self) -> Option<&str> {
        self.body.get("detail")?.as_str()
    }
}

/// Returns `contacts::list` for the function `list` in `crm::api::contacts`.
fn operation(operation: &Value) -> Option<(String, bool)> {
    let module = operation.get("module")?.as_str()?.rsplit("::").next()?;
    let function = operation.get("function")?.as_str()?;
    Some((format!("{module}::{function}"), operation.get("allowed")?.as_bool()?))
}

fn record_id(record: &Value) -> Option<u32> {
    record.get("id")?.as_u64()?.try_into().ok()
}
