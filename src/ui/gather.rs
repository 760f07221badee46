//! Cards from people in the room: the question as a link and a code, what came back, and the step onto the map.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::ask::{AskForm, leads_room};
use super::ballot::Ballot;
use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::icon::{Icon, IconButton, icon};
use super::room::shut;
use super::scan::Scan;
use super::sent::{Copy, code};
use super::summary::Summary;
use crate::model::Task;
use crate::store::{
    Action, Answering, GatherAction, OpenRound, Snapshot, Took, has_hand_in, qr_picture,
};
use crate::words::Message;

#[derive(PartialEq, Properties)]
pub(super) struct GatherProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Gather(props: &GatherProps) -> Html {
    let ui = use_ui();
    let keeps_nothing = props.snapshot.keeps_nothing;
    let is_asked = |round: &OpenRound| {
        let asked = props.snapshot.room.as_ref().and_then(|room| room.invitation.as_deref());
        asked.is_some_and(|asked| round.asks(asked))
    };
    let writing = |round: &OpenRound| {
        let guests = props.snapshot.room.iter().flat_map(|room| room.people());
        let writing = guests.filter(|guest| guest.about.answering == Answering::Writing);
        is_asked(round).then(|| writing.count())
    };
    match &props.snapshot.round {
        None => {
            html! { <Dialog title={ui.t("gather.title")}><AskForm snapshot={props.snapshot.clone()} /></Dialog> }
        }
        Some(round) if round.gathering.revealed => html! {
            <Dialog title={ui.t("gather.title")}>
                <p class="answers__prompt" dir="auto">{&round.gathering.prompt}</p>
                <Ballot round={round.clone()} />
                <div class="answers__do">{ steps(&ui, round) }</div>
            </Dialog>
        },
        Some(round) => html! {
            <Dialog title={ui.t("gather.title")} class="dialog--wide">
                <Answers round={round.clone()} {keeps_nothing} writing={writing(round)} in_room={leads_room(&props.snapshot)} shut={shut(&props.snapshot)} />
            </Dialog>
        },
    }
}

/// In the bar: what asks the room, and how many answers wait there to be put on the map.
pub(super) fn inbox(ui: &Ui, snapshot: &Snapshot) -> Html {
    let gathering = snapshot.round.as_ref().map(|round| &round.gathering);
    let gathering = gathering.filter(|it| !it.ask.is_vote() && it.waiting() > 0);
    let n = gathering.map_or(0, |it| it.waiting()).to_string();
    let waits = gathering.map(|_| ui.say("gather.waits", &[("n", &n)]));
    // What comes later than the rest is said: nobody looks there any more.
    let late = waits.clone().filter(|_| gathering.is_some_and(|it| it.some_are_placed()));
    html! {
        <>
            <span class="bar__wide bar__inbox">
                <IconButton icon={Icon::Inbox} part="gather" label={ui.t("action.gather")} onclick={ui.press(|| Action::Gather(GatherAction::Show))} />
                if let Some(waits) = waits {
                    <span class="bar__count" part="gather" role="img" aria-label={waits}>{n}</span>
                }
            </span>
            <Summary text={late.unwrap_or_default()} />
        </>
    }
}

#[derive(PartialEq, Properties)]
struct AnswersProps {
    round: Rc<OpenRound>,
    keeps_nothing: bool,
    /// How many in the room are writing; `None` where the room is not asked.
    writing: Option<usize>,
    /// Everybody who leads the room can open what comes.
    in_room: bool,
    /// Why nobody else can answer by a link.
    shut: Option<&'static str>,
}

#[component]
fn Answers(props: &AnswersProps) -> Html {
    let ui = use_ui();
    let round = &props.round;
    let link = use_memo(round.fragment.clone(), |fragment| {
        let link = crate::browser::link_address() + fragment;
        (qr_picture(&link), Rc::<str>::from(link))
    });
    let (picture, link) = (&link.0, link.1.clone());
    let read = {
        let ui = ui.clone();
        // One phone after the other.
        Callback::from(move |text: String| {
            ui.does(Action::Gather(GatherAction::Take { text }));
            false
        })
    };
    let ask = &round.gathering.ask;
    let is_vote = ask.is_vote();
    let promise = match (ask, props.in_room) {
        (Task::Pick { .. } | Task::Scale, _) => "ballot.promise",
        (Task::Drafts(_), _) => "draft.promise",
        (Task::Cards(_), true) => "gather.promise_room",
        (Task::Cards(_), false) => "gather.promise",
    };
    let invited = if is_vote { "gather.invite_vote" } else { "gather.invite_text" };
    html! {
        <>
            <p class="answers__prompt" dir="auto">{&round.gathering.prompt}</p>
            { next(&ui, round) }
            <div class="answers">
                <section class="answers__ask" aria-label={ui.t("gather.invite")}>
                    if let Some(why) = props.shut {
                        <p class="dialog__text">{ui.t(why)}</p>
                    } else {
                        if let Some(picture) = picture {
                            { code(picture, ui.t("gather.code")) }
                        }
                        <p class="dialog__text dialog__text--small">{ui.t(invited)}</p>
                        <Copy text={link} name={ui.t("gather.link")} action={ui.t("gather.copy")} rows={2} />
                    }
                </section>
                <section class="answers__in" aria-label={ui.t("gather.in")}>
                    { heard(&ui, round) }
                    if let Some(n) = props.writing { <p class="answers__writing">{ui.say(if is_vote { "gather.voting" } else { "gather.writing" }, &[("n", &n.to_string())])}</p> }
                    <Inbox />
                    <Scan {read} text="scan.text" />
                    <p class="answers__took" role="status">
                        if let Some(took) = &round.took { <span key={took.number}>{said(&ui, took, ask)}</span> }
                    </p>
                    if props.keeps_nothing || round.unkept.is_some() {
                        <p class="answers__unkept">{icon(Icon::Alert)}<span>{ui.t("gather.unkept")}</span></p>
                    }
                    if round.full { <p class="answers__unkept">{icon(Icon::Alert)}<span>{ui.t("gather.full")}</span></p> }
                    if is_vote { <Ballot round={round.clone()} /> }
                    <div class="answers__do">
                        { steps(&ui, round) }
                    </div>
                    <p class="dialog__text dialog__text--small">{ui.t(promise)}</p>
                </section>
            </div>
        </>
    }
}

