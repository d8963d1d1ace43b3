//! Streams of gRPC: the server's, and the client's.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use entra_perms_runtime::{EntraLayer, requires};
use entra_perms_tests::crm::Caller;
use entra_perms_tests::crm::roles::*;
use futures_util::future::BoxFuture;
use futures_util::{Stream, StreamExt, stream};
use http::uri::PathAndQuery;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::server::{Grpc, NamedService, StreamingService};
use tonic::transport::{Channel, Server, server::TcpIncoming};
use tonic::{Code, Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;

use super::{Change, Changing, sleep, soon, stays_open};

type Texts = Pin<Box<dyn Stream<Item = Result<String, Status>> + Send>>;

/// Echoes each message, until the token is no longer accepted.
#[requires(Contacts::Read::Team, caller = request)]
async fn echo(request: Request<Streaming<String>>) -> Result<Response<Texts>, Status> {
    let caller = Caller::from_request(&request)?.clone();
    let last = |ended| Some(Err(Status::from(ended)));
    let texts = caller.while_accepted(request.into_inner(), sleep, last);
    Ok(Response::new(Box::pin(texts)))
}

/// The server that tonic would generate for a `.proto` file.
#[derive(Clone)]
struct Echo;

impl NamedService for Echo {
    const NAME: &'static str = "crm.Echo";
}

impl Service<http::Request<Body>> for Echo {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        struct Method;

        impl StreamingService<String> for Method {
            type Response = String;
            type ResponseStream = Texts;
            type Future = BoxFuture<'static, Result<Response<Texts>, Status>>;

            fn call(&mut self, request: Request<Streaming<String>>) -> Self::Future {
                Box::pin(echo(request))
            }
        }

        let codec = ProstCodec::<String, String>::default();
        Box::pin(async move { Ok(Grpc::new(codec).streaming(Method, request).await) })
    }
}

#[tokio::test]
async fn a_stream_ends_with_a_status() {
    for change in Change::ALL {
        let changing = Changing::start().await;
        let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
        let address = format!("http://{}", incoming.local_addr().unwrap());
        let layer = EntraLayer::grpc(changing.validator.clone());
        let server = Server::builder().layer(layer).add_service(Echo);
        tokio::spawn(server.serve_with_incoming(incoming));
        let channel = Channel::from_shared(address).unwrap().connect().await.unwrap();
        let mut client = tonic::client::Grpc::new(channel);
        client.ready().await.unwrap();
        // The client sends one message, and keeps its side of the stream open.
        let messages = stream::iter(["Ada".to_owned()]).chain(stream::pending());
        let mut request = Request::new(messages);
        let bearer = format!("Bearer {}", changing.token()).parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
        let codec = ProstCodec::<String, String>::default();
        let path = PathAndQuery::from_static("/crm.Echo/Echo");
        let response = soon(client.streaming(request, path, codec)).await.unwrap();
        let mut texts: Streaming<String> = response.into_inner();
        assert_eq!(soon(texts.message()).await.unwrap().as_deref(), Some("Ada"));
        stays_open(texts.message()).await;
        changing.make(change);
        let status = soon(texts.message()).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated, "{change:?}");
        let challenge = status.metadata().get("www-authenticate").unwrap().to_str().unwrap();
        assert!(challenge.starts_with(r#"Bearer error="invalid_token""#), "{challenge}");
    }
}
