//! Cards: adding, writing, moving, removing. Turns what a person meant into commands.

use std::collections::HashMap;

use super::action::Origin;
use super::state::State;
use super::view::{NoticeStep, Overlay, Selection, Tone};
use crate::document::{Command, TextField};
use crate::geometry::{
    CARD, COLUMN_PAD, Direction, Layout, ROW_GAP, are_near, free_place, in_column, next_slot,
};
use crate::model::{
    Card, CardId, CardKind, FieldSpec, Fields, GROUP, Json, Lane, Link, LinkId, LinkKind, Place,
    Value, joints,
};
use crate::words::Message;

/// A blank card with what follows from its kind: L&D proposes support, the business says the rest.
pub(super) fn new_card(kind: CardKind, place: Place) -> Card {
    let known: &[(&str, &str)] = match kind {
        CardKind::Initiative if place.lane == Lane::Stopped => {
            &[("side", "learning"), ("status", "stopped")]
        }
        CardKind::Initiative => &[("side", "learning"), ("status", "proposed")],
        CardKind::Commitment | CardKind::Parking => &[],
        _ => &[("side", "business")],
    };
    let known: Vec<_> = known.iter().map(|(key, word)| (*key, Json::from(*word))).collect();
    let (fields, _) = Fields::read(kind.fields(), known.iter().map(|(key, word)| (*key, word)));
    let (title, notes) = (String::new(), String::new());
    Card { id: CardId::random(), kind, title, notes, place, fields }
}

impl State {
    pub(super) fn add_card(&mut self, kind: CardKind, place: Option<Place>) {
        self.end_edit();
        let place = match place {
            Some(place) => free_place(self.map(), in_column(place), &[]),
            None => next_slot(self.map(), kind.home()),
        };
        let card = new_card(kind, place);
        let id = card.id.clone();
        if self.commit(vec![Command::AddCard(card)]) {
            self.begin_fresh(id);
        }
    }

    pub(super) fn begin_fresh(&mut self, id: CardId) {
        self.select(Selection::card(id.clone()));
        self.come_near(&id);
        self.view.editing = Some(id.clone());
        self.fresh = Some(id);
        self.touch();
    }

    pub(super) fn write_in_lane(&mut self, lane: Lane, text: &str) {
        let ids = self.write_lines(lane, None, text);
        // Not selected: what a selected card offers would lie over the box for the next one.
        self.select(Selection::None);
        if let Some(last) = ids.last() {
            self.reveal(last);
        }
    }

    /// The next card of the story: beside the one it follows from, and linked with it.
    pub(super) fn add_next(&mut self, from: &CardId, kind: CardKind, title: &str) {
        let Some(first) = self.map().card(from).cloned() else { return };
        let lane = kind.home();
        let slot = next_slot(self.map(), lane);
        let y = if lane == first.place.lane { slot.y } else { first.place.y };
        let place = free_place(self.map(), Place::new(lane, COLUMN_PAD, y), &[]);
        let title = title.trim().to_owned();
        let is_blank = title.is_empty();
        let card = Card { title, ..new_card(kind, place) };
        let id = card.id.clone();
        let mut commands = vec![Command::AddCard(card)];
        commands.extend(obvious_link(&first, kind, &id));
        self.view.overlay = Overlay::None;
        if self.commit(commands) {
            if is_blank {
                self.begin_fresh(id);
            } else {
                self.reveal(&id);
                self.select(Selection::card(id));
            }
        }
        self.touch();
    }

    pub(super) fn add_linked(&mut self, from: &CardId, place: Place) {
        self.end_edit();
        let Some(first) = self.map().card(from).cloned() else { return };
        let kind = place.lane.kinds()[0];
        let card = new_card(kind, free_place(self.map(), in_column(place), &[]));
        let id = card.id.clone();
        let mut commands = vec![Command::AddCard(card)];
        let link = obvious_link(&first, kind, &id);
        if link.is_none() {
            self.notify(Tone::Plain, Message::new("notice.no_link"));
        }
        commands.extend(link);
        if self.commit(commands) {
            self.begin_fresh(id);
        }
    }

    pub(super) fn type_text(&mut self, id: CardId, field: TextField, text: String) {
        self.commit(vec![Command::SetText { id, field, text }]);
    }

