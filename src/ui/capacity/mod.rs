//! The critical few: what can be carried, what was asked for and what was planned, how many priorities there are and
//! how people rank them, a year of plans beside people's busiest days, and the thresholds of the questions.

mod thresholds;
mod year;

use std::rc::Rc;

use yew::prelude::*;

use self::thresholds::thresholds;
use self::year::year_strip;
use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::report::today;
use super::text_box::WholeInput;
use crate::analysis::{Amount, Effort, Few, Ranking, Workload, freed, freed_days, workload, year};
use crate::browser::plain;
use crate::model::{CardId, Json, Map};
use crate::store::{Action, Snapshot};

/// Cards of one list that are shown.
const MOST: usize = 30;

#[derive(PartialEq, Properties)]
pub(super) struct CapacityProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Capacity(props: &CapacityProps) -> Html {
    let ui = use_ui();
    let (map, readonly) = (&props.snapshot.map, props.snapshot.readonly);
    let found = use_memo(props.snapshot.edition, |_| (workload(map), year(map, today())));
    let (load, strip) = &*found;
    html! {
        <Dialog title={ui.t("capacity.title")} class="dialog--report">
            { carried(&ui, map, load, readonly) }
            { requested(&ui, load) }
            { few(&ui, load) }
            { ranks(&ui, map, load) }
            { year_strip(&ui, map, strip) }
            { thresholds(&ui, map, readonly) }
        </Dialog>
    }
}

/// A card by its title; pressed, it is gone to.
fn go(ui: &Ui, map: &Map, id: &CardId) -> Html {
    let title = title_of(ui, map, id);
    let fly = {
        let (ui, id) = (ui.clone(), id.clone());
        move |_: MouseEvent| ui.does(Action::FlyTo(id.clone()))
    };
    html! { <button type="button" class="button button--link" dir="auto" onclick={fly}>{title}</button> }
}

fn title_of(ui: &Ui, map: &Map, id: &CardId) -> AttrValue {
    match map.card(id).map(|card| card.title.trim()).unwrap_or_default() {
        "" => ui.t("card.untitled"),
        title => title.to_owned().into(),
    }
}

/// A share of a whole as a bar; the words beside it say the same.
fn bar(share: f64, class: &'static str) -> Html {
    let width = plain((share.clamp(0.0, 1.0) * 1000.0).round() / 10.0);
    html! {
        <svg class="sheet__bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="sheet__bar-ground" width="100" height="4" />
            <rect {class} {width} height="4" />
        </svg>
    }
}

fn days(ui: &Ui, days: f64) -> AttrValue {
    ui.say("capacity.days", &[("n", &plain(days))])
}

/// Effort against capacity.
fn carried(ui: &Ui, map: &Map, load: &Workload, readonly: bool) -> Html {
    let used = load.used();
    let set = {
        let ui = ui.clone();
        move |text: String| {
            let days = text.trim().parse::<f64>().ok().filter(|days| *days >= 0.0);
            ui.does(Action::Capacity(days));
        }
    };
    let text = load.capacity.map(plain).unwrap_or_default();
    let says = match load.capacity {
        Some(capacity) if used > capacity => {
            let over = days(ui, used - capacity);
            ui.say("capacity.over", &[("used", &days(ui, used)), ("over", &over)])
        }
        Some(capacity) => {
            let left = days(ui, capacity - used);
            ui.say("capacity.under", &[("used", &days(ui, used)), ("left", &left)])
        }
        None => ui.say("capacity.unknown", &[("used", &days(ui, used))]),
    };
    let too_much = load.capacity.is_some_and(|capacity| used > capacity);
    let (class, fill) = match too_much {
        true => ("capacity__says capacity__says--over", "capacity__over"),
        false => ("capacity__says", "sheet__bar-full"),
    };
    html! {
        <section class="capacity" aria-label={ui.t("capacity.carried")}>
            <h3>{ui.t("capacity.carried")}</h3>
            <label class="capacity__field">
                <span>{ui.t("capacity.have")}</span>
                <WholeInput control="number" min="0" {text} {readonly} {set} />
            </label>
            <p {class} role="status">{says}</p>
            // Each in a slot of its own: what shifts among its siblings is made anew and loses the keyboard.
            { load.capacity.filter(|capacity| *capacity > 0.0).map(|capacity| bar(used / capacity, fill)).unwrap_or_default() }
            { freed_days(&freed(map)).map(|said| html! { <p class="dialog__text">{said.text(&ui.words)}</p> }).unwrap_or_default() }
            { efforts(ui, map, &load.running, "capacity.running", readonly) }
            { efforts(ui, map, &load.proposed, "capacity.proposed", readonly) }
        </section>
    }
}

