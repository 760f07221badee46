//! The bar for everybody whom somebody else leads: the stage, its question, the time, and a little more of it for oneself.
//! Who comes late is told the story so far; who is asked to come and look is offered the way. On a phone there is one box
//! for what is asked, and the map only when it is wanted.

use std::rc::Rc;

use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::icon::{Icon, IconButton};
use super::super::prepare::{DraftList, open_drafts};
use super::super::text_box::use_text_box;
use super::clock::{Clock, now, use_leaps};
use super::hands::{TalkLine, focus, signals};
use super::{asks_for, head, hue, stage_name, step};
use crate::browser::clock as wall;
use crate::browser::{is_writing_inside, read_for_tab, rests_at, write_for_tab};
use crate::facilitation::{Led, StageKind, Told};
use crate::model::{Card, CardId, CardKind, Map};
use crate::store::{
    Action, Following, Overlay, Pocket, Snapshot, Workshop, WorkshopAction, drafts,
};

/// What a person may give themselves, at a press.
const OWN_MS: i64 = 2 * 60_000;

#[derive(PartialEq, Properties)]
pub(super) struct FollowProps {
    pub snapshot: Rc<Snapshot>,
    pub following: Following,
}

#[component]
pub(super) fn Bar(props: &FollowProps) -> Html {
    let ui = use_ui();
    let Following { told, clock, sure, talk } = &props.following;
    use_leaps();
    // Theirs alone, and for this stage alone.
    let own = use_state(|| (told.at, 0_i64));
    let own_ms = if own.0 == told.at { own.1 } else { 0 };
    let more = {
        let (own, at) = (own.clone(), told.at);
        move |_: MouseEvent| own.set((at, own_ms + OWN_MS))
    };
    let stage = &told.stage;
    html! {
        <section class={classes!("shop", hue(stage))} aria-label={ui.t("workshop.bar")}>
            <div>
                { head(&ui, stage, told.at, told.of) }
                <p class="shop__ask">{ui.t(&format!("stage.{}.ask", stage.kind.name()))}</p>
            </div>
            <div class="shop__time">
                if own_ms > 0 { <span class="shop__about">{ui.t("workshop.my_time")}</span> }
                <Clock clock={*clock} sure={*sure} {own_ms} />
                <button type="button" class="button button--quiet" onclick={more}>{ui.t("workshop.more_time")}</button>
                if props.snapshot.view.narrow && Workshop::of(&props.snapshot).is_some_and(|shop| shop.whole_map) {
                    <button type="button" class="button button--quiet" onclick={step(&ui, WorkshopAction::WholeMap(false))}>{ui.t("workshop.back_to_box")}</button>
                }
            </div>
            <div class="shop__line">
                if let Some(room) = &props.snapshot.room { { signals(&ui, room) } }
                if told.hold { <span class="shop__ready" role="status">{ui.t("workshop.held")}</span> }
                if let Some(talk) = *talk { <TalkLine {talk} sure={*sure} /> }
                <span class="shop__gap" />
                if !props.snapshot.view.narrow && drafts_now(told, &props.snapshot.map) { { open_drafts(&ui, &props.snapshot.map) } }
                if !props.snapshot.view.narrow { { focus(&ui, &props.snapshot, stage.kind) } }
            </div>
            <Offers told={told.clone()} map={props.snapshot.map.clone()} />
            <SoFar told={told.clone()} map={props.snapshot.map.clone()} />
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct ToldProps {
    told: Told,
    map: Map,
}

/// Where everybody is asked to come, and the card that is shown to all: offers, which move nobody by themselves.
#[component]
fn Offers(props: &ToldProps) -> Html {
    let ui = use_ui();
    let told = &props.told;
    // What was asked before this page came is past.
    let seen = use_state(|| told.call);
    let come = {
        let (ui, seen, call) = (ui.clone(), seen.clone(), told.call);
        move |_: MouseEvent| {
            seen.set(call);
            ui.does(Action::Workshop(WorkshopAction::Come));
        }
    };
    let card = told.spotlight.as_ref().and_then(|id| props.map.card(id));
    let called = *seen != told.call;
    // Said aloud when it is shown, and not again with each letter that somebody types in it.
    let shown = use_memo((told.spotlight.clone(), card.is_some()), |_| {
        card.map(|card| ui.say("workshop.shown", &[("title", &card.title)]))
    });
    if !called && card.is_none() {
        return html! {};
    }
    html! {
        <div class="shop__line">
            <span class="unseen" role="status">{shown.as_ref().clone().unwrap_or_default()}</span>
            if called {
                <span class="shop__ready" role="status">{ui.t("workshop.called")}</span>
                <button type="button" class="chip chip--accent" onclick={come}>{ui.t("workshop.come")}</button>
            }
            if let Some(card) = card { { shown_to_all(&ui, card) } }
        </div>
    }
}

fn shown_to_all(ui: &Ui, card: &Card) -> Html {
    let fly = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |_: MouseEvent| ui.does(Action::FlyTo(id.clone()))
    };
    html! {
        <>
            <span class="shop__ready" dir="auto">{ui.say("workshop.shown", &[("title", &card.title)])}</span>
            <button type="button" class="chip" onclick={fly}>{ui.t("workshop.show_me")}</button>
        </>
    }
}

/// For who comes when others are at work already: what was heard so far, and what to do now.
#[component]
fn SoFar(props: &ToldProps) -> Html {
    let ui = use_ui();
    let told = &props.told;
    let seen = format!("far.{}", told.session);
    let open = use_state(|| told.at > 0 && read_for_tab(&seen).is_none());
    let led = use_memo((told.session.clone(), told.at, props.map.records.clone()), |_| {
        let session = props.map.records.sessions.get(&told.session)?;
        Led::from_record(&told.session, session, now(), wall::now_ms())
    });
    if !*open {
        return html! {};
    }
    let close = {
        let open = open.clone();
        move |_: MouseEvent| {
            write_for_tab(&seen, Some("yes"));
            open.set(false);
        }
    };
    let heard = led.iter().flat_map(|led| led.agenda.stages.iter().zip(&led.ran).take(told.at));
    let heard = heard.filter(|(_, ran)| !ran.heard.trim().is_empty()).map(|(stage, ran)| {
        html! { <li class="closing__item" dir="auto"><b>{stage_name(&ui, stage)}</b><span>{&ran.heard}</span></li> }
    });
    let heard: Vec<_> = heard.collect();
    // The stage and whose turn it is stand above it anyhow.
    if heard.is_empty() {
        return html! {};
    }
    let voice = ui.t(&format!("stage.{}.voice", told.stage.kind.name()));
    html! {
        <section class="shop__far" aria-label={ui.t("workshop.far")}>
            <div class="dialog__head"><h2>{ui.t("workshop.far")}</h2><IconButton icon={Icon::Close} label={ui.t("workshop.far_close")} onclick={close} /></div>
            <ul class="closing__list">{ for heard }</ul>
            <p>{ui.say("workshop.now", &[("stage", &stage_name(&ui, &told.stage)), ("voice", &voice)])}</p>
        </section>
    }
}

/// What this device has of the one box.
fn pocket(snapshot: &Snapshot) -> Pocket {
    Workshop::of(snapshot).and_then(|shop| shop.pocket.clone()).unwrap_or_default()
}

/// Makes a card of what was written, and remembers that it was written here.
fn put(ui: &Ui, kind: CardKind, text: &str) {
    let (id, text) = (CardId::random(), text.trim().to_owned());
    ui.does(Action::Workshop(WorkshopAction::Write { id: id.clone(), kind, text }));
    ui.does(Action::Workshop(WorkshopAction::Wrote(id)));
}

/// What is half written when the box goes with the workshop becomes a card; otherwise it is shown again with the box.
fn leave_box(ui: &Ui, map: &Map) {
    let snapshot = ui.feed.snapshot();
    let goes_on = Workshop::of(&snapshot).is_some_and(|shop| shop.following.is_some());
    if goes_on || snapshot.readonly || snapshot.map.id != map.id {
        return;
    }
    if let Some((kind, text)) = pocket(&snapshot).draft {
        put(ui, kind, &text);
    }
}

/// Drafts are put right where people hear why they are here, and where they write what the drafts are about.
fn drafts_now(told: &Told, map: &Map) -> bool {
    matches!(told.kind(), StageKind::Frame | StageKind::Priorities) && !drafts(map).is_empty()
}

/// The workshop on a phone: the question is above, here is the box for it and what was written in it.
#[component]
pub(super) fn Phone(props: &FollowProps) -> Html {
    let ui = use_ui();
    let (told, map) = (&props.following.told, &props.snapshot.map);
    let (node, page) = (use_node_ref(), use_node_ref());
    let readonly = props.snapshot.readonly;
    let Pocket { draft, mine, answered } = pocket(&props.snapshot);
    // What was begun becomes what it was begun as, though the stage has moved on meanwhile.
    let begun = draft.as_ref().map(|(kind, _)| *kind);
    let kind = begun.or_else(|| told.kind().card()).filter(|_| !readonly);
    use_effect_with(map.id.clone(), {
        let ui = ui.clone();
        move |_| ui.does(Action::Workshop(WorkshopAction::OpenPocket))
    });
    use_effect_with((kind.is_some(), answered), {
        let node = node.clone();
        move |_| {
            if let (Some(input), Some((_, text))) = (node.cast::<HtmlInputElement>(), draft)
                && input.value() != text
            {
                input.set_value(&text);
            }
        }
    });
    use_effect_with((), {
        let (ui, map) = (ui.clone(), map.clone());
        move |()| move || leave_box(&ui, &map)
    });
    // Whoever comes in writes at once. With the stages after that nobody's keyboard goes anywhere that is somewhere already.
    let first = use_mut_ref(|| true);
    let over = props.snapshot.view.overlay != Overlay::None;
    use_effect_with(kind.is_some(), {
        let (node, page) = (node.clone(), page.clone());
        move |writes| {
            let comes = std::mem::take(&mut *first.borrow_mut());
            let is_free = |it: &Element| (comes && !is_writing_inside(it)) || rests_at(it);
            let free = page.cast::<Element>().filter(|it| *writes && !over && is_free(it));
            if let (Some(input), Some(_)) = (node.cast::<HtmlElement>(), free) {
                crate::browser::focus_quietly(&input);
            }
        }
    });
    let oninput = {
        let ui = ui.clone();
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            if let Some(kind) = kind {
                ui.does(Action::Workshop(WorkshopAction::Draft(kind, text)));
            }
        }
    };
    let add = {
        let (ui, node) = (ui.clone(), node.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(input), Some(kind)) = (node.cast::<HtmlInputElement>(), kind) else { return };
            let text = input.value();
            if text.trim().is_empty() {
                return;
            }
            put(&ui, kind, &text);
            input.set_value("");
            if let Some(element) = node.cast::<HtmlElement>() {
                crate::browser::focus_quietly(&element);
            }
        }
    };
    let own: Vec<_> = mine.iter().rev().filter_map(|id| map.card(id).cloned()).collect();
    let drafts = drafts_now(told, map);
    let label = kind.map(|kind| asks_for(&ui, told.kind(), kind));
    html! {
        <main class="writing phone" ref={page} tabindex="-1" aria-label={ui.t("workshop.bar")}>
            <div class="writing__page">
                if let Some(label) = label {
                    <form class="writing__box" onsubmit={add}>
                        <label class="phone__box"><span>{label}</span><input class="input" type="text" dir="auto" maxlength="400" autocomplete="off" enterkeyhint="done" ref={node} {oninput} /></label>
                        <button type="submit" class="button button--primary">{ui.t("workshop.add")}</button>
                    </form>
                } else if !drafts {
                    <p class="writing__none">{ui.t("workshop.listen")}</p>
                }
                if drafts {
                    <section aria-label={ui.t("draft.title")}>
                        <h2 class="phone__head">{ui.t("draft.title")}</h2>
                        <DraftList snapshot={props.snapshot.clone()} known=true />
                    </section>
                }
                if !own.is_empty() {
                    <section aria-label={ui.t("workshop.mine")}>
                        <h2 class="phone__head">{ui.t("workshop.mine")}</h2>
                        <ul class="writing__cards">{ for own.iter().map(|card| html! { <OwnCard key={card.id.as_str().to_owned()} card={card.clone()} {readonly} /> }) }</ul>
                    </section>
                }
                <button type="button" class="button button--quiet" onclick={step(&ui, WorkshopAction::WholeMap(true))}>{ui.t("workshop.whole_map")}</button>
            </div>
        </main>
    }
}

#[derive(PartialEq, Properties)]
struct OwnCardProps {
    card: Rc<Card>,
    readonly: bool,
}

#[component]
fn OwnCard(props: &OwnCardProps) -> Html {
    let ui = use_ui();
    let text_box = use_text_box(&props.card.title);
    let (node, id) = (text_box.node.clone(), props.card.id.clone());
    let oninput = {
        let ui = ui.clone();
        move |event: InputEvent| {
            let text = text_box.typed(&event);
            let field = crate::store::TextField::Title;
            ui.does(Action::Type { id: id.clone(), field, text });
        }
    };
    html! {
        <li class="writing__card">
            <input class="input" type="text" dir="auto" maxlength="400" ref={node} readonly={props.readonly} aria-label={ui.t("field.title")} {oninput} />
        </li>
    }
}
