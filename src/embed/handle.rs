//! One element's canvas as JavaScript holds it. `element.js` makes promises and objects of what this gives.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::AppHandle;

use super::events::event;
use super::held::Held;
use super::host::Host;
use crate::model::{CardId, LinkKind};
use crate::store::{Action, Beside, Camera, Offline, Overlay, Saved, Selection};
use crate::ui::{App, AppProps};

/// The style sheet that every element adopts. It grows when the late part comes.
#[wasm_bindgen]
#[must_use]
pub fn styles() -> String {
    crate::ui::styles()
}

#[wasm_bindgen]
pub struct CanvasHandle {
    host: Rc<Host>,
    app: RefCell<Option<AppHandle<App>>>,
}

fn said(why: String) -> JsError {
    JsError::new(&why)
}

fn card_id(raw: &str) -> Result<CardId, JsError> {
    Ok(CardId::parse(raw)?)
}

thread_local! {
    /// The canvas of this page that is a window beside another one: all others are what they always are.
    static BESIDE: RefCell<Weak<Host>> = RefCell::default();
}

/// A window beside the one that leads says in its address what it shows. It is in no room.
async fn stand_beside(host: &Rc<Host>) -> bool {
    let fragment = crate::browser::page_fragment();
    let Some((beside, slot)) = Beside::read(&fragment) else { return false };
    let first = BESIDE.with_borrow_mut(|stands| {
        if stands.strong_count() == 0 {
            *stands = Rc::downgrade(host);
        }
        std::ptr::eq(stands.as_ptr(), Rc::as_ptr(host))
    });
    if !first {
        return false;
    }
    let keeps_nothing = host.state.borrow().saved() == Saved::NotKept;
    host.dispatch(Action::Stand(beside, slot.to_owned()));
    if host.whole().await.is_ok() && !keeps_nothing {
        host.load_now(slot.to_owned(), None).await;
    }
    true
}

impl Drop for CanvasHandle {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
    }
}

#[wasm_bindgen]
impl CanvasHandle {
    /// `emit(name, detail)` is called with each event's name and its detail, `restyle()` when [`styles`] gives more than
    /// before.
    ///
    /// `frame()` promises the page that holds the program, with places for a title and a map.
    /// `guard` is called with a frame from outside before it is taken in, and with nothing once it is. `held` outlives
    /// this: what is kept nowhere else is put into it.
    #[wasm_bindgen(constructor)]
    pub fn new(
        emit: Function,
        restyle: Function,
        guard: Function,
        frame: Function,
        held: Array,
        memory: String,
        keeps_nothing: bool,
    ) -> Self {
        let tell = move |what: &crate::store::HostEvent| {
            let (name, detail) = event(what);
            let _ = emit.call2(&JsValue::NULL, &name.into(), &detail);
        };
        let restyle = move || drop(restyle.call0(&JsValue::NULL));
        let (tell, restyle) = (Box::new(tell), Box::new(restyle));
        let host = Host::new(keeps_nothing, memory, tell, restyle, guard, frame, Held(held));
        Self { host, app: RefCell::default() }
    }

    /// `save(name, type, bytes)` offers a file to the host page, and says whether that takes it.
    #[wasm_bindgen(js_name = offerFiles)]
    pub fn offer_files(&self, save: Function) {
        self.host.feed.offer_files(Box::new(move |name, mime, bytes| {
            let bytes = js_sys::Uint8Array::from(bytes);
            let taken = save.call3(&JsValue::NULL, &name.into(), &mime.into(), &bytes);
            taken.is_ok_and(|taken| taken.is_truthy())
        }));
    }

    /// The program broke down and was started afresh; `frame` is what it was taking in then.
    pub fn recover(&self, frame: Option<Vec<u8>>, attempt: u32) {
        self.host.recover(frame, attempt);
    }

    /// What this browser keeps was opened again; `heard`: somebody's words were the reason.
    #[wasm_bindgen(js_name = goneOn)]
    pub fn gone_on(&self, heard: bool) {
        self.host.dispatch(Action::GoneOn { heard });
    }

