//! The runtime that refreshes keys, and other executors. A missing runtime is an error, never a
//! panic.

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::sync::Arc;
use std::task::Wake;
use std::thread::Thread;

use tokio::runtime::{Builder, Runtime};

use super::authority::with_invented_key;
use super::discovery::{builder, token};
use crate::test_support::log::Log;
use crate::test_support::model::{TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{BuildError, TokenError, TokenValidator, TokenValidatorBuilder};

/// Waits for a future on this thread, like an executor other than tokio.
pub(super) fn wait_for<T>(future: impl Future<Output = T>) -> T {
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

/// Returns a validator that was built on this runtime, which must not end before the validator.
fn built(runtime: &Runtime) -> (DevIssuer, TokenValidator<TestModel>) {
    runtime.block_on(async {
        let issuer = DevIssuer::start(TENANT).await.unwrap();
        let validator = builder(issuer.authority()).build().await.unwrap();
        (issuer, validator)
    })
}

/// A start that waits for keys needs a runtime, and so does one that fetches them later.
fn both_starts() -> [TokenValidatorBuilder<TestModel>; 2] {
    let builder = || builder("http://127.0.0.1:9");
    [builder(), builder().start_without_keys()]
}

#[test]
fn building_without_a_runtime_is_an_error() {
    for builder in both_starts() {
        assert_eq!(wait_for(builder.build()).unwrap_err(), BuildError::NoRuntime);
    }
}

#[test]
fn building_without_timers_or_sockets_is_an_error() {
    let mut without_sockets = Builder::new_current_thread();
    without_sockets.enable_time();
    let mut without_timers = Builder::new_current_thread();
    without_timers.enable_io();
    for mut runtime in [without_sockets, without_timers, Builder::new_current_thread()] {
        let runtime = runtime.build().unwrap();
        for builder in both_starts() {
            assert_eq!(runtime.block_on(builder.build()).unwrap_err(), BuildError::NoRuntime);
        }
    }
}

#[test]
fn requests_run_on_any_executor() {
    let runtime = Runtime::new().unwrap();
    let (issuer, validator) = built(&runtime);
    assert!(wait_for(validator.validate(&token(&issuer))).is_ok());
    issuer.rotate_key().unwrap();
    assert!(wait_for(validator.validate(&token(&issuer))).is_ok());
    assert_eq!(
        wait_for(validator.validate(&with_invented_key("unknown"))).unwrap_err(),
        TokenError::UnknownKey
    );
}

#[test]
fn after_the_runtime_ends_an_unknown_key_is_the_services_fault() {
    let runtime = Runtime::new().unwrap();
    let (issuer, validator) = built(&runtime);
    let known = token(&issuer);
    drop(runtime);
    // Many threads and tasks call at once, too.
    let others = Runtime::new().unwrap();
    others.block_on(async {
        let calls: Vec<_> = (0..400)
            .map(|number| {
                let validator = validator.clone();
                tokio::spawn(async move {
                    let unknown = with_invented_key(&format!("unknown {number}"));
                    for _ in 0..20 {
                        let refused = validator.validate(&unknown).await.unwrap_err();
                        assert_eq!(refused, TokenError::keys_unavailable());
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
            wait_for(validator.validate(&with_invented_key("unknown"))).unwrap_err(),
            TokenError::keys_unavailable()
        );
    }
    assert!(wait_for(validator.validate(&known)).is_ok());
}

/// A request of a service without keys must not fill the log.
#[test]
fn the_end_of_the_runtime_is_logged_once() {
    for starts_without_keys in [false, true] {
        let runtime = Runtime::new().unwrap();
        let validator = if starts_without_keys {
            let builder = builder("http://127.0.0.1:9").start_without_keys();
            runtime.block_on(builder.build()).unwrap()
        } else {
            built(&runtime).1
        };
        drop(runtime);
        Log::start();
        for _ in 0..3 {
            let refused = wait_for(validator.validate(&with_invented_key("unknown"))).unwrap_err();
            assert!(matches!(refused, TokenError::KeysUnavailable { .. }), "{refused}");
        }
        let lines = Log::lines();
        let errors: Vec<_> = lines.iter().filter(|line| line.starts_with("ERROR")).collect();
        assert!(errors.len() == 1 && errors[0].contains("has ended"), "{lines:#?}");
    }
}
