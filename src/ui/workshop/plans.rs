//! The plans for a workshop: four that come with the product and those of this map, which can be changed. Where a workshop
//! goes on already, what else can be done with it.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::dialogs::Dialog;
use super::super::icon::{Icon, IconButton};
use super::super::text_box::{EveryInput, WholeInput};
use super::beside::{Refused, Windows};
use super::{clock as time, stage_name, step};
use crate::browser::{clock, prefs};
use crate::facilitation::{Agenda, Led, TalkStep};
use crate::model::{Map, RoundId};
use crate::store::{Action, Beside, Overlay, Said, Snapshot, Workshop, WorkshopAction};

/// The setting under which this browser remembers what people call themselves.
const NAME: &str = "name";

#[derive(PartialEq, Properties)]
pub(in crate::ui) struct PlansProps {
    pub snapshot: Rc<Snapshot>,
}

/// A plan's name, in the words of the interface or of whoever made it.
fn plan_name(ui: &Ui, agenda: &Agenda) -> AttrValue {
    match Agenda::BUILT_IN.contains(&agenda.id.as_str()) {
        true => ui.t(&format!("agenda.{}", agenda.id)),
        false if agenda.name.is_empty() => ui.t("agenda.own"),
        false => agenda.name.clone().into(),
    }
}

fn plans(map: &Map) -> Vec<Agenda> {
    let built_in = Agenda::BUILT_IN.iter().filter_map(|id| Agenda::built_in(id));
    let own = map.records.lists.get("agendas");
    let own = own.into_iter().flat_map(|list| list.iter().map(|(_, record)| record));
    built_in.chain(own.filter_map(Agenda::from_json)).collect()
}

#[component]
pub(in crate::ui) fn Plans(props: &PlansProps) -> Html {
    let ui = use_ui();
    let led = Workshop::of(&props.snapshot).and_then(|shop| shop.led.clone());
    match led {
        Some(led) => {
            html! { <Dialog title={ui.t("agenda.title")}><GoingOn snapshot={props.snapshot.clone()} {led} /></Dialog> }
        }
        None => html! {
            <Dialog title={ui.t("agenda.title")} class="dialog--wide"><Choose snapshot={props.snapshot.clone()} /></Dialog>
        },
    }
}

#[derive(PartialEq, Properties)]
struct GoingOnProps {
    snapshot: Rc<Snapshot>,
    led: Led,
}

/// What else can be done with a workshop that goes on.
#[component]
fn GoingOn(props: &GoingOnProps) -> Html {
    let ui = use_ui();
    let led = &props.led;
    let silent = use_state(time::is_silent);
    let sound = {
        let silent = silent.clone();
        move |_: Event| {
            time::set_silent(!*silent);
            silent.set(!*silent);
        }
    };
    let back = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::None))
    };
    // Done, and back to where it shows.
    let does = |action: WorkshopAction| {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| {
            ui.does(Action::Workshop(action.clone()));
            ui.does(Action::Overlay(Overlay::None));
        })
    };
    let refused = use_state(|| None::<Beside>);
    let recap = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Recap))
    };
    let sure = use_state(|| false);
    let end = |keeps: bool| {
        let (ui, sure) = (ui.clone(), sure.clone());
        Callback::from(move |event: MouseEvent| {
            // There is no way back from it: it is asked once, and a double click is one press.
            if !keeps && (!*sure || event.detail() > 1) {
                return sure.set(true);
            }
            let action = if keeps { WorkshopAction::End } else { WorkshopAction::Drop };
            ui.does(Action::Workshop(action));
            ui.does(Action::Overlay(if keeps { Overlay::Recap } else { Overlay::None }));
        })
    };
    let stages = led.agenda.stages.iter().enumerate().map(|(at, stage)| {
        let now = (at == led.at).then_some("step");
        let go = step(&ui, WorkshopAction::Go(at));
        html! {
            <li class="plan__stage" aria-current={now}>
                <button type="button" class="button button--link plan__title" dir="auto" disabled={at == led.at} onclick={go}>{stage_name(&ui, stage)}</button>
                <span class="plan__minutes">{ui.say("agenda.min", &[("n", &stage.minutes.to_string())])}</span>
            </li>
        }
    });
    html! {
        <>
            <p class="dialog__text">{ui.say("agenda.going", &[("name", &plan_name(&ui, &led.agenda))])}</p>
            <ol class="plan__stages" aria-label={ui.t("agenda.stages")}>{ for stages }</ol>
            <label class="ask__field"><span>{ui.t("agenda.facilitator")}</span>
                <EveryInput text={led.facilitator.clone()} most="60" typed={super::line::told(&ui, Said::Facilitator)} />
            </label>
            <div class="answers__do plan__more">
                if led.talk.is_none() {
                    <button type="button" class="button button--quiet" onclick={does(WorkshopAction::Talk(Some(TalkStep::Alone)))}>{ui.t("talk.begin")}</button>
                }
                <button type="button" class="button button--quiet" aria-pressed={led.hold.to_string()}
                    onclick={does(WorkshopAction::Hold(!led.hold))}>{ui.t("workshop.hold")}</button>
            </div>
            <div class="answers__do">
                <Windows snapshot={props.snapshot.clone()} refused={refused.clone()} />
                <button type="button" class="button button--link" onclick={recap}>{ui.t("workshop.recap")}</button>
            </div>
            <Refused slot={props.snapshot.slot.clone()} {refused} />
            <label class="check"><input type="checkbox" checked={!*silent} onchange={sound} /><span>{ui.t("workshop.sound")}</span></label>
            <div class="answers__do">
                <button type="button" class="button button--primary" data-autofocus="true" onclick={back}>{ui.t("agenda.back")}</button>
                <button type="button" class="button button--quiet" onclick={end(true)}>{ui.t("workshop.end")}</button>
                <button type="button" class="button button--quiet" onclick={end(false)}>{ui.t(if *sure { "workshop.drop_really" } else { "workshop.drop" })}</button>
            </div>
        </>
    }
}

