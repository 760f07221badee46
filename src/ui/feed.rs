//! Where the latest snapshot comes from, and the camera, which moves too often for snapshots.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::Callback;

use crate::browser::NotDownloaded;
use crate::geometry::Camera;
use crate::store::Snapshot;

/// Offers a file (name, type, content) to the host page; true where that takes it.
pub type Offer = Box<dyn Fn(&str, &str, &[u8]) -> bool>;

/// One element's stream of things to show. The host fills it, the interface listens.
pub struct Feed {
    snapshot: RefCell<Rc<Snapshot>>,
    camera: Cell<Camera>,
    /// Addresses of relays that this page allows, with spaces between them.
    relays: RefCell<Rc<str>>,
    /// In which language's way moments are written; empty: as the browser prefers.
    locale: RefCell<Rc<str>>,
    offer: RefCell<Option<Offer>>,
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
            locale: RefCell::new("".into()),
            offer: RefCell::default(),
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

    pub fn set_locale(&self, tag: &str) {
        *self.locale.borrow_mut() = tag.into();
    }

    #[must_use]
    pub fn locale(&self) -> Rc<str> {
        self.locale.borrow().clone()
    }

    pub fn allow_relays(&self, relays: &str) {
        *self.relays.borrow_mut() = relays.into();
    }

    #[must_use]
    pub fn relays(&self) -> Rc<str> {
        self.relays.borrow().clone()
    }

    /// What is saved is offered here first.
    pub fn offer_files(&self, offer: Offer) {
        *self.offer.borrow_mut() = Some(offer);
    }

    /// Saves a file: the host page may take it, and otherwise the browser puts it where it puts downloads.
    ///
    /// # Errors
    /// The browser refuses the file.
    pub fn save_file(&self, name: &str, mime: &str, bytes: &[u8]) -> Result<(), NotDownloaded> {
        if self.offer.borrow().as_ref().is_some_and(|offer| offer(name, mime, bytes)) {
            return Ok(());
        }
        crate::browser::download(name, mime, bytes)
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
