//! Reads codes with the camera, one after the other, until it is told to stop or has read what was wanted.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::rc::Rc;

use web_sys::HtmlVideoElement;
use yew::prelude::*;

use super::context::use_ui;
use super::icon::{Icon, IconButton};
use crate::browser::{Camera, NoCamera};
use crate::store::read_qr;

/// Between two looks at the picture: a code is held up for seconds.
const PAUSE_MS: u32 = 150;

#[derive(PartialEq, Properties)]
pub(super) struct ScanProps {
    /// Takes what was read. True: that was all, and the camera stops.
    pub read: Callback<String, bool>,
    /// The words under the picture.
    pub text: &'static str,
}

#[component]
pub(super) fn Scan(props: &ScanProps) -> Html {
    let ui = use_ui();
    let on = use_state(|| false);
    let toggle = {
        let on = on.clone();
        Callback::from(move |_: MouseEvent| on.set(!*on))
    };
    let read = {
        let (on, read) = (on.setter(), props.read.clone());
        move |text: String| {
            if read.emit(text) {
                on.set(false);
            }
        }
    };
    let key = if *on { "scan.stop" } else { "scan.start" };
    html! {
        <div class="scan">
            <IconButton icon={Icon::Camera} text=true class="button--quiet" label={ui.t(key)} onclick={toggle} />
            if *on { <Picture {read} text={props.text} /> }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct PictureProps {
    read: Callback<String>,
    text: &'static str,
}

#[component]
fn Picture(props: &PictureProps) -> Html {
    let ui = use_ui();
    let video = use_node_ref();
    let trouble = use_state(|| None::<NoCamera>);
    // The camera stays what it is while what is done with its codes changes.
    let read = use_mut_ref(|| props.read.clone());
    read.replace(props.read.clone());
    use_effect_with((), {
        let (video, trouble) = (video.clone(), trouble.clone());
        move |()| {
            let shown = Rc::new(Cell::new(true));
            if let Some(video) = video.cast::<HtmlVideoElement>() {
                let shown = shown.clone();
                crate::browser::spawn("camera", async move {
                    match Camera::open(video).await {
                        Ok(camera) => look(camera, &read, &shown).await,
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
            <p class="dialog__text dialog__text--small" role="status">{ui.t(why.unwrap_or(props.text))}</p>
        </>
    }
}

/// Looks until the picture is gone. A code that stays before the camera is read once.
async fn look(camera: Camera, read: &RefCell<Callback<String>>, shown: &Cell<bool>) {
    let mut last = String::new();
    while shown.get() {
        for text in camera.codes(read_qr) {
            if shown.get() && text != last {
                last.clone_from(&text);
                let read = read.borrow().clone();
                read.emit(text);
            }
        }
        crate::browser::timers::sleep(PAUSE_MS).await;
    }
}
