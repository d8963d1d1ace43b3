//! The API's response to one request.

use std::collections::BTreeMap;

use reqwest::header::{ETAG, HeaderName, WWW_AUTHENTICATE};
use serde_json::Value;

/// A response of the API.
#[derive(Clone, Debug)]
pub struct ApiResponse {
    /// The status.
    pub status: u16,
    /// The challenge of a refusal (RFC 6750, section 3).
    pub challenge: Option<String>,
    /// The version of the record in the body.
    pub etag: Option<String>,
    /// `null` if the body is not JSON.
    pub body: Value,
}

impl ApiResponse {
    /// Reads the body of a response.
    ///
    /// # Errors
    /// Returns an error if the connection ends.
    pub async fn read(response: reqwest::Response) -> Result<Self, reqwest::Error> {
        let status = response.status().as_u16();
        let header = |name: HeaderName| {
            let value = response.headers().get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        let challenge = header(WWW_AUTHENTICATE);
        let etag = header(ETAG);
        let bytes = response.bytes().await?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Self { status, challenge, etag, body })
    }

    /// Returns the ids of the records in the body, which is a page of a list or one record.
    #[must_use]
    pub fn ids(&self) -> Vec<i64> {
        match self.body.get("records").unwrap_or(&self.body) {
            Value::Array(records) => records.iter().filter_map(record_id).collect(),
            record => record_id(record).into_iter().collect(),
        }
    }

    /// Returns whether each operation in the body is allowed.
    #[must_use]
    pub fn operations(&self) -> Option<BTreeMap<String, bool>> {
        let operations = self.body.get("operations")?.as_array()?;
        operations.iter().map(operation).collect()
    }

    /// Returns the `scope` parameter of the challenge.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        let (_, value) = self.challenge.as_deref()?.split_once(" scope=\"")?;
        let (scope, _) = value.split_once('"')?;
        Some(scope)
    }

    /// Returns the reason that the problem details of a failed request give.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.body.get("detail")?.as_str()
    }
}

/// Returns `contacts::list` for the function `list` in `example_crm::api::contacts`.
fn operation(operation: &Value) -> Option<(String, bool)> {
    let module = operation.get("module")?.as_str()?.rsplit("::").next()?;
    let function = operation.get("function")?.as_str()?;
    Some((format!("{module}::{function}"), operation.get("allowed")?.as_bool()?))
}

fn record_id(record: &Value) -> Option<i64> {
    record.get("id")?.as_i64()
}
