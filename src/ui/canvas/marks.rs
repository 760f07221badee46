//! What is drawn over the picture: the links of what is selected or dragged, gestures, and the tools that float.

use yew::prelude::*;

use super::super::late::late;
use super::Stage;
use super::card_view::CardTools;
use super::gesture::Gesture;
use super::link_chip::LinkChip;
use super::paint::{Family, svg_path};
use crate::browser::plain;
use crate::geometry::{MapPoint, Route};
use crate::model::{CardId, GROUPS, LinkId, LinkKind};
use crate::store::{Selection, Snapshot};

impl Stage {
    /// The links of what is selected or dragged, drawn over the picture.
    pub(super) fn live_links(&self, snapshot: &Snapshot) -> Html {
        let lines: Vec<Html> = match (&self.gesture, &snapshot.view.selection) {
            (Gesture::Dragging { corners, .. }, _) => {
                let ids: Vec<_> = corners.iter().map(|(id, _)| id.clone()).collect();
                self.lines_of(&ids)
            }
            (_, Selection::Link(id)) => self
                .scene
                .route(id)
                .map(|route| html! { <path class="live is-picked" d={svg_path(route, true)} /> })
                .into_iter()
                .collect(),
            // A line of sight is all that stands out then, and the picture has it.
            (_, Selection::Cards(_)) if snapshot.view.sight.is_some() => Vec::new(),
            (_, Selection::Cards(ids)) if ids.len() <= 12 => self.lines_of(ids),
            _ => Vec::new(),
        };
        html! { <svg class="stage__live" aria-hidden="true">{ for lines }</svg> }
    }

    fn lines_of(&self, ids: &[CardId]) -> Vec<Html> {
        let links = self.scene.links_of(ids).into_iter();
        let line = |(id, kind, route): (&LinkId, LinkKind, &Route)| {
            let class = classes!("live", format!("live--{}", Family::of(kind).name()));
            html! { <path key={id.to_string()} {class} d={svg_path(route, !kind.is_undirected())} /> }
        };
        links.map(line).collect()
    }

    /// The frames of groups, around those of their cards that are not on their way elsewhere.
    pub(super) fn groups(&self, snapshot: &Snapshot) -> Html {
        let is_any = snapshot.map.records.lists.get(GROUPS).is_some();
        let Some(late) = late().filter(|_| is_any) else { return html! {} };
        let dragged = match &self.gesture {
            Gesture::Dragging { corners, .. } => &corners[..],
            _ => &[],
        };
        let lies = |id: &CardId| {
            let stays = dragged.iter().all(|(dragged, _)| dragged != id);
            self.scene.rect(id).filter(|_| stays)
        };
        let mut grouped = self.grouped.borrow_mut();
        let grouped = grouped.get_or_insert_with(|| (late.grouped)(&snapshot.map));
        (late.groups)(&self.ui, snapshot, grouped, &lies)
    }

    pub(super) fn gesture_marks(&self) -> Html {
        if let Some(rect) = self.gesture.marquee() {
            let (x, y) = (plain(rect.x), plain(rect.y));
            let (width, height) = (plain(rect.width), plain(rect.height));
            return html! {
                <svg class="stage__live" aria-hidden="true"><rect class="marquee" {x} {y} {width} {height} /></svg>
            };
        }
        if let Gesture::Linking { from, to, .. } = &self.gesture
            && let Some(rect) = self.scene.rect(from)
        {
            let left = to.x < rect.center().x;
            let x = if left { rect.x } else { rect.right() };
            let (y, half) = (rect.center().y, (to.x - x) / 2.0);
            let bend = [x, y, x + half, y, to.x - half, to.y, to.x, to.y].map(plain);
            let (start, rest) = bend.split_at(2);
            let d = format!("M{}C{}", start.join(" "), rest.join(" "));
            return html! {
                <svg class="stage__live" aria-hidden="true"><path class="live is-drawn" {d} /></svg>
            };
        }
        html! {}
    }

    pub(super) fn link_chip(&self, snapshot: &Snapshot) -> Html {
        let Selection::Link(id) = &snapshot.view.selection else { return html! {} };
        let (Some(link), Some(route)) = (snapshot.map.links.get(id), self.scene.route(id)) else {
            return html! {};
        };
        let kinds = [&link.from, &link.to].map(|end| snapshot.map.card(end).map(|card| card.kind));
        let [Some(from), Some(to)] = kinds else { return html! {} };
        html! { <LinkChip link={link.clone()} {from} {to} at={route.middle()} readonly={snapshot.readonly} /> }
    }

    /// What the only selected card offers, at a size that does not depend on the zoom.
    pub(super) fn card_tools(&self, snapshot: &Snapshot) -> Html {
        let view = &snapshot.view;
        let card = view.selection.single().and_then(|id| snapshot.map.card(id));
        let (Some(card), None, false) = (card, &view.editing, self.gesture.is_dragging()) else {
            return html! {};
        };
        let Some(rect) = self.scene.rect(&card.id) else { return html! {} };
        // Under cards of the right half they reach to the left: a map that is seen whole has no room beyond its last lane.
        let leftwards = rect.center().x > self.scene.layout().bounds().center().x;
        let at = MapPoint { x: if leftwards { rect.right() } else { rect.x }, y: rect.bottom() };
        let tip = late().map(|late| (late.tip)(snapshot, card)).unwrap_or_default();
        html! { <CardTools card={card.clone()} {at} {leftwards} {tip} readonly={snapshot.readonly} /> }
    }
}
