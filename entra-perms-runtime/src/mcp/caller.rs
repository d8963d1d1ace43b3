//! The caller of a tool: rmcp passes the HTTP request on to the server.

use ::rmcp::handler::server::common::{AsRequestContext, FromContextPart};
use ::rmcp::service::RequestContext;
use ::rmcp::{ErrorData, RoleServer};
use http::request::Parts;

use crate::caller::Caller;
use crate::guard::{Absence, CallerSource};
use crate::model::Model;

/// The parameter that `#[requires]` adds to a tool or a prompt. rmcp fills it from the request.
///
/// It never fails, so that the guard alone decides.
#[derive(Clone, Debug)]
pub struct McpCaller {
    /// `None` if the request did not come over HTTP.
    extensions: Option<http::Extensions>,
}

impl<C: AsRequestContext> FromContextPart<C> for McpCaller {
    fn from_context_part(context: &mut C) -> Result<Self, ErrorData> {
        let parts = context.as_request_context().extensions.get::<Parts>();
        Ok(Self { extensions: parts.map(|parts| parts.extensions.clone()) })
    }
}

impl<M: Model> CallerSource<M> for McpCaller {
    fn caller(&self) -> Option<&Caller<M>> {
        self.extensions.as_ref()?.get()
    }

    fn is_anonymous(&self) -> bool {
        self.extensions.as_ref().is_some_and(CallerSource::<M>::is_anonymous)
    }

    fn absence(&self) -> Absence {
        match &self.extensions {
            Some(extensions) => CallerSource::<M>::absence(extensions),
            None => Absence::NOT_HTTP,
        }
    }
}

/// For handlers of requests, such as `read_resource`: `#[requires(…, caller = context)]`.
impl<M: Model> CallerSource<M> for RequestContext<RoleServer> {
    fn caller(&self) -> Option<&Caller<M>> {
        self.extensions.get::<Parts>()?.extensions.get()
    }

    fn is_anonymous(&self) -> bool {
        self.extensions.get::<Parts>().is_some_and(CallerSource::<M>::is_anonymous)
    }

    fn absence(&self) -> Absence {
        match self.extensions.get::<Parts>() {
            Some(parts) => CallerSource::<M>::absence(parts),
            None => Absence::NOT_HTTP,
        }
    }
}
