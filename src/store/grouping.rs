//! Groups: a card put onto another one, a group named and taken apart, and those that are proposed passed over.
//! Part of what comes late.

use serde_json::json;

use super::state::{State, StepOf};
use super::view::{NoticeStep, Selection, Tone};
use crate::analysis::alike;
use crate::document::Command;
use crate::geometry::{gathered, in_column};
use crate::model::text::clean_line;
use crate::model::{CardId, CardKind, GROUP, GROUPS, Group, Json, Lane, Place, Shape, group_of};
use crate::words::Message;

/// What a group is called fits over it.
const MOST_LETTERS: usize = 80;

#[derive(Debug, Clone, PartialEq)]
pub enum GroupAction {
    /// Cards were let go on another one: they belong with it. Onto one of their own group they lie where that one is.
    Onto {
        cards: Vec<CardId>,
        onto: CardId,
    },
    /// Several cards become a group, under a title.
    Make {
        cards: Vec<CardId>,
        title: String,
    },
    /// These belong with the others no longer.
    Leave {
        cards: Vec<CardId>,
    },
    Rename {
        group: String,
        title: String,
    },
    /// A proposal that is not wanted, by its name.
    PassOver(String),
}

impl State {
    pub(super) fn group(&mut self, action: GroupAction) {
        match action {
            GroupAction::PassOver(name) => {
                let all = self.view.passed_over.iter().cloned();
                self.view.passed_over = all.chain(std::iter::once(name)).collect();
                self.touch();
            }
            _ if self.is_readonly() => {}
            GroupAction::Onto { cards, onto } => self.group_onto(&cards, &onto),
            GroupAction::Make { cards, title } => self.make_group(cards, &title),
            GroupAction::Leave { cards } => self.leave_group(&cards),
            GroupAction::Rename { group, title } => self.rename_group(&group, &title),
        }
    }

    fn group_onto(&mut self, cards: &[CardId], onto: &CardId) {
        let Some(target) = self.map().card(onto).cloned() else { return };
        let mut cards: Vec<CardId> = cards.iter().filter(|id| *id != onto).cloned().collect();
        cards.retain(|id| self.map().card(id).is_some());
        if cards.is_empty() || target.place.lane.is_tray() || !self.lie_in_one_lane(&cards) {
            return;
        }
        let known = group_of(self.map(), onto);
        let mut members = known.as_ref().map_or_else(|| vec![onto.clone()], |it| it.cards.clone());
        // Who comes to the group comes last in it; who was in it already takes the place of the card below the pointer.
        let is_inside = cards.iter().all(|id| members.contains(id));
        let at = members.iter().position(|id| id == onto).unwrap_or_default();
        members.retain(|id| !cards.contains(id));
        let at = if is_inside { at.min(members.len()) } else { members.len() };
        members.splice(at..at, cards.iter().cloned());
        self.gather_group(known, &members, target.place, "");
        let first = members.first().cloned();
        self.select(Selection::cards(cards));
        if let Some(first) = first {
            self.reveal(&first);
        }
    }

    fn make_group(&mut self, mut cards: Vec<CardId>, title: &str) {
        if !self.lie_in_one_lane(&cards) {
            return;
        }
        let lies = |id: &CardId| self.map().card(id).map(|card| card.place);
        cards.retain(|id| lies(id).is_some_and(|place| !place.lane.is_tray()));
        crate::model::sort_by(&mut cards, |a, b| {
            let y = |id| lies(id).map_or(0.0, |place| place.y);
            y(a).total_cmp(&y(b))
        });
        let Some(at) = cards.first().and_then(lies) else { return };
        if cards.len() < 2 {
            return;
        }
        let known = cards.iter().find_map(|id| group_of(self.map(), id));
        let is_known = |group: &Group| group.cards.iter().all(|id| cards.contains(id));
        self.gather_group(known.filter(is_known), &cards, at, title);
        self.select(Selection::cards(cards));
        if title.is_empty() {
            // What is typed next is its name.
            self.view.panel = true;
            self.view.questions = false;
            self.view.wanted = Some(GROUP);
            self.touch();
        }
    }

    /// A group lies in one lane, and a card that came to another lane would become something else: nobody asked for that.
    fn lie_in_one_lane(&mut self, cards: &[CardId]) -> bool {
        let mut lanes = cards.iter().filter_map(|id| self.map().card(id)).map(|it| it.place.lane);
        let first = lanes.next();
        let is_one = lanes.all(|lane| Some(lane) == first);
        if !is_one {
            self.notify(Tone::Warning, Message::new("group.several_lanes"));
        }
        is_one
    }

