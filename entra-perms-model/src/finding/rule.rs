//! The rules that findings are about.

use super::lint::Lint;

/// Declares the rules: variant, id and, if one cause can break a rule at many places, the plural
/// that counts further findings.
macro_rules! rules {
    ($(#[doc = $doc:literal] $variant:ident = $id:literal $(, many $plural:literal)?;)*) => {
        /// A rule for manifests and for the arguments of `permissions!`.
        ///
        /// Each finding names the rule that is broken. The id of a rule is stable: tools may
        /// compare it and use it in their output.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $doc] $variant,)*
            /// A risk that `allow = [lint]` accepts.
            Lint(Lint),
        }

        impl Rule {
            /// Returns the id of the rule, such as `unmapped_scope`. The id of a lint is its name.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                    Self::Lint(lint) => lint.name(),
                }
            }

            /// Returns every rule, first those that are errors, then the lints.
            pub fn all() -> impl Iterator<Item = Self> {
                let errors = [$(Self::$variant),*];
                errors.into_iter().chain(Lint::ALL.into_iter().map(Self::Lint))
            }

            /// Returns the rule in one sentence, or for a lint the risk.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self {
                    $(Self::$variant => $doc.trim_ascii(),)*
                    Self::Lint(lint) => lint.description(),
                }
            }

            /// Returns the noun that counts further findings, if one cause can break the rule at
            /// many places.
            pub(super) fn plural(self) -> Option<&'static str> {
                match self {
                    $($(Self::$variant => Some($plural),)?)*
                    _ => None,
                }
            }
        }
    };
}