    /// Opens what was open before a reload of the page, or before the program broke down.
    pub async fn recall(&self) {
        let host = self.host.clone();
        let keeps_nothing = host.state.borrow().saved() == Saved::NotKept;
        if stand_beside(&host).await {
            return;
        }
        if let Some(slot) = host.remembered().filter(|_| !keeps_nothing) {
            // Where the late part does not come, the start screen shows and says so.
            if host.whole().await.is_ok() {
                host.load_now(slot, None).await;
            }
        }
    }

    /// After a breakdown: opens what the page held in its memory. False where it held nothing.
    pub async fn reopen(&self) -> bool {
        let host = self.host.clone();
        host.reopen().await
    }

    /// Opens the map that the page brings, or what this browser keeps of it. Without a text: it did not come.
    #[wasm_bindgen(js_name = recallSource)]
    pub async fn recall_source(&self, text: Option<String>) {
        let host = self.host.clone();
        if !stand_beside(&host).await {
            host.recall_source(text).await;
        }
    }

    /// The page is a file that holds the program and a map.
    #[wasm_bindgen(js_name = standAlone)]
    pub fn stand_alone(&self) {
        self.host.state.borrow_mut().stand_alone();
    }

    /// Shows the canvas inside a node of the shadow root.
    pub fn mount(&self, root: Element) {
        let props = AppProps {
            feed: self.host.feed.clone(),
            words: self.host.words.clone(),
            dispatch: self.host.door(),
        };
        let app = yew::Renderer::<App>::with_root_and_props(root, props).render();
        self.host.arrive();
        self.host.fetch_late();
        *self.app.borrow_mut() = Some(app);
    }

    /// The element was taken off the page: what is not written yet is written now.
    pub fn rest(&self) {
        self.host.rest();
    }

    /// Addresses of relays that this page allows, with spaces between them.
    #[wasm_bindgen(js_name = allowRelays)]
    pub fn allow_relays(&self, relays: &str) {
        self.host.allow_relays(relays);
    }

    /// The element was put back on a page.
    #[wasm_bindgen(js_name = returnToPage)]
    pub fn return_to_page(&self) {
        self.host.return_to_page();
    }

    /// A tag of a language, or nothing. It shows with the next snapshot.
    #[wasm_bindgen(js_name = setLocale)]
    pub fn set_locale(&self, tag: &str) {
        self.host.feed.set_locale(tag);
    }

    #[wasm_bindgen(js_name = setReadonly)]
    pub fn set_readonly(&self, readonly: bool) {
        self.host.state.borrow_mut().set_readonly(readonly);
        self.host.perform_all(Vec::new());
    }

    /// Waits for the late part, which most of what follows here needs.
    ///
    /// # Errors
    /// It did not come.
    pub async fn whole(&self) -> Result<(), JsError> {
        let host = self.host.clone();
        Ok(host.whole().await?)
    }

    /// The whole map as JSON text.
    ///
    /// # Errors
    /// The late part is not there.
    #[wasm_bindgen(js_name = exportJson)]
    pub fn export_json(&self) -> Result<String, JsError> {
        self.host.state.borrow().exported().map_err(said)
    }

    /// Opens a map; what was odd about the text, in plain words.
    ///
    /// # Errors
    /// The text is no alignment map; nothing has changed then.
    #[wasm_bindgen(js_name = importJson)]
    pub fn import_json(&self, text: &str) -> Result<Vec<String>, JsError> {
        let opened = self.host.state.borrow_mut().open_for_host(text);
        let (warnings, effects) = opened.map_err(said)?;
        self.host.perform_all(effects);
        Ok(warnings.iter().map(|warning| warning.text(&self.host.words)).collect())
    }

    /// Asks for a link: the one that led here has lost its end.
    #[wasm_bindgen(js_name = askLink)]
    pub fn ask_link(&self) {
        self.host.dispatch(Action::Overlay(Overlay::Link { lost: true }));
    }

    /// Shows the map that is in a link, or says on the screen why that cannot be.
    #[wasm_bindgen(js_name = openLink)]
    pub fn open_link(&self, link: String) {
        self.act(Action::OpenLink { text: link });
    }

