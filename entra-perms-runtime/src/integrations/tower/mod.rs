//! Support for plain tower: the layer for any service over the types of the crate [`http`].
//!
//! This module needs the feature `tower`. It gives you:
//!
//! - [`EntraLayer`] and [`RefusalResponseLayer`] as layers of `tower`;
//! - guarded services: `#[requires(…, caller = request)]` checks the caller of a request;
//! - [`ResponseBody`], the body of the responses that leave these layers.
//!
//! # Example
//!
//! The module `permissions` invokes [`permissions!`](macro@crate::permissions), as in the
//! [crate documentation](crate).
//!
//! ```no_run
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use std::convert::Infallible;
//!
//! use entra_perms_runtime::{Denied, EntraLayer, Tenants, requires};
//! use http::{Request, Response};
//! use permissions::{TokenValidator, roles::*};
//! use tower::{Service, ServiceBuilder, ServiceExt, service_fn};
//!
//! #[requires(Contacts::Read::Team, caller = request)]
//! async fn contacts(request: Request<String>) -> Result<Response<String>, Denied> {
//!     Ok(Response::new("Ada, Grace".to_owned()))
//! }
//!
//! async fn serve(request: Request<String>) -> Result<Response<String>, Infallible> {
//!     match contacts(request).await {
//!         Ok(response) => Ok(response),
//!         Err(denied) => Ok(denied.challenge().into_response()),
//!     }
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
//!     let validator = TokenValidator::builder(tenant).build().await?;
//!     let mut service = ServiceBuilder::new()
//!         .layer(EntraLayer::new(validator))
//!         .service(service_fn(serve));
//!     let request = Request::new(String::new());
//!     let response = service.ready().await?.call(request).await?;
//!     assert_eq!(response.status(), 401);
//!     Ok(())
//! }
//! ```
//!
//! The folder `examples/tower` of the repository serves such a service with hyper.
//!
//! # Guarded functions
//!
//! The layer stores the caller in the extensions of the request. The value of `caller = …` may be
//! the request, its `Parts`, or its extensions.
//!
//! Without `caller = …`, `#[requires]` guards a function that takes a `&Caller`, or a handler.
//! Handlers need an extractor, which only [axum](super::axum) and [actix-web](super::actix_web)
//! have.
//!
//! # Bodies
//!
//! A response that leaves the layer has a [`ResponseBody`]: the unchanged body of the service, or
//! the body of a refusal. It implements `http_body::Body` if the body of the service does. Layers
//! that change bodies may be inside or outside of this layer.
//!
//! The errors of the service pass through the layer.
//!
//! # CORS
//!
//! Put the CORS layer outside of `EntraLayer`, because preflight requests have no token. In a
//! `ServiceBuilder`, the first layer is the outermost. See [CORS](super#cors) for the headers that
//! pages need.
//!
//! ```
//! use entra_perms_runtime::EntraLayer;
//! use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
//! use http::{HeaderValue, Method};
//! use tower::ServiceBuilder;
//! use tower_http::cors::CorsLayer;
//!
//! # fn stack<M: entra_perms_runtime::Model>(validator: entra_perms_runtime::TokenValidator<M>) {
//! let cors = CorsLayer::new()
//!     .allow_origin([HeaderValue::from_static("https://app.contoso.com")])
//!     .allow_methods([Method::GET, Method::PUT])
//!     .allow_headers([AUTHORIZATION, CONTENT_TYPE])
//!     .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER]);
//! let stack = ServiceBuilder::new().layer(cors).layer(EntraLayer::new(validator));
//! # }
//! ```
//!
//! # Refusals
//!
//! A function returns a [`Denied`](crate::Denied), and the service converts it into a response:
//! [`denied.challenge().into_response()`](crate::Challenge::into_response). The layer recognizes
//! such a response, and completes it. [`EntraLayer::refusal_response`] and [`RefusalResponseLayer`]
//! change the responses to refusals.
//!
//! [`http`]: https://docs.rs/http/1
//! [`EntraLayer`]: crate::EntraLayer
//! [`EntraLayer::refusal_response`]: crate::EntraLayer::refusal_response
//! [`RefusalResponseLayer`]: crate::RefusalResponseLayer

mod body;
mod document;
mod future;
mod head;
mod request;
mod service;

pub use self::body::ResponseBody;
pub use self::future::ResponseFuture;
pub use self::request::HttpRequest;
pub use self::service::{EntraService, RefusalResponseService};

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
