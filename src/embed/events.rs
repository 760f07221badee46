//! What a host page is told, as the names and details of events.

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::browser::object;
use crate::store::{HostEvent, Origin};

fn origin(origin: Origin) -> JsValue {
    JsValue::from(match origin {
        Origin::Local => "local",
        Origin::Remote => "remote",
        Origin::Host => "host",
    })
}

/// The event's name and its detail.
pub(super) fn event(event: &HostEvent) -> (&'static str, JsValue) {
    match event {
        HostEvent::MapChange(from) => ("map-change", object([("origin", origin(*from))])),
        HostEvent::LinkChange(fragment) => {
            let fragment = fragment.as_ref().map_or(JsValue::NULL, |text| JsValue::from(&**text));
            ("link-change", object([("fragment", fragment)]))
        }
        HostEvent::SelectionChange { cards, link, origin: from } => {
            let cards: Array = cards.iter().map(|id| JsValue::from(id.as_str())).collect();
            let link = link.as_ref().map_or(JsValue::NULL, |id| id.as_str().into());
            let detail = [("cards", cards.into()), ("link", link), ("origin", origin(*from))];
            ("selection-change", object(detail))
        }
        HostEvent::UpdateWanted => ("update-wanted", JsValue::NULL),
        HostEvent::CameraChange(camera, from) => {
            let (x, y, zoom) = (camera.x.into(), camera.y.into(), camera.zoom.into());
            let detail = [("x", x), ("y", y), ("zoom", zoom), ("origin", origin(*from))];
            ("camera-change", object(detail))
        }
    }
}
