//! Server-sent events of a plain `tower` service.

use std::convert::Infallible;

use bytes::Bytes;
use entra_perms_runtime::{Denied, EntraLayer, requires};
use entra_perms_tests::crm::Caller;
use entra_perms_tests::crm::roles::*;
use futures_util::{StreamExt, stream};
use http::{Request, Response};
use http_body_util::StreamBody;
use hyper::body::{Body, Frame, Incoming};
use tower::{Layer, service_fn};

use super::{Change, Changing, sleep, soon, stays_open};

#[requires(Contacts::Read::Team, caller = request)]
fn events(
    request: &Request<Incoming>,
) -> Result<Response<impl Body<Data = Bytes, Error = Infallible> + Send + use<>>, Denied> {
    let first = Ok::<_, Infallible>(Frame::data(Bytes::from_static(b"data: first\n\n")));
    let news = stream::iter([first]).chain(stream::pending());
    let caller = Caller::from_request(request)?;
    Ok(Response::new(StreamBody::new(caller.while_accepted(news, sleep, |_| None))))
}

#[tokio::test]
async fn server_sent_events_end() {
    for change in Change::ALL {
        let changing = Changing::start().await;
        let service =
            service_fn(async |request| Ok::<_, Infallible>(events(&request).expect("a reader")));
        let layer = EntraLayer::new(changing.validator.clone());
        let address = crate::tower_server::serve(layer.layer(service)).await;
        let request = reqwest::Client::new().get(format!("http://{address}/events"));
        let mut response = soon(request.bearer_auth(changing.token()).send()).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(soon(response.chunk()).await.unwrap().unwrap(), "data: first\n\n");
        stays_open(response.chunk()).await;
        changing.make(change);
        assert_eq!(soon(response.text()).await.unwrap(), "", "{change:?}");
    }
}