    /// The cards lie together from where the first of them is, and say so; one step of undo.
    fn gather_group(&mut self, known: Option<Group>, members: &[CardId], at: Place, title: &str) {
        let top = known.as_ref().and_then(|it| it.cards.first());
        let top = top.and_then(|id| self.map().card(id)).map_or(at, |card| card.place);
        let mut commands = Vec::new();
        let id = match known {
            Some(known) => known.id,
            None => {
                let id = CardId::random().to_string();
                commands.push(named(&id, title));
                id
            }
        };
        let is_new = !commands.is_empty();
        let value = Shape::Line.read(&Json::from(id.as_str()));
        let mine = |card: &&CardId| {
            self.map().card(card).is_some_and(|card| card.fields.text(GROUP) != id)
        };
        commands.extend(members.iter().filter(mine).map(|card| Command::SetField {
            id: card.clone(),
            key: GROUP.to_owned(),
            value: value.clone(),
        }));
        let lane = top.lane;
        let moves = gathered(self.map(), members, in_column(top)).into_iter();
        let moves = moves.filter_map(|(card, place)| {
            let kind = self.map().card(&card)?.kind;
            Some((card, place, lane.kind_for(kind)))
        });
        let moves: Vec<(CardId, Place, CardKind)> = moves.collect();
        if self.move_and_change(moves, commands) && is_new {
            let undo = Some((NoticeStep::Undo as StepOf, "action.undo"));
            let n = members.len().to_string();
            let key = if title.is_empty() { "group.made" } else { "group.made_named" };
            let message = Message::new(key).with("n", n);
            self.notify_with(Tone::Plain, message, Vec::new(), undo);
        }
    }

    /// Taken out they lie where they are; of a group of which one would be left nothing is left.
    fn leave_group(&mut self, cards: &[CardId]) {
        let mut commands = Vec::new();
        let mut left: Vec<&CardId> = cards.iter().collect();
        let groups = crate::model::groups(self.map());
        for group in &groups {
            let stays: Vec<_> = group.cards.iter().filter(|id| !cards.contains(id)).collect();
            if stays.len() == 1 && stays.len() < group.cards.len() {
                left.extend(stays);
            }
            // Dragged apart by lanes, its other half goes by the same name.
            let elsewhere =
                groups.iter().any(|half| half.id == group.id && half.lane != group.lane);
            if !elsewhere && group.cards.iter().all(|id| left.contains(&id)) {
                let (list, id) = (GROUPS.to_owned(), group.id.clone());
                commands.push(Command::SetRecord { list, id, value: None });
            }
        }
        let is_in = |id: &&&CardId| {
            self.map().card(id).is_some_and(|card| !card.fields.text(GROUP).is_empty())
        };
        commands.extend(left.iter().filter(is_in).map(|id| Command::SetField {
            id: (*id).clone(),
            key: GROUP.to_owned(),
            value: None,
        }));
        if commands.is_empty() {
            return;
        }
        self.replica.end_undo_step();
        self.commit(commands);
        self.replica.end_undo_step();
    }

    /// Every letter comes here; a moment of typing is one step.
    fn rename_group(&mut self, group: &str, title: &str) {
        let known = self.map().records.lists.get(GROUPS).and_then(|known| known.get(group));
        let Some(Json::Object(known)) = known else { return };
        // What another program has put there stays.
        let mut record = known.clone();
        record.insert("title".to_owned(), Json::from(title_as_kept(title)));
        let (list, id) = (GROUPS.to_owned(), group.to_owned());
        self.commit(vec![Command::SetRecord { list, id, value: Some(Json::Object(record)) }]);
    }

    /// After many cards came at once: what seems to belong together is offered, and nothing more.
    pub(super) fn offer_alike(&mut self, lane: Lane) {
        if lane.is_tray() {
            return;
        }
        let found = alike(self.map(), Some(lane));
        if let Some(first) = found.first() {
            let (n, word) = (first.cards.len().to_string(), first.words.join(", "));
            let look = Some((NoticeStep::Alike as StepOf, "group.look"));
            let message = Message::new("group.offer").with("n", n).with("word", word);
            self.notify_with(Tone::Plain, message, Vec::new(), look);
        }
    }
}

fn title_as_kept(title: &str) -> String {
    clean_line(title).chars().take(MOST_LETTERS).collect()
}

fn named(id: &str, title: &str) -> Command {
    let value = Some(json!({ "id": id, "title": title_as_kept(title) }));
    Command::SetRecord { list: GROUPS.to_owned(), id: id.to_owned(), value }
}
