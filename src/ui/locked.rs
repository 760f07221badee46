//! Links behind a password: the box that makes one, and the dialog that asks for the password of one.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::context::use_ui;
use super::dialogs::Dialog;
use crate::store::{Action, LockAction, LockedLink, Opening, Secret, Snapshot};

/// The fewest letters of a password.
const SHORTEST: usize = 8;

fn typed(node: &NodeRef) -> String {
    node.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

/// Twelve letters by chance in three groups: some 59 bits, more than anybody can try at such a price for each try. None of
/// the letters is taken for another one.
fn by_chance() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes: [u8; 12] = crate::browser::random::bytes();
    let letters: Vec<u8> = bytes.iter().map(|byte| LETTERS[usize::from(byte % 32)]).collect();
    let groups: Vec<String> =
        letters.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join("-")
}

#[derive(PartialEq, Properties)]
pub(super) struct ProtectProps {
    /// The key is being made.
    pub works: bool,
}

/// Puts the link that is offered behind a password.
#[component]
pub(super) fn Protect(props: &ProtectProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    let (shown, short) = (use_state(|| false), use_state(|| false));
    let onsubmit = {
        let (ui, node, short) = (ui.clone(), node.clone(), short.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let password = typed(&node);
            short.set(password.chars().count() < SHORTEST);
            if password.chars().count() >= SHORTEST {
                ui.does(Action::Lock(LockAction::Lock(Secret(password))));
            }
        }
    };
    let suggest = {
        let (node, shown) = (node.clone(), shown.clone());
        move |_: MouseEvent| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_value(&by_chance());
                let _ = input.focus();
                input.select();
            }
            shown.set(true);
        }
    };
    let show = {
        let shown = shown.clone();
        move |_: Event| shown.set(!*shown)
    };
    let says = match (props.works, *short) {
        (true, _) => ui.t("backup.works"),
        (false, true) => ui.t("backup.short"),
        (false, false) => AttrValue::default(),
    };
    html! {
        <details class="backup">
            <summary>{ui.t("protect.title")}</summary>
            <form class="backup__form" {onsubmit}>
                <p class="dialog__text dialog__text--small">{ui.t("protect.text")}</p>
                <label class="field"><span class="field__label">{ui.t("backup.password")}</span>
                    <input class="input" type={if *shown { "text" } else { "password" }} dir="ltr" autocomplete="new-password" autocapitalize="none"
                        spellcheck="false" ref={node} /></label>
                <label class="check"><input type="checkbox" checked={*shown} onchange={show} /><span>{ui.t("protect.show")}</span></label>
                <div class="backup__do">
                    <button type="submit" class="button button--primary" disabled={props.works}>{ui.t("protect.do")}</button>
                    <button type="button" class="button button--quiet" onclick={suggest}>{ui.t("protect.suggest")}</button>
                </div>
                <p class="backup__says" role="status">{says}</p>
            </form>
        </details>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct UnlockProps {
    pub snapshot: Rc<Snapshot>,
}

/// Asks for the password of a link.
#[component]
pub(super) fn Unlock(props: &UnlockProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    let Some(link) = LockedLink::of(&props.snapshot) else { return html! {} };
    let works = matches!(link.opening, Opening::Works(_));
    let onsubmit = {
        let (ui, node) = (ui.clone(), node.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let password = typed(&node);
            if !password.is_empty() && !works {
                ui.does(Action::Lock(LockAction::Open(Secret(password))));
            }
        }
    };
    let says = match link.opening {
        Opening::Asked => AttrValue::default(),
        Opening::Works(_) => ui.t("backup.works"),
        Opening::Wrong => ui.t("unlock.wrong"),
        Opening::NoMemory => ui.t("unlock.no_memory"),
    };
    html! {
        <Dialog title={ui.t("unlock.title")}>
            <p class="dialog__text">{ui.t("unlock.text")}</p>
            <form class="backup__form" {onsubmit}>
                <label class="field"><span class="field__label">{ui.t("unlock.password")}</span>
                    <input class="input" type="password" dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false" ref={node} /></label>
                <div class="backup__do">
                    <button type="submit" class="button button--primary">{ui.t("unlock.open")}</button>
                </div>
                <p class="backup__says" role="status">{says}</p>
            </form>
        </Dialog>
    }
}
