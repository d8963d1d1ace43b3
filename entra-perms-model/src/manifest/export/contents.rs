//! The contents of one file, as written.

use super::form::Form;
use super::guid;
use crate::manifest::report::FileRange;
use crate::model::{SignInAudience, TokenVersion};

/// The contents of a file, before any rule of a registration is applied.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) form: Form,
    /// The bytes that were read: the application, or the elements of the list. `None` if the text
    /// is not JSON.
    pub(crate) document: Option<FileRange>,
    pub(crate) app: RawApp,
    /// `None` if the file has no list of app roles.
    pub(crate) roles: Option<Vec<RawEntry>>,
    /// `None` if the file has no list of scopes.
    pub(crate) scopes: Option<Vec<RawEntry>>,
}

impl Raw {
    /// Creates the contents of a file that says nothing.
    pub(super) fn new(form: Form) -> Self {
        Self { form, document: None, app: RawApp::default(), roles: None, scopes: None }
    }
}

/// The settings of the application. Each is absent if the file does not have it.
#[derive(Debug, Default)]
pub(crate) struct RawApp {
    /// The `appId`, a GUID in lower case. A placeholder counts as absent.
    pub(crate) client_id: Option<Text>,
    pub(crate) display_name: Option<Text>,
    pub(crate) identifier_uris: IdentifierUris,
    pub(crate) token_version: Option<(TokenVersion, FileRange)>,
    pub(crate) sign_in_audience: Option<(SignInAudience, FileRange)>,
    /// The place at which `acceptMappedClaims` is true.
    pub(crate) accepts_mapped_claims: Option<FileRange>,
    /// The place at which `tokenEncryptionKeyId` names a key.
    pub(crate) encrypts_tokens: Option<FileRange>,
    /// The optional claims of access tokens. `None` if the file has no `optionalClaims`.
    pub(crate) claims: Option<Vec<RawClaim>>,
    /// The clients that need no consent for some scopes.
    pub(crate) pre_authorized: Vec<PreAuthorized>,
}

/// The App ID URIs, with their places.
#[derive(Debug, Default)]
pub(crate) struct IdentifierUris {
    pub(crate) uris: Vec<Text>,
    /// The place of the first list. `None` if there is no list.
    pub(crate) at: Option<FileRange>,
}

/// A client that needs no consent for these scopes.
#[derive(Debug)]
pub(crate) struct PreAuthorized {
    /// The client id, a GUID in lower case.
    pub(crate) client_id: String,
    /// The ids of the scopes, with their places.
    pub(crate) scopes: Vec<(u128, FileRange)>,
}

/// The registration of a client of the API, as written.
#[derive(Debug)]
pub(crate) struct RawClient {
    /// The `appId`, a GUID in lower case. A placeholder counts as absent.
    pub(crate) client_id: Option<Text>,
    pub(crate) display_name: Option<Text>,
    /// The permissions that the client asks for, by API.
    pub(crate) requests: Vec<Requests>,
    pub(crate) is_public: bool,
    pub(crate) is_blueprint: bool,
}

/// The permissions of one API that a client asks for.
#[derive(Debug)]
pub(crate) struct Requests {
    /// The client id of the API, a GUID in lower case. Any other text is as written.
    pub(crate) client_id: String,
    pub(crate) permissions: Vec<Request>,
}

/// One permission that a client asks for.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) at: FileRange,
    pub(crate) id: Option<Text>,
    /// The `type`.
    pub(crate) kind: Option<Text>,
}

impl Request {
    /// Returns the id, or `None` if it is not a GUID.
    pub(crate) fn guid(&self) -> Option<u128> {
        guid::parse(&self.id.as_ref()?.text)
    }
}

/// An app role or a scope.
#[derive(Debug)]
pub(crate) struct RawEntry {
    pub(crate) value: Text,
    pub(crate) id: Option<u128>,
    pub(crate) display_name: String,
    pub(crate) description: String,
    pub(crate) enabled: bool,
    /// The words in `allowedMemberTypes`, none for a scope. `None` after an error in them.
    pub(crate) members: Option<Vec<Text>>,
    /// The `type` of a scope: who may consent to it.
    pub(crate) consent: Option<Text>,
    /// `true` if an administrator added the entry to a service principal.
    pub(crate) of_tenant: bool,
}

/// One entry of `optionalClaims.accessToken`.
#[derive(Debug)]
pub(crate) struct RawClaim {
    pub(crate) name: String,
    /// `true` for a property of a directory extension. Entra defines all other claims.
    pub(crate) is_extension: bool,
    pub(crate) properties: Vec<Text>,
}

/// Text from a file, with its place.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) at: FileRange,
}
