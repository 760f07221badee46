//! Sharing: the whole map in a link, where that link fits, and the bar over a map that came in one.

use std::rc::Rc;

use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::icon::{Icon, icon};
use super::locked::Protect;
use super::sent::Copy;
use crate::store::{Action, MergeAction, Overlay, ShareLink, Snapshot, TakeHomeAction};
use crate::words::Message;

/// Where links go, and how many letters fit: old mail programs (2,083 in Internet Explorer's engine, which Outlook
/// used), a QR code (2,953 bytes at version 40-L, ISO/IEC 18004), a chat message (4,000 recommended by Slack).
const CHANNELS: [(&str, usize); 3] =
    [("share.mail", 2_000), ("share.qr", 2_953), ("share.chat", 4_000)];

#[derive(PartialEq, Properties)]
pub(super) struct ShareProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Share(props: &ShareProps) -> Html {
    let ui = use_ui();
    let body = match &props.snapshot.link {
        // Nobody else has a file at this address.
        _ if props.snapshot.alone => {
            html! { <p class="dialog__text">{ui.t("share.no_link")}</p> }
        }
        ShareLink::Making => {
            html! { <p class="dialog__text" role="status">{ui.t("share.making")}</p> }
        }
        ShareLink::Failed => html! { <p class="dialog__text">{ui.t("share.failed")}</p> },
        ShareLink::Made(link) => {
            html! { <><Made key="open" link={link.clone()} /><Protect works=false /></> }
        }
        ShareLink::Locking { link, .. } => {
            html! { <><Made key="open" link={link.clone()} /><Protect works=true /></> }
        }
        ShareLink::Locked { link, password } => html! {
            <>
                <p class="dialog__text" role="status">{ui.t("protect.done")}</p>
                <Made key="locked" link={link.clone()} />
                <details class="backup">
                    <summary>{ui.t("protect.reveal")}</summary>
                    <Copy text={Rc::from(password.0.as_str())} name={ui.t("unlock.password")} action={ui.t("protect.copy")} rows=1 />
                </details>
                { file(&ui, "protect.open_text", "protect.open", Action::Share) }
            </>
        },
    };
    html! {
        <Dialog title={ui.t("share.title")}>
            if !props.snapshot.alone && !matches!(props.snapshot.link, ShareLink::Locked { .. }) {
                <p class="dialog__text">{ui.t("share.text")}</p>
            }
            { body }
            { file(&ui, "share.take_home", "action.take_home", Action::TakeHome(TakeHomeAction::Make)) }
            { file(&ui, "share.file", "action.export", Action::Export) }
            { file(&ui, "share.formats", "action.export_as", Action::Overlay(Overlay::Export)) }
            if !props.snapshot.visiting {
                { file(&ui, "share.copy_file", "action.export_copy", Action::ExportCopy) }
            }
        </Dialog>
    }
}

fn file(ui: &Ui, text: &str, words: &str, action: Action) -> Html {
    let onclick = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(action.clone())
    };
    html! {
        <div class="share__file">
            <p class="dialog__text dialog__text--small">{ui.t(text)}</p>
            <button type="button" class="button button--quiet" {onclick}>{ui.t(words)}</button>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct MadeProps {
    link: Rc<str>,
}

#[component]
fn Made(props: &MadeProps) -> Html {
    let ui = use_ui();
    let letters = props.link.len();
    let channel = |(key, most): &(&str, usize)| {
        let fits = letters <= *most;
        let (class, sign, words) = match fits {
            true => ("share__fits", Icon::Check, "share.fits"),
            false => ("share__fits share__fits--not", Icon::Close, "share.too_long"),
        };
        let place = Message::new(words).with("where", ui.t(key).to_string());
        html! { <li {class}>{icon(sign)}<span>{place.text(&ui.words)}</span></li> }
    };
    let length = Message::new("share.length").with("n", grouped(letters));
    html! {
        <>
            <Copy text={props.link.clone()} name={ui.t("share.link")} action={ui.t("share.copy")} first=true />
            <p class="dialog__text dialog__text--small">{length.text(&ui.words)}</p>
            <ul class="share__channels">{ for CHANNELS.iter().map(channel) }</ul>
        </>
    }
}

/// `12345` as `12,345`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}

/// Over a map that came in a link: that it is a copy nobody keeps, and the way to keep it.
pub(super) fn visit_bar(ui: &Ui, may_keep: bool) -> Html {
    let mine = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::MakeMine)
    };
    let merge = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Merge(MergeAction::Choose))
    };
    html! {
        <section class="visit" aria-label={ui.t("visit.name")}>
            <p>{ui.t("visit.text")}</p>
            if may_keep {
                <button type="button" class="button button--primary" onclick={mine}>{ui.t("visit.make_mine")}</button>
                <button type="button" class="button button--quiet" onclick={merge}>{ui.t("visit.merge")}</button>
            }
        </section>
    }
}

/// Over the map of a page that is a file: what becomes of changes, and how they are sent on.
pub(super) fn alone_bar(ui: &Ui) -> Html {
    let does = |action: Action| {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(action.clone())
    };
    html! {
        <section class="visit" aria-label={ui.t("take_home.name")}>
            <p>{ui.t("take_home.text")}</p>
            <button type="button" class="button button--primary" onclick={does(Action::TakeHome(TakeHomeAction::Make))}>
                {ui.t("take_home.save")}
            </button>
            <button type="button" class="button button--quiet" onclick={does(Action::Export)}>{ui.t("action.export")}</button>
        </section>
    }
}
