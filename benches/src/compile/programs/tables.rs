//! Uses everything that `permissions!` generates: texts, both directions of the mapping, token
//! values, and guards.

mod permissions;

use std::error::Error;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::{env, fs};

use entra_perms_runtime::{Denied, Jwks, Tenants, requires};
use permissions::{Caller, GUARDED, Role, Scope, TokenValidator};

#[requires(GUARDED)]
fn guarded(caller: &Caller) -> Result<String, Denied> {
    Ok(format!("{:?}", caller.effective()))
}

fn main() -> Result<(), Box<dyn Error>> {
    for role in Role::ALL {
        println!("{role} {:?} {} {:?}", role.id(), role.display_name(), role.scopes());
    }
    for scope in Scope::ALL {
        println!("{scope} {:?} {} {:?}", scope.id(), scope.display_name(), scope.roles());
    }
    let arguments: Vec<String> = env::args().collect();
    let [_, tenant, keys, token, role, scope] = &arguments[..] else {
        return Err("expected a tenant, a file of keys, a token, a role and a scope".into());
    };
    println!("{:?} {:?}", role.parse::<Role>()?.is_enabled(), scope.parse::<Scope>()?.is_enabled());
    let keys = Jwks::from_json(fs::read(keys)?)?;
    let validator = at_once(TokenValidator::builder(Tenants::single(tenant)?).jwks(keys).build())?;
    let caller = at_once(validator.validate(token))?;
    println!("{}", guarded(&caller)?);
    Ok(())
}

/// Returns the output of a future that does not wait: the validator has fixed keys.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("fixed keys are not fetched"),
    }
}