#[component]
fn Choose(props: &PlansProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let chosen = use_state(|| Agenda::BUILT_IN[0].to_owned());
    let who = use_state(|| prefs::read(NAME).unwrap_or_default());
    let all = plans(&snapshot.map);
    let Some(agenda) = all.iter().find(|it| it.id == *chosen).or(all.first()).cloned() else {
        return html! {};
    };
    let tile = |plan: &Agenda| {
        let onchange = {
            let (chosen, id) = (chosen.clone(), plan.id.clone());
            move |_: Event| chosen.set(id.clone())
        };
        let own = !Agenda::BUILT_IN.contains(&plan.id.as_str());
        let (n, stages) = (plan.minutes().to_string(), plan.stages.len().to_string());
        let text = match own {
            true => ui.say("agenda.own.text", &[("n", &n), ("stages", &stages)]),
            false => ui.t(&format!("agenda.{}.text", plan.id)),
        };
        html! {
            <label class="plan" key={plan.id.clone()}>
                <input type="radio" name="plan" checked={plan.id == agenda.id} {onchange} />
                <span class="plan__name" dir="auto">{plan_name(&ui, plan)}</span>
                <span class="plan__text">{text}</span>
            </label>
        }
    };
    let copy = {
        let (ui, agenda, chosen) = (ui.clone(), agenda.clone(), chosen.clone());
        move |_: MouseEvent| {
            let name = ui.say("agenda.copied", &[("name", &plan_name(&ui, &agenda))]).to_string();
            let own = Agenda { id: RoundId::random().to_string(), name, ..agenda.clone() };
            chosen.set(own.id.clone());
            ui.does(Action::Workshop(WorkshopAction::Keep(own)));
        }
    };
    let begin = {
        let (ui, agenda, who) = (ui.clone(), agenda.clone(), who.clone());
        let attendees = snapshot.room.as_ref().map(|room| {
            // Who looks on without being shown is not written down either.
            let shown = room.people().filter(|guest| !guest.about.hidden);
            let names = shown.map(|guest| guest.name.as_str());
            names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
        });
        move |event: SubmitEvent| {
            event.prevent_default();
            ui.does(Action::Workshop(WorkshopAction::Begin {
                agenda: agenda.clone().tidy(),
                date: clock::today(),
                facilitator: (*who).clone(),
                attendees: attendees.clone().unwrap_or_default(),
            }));
        }
    };
    let open = |overlay: Overlay| {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(overlay.clone()))
    };
    let named = {
        let who = who.clone();
        move |event: InputEvent| who.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let own = !Agenda::BUILT_IN.contains(&agenda.id.as_str());
    html! {
        <form onsubmit={begin}>
            <p class="dialog__text">{ui.t("agenda.text")}</p>
            <div class="answers__do">
                <button type="button" class="button button--link" onclick={open(Overlay::Prepare)}>{ui.t("action.prepare")}</button>
                if !snapshot.map.records.sessions.is_empty() {
                    <button type="button" class="button button--link" onclick={open(Overlay::Since)}>{ui.t("since.button")}</button>
                }
            </div>
            <div class="plans" role="radiogroup" aria-label={ui.t("agenda.plans")}>{ for all.iter().map(tile) }</div>
            { stages(&ui, &agenda, own && !snapshot.readonly) }
            <div class="plan__sum">
                <span>{ui.say("agenda.total", &[("n", &agenda.minutes().to_string())])}</span>
                if !own && !snapshot.readonly { <button type="button" class="button button--quiet" onclick={copy}>{ui.t("agenda.copy")}</button> }
                if own && !snapshot.readonly {
                    <button type="button" class="button button--quiet" onclick={step(&ui, WorkshopAction::Forget(agenda.id.clone()))}>{ui.t("agenda.forget")}</button>
                }
            </div>
            <label class="ask__field"><span>{ui.t("agenda.facilitator")}</span>
                <input class="input" type="text" dir="auto" maxlength="60" autocomplete="name" value={(*who).clone()} oninput={named} />
            </label>
            <button type="submit" class="button button--primary plan__begin" disabled={snapshot.readonly}>{ui.t("agenda.begin")}</button>
        </form>
    }
}

