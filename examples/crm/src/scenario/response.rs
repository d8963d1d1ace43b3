//! What the API answered.

use reqwest::header::WWW_AUTHENTICATE;
use serde_json::Value;

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The challenge of a refusal: RFC 6750, section 3.
    pub(crate) challenge: Option<String>,
    /// `null` where it is no JSON.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn read(response: reqwest::Response) -> Result<Self, reqwest::Error> {
        let status = response.status().as_u16();
        let challenge =
            response.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
        let challenge = challenge.map(str::to_owned);
        let body = serde_json::from_slice(&response.bytes().await?).unwrap_or_default();
        Ok(Self { status, challenge, body })
    }

    /// The ids of the records in the body: a list, or one.
    pub(crate) fn ids(&self) -> Vec<u32> {
        let id = |record: &Value| record.get("id")?.as_u64()?.try_into().ok();
        match &self.body {
            Value::Array(records) => records.iter().filter_map(id).collect(),
            record => id(record).into_iter().collect(),
        }
    }

    /// The scopes that the challenge asks for: `scope="…"`.
    pub(crate) fn scope(&self) -> Option<&str> {
        let (_, from_here) = self.challenge.as_deref()?.split_once(" scope=\"")?;
        from_here.split_once('"').map(|(scope, _)| scope)
    }

    /// Why the request failed, in the API's own words.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.body.get("detail")?.as_str()
    }
}
