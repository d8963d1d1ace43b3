//! The operations on tonic. Each is a method from a text to a text.

use core::convert::Infallible;
use core::task::{Context, Poll};

use entra_perms_runtime::{EntraLayer, requires};
use entra_perms_tests::crm::Caller;
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::wide;
use futures_util::future::BoxFuture;
use http::uri::PathAndQuery;
use tonic::body::Body;
use tonic::metadata::MetadataMap;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::service::LayerExt;
use tonic::transport::{Channel, Server, server::TcpIncoming};
use tonic::{Code, Request, Response, Status};
use tonic_prost::ProstCodec;
use tonic_types::StatusExt;
use tower::{Service, ServiceBuilder};

use super::cases::{Credentials, Expected, OPERATIONS, Operation};
use super::{BASIC, METADATA, RESOURCE, greet, guarded_function};

type RpcResult = Result<Response<String>, Status>;

#[requires(Contacts::Write::Team, caller = request)]
async fn guarded(request: Request<String>) -> RpcResult {
    Ok(Response::new("guarded".to_owned()))
}

#[requires(wide::roles::Wide::R6, caller = request)]
async fn other_guard(request: Request<String>) -> RpcResult {
    Ok(Response::new("other".to_owned()))
}

async fn method(path: &str, request: Request<String>) -> RpcResult {
    match path {
        "/crm.Open/guarded" => guarded(request).await,
        "/crm.Open/function" => {
            let caller = Caller::from_optional_request(&request)?;
            Ok(Response::new(guarded_function(&caller)?))
        }
        "/crm.Open/me" => Ok(Response::new(Caller::from_request(&request)?.kind().to_string())),
        "/crm.Open/other" => {
            wide::Caller::from_optional_request(&request)?;
            Ok(Response::new("other".to_owned()))
        }
        "/crm.Open/otherguard" => other_guard(request).await,
        _ => Ok(Response::new(greet(Caller::from_optional_request(&request)?.get()))),
    }
}

/// The service with this place: behind the layer, behind two layers, or outside.
#[derive(Clone)]
struct Served<const PLACE: u8>;

impl NamedService for Served<0> {
    const NAME: &'static str = "crm.Open";
}

impl NamedService for Served<1> {
    const NAME: &'static str = "crm.Inner";
}

impl NamedService for Served<2> {
    const NAME: &'static str = "crm.Outside";
}

struct Method(String);

impl UnaryService<String> for Method {
    type Response = String;
    type Future = BoxFuture<'static, RpcResult>;

    fn call(&mut self, request: Request<String>) -> Self::Future {
        let path = self.0.clone();
        Box::pin(async move { method(&path, request).await })
    }
}

impl<const PLACE: u8> Service<http::Request<Body>> for Served<PLACE> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let path = request.uri().path().to_owned();
        let codec = ProstCodec::<String, String>::default();
        Box::pin(async move { Ok(Grpc::new(codec).unary(Method(path), request).await) })
    }
}

#[tokio::test]
async fn tonic() {
    let (validator, all_credentials) = super::validator_and_credentials().await;
    let outer = EntraLayer::optional_grpc(validator.clone());
    let outer = outer.resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let required = EntraLayer::grpc(validator).resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = format!("http://{}", incoming.local_addr().unwrap());
    let both = ServiceBuilder::new().layer(outer.clone()).layer(required);
    let server = Server::builder()
        .add_service(outer.named_layer(Served::<0>))
        .add_service(both.named_layer(Served::<1>))
        .add_service(Served::<2>);
    tokio::spawn(server.serve_with_incoming(incoming));
    let channel = Channel::from_shared(address).unwrap().connect().await.unwrap();
    let mut wrong = Vec::new();
    // A URL of gRPC has no query.
    for credentials in all_credentials.iter().filter(|one| one.query.is_empty()) {
        for operation in OPERATIONS {
            let expected = operation.expected(credentials.sender);
            let found = send(channel.clone(), operation, credentials).await;
            if !is(operation, &found, expected) {
                let name = credentials.name;
                wrong.push(format!("{operation:?}, {name}: {found:?}\n  not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn send(channel: Channel, operation: Operation, credentials: &Credentials) -> RpcResult {
    let service = match operation {
        Operation::Inner => "Inner",
        Operation::Outside => "Outside",
        _ => "Open",
    };
    let path = format!("/crm.{service}/{}", operation.name());
    let mut request = Request::new("Ada".to_owned());
    for value in &credentials.authorization {
        request.metadata_mut().append("authorization", value.parse().unwrap());
    }
    let mut client = tonic::client::Grpc::new(channel);
    client.ready().await.unwrap();
    let codec = ProstCodec::<String, String>::default();
    client.unary(request, PathAndQuery::try_from(path).unwrap(), codec).await
}

fn is(operation: Operation, found: &RpcResult, expected: Expected) -> bool {
    let values = |metadata: &MetadataMap, name: &str| -> Vec<String> {
        let values = metadata.get_all(name);
        values.iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    };
    let vary: &[&str] = if operation == Operation::Outside { &[] } else { &["Authorization"] };
    let status = match found {
        Ok(response) => {
            let is_varied = values(response.metadata(), "vary") == vary;
            return is_varied
                && matches!(expected, Expected::Body(text) if text == response.get_ref());
        }
        Err(status) => status,
    };
    let sign_in =
        format!(r#"Bearer scope="{RESOURCE}/{}", resource_metadata="{METADATA}""#, BASIC.value());
    let challenges = values(status.metadata(), "www-authenticate");
    let reason = status.get_details_error_info().unwrap().reason;
    let (code, of_reason) = match expected {
        Expected::Body(_) => return false,
        Expected::SignIn => (Code::Unauthenticated, "MISSING_TOKEN"),
        Expected::Malformed => (Code::Unauthenticated, "INVALID_REQUEST"),
        Expected::BadToken => (Code::Unauthenticated, "INVALID_TOKEN"),
        Expected::Denied => (Code::PermissionDenied, "INSUFFICIENT_SCOPE"),
        Expected::Misconfigured => (Code::Internal, "SERVICE_MISCONFIGURED"),
    };
    (status.code(), reason.as_str()) == (code, of_reason)
        && (expected != Expected::SignIn || challenges == [sign_in])
        && values(status.metadata(), "vary") == vary
}
