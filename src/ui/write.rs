//! The participant's page: the question, one box, my cards. Nothing else until it is asked for, but the room's next question.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::ballot::{shown, vote};
use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::icon::{Icon, IconButton, icon};
use super::offer::question;
use super::prepare::said_to_drafts;
use super::sent::{Copy, code};
use crate::model::Task;
use crate::store::{
    Action, HandedIn, Kept, OpenWriting, Overlay, RoomView, Snapshot, Trouble, Way, WriteAction,
    receipt,
};

#[derive(PartialEq, Properties)]
pub(super) struct WriteProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Write(props: &WriteProps) -> Html {
    let ui = use_ui();
    let Some(open) = &props.snapshot.writing else { return html! {} };
    let writing = &open.writing;
    let cards = open.to_hand_in();
    let hand_in = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Write(WriteAction::HandIn))
    };
    let ask = &open.invitation.ask;
    let is_vote = ask.is_vote();
    let was_in = open.handed.is_some() || writing.turn > 0;
    let words = match (was_in, open.has_news()) {
        (true, false) => ui.t("write.show_again"),
        (true, true) => ui.t("write.hand_in_again"),
        (false, _) if is_vote => ui.t("write.hand_in_vote"),
        (false, _) if matches!(ask, Task::Drafts(_)) => ui.t("write.hand_in_drafts"),
        (false, _) => ui.say("write.hand_in", &[("n", &cards.to_string())]),
    };
    let receipt = is_vote.then(|| receipt(open.invitation.round, writing.writer));
    let nothing = cards == 0 && !open.has_news();
    let is_over = open.way == Way::Over;
    let is_in = open.way != Way::ByHand && was_in && !open.has_news();
    // What is asked next is offered here, too: whoever has answered stays on this page.
    let asked = |room: &Rc<RoomView>| room.invitation.as_ref().is_some_and(|it| !open.is_for(it));
    let is_next = props.snapshot.room.as_ref().is_some_and(asked);
    let leave = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::LeaveLink))
    };
    let handed = (props.snapshot.view.overlay == Overlay::HandIn).then_some(&open.handed);
    html! {
        <>
            <main class="writing" tabindex="-1" aria-label={ui.t("write.name")}>
                if is_next { { question(&props.snapshot) } }
                <div class="writing__page">
                    if props.snapshot.room.is_some() {
                        <IconButton icon={Icon::Canvas} text=true class="button--quiet writing__back" label={ui.t("write.back")} onclick={leave} />
                    }
                    if !open.invitation.map.is_empty() {
                        <p class="writing__map" dir="auto">{&open.invitation.map}</p>
                    }
                    <h1 dir="auto">{&open.invitation.prompt}</h1>
                    { match ask {
                        _ if is_over => over(&ui, open),
                        Task::Cards(_) => cards_part(&ui, open),
                        Task::Drafts(drafts) => html! { <>{ said_to_drafts(&ui, open, drafts) }{ who(&ui, open) }</> },
                        Task::Pick { .. } | Task::Scale => vote(&ui, open),
                    } }
                    if !is_over { <p class="writing__promise">{ui.t(match ask {
                        Task::Cards(_) => "write.promise",
                        Task::Drafts(_) => "write.draft_promise",
                        Task::Pick { .. } | Task::Scale => "write.vote_promise",
                    })}</p> }
                    // Through a room no text is handed over that would say it.
                    if let Some(receipt) = receipt.as_ref().filter(|_| is_in || (is_over && was_in)) {
                        <p class="writing__promise">{ui.say("hand_in.receipt", &[("receipt", receipt)])}</p>
                    }
                </div>
                <footer class="writing__foot">
                    { kept(&ui, open) }
                    { sent(&ui, open) }
                    if !is_in && !is_over {
                        <button type="button" class="button button--primary" disabled={nothing} onclick={hand_in}>{words}</button>
                    }
                </footer>
            </main>
            if let Some(Some(handed)) = handed { <HandIn handed={handed.clone()} {receipt} /> }
        </>
    }
}

