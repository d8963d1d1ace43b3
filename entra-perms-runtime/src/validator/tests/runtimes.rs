//! The runtime that refreshes keys, and others: what is missing is an error, and never a panic.

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::sync::Arc;
use std::task::Wake;
use std::thread::Thread;

use tokio::runtime::{Builder, Runtime};

use super::authority::made_up;
use super::discovery::{builder, token};
use crate::test_support::model::{TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{BuildError, TokenError, TokenValidator};

/// Waits on this thread, as executors do that are not tokio.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// A validator of its own runtime, which must live as long.
fn built(runtime: &Runtime) -> (DevIssuer, TokenValidator<TestModel>) {
    runtime.block_on(async {
        let issuer = DevIssuer::start(TENANT).await.unwrap();
        let validator = builder(issuer.authority()).build().await.unwrap();
        (issuer, validator)
    })
}

#[test]
fn without_a_runtime_the_builder_says_so() {
    let error = wait_for(builder("http://127.0.0.1:9").build()).unwrap_err();
    assert_eq!(error, BuildError::NoRuntime);
}

#[test]
fn without_timers_or_sockets_the_builder_says_so() {
    for runtime in
        [Builder::new_current_thread().enable_io().build(), Builder::new_current_thread().build()]
    {
        let error = runtime.unwrap().block_on(builder("http://127.0.0.1:9").build()).unwrap_err();
        assert_eq!(error, BuildError::NoRuntime);
    }
}

#[test]
fn requests_need_no_runtime_of_their_own() {
    let runtime = Runtime::new().unwrap();
    let (issuer, validator) = built(&runtime);
    assert!(wait_for(validator.validate(&token(&issuer))).is_ok());
    issuer.rotate_key().unwrap();
    assert!(wait_for(validator.validate(&token(&issuer))).is_ok());
    assert_eq!(
        wait_for(validator.validate(&made_up("unknown"))).unwrap_err(),
        TokenError::UnknownKey
    );
}

#[test]
fn keys_that_no_runtime_refreshes_any_more_are_the_services_fault() {
    let runtime = Runtime::new().unwrap();
    let (issuer, validator) = built(&runtime);
    let known = token(&issuer);
    drop(runtime);
    // From many threads and tasks at once, too.
    let others = Runtime::new().unwrap();
    others.block_on(async {
        let calls: Vec<_> = (0..400)
            .map(|number| {
                let validator = validator.clone();
                tokio::spawn(async move {
                    let unknown = made_up(&format!("unknown {number}"));
                    for _ in 0..20 {
                        let refused = validator.validate(&unknown).await.unwrap_err();
                        assert_eq!(refused, TokenError::KeysUnavailable);
                    }
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
    });
    for _ in 0..2 {
        assert_eq!(
            wait_for(validator.validate(&made_up("unknown"))).unwrap_err(),
            TokenError::KeysUnavailable
        );
    }
    assert!(wait_for(validator.validate(&known)).is_ok());
}
