//! The URL at which clients see the API, and the scopes that they should request first.

use std::sync::Arc;

use super::EntraLayer;
use super::mistakes::unregistered_resource;
use super::verifier::Verifier;
use crate::caller::ApiFacts;
use crate::challenge::{ProtectedResource, ResourceError, enabled};
use crate::model::Model;

impl<M: Model, R> EntraLayer<M, R> {
    /// Says at which URL clients see this API, so that they can find out how to get a token (RFC
    /// 9728).
    ///
    /// Behind a reverse proxy, this is the URL of the proxy. The layer then
    ///
    /// - serves a [document](ProtectedResource) about the API, without a token;
    /// - names the URL of this document in every challenge (RFC 9728, section 5.1);
    /// - begins the full names of scopes with this URL, if it is an App ID URI of the registration.
    ///
    /// # The paths of the document
    ///
    /// For `https://api.contoso.com/crm`, the paths are
    /// `/.well-known/oauth-protected-resource/crm` and `/.well-known/oauth-protected-resource`. The
    /// layer compares them with the path of the original request.
    ///
    /// - A layer below the root of the server therefore serves nothing. Mount its document at the
    ///   root: [`protected_resource`](Self::protected_resource).
    /// - If two layers share a server, each serves its own path. The outermost layer serves the
    ///   path without a resource.
    /// - If a layer is inside of another one, the outer one refuses requests for the document of
    ///   the inner one, because they have no token. Mount that document outside of both layers.
    ///
    /// # The choice of the URL
    ///
    /// Some clients, such as MCP clients, send the URL to Entra. Entra compares it with the App ID
    /// URIs of the registration, character for character. If none is equal, these clients get no
    /// token, and the layer logs one warning. It does not warn about loopback addresses, which
    /// cannot be registered.
    ///
    /// Choose a URL with a path. Many clients add a `/` to a URL without a path, and the result
    /// does not equal the App ID URI.
    ///
    /// # Errors
    /// Returns [`ResourceError`] if the URL
    ///
    /// - is not `https` (or `http` on loopback);
    /// - has a query or a fragment;
    /// - ends with a `/`, and is an App ID URI without it.
    pub fn resource(self, url: impl AsRef<str>) -> Result<Self, ResourceError> {
        let Verifier { validator, api_facts, .. } = &*self.verifier;
        let basic_scopes = api_facts.as_ref().map_or(&[][..], |api_facts| &api_facts.basic_scopes);
        let document = validator.protected_resource(url)?.with_basic_scopes(basic_scopes);
        if !document.is_registered() {
            unregistered_resource(&document.resource);
        }
        let api_facts = Arc::clone(document.api_facts());
        Ok(self.with_api_facts(api_facts, Some(document)))
    }

    /// Names these scopes in the 401 to a request without a valid token, and in the document of
    /// [`resource`](Self::resource).
    ///
    /// Clients request the scopes of the 401 first. Without this setting, the 401 names none, and
    /// the document names all enabled scopes. A client may then ask its user for all of them.
    ///
    /// Choose the narrowest scopes that are useful. Disabled scopes are left out, with a warning.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// # use entra_perms_runtime::{EntraLayer, ResourceError};
    /// # use permissions::{Model, Scope, TokenValidator};
    /// # fn main() {}
    /// # fn layer(validator: TokenValidator) -> Result<EntraLayer<Model>, ResourceError> {
    /// let entra = EntraLayer::new(validator)
    ///     .resource("https://api.contoso.com/crm")?
    ///     .basic_scopes([Scope::CrmReadMy]);
    /// # Ok(entra)
    /// # }
    /// ```
    #[must_use]
    pub fn basic_scopes(self, scopes: impl IntoIterator<Item = M::Scope>) -> Self {
        let scopes = enabled(scopes);
        let document = self.verifier.document.clone();
        let document = document.map(|document| document.with_basic_scopes(&scopes));
        let api_facts = if let Some(document) = &document {
            Arc::clone(document.api_facts())
        } else {
            let api_facts = self.verifier.validator.api_facts();
            Arc::new(ApiFacts { basic_scopes: scopes, ..ApiFacts::clone(api_facts) })
        };
        self.with_api_facts(api_facts, document)
    }

    /// Returns the document of the layer. If the layer is below the root of the server, mount the
    /// document at the root: [`ProtectedResource`] has an example.
    ///
    /// Returns `None` without [`resource`](Self::resource).
    #[must_use]
    pub fn protected_resource(&self) -> Option<&ProtectedResource> {
        self.verifier.document.as_ref()
    }

    fn with_api_facts(self, api_facts: Arc<ApiFacts>, document: Option<ProtectedResource>) -> Self {
        self.with(|verifier| {
            verifier.api_facts = Some(api_facts);
            verifier.document = document;
        })
    }
}
