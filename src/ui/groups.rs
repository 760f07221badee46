//! Groups: their frames on the map, naming them and taking them apart, what the panel offers for a card, and what seems to
//! belong together, taken up or passed over one by one.

use std::collections::HashSet;
use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::canvas::lanes::lay;
use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::text_box::WholeInput;
use crate::analysis::{Alike as Found, alike};
use crate::geometry::{self, MapRect};
use crate::model::{Card, CardId, GROUP, GROUPS, Group, Map, group_title, groups};
use crate::store::{Action, GroupAction, Selection, Snapshot};

/// Cards of one proposal that are named.
const MOST: usize = 12;
/// Letters of a title in a list to choose from.
const SHORT: usize = 60;

fn does(ui: &Ui, action: GroupAction) -> Callback<MouseEvent> {
    let ui = ui.clone();
    Callback::from(move |_: MouseEvent| ui.does(Action::Group(action.clone())))
}

fn title_of(ui: &Ui, group: &Group) -> AttrValue {
    if group.title.is_empty() { ui.t("group.unnamed") } else { group.title.clone().into() }
}

/// The frames around the cards of all groups, where the cards lie just now.
pub(super) fn frames(
    ui: &Ui,
    snapshot: &Snapshot,
    grouped: &[Group],
    lies: &dyn Fn(&CardId) -> Option<MapRect>,
) -> Html {
    let all = grouped.iter().flat_map(|group| {
        let rects = geometry::frames(group.cards.iter().filter_map(lies));
        let n = group.cards.len().to_string();
        let name = ui.say("group.name", &[("title", &title_of(ui, group)), ("n", &n)]);
        let cards = Selection::cards(group.cards.iter().cloned());
        let chosen = snapshot.view.selection == cards;
        let lane = group.lane.name();
        let frame = move |(part, rect): (usize, MapRect)| {
            let key = format!("{}-{lane}-{part}", group.id);
            // The title stands above the first of its parts.
            let title = (part == 0).then(|| AttrValue::from(group.title.clone()));
            let (name, cards) = (name.clone(), cards.clone());
            html! { <Frame {key} {rect} {lane} {title} {name} {cards} {chosen} /> }
        };
        rects.into_iter().enumerate().map(frame).collect::<Vec<_>>()
    });
    html! { <>{ for all }</> }
}

#[derive(PartialEq, Properties)]
struct FrameProps {
    rect: MapRect,
    lane: &'static str,
    title: Option<AttrValue>,
    name: AttrValue,
    cards: Selection,
    chosen: bool,
}

