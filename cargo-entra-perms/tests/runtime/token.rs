//! `token` signs the claims that `DevIssuer` signs, and a validator of `DevIssuer::shared` accepts
//! its tokens. The command is another process, with the target folder of `cargo metadata`.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::{self, Command};
use std::task::{Context, Poll, Waker};
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra_perms_runtime::RegisteredClient as _;
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use serde_json::{Map, Value};

use crate::callers::{self, BLUEPRINT, Facts, OTHER_CLIENT, Proof, REGISTRATIONS, Subject};
use crate::model::{Model, Role, TokenValidator};

/// The random callers that are compared. Each starts the command.
const CALLERS: usize = 80;
/// The claims that depend on the time.
const TIMES: [&str; 5] = ["aio", "exp", "iat", "nbf", "uti"];

/// A package with nothing but the model, in which the command finds it at once.
struct Library {
    folder: PathBuf,
}

impl Library {
    fn new() -> Self {
        let folder = env::temp_dir().join(format!("entra-perms-library-{}", process::id()));
        let manifests = "tests/runtime/manifests";
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::create_dir_all(folder.join(manifests)).unwrap();
        for file in fs::read_dir(package.join(manifests)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.join(manifests).join(file.file_name())).unwrap();
        }
        let (_, model) = include_str!("model.rs").split_once("entra_perms_runtime::").unwrap();
        let (_, model) = model.split_once("entra_perms_runtime::permissions!").unwrap();
        let (model, _) = model.split_once("\n}\n").unwrap();
        let model = format!("entra_perms_runtime::permissions!{model}\n}}\n");
        fs::write(folder.join("src/main.rs"), model).unwrap();
        let cargo = "[package]\nname = \"library\"\nedition = \"2024\"\n\n[workspace]\n";
        fs::write(folder.join("Cargo.toml"), cargo).unwrap();
        Self { folder }
    }

    /// Runs the command with the key of this test.
    fn run(&self, arguments: &[String]) -> String {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let target = ["--target-dir".to_owned(), target.to_str().unwrap().to_owned()];
        run(&self.folder, &[&target, arguments].concat())
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs the command in a folder, and returns its output.
fn run(folder: &Path, arguments: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-entra-perms"));
    let output = command.arg("token").args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the token in the `curl` line.
fn token_in(script: &str) -> &str {
    let (_, token) = script.split_once("Bearer ").unwrap();
    token.strip_suffix("'\n").unwrap()
}

fn arguments(facts: &Facts) -> Vec<String> {
    let caller = match facts.subject {
        Subject::User => "user",
        Subject::App => "app",
        Subject::AgentForUser => "agent-for-user",
        Subject::AgentAsItself => "agent-as-itself",
        Subject::AgentAccount => "agent-account",
        other => panic!("{other:?}"),
    };
    let client = match facts.client {
        Some(client) => client.entry().name.to_owned(),
        None => OTHER_CLIENT.to_string(),
    };
    let environment = REGISTRATIONS[facts.registration].to_string();
    let mut arguments = vec!["--as".to_owned(), caller.to_owned()];
    let mut add = |option: &str, value: String| arguments.extend([option.to_owned(), value]);
    add("--client", client);
    add("--environment", environment);
    if is_agent(facts) {
        add("--blueprint", BLUEPRINT.to_string());
    }
    // Given in another order, the values are in the order of the model.
    facts.roles.iter().rev().for_each(|role| add("--role", role.value().to_owned()));
    facts
        .scopes
        .iter()
        .rev()
        .for_each(|scope| add("--scope", scope.value().to_owned()));
    facts.contexts.iter().for_each(|number| add("--context", format!("c{number}")));
    if facts.proof == Proof::Unproven {
        arguments.push("--without-client-secret".to_owned());
    }
    arguments
}

fn is_agent(facts: &Facts) -> bool {
    use Subject::{AgentAccount, AgentAsItself, AgentForUser};
    matches!(facts.subject, AgentForUser | AgentAsItself | AgentAccount)
}

fn token_of<'i>(issuer: &'i DevIssuer, facts: &Facts) -> TokenBuilder<'i, Model> {
    let is_app_only = facts.subject.is_app_only();
    let token = if is_app_only { issuer.app() } else { issuer.user() };
    let token = match facts.subject {
        Subject::AgentForUser | Subject::AgentAsItself => token.agent(BLUEPRINT),
        Subject::AgentAccount => token.agent_account(BLUEPRINT),
        _ => token,
    };
    let token = match facts.client {
        Some(client) => token.client(client),
        None => token.client_id(OTHER_CLIENT),
    };
    let token = token.registration(REGISTRATIONS[facts.registration].to_string());
    let token = token.roles(facts.roles.iter().copied()).scopes(facts.scopes.iter().copied());
    let token = match facts.proof {
        Proof::AsRegistered => token,
        Proof::Unproven => token.without_client_secret(),
    };
    if facts.contexts.is_empty() { token } else { token.contexts(facts.contexts.iter().copied()) }
}

