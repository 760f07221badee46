//! What a host page is told, as the names and details of events.

use crate::model::Json;
use crate::store::{HostEvent, Origin};

fn origin(origin: Origin) -> Json {
    Json::from(match origin {
        Origin::Local => "local",
        Origin::Remote => "remote",
        Origin::Host => "host",
    })
}

/// The event's name and its detail as JSON text.
pub(super) fn event(event: &HostEvent) -> (&'static str, String) {
    let (name, detail) = match event {
        HostEvent::MapChange(from) => {
            ("map-change", serde_json::json!({ "origin": origin(*from) }))
        }
        HostEvent::SelectionChange { cards, link, origin: from } => {
            let cards: Vec<_> = cards.iter().map(|id| id.as_str()).collect();
            let link = link.as_ref().map(|id| id.as_str());
            let detail =
                serde_json::json!({ "cards": cards, "link": link, "origin": origin(*from) });
            ("selection-change", detail)
        }
        HostEvent::CameraChange(camera, from) => {
            let (x, y, zoom) = (camera.x, camera.y, camera.zoom);
            let detail =
                serde_json::json!({ "x": x, "y": y, "zoom": zoom, "origin": origin(*from) });
            ("camera-change", detail)
        }
    };
    (name, detail.to_string())
}
