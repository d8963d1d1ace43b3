//! Methods of `#[async_trait]`, which expands before `#[requires]`, in every form that they have.

#![deny(warnings)]

#[path = "../permissions.rs"]
mod permissions;

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::Request;
use entra_perms_runtime::{CallerSource, Denied, requires};
use permissions::{Caller, Model, roles::*};

#[async_trait]
trait OrderBook {
    type Page: Send;

    async fn unary(&self, request: Request<String>) -> Result<String, Denied>;
    async fn request_is_for_the_guard_alone(&self, request: Request<String>) -> Result<(), Denied>;
    async fn associated_type(&self, request: Request<String>) -> Result<Self::Page, Denied>;
    async fn of_a_parameter(&self, name: &str, caller: &Caller) -> Result<usize, Denied>;
    async fn nameless(&self, _: &Caller) -> Result<(), Denied>;
    async fn of_a_field(&mut self, order: u32) -> Result<(), Denied>;
    async fn of_a_session(self: Arc<Self>, session: (u32, Caller)) -> Result<u32, Denied>;
    async fn generic<T: Send + Sync, S: CallerSource<Model> + Send + Sync>(
        &self,
        item: &T,
        source: S,
    ) -> Result<usize, Box<dyn std::error::Error>>;
    async fn associated(request: Request<()>) -> Result<(), Denied>;
    async fn patterns(&self, (a, b): (u32, u32), _: u32, caller: &Caller) -> Result<u32, Denied>;

    #[requires(Orders::Read::All, caller = caller)]
    async fn provided(&self, caller: Caller) -> Result<Caller, Denied> {
        Ok(caller)
    }
}

struct Shop {
    acting: Caller,
    orders: Vec<u32>,
}

#[async_trait]
impl OrderBook for Shop {
    type Page = Vec<u32>;

    #[requires(Orders::Read::All, caller = request)]
    async fn unary(&self, request: Request<String>) -> Result<String, Denied> {
        std::future::ready(()).await;
        Ok(request.into_body())
    }

    #[requires(Orders::Read::All, caller = request.extensions())]
    async fn request_is_for_the_guard_alone(&self, request: Request<String>) -> Result<(), Denied> {
        Ok(())
    }

    #[requires(Orders::Read::All, caller = request)]
    async fn associated_type(&self, mut request: Request<String>) -> Result<Self::Page, Denied> {
        request.body_mut().clear();
        Ok(self.orders.clone())
    }

    #[requires(Orders::Read::All)]
    async fn of_a_parameter(&self, name: &str, caller: &Caller) -> Result<usize, Denied> {
        let _ = caller;
        Ok(name.len() + self.orders.len())
    }

    #[requires(Orders::Read::All)]
    async fn nameless(&self, _: &Caller) -> Result<(), Denied> {
        Ok(())
    }

    #[requires(Orders::Write::All, caller = self.acting)]
    async fn of_a_field(&mut self, order: u32) -> Result<(), Denied> {
        self.orders.push(order);
        Ok(())
    }

    #[requires(Orders::Write::All, caller = session.1)]
    async fn of_a_session(self: Arc<Self>, session: (u32, Caller)) -> Result<u32, Denied> {
        Ok(session.0)
    }

    #[requires(Orders::Write::All, caller = source)]
    async fn generic<T: Send + Sync, S: CallerSource<Model> + Send + Sync>(
        &self,
        item: &T,
        source: S,
    ) -> Result<usize, Box<dyn std::error::Error>> {
        let _ = (item, source);
        Ok(self.orders.len())
    }

    #[requires(Orders::Write::All, caller = request)]
    async fn associated(request: Request<()>) -> Result<(), Denied> {
        Ok(request.into_body())
    }

    #[requires(Orders::Write::All)]
    async fn patterns(&self, (a, b): (u32, u32), _: u32, caller: &Caller) -> Result<u32, Denied> {
        let denied = a + b;
        let _ = caller;
        Ok(denied)
    }
}

#[async_trait(?Send)]
trait Local {
    #[requires(Orders::Write::All)]
    async fn here(&self, caller: &Caller) -> Result<std::rc::Rc<u32>, Denied> {
        let _ = caller;
        Ok(std::rc::Rc::new(7))
    }
}

impl Local for Shop {}

#[async_trait]
trait Named {
    async fn named(&self, request: Request<String>) -> Result<u32, Denied>;
}

macro_rules! named {
    ($shop:ty, $role:path, $request:ident, $returned:ty, $body:block) => {
        #[async_trait]
        impl Named for $shop {
            #[requires($role, caller = $request)]
            async fn named(&self, $request: Request<String>) -> $returned $body
        }
    };
}

named!(Shop, Orders::Read::Team, it, Result<u32, Denied>, { Ok(7) });

fn main() {
    let _ = (Shop::request_is_for_the_guard_alone, Shop::named);
    let _ = (
        Shop::unary,
        Shop::associated_type,
        Shop::of_a_parameter,
        Shop::nameless,
        Shop::of_a_field,
    );
    let _ = (Shop::of_a_session, Shop::generic::<u8, Caller>, Shop::associated, Shop::patterns);
    let _ = (Shop::provided, Shop::here);
}
