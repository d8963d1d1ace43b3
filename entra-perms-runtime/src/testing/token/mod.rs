//! Access tokens with the claims of Entra's
//! (<https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>).

mod agent;

use std::time::{Duration, SystemTime};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use uuid::Uuid;

use self::agent::TokenActor;
use super::client::TestClient;
use super::signer::Signer;
use crate::model::{AppRegistration, CallerKind, Model, PermissionSet, TokenVersion};
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
    kind: CallerKind,
    actor: TokenActor,
    roles: PermissionSet<M::Role>,
    scopes: PermissionSet<M::Scope>,
    tenant: Uuid,
    object_id: Uuid,
    client: TestClient<M>,
    is_client_unproven: bool,
    /// The client id of the API.
    api: String,
    /// The app registration of the API, from its manifest.
    registration: AppRegistration,
    audience: Option<String>,
    version: Option<TokenVersion>,
    issued_at: SystemTime,
    expires_in: Duration,
    /// Claims to set, or to remove if the value is `None`, in the order of the calls.
    claims: Vec<(String, Option<Value>)>,
    header: Vec<(String, Value)>,
}

/// The default id of the user.
pub(super) const USER: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0001);
/// The default id of the service principal.
pub(super) const SERVICE: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0002);
/// The default id of an agent's user account.
pub(super) const AGENT_ACCOUNT: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0005);
/// The default id of the client.
pub(super) const CLIENT: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0003);

impl<'a, M: Model> TokenBuilder<'a, M> {
    pub(super) fn new(signer: &'a Signer, kind: CallerKind) -> Self {
        let registration = M::REGISTRATIONS.first().copied().unwrap_or(UNKNOWN);
        Self {
            signer,
            kind,
            actor: TokenActor::NotAgent,
            roles: PermissionSet::default(),
            scopes: PermissionSet::default(),
            tenant: signer.tenant(),
            object_id: match kind {
                CallerKind::User => USER,
                CallerKind::App => SERVICE,
            },
            client: TestClient::Id(CLIENT),
            is_client_unproven: false,
            api: registration.client_id.map_or_else(|| Uuid::nil().to_string(), str::to_owned),
            registration,
            audience: None,
            version: None,
            issued_at: SystemTime::now(),
            expires_in: Duration::from_secs(60 * 60),
            claims: Vec::new(),
            header: Vec::new(),
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
    pub fn contexts(self, numbers: impl IntoIterator<Item = u8>) -> Self {
        let ids: Vec<String> = numbers.into_iter().map(|number| format!("c{number}")).collect();
        self.claim("acrs", ids)
    }

    /// Makes the client one that handles claims challenges (`cp1` in `xms_cc`).
    ///
    /// Entra's tokens have the claim only if the manifest of the API requests it.
    pub fn claims_challenges(self) -> Self {
        self.claim("xms_cc", vec!["cp1"])
    }

    /// Sets the id of the user or of the service principal (`oid`).
    pub fn object_id(mut self, id: Uuid) -> Self {
        self.object_id = id;
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
        if let Ok((id, registration)) = choose_registration(M::REGISTRATIONS, Some(&client_id)) {
            self.api = id.to_string();
            self.registration = registration;
        } else {
            self.api = client_id;
            self.registration = UNKNOWN;
        }
        self
    }

    /// Sets the audience (`aud`). Defaults to the API of the manifest.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Sets the version of the token (`ver`). Defaults to the version in the manifest.
    pub fn version(mut self, version: TokenVersion) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets the tenant (`tid`, and in `iss`). Defaults to the issuer's tenant.
    pub fn tenant(mut self, tenant: Uuid) -> Self {
        self.tenant = tenant;
        self
    }

    /// Sets when the token was issued and becomes valid (`iat`, `nbf`). Defaults to now.
    ///
    /// The token contains whole seconds. A time before 1970 becomes the beginning of 1970.
    pub fn issued_at(mut self, time: SystemTime) -> Self {
        self.issued_at = time;
        self
    }

    /// Sets how long the token is valid (`exp`), in whole seconds. Defaults to one hour.
    pub fn expires_in(mut self, duration: Duration) -> Self {
        self.expires_in = duration;
        self
    }

    /// Sets any claim, in place of its default value.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.push((name.into(), Some(value.into())));
        self
    }

    /// Removes a claim.
    pub fn without(mut self, name: impl Into<String>) -> Self {
        self.claims.push((name.into(), None));
        self
    }

    /// Sets any member of the header, in place of its default value.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.header.push((name.into(), value.into()));
        self
    }

    /// Signs the token with the issuer's current key.
    #[must_use]
    pub fn sign(self) -> String {
        let key = self.signer.current_key();
        let mut header = Map::from_iter([
            member("typ", "JWT"),
            member("alg", "RS256"),
            member("kid", key.kid.as_str()),
        ]);
        header.extend(self.header.clone());
        let mut claims = self.default_claims();
        for (name, value) in self.claims {
            match value {
                Some(value) => claims.insert(name, value),
                None => claims.remove(&name),
            };
        }
        let mut token = format!("{}.{}", encode(header), encode(claims));
        let signature = key.sign(token.as_bytes());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        token
    }

