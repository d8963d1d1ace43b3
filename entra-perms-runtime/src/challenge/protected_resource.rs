//! The document that tells clients how to get a token for this API (RFC 9728).

use std::sync::Arc;

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW,
    CONTENT_LENGTH, CONTENT_TYPE,
};
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

use super::ResourceError;
use super::authorization_servers::AuthorizationServers;
use super::resource_url::ResourceUrl;
use crate::caller::ApiFacts;
use crate::model::{Model, Permission};
use crate::validator::{AppIdUris, TokenError, TokenValidator};

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

/// The document that tells clients how to get a token for this API (RFC 9728, section 2).
///
/// A layer with [`EntraLayer::resource`](crate::EntraLayer::resource) serves it at the root of the
/// server. If the layer is below the root, mount the document itself at the root. It is a service
/// of `tower` and of actix-web. It responds to `GET`, `HEAD`, and the preflight requests of
/// browsers, without a token. In axum:
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use axum::Router;
/// use entra_perms_runtime::{EntraLayer, ResourceError};
/// use permissions::TokenValidator;
///
/// # fn main() {}
/// fn app(crm: Router, validator: TokenValidator) -> Result<Router, ResourceError> {
///     let entra = EntraLayer::new(validator).resource("https://api.contoso.com/crm")?;
///     let mut app = Router::new();
///     if let Some(document) = entra.protected_resource() {
///         for path in document.paths() {
///             app = app.route_service(path, document.clone());
///         }
///     }
///     Ok(app.nest("/crm", crm.layer(entra)))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProtectedResource {
    /// The URL of this API, as clients see it.
    pub resource: String,
    /// The v2.0 issuer of the tenant, or of `organizations` if there are several tenants. A client
    /// starts there to find out how to get a token.
    ///
    /// If there are [several validators](TokenValidator::any_of), the list has the issuer of each,
    /// in their order and without repetition.
    ///
    /// The list is empty while a validator that starts without keys has not read the issuer from
    /// the authority. The document is then served with the issuer when the issuer is known, and as
    /// 503 with `Retry-After` before.
    pub authorization_servers: Vec<String>,
    /// The scopes by their full names, `{App ID URI}/{scope}`: the
    /// [basic scopes](Self::basic_scopes), or else all enabled scopes.
    ///
    /// RFC 9728, section 2, defines them as the scopes "used in authorization requests". In tokens,
    /// scopes have no App ID URI.
    pub scopes_supported: Vec<String>,
    /// The ways to send a token: only in the `Authorization` header.
    pub bearer_methods_supported: Vec<&'static str>,
    /// Is set if the authorization servers were not known when the document was made.
    #[serde(skip)]
    later_servers: Option<AuthorizationServers>,
    #[serde(skip)]
    enabled_scopes: Vec<&'static str>,
    #[serde(skip)]
    url: ResourceUrl,
    #[serde(skip)]
    api_facts: Arc<ApiFacts>,
}

impl<M: Model> TokenValidator<M> {
    /// Returns the document about this API, for the URL at which clients see it.
    ///
    /// The full names of scopes begin with the URL, if it is an App ID URI of the registration.
    /// Otherwise, they begin with the first App ID URI, or with the client id if there is none. If
    /// there are [several validators](Self::any_of), the first one's registration counts, and the
    /// document lists the authorization servers of all.
    ///
    /// # Errors
    /// Returns [`ResourceError`] if the URL cannot be the URL of an API.
    pub fn protected_resource(
        &self,
        url: impl AsRef<str>,
    ) -> Result<ProtectedResource, ResourceError> {
        let members = self.members();
        let of_all: Vec<&AppIdUris> = members.iter().map(Self::app_id_uris).collect();
        let url = ResourceUrl::parse(url.as_ref(), &of_all)?;
        let mut api_facts = url.api_facts(self.app_id_uris());
        for other in members.iter().skip(1) {
            api_facts.add_other(other.api_facts(), url.api_facts(other.app_id_uris()));
        }
        let servers = self.authorization_servers().ok();
        let document = ProtectedResource {
            resource: url.url.clone(),
            later_servers: servers.is_none().then(|| AuthorizationServers::of(self)),
            authorization_servers: servers.unwrap_or_default(),
            scopes_supported: Vec::new(),
            bearer_methods_supported: vec!["header"],
            enabled_scopes: M::TABLES.enabled_scopes.values(),
            url,
            api_facts: Arc::new(api_facts),
        };
        Ok(document.with_basic_scopes(&[]))
    }
}