    /// Sets a field from plain data. What does not fit is refused with a word about which field.
    pub(super) fn set_field(&mut self, id: CardId, key: &'static str, raw: &Json) {
        let Some(card) = self.map().card(&id).cloned() else { return };
        let Some(spec) = card.kind.field(key) else { return };
        if let Some(value) = self.read_field(spec, raw) {
            let said = value.is_some() && matches!(key, "confirmed_on" | "confirmed_by");
            // Said again, or taken back, it is still the draft of which others have spoken.
            let drafts =
                key == "draft" && value == Some(Value::Flag(true)) && !card.fields.flag("draft");
            let old = if drafts { self.forget_corrections(&id) } else { Vec::new() };
            let mut commands = vec![Command::SetField { id, key: key.to_owned(), value }];
            commands.extend(old);
            if said {
                commands.extend(self.as_confirmed(&card));
            }
            self.commit(commands);
        }
    }

    pub(super) fn set_fields(&mut self, id: &CardId, fields: Vec<(&'static str, Json)>) {
        let Some(card) = self.map().card(id).cloned() else { return };
        let mut commands = Vec::new();
        for (key, raw) in fields {
            let value = card.kind.field(key).and_then(|spec| self.read_field(spec, &raw));
            let set = |value| Command::SetField { id: id.clone(), key: key.to_owned(), value };
            commands.extend(value.map(set));
        }
        self.replica.end_undo_step();
        self.commit(commands);
        self.replica.end_undo_step();
    }

    /// `Some(None)` clears the field; `None` means that the data does not fit.
    pub(super) fn read_field(
        &mut self,
        spec: &FieldSpec,
        raw: &Json,
    ) -> Option<Option<crate::model::Value>> {
        let blank = raw.is_null() || raw.as_str().is_some_and(|text| text.trim().is_empty());
        let value = spec.shape.read(raw);
        let empty_list = raw.as_array().is_some_and(Vec::is_empty);
        if value.is_none() && !blank && !empty_list {
            let message = Message::new("notice.field_does_not_fit").with("key", spec.key);
            self.notify(Tone::Warning, message);
            return None;
        }
        Some(value)
    }

    pub(super) fn edit(&mut self, id: CardId) {
        if self.readonly || self.map().card(&id).is_none() {
            return;
        }
        if self.view.editing.as_ref() != Some(&id) {
            self.end_edit();
            self.replica.end_undo_step();
            self.select(Selection::card(id.clone()));
            self.come_near(&id);
            self.view.editing = Some(id);
            self.touch();
        }
    }

    /// Ends writing. A new card that got no words goes again.
    pub(super) fn end_edit(&mut self) {
        if self.view.editing.take().is_some() {
            self.touch();
        }
        let Some(id) = self.fresh.take() else { return };
        let is_blank = self.map().card(&id).is_some_and(|card| card.title.trim().is_empty());
        if is_blank && self.origin == Origin::Local {
            self.commit(vec![Command::RemoveCard { id }]);
        }
        self.replica.end_undo_step();
    }

    pub(super) fn remove_cards(&mut self, ids: &[CardId]) {
        let there: Vec<_> =
            ids.iter().filter(|id| self.map().card(id).is_some()).cloned().collect();
        if there.is_empty() {
            return;
        }
        let many = there.len().to_string();
        self.fresh = None;
        let commands = there.into_iter().map(|id| Command::RemoveCard { id }).collect();
        if self.commit(commands) {
            let step = Some((NoticeStep::Undo as fn(u64) -> NoticeStep, "action.undo"));
            let message = Message::new("notice.removed").with("n", many);
            self.notify_with(Tone::Plain, message, Vec::new(), step);
        }
    }

    pub(super) fn change_kind(&mut self, id: &CardId, kind: CardKind) {
        let Some(card) = self.map().card(id).cloned() else { return };
        // What lay there only because nobody had said what it is, such as on the way through the list of kinds, is not set aside.
        let undecided = card.kind == CardKind::Parking && card.place.lane == Lane::Parking;
        let stays = card.place.lane.kind_for(kind) == kind && !undecided;
        let mut place = card.place;
        if !stays {
            let wanted = Place::new(kind.home(), COLUMN_PAD, card.place.y);
            place = free_place(self.map(), wanted, std::slice::from_ref(id));
        }
        let moves = vec![(id.clone(), place, kind)];
        let left = self.leaving(&moves);
        self.move_and_change(moves, left);
    }

    /// Cards were put somewhere: what they are follows from the lane, and their links from what they are.
    pub(super) fn move_cards(&mut self, moves: Vec<(CardId, Place)>) {
        let alone = moves.len() == 1;
        let ids: Vec<_> = moves.iter().map(|(id, _)| id.clone()).collect();
        let moved = moves.into_iter().filter_map(|(id, place)| {
            let kind = place.lane.kind_for(self.map().card(&id)?.kind);
            let place = in_column(place);
            let place = if alone { free_place(self.map(), place, &ids) } else { place };
            Some((id, place, kind))
        });
        let moved = moved.collect::<Vec<_>>();
        let left = self.leaving(&moved);
        self.move_and_change(moved, left);
    }

    /// A card that is taken away from the others of its group is no longer one of them. Those that move together stay together.
    fn leaving(&self, moves: &[(CardId, Place, CardKind)]) -> Vec<Command> {
        let mut commands = Vec::new();
        for (id, place, _) in moves {
            let Some(card) = self.map().card(id) else { continue };
            let group = card.fields.text(GROUP);
            let lies = |other: &Card| {
                let moved = moves.iter().find(|(id, ..)| *id == other.id);
                moved.map_or(other.place, |(_, place, _)| *place)
            };
            let is_near = |other: &Card| match moves.len() {
                1 => are_near(lies(other), *place),
                _ => lies(other).lane == place.lane,
            };
            let all = || self.map().cards.values();
            let mut others =
                all().filter(|other| other.id != *id && other.fields.text(GROUP) == group);
            let stays =
                group.is_empty() || (!place.lane.is_tray() && others.any(|other| is_near(other)));
            if !stays {
                let key = GROUP.to_owned();
                commands.push(Command::SetField { id: id.clone(), key, value: None });
            }
        }
        commands
    }

    pub(super) fn move_and_change(
        &mut self,
        moves: Vec<(CardId, Place, CardKind)>,
        more: Vec<Command>,
    ) -> bool {
        let map = self.map();
        let mut commands = more;
        let mut kinds: HashMap<CardId, CardKind> = HashMap::new();
        for (id, place, kind) in &moves {
            let Some(card) = map.card(id) else { continue };
            if card.place != *place {
                commands.push(Command::PlaceCard { id: id.clone(), place: *place });
                commands.extend(status_follows(card, place.lane));
            }
            if card.kind != *kind {
                kinds.insert(id.clone(), *kind);
                commands.push(Command::ChangeKind { id: id.clone(), kind: *kind });
            }
        }
        let lost = self.relink(&kinds, &mut commands);
        if commands.is_empty() {
            return false;
        }
        self.replica.end_undo_step();
        let done = self.commit(commands);
        if done && lost > 0 {
            let step = Some((NoticeStep::Undo as fn(u64) -> NoticeStep, "action.undo"));
            let message = Message::new("notice.links_lost").with("n", lost.to_string());
            self.notify_with(Tone::Warning, message, Vec::new(), step);
        }
        done
    }

    /// Links of cards that become something else: kept where they still fit, otherwise replaced by what fits
    /// the new pair, otherwise let go. Returns how many were let go.
    fn relink(&self, kinds: &HashMap<CardId, CardKind>, commands: &mut Vec<Command>) -> usize {
        if kinds.is_empty() {
            return 0;
        }
        let map = self.map();
        let kind_of =
            |id: &CardId| kinds.get(id).copied().or_else(|| map.card(id).map(|card| card.kind));
        let (mut gone, mut come, mut lost) = (Vec::new(), Vec::new(), 0);
        for link in map.links.values() {
            if !kinds.contains_key(&link.from) && !kinds.contains_key(&link.to) {
                continue;
            }
            let (Some(from), Some(to)) = (kind_of(&link.from), kind_of(&link.to)) else { continue };
            if link.kind.allows(from, to) {
                continue;
            }
            gone.push(Command::RemoveLink { id: link.id.clone() });
            match joints(from, to).first() {
                Some(joint) => come.push(Command::AddLink(turned(link, joint.kind, joint.turned))),
                None => lost += 1,
            }
        }
        // The old links go while they still fit, the new ones come when they do.
        gone.append(commands);
        gone.extend(come);
        *commands = gone;
        lost
    }

    /// One step by keyboard: up and down within the column, changing places with a neighbour;
    /// left and right to the next lane.
    pub(super) fn nudge(&mut self, direction: Direction) {
        let ids = self.view.selection.ids();
        let map = self.map();
        let cards: Vec<_> = ids.iter().filter_map(|id| map.card(id)).cloned().collect();
        let step = CARD.height + ROW_GAP;
        let mut moves = Vec::new();
        for card in &cards {
            let at = card.place;
            let sideways = |by: isize| {
                let row = if at.lane.is_tray() { Lane::TRAYS } else { Lane::LANES };
                let i = row.iter().position(|lane| *lane == at.lane)?.checked_add_signed(by)?;
                Some(Place::new(*row.get(i)?, at.x, at.y))
            };
            let to = match direction {
                Direction::Left => sideways(-1),
                Direction::Right => sideways(1),
                Direction::Up => Some(Place::new(at.lane, at.x, at.y - step)),
                Direction::Down => Some(Place::new(at.lane, at.x, at.y + step)),
            };
            moves.extend(to.map(|to| (card.id.clone(), to)));
        }
        if let ([card], [(_, to)]) = (cards.as_slice(), moves.as_slice())
            && let Some(other) = beside(map, card, *to)
        {
            moves.push((other.id.clone(), card.place));
            moves[0].1 = other.place;
        }
        self.move_cards(moves);
        if let Some(id) = ids.first() {
            self.reveal(id);
        }
    }

    pub(super) fn tidy(&mut self) {
        let moves = crate::geometry::tidy(self.map());
        let place = |(id, place)| Command::PlaceCard { id, place };
        self.replica.end_undo_step();
        if !moves.is_empty() && self.commit(moves.into_iter().map(place).collect()) {
            let step = Some((NoticeStep::Undo as fn(u64) -> NoticeStep, "action.undo"));
            self.notify_with(Tone::Plain, Message::new("notice.tidied"), Vec::new(), step);
        }
        self.fit();
    }

    pub(super) fn select_all(&mut self) {
        let all = Selection::cards(self.map().cards.keys().cloned());
        self.select(all);
    }

    /// Where a card lies, for the camera.
    pub(super) fn rect_of(&self, id: &CardId) -> Option<crate::geometry::MapRect> {
        let map = self.map();
        map.card(id).map(|card| crate::geometry::card_rect(&Layout::of(map), card))
    }
}

/// The card of the same column that lies where another one wants to go.
fn beside(map: &crate::model::Map, card: &Card, to: Place) -> Option<Card> {
    let others = map.cards.values().filter(|other| other.id != card.id);
    let covered = others.filter(|other| {
        other.place.lane == to.lane
            && card.place.lane == to.lane
            && (other.place.x - to.x).abs() < CARD.width / 2.0
            && (other.place.y - to.y).abs() < CARD.height
    });
    covered.map(|other| (**other).clone()).next()
}

/// A card put into the Stopped tray is stopped; one taken out again is not.
fn status_follows(card: &Card, lane: Lane) -> Option<Command> {
    let is_stopped = card.fields.text("status") == "stopped";
    let word = match (lane == Lane::Stopped, is_stopped) {
        (true, false) => Some("stopped"),
        (false, true) if card.kind == CardKind::Initiative => Some("proposed"),
        (false, true) => None,
        (true, true) | (false, false) => return None,
    };
    let spec = card.kind.field("status")?;
    let value = word.and_then(|word| spec.shape.read(&Json::from(word)));
    Some(Command::SetField { id: card.id.clone(), key: "status".to_owned(), value })
}

/// The obvious link between a card and a new one, if there is any.
fn obvious_link(first: &Card, kind: CardKind, id: &CardId) -> Option<Command> {
    let next =
        first.kind.so_that().filter(|(_, next)| *next == kind).map(|(link, _)| (link, false));
    let fitting = || joints(first.kind, kind).first().map(|joint| (joint.kind, joint.turned));
    let (link, turned) = next.or_else(fitting)?;
    let (from, to) = (first.id.clone(), id.clone());
    let (from, to) = if turned { (to, from) } else { (from, to) };
    Some(Command::AddLink(Link {
        id: LinkId::random(),
        kind: link,
        from,
        to,
        fields: Fields::default(),
    }))
}

/// The same link under a new id, as another kind, perhaps the other way round.
pub(super) fn turned(link: &Link, kind: LinkKind, turn: bool) -> Link {
    let (from, to) = (link.from.clone(), link.to.clone());
    let (from, to) = if turn { (to, from) } else { (from, to) };
    Link { id: LinkId::random(), kind, from, to, fields: link.fields.clone() }
}