/// What a press or a text does to a plan.
type Change = Rc<dyn Fn(&mut Agenda, &str)>;

/// The stages of a plan; of somebody's own with the ways to change them, kept as they are made.
fn stages(ui: &Ui, agenda: &Agenda, own: bool) -> Html {
    let change = |change: Change| {
        let (ui, agenda) = (ui.clone(), agenda.clone());
        move |text: String| {
            let mut agenda = agenda.clone();
            change(&mut agenda, &text);
            ui.does(Action::Workshop(WorkshopAction::Keep(agenda)));
        }
    };
    let typed = |run: Change| Callback::from(change(run));
    let pressed = |run: Change| {
        let change = change(run);
        Callback::from(move |_: MouseEvent| change(String::new()))
    };
    let row = |(at, stage): (usize, &crate::facilitation::Stage)| {
        let name = stage_name(ui, stage);
        let minutes = stage.minutes.to_string();
        if !own {
            let minutes = ui.say("agenda.min", &[("n", &minutes)]);
            return html! {
                <li class="plan__stage"><span class="plan__title" dir="auto">{name}</span><span class="plan__minutes">{minutes}</span></li>
            };
        }
        let of = |key: &str| ui.say(key, &[("stage", &name)]);
        let last = agenda.stages.len() - 1;
        html! {
            <li class="plan__stage">
                <EveryInput text={stage.name.clone()} most="60" placeholder={ui.t(&format!("stage.{}", stage.kind.name()))}
                    name={ui.say("agenda.stage", &[("n", &(at + 1).to_string())])} typed={typed(Rc::new(move |it, text| it.rename(at, text)))} />
                <span class="plan__minutes">
                    <WholeInput control="number" min="0" max="600" text={minutes} name={of("agenda.minutes")}
                        set={typed(Rc::new(move |it, text| it.set_minutes(at, text.parse().unwrap_or(0))))} />
                </span>
                <IconButton icon={Icon::Arrow} class="plan__up" label={of("agenda.up")} disabled={at == 0} onclick={pressed(Rc::new(move |it, _| it.shift(at, false)))} />
                <IconButton icon={Icon::Arrow} class="plan__down" label={of("agenda.down")} disabled={at == last} onclick={pressed(Rc::new(move |it, _| it.shift(at, true)))} />
                <IconButton icon={Icon::Close} label={of("agenda.drop")} disabled={last == 0} onclick={pressed(Rc::new(move |it, _| it.drop_stage(at)))} />
            </li>
        }
    };
    let reserve = ui.say("agenda.min", &[("n", &agenda.reserve.to_string())]);
    html! {
        <>
            if own {
                <label class="ask__field"><span>{ui.t("agenda.name")}</span>
                    <EveryInput text={agenda.name.clone()} most="60" typed={typed(Rc::new(|it, text| text.clone_into(&mut it.name)))} />
                </label>
            }
            <ol class="plan__stages" aria-label={ui.t("agenda.stages")}>
                { for agenda.stages.iter().enumerate().map(row) }
                if agenda.reserve > 0 {
                    <li class="plan__stage"><span class="plan__title">{ui.t("agenda.reserve")}</span><span class="plan__minutes">{reserve}</span></li>
                }
            </ol>
        </>
    }
}
