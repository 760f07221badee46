//! The box for a link that somebody was sent: where no keyboard can paste it, and where it arrived without its end.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::context::use_ui;
use super::dialogs::Dialog;
use crate::store::{Action, Overlay, has_link};

#[derive(PartialEq, Properties)]
pub(super) struct OpenLinkProps {
    /// The page was opened by a link that had lost its end.
    pub lost: bool,
}

#[component]
pub(super) fn OpenLink(props: &OpenLinkProps) -> Html {
    let ui = use_ui();
    let (node, none) = (use_node_ref(), use_state(|| false));
    let onsubmit = {
        let (ui, node, none) = (ui.clone(), node.clone(), none.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let text = node.cast::<HtmlTextAreaElement>().map(|area| area.value());
            let text = text.unwrap_or_default();
            if has_link(&text) {
                // Some links ask something first, in a dialog of their own.
                ui.does(Action::Overlay(Overlay::None));
                ui.does(Action::OpenLink { text });
            } else {
                none.set(true);
            }
        }
    };
    html! {
        <Dialog title={ui.t("open_link.title")}>
            <p class="dialog__text">{ui.t(if props.lost { "open_link.lost" } else { "open_link.text" })}</p>
            <form class="backup__form" {onsubmit}>
                <label class="field"><span class="field__label">{ui.t("open_link.link")}</span>
                    <textarea class="input" rows="4" dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false"
                        data-autofocus="true" ref={node} /></label>
                <div class="backup__do">
                    <button type="submit" class="button button--primary">{ui.t("open_link.open")}</button>
                </div>
                <p class="backup__says" role="status">{if *none { ui.t("open_link.none") } else { AttrValue::default() }}</p>
            </form>
        </Dialog>
    }
}