#[component]
fn Frame(props: &FrameProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    use_effect_with(props.rect, {
        let node = node.clone();
        move |rect| lay(&node, *rect)
    });
    let onclick = {
        let (ui, cards) = (ui.clone(), props.cards.clone());
        move |_: MouseEvent| {
            ui.does(Action::Select(cards.clone()));
            ui.does(Action::Panel(true));
        }
    };
    let chosen = props.chosen.then_some("is-chosen");
    html! {
        <div class={classes!("pile", format!("lane--{}", props.lane), chosen)} ref={node}>
            if let Some(title) = &props.title {
                <button type="button" class="pile__name" dir="auto" aria-label={props.name.clone()} aria-pressed={props.chosen.to_string()} {onclick}>
                    if title.is_empty() { <i>{ui.t("group.unnamed")}</i> } else { {title} }
                </button>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct BelongsProps {
    pub card: Rc<Card>,
    /// What the card's own group is called.
    title: Option<AttrValue>,
    readonly: bool,
}

impl BelongsProps {
    pub fn of(card: &Rc<Card>, map: &Map, readonly: bool) -> Self {
        let own = card.fields.text(GROUP);
        let known = map.records.lists.get(GROUPS).is_some_and(|known| known.contains_key(own));
        let title = known.then(|| group_title(map, own).into());
        Self { card: card.clone(), title, readonly }
    }
}

/// What a card can be put with: the groups of its lane by their first cards, and the cards there that are in none.
#[derive(Default, PartialEq)]
struct Others {
    groups: Vec<(CardId, Group)>,
    free: Vec<(CardId, AttrValue)>,
}

impl Others {
    fn of(card: &Card, map: &Map) -> Self {
        let lane = card.place.lane;
        let groups: Vec<_> = groups(map).into_iter().filter(|it| it.lane == lane).collect();
        let grouped: HashSet<&CardId> = groups.iter().flat_map(|group| &group.cards).collect();
        let is_free = |other: &&Rc<Card>| {
            other.id != card.id
                && other.place.lane == lane
                && !lane.is_tray()
                && !other.title.trim().is_empty()
                && !grouped.contains(&other.id)
        };
        let mut free: Vec<_> = map.cards.values().filter(is_free).collect();
        crate::model::sort_by(&mut free, |a, b| a.place.y.total_cmp(&b.place.y));
        let short = |title: &str| AttrValue::from(title.chars().take(SHORT).collect::<String>());
        let free = free.iter().map(|it| (it.id.clone(), short(&it.title))).collect();
        let own = card.fields.text(GROUP);
        let groups = groups.into_iter().filter(|group| group.id != own);
        let groups = groups.filter_map(|group| Some((group.cards.first()?.clone(), group)));
        Self { groups: groups.collect(), free }
    }
}

/// What a card belongs with: the way for keys and screen readers, and for who does not drag. The rest of the map is looked
/// through when somebody comes here to choose, not while they write.
#[component]
pub(super) fn Belongs(props: &BelongsProps) -> Html {
    /// The value of the choice that stands.
    const OWN: &str = "=";
    let ui = use_ui();
    let others = use_state(|| None::<Rc<Others>>);
    let node = use_node_ref();
    let card = &props.card;
    // The choices change under the one that stands.
    use_effect_with((props.title.is_some(), (*others).clone()), {
        let node = node.clone();
        move |(is_in, _)| {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(if *is_in { OWN } else { "" });
            }
        }
    });
    if card.place.lane.is_tray() || (props.readonly && props.title.is_none()) {
        return html! {};
    }
    let look = {
        let (ui, others, id) = (ui.clone(), others.clone(), card.id.clone());
        Callback::from(move |()| {
            let map = ui.feed.snapshot().map.clone();
            others.set(map.card(&id).map(|card| Rc::new(Others::of(card, &map))));
        })
    };
    let onfocus = look.reform(|_: FocusEvent| ());
    let onchange = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |event: Event| {
            let picked = event.target_unchecked_into::<HtmlSelectElement>().value();
            let cards = vec![id.clone()];
            let action = match CardId::parse(&picked) {
                _ if picked == OWN => return,
                Ok(onto) => GroupAction::Onto { cards, onto },
                Err(_) => GroupAction::Leave { cards },
            };
            ui.does(Action::Group(action));
            look.emit(());
        }
    };
    let own = props.title.clone().map(|title| Group {
        id: card.fields.text(GROUP).to_owned(),
        title: title.to_string(),
        lane: card.place.lane,
        cards: Vec::new(),
    });
    let list = others.as_ref();
    let rename = own.as_ref().map(|own| named(&ui, own, props.readonly)).unwrap_or_default();
    html! {
        <section class="fields" aria-label={ui.t("field.group")}>
            <label class="field">
                <span class="field__label">{ui.t("field.group")}</span>
                <select class="select" ref={node} {onchange} {onfocus} disabled={props.readonly}>
                    <option value="" selected={own.is_none()}>{ui.t("group.none")}</option>
                    if let Some(own) = &own { <option value={OWN} selected=true>{title_of(&ui, own)}</option> }
                    if let Some(list) = list {
                        { for list.groups.iter().map(|(first, group)| html! { <option value={first.to_string()}>{title_of(&ui, group)}</option> }) }
                        if !list.free.is_empty() {
                            <optgroup label={ui.t("group.with")}>
                                { for list.free.iter().map(|(id, title)| html! { <option value={id.to_string()}>{title}</option> }) }
                            </optgroup>
                        }
                    }
                </select>
            </label>
            { rename }
        </section>
    }
}

/// The box with a group's name.
fn named(ui: &Ui, group: &Group, readonly: bool) -> Html {
    let set = {
        let (ui, group) = (ui.clone(), group.id.clone());
        Callback::from(move |title: String| {
            ui.does(Action::Group(GroupAction::Rename { group: group.clone(), title }));
        })
    };
    html! {
        <label class="field" key={group.id.clone()} data-field={GROUP}>
            <span class="field__label">{ui.t("group.title")}</span>
            <WholeInput control="text" text={group.title.clone()} placeholder={ui.t("group.hint")} {readonly} {set} />
        </label>
    }
}

/// What the panel offers for several cards at once.
pub(super) fn several(ui: &Ui, map: &Map, cards: &[CardId], readonly: bool) -> Html {
    let all = groups(map);
    let is_it = |group: &&Group| {
        group.cards.len() == cards.len() && group.cards.iter().all(|id| cards.contains(id))
    };
    if let Some(group) = all.iter().find(is_it) {
        let apart = does(ui, GroupAction::Leave { cards: cards.to_vec() });
        return html! {
            <section class="fields" aria-label={ui.t("field.group")}>
                { named(ui, group, readonly) }
                if !readonly {
                    <button type="button" class="button button--quiet" onclick={apart}>{ui.t("group.apart")}</button>
                }
            </section>
        };
    }
    let mut lanes = cards.iter().filter_map(|id| map.card(id)).map(|card| card.place.lane);
    let first = lanes.next().filter(|lane| !lane.is_tray() && !readonly);
    if first.is_none_or(|first| !lanes.all(|lane| lane == first)) {
        return html! {};
    }
    let make = does(ui, GroupAction::Make { cards: cards.to_vec(), title: String::new() });
    html! { <button type="button" class="button button--quiet" onclick={make}>{ui.t("group.make")}</button> }
}

/// The line in the outline that says in which group a card is.
pub(super) fn names(map: &Map) -> Vec<(CardId, String)> {
    let of = |group: Group| {
        let title = group.title;
        group.cards.into_iter().map(move |id| (id, title.clone()))
    };
    let mut all: Vec<_> = groups(map).into_iter().flat_map(of).collect();
    crate::model::sort_by(&mut all, |a, b| a.0.cmp(&b.0));
    all
}

#[derive(PartialEq, Properties)]
pub(super) struct AlikeProps {
    pub snapshot: Rc<Snapshot>,
}

/// Proposals, each with its reason.
#[component]
pub(super) fn Alike(props: &AlikeProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let found = use_memo(snapshot.edition, |_| alike(&snapshot.map, None));
    let passed = &snapshot.view.passed_over;
    let open: Vec<&Found> = found.iter().filter(|it| !passed.contains(&it.name())).collect();
    html! {
        <Dialog title={ui.t("group.alike")}>
            <p class="dialog__text">{ui.t("group.about")}</p>
            <div role="status">
                if open.is_empty() { <p class="dialog__text">{ui.t("group.nothing")}</p> }
            </div>
            <ul class="alike">{ for open.into_iter().map(|it| proposal(&ui, snapshot, it)) }</ul>
        </Dialog>
    }
}

fn proposal(ui: &Ui, snapshot: &Snapshot, found: &Found) -> Html {
    let n = found.cards.len().to_string();
    let words = found.words.iter().map(|word| ui.say("group.word", &[("word", word)]).to_string());
    let words = words.collect::<Vec<_>>().join(" + ");
    let why = ui.say("group.why", &[("n", &n), ("words", &words)]);
    let lane = found.lane.name();
    let titles: Vec<_> = found.cards.iter().filter_map(|id| snapshot.map.card(id)).collect();
    let rest = titles.len().saturating_sub(MOST);
    let title = capital(&found.words.join(", "));
    let make = does(ui, GroupAction::Make { cards: found.cards.clone(), title });
    let pass = does(ui, GroupAction::PassOver(found.name()));
    html! {
        <li class={classes!("alike__one", format!("lane--{lane}"))} key={found.name()}>
            <h3 dir="auto">{&why}</h3>
            <p class="alike__lane">{ui.t(&format!("lane.{lane}"))}</p>
            <ul class="alike__cards">
                { for titles.iter().take(MOST).map(|card| html! { <li dir="auto">{&card.title}</li> }) }
                if rest > 0 { <li>{ui.say("questions.more", &[("n", &rest.to_string())])}</li> }
            </ul>
            if !snapshot.readonly {
                <div class="alike__do">
                    <button type="button" class="button button--primary" onclick={make} aria-label={ui.say("group.take_up", &[("why", &why)])}>{ui.t("group.make")}</button>
                    <button type="button" class="button button--quiet" onclick={pass} aria-label={ui.say("group.pass_named", &[("why", &why)])}>{ui.t("group.pass")}</button>
                </div>
            }
        </li>
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
