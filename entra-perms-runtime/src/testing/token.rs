//! What the issuer signs: claims as in Entra's access tokens
//! (<https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>).

use std::time::{Duration, SystemTime};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::issuer::DevIssuer;
use crate::model::{AppRegistration, CallerKind, Model, PermissionSet, TokenVersion};
use crate::validator::choose_registration;

/// An access token to be. What is not said comes from the manifest: audience, version, and whether an application's own
/// token says so (`idtyp`).
#[derive(Clone, Debug)]
#[must_use = "nothing is signed until `sign`"]
pub struct TokenBuilder<'a, M: Model> {
    issuer: &'a DevIssuer,
    kind: CallerKind,
    roles: PermissionSet<M::Role>,
    scopes: PermissionSet<M::Scope>,
    tenant: Uuid,
    object_id: Uuid,
    client_id: Uuid,
    /// The client id of the API.
    api: String,
    /// What the manifest of the API says.
    registration: AppRegistration,
    audience: Option<String>,
    version: Option<TokenVersion>,
    issued_at: SystemTime,
    expires_in: Duration,
    /// In the order in which they were asked for; `None` takes a claim away.
    claims: Vec<(String, Option<Value>)>,
    header: Vec<(String, Value)>,
}

/// Ids that are taken unless told: the user, the service principal, and the client.
pub(super) const USER: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0001);
pub(super) const SERVICE: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0002);
pub(super) const CLIENT: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0003);

impl<'a, M: Model> TokenBuilder<'a, M> {
    pub(super) fn new(issuer: &'a DevIssuer, kind: CallerKind) -> Self {
        let registration = M::REGISTRATIONS.first().copied().unwrap_or(UNKNOWN);
        Self {
            issuer,
            kind,
            roles: PermissionSet::default(),
            scopes: PermissionSet::default(),
            tenant: issuer.tenant(),
            object_id: match kind {
                CallerKind::User => USER,
                CallerKind::App => SERVICE,
            },
            client_id: CLIENT,
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

    /// The roles that the user, or the application, holds (`roles`).
    pub fn roles(mut self, roles: impl IntoIterator<Item = M::Role>) -> Self {
        self.roles.extend(roles);
        self
    }

    /// The scopes that the client was granted (`scp`); only for a client that acts for a user.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = M::Scope>) -> Self {
        self.scopes.extend(scopes);
        self
    }

    /// The user, or the service principal (`oid`).
    pub fn object_id(mut self, id: Uuid) -> Self {
        self.object_id = id;
        self
    }

    /// The client (`azp`, `appid`).
    pub fn client_id(mut self, id: Uuid) -> Self {
        self.client_id = id;
        self
    }

    /// The app registration that the token is for, by its client id (`appId`), if not the first: what its manifest says holds
    /// for the token. A client id that the validator's [`client_id`](crate::TokenValidatorBuilder::client_id) takes means
    /// the same here; one that it does not take is the audience of a v2.0 token.
    pub fn registration(mut self, client_id: impl Into<String>) -> Self {
        let client_id = client_id.into();
        (self.api, self.registration) = choose_registration(M::REGISTRATIONS, Some(&client_id))
            .map_or((client_id, UNKNOWN), |(id, registration)| (id.to_string(), registration));
        self
    }

    /// Who the token is for (`aud`), if not the API of the manifest.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// The version of the token (`ver`), if not the manifest's.
    pub fn version(mut self, version: TokenVersion) -> Self {
        self.version = Some(version);
        self
    }

    /// The tenant of the token (`tid`, and in `iss`), if not the issuer's.
    pub fn tenant(mut self, tenant: Uuid) -> Self {
        self.tenant = tenant;
        self
    }

    /// When the token was issued, and is valid from (`iat`, `nbf`), if not now. In whole seconds, and not before 1970.
    pub fn issued_at(mut self, time: SystemTime) -> Self {
        self.issued_at = time;
        self
    }

    /// How long the token is valid (`exp`), if not one hour. In whole seconds.
    pub fn expires_in(mut self, duration: Duration) -> Self {
        self.expires_in = duration;
        self
    }

    /// Any claim, in place of what would stand there.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.push((name.into(), Some(value.into())));
        self
    }

    /// Leaves a claim out.
    pub fn without(mut self, name: impl Into<String>) -> Self {
        self.claims.push((name.into(), None));
        self
    }