impl ProtectedResource {
    /// Names these scopes in the document, in place of all enabled scopes. Clients request them
    /// first. With an empty list, the document names all enabled scopes.
    #[must_use]
    pub fn basic_scopes<S>(self, scopes: impl IntoIterator<Item = S>) -> Self
    where
        S: Permission,
        S::Model: Model<Scope = S>,
    {
        self.with_basic_scopes(&enabled(scopes))
    }

    pub(crate) fn with_basic_scopes(mut self, scopes: &[&'static str]) -> Self {
        let api_facts =
            ApiFacts { basic_scopes: scopes.to_vec(), ..ApiFacts::clone(&self.api_facts) };
        let supported = if scopes.is_empty() { &self.enabled_scopes } else { scopes };
        self.scopes_supported = supported.iter().map(|scope| api_facts.full_name(scope)).collect();
        self.api_facts = Arc::new(api_facts);
        self
    }

    /// Returns the URL of the document: the well-known path in front of the path of the resource
    /// (RFC 9728, section 3.1).
    #[must_use]
    pub fn metadata_url(&self) -> &str {
        &self.url.metadata_url
    }

    /// Returns the paths at which clients look for the document: with the path of the resource, and
    /// without it. If the resource has no path, there is only one.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let [with_path, without_path] = self.url.paths();
        core::iter::once(with_path).chain((with_path != without_path).then_some(without_path))
    }

    /// Returns whether clients can send the URL to Entra as `resource`: it is an App ID URI of this
    /// API, in the registration of each validator. A loopback address counts, because nobody can
    /// register it.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    pub(crate) fn is_registered(&self) -> bool {
        self.url.is_loopback || self.api_facts.app_id_uris().all(|uri| uri == self.url.url)
    }

    pub(crate) fn api_facts(&self) -> &Arc<ApiFacts> {
        &self.api_facts
    }

    /// Returns the response to a request with this method. A client needs no token for it, and
    /// pages of every origin may read it.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web")),
        expect(dead_code, reason = "only layers and handlers respond")
    )]
    pub(crate) fn respond<B: Default + From<String>>(&self, method: &str) -> Response<B> {
        let mut response = Response::new(B::default());
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        match method {
            "GET" | "HEAD" => match self.json() {
                Ok(body) => {
                    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                    headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
                    // Over HTTP/2, servers do not remove the body of a response to `HEAD`.
                    if method == "GET" {
                        *response.body_mut() = body.into();
                    }
                }
                Err(not_ready) => {
                    let challenge = not_ready.challenge();
                    headers.extend(challenge.headers());
                    *response.status_mut() = challenge.status();
                }
            },
            "OPTIONS" => {
                headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
                headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
                headers.insert(ALLOW, METHODS);
                *response.status_mut() = StatusCode::NO_CONTENT;
            }
            _ => {
                headers.insert(ALLOW, METHODS);
                *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            }
        }
        response
    }
}

impl ProtectedResource {
    /// Returns the document as JSON, or an error if its authorization servers are not known yet.
    #[expect(clippy::expect_used, reason = "strings and lists always serialize")]
    fn json(&self) -> Result<String, TokenError> {
        let json = |document: &Self| serde_json::to_string(document).expect("it is JSON");
        match &self.later_servers {
            None => Ok(json(self)),
            Some(later) => Ok(json(&Self { authorization_servers: later.now()?, ..self.clone() })),
        }
    }
}

/// Returns the values of the scopes that are enabled. Entra refuses a request for another scope.
pub(crate) fn enabled<S>(scopes: impl IntoIterator<Item = S>) -> Vec<&'static str>
where
    S: Permission,
    S::Model: Model<Scope = S>,
{
    let mut values = Vec::new();
    for scope in scopes {
        let value = scope.value();
        if !<S::Model as Model>::TABLES.enabled_scopes.contains(scope) {
            tracing::warn!(
                scope = value,
                help = "remove it from `basic_scopes`, or enable it in the registration",
                "a basic scope is disabled, so clients are not told to request it"
            );
        } else if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}
