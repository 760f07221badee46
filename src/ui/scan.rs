//! Reads codes with the camera, one after the other, until it is told to stop.

use std::cell::Cell;
use std::convert::Infallible;
use std::rc::Rc;

use web_sys::HtmlVideoElement;
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::icon::{Icon, IconButton};
use crate::browser::{Camera, NoCamera};
use crate::store::{Action, GatherAction, read_qr};

/// Between two looks at the picture: a code is held up for seconds.
const PAUSE_MS: u32 = 150;

#[component]
pub(super) fn Scan() -> Html {
    let ui = use_ui();
    let on = use_state(|| false);
    let toggle = {
        let on = on.clone();
        Callback::from(move |_: MouseEvent| on.set(!*on))
    };
    let key = if *on { "scan.stop" } else { "scan.start" };
    html! {
        <div class="scan">
            <IconButton icon={Icon::Camera} text=true class="button--quiet" label={ui.t(key)} onclick={toggle} />
            if *on { <Picture /> }
        </div>
    }
}

#[component]
fn Picture() -> Html {
    let ui = use_ui();
    let video = use_node_ref();
    let trouble = use_state(|| None::<NoCamera>);
    use_effect_with((), {
        let (ui, video, trouble) = (ui.clone(), video.clone(), trouble.clone());
        move |()| {
            let shown = Rc::new(Cell::new(true));
            if let Some(video) = video.cast::<HtmlVideoElement>() {
                let shown = shown.clone();
                crate::browser::spawn("camera", async move {
                    match Camera::open(video).await {
                        Ok(camera) => look(camera, &ui, &shown).await,
                        Err(why) if shown.get() => trouble.set(Some(why)),
                        Err(_) => {}
                    }
                    Ok::<(), Infallible>(())
                });
            }
            move || shown.set(false)
        }
    });
    let why = trouble.map(|why| match why {
        NoCamera::Unsupported => "scan.unsupported",
        NoCamera::Refused => "scan.refused",
        NoCamera::Missing => "scan.missing",
    });
    html! {
        <>
            if why.is_none() {
                <video class="scan__picture" ref={video} muted=true playsinline=true aria-label={ui.t("scan.picture")} />
            }
            <p class="dialog__text dialog__text--small" role="status">{ui.t(why.unwrap_or("scan.text"))}</p>
        </>
    }
}

/// Looks until the picture is gone. A code that stays before the camera is read once.
async fn look(mut camera: Camera, ui: &Ui, shown: &Cell<bool>) {
    let mut last = String::new();
    while shown.get() {
        for text in camera.codes(read_qr).await {
            if shown.get() && text != last {
                ui.does(Action::Gather(GatherAction::Take { text: text.clone() }));
                last = text;
            }
        }
        crate::browser::timers::sleep(PAUSE_MS).await;
    }
}
