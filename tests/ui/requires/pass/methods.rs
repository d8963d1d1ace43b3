//! Methods, associated functions, and implementations of traits.

#![deny(warnings)]

#[path = "../permissions.rs"]
mod permissions;

use std::pin::Pin;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

struct Shop {
    orders: Vec<u32>,
    acting: Caller,
}

impl Shop {
    #[requires(Orders::Read::All)]
    fn list<'a>(&'a self, caller: &Caller) -> Result<&'a [u32], Denied> {
        let _ = caller;
        Ok(&self.orders)
    }

    #[requires(Orders::Write::All)]
    async fn add(&mut self, order: u32, _: &Caller) -> Result<(), Denied> {
        self.orders.push(order);
        Ok(())
    }

    #[requires(Orders::Write::All, caller = self.acting)]
    fn clear(&mut self) -> Result<(), Denied> {
        self.orders.clear();
        Ok(())
    }

    #[requires(Orders::Write::All, caller = &self.acting)]
    fn close(self: Box<Self>) -> Result<Vec<u32>, Denied> {
        Ok(self.orders)
    }

    #[requires(Orders::Read::All)]
    fn associated(caller: &Caller) -> Result<Self, Denied> {
        Ok(Self { orders: vec![], acting: caller.clone() })
    }
}

trait Repository<T> {
    fn load(&self, caller: &Caller) -> Result<T, Denied>;

    #[requires(Orders::Write::All)]
    fn store(self: Pin<&mut Self>, _: &Caller, _item: T) -> Result<(), Denied> {
        Ok(())
    }
}

impl<T: From<u32>> Repository<T> for Shop {
    #[requires(Orders::Read::All)]
    fn load(&self, _caller: &Caller) -> Result<T, Denied> {
        Ok(T::from(7))
    }
}

fn main() {
    let _ = (Shop::list, Shop::add, Shop::clear, Shop::close, Shop::associated);
    let _ = (<Shop as Repository<u64>>::load, <Shop as Repository<u64>>::store);
}
