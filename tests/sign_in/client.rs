//! The client: the OAuth client of `rmcp` with a fixed client id, and a person with a browser.

use std::sync::Arc;

use http::Request;
use http::header::{AUTHORIZATION, LOCATION, WWW_AUTHENTICATE};
use rmcp::transport::auth::{AuthError, AuthorizationRequest, OAuthState};

use super::entra::{CLIENT, REDIRECT};
use super::network::Network;

pub(super) struct Client {
    url: &'static str,
    pub(super) network: Arc<Network>,
    oauth: OAuthState,
}

impl Client {
    pub(super) async fn new(url: &'static str, network: Network) -> Self {
        let network = Arc::new(network);
        let oauth = OAuthState::new_with_oauth_http_client(url, Arc::<Network>::clone(&network));
        Self { url, oauth: oauth.await.unwrap(), network }
    }

    /// Calls the API, with the access token if there is one.
    pub(super) async fn get(&self, path: &str) -> reqwest::Response {
        let mut request = Request::get(format!("{}{path}", self.url));
        if let OAuthState::Authorized(manager) = &self.oauth {
            let token = manager.get_access_token().await.unwrap();
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        self.network.send(request.body(Vec::new()).unwrap()).await.unwrap()
    }

    /// Signs in after a 401, with the scopes that the client chooses itself if none are given.
    ///
    /// Fails with the error of the authority.
    pub(super) async fn sign_in(
        &mut self,
        response: &reqwest::Response,
        scopes: &[&str],
    ) -> Result<(), String> {
        let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap();
        let request = AuthorizationRequest::new(REDIRECT)
            .with_preregistered_client(CLIENT.to_string())
            .with_scopes(scopes.iter().copied())
            .with_challenge(challenge);
        self.oauth.start_authorization(request).await.unwrap();
        let url = self.oauth.get_authorization_url().await.unwrap();
        self.authorize(&url).await
    }

    /// Gets a token with more scopes after a 403.
    pub(super) async fn step_up(&mut self, response: reqwest::Response) -> Result<(), String> {
        let OAuthState::Authorized(manager) = &self.oauth else { panic!("no token") };
        let error = manager.handle_response(response).await.unwrap_err();
        let AuthError::InsufficientScope { required_scope, .. } = error else { panic!("{error}") };
        let url = self.oauth.request_scope_upgrade(&required_scope, REDIRECT).await.unwrap();
        self.authorize(&url).await
    }

    /// Opens the URL as the person's browser does, and takes the code to the client.
    async fn authorize(&mut self, url: &str) -> Result<(), String> {
        let page = self.network.send(Request::get(url).body(Vec::new()).unwrap()).await.unwrap();
        let Some(location) = page.headers().get(LOCATION) else {
            return Err(page.text().await.unwrap());
        };
        let location = location.to_str().unwrap().to_owned();
        assert!(location.starts_with(REDIRECT), "{location}");
        let location = reqwest::Url::parse(&location).unwrap();
        if let Some((_, error)) = location.query_pairs().find(|(key, _)| key == "error_description")
        {
            return Err(error.into_owned());
        }
        self.oauth
            .handle_callback_url(location.as_str())
            .await
            .map_err(|error| error.to_string())
    }
}
