//! The operations on tonic. Each is a method from a text to a text.

use core::convert::Infallible;
use core::task::{Context, Poll};
use std::collections::HashMap;

use entra_perms_runtime::{ClaimsRequest, Denied, EntraLayer, requires};
use entra_perms_tests::crm::Caller;
use entra_perms_tests::crm::Client::{Import, Web};
use entra_perms_tests::crm::roles::*;
use futures_util::future::BoxFuture;
use http::uri::PathAndQuery;
use tonic::body::Body;
use tonic::metadata::MetadataValue;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::service::LayerExt;
use tonic::transport::{Channel, Server, server::TcpIncoming};
use tonic::{Code, Request, Response, Status};
use tonic_prost::ProstCodec;
use tonic_types::StatusExt;
use tower::Service;

use super::cases::{Case, Operation};
use super::expected::{Expected, Refusal};
use super::{BASIC, RESOURCE};

/// `google.protobuf.StringValue`
type RpcResult = Result<Response<String>, Status>;

#[tonic::async_trait]
trait Operations {
    async fn rename(&self, request: Request<String>) -> RpcResult;
    async fn import(&self, request: Request<String>) -> RpcResult;
    async fn both(&self, request: Request<String>) -> RpcResult;
    async fn either(&self, request: Request<String>) -> RpcResult;
    async fn purge(&self, request: Request<String>) -> RpcResult;
    async fn approve(&self, request: Request<String>) -> RpcResult;
    async fn transfer(&self, request: Request<String>) -> RpcResult;
    async fn sync(&self, request: Request<String>) -> RpcResult;
}

#[derive(Clone)]
struct Crm;

#[tonic::async_trait]
impl Operations for Crm {
    #[requires(Contacts::Write::Team, caller = request)]
    async fn rename(&self, request: Request<String>) -> RpcResult {
        Ok(Response::new(request.into_inner()))
    }

    #[requires(Contacts::Write::All, by = app, caller = request)]
    async fn import(&self, request: Request<String>) -> RpcResult {
        Ok(Response::new("imported".to_owned()))
    }

    #[requires(all(Contacts::Read::My, Accounts::Read::Team), caller = request)]
    async fn both(&self, request: Request<String>) -> RpcResult {
        Ok(Response::new("both".to_owned()))
    }

    #[requires(any(Accounts::Read::Team, Proposals::ReadWrite::Team), caller = request)]
    async fn either(&self, request: Request<String>) -> RpcResult {
        Ok(Response::new("either".to_owned()))
    }

    #[requires(Contacts::Write::Team, caller = request)]
    async fn purge(&self, request: Request<String>) -> RpcResult {
        Caller::from_request(&request)?
            .require_claims(&ClaimsRequest::authentication_context::<1>())?;
        Ok(Response::new("purged".to_owned()))
    }

    #[requires(Contacts::Write::Team, context = 1, caller = request)]
    async fn approve(&self, request: Request<String>) -> RpcResult {
        Ok(Response::new("approved".to_owned()))
    }

    #[requires(any(Contacts::Write::Team, Contacts::Write::All), fresh = "15 min", caller = request)]
    async fn transfer(&self, request: Request<String>) -> RpcResult {
        Ok(Response::new("transferred".to_owned()))
    }

    #[requires(at_least(Contacts::Write::Team), client = any(Import, Web), caller = request)]
    async fn sync(&self, request: Request<String>) -> RpcResult {
        Ok(Response::new("synchronized".to_owned()))
    }
}

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
fn contacts(caller: &Caller) -> Result<&'static str, Denied> {
    Ok("Ada, Grace")
}

async fn method(path: &str, request: Request<String>) -> RpcResult {
    match path {
        "/crm.Operations/Rename" => Crm.rename(request).await,
        "/crm.Operations/Import" => Crm.import(request).await,
        "/crm.Operations/Both" | "/crm.Forgotten/Both" | "/crm.Starting/Both" => {
            Crm.both(request).await
        }
        "/crm.Operations/Either" => Crm.either(request).await,
        "/crm.Operations/Purge" => Crm.purge(request).await,
        "/crm.Operations/Approve" => Crm.approve(request).await,
        "/crm.Operations/Transfer" => Crm.transfer(request).await,
        "/crm.Operations/Sync" => Crm.sync(request).await,
        "/crm.Operations/List" => {
            Ok(Response::new(contacts(Caller::from_request(&request)?)?.to_owned()))
        }
        "/crm.Operations/Me" => {
            let caller = Caller::from_request(&request)?;
            Ok(Response::new(format!("{} {:?}", caller.kind(), caller.effective())))
        }
        other => Err(Status::unimplemented(other)),
    }
}