    fn default_claims(&self) -> Map<String, Value> {
        let mut claims = self.claims_of_every_token();
        match self.ver() {
            TokenVersion::V1 => claims.extend(self.claims_of_v1()),
            TokenVersion::V2 => claims.extend(self.claims_of_v2()),
        }
        let roles = self.roles.values();
        if !roles.is_empty() {
            claims.extend([member("roles", roles)]);
        }
        let scopes = self.scopes.values();
        if self.kind == CallerKind::User && !scopes.is_empty() {
            claims.extend([member("scp", scopes.join(" "))]);
        }
        if self.kind == CallerKind::App && self.registration.marks_app_only {
            claims.extend([member("idtyp", "app")]);
        }
        if self.actor.is_agent() {
            claims.extend(self.claims_of_agents());
        }
        claims.extend(self.actor.claims(self.kind, self.registration.agent_claims));
        claims
    }

    fn claims_of_every_token(&self) -> Map<String, Value> {
        let issued_at = self
            .issued_at
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since_1970| since_1970.as_secs());
        let object_id = self.object_id.to_string();
        let pairwise = format!("{object_id} {}", self.id_of_client().unwrap_or_default());
        let subject = match self.kind {
            CallerKind::User => opaque(&pairwise),
            CallerKind::App => object_id.clone(),
        };
        Map::from_iter([
            member("aud", self.audience.as_deref().unwrap_or(self.audience_of_manifest())),
            member("iat", issued_at),
            member("nbf", issued_at),
            member("exp", issued_at.saturating_add(self.expires_in.as_secs())),
            member("aio", opaque(&format!("aio {pairwise} {issued_at}"))),
            member("oid", object_id),
            member("rh", format!("1.{}.", opaque(&format!("rh {pairwise}")))),
            member("sub", subject),
            member("tid", self.tenant.to_string()),
            member("uti", opaque(&format!("uti {pairwise} {:?}", self.issued_at))),
        ])
    }

    fn claims_of_v2(&self) -> Map<String, Value> {
        let mut claims = Map::from_iter([
            member("iss", self.signer.issuer(TokenVersion::V2, &self.tenant.to_string())),
            member("azpacr", self.client_authentication()),
            member("ver", TokenVersion::V2.ver()),
        ]);
        claims.extend(self.id_of_client().map(|id| member("azp", id.to_string())));
        if self.kind == CallerKind::User {
            claims.extend([member("name", NAME), member("preferred_username", USER_NAME)]);
        }
        claims
    }

    fn claims_of_v1(&self) -> Map<String, Value> {
        let issuer = self.signer.issuer(TokenVersion::V1, &self.tenant.to_string());
        let mut claims = Map::from_iter([
            member("iss", issuer.as_str()),
            member("appidacr", self.client_authentication()),
            member("ver", TokenVersion::V1.ver()),
        ]);
        claims.extend(self.id_of_client().map(|id| member("appid", id.to_string())));
        match self.kind {
            CallerKind::User => claims.extend([
                member("acr", "1"),
                member("amr", ["pwd", "mfa"]),
                member("ipaddr", "203.0.113.7"),
                member("name", NAME),
                member("unique_name", USER_NAME),
                member("upn", USER_NAME),
            ]),
            CallerKind::App => claims.extend([member("idp", issuer)]),
        }
        claims
    }

    fn ver(&self) -> TokenVersion {
        self.version.or(self.registration.token_version).unwrap_or(TokenVersion::V2)
    }

    /// Returns the client id. In v1.0 tokens, returns the URI that the client requested, if the
    /// API has one and does not ask for `use_guid`.
    fn audience_of_manifest(&self) -> &str {
        let AppRegistration { identifier_uris, audience_is_client_id, .. } = self.registration;
        match self.ver() {
            TokenVersion::V1 if !audience_is_client_id => {
                identifier_uris.first().copied().unwrap_or(&self.api)
            }
            TokenVersion::V1 | TokenVersion::V2 => &self.api,
        }
    }

    /// Returns the client id, unless the client has none for this registration of the API.
    fn id_of_client(&self) -> Option<Uuid> {
        self.client.id(self.api_id())
    }

    fn api_id(&self) -> Uuid {
        Uuid::parse_str(&self.api).unwrap_or(Uuid::nil())
    }

    /// Returns `0` for a public client (a web or mobile app), `1` for a client with a secret, and
    /// `2` for an agent, whose blueprint proves its identity. If no registration of the client is
    /// known, the client of a user is public.
    fn client_authentication(&self) -> &'static str {
        let proves_identity = self.client.proves_identity(self.api_id());
        match proves_identity.unwrap_or(self.kind == CallerKind::App) {
            _ if self.is_client_unproven => "0",
            _ if self.actor.is_agent() => "2",
            true => "1",
            false => "0",
        }
    }
}

/// A registration that is not in any manifest.
const UNKNOWN: AppRegistration = AppRegistration::new(None, &[], None);

const NAME: &str = "Adele Vance";
const USER_NAME: &str = "adele.vance@contoso.example";

/// Returns text that is meaningless to the API, and equal for equal input.
fn opaque(input: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, input.as_bytes()))
}

fn member(name: &str, value: impl Into<Value>) -> (String, Value) {
    (name.to_owned(), value.into())
}

fn encode(part: Map<String, Value>) -> String {
    URL_SAFE_NO_PAD.encode(Value::Object(part).to_string())
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
