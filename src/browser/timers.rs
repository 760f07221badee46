//! Work that happens later, unless its guard is dropped first.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use gloo::timers::callback::{Interval, Timeout};

use super::clock;

/// Runs `run` once after `ms` milliseconds, unless the guard is dropped before.
#[must_use = "the timer stops when this is dropped"]
pub fn after(ms: u32, run: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(ms, run)
}

/// Runs `run` every `ms` milliseconds until the guard is dropped. Hidden tabs are slowed to about once a second.
#[must_use = "the timer stops when this is dropped"]
pub fn every(ms: u32, run: impl FnMut() + 'static) -> Interval {
    Interval::new(ms, run)
}

/// Waits for a future, but no longer than `ms` milliseconds: then `None`.
pub async fn within<T>(ms: u32, future: impl Future<Output = T>) -> Option<T> {
    let bell: Rc<RefCell<(bool, Option<Waker>)>> = Rc::default();
    let _timer = after(ms, {
        let bell = Rc::clone(&bell);
        move || {
            let waker = {
                let mut bell = bell.borrow_mut();
                bell.0 = true;
                bell.1.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    });
    let mut future = pin!(future);
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        let mut bell = bell.borrow_mut();
        bell.1 = Some(context.waker().clone());
        if bell.0 { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}

/// Waits so many milliseconds.
pub async fn sleep(ms: u32) {
    within(ms, std::future::pending::<()>()).await;
}

/// Runs its work when nobody has poked it for a while, and at the latest a set time after the first poke.
/// Dropping it cancels.
pub struct Debounce {
    quiet_ms: u32,
    at_most_ms: u32,
    inner: Rc<Inner>,
}

struct Inner {
    run: Box<dyn Fn()>,
    timer: RefCell<Option<Timeout>>,
    since: Cell<Option<f64>>,
}

impl Inner {
    fn stop(&self) -> bool {
        let timer = self.timer.borrow_mut().take();
        self.since.take().is_some() | timer.is_some()
    }
}

impl Debounce {
    /// `quiet_ms` without a poke, or `at_most_ms` since the first one, whichever comes first.
    pub fn new(quiet_ms: u32, at_most_ms: u32, run: impl Fn() + 'static) -> Self {
        let inner = Inner { run: Box::new(run), timer: RefCell::default(), since: Cell::default() };
        Self { quiet_ms, at_most_ms, inner: Rc::new(inner) }
    }

    pub fn poke(&self) {
        let now = clock::uptime_ms();
        let since = self.inner.since.get().unwrap_or(now);
        self.inner.since.set(Some(since));
        let left = (since + f64::from(self.at_most_ms) - now).max(0.0);
        let wait = left.min(f64::from(self.quiet_ms)) as u32;
        let inner = Rc::clone(&self.inner);
        let timer = Timeout::new(wait, move || {
            inner.stop();
            (inner.run)();
        });
        let before = self.inner.timer.borrow_mut().replace(timer);
        drop(before);
    }

    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.inner.since.get().is_some()
    }

    /// Runs the work now if it was waiting: for a page about to go away.
    pub fn flush(&self) {
        if self.inner.stop() {
            (self.inner.run)();
        }
    }

    pub fn cancel(&self) {
        self.inner.stop();
    }
}

impl Drop for Debounce {
    fn drop(&mut self) {
        self.cancel();
    }
}
