//! Access tokens of a development issuer, with the roles, scopes and clients of a model.

mod agent;

use std::time::{Duration, SystemTime};

use serde_json::Value;
use uuid::Uuid;

use super::client::TestClient;
use crate::model::{
    AppRegistration, CallerKind, Model, PermissionSet, RegistrationFacts, TokenVersion,
};
use crate::signing::{CLIENT, ClientProof, Signer, TokenApi, TokenContents};
use crate::validator::choose_registration;

/// A builder for an access token of a [`DevIssuer`](super::DevIssuer).
///
/// The manifest of the API determines the defaults: the audience, the token version, and whether
/// app-only tokens contain `idtyp`. Tokens contain those claims about AI agents that the manifest
/// requests.
#[derive(Clone, Debug)]
#[must_use = "nothing is signed until `sign`"]
pub struct TokenBuilder<'a, M: Model> {
    signer: &'a Signer,
    roles: PermissionSet<M::Role>,
    scopes: PermissionSet<M::Scope>,
    client: TestClient<M>,
    is_client_unproven: bool,
    /// Everything else.
    contents: TokenContents,
}

impl<'a, M: Model> TokenBuilder<'a, M> {
    pub(super) fn new(signer: &'a Signer, kind: CallerKind) -> Self {
        let registration = M::REGISTRATIONS.first().copied().unwrap_or(UNKNOWN);
        let nil = Uuid::nil().to_string();
        let api = api(registration.client_id.unwrap_or(&nil), registration);
        Self {
            signer,
            roles: PermissionSet::default(),
            scopes: PermissionSet::default(),
            client: TestClient::Id(CLIENT),
            is_client_unproven: false,
            contents: TokenContents::new(kind, signer.tenant(), api),
        }
    }

    /// Adds roles that the user or the application holds (`roles`).
    pub fn roles(mut self, roles: impl IntoIterator<Item = M::Role>) -> Self {
        self.roles.extend(roles);
        self
    }

    /// Adds scopes that the client was granted (`scp`). App-only tokens ignore them.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = M::Scope>) -> Self {
        self.scopes.extend(scopes);
        self
    }

    /// Sets the authentication contexts that the user has met (`acrs`): 1 for `c1`.
    pub fn contexts(mut self, numbers: impl IntoIterator<Item = u8>) -> Self {
        self.contents.set_contexts(numbers);
        self
    }

    /// Makes the client one that handles claims challenges (`cp1` in `xms_cc`).
    ///
    /// Entra's tokens have the claim only if the manifest of the API requests it.
    pub fn claims_challenges(self) -> Self {
        self.claim("xms_cc", vec!["cp1"])
    }

    /// Sets the id of the user or of the service principal (`oid`).
    pub fn object_id(mut self, id: Uuid) -> Self {
        self.contents.object_id = id;
        self
    }

    /// Sets the client (`azp`, `appid`).
    ///
    /// If the argument `clients` of [`permissions!`](crate::permissions) names a client with this
    /// id for the [`registration`](Self::registration) of the API, this is the same as
    /// [`client`](Self::client).
    pub fn client_id(mut self, id: Uuid) -> Self {
        self.client = TestClient::Id(id);
        self
    }

    /// Makes the client one of the argument `clients` of
    /// [`permissions!`](crate::permissions): `client = …` admits it.
    ///
    /// Its client id is the one that it has for the [`registration`](Self::registration) of the
    /// API. If it has none, the token names no client.
    pub fn client(mut self, client: M::Client) -> Self {
        self.client = TestClient::Registered(client);
        self
    }

    /// Makes the client one that has not proven its identity (`azpacr` or `appidacr` is `0`).
    /// `client = …` then denies a client whose registration is not public.
    ///
    /// By default, AI agents have proven it. A client that the argument `clients` names has proven
    /// it, unless its registration is public. Of the other clients, applications that act as
    /// themselves have proven it, and clients that act for users have not.
    pub fn without_client_secret(mut self) -> Self {
        self.is_client_unproven = true;
        self
    }

    /// Sets the app registration that the token is for, by client id. Defaults to the first.
    ///
    /// The token follows the manifest of that registration. Takes the values that the validator's
    /// [`client_id`](crate::TokenValidatorBuilder::client_id) takes. Any other value becomes the
    /// audience of a v2.0 token.
    pub fn registration(mut self, client_id: impl Into<String>) -> Self {
        let client_id = client_id.into();
        self.contents.api = match choose_registration(M::REGISTRATIONS, Some(&client_id)) {
            Ok((id, registration)) => api(&id.to_string(), registration),
            Err(_) => api(&client_id, UNKNOWN),
        };
        self
    }

    /// Sets the audience (`aud`). Defaults to the API of the manifest.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.contents.audience = Some(audience.into());
        self
    }

    /// Sets the version of the token (`ver`). Defaults to the version in the manifest.
    pub fn version(mut self, version: TokenVersion) -> Self {
        self.contents.version = Some(version);
        self
    }

    /// Sets the tenant (`tid`, and in `iss`). Defaults to the issuer's tenant.
    pub fn tenant(mut self, tenant: Uuid) -> Self {
        self.contents.tenant = tenant;
        self
    }

    /// Sets when the token was issued and becomes valid (`iat`, `nbf`). Defaults to now.
    ///
    /// The token contains whole seconds. A time before 1970 becomes the beginning of 1970.
    pub fn issued_at(mut self, time: SystemTime) -> Self {
        self.contents.issued_at = time;
        self
    }

    /// Sets how long the token is valid (`exp`), in whole seconds. Defaults to one hour.
    pub fn expires_in(mut self, duration: Duration) -> Self {
        self.contents.expires_in = duration;
        self
    }

    /// Sets any claim, in place of its default value.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.contents.set_claim(name, value);
        self
    }

    /// Removes a claim.
    pub fn without(mut self, name: impl Into<String>) -> Self {
        self.contents.claims.push((name.into(), None));
        self
    }

    /// Sets any member of the header, in place of its default value.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.contents.header.push((name.into(), value.into()));
        self
    }

    /// Signs the token with the issuer's current key.
    #[must_use]
    pub fn sign(self) -> String {
        let Self { signer, roles, scopes, client, is_client_unproven, mut contents } = self;
        contents.roles = owned(&roles.values());
        contents.scopes = owned(&scopes.values());
        contents.client = client.of_token(contents.api.id());
        if is_client_unproven {
            contents.client.proof = ClientProof::Withheld;
        }
        signer.sign(&contents)
    }
}