/// The box, my cards, my name.
fn cards_part(ui: &Ui, open: &OpenWriting) -> Html {
    let writing = &open.writing;
    let n = writing.shown().count().to_string();
    html! {
        <>
            <Box draft={writing.draft.clone()} />
            <section aria-labelledby="mine">
                <h2 id="mine">{ui.say("write.mine", &[("n", &n)])}</h2>
                if writing.shown().next().is_none() { <p class="writing__none">{ui.t("write.none")}</p> }
                <ul class="writing__cards">{ for writing.shown().map(|card| mine(ui, card.number, &card.text)) }</ul>
            </section>
            { who(ui, open) }
        </>
    }
}

/// What became of what was written, once the room is asked no more.
fn over(ui: &Ui, open: &OpenWriting) -> Html {
    let ask = &open.invitation.ask;
    let n = open.arrived().unwrap_or_default();
    let key = match (ask, open.arrived()) {
        (_, None) => "over.late",
        (Task::Cards(_), Some(0)) | (Task::Drafts(_), Some(0)) => "over.nothing",
        (Task::Cards(_), _) => "over.cards",
        (Task::Drafts(_), _) => "over.drafts",
        (Task::Pick { .. } | Task::Scale, Some(0)) => "over.no_vote",
        (Task::Pick { .. } | Task::Scale, _) => "over.vote",
    };
    let draft = open.writing.draft.trim();
    let written = matches!(ask, Task::Cards(_))
        && (open.writing.shown().next().is_some() || !draft.is_empty());
    html! {
        <>
            <p class="writing__over">{ui.say(key, &[("n", &n.to_string())])}</p>
            if let Some(result) = &open.result { { shown(ui, ask, result) } }
            if written {
                <section aria-labelledby="mine">
                    <h2 id="mine">{ui.t("over.mine")}</h2>
                    <ul class="writing__cards writing__cards--over">
                        { for open.writing.shown().map(|card| html! { <li key={card.number} dir="auto">{&card.text}</li> }) }
                        if !draft.is_empty() { <li dir="auto">{draft.to_owned()}</li> }
                    </ul>
                    if open.has_news() { <p class="writing__none">{ui.t("over.news")}</p> }
                </section>
            }
        </>
    }
}

fn who(ui: &Ui, open: &OpenWriting) -> Html {
    let name = {
        let ui = ui.clone();
        move |event: InputEvent| {
            let name = event.target_unchecked_into::<HtmlInputElement>().value();
            ui.does(Action::Write(WriteAction::Name(name)));
        }
    };
    html! {
        <label class="writing__who"><span>{ui.t("write.who")}</span>
            <input class="input" type="text" dir="auto" maxlength="60" autocomplete="name" value={open.writing.name.clone()} oninput={name} />
        </label>
    }
}

#[derive(PartialEq, Properties)]
struct BoxProps {
    draft: String,
}

/// The one box.
#[component]
fn Box(props: &BoxProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(area) = node.cast::<web_sys::HtmlElement>() {
                crate::browser::focus_quietly(&area);
            }
        }
    });
    let oninput = {
        let ui = ui.clone();
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            ui.does(Action::Write(WriteAction::Draft(text)));
        }
    };
    let add = {
        let (ui, node) = (ui.clone(), node.clone());
        Callback::from(move |()| {
            ui.does(Action::Write(WriteAction::Add));
            if let Some(area) = node.cast::<web_sys::HtmlElement>() {
                crate::browser::focus_quietly(&area);
            }
        })
    };
    let onkeydown = {
        let add = add.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                event.prevent_default();
                add.emit(());
            }
        }
    };
    let blank = props.draft.trim().is_empty();
    html! {
        <div class="writing__box">
            <textarea class="input" ref={node} aria-label={ui.t("write.box")} rows="3" dir="auto" maxlength="1000" enterkeyhint="done"
                placeholder={ui.t("write.hint")} value={props.draft.clone()} {oninput} {onkeydown} />
            <button type="button" class="button button--quiet" disabled={blank} onclick={add.reform(|_: MouseEvent| ())}>{icon(Icon::Plus)}{ui.t("write.add")}</button>
        </div>
    }
}

fn mine(ui: &Ui, number: u32, text: &str) -> Html {
    let oninput = {
        let ui = ui.clone();
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            ui.does(Action::Write(WriteAction::Change { number, text }));
        })
    };
    let remove = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::Write(WriteAction::Remove(number))))
    };
    html! {
        <li key={number} class="writing__card">
            <textarea class="input" rows="2" dir="auto" maxlength="1000" aria-label={ui.t("write.card")} value={text.to_owned()} {oninput} />
            <IconButton icon={Icon::Trash} label={ui.say("write.remove", &[("title", text)])} onclick={remove} />
        </li>
    }
}