/// Returns random callers that Entra could issue a token to.
fn issued() -> Vec<Facts> {
    let blueprints = |facts: &Facts| {
        let registrations = facts.client.iter().flat_map(|client| client.entry().registrations);
        let api = REGISTRATIONS[facts.registration];
        let mut of_api = registrations.filter(|it| it.api == api).peekable();
        let is_unknown = facts.client.is_some() && of_api.peek().is_none();
        is_unknown || of_api.any(|it| it.is_blueprint)
    };
    let is_shape = |facts: &Facts| {
        use Subject::{AgentAccount, AgentAsItself, AgentForUser, App, User};
        let shapes = [User, App, AgentForUser, AgentAsItself, AgentAccount];
        let is_user = !facts.subject.is_app_only();
        shapes.contains(&facts.subject) && !(is_user && facts.scopes.is_empty())
    };
    let callers = callers::random(4 * CALLERS).into_iter();
    let callers = callers.filter(|facts| is_shape(facts) && !blueprints(facts));
    let holdable = callers.map(|facts| {
        let holder = if facts.subject.is_app_only() { "Application" } else { "User" };
        let holds = |role: &Role| holders(role.value()).contains(&Value::from(holder));
        let roles = facts.roles.iter().copied().filter(holds).collect();
        Facts { roles, ..facts }
    });
    holdable.take(CALLERS).collect()
}

/// Returns the holders of a role, as the manifest names them.
fn holders(role: &str) -> Vec<Value> {
    let manifest: Value = serde_json::from_str(include_str!("manifests/library.dev.json")).unwrap();
    let mut roles = manifest["appRoles"].as_array().unwrap().iter();
    let role = roles.find(|entry| entry["value"] == role).unwrap();
    role["allowedMemberTypes"].as_array().unwrap().clone()
}

/// Returns the claims, without those that depend on the time.
fn claims(token: &str) -> Map<String, Value> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let mut claims: Map<String, Value> = serde_json::from_slice(&payload).unwrap();
    for name in TIMES {
        assert!(claims.remove(name).is_some(), "{name}");
    }
    claims
}

/// Returns the result of a future that waits for nothing.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the future waits"),
    }
}

#[test]
fn the_command_signs_the_claims_of_the_development_issuer() {
    let issuer = DevIssuer::shared().unwrap();
    let validators = REGISTRATIONS.map(|id| {
        let builder = issuer.validator::<Model>().client_id(id.to_string());
        let validator: TokenValidator = ready(builder.build()).unwrap();
        validator
    });
    let library = Library::new();
    let callers = issued();
    assert_eq!(callers.len(), CALLERS);
    let (mut accepted, mut with_roles) = (0, 0);
    for facts in callers {
        let arguments = arguments(&facts);
        let script = library.run(&arguments);
        let token = token_in(&script);
        let own = token_of(&issuer, &facts).sign();
        assert_eq!(claims(token), claims(&own), "{arguments:?}");
        assert_eq!(token.split('.').next(), own.split('.').next(), "the header has one key");

        let validator = &validators[facts.registration];
        match (ready(validator.validate(token)), ready(validator.validate(&own))) {
            (Ok(caller), Ok(_)) => {
                let roles: Vec<_> = caller.effective().iter().map(Role::value).collect();
                let shown = match roles.as_slice() {
                    [] => "# app roles that it can use: none\n".to_owned(),
                    roles => format!("# app roles that it can use: {}\n", roles.join(", ")),
                };
                assert!(script.contains(&shown), "{arguments:?}: {roles:?}\n{script}");
                accepted += 1;
                with_roles += usize::from(!roles.is_empty());
            }
            (found, own) => assert_eq!(found.unwrap_err(), own.unwrap_err(), "{arguments:?}"),
        }
    }
    assert!(accepted > CALLERS / 2 && with_roles > CALLERS / 4, "{accepted} {with_roles}");
}

/// The key is the only thing that makes a token of the command acceptable. Here the command finds
/// the target folder without help.
#[test]
fn other_issuers_do_not_accept_the_tokens_of_the_command() {
    let run = |more: &[&str]| {
        let words = ["-p", "cargo-entra-perms", "--model", "tests/runtime/model.rs", "-q"];
        let words = words.iter().chain(&["--scope", "Library.Read.All"]).chain(more);
        let words: Vec<_> = words.map(|word| (*word).to_owned()).collect();
        run(Path::new(env!("CARGO_MANIFEST_DIR")), &words)
    };
    let token = run(&[]);
    let shared = DevIssuer::shared().unwrap();
    let tenant = shared.tenant().to_string();
    let accepts = |issuer: &DevIssuer| {
        let builder = issuer.validator::<Model>().client_id(REGISTRATIONS[0].to_string());
        ready(ready(builder.build()).unwrap().validate(token.trim())).is_ok()
    };
    assert!(accepts(&shared));
    assert!(!accepts(&DevIssuer::new(&tenant).unwrap()));
    assert!(!accepts(&DevIssuer::shared_for(BLUEPRINT.to_string()).unwrap()), "another tenant");
    let token = run(&["--tenant", &BLUEPRINT.to_string()]);
    let issuer = DevIssuer::shared_for(BLUEPRINT.to_string()).unwrap();
    let builder = issuer.validator::<Model>().client_id(REGISTRATIONS[0].to_string());
    assert!(ready(ready(builder.build()).unwrap().validate(token.trim())).is_ok());
}