    /// Any member of the header, in place of what would stand there.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.header.push((name.into(), value.into()));
        self
    }

    /// The token, signed with the issuer's current key.
    #[must_use]
    pub fn sign(self) -> String {
        let key = self.issuer.published().current_key();
        let mut header = object(json!({ "typ": "JWT", "alg": "RS256", "kid": key.kid }));
        header.extend(self.header.clone());
        let mut claims = self.all_claims();
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

    fn all_claims(&self) -> Map<String, Value> {
        let mut claims = self.claims_of_every_token();
        claims.extend(match self.ver() {
            TokenVersion::V1 => self.claims_of_v1(),
            TokenVersion::V2 => self.claims_of_v2(),
        });
        let (roles, scopes) = (self.roles.values(), self.scopes.values());
        if !roles.is_empty() {
            claims.insert("roles".to_owned(), roles.into());
        }
        if self.kind == CallerKind::User && !scopes.is_empty() {
            claims.insert("scp".to_owned(), scopes.join(" ").into());
        }
        if self.kind == CallerKind::App && self.registration.marks_app_only {
            claims.insert("idtyp".to_owned(), "app".into());
        }
        claims
    }

    fn claims_of_every_token(&self) -> Map<String, Value> {
        let issued_at = self
            .issued_at
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let object_id = self.object_id.to_string();
        let pairwise = format!("{object_id} {}", self.client_id);
        object(json!({
            "aud": self.audience.as_deref().unwrap_or(self.audience_of_manifest()),
            "iat": issued_at,
            "nbf": issued_at,
            "exp": issued_at.saturating_add(self.expires_in.as_secs()),
            "aio": opaque(&format!("aio {pairwise} {issued_at}")),
            "oid": object_id,
            "rh": format!("1.{}.", opaque(&format!("rh {pairwise}"))),
            "sub": match self.kind {
                CallerKind::User => opaque(&pairwise),
                CallerKind::App => object_id,
            },
            "tid": self.tenant.to_string(),
            "uti": opaque(&format!("uti {pairwise} {:?}", self.issued_at)),
        }))
    }

    fn claims_of_v2(&self) -> Map<String, Value> {
        let issuer = self.issuer.published().authority.issuers().v2;
        let mut claims = object(json!({
            "iss": self.of_tenant(&issuer),
            "azp": self.client_id.to_string(),
            "azpacr": self.client_authentication(),
            "ver": TokenVersion::V2.ver(),
        }));
        if self.kind == CallerKind::User {
            claims.extend(object(json!({ "name": NAME, "preferred_username": USER_NAME })));
        }
        claims
    }

    fn claims_of_v1(&self) -> Map<String, Value> {
        let issuer = self.of_tenant(&self.issuer.published().authority.issuers().v1);
        let mut claims = object(json!({
            "iss": issuer,
            "appid": self.client_id.to_string(),
            "appidacr": self.client_authentication(),
            "ver": TokenVersion::V1.ver(),
        }));
        claims.extend(match self.kind {
            CallerKind::User => object(json!({
                "acr": "1",
                "amr": ["pwd", "mfa"],
                "ipaddr": "203.0.113.7",
                "name": NAME,
                "unique_name": USER_NAME,
                "upn": USER_NAME,
            })),
            CallerKind::App => object(json!({ "idp": issuer })),
        });
        claims
    }

    fn ver(&self) -> TokenVersion {
        self.version.or(self.registration.token_version).unwrap_or(TokenVersion::V2)
    }

    /// The client id; in v1.0 tokens the URI that the client asked for, where the API has one and does not ask for `use_guid`.
    fn audience_of_manifest(&self) -> &str {
        let AppRegistration { identifier_uris, audience_is_client_id, .. } = self.registration;
        match self.ver() {
            TokenVersion::V1 if !audience_is_client_id => {
                identifier_uris.first().copied().unwrap_or(&self.api)
            }
            TokenVersion::V1 | TokenVersion::V2 => &self.api,
        }
    }

    /// A web or mobile app is public (`0`); a service has a secret (`1`).
    fn client_authentication(&self) -> &'static str {
        match self.kind {
            CallerKind::User => "0",
            CallerKind::App => "1",
        }
    }

    fn of_tenant(&self, issuer: &str) -> String {
        issuer.replace("{tenantid}", &self.tenant.to_string())
    }
}

/// What is known of a registration that has no manifest here.
const UNKNOWN: AppRegistration = AppRegistration::new(None, &[], None);

const NAME: &str = "Adele Vance";
const USER_NAME: &str = "adele.vance@contoso.example";

/// What means nothing to the API, and is the same for the same input.
fn opaque(of: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, of.as_bytes()))
}

fn object(json: Value) -> Map<String, Value> {
    match json {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn encode(part: Map<String, Value>) -> String {
    URL_SAFE_NO_PAD.encode(Value::Object(part).to_string())
}
