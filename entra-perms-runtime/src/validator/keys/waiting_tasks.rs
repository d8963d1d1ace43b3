//! The tasks that wait for keys, on any executor and without one.

use core::future::poll_fn;
use core::task::{Poll, Waker};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The tasks that wait. `tokio::sync` has an equal, but validators with given keys need no tokio.
#[derive(Default)]
pub(super) struct WaitingTasks(Mutex<Places>);

#[derive(Default)]
struct Places {
    /// The number of tasks that have ever waited, which numbers the next one.
    count: u64,
    wakers: BTreeMap<u64, Waker>,
}

/// The place of one task, which it gives up when it no longer waits.
struct Place<'a> {
    tasks: &'a WaitingTasks,
    number: u64,
}

impl WaitingTasks {
    /// Waits until the condition holds. Each change that may meet it must [wake](Self::wake_all).
    pub(super) async fn wait_until(&self, is_met: impl Fn() -> bool) {
        let place = self.new_place();
        poll_fn(|context| {
            // The waker is stored first, so that no change after the check is missed.
            place.store(context.waker());
            if is_met() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Wakes all tasks that wait, which then check their condition.
    pub(super) fn wake_all(&self) {
        let wakers = core::mem::take(&mut self.places().wakers);
        // The lock is released, because a waker may run code of the executor.
        wakers.into_values().for_each(Waker::wake);
    }

    fn new_place(&self) -> Place<'_> {
        let mut places = self.places();
        places.count += 1;
        Place { tasks: self, number: places.count }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        // No code under the lock can leave the map half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    fn store(&self, waker: &Waker) {
        // The lock is held only to insert: the code of an executor clones and drops wakers.
        let waker = waker.clone();
        let old = self.tasks.places().wakers.insert(self.number, waker);
        drop(old);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        // The lock is released before the waker is dropped.
        let waker = self.tasks.places().wakers.remove(&self.number);
        drop(waker);
    }
}

#[cfg(test)]
mod tests {
    use core::pin::pin;
    use core::sync::atomic::{AtomicUsize, Ordering};
    use core::task::Context;
    use std::sync::Arc;
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A waker whose code needs the lock when the waker is dropped.
    struct Reentrant {
        tasks: Arc<WaitingTasks>,
        was_locked: Arc<AtomicUsize>,
    }

    impl Wake for Reentrant {
        fn wake(self: Arc<Self>) {}
    }

    impl Drop for Reentrant {
        fn drop(&mut self) {
            let is_locked = self.tasks.0.try_lock().is_err();
            self.was_locked.fetch_add(usize::from(is_locked), Ordering::Relaxed);
        }
    }

    #[test]
    fn wakers_are_dropped_without_the_lock() {
        let tasks = Arc::<WaitingTasks>::default();
        let was_locked = Arc::<AtomicUsize>::default();
        let new = || {
            let tasks = Arc::clone(&tasks);
            Arc::new(Reentrant { tasks, was_locked: Arc::clone(&was_locked) })
        };
        let wakers = [new(), new()];
        let alive = wakers.each_ref().map(Arc::downgrade);
        let mut waiting = Box::pin(tasks.wait_until(|| false));
        for waker in wakers {
            assert!(waiting.as_mut().poll(&mut Context::from_waker(&waker.into())).is_pending());
        }
        assert_eq!(alive.each_ref().map(std::sync::Weak::strong_count), [0, 1], "replaced");
        drop(waiting);
        assert_eq!(alive.each_ref().map(std::sync::Weak::strong_count), [0, 0], "removed");
        assert_eq!(was_locked.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn each_task_is_woken_once_and_leaves_nothing_behind() {
        let tasks = WaitingTasks::default();
        let is_met = core::cell::Cell::new(false);
        let [first, last] = [Arc::<Wakes>::default(), Arc::default()];
        let [waker, other_waker] = [Arc::clone(&first).into(), Arc::clone(&last).into()];
        let counts = || [&first, &last].map(|wakes| wakes.0.load(Ordering::Relaxed));
        let mut one = pin!(tasks.wait_until(|| is_met.get()));
        {
            let mut dropped = pin!(tasks.wait_until(|| is_met.get()));
            let mut other = pin!(tasks.wait_until(|| is_met.get()));
            for waker in [&waker, &other_waker] {
                // The waker of the last poll counts.
                assert!(one.as_mut().poll(&mut Context::from_waker(waker)).is_pending());
            }
            assert!(other.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            assert!(dropped.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            assert_eq!(tasks.places().wakers.len(), 3);
            tasks.wake_all();
            assert_eq!(counts(), [2, 1]);
            assert!(other.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        }
        assert!(tasks.places().wakers.is_empty());
        is_met.set(true);
        assert!(one.as_mut().poll(&mut Context::from_waker(&waker)).is_ready());
        assert!(tasks.places().wakers.is_empty());
    }
}
