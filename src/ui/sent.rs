//! Text that leaves by hand: shown to be copied, and as a code to be read by a camera.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::context::use_ui;
use crate::store::QrPicture;

#[derive(PartialEq, Properties)]
pub(super) struct CopyProps {
    pub text: Rc<str>,
    /// What the text is, and the words of the button.
    pub name: AttrValue,
    pub action: AttrValue,
    #[prop_or(4)]
    pub rows: u32,
    /// Takes the keyboard from the dialog that it is in.
    #[prop_or_default]
    pub first: bool,
    /// More that can be done with the text.
    #[prop_or_default]
    pub children: Html,
}

/// A text, and a button that copies it. Where the browser refuses, the text is selected for copying by hand.
#[component]
pub(super) fn Copy(props: &CopyProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    let button = use_node_ref();
    use_effect_with((), {
        let (button, first) = (button.clone(), props.first);
        move |()| {
            if let Some(button) = button.cast::<web_sys::HtmlElement>().filter(|_| first) {
                crate::browser::focus_quietly(&button);
            }
        }
    });
    let said = use_state(|| None::<&'static str>);
    let copy = {
        let (node, text, said) = (node.clone(), props.text.clone(), said.clone());
        move |_: MouseEvent| {
            let (node, text, said) = (node.clone(), text.clone(), said.clone());
            crate::browser::spawn("copy", async move {
                let copied = crate::browser::clipboard::write_text(&text).await;
                if !copied && let Some(area) = node.cast::<HtmlTextAreaElement>() {
                    let _ = area.focus();
                    area.select();
                }
                said.set(Some(if copied { "share.copied" } else { "share.not_copied" }));
                Ok::<(), std::convert::Infallible>(())
            });
        }
    };
    let select = |event: FocusEvent| {
        if let Some(area) = event.target().and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok()) {
            area.select();
        }
    };
    html! {
        <>
            <textarea class="share__link" ref={node} rows={props.rows.to_string()} readonly=true dir="ltr" spellcheck="false"
                aria-label={&props.name} value={props.text.to_string()} onfocus={select} />
            <div class="share__do">
                <button type="button" class="button button--primary" ref={button} onclick={copy}>{&props.action}</button>
                { props.children.clone() }
                <span role="status">{said.map(|key| ui.t(key)).unwrap_or_default()}</span>
            </div>
        </>
    }
}

/// A code for a camera: always dark on white, whatever the theme, or readers fail.
pub(super) fn code(picture: &QrPicture, name: AttrValue) -> Html {
    let size = picture.size;
    html! {
        <svg class="code" viewBox={format!("0 0 {size} {size}")} role="img" aria-label={name} shape-rendering="crispEdges">
            <path class="code__ground" d={format!("M0 0h{size}v{size}H0z")} />
            <path class="code__ink" d={picture.path.clone()} />
        </svg>
    }
}
