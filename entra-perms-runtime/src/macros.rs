//! The macros, documented where users find them.

/// Reads an app registration manifest at build time, and generates its permission model.
///
/// ```
/// mod permissions {
///     entra_perms_runtime::permissions! {
///         manifest = "manifests/crm.json",
///         scopes = {
///             "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
///             "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*",
///                                     "Contacts.Read.*", "Contacts.Write.*"],
///             "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
///         },
///         constraints = ["My", "Team", "All"],
///     }
/// }
/// use permissions::{Role, RoleSet, Scope, roles};
///
/// # fn main() {
/// assert_eq!(roles::Contacts::Write::Team, Role::ContactsWriteTeam);
/// assert_eq!(Role::ContactsWriteTeam.value(), "Contacts.Write.Team");
/// const READ_MY: RoleSet = Scope::CrmReadMy.roles();
/// assert_eq!(READ_MY, RoleSet::from(Role::ContactsReadMy));
/// # }
/// ```
///
/// # Arguments
///
/// | argument | meaning |
/// |---|---|
/// | `manifest = "path"` | The exported manifest: `az ad app show --id <app id> -o json`, or *Manifest* in the portal. |
/// | `manifest = ["path", …]` | The fragments that one manifest is kept in, such as roles in one file and scopes in another. |
/// | `app = "client id or display name"` | Which application, where a file lists several. An environment's file that lists several must have one of that name. |
/// | `environments = ["path", …]` | The manifests of the other environments; for one that is kept in fragments, a list in the list. |
/// | `scopes = { "scope" => ["role", …], … }` | The static mapping: the roles that each scope lets a client use for a user. |
/// | `constraints = ["My", "Team", "All"]` | The last segments that say how far a permission reaches, narrowest first. |
/// | `not_delegated = ["role", …]` | User roles that no scope leads to, on purpose. |
/// | `rename = { "value" => Ident, … }` | Another identifier for a value: resolves two that would become the same one. |
/// | `allow = [warning, …]` | Warnings that are not wanted: see below. |
/// | `crate = path` | Where this crate is, if renamed. |
///
/// A changed manifest rebuilds what depends on it; as with all sources, cargo goes by the time at which
/// a file was last changed.
///
/// ## Where files are looked up
///
/// All arguments that name files follow the same rules.
///
/// - A relative path is looked up in the folder of the package's `Cargo.toml` and in each parent up to
///   the root of its [workspace](https://doc.rust-lang.org/cargo/reference/workspaces.html). Cargo says
///   which workspace that is. It is asked only if a file above the package could be meant.
/// - A package that is not a member of a workspace has only its own folder. This holds for downloaded
///   and vendored packages, excluded folders, and path dependencies elsewhere. It also holds for what
///   `cargo package` packed. So a published package must contain its manifest, or a symbolic link to
///   it, which cargo packs as a file.
/// - Two different files of that name are an error that names both. A nearer file that appears is found
///   the next time that the crate is compiled. A link to the other file is the same file.
/// - If the macro is called from a source file of another package, the folders of that package count,
///   too, provided that both are members of one workspace.
/// - `..` does not lead out of the workspace, or out of a package without one.
/// - An absolute path is taken as it is.
/// - Other build tools than cargo must set `CARGO_MANIFEST_DIR` for relative paths. Without cargo, a
///   package has only its own folder.
///
/// An error for a file that is missing lists the folders that were searched.
///
/// ## The manifest
///
/// Any form of export is understood, and told from its content: what the portal, Microsoft Graph (applications and service
/// principals, v1.0 and beta), `az` old and new, Microsoft 365 Agents Toolkit, and the PowerShell modules (`ConvertTo-Json -Depth 10`)
/// write; a list of which one application is chosen; bare lists of roles or scopes. Keys match in any case. Comments and trailing
/// commas do no harm, and neither do byte order marks, UTF-16 with one, ids that are placeholders, or values that are `null`.
///
/// Of all that, the program holds values, display names and ids of roles and scopes, and of the application its name, client id, App ID
/// URIs, and what it says of tokens; descriptions are in the documentation, and those of scopes, where the feature `utoipa` is on, in the
/// program too. Credentials, owners and redirect URIs stay in the file, and a file
/// with a secret in it is refused.
///
/// ## Environments
///
/// The registrations of development, test and production must define the same values for the same holders; ids and texts may
/// differ, and so may what each says of its tokens. What one of them disables counts as disabled everywhere. The validator is then
/// built for one of them, chosen by its client id with [`TokenValidatorBuilder::client_id`](crate::TokenValidatorBuilder::client_id).
///
/// ## The mapping
///
/// - `*` stands for one or more whole dotted segments, at most once in a pattern. On the right it repeats what it matched on
///   the left, so `"Crm.Read.*" => ["Contacts.Read.*"]` leads from `Crm.Read.My` to `Contacts.Read.My`. A right-hand `*` under
///   a left-hand side without one matches anything: `"user_impersonation" => ["*"]`.
/// - A pattern that is itself a value of the manifest is taken literally.
/// - Lines that match the same scope add up. `=> []` says on purpose that a scope leads to no role.
/// - It must be exhaustive in both directions: every enabled scope leads to a role, or says that it does not, and every enabled role that users can hold is
///   led to, or listed in `not_delegated`. A wildcard skips roles that users cannot hold.
///
/// # What it generates
///
/// In the module where it stands:
///
/// - `enum Role` and `enum Scope`, a variant a value, in manifest order, documented from the manifest. They print, parse and
///   serialize as the exact Entra value, and have `ALL`, `value()`, `id()`, `display_name()` and `is_enabled()`.
/// - `Scope::roles()` and its inverse `Role::scopes()`, both `const`, as `RoleSet` and `ScopeSet` (see [`Set`](crate::Set)).
/// - `mod roles` and `mod scopes`: the values as paths, spelled as in Entra. Segments are split at `.`, `:` and `/`; what is no
///   character of an identifier becomes `_`; keywords become raw identifiers. Each is a constant, but for values of one
///   segment that begin with another character than an upper-case letter, such as `admin`: with a constant of that name in
///   scope, `let admin = …` would not bind. `#[requires(admin)]` takes it all the same; other code writes `Role::Admin`.
/// - `Model`, the marker type through which the runtime reaches the tables; on its page in `cargo doc`, the whole mapping as
///   a table. `Caller` and `TokenValidator` are those of this crate, for this model.
/// - With `constraints`, in each module of roles that end in one: `enum Constraint`, exactly the reaches that exist;
///   `widest(&caller) -> Option<Constraint>`; and `ANY`, all of them as a set. Match on `widest` exhaustively, and a role that
///   gives the permission one more of the `constraints` fails the build until it is handled.
///
/// What the manifest disables keeps its name, marked `#[deprecated]`, and is never granted.
///
/// # Errors and warnings
///
/// Every defect of manifest and mapping is a build error, all of them in one build: names that do not exist, scopes that no
/// line maps, roles that no scope leads to, values that would get the same name, environments that differ, settings that would let the wrong
/// tokens in or keep all tokens out (`emit_as_roles`, `acceptMappedClaims` on a multi-tenant
/// application, `tokenEncryptionKeyId`), and so on. Of one kind, 20 are shown and the others counted.
///
/// If a manifest is legal but risky, the compiler warns. It reports the use of a deprecated constant with the name of the warning,
/// because a macro has no other way to warn. `allow = [name]` silences one warning. `#![allow(deprecated)]` silences none of them;
/// `#![deny(warnings)]` makes them errors, and `#![deny(deprecated)]` does not.
///
/// | warning | |
/// |---|---|
/// | `no_idtyp` | Access tokens lack the [optional claim](https://learn.microsoft.com/entra/identity-platform/optional-claims-reference) `idtyp`, by which tokens of applications that act as themselves are told from those of users. |
/// | `personal_accounts` | App roles although `signInAudience` is `AzureADandPersonalMicrosoftAccount`: personal accounts cannot hold them, only users of organizations can. |
/// | `shared_roles` | App roles that both users and applications can hold. |
/// | `long_values` | Values of more than the documented 120 characters. Entra takes up to 249. |
/// | `repeated_ids` | Different values with one id, which Entra does not accept. |
/// | `placeholders` | Values that a template should have replaced. |
/// | `no_client_id` | An environment of which the manifest does not say the client id (`appId`), so that any is taken for it. |
/// | `disabled_elsewhere` | What one environment disables counts as disabled in all of them. |
pub use entra_perms_macros::permissions;