/// The server that tonic would generate for a `.proto` file.
#[derive(Clone)]
pub(crate) struct Served<const GUARDED: bool>;

impl NamedService for Served<true> {
    const NAME: &'static str = "crm.Operations";
}

impl NamedService for Served<false> {
    const NAME: &'static str = "crm.Forgotten";
}

impl<const GUARDED: bool> Service<http::Request<Body>> for Served<GUARDED> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        struct Method(String);

        impl UnaryService<String> for Method {
            type Response = String;
            type Future = BoxFuture<'static, RpcResult>;

            fn call(&mut self, request: Request<String>) -> Self::Future {
                let path = self.0.clone();
                Box::pin(async move { method(&path, request).await })
            }
        }

        let path = request.uri().path().to_owned();
        let codec = ProstCodec::<String, String>::default();
        Box::pin(async move { Ok(Grpc::new(codec).unary(Method(path), request).await) })
    }
}

/// The server behind a layer that has no keys yet.
#[derive(Clone)]
struct Starting;

impl NamedService for Starting {
    const NAME: &'static str = "crm.Starting";
}

impl Service<http::Request<Body>> for Starting {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Served::<true>.call(request)
    }
}

#[tokio::test]
async fn tonic() {
    let (validator, cases) = super::validator_and_cases().await;
    let layer = EntraLayer::grpc(validator).resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let starting = EntraLayer::grpc(super::validator_without_keys().await);
    let starting = starting.resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = format!("http://{}", incoming.local_addr().unwrap());
    let server = Server::builder()
        .add_service(layer.named_layer(Served::<true>))
        .add_service(starting.named_layer(Starting))
        .add_service(Served::<false>);
    tokio::spawn(server.serve_with_incoming(incoming));
    let channel = Channel::from_shared(address).unwrap().connect().await.unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        wrong.extend(difference(channel.clone(), case).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the response if it differs from the expected one.
async fn difference(channel: Channel, case: Case) -> Option<String> {
    let Case { name, operation, authorization, expected } = case;
    let mut request = Request::new("Ada".to_owned());
    for value in authorization {
        request.metadata_mut().append("authorization", value.parse().unwrap());
    }
    let path = match operation {
        Operation::Forgotten => "/crm.Forgotten/Both".to_owned(),
        Operation::Starting => "/crm.Starting/Both".to_owned(),
        operation => format!("/crm.Operations/{operation:?}"),
    };
    let mut client = tonic::client::Grpc::new(channel);
    client.ready().await.unwrap();
    let codec = ProstCodec::<String, String>::default();
    let result = client.unary(request, PathAndQuery::try_from(path).unwrap(), codec).await;
    let as_expected = match (&result, &expected) {
        (Ok(response), Expected::Body(expected)) => response.get_ref() == expected,
        (Err(status), Expected::Refusal(refusal)) => is(status, refusal),
        _ => false,
    };
    (!as_expected).then(|| format!("{name}: {result:?}\n  instead of {expected:?}"))
}

fn is(status: &Status, refusal: &Refusal) -> bool {
    let code = match refusal.status {
        400 | 401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        500 => Code::Internal,
        503 => Code::Unavailable,
        other => panic!("{other}"),
    };
    let challenges = status
        .metadata()
        .get_all("www-authenticate")
        .iter()
        .map(MetadataValue::as_bytes);
    let names = ["scope", "scope_2", "scope_3"].map(str::to_owned);
    let scopes: HashMap<_, _> = names.into_iter().zip(refusal.scopes.iter().cloned()).collect();
    let info = status.get_details_error_info().unwrap();
    let retry = status.get_details_retry_info().and_then(|info| info.retry_delay);
    status.code() == code
        && status.message() == refusal.detail
        && challenges.eq(refusal.www_authenticate().iter().map(String::as_bytes))
        && info.metadata == scopes
        && refusal.allows_retry(retry.map(|delay| delay.as_secs()))
        && refusal.error.is_none_or(|error| info.reason == error.to_uppercase())
}
