//! The steps, one after the other, against a server on loopback.

use anyhow::{Context as _, bail};
use axum::middleware::from_fn_with_state;
use entra_perms_runtime::testing::DevIssuer;
use rmcp::model::Tool;
use serde_json::{Map, Value};
use tokio::task::AbortHandle;

use super::cast::{Actor, CONTOSO};
use super::challenge;
use super::client::{self, Client, Outcome};
use super::recorder::{Recorder, record};
use super::report::{Played, Report};
use super::steps::{Request, Step};
use crate::permissions::{Scope, ScopeSet};
use crate::server::{Server, validator};

pub(super) async fn play(steps: Vec<Step>) -> anyhow::Result<Report> {
    let stage = Stage::new().await?;
    let mut played = Vec::new();
    let mut current: Option<Participant> = None;
    for step in steps {
        // An actor keeps its connection and its scopes from step to step.
        let participant = match current.take() {
            Some(participant) if participant.actor == step.actor => current.insert(participant),
            _ => current.insert(Participant::new(step.actor)),
        };
        let result = participant.play(&stage, &step.request).await?;
        let exchanges = stage.recorder.take();
        let [exchange] = <[_; 1]>::try_from(exchanges).map_err(|exchanges| {
            anyhow::anyhow!("one step caused {} requests: {}", exchanges.len(), step.text)
        })?;
        played.push(Played { step, exchange, result });
    }
    Ok(Report { url: stage.url.clone(), played })
}

/// The development issuer and the server. Both stop when the stage is dropped.
struct Stage {
    issuer: DevIssuer,
    url: String,
    recorder: Recorder,
    server: AbortHandle,
}

impl Stage {
    async fn new() -> anyhow::Result<Self> {
        let issuer = DevIssuer::start(CONTOSO.to_string()).await?;
        let server = Server::bind("127.0.0.1:0".parse()?, validator(&issuer).await?).await?;
        let recorder = Recorder::default();
        let router = server.router.layer(from_fn_with_state(recorder.clone(), record));
        let running = tokio::spawn(async move { axum::serve(server.socket, router).await });
        Ok(Self { issuer, url: server.url, recorder, server: running.abort_handle() })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// An actor, and what its client knows.
struct Participant {
    actor: Actor,
    scopes: ScopeSet,
    client: Option<Client>,
}

impl Participant {
    fn new(actor: Actor) -> Self {
        Self { actor, scopes: actor.first_scopes(), client: None }
    }

    /// Sends a request, and returns the text of the result.
    async fn play(&mut self, stage: &Stage, request: &Request) -> anyhow::Result<String> {
        match request {
            Request::ConnectWithoutToken => self.connect(stage, None).await,
            Request::SignIn => {
                let token = self.actor.token(&stage.issuer, self.scopes);
                self.connect(stage, Some(token)).await
            }
            Request::ListTools => {
                let tools = self.client()?.tools().await?;
                self.text(tools, |tools| names(&tools))
            }
            Request::Call { tool, arguments } => {
                let arguments = arguments.as_object().cloned().unwrap_or_else(Map::new);
                let result = self.client()?.call(tool, arguments).await?;
                self.text(result, |text| text)
            }
            Request::CallUnderFalseName { header, tool } => {
                let token = self.actor.token(&stage.issuer, self.scopes);
                client::call_under_false_name(&stage.url, &token, header, tool).await
            }
        }
    }

    async fn connect(&mut self, stage: &Stage, token: Option<String>) -> anyhow::Result<String> {
        let outcome = match Client::connect(&stage.url, token).await? {
            Outcome::Success(client) => {
                self.client = Some(client);
                Outcome::Success(self.connected())
            }
            Outcome::Challenge(challenge) => Outcome::Challenge(challenge),
            Outcome::Error(error) => Outcome::Error(error),
        };
        self.text(outcome, |text| text)
    }

    fn connected(&self) -> String {
        if self.scopes.is_empty() {
            return "connected without scopes".to_owned();
        }
        let scopes: Vec<String> = self.scopes.iter().map(|scope| scope.to_string()).collect();
        format!("connected with the scopes {}", scopes.join(", "))
    }

    fn client(&self) -> anyhow::Result<&Client> {
        self.client.as_ref().context("the client is not connected")
    }

    /// Returns the text of an outcome. The scopes of a challenge join the scopes of the client, for
    /// its next token.
    fn text<T>(
        &mut self,
        outcome: Outcome<T>,
        text: impl FnOnce(T) -> String,
    ) -> anyhow::Result<String> {
        match outcome {
            Outcome::Success(result) => Ok(text(result)),
            Outcome::Error(error) => Ok(error),
            Outcome::Challenge(challenge) => {
                for full_name in challenge::scopes(&challenge) {
                    self.scopes.insert(scope(full_name)?);
                }
                Ok(String::new())
            }
        }
    }
}

/// Returns the scope with this full name. Entra does this when it issues a token: tokens have short
/// names.
fn scope(full_name: &str) -> anyhow::Result<Scope> {
    let Some((_, name)) = full_name.rsplit_once('/') else {
        bail!("`{full_name}` has no App ID URI, so Entra takes it for a scope of Microsoft Graph");
    };
    name.parse()
        .with_context(|| format!("Entra does not know the scope `{full_name}`"))
}

/// Returns the names of tools: those that can be called now, and those that need more scopes.
fn names(tools: &[Tool]) -> String {
    let names = |needs_scopes: bool| {
        let tools = tools.iter().filter(|tool| needs_more_scopes(tool) == needs_scopes);
        let names: Vec<&str> = tools.map(|tool| tool.name.as_ref()).collect();
        names.join(", ")
    };
    match names(true) {
        reachable if reachable.is_empty() => names(false),
        reachable => format!("{}; with more scopes: {reachable}", names(false)),
    }
}

fn needs_more_scopes(tool: &Tool) -> bool {
    let meta = tool.meta.as_ref();
    meta.and_then(|meta| meta.0.get("entra-perms/scopes"))
        .is_some_and(Value::is_array)
}
