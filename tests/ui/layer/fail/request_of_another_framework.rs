//! A framework that takes layers of `tower`, and has requests of its own.

use std::convert::Infallible;

use entra_perms_runtime::{EntraLayer, Model};
use tower::{Layer, Service, service_fn};

struct Request {
    path: String,
}

fn serve<S: Service<Request>>(_: S) {}

fn service<M: Model>(layer: EntraLayer<M>) {
    let inner = service_fn(async |request: Request| {
        Ok::<_, Infallible>(http::Response::new(request.path))
    });
    serve(layer.layer(inner));
}

fn main() {}