/// Where what is written is safe, and where it is not.
fn kept(ui: &Ui, open: &OpenWriting) -> Html {
    let (key, class) = match &open.kept {
        Kept::Reading => ("write.reading", "saved"),
        Kept::Writing(0) => ("write.kept", "saved saved--safe"),
        Kept::Writing(_) => ("saved.saving", "saved"),
        Kept::Failed(Trouble::Full) => ("write.full", "saved saved--bad"),
        Kept::Failed(_) => ("write.failed", "saved saved--bad"),
        Kept::Nothing => ("write.not_kept", "saved saved--warn"),
    };
    html! { <span {class} data-saved={key}>{ui.t(key)}</span> }
}

/// How far it is, through the room.
fn sent(ui: &Ui, open: &OpenWriting) -> Html {
    let (key, class) = match &open.way {
        Way::ByHand | Way::Room => return html! { <span role="status" class="unseen" /> },
        Way::Sent(_) => ("write.on_its_way", "saved"),
        Way::Arrived if open.has_news() => ("write.news", "saved"),
        Way::Arrived => ("write.arrived", "saved saved--safe"),
        Way::Over if open.invitation.ask.is_vote() => ("write.over_vote", "saved"),
        Way::Over => ("write.over", "saved"),
    };
    let by_hand = match open.way {
        Way::Sent(_) => true,
        // A vote that comes after the result counts nowhere.
        Way::Over => {
            !open.invitation.ask.is_vote() && (open.has_news() || open.arrived().is_none())
        }
        _ => false,
    };
    let codes = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Write(WriteAction::ShowCodes))
    };
    html! {
        <>
            <span role="status" {class} data-sent={key}>{ui.t(key)}</span>
            if by_hand {
                <button type="button" class="button button--link" onclick={codes}>{ui.t("write.by_hand")}</button>
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct HandInProps {
    handed: HandedIn,
    /// Of a vote.
    receipt: Option<String>,
}

/// What was written, to be taken to the facilitator: past a camera, or as a text.
#[component]
fn HandIn(props: &HandInProps) -> Html {
    let ui = use_ui();
    let at = use_state(|| 0_usize);
    let codes = &props.handed.codes;
    let step = |by: usize, key: &str, icon: Icon| {
        let (at, next) = (at.clone(), (*at + by) % codes.len().max(1));
        let onclick = Callback::from(move |_: MouseEvent| at.set(next));
        html! { <IconButton {icon} text=true class="button--quiet" label={ui.t(key)} {onclick} /> }
    };
    let (i, of) = ((*at + 1).to_string(), codes.len().to_string());
    let share = {
        let text = props.handed.text.clone();
        move |_: MouseEvent| {
            let text = text.clone();
            crate::browser::spawn("share", async move {
                crate::browser::share_text(&text).await;
                Ok::<(), std::convert::Infallible>(())
            });
        }
    };
    html! {
        <Dialog title={ui.t("hand_in.title")}>
            <p class="dialog__text">{ui.t("hand_in.text")}</p>
            { match codes.get(*at) {
                Some(Some(picture)) => code(picture, ui.say("hand_in.code", &[("i", &i), ("of", &of)])),
                Some(None) => html! { <p class="inbox__nothing" role="status">{ui.t("hand_in.too_long")}</p> },
                None => html! {},
            } }
            if codes.len() > 1 {
                <div class="hand-in__steps">
                    <span role="status">{ui.say("hand_in.code", &[("i", &i), ("of", &of)])}</span>
                    { step(1, "hand_in.next", Icon::Arrow) }
                </div>
            }
            <Copy text={props.handed.text.clone()} name={ui.t("hand_in.letters")} action={ui.t("hand_in.copy")} rows={3} first=true>
                if crate::browser::can_share() {
                    <button type="button" class="button button--quiet" onclick={share}>{ui.t("hand_in.share")}</button>
                }
            </Copy>
            if let Some(receipt) = &props.receipt {
                <p class="dialog__text">{ui.say("hand_in.receipt", &[("receipt", receipt)])}</p>
            }
            <p class="dialog__text dialog__text--small">{ui.t("hand_in.promise")}</p>
        </Dialog>
    }
}