/// What can be done now.
fn steps(ui: &Ui, round: &OpenRound) -> Html {
    let gathering = &round.gathering;
    let step = |class: &'static str, words: AttrValue, action: GatherAction, disabled: bool| {
        let ui = ui.clone();
        let onclick = Callback::from(move |_: MouseEvent| ui.does(Action::Gather(action.clone())));
        html! { <button type="button" class={classes!("button", class)} {disabled} {onclick}>{words}</button> }
    };
    let (main, quiet) = ("button--primary", "button--quiet");
    let end = || step(quiet, ui.t("gather.end"), GatherAction::End, false);
    if !gathering.ask.is_vote() {
        let waiting = gathering.waiting();
        let place = match gathering.ask {
            Task::Drafts(_) => ui.t("draft.place"),
            _ => ui.say("gather.place", &[("n", &waiting.to_string())]),
        };
        let some = gathering.writers().next().is_some();
        return html! {
            <>
                // What is in and not on the map cannot be thrown away by mistake.
                if waiting > 0 || !some { { step(main, place, GatherAction::Place, waiting == 0) } }
                if waiting == 0 { { end() } }
            </>
        };
    }
    if !gathering.revealed {
        let any = gathering.writers().next().is_some() || gathering.typed.iter().any(|n| *n > 0);
        let reveal = step(main, ui.t("ballot.reveal"), GatherAction::Reveal, !any);
        return html! { <>{ reveal } if !any { { end() } }</> };
    }
    let place = !gathering.about.is_empty();
    html! {
        <>
            if place { { step(main, ui.t("ballot.place"), GatherAction::Place, false) } }
            { end() }
        </>
    }
}

/// What was to be asked while this is still open, and the press that asks it.
fn next(ui: &Ui, round: &OpenRound) -> Html {
    let Some(next) = &round.next else { return html! {} };
    let replace = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Gather(GatherAction::Replace))
    };
    let first = match round.gathering.ask {
        Task::Cards(_) | Task::Drafts(_) => "gather.next_place",
        Task::Pick { .. } | Task::Scale => "gather.next_reveal",
    };
    html! {
        <section class="answers__next" aria-label={ui.t("gather.next_name")}>
            <p role="status" dir="auto">{ui.say("gather.next", &[("ask", &next.prompt)])}</p>
            if round.may_close() {
                <button type="button" class="button button--quiet" onclick={replace}>{ui.t("gather.next_do")}</button>
            } else {
                <p>{ui.t(first)}</p>
            }
        </section>
    }
}

/// How many people and cards are in, and who said their name. What the cards say waits for all.
fn heard(ui: &Ui, round: &OpenRound) -> Html {
    let gathering = &round.gathering;
    let people = gathering.writers().count().to_string();
    let cards = gathering.writers().map(|writer| writer.held()).sum::<usize>().to_string();
    let names = gathering.writers().filter(|writer| !writer.name.is_empty());
    let count = match gathering.ask {
        Task::Cards(_) => None,
        Task::Drafts(_) => Some("draft.count"),
        Task::Pick { .. } | Task::Scale => Some("ballot.count"),
    };
    if let Some(count) = count {
        return html! { <p class="answers__count">{ui.say(count, &[("n", &people)])}</p> };
    }
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
            if has_hand_in(&now) {
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

fn said(ui: &Ui, took: &Took, ask: &Task) -> String {
    let news = match ask {
        Task::Cards(_) => "gather.took",
        Task::Drafts(_) => "draft.took",
        Task::Pick { .. } | Task::Scale => "ballot.took",
    };
    let counts = [
        (news, took.cards),
        ("gather.again", took.again),
        ("gather.harmed", took.harmed),
        ("gather.elsewhere", took.elsewhere),
        ("ballot.late", took.late),
    ];
    let said = counts.into_iter().filter(|(_, n)| *n > 0);
    let said = said.map(|(key, n)| Message::new(key).with("n", n.to_string()).text(&ui.words));
    said.collect::<Vec<_>>().join(" ")
}
