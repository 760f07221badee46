//! Windows beside the one that leads: how they are opened, what they are told, and what each shows. The window that leads is
//! always one that may be shown to everybody.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Interval;
use yew::prelude::*;

use super::super::context::use_ui;
use super::notes::Notes;
use super::projector::Projector;
use crate::browser::{SideLine, open_beside, page_address};
use crate::model::RoundId;
use crate::store::{Action, Aside, Beside, GatherAction, Listening, Page, Saved, Snapshot};

/// A window beside asks so often whether the one that leads is there.
const ASK_MS: u32 = 3_000;
/// What it asks.
const ASKS: &str = "?";

/// All of such a window.
pub(in crate::ui) fn beside(snapshot: &Rc<Snapshot>) -> Html {
    let snapshot = snapshot.clone();
    match snapshot.view.beside {
        _ if snapshot.view.page != Page::Map => html! { <Nothing {snapshot} /> },
        Some(Beside::Notes) => html! { <Notes {snapshot} /> },
        Some(Beside::Projector) | None => html! { <Projector {snapshot} /> },
    }
}

#[derive(PartialEq, Properties)]
struct NothingProps {
    snapshot: Rc<Snapshot>,
}

#[component]
fn Nothing(props: &NothingProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    // What this browser cannot read does not come later either.
    let unread = snapshot.view.notices.iter().any(|it| it.message.key == "notice.not_opened");
    let words = match snapshot.keeps_nothing || unread {
        true => "beside.not_kept",
        false => "beside.nothing",
    };
    html! { <main class="waits" role="status">{ui.t(words)}</main> }
}

#[derive(PartialEq, Properties)]
pub(super) struct WindowsProps {
    pub snapshot: Rc<Snapshot>,
    pub refused: UseStateHandle<Option<Beside>>,
}

/// In the bar of whoever leads: opens them.
#[component]
pub(super) fn Windows(props: &WindowsProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let open = |beside: Beside| {
        let (refused, slot) = (props.refused.clone(), snapshot.slot.clone());
        Callback::from(move |_: MouseEvent| {
            let name = format!("alignment-canvas-{}-{slot}", beside.name());
            let opened = open_beside(&beside.fragment(&slot), &name);
            refused.set((!opened).then_some(beside));
        })
    };
    // What no storage has cannot be shown by another window.
    if snapshot.keeps_nothing || matches!(snapshot.saved, Saved::Failed(_)) {
        return html! {};
    }
    html! {
        <>
            <button type="button" class="button button--link" onclick={open(Beside::Projector)}>{ui.t("beside.projector")}</button>
            <button type="button" class="button button--link" onclick={open(Beside::Notes)}>{ui.t("beside.notes")}</button>
        </>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct RefusedProps {
    pub slot: Rc<str>,
    pub refused: UseStateHandle<Option<Beside>>,
}

/// Where the browser did not open a window, a link does.
#[component]
pub(super) fn Refused(props: &RefusedProps) -> Html {
    let ui = use_ui();
    let Some(beside) = *props.refused else { return html! {} };
    let done = {
        let refused = props.refused.clone();
        move |_: MouseEvent| refused.set(None)
    };
    let words = match beside {
        Beside::Projector => "beside.projector_link",
        Beside::Notes => "beside.notes_link",
    };
    html! {
        <p class="shop__line" role="alert">
            <span class="shop__ready">{ui.t("beside.refused")}</span>
            <a class="button button--link" href={page_address() + &beside.fragment(&props.slot)} target="_blank" onclick={done}>{ui.t(words)}</a>
        </p>
    }
}

/// Tells the windows beside this one who is here and what the room is asked.
#[hook]
pub(super) fn use_told(snapshot: &Rc<Snapshot>) {
    let ui = use_ui();
    let by = use_memo((), |()| RoundId::random().to_string());
    let text = Rc::new(Aside::of(snapshot, &by).to_text());
    let now = use_mut_ref(|| text.clone());
    now.replace(text.clone());
    let line = use_mut_ref(|| None::<SideLine>);
    use_effect_with(snapshot.slot.clone(), {
        let (line, now) = (line.clone(), now.clone());
        move |slot| {
            let answers = move |said: &str| (said == ASKS).then(|| now.borrow().to_string());
            line.replace(Some(SideLine::new(slot, answers)));
            move || drop(line.take())
        }
    });
    // A question that is asked goes on after a reload: the storage has it, and the code for the wall with it.
    use_effect_with((snapshot.slot.clone(), snapshot.round.is_some()), move |(_, known)| {
        if !known {
            ui.does(Action::Gather(GatherAction::Look));
        }
    });
    use_effect_with(text, move |text| {
        if let Some(line) = &*line.borrow() {
            line.say(text);
        }
    });
}

/// What the window that leads tells; `None` while it is not there.
#[hook]
pub(super) fn use_aside(snapshot: &Rc<Snapshot>) -> Option<Rc<Aside>> {
    let heard = use_state_eq(|| None::<Rc<Aside>>);
    use_effect_with(snapshot.slot.clone(), {
        let heard = heard.clone();
        move |slot| {
            let listening = Rc::new(RefCell::new(Listening::default()));
            let hears = {
                let (heard, listening) = (heard.clone(), listening.clone());
                move |said: &str| {
                    if let Some(aside) = Aside::read(said) {
                        listening.borrow_mut().hears(aside);
                        heard.set(listening.borrow().heard());
                    }
                    None
                }
            };
            let line = SideLine::new(slot, hears);
            line.say(ASKS);
            let asks = Interval::new(ASK_MS, move || {
                listening.borrow_mut().asks();
                heard.set(listening.borrow().heard());
                line.say(ASKS);
            });
            move || drop(asks)
        }
    });
    (*heard).clone()
}
