//! One request in ten steps, shown with the values that were sent and received.

mod documents;

use core::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use serde::Deserialize as _;

use self::documents::{DecodedToken, IssuerMetadata, KeySet, Me, Resource};
use super::exchange::Exchange;
use super::layout::{entry, heading, list};
use super::route::Access;
use example_crm::development::Deployment;
use example_crm::permissions::Role;

/// The first actor's request to rename a colleague's contact.
#[derive(Clone, Debug)]
pub(super) struct Walkthrough {
    exchange: Exchange,
    token: String,
    decoded: DecodedToken,
    me: Me,
    resource: Resource,
    metadata: IssuerMetadata,
    published: KeySet,
    now: u64,
}

/// A sentence that describes the step, and named values.
struct Step {
    text: &'static str,
    values: Vec<(&'static str, String)>,
}

impl Walkthrough {
    pub(super) async fn new(
        deployment: &Deployment,
        exchanges: &[Exchange],
    ) -> anyhow::Result<Self> {
        let exchange = first_to(exchanges, "/contacts/3")?.clone();
        let token = exchange.token.clone().context("the first actor sends no token")?;
        let me = &first_to(exchanges, "/me")?.response.body;
        let resource = first_to(exchanges, "/.well-known/oauth-protected-resource")?;
        let metadata: IssuerMetadata = deployment.fetch(&deployment.metadata_url()).await?;
        Ok(Self {
            exchange,
            decoded: DecodedToken::new(&token)?,
            token,
            me: Me::deserialize(me)?,
            resource: Resource::deserialize(&resource.response.body)?,
            published: deployment.fetch(&metadata.jwks_uri).await?,
            metadata,
            now: SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
        })
    }

    fn steps(&self) -> [Step; 10] {
        [
            self.sign_in(),
            self.token_request(),
            self.token_response(),
            self.api_request(),
            self.signature(),
            self.claims(),
            self.permissions(),
            self.mapping(),
            self.intersection(),
            self.decision(),
        ]
    }

    fn sign_in(&self) -> Step {
        let claims = &self.decoded.claims;
        Step {
            text: "The user signs in to a web app. (A development issuer replaces Entra here.)",
            values: vec![
                ("user", claims.name.clone()),
                ("object id", claims.oid.clone()),
                ("tenant", claims.tid.clone()),
            ],
        }
    }

    fn token_request(&self) -> Step {
        // The token has the scope's short name. In a request, Entra treats a short name as a scope
        // of Microsoft Graph.
        let scope = self.resource.full_name(&self.decoded.claims.scp);
        Step {
            text: "The web app requests a token with the scope that it needs.",
            values: vec![("scope", list(scope))],
        }
    }

    fn token_response(&self) -> Step {
        let claims = &self.decoded.claims;
        Step {
            text: "The token contains the scope that the user granted, and the user's roles.",
            values: vec![
                ("iss", claims.iss.clone()),
                ("aud", claims.aud.clone()),
                ("azp", claims.azp.clone()),
                ("scp", claims.scp.clone()),
                ("roles", list(&claims.roles)),
            ],
        }
    }

    fn api_request(&self) -> Step {
        let route = &self.exchange.route;
        let start: String = self.token.chars().take(24).collect();
        let length = self.token.len();
        let mut values = vec![
            ("request", format!("{} {}", route.method, route.path)),
            ("header", format!("Authorization: Bearer {start}… ({length} characters)")),
        ];
        if let Some(body) = &route.body {
            values.push(("body", body.to_string()));
        }
        Step { text: "The web app calls the API.", values }
    }

    fn signature(&self) -> Step {
        let header = &self.decoded.header;
        let keys = &self.published.keys;
        let matching = keys.iter().filter(|key| key.kid == header.kid).count();
        Step {
            text: "The API verifies the signature with the published key that the token names.",
            values: vec![
                ("alg", header.alg.clone()),
                (
                    "kid",
                    format!(
                        "{} (published keys: {}, matching: {matching})",
                        header.kid,
                        keys.len()
                    ),
                ),
                ("keys", self.metadata.jwks_uri.clone()),
            ],
        }
    }

    fn claims(&self) -> Step {
        let claims = &self.decoded.claims;
        let age = self.now.saturating_sub(claims.nbf);
        let rest = claims.exp.saturating_sub(self.now);
        Step {
            text: "The API checks the issuer, the tenant, the audience and the lifetime.",
            values: vec![
                ("issuer", format!("{}, from the metadata", self.metadata.issuer)),
                ("tenant", format!("{}, from the validator's configuration", claims.tid)),
                ("audience", format!("{}, from the manifest", claims.aud)),
                ("lifetime", format!("{age} s old, expires in {rest} s")),
            ],
        }
    }

    fn permissions(&self) -> Step {
        Step {
            text: "The API reads the user's held roles and the client's granted scopes.",
            values: vec![("held", list(&self.me.held)), ("granted", list(&self.me.granted))],
        }
    }

    fn mapping(&self) -> Step {
        let mut values = Vec::new();
        for scope in &self.me.granted {
            values.push(("scope", format!("{scope} → {}", list(scope.roles().iter()))));
        }
        Step { text: "The API maps each scope to roles, as `permissions!` declares.", values }
    }

    fn intersection(&self) -> Step {
        Step {
            text: "The effective permissions are the held roles that a granted scope maps to.",
            values: vec![("effective", list(&self.me.effective))],
        }
    }

    fn decision(&self) -> Step {
        let Exchange { route, response, .. } = &self.exchange;
        let required: &[Role] = match &route.access {
            Access::Public | Access::AnyCaller => &[],
            Access::AnyRole(roles) | Access::Person(roles) | Access::WithoutAgents(roles) => roles,
            Access::Import(role) => std::slice::from_ref(role),
        };
        let matching = self.me.effective.iter().filter(|role| required.contains(role));
        Step {
            text: "The API compares these with the route's requirement, checks that the caller may \
                   access the record, and responds.",
            values: vec![
                ("requires", format!("one of {}", list(required))),
                ("matching", list(matching)),
                ("response", format!("{} {}", response.status, response.body)),
            ],
        }
    }
}

impl fmt::Display for Walkthrough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", heading("One request, step by step"))?;
        for (number, step) in (1..).zip(self.steps()) {
            f.write_str(&entry(0, 4, &format!("{number:>2}."), step.text))?;
            for (name, value) in &step.values {
                f.write_str(&entry(6, 11, name, value))?;
            }
        }
        Ok(())
    }
}

/// Returns the exchange of the first actor on this path.
fn first_to<'a>(exchanges: &'a [Exchange], path: &str) -> anyhow::Result<&'a Exchange> {
    let exchange = exchanges.iter().find(|exchange| exchange.route.path == path);
    exchange.with_context(|| format!("the scenario sends no request to {path}"))
}
