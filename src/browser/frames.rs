//! Work that belongs to the next painted frame, at most once per frame.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};

/// Runs its work before the next paint, however often it was asked for. Dropping it cancels.
/// A hidden tab paints nothing, so nothing runs there: never save from here.
pub struct Frame {
    run: Rc<dyn Fn(f64)>,
    pending: Rc<RefCell<Option<AnimationFrame>>>,
}

impl Frame {
    /// `run` gets the frame's time in milliseconds since the page began. It may ask for the next frame.
    pub fn new(run: impl Fn(f64) + 'static) -> Self {
        Self { run: Rc::new(run), pending: Rc::default() }
    }

    /// Asks for the next frame. Asking twice before it comes is asking once.
    pub fn request(&self) {
        if self.pending.borrow().is_some() {
            return;
        }
        let (run, pending) = (Rc::clone(&self.run), Rc::clone(&self.pending));
        let frame = request_animation_frame(move |time| {
            // Taken out first and in its own statement, so that `run` may ask again.
            let done = pending.borrow_mut().take();
            drop(done);
            run(time);
        });
        *self.pending.borrow_mut() = Some(frame);
    }

    /// Is a frame on its way?
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.pending.borrow().is_some()
    }

    pub fn cancel(&self) {
        let frame = self.pending.borrow_mut().take();
        drop(frame);
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        // The waiting closure holds `pending` too; without this the circle would keep both alive.
        self.cancel();
    }
}
