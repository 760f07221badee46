//! Maps that a page brings with it, and the page that is to bring one. Part of what comes late.

use std::convert::Infallible;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::host::Host;
use crate::browser::spawn;
use crate::store::{Action, Saved, TakeHomeAction, slot_of_source};

/// Gets the page that holds the program.
pub(super) type Frame = fn(Rc<Host>);

pub(super) fn frame(host: Rc<Host>) {
    spawn("frame", async move {
        let promised = host.frame.call0(&JsValue::NULL).and_then(|it| it.dyn_into::<Promise>());
        let page = match promised {
            Ok(promise) => JsFuture::from(promise).await.ok().and_then(|page| page.as_string()),
            Err(_) => None,
        };
        host.dispatch(Action::TakeHome(TakeHomeAction::Framed(page)));
        Ok::<(), Infallible>(())
    });
}

/// Opens the map that the page brings, or what this browser keeps of it.
pub(super) type Recall = fn(Rc<Host>, Option<String>) -> Pin<Box<dyn Future<Output = ()>>>;

pub(super) fn recall(host: Rc<Host>, text: Option<String>) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async move {
        let Some(text) = text else {
            return host.dispatch(Action::TakeHome(TakeHomeAction::NotFetched));
        };
        // What is no map is said to be none when it is opened.
        let slot = slot_of_source(&text).unwrap_or_default();
        host.remember_for(&slot);
        let snapshot = host.feed.snapshot();
        // Who may only read is shown what the page brings, whatever this browser has made of it.
        if snapshot.saved != Saved::NotKept && !snapshot.readonly {
            let known = host.remembered().into_iter().chain([slot.clone()]);
            for known in known.filter(|known| !known.is_empty()) {
                let rows = async { host.vault().await?.load(&known, None).await }.await;
                if rows.is_ok_and(|rows| !rows.is_empty()) {
                    return host.load_now(known, None).await;
                }
            }
        }
        let open = Action::TakeHome(TakeHomeAction::Open { text, slot });
        let effects = host.state.borrow_mut().host_action(open);
        host.perform_all(effects);
    })
}