/// A registration that is not in any manifest.
const UNKNOWN: AppRegistration = AppRegistration::new(None, &[], None);

fn api(client_id: &str, registration: AppRegistration) -> TokenApi {
    let registration = RegistrationFacts {
        identifier_uris: owned(registration.identifier_uris),
        token_version: registration.token_version,
        audience_is_client_id: registration.audience_is_client_id,
        marks_app_only: registration.marks_app_only,
        agent_claims: registration.agent_claims.to_vec(),
    };
    TokenApi { client_id: client_id.to_owned(), registration }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[cfg(test)]
#[cfg(feature = "rust-crypto")]
mod tests {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};

    use crate::test_support::model::{CLIENT_ID, Role, TENANT, TestModel};
    use crate::testing::DevIssuer;

    /// The validator reads tokens as the issuer writes them. jsonwebtoken is a second reader, which
    /// shares no code with the two.
    #[test]
    fn jsonwebtoken_accepts_the_tokens_of_the_issuer() {
        let issuer = DevIssuer::new(TENANT).unwrap();
        let token = issuer.user::<TestModel>().roles([Role::ReadTeam]).sign();

        let keys: JwkSet = serde_json::from_str(&issuer.jwks_json()).unwrap();
        let header = decode_header(&token).unwrap();
        let key = keys.find(header.kid.as_deref().unwrap()).unwrap();
        let key = DecodingKey::from_jwk(key).unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[CLIENT_ID]);
        validation.set_issuer(&[format!("{}/{TENANT}/v2.0", issuer.authority())]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);

        let claims = decode::<serde_json::Value>(&token, &key, &validation).unwrap().claims;
        assert_eq!(claims["roles"], serde_json::json!(["Contacts.Read.Team"]));

        let other_issuer = DevIssuer::new(TENANT).unwrap();
        let other_token = other_issuer.user::<TestModel>().sign();
        assert!(decode::<serde_json::Value>(&other_token, &key, &validation).is_err());
    }
}
