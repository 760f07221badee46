//! Where the latest snapshot comes from, and the camera, which moves too often for snapshots.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::Callback;

use crate::geometry::Camera;
use crate::store::Snapshot;

/// One element's stream of things to show. The host fills it, the interface listens.
pub struct Feed {
    snapshot: RefCell<Rc<Snapshot>>,
    camera: Cell<Camera>,
    /// Addresses of relays that this page allows, with spaces between them.
    relays: RefCell<Rc<str>>,
    on_snapshot: RefCell<Option<Callback<Rc<Snapshot>>>>,
    on_camera: RefCell<Option<Callback<Camera>>>,
}

impl Feed {
    #[must_use]
    pub fn new(snapshot: Rc<Snapshot>, camera: Camera) -> Self {
        Self {
            snapshot: RefCell::new(snapshot),
            camera: Cell::new(camera),
            relays: RefCell::new("".into()),
            on_snapshot: RefCell::default(),
            on_camera: RefCell::default(),
        }
    }

    pub fn show(&self, snapshot: Rc<Snapshot>) {
        *self.snapshot.borrow_mut() = snapshot.clone();
        let listener = self.on_snapshot.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(snapshot);
        }
    }

    pub fn allow_relays(&self, relays: &str) {
        *self.relays.borrow_mut() = relays.into();
    }

    #[must_use]
    pub fn relays(&self) -> Rc<str> {
        self.relays.borrow().clone()
    }

    pub fn move_camera(&self, camera: Camera) {
        self.camera.set(camera);
        let listener = self.on_camera.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(camera);
        }
    }

    #[must_use]
    pub fn snapshot(&self) -> Rc<Snapshot> {
        self.snapshot.borrow().clone()
    }

    #[must_use]
    pub fn camera(&self) -> Camera {
        self.camera.get()
    }

    pub(super) fn listen(&self, listener: Option<Callback<Rc<Snapshot>>>) {
        *self.on_snapshot.borrow_mut() = listener;
    }

    pub(super) fn listen_to_camera(&self, listener: Option<Callback<Camera>>) {
        *self.on_camera.borrow_mut() = listener;
    }
}