    /// Back from the map of a link to the one before.
    #[wasm_bindgen(js_name = leaveLink)]
    pub fn leave_link(&self) {
        self.act(Action::LeaveLink);
    }

    /// # Errors
    /// Says what is wrong with the card.
    #[wasm_bindgen(js_name = addCard)]
    pub fn add_card(&self, json: &str) -> Result<String, JsError> {
        let added = self.host.state.borrow_mut().add_for_host(json);
        let (id, effects) = added.map_err(said)?;
        self.host.perform_all(effects);
        Ok(id.to_string())
    }

    /// # Errors
    /// There is no such card, or says what is wrong with the change.
    #[wasm_bindgen(js_name = updateCard)]
    pub fn update_card(&self, id: &str, json: &str) -> Result<(), JsError> {
        let id = card_id(id)?;
        let updated = self.host.state.borrow_mut().update_for_host(&id, json);
        let ((), effects) = updated.map_err(said)?;
        self.host.perform_all(effects);
        Ok(())
    }

    /// # Errors
    /// There is no such card.
    #[wasm_bindgen(js_name = removeCard)]
    pub fn remove_card(&self, id: &str) -> Result<(), JsError> {
        let command = crate::store::Command::RemoveCard { id: card_id(id)? };
        let removed = self.host.state.borrow_mut().host_commit(vec![command]);
        self.host.perform_all(removed.map_err(|why| JsError::new(&why.to_string()))?);
        Ok(())
    }

    /// # Errors
    /// There are no such cards, or they cannot be linked like this.
    pub fn connect(&self, from: &str, to: &str, kind: Option<String>) -> Result<String, JsError> {
        let kind = match kind.as_deref() {
            None => None,
            Some(name) => {
                let unknown = || JsError::new(&format!("there is no kind of link named {name:?}"));
                Some(LinkKind::parse(name).ok_or_else(unknown)?)
            }
        };
        let (from, to) = (card_id(from)?, card_id(to)?);
        let linked = self.host.state.borrow_mut().connect_for_host(&from, &to, kind);
        let (id, effects) = linked.map_err(said)?;
        self.host.perform_all(effects);
        Ok(id.to_string())
    }

    /// # Errors
    /// One of the ids is none.
    pub fn select(&self, ids: Vec<String>) -> Result<(), JsError> {
        let ids: Result<Vec<_>, _> = ids.iter().map(|id| card_id(id)).collect();
        self.act(Action::Select(Selection::cards(ids?)));
        Ok(())
    }

    #[wasm_bindgen(js_name = setCamera)]
    pub fn set_camera(&self, x: f64, y: f64, zoom: f64) {
        self.act(Action::SetCamera(Camera::new(x, y, zoom)));
    }

    /// `[x, y, zoom]`
    #[wasm_bindgen(js_name = getCamera)]
    #[must_use]
    pub fn get_camera(&self) -> Vec<f64> {
        let camera = self.host.state.borrow().camera();
        vec![camera.x, camera.y, camera.zoom]
    }

    /// `[x, y, width, height]` on the map; empty where there is no such card.
    #[wasm_bindgen(js_name = cardRect)]
    #[must_use]
    pub fn card_rect(&self, id: &str) -> Vec<f64> {
        let rect = CardId::parse(id).ok().and_then(|id| self.host.state.borrow().card_rect(&id));
        rect.map(|r| vec![r.x, r.y, r.width, r.height]).unwrap_or_default()
    }

    #[wasm_bindgen(js_name = zoomToFit)]
    pub fn zoom_to_fit(&self) {
        self.act(Action::Fit);
    }

    /// The page opens without a connection; a newer version of it waits.
    #[wasm_bindgen(js_name = setOffline)]
    pub fn set_offline(&self, ready: bool, update: bool) {
        self.act(Action::Offline(Offline { ready, update }));
    }

    pub fn undo(&self) {
        self.act(Action::Undo);
    }

    pub fn redo(&self) {
        self.act(Action::Redo);
    }

    fn act(&self, action: Action) {
        let effects = self.host.state.borrow_mut().host_action(action);
        self.host.perform_all(effects);
    }
}
