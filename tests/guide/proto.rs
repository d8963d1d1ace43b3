//! The code that tonic would generate for the service of `docs/guide/frameworks.md`.

use tonic::{Request, Response, Status};

pub struct ContactRequest;

pub struct Contact {
    pub name: String,
}

pub mod contacts_server {
    use std::convert::Infallible;
    use std::future::{Ready, ready};
    use std::sync::Arc;
    use std::task::{Context, Poll};

    use tonic::body::Body;
    use tonic::codegen::Service;
    use tonic::server::NamedService;

    use super::{Contact, ContactRequest, Request, Response, Status};

    #[tonic::async_trait]
    pub trait Contacts: Send + Sync + 'static {
        async fn get(&self, request: Request<ContactRequest>) -> Result<Response<Contact>, Status>;
    }

    pub struct ContactsServer<T>(Arc<T>);

    impl<T> ContactsServer<T> {
        pub fn new(inner: T) -> Self {
            Self(Arc::new(inner))
        }
    }

    impl<T> Clone for ContactsServer<T> {
        fn clone(&self) -> Self {
            Self(Arc::clone(&self.0))
        }
    }

    impl<T> NamedService for ContactsServer<T> {
        const NAME: &'static str = "crm.Contacts";
    }

    impl<T: Contacts> Service<http::Request<Body>> for ContactsServer<T> {
        type Response = http::Response<Body>;
        type Error = Infallible;
        type Future = Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: http::Request<Body>) -> Self::Future {
            ready(Ok(Status::unimplemented("").into_http()))
        }
    }
}
