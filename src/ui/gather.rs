//! Cards from people in the room: the question as a link and a code, what came back, and the step onto the map.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::icon::{Icon, icon};
use super::scan::Scan;
use super::sent::{Copy, code};
use crate::model::CardKind;
use crate::store::{Action, GatherAction, OpenRound, Snapshot, Took, has_link, qr_picture};
use crate::words::Message;

#[derive(PartialEq, Properties)]
pub(super) struct GatherProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Gather(props: &GatherProps) -> Html {
    let ui = use_ui();
    let keeps_nothing = props.snapshot.keeps_nothing;
    match &props.snapshot.round {
        None => html! { <Dialog title={ui.t("gather.title")}><Ask /></Dialog> },
        Some(round) => html! {
            <Dialog title={ui.t("gather.title")} class="dialog--wide">
                <Answers round={round.clone()} {keeps_nothing} />
            </Dialog>
        },
    }
}

/// Before there is a question.
#[component]
fn Ask() -> Html {
    let ui = use_ui();
    let kind = use_state(|| CardKind::Priority);
    let prompt = use_state(|| None::<String>);
    let usual = ui.t(&format!("kind.{}.new", kind.name()));
    let now = prompt.as_deref().unwrap_or(usual.as_str()).to_owned();
    let onchange = {
        let kind = kind.clone();
        move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            kind.set(CardKind::parse(&chosen).unwrap_or(CardKind::Priority));
        }
    };
    let oninput = {
        let prompt = prompt.clone();
        move |event: InputEvent| {
            prompt.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()));
        }
    };
    let begin = {
        let (ui, kind, prompt) = (ui.clone(), *kind, now.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if !prompt.trim().is_empty() {
                ui.does(Action::Gather(GatherAction::Begin { kind, prompt: prompt.clone() }));
            }
        }
    };
    let option = |choice: CardKind| {
        let selected = choice == *kind;
        html! { <option value={choice.name()} {selected}>{ui.kind(choice)}</option> }
    };
    let kinds = CardKind::ALL.into_iter().filter(|kind| *kind != CardKind::Stakeholder);
    html! {
        <form class="ask" onsubmit={begin}>
            <p class="dialog__text">{ui.t("gather.text")}</p>
            <label class="ask__field"><span>{ui.t("gather.kind")}</span>
                <select class="select" {onchange}>{ for kinds.map(option) }</select>
            </label>
            <label class="ask__field"><span>{ui.t("gather.prompt")}</span>
                <input class="input" type="text" dir="auto" maxlength="200" value={now} {oninput} />
            </label>
            <button type="submit" class="button button--primary">{ui.t("gather.begin")}</button>
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct AnswersProps {
    round: Rc<OpenRound>,
    keeps_nothing: bool,
}

#[component]
fn Answers(props: &AnswersProps) -> Html {
    let ui = use_ui();
    let round = &props.round;
    let link = use_memo(round.fragment.clone(), |fragment| {
        let link = crate::browser::page_address() + fragment;
        (qr_picture(&link), Rc::<str>::from(link))
    });
    let (picture, link) = (&link.0, link.1.clone());
    let waiting = round.gathering.waiting();
    let does = |action: GatherAction| {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::Gather(action.clone())))
    };
    let n = waiting.to_string();
    html! {
        <>
            <p class="answers__prompt" dir="auto">{&round.gathering.prompt}</p>
            <div class="answers">
                <section class="answers__ask" aria-label={ui.t("gather.invite")}>
                    if let Some(picture) = picture {
                        { code(picture, ui.t("gather.code")) }
                    }
                    <p class="dialog__text dialog__text--small">{ui.t("gather.invite_text")}</p>
                    <Copy text={link} name={ui.t("gather.link")} action={ui.t("gather.copy")} rows={2} />
                </section>
                <section class="answers__in" aria-label={ui.t("gather.in")}>
                    { heard(&ui, round) }
                    <Inbox />
                    <Scan />
                    <p class="answers__took" role="status">
                        if let Some(took) = &round.took { <span key={took.number}>{said(&ui, took)}</span> }
                    </p>
                    if props.keeps_nothing || round.unkept.is_some() {
                        <p class="answers__unkept">{icon(Icon::Alert)}<span>{ui.t("gather.unkept")}</span></p>
                    }
                    <div class="answers__do">
                        if waiting > 0 || round.gathering.writers().next().is_none() {
                            <button type="button" class="button button--primary" disabled={waiting == 0}
                                onclick={does(GatherAction::Place)}>{ui.say("gather.place", &[("n", &n)])}</button>
                        }
                        if waiting == 0 {
                            <button type="button" class="button button--quiet" onclick={does(GatherAction::End)}>{ui.t("gather.end")}</button>
                        }
                    </div>
                    <p class="dialog__text dialog__text--small">{ui.t("gather.promise")}</p>
                </section>
            </div>
        </>
    }
}

/// How many people and cards are in, and who said their name. What the cards say waits for all.
fn heard(ui: &Ui, round: &OpenRound) -> Html {
    let gathering = &round.gathering;
    let people = gathering.writers().count().to_string();
    let cards = gathering.writers().map(|writer| writer.held()).sum::<usize>().to_string();
    let names = gathering.writers().filter(|writer| !writer.name.is_empty());
    html! {
        <>
            <p class="answers__count">{ui.say("gather.count", &[("p", &people), ("n", &cards)])}</p>
            <ul class="answers__names">
                { for names.map(|writer| {
                    let n = writer.held().to_string();
                    html! { <li key={writer.id.to_string()} dir="auto">{ui.say("gather.name", &[("name", &writer.name), ("n", &n)])}</li> }
                }) }
            </ul>
        </>
    }
}

/// Where an answer, or a whole chat, is pasted.
#[component]
fn Inbox() -> Html {
    let ui = use_ui();
    let text = use_state(String::new);
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        // The button that was pressed to get here is gone.
        move |()| {
            if let Some(area) = node.cast::<web_sys::HtmlElement>() {
                crate::browser::focus_quietly(&area);
            }
        }
    });
    let oninput = {
        let (ui, text) = (ui.clone(), text.clone());
        move |event: InputEvent| {
            let now = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            if has_link(&now) {
                ui.does(Action::Gather(GatherAction::Take { text: now }));
                text.set(String::new());
            } else {
                text.set(now);
            }
        }
    };
    let nothing = !text.trim().is_empty();
    html! {
        <div class="inbox">
            <label for="inbox">{ui.t("gather.paste")}</label>
            <textarea class="input" id="inbox" ref={node} rows="3" dir="auto" value={(*text).clone()} {oninput}
                placeholder={ui.t("gather.paste_hint")} />
            <p class="inbox__nothing" role="status">{if nothing { ui.t("gather.nothing") } else { AttrValue::default() }}</p>
        </div>
    }
}

fn said(ui: &Ui, took: &Took) -> String {
    let counts = [
        ("gather.took", took.cards),
        ("gather.again", took.again),
        ("gather.harmed", took.harmed),
        ("gather.elsewhere", took.elsewhere),
    ];
    let said = counts.into_iter().filter(|(_, n)| *n > 0);
    let said = said.map(|(key, n)| Message::new(key).with("n", n.to_string()).text(&ui.words));
    said.collect::<Vec<_>>().join(" ")
}
