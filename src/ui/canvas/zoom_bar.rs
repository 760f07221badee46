//! How near we look, and ways to look nearer, farther, or at everything.

use yew::prelude::*;

use super::super::context::Ui;
use super::super::icon::{Icon, IconButton};
use crate::browser::fixed;
use crate::geometry::Camera;
use crate::store::Action;

pub(super) fn zoom_bar(ui: &Ui, camera: Camera) -> Html {
    let percent = fixed(camera.zoom * 100.0, 0) + " %";
    html! {
        <div class="zoom-bar" part="zoom" role="group" aria-label={ui.t("zoom.name")} data-tools="true">
            <IconButton icon={Icon::Minus} label={ui.t("zoom.out")}
                onclick={ui.press(|| Action::ZoomBy { factor: 1.0 / 1.25, at: None })} />
            <button type="button" class="button zoom-bar__percent" title={ui.t("zoom.full")}
                aria-label={ui.say("zoom.percent", &[("percent", &percent)])}
                onclick={ui.press(|| Action::ZoomTo(1.0))}>{&percent}</button>
            <IconButton icon={Icon::Plus} label={ui.t("zoom.in")}
                onclick={ui.press(|| Action::ZoomBy { factor: 1.25, at: None })} />
            <IconButton icon={Icon::Fit} label={ui.t("zoom.fit")} onclick={ui.press(|| Action::Fit)} />
        </div>
    }
}