fn efforts(ui: &Ui, map: &Map, all: &[Effort], name: &'static str, readonly: bool) -> Html {
    if all.is_empty() {
        return html! {};
    }
    let row = |effort: &Effort| {
        let set = {
            let (ui, id) = (ui.clone(), effort.card.clone());
            move |text: String| {
                let value = text.trim().parse::<f64>().map_or(Json::Null, Json::from);
                ui.does(Action::SetField { id: id.clone(), key: "effort_days", value });
            }
        };
        let title = title_of(ui, map, &effort.card);
        let label = ui.say("capacity.effort_of", &[("title", &title)]);
        let text = effort.days.map(plain).unwrap_or_default();
        html! {
            <li class="capacity__row" key={effort.card.to_string()}>
                { go(ui, map, &effort.card) }
                <WholeInput control="number" min="0" name={label} placeholder="?" {text} {readonly} {set} />
            </li>
        }
    };
    let rest = all.len().saturating_sub(MOST);
    html! {
        <>
            <h4>{ui.t(name)}</h4>
            <ul>{ for all.iter().take(MOST).map(row) }
                if rest > 0 { <li>{ui.say("questions.more", &[("n", &rest.to_string())])}</li> }
            </ul>
        </>
    }
}

/// What was asked for against what was planned, among what runs.
fn requested(ui: &Ui, load: &Workload) -> Html {
    let most = (load.requested.cards + load.planned.cards).max(1) as f64;
    let row = |name: &'static str, amount: &Amount| {
        let n = amount.cards.to_string();
        let says = match amount.days > 0.0 {
            true => ui.say("capacity.cards_days", &[("n", &n), ("days", &days(ui, amount.days))]),
            false => ui.say("capacity.cards", &[("n", &n)]),
        };
        html! {
            <div class="capacity__share"><span>{ui.t(name)}</span><strong>{says}</strong>{bar(amount.cards as f64 / most, "sheet__bar-full")}</div>
        }
    };
    html! {
        <section class="capacity" aria-label={ui.t("capacity.asked")}>
            <h3>{ui.t("capacity.asked")}</h3>
            { row("capacity.requested", &load.requested) }
            { row("capacity.planned", &load.planned) }
            if load.undecided > 0 {
                <p class="dialog__text">{ui.say("capacity.undecided", &[("n", &load.undecided.to_string())])}</p>
            }
        </section>
    }
}

fn few(ui: &Ui, load: &Workload) -> Html {
    let row = |few: &Few| {
        let whose = match few.whose.as_deref() {
            None => ui.t("choice.enterprise"),
            Some("") => ui.t("capacity.some_department"),
            Some(unit) => unit.to_owned().into(),
        };
        let over = few.many > few.most;
        let class = if over { "sheet__line sheet__line--gap" } else { "sheet__line" };
        let args = [("n", few.many.to_string()), ("most", few.most.to_string())];
        let args: Vec<_> = args.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let says = ui.say(if over { "capacity.too_many" } else { "capacity.few" }, &args);
        html! { <li {class} dir="auto"><strong>{whose}</strong>{" "}<span class="sheet__rest">{says}</span></li> }
    };
    html! {
        <section class="capacity" aria-label={ui.t("capacity.priorities")}>
            <h3>{ui.t("capacity.priorities")}</h3>
            <ul class="sheet__list">{ for load.few.iter().map(row) }</ul>
        </section>
    }
}

/// How people rank the priorities: a dot for each of them on one scale.
fn ranks(ui: &Ui, map: &Map, load: &Workload) -> Html {
    if load.rankings.is_empty() {
        return html! {};
    }
    let last = load.rankings.iter().filter_map(|ranking| ranking.ranks.last());
    let last = last.map(|(_, rank)| *rank).fold(2.0, f64::max);
    let row = |ranking: &Ranking| {
        let said = ranking.ranks.iter().map(|(who, rank)| format!("{who} {}", plain(*rank)));
        let said = said.collect::<Vec<_>>().join(", ");
        let dot = |(_, rank): &(String, f64)| {
            let x = plain(((rank - 1.0) / (last - 1.0) * 960.0).round() / 10.0 + 2.0);
            html! { <path class="ranks__dot" d={format!("M{x} 5h0.001")} /> }
        };
        let class = if ranking.apart { "ranks__row ranks__row--apart" } else { "ranks__row" };
        html! {
            <li {class} key={ranking.card.to_string()}>
                { go(ui, map, &ranking.card) }
                <svg class="ranks__picture" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <path class="ranks__line" d="M2 5H98" />
                    { for ranking.ranks.iter().map(dot) }
                </svg>
                <p class="ranks__says" dir="auto">{said}if ranking.apart { {" "}{ui.t("capacity.apart")} }</p>
            </li>
        }
    };
    html! {
        <section class="capacity" aria-label={ui.t("field.ranks")}>
            <h3>{ui.t("field.ranks")}</h3>
            <p class="ranks__ends" aria-hidden="true"><span>{ui.t("capacity.first")}</span><span>{ui.t("capacity.last")}</span></p>
            <ul>{ for load.rankings.iter().take(MOST).map(row) }</ul>
        </section>
    }
}