/// Guards a function: it runs only for callers that meet the requirement.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use entra_perms_runtime::{Denied, requires};
/// use permissions::{Caller, roles::*};
///
/// #[requires(any(Contacts::Read::Team, Contacts::Read::All))]
/// fn contacts_of_team(caller: &Caller, team: &str) -> Result<Vec<String>, Denied> {
///     Ok(vec![format!("Ada, {team}")])
/// }
/// # fn main() {}
/// ```
///
/// # The requirement
///
/// | | holds for a caller who |
/// |---|---|
/// | `Contacts::Write::Team` | may use this role |
/// | `Contacts::Write::ANY` | may use one role of this set |
/// | `at_least(Contacts::Read::Team)` | may use this role, or one of the same permission that reaches further |
/// | `scope(scopes::Crm::Read::Team)` | acts for a user, and was granted this scope |
/// | `any(A, B, …)` | meets one of these |
/// | `all(A, B, …)` | meets all of these |
///
/// After it may follow `by = user` or `by = app` (let only callers in that act for a user, or only applications that act as
/// themselves), `caller = expr`, and `crate = path` where this crate is renamed.
///
/// Paths are resolved by the compiler: import them with `use permissions::roles::*`, and a name that does not exist is a build
/// error on that very segment. So is a requirement that nobody can meet: a disabled role, one that no scope leads to and no
/// application can hold, `by = app` on a role that only users can hold.
///
/// # Where the caller comes from
///
/// 1. `caller = expr`: anything that is a [`CallerSource`](crate::CallerSource), such as a `Caller`, an `Arc<Caller>`, an `http::Request` or its
///    extensions, a `tonic::Request`;
/// 2. else the parameter of type `&Caller`. In both cases the check is the first thing the function does, and the function
///    returns `Result<_, E>` with `E: From<Denied>`;
/// 3. else the function is a handler, which is `async` or returns `impl Future`: the extractor [`Authorized`](crate::Authorized) is put in front of its parameters. It
///    checks before any other extractor runs, so a caller without the permission learns nothing from a malformed body.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// # use axum::{Json, extract::Path};
/// # use entra_perms_runtime::requires;
/// # use permissions::roles::*;
/// #[requires(Contacts::Write::Team)]
/// async fn rename_contact(Path(id): Path<u32>, Json(name): Json<String>) -> String {
///     format!("{id} is now {name}")
/// }
/// # fn main() { let _: axum::Router = axum::Router::new().route("/contacts/{id}", axum::routing::put(rename_contact)); }
/// ```
///
/// `#[requires]` goes above `#[axum::debug_handler]`, which must see the extractor, and above other
/// attributes. The route macros of actix-web may stand above it or below.
///
/// The extractor makes the handler one that only a framework can call: test it through the router, and guard what you call
/// yourself with a `&Caller`. Where a framework does not take it for a handler, that framework's feature is off.
///
/// A handler in an `impl` block cannot be guarded that way: the extractor needs a type beside the function, and an `impl` block
/// has no place for one. Make it a free function, or give it the caller as a parameter and name that:
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// # use entra_perms_runtime::{Denied, requires};
/// # use permissions::{Caller, roles::*};
/// struct Contact;
///
/// impl Contact {
///     #[requires(Contacts::Read::Team, caller = caller)]
///     async fn list(caller: Caller) -> Result<String, Denied> {
///         Ok("Ada".into())
///     }
/// }
/// # fn main() {}
/// ```
///
/// ## Below `#[async_trait]`
///
/// Methods of `#[async_trait]`, and so of [`#[tonic::async_trait]`](https://docs.rs/tonic), are guarded like any other `async fn` that is handed its
/// caller. That attribute is the first to expand, and what `#[requires]` guards is what it makes: the check comes first when the future is
/// awaited, before the body takes its parameters apart. So `caller = …` can name parameters and `self`, and nothing that a pattern binds.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// # use async_trait::async_trait;
/// # use entra_perms_runtime::{Denied, requires};
/// # use permissions::roles::*;
/// # #[async_trait]
/// # trait Book { async fn list(&self, request: http::Request<()>) -> Result<String, Denied>; }
/// # struct ContactBook;
/// #[async_trait]
/// impl Book for ContactBook {
///     #[requires(Contacts::Read::Team, caller = request)]
///     async fn list(&self, request: http::Request<()>) -> Result<String, Denied> {
///         Ok("Ada".into())
///     }
/// }
/// # fn main() {}
/// ```
///
/// If another attribute has changed the method since, that is an error: put `#[requires]` above that
/// attribute. Other functions that return a future cannot be guarded, unless they are handlers.
///
/// # Other attributes
///
/// **Put `#[requires]` first, above all other attributes.** Attributes expand from the top to the
/// bottom. `#[requires]` sees the attributes below it, and keeps them behind the check. It does not
/// see those above it: they have expanded before, and may have copied the function without the
/// check, or have dropped `#[requires]`.
///
/// An attribute below `#[requires]` that stores results, such as
/// [`#[cached]`](https://docs.rs/cached) or [`#[memoize]`](https://docs.rs/memoize), could return
/// the result of one caller to another one. So `#[requires]` looks at each attribute below it:
///
/// - **Attributes that are known to be harmless stay where they are.** Macros are known by the last
///   segment of their path, so do not give another macro one of these names: conditions, docs, lints, and attributes of code generation (`cfg`,
///   `doc`, `allow`, `inline`, `must_use`, `target_feature`, …), `rustfmt::…` and `clippy::…`,
///   `tracing::instrument`, `async_recursion`, `utoipa::path`, route macros (`get`, `post`,
///   `route`, …), `handler`, `endpoint`, `debug_handler`, and `tool` and `prompt` of rmcp. In
///   `cfg_attr(condition, …)`, each attribute counts for itself.
/// - **In a function without `self`, all others move behind the check, together with the body.**
///   `#[requires]` makes an inner function of the same signature, with the attributes and the body.
///   The guarded function checks the caller, and then calls the inner function. So results are
///   stored as before, every call is checked, and a denial is never stored. The inner function checks
///   once more, for attributes that hand it on, such as one that registers commands. So `caller = …`
///   is evaluated twice.
/// - **In a method, all others are a build error**, because an inner function has no `self`. They are
///   also an error in an associated function that names `Self`; one that names a generic parameter of
///   its `impl` does not compile. Guard a function that calls the one with the attribute, as below.
///   Nothing switches this error off.
/// - **In a handler, all attributes stay.** The check is in the extractor, which is a parameter of the
///   handler and of whatever an attribute makes of it. A framework fetches the parameter for each
///   request, before it calls the function, so a stored result is behind the check.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// # use entra_perms_runtime::{Denied, requires};
/// # use permissions::{Caller, roles::*};
/// # struct Book;
/// # impl Book {
/// #[requires(Contacts::Read::Team)]
/// fn list(&self, caller: &Caller, team: &str) -> Result<String, Denied> {
///     Ok(self.stored_list(team))
/// }
///
/// // An attribute that stores results is here.
/// fn stored_list(&self, team: &str) -> String {
///     format!("Ada, {team}")
/// }
/// # }
/// # fn main() {}
/// ```
///
/// The inner function has another name. What an attribute makes beside it, such as a function that
/// empties the cache, cannot be reached. To use that, write the inner function yourself, and guard
/// the function that calls it.
///
/// `caller = …` cannot use a name that a pattern in the parameters binds, because the patterns move
/// with the body. Neither can an attribute that stays, such as `#[instrument(fields(id = id))]`. Give
/// the parameter a name, and take it apart in the body.
///
/// If an attribute above `#[requires]` has rewritten the function, that is a build error wherever the
/// rewrite can be recognized. `#[cached]`, for one, makes a second function without the check. A
/// guard that an attribute drops cannot be seen here: keep `#[requires]` first. A test that reads the
/// sources finds both: `audit::Sources`, with the feature `audit`.
///
/// Other crates have attributes that are called `requires`, too, such as
/// [`contracts`](https://docs.rs/contracts). They guard nothing. Do not import them by name: write
/// their path.
pub use entra_perms_macros::requires;

/// A [`Requirement`] as a value, written as in [`#[requires]`](macro@requires): for [`Caller::explain`] and
/// [`Caller::require`].
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use entra_perms_runtime::requirement;
/// use permissions::{Caller, roles::*};
///
/// fn why(caller: &Caller) -> String {
///     caller.explain(&requirement!(all(Contacts::Read::Team, at_least(Contacts::Write::My)))).to_string()
/// }
/// # fn main() {}
/// ```
///
/// [`Requirement`]: crate::Requirement
/// [`Caller::explain`]: crate::Caller::explain
/// [`Caller::require`]: crate::Caller::require
pub use entra_perms_macros::requirement;
