//! The layers over real HTTP on loopback.

mod connections;
mod cors;
mod limits;
mod metrics;
mod probes;
mod problems;
mod request_ids;
mod shutdown;

use core::future::poll_fn;
use core::net::{Ipv4Addr, SocketAddr};
use core::pin::Pin;
use core::task::Poll;
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use axum::body::HttpBody as _;
use axum::extract::Request;
use axum::routing::{any, get, post};
use entra_perms_runtime::EntraLayer;
use entra_perms_runtime::testing::DevIssuer;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use utoipa::openapi::OpenApi;

use super::*;
use crate::operators;
use crate::permissions::{Caller, Model, Role, Scope};
use crate::settings::{DEVELOPMENT_CLIENT_ID, Limits, ShutdownTimes};

const TENANT: &str = "3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61";
const PAGE: &str = "https://page.contoso.example";

/// The time after which a test fails that waits.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// The settings of a service under test.
struct Setup {
    limits: Limits,
    shutdown: ShutdownTimes,
    origins: Vec<HeaderValue>,
}

impl Default for Setup {
    fn default() -> Self {
        // A test that waits for one of these has failed.
        let never = Duration::from_hours(1);
        let limits = Limits { max_body: 1024, request_timeout: never };
        let shutdown = ShutdownTimes { drain: Duration::ZERO, timeout: never };
        Self { limits, shutdown, origins: Vec::new() }
    }
}

/// A service with routes that fail in each way.
struct Running {
    url: String,
    operators_url: String,
    issuer: DevIssuer,
    stopper: Stopper,
    end: JoinHandle<Ended>,
    client: Client,
    /// Notified when a request reaches `/open`.
    arrived: Arc<Notify>,
    /// Lets the request to `/open` end.
    leave: Arc<Notify>,
}

impl Running {
    async fn start(setup: Setup) -> Self {
        let issuer = DevIssuer::new(TENANT).unwrap();
        let validator = issuer.validator().client_id(DEVELOPMENT_CLIENT_ID).build().await.unwrap();
        Self::with_validator(setup, issuer, validator).await
    }

    async fn with_validator(setup: Setup, issuer: DevIssuer, validator: TokenValidator) -> Self {
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listeners = Listeners::bind(any_port, any_port).await.unwrap();
        let url = listeners.api_url().unwrap();
        let operators_url = listeners.operators_url().unwrap();
        let metrics = Metrics::install().unwrap();
        let arrived = Arc::new(Notify::new());
        let leave = Arc::new(Notify::new());
        let Setup { limits, shutdown, origins } = setup;
        let service = Service {
            listeners,
            api: routes(&validator, &url, (Arc::clone(&arrived), Arc::clone(&leave))),
            operators: operators::router(metrics.clone(), validator.clone(), OpenApi::default()),
            validator,
            metrics,
            limits,
            origins,
            shutdown,
        };
        let (stopper, stop) = StopRequests::new();
        let end = tokio::spawn(service.run(stop));
        let client = Client::builder().no_proxy().timeout(MAX_WAIT).build().unwrap();
        Self { url, operators_url, issuer, stopper, end, client, arrived, leave }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    fn token(&self) -> String {
        token(&self.issuer)
    }

    /// Waits until a request reaches `/open`.
    async fn arrival(&self) {
        tokio::time::timeout(MAX_WAIT, self.arrived.notified()).await.unwrap();
    }

    async fn metrics(&self) -> String {
        let response = self.client.get(format!("{}/metrics", self.operators_url)).send().await;
        response.unwrap().text().await.unwrap()
    }

    /// Sends bytes as they are, and returns all bytes until the service closes the connection.
    async fn exchange(&self, request: &str) -> String {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = Vec::new();
        let end = stream.read_to_end(&mut response);
        tokio::time::timeout(MAX_WAIT, end).await.unwrap().unwrap();
        String::from_utf8(response).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end.abort();
    }
}

fn token(issuer: &DevIssuer) -> String {
    let token = issuer.user::<Model>().registration(DEVELOPMENT_CLIENT_ID);
    token.roles([Role::ContactsReadMy]).scopes([Scope::CrmReadMy]).sign()
}

/// Returns one route behind the `EntraLayer`, and open routes that need no records.
fn routes(
    validator: &TokenValidator,
    url: &str,
    (arrived, leave): (Arc<Notify>, Arc<Notify>),
) -> Router {
    let entra = EntraLayer::new(validator.clone()).resource(url).unwrap();
    let open = move || async move {
        arrived.notify_one();
        leave.notified().await;
        "left"
    };
    Router::new()
        .route("/whoami", get(async |caller: Caller| caller.tenant().to_string()))
        .layer(entra)
        .route("/echo", post(async |body: String| body))
        .route("/json", post(async |axum::Json(number): axum::Json<u8>| number.to_string()))
        .route("/records/{id}", get(async || "record"))
        .route("/panic", get(panics))
        .route("/forever", any(forever))
        .route("/half-and-forever", post(half_and_forever))
        .route("/open", get(open))
}

async fn forever() {
    core::future::pending::<()>().await;
}

/// Reads until the body does not go on, and then drops it.
async fn half_and_forever(mut request: Request) {
    let body = request.body_mut();
    let mut goes_on = true;
    while goes_on {
        goes_on = poll_fn(|cx| Poll::Ready(Pin::new(&mut *body).poll_frame(cx).is_ready())).await;
    }
    drop(request);
    forever().await;
}

async fn panics() -> &'static str {
    panic!("a secret of the service")
}

/// Waits until a condition holds. It takes no time unless the machine is busy.
async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + MAX_WAIT;
    while !holds().await {
        assert!(Instant::now() < deadline, "the condition does not hold");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Returns the problem details of a failed response, whose status and media type must be right.
async fn problem_of(response: Response, status: u16) -> Value {
    assert_eq!(response.status(), status);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["status"], status);
    assert!(problem["title"].is_string(), "{problem}");
    problem
}