rules! {
    // Files
    /// A file must exist where it is searched.
    FileNotFound = "file_not_found";
    /// A path must lead to one file only.
    AmbiguousFile = "ambiguous_file";
    /// A file must be in the package, or in its workspace.
    FileOutside = "file_outside";
    /// A path must lead to a file.
    NotAFile = "not_a_file";
    /// The package of a relative path must be known.
    NoPackage = "no_package";
    /// A path must be UTF-8, because the compiler cannot track another one.
    UntrackablePath = "untrackable_path";
    /// A file must be readable and not too large.
    UnreadableFile = "unreadable_file";
    /// A file must be text in UTF-8, or in UTF-16 with a byte order mark.
    UnknownEncoding = "unknown_encoding";
    /// A file must be named once.
    RepeatedFile = "repeated_file";

    // Arguments of `permissions!`
    /// The arguments must be written as documented.
    Syntax = "syntax";
    /// An argument must exist.
    UnknownArgument = "unknown_argument";
    /// An argument must be given once.
    RepeatedArgument = "repeated_argument";
    /// A required argument must be given.
    MissingArgument = "missing_argument";
    /// A lint in `allow` must exist.
    UnknownLint = "unknown_lint";

    // One exported file
    /// A manifest must be JSON.
    NotJson = "not_json";
    /// A file must be an app registration, or a part of one.
    NotAManifest = "not_a_manifest";
    /// An export must not be cut off.
    CutOff = "cut_off";
    /// If a file lists several applications, `app` must name one of them.
    AppChoice = "app_choice";
    /// A key must have a value of the documented type.
    UnexpectedType = "unexpected_type", many "values of another type than expected";
    /// A setting must have a documented value.
    InvalidSetting = "invalid_setting";
    /// A key must be given once in an object.
    RepeatedKey = "repeated_key", many "keys that are given twice in one object";
    /// Two keys with one meaning must agree.
    Contradiction = "contradiction", many "keys that contradict another key";
    /// A key that may disable an app role or a scope must be known.
    UnknownSwitch = "unknown_switch", many "unknown keys that may disable entries";
    /// A key of an optional claim must be known.
    UnknownClaimKey = "unknown_claim_key", many "unknown keys of optional claims";
    /// A setting must be at a place where it is read.
    Misplaced = "misplaced", many "settings at a place where they are not read";
    /// A file must not contain secrets.
    Secret = "secret", many "secrets of the application";

    // The files of one manifest
    /// The files of one manifest must belong to one application.
    DifferentApplications = "different_applications";
    /// A manifest must define app roles or scopes.
    NoPermissions = "no_permissions";
    /// A manifest must not have more entries than Entra accepts.
    TooManyEntries = "too_many_entries";

    // The registration
    /// A value must be one that Entra accepts.
    IllegalValue = "illegal_value", many "values that Entra does not accept";
    /// An app role must have `allowedMemberTypes`.
    NoHolder = "no_holder", many "app roles without `allowedMemberTypes`";
    /// `allowedMemberTypes` must contain known words only.
    UnknownHolder = "unknown_holder", many "unknown words in `allowedMemberTypes`";
    /// Entries with one value must agree.
    RepeatedEntry = "repeated_entry", many "entries that are repeated with different meaning";
    /// A manifest must not list the permissions of several APIs.
    SeveralApis = "several_apis";
    /// Group names must not be emitted as roles.
    GroupsAsRoles = "groups_as_roles";
    /// Settings must be compatible with personal accounts.
    PersonalAccounts = "personal_accounts_setting";
    /// Tenants must not be able to map claims of a multi-tenant application.
    MappedClaims = "mapped_claims";
    /// Tokens must not be encrypted.
    EncryptedTokens = "encrypted_tokens";

    /// A client must be pre-authorized for scopes that exist.
    UnknownPreAuthorization = "unknown_pre_authorization", many "pre-authorized scopes that do not exist";

    // The environments
    /// Each environment must have a registration of its own.
    SameRegistration = "same_registration";
    /// The environments must have the registrations of one API.
    DifferentApis = "different_apis";
    /// A validator must be able to tell the environments apart.
    UnknownClientIds = "unknown_client_ids";
    /// Every environment must define the same values.
    NotEverywhere = "not_everywhere", many "app roles and scopes that an environment lacks";
    /// If one environment has app roles, or scopes, every environment must have some.
    MissingHalf = "missing_half";
    /// Every environment must allow the same holders.
    DifferentHolders = "different_holders", many "app roles that environments give to different holders";

    // The clients
    /// A client must have a name of its own, which is not reserved.
    ClientName = "client_name";
    /// If there are clients, a registration of the API must have a client id.
    UnknownApi = "unknown_api";
    /// A client must have a client id.
    UnknownClient = "unknown_client";
    /// A client must ask for permissions of a registration of this API.
    OtherApi = "other_api";
    /// In each registration of the API, a client has one file, and no other client has its id.
    RepeatedClient = "repeated_client";
    /// A client must ask for permissions that exist.
    UnknownPermission = "unknown_permission", many "permissions that the API does not have";
    /// A client must ask for scopes as `Scope`, and for app roles as `Role`.
    WrongPermissionType = "wrong_permission_type", many "permissions of another type than requested";
    /// A client must ask for app roles that applications can hold.
    NotForApplications = "not_for_applications", many "app roles that applications cannot hold";
    /// A client must ask for permissions that are enabled.
    DisabledPermission = "disabled_permission", many "permissions that are disabled";

    // The URLs of an MCP server
    /// A URL of `mcp` must be a URL that clients can send to Entra.
    McpUrl = "mcp_url";
    /// The files of a registration must say what `mcp` depends on.
    McpExport = "mcp_export";
    /// Each registration must have a URL of `mcp` as an App ID URI, and each URL a registration.
    McpAppIdUri = "mcp_app_id_uri";
    /// The access token version must be one with which Entra accepts a URL as an App ID URI.
    McpTokenVersion = "mcp_token_version";
    /// A client of an MCP server must find a scope that is enabled.
    McpScopes = "mcp_scopes";

    // The mapping
    /// The argument `scopes` must be given if the manifest has scopes.
    NoMapping = "no_mapping";
    /// A name must be in the manifest.
    UnknownName = "unknown_name", many "names that the manifest does not have";
    /// A scope must not be named in the place of an app role, or the reverse.
    WrongKind = "wrong_kind", many "scopes and app roles that are mixed up";
    /// A pattern must have at most one `*`, for whole segments.
    MalformedPattern = "malformed_pattern";
    /// A scope must be mapped.
    UnmappedScope = "unmapped_scope";
    /// A line or pattern must map a scope to app roles that users can hold.
    MapsToNothing = "maps_to_nothing", many "lines and patterns that map to no app role of users";
    /// A role that users can hold must be reachable by a scope.
    UndelegatedRole = "undelegated_role";
    /// The model must not allow what `never` rules out.
    Never = "never", many "violations of `never`";
    /// `not_delegated` must list only app roles that would be an error without it.
    Needless = "needless", many "needless values in `not_delegated`";

    // Names and constraints
    /// A constraint must be an identifier and the last segment of some app role.
    InvalidConstraint = "invalid_constraint";
    /// `rename` must give a value one name, which must not be reserved.
    InvalidRename = "invalid_rename";
    /// Two values must not become one identifier.
    TakenName = "taken_name", many "values whose identifier is taken";
}
