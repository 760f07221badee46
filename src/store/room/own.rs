//! What was done here of late and others may not have heard: where another history takes the place of the map's, it is done
//! again there. Two pictures of the map per piece of work, which share all that is the same.

use std::rc::Rc;

use super::super::action::Trouble;
use super::super::merging::all_of;
use super::super::state::State;
use super::RoomStep;
use crate::document::{Command, Replica};
use crate::exchange;
use crate::model::splice::{difference, rebased};
use crate::model::{
    Card, Difference, FieldSpec, Map, Part, Records, Sorted, Value, compare, gone_records,
};
use crate::store::action::Action;
use crate::sync::Standing;

/// What the keys of kept pictures begin with; the map's slot follows.
pub(in crate::store) const OWN: &str = "own.";

/// Work that follows each other is one piece, up to so long, in milliseconds.
const PIECE_MS: u64 = 10_000;
/// What was done so long ago in a room where everybody has everything has been heard.
const HEARD_MS: u64 = 30_000;
const MOST: usize = 100;

/// A piece of own work.
pub(super) struct Own {
    before: Map,
    after: Map,
    began: u64,
    ended: u64,
    /// Nobody has changed anything since, while it is that.
    edition: u64,
}

impl State {
    /// The map before something is done to it here, where others may have to hear of it.
    pub(in crate::store) fn before_own(&self) -> Option<Map> {
        self.room.as_ref().map(|_| self.replica.map().clone())
    }

    /// Something was done to it here. `edition`: before that.
    pub(in crate::store) fn after_own(&mut self, before: Option<Map>, edition: u64) {
        let Some(before) = before.filter(|_| self.edition != edition) else { return };
        let (now, after) = (self.now(), self.replica.map().clone());
        let edition_now = self.edition;
        let shown = &mut self.room_shown;
        let heard = shown.caught_up.is_some();
        match shown.own.last_mut() {
            Some(last) if last.edition == edition && (!heard || last.began + PIECE_MS > now) => {
                (last.after, last.ended, last.edition) = (after, now, edition_now);
            }
            _ => {
                shown.own.push(Own { before, after, began: now, ended: now, edition: edition_now })
            }
        }
        if shown.own.len() > MOST {
            let second = shown.own.remove(1);
            let first = &mut shown.own[0];
            (first.after, first.ended, first.edition) =
                (second.after, second.ended, second.edition);
        }
    }

    /// What is done here is about to be kept: from before it, what others may not have heard is to be told from the rest.
    pub(in crate::store) fn keep_before_own(&mut self) {
        // In a larger map a picture takes a moment: it is made where others do not hear what is done.
        const LARGE: usize = 1_500;
        let heard = self.room_shown.caught_up.is_some() && self.map().cards.size() > LARGE;
        let shown = &mut self.room_shown;
        let wants = !shown.own.is_empty() && !heard && shown.own_recalled && !shown.own_kept;
        // What comes with a map that takes another one's place is kept together with it.
        if wants && self.saving.heir.is_none() {
            self.room_shown.own_kept = true;
            self.carry_out_seldom(Action::Room(RoomStep::KeepOwn));
        }
    }

    #[cfg(all(test, not(target_arch = "wasm32")))]
    pub(super) fn own_pictures(&self) -> impl Iterator<Item = &Map> {
        self.room_shown.own.iter().flat_map(|own| [&own.before, &own.after])
    }

    fn own_key(&self) -> String {
        format!("{OWN}{}", self.saving.slot)
    }

    /// Keeps how the map was before what others have not heard: after a reload nobody else could tell.
    pub(super) fn keep_own(&mut self) {
        let text = exchange::canonical(&taken_back(&self.room_shown.own, self.map()));
        self.keep_private(self.own_key(), Some(text));
    }

    /// The same, to be kept with a map that takes another one's place.
    pub(in crate::store) fn own_note(&mut self) -> Option<(String, Option<String>)> {
        if self.room_shown.own.is_empty() {
            return None;
        }
        self.room_shown.own_kept = true;
        let text = exchange::canonical(&taken_back(&self.room_shown.own, self.map()));
        Some((self.own_key(), Some(text)))
    }

    /// Asks this browser for what it keeps. Nothing is written before it has answered.
    pub(super) fn recall_own(&mut self) {
        if !self.saving.keeps_nothing {
            let prefix = self.own_key();
            self.effect(super::Effect::ReadPrivate { prefix });
        }
    }

    pub(in crate::store) fn own_read(
        &mut self,
        prefix: &str,
        rows: Result<Vec<(String, String)>, Trouble>,
    ) {
        // A storage that cannot be read keeps nobody from what comes: then nothing is known of what was done before.
        let rows = rows.unwrap_or_default();
        if prefix != self.own_key() || self.room.is_none() || self.room_shown.own_recalled {
            return;
        }
        self.room_shown.own_recalled = true;
        let kept = rows.into_iter().find(|(key, _)| key == prefix);
        let before = kept.and_then(|(_, text)| exchange::parse(&text).ok()).map(|it| it.map);
        let (now, edition, after) = (self.now(), self.edition, self.map().clone());
        if let Some(before) = before {
            let own = Own { before, after, began: now, ended: now, edition };
            self.room_shown.own = vec![own];
            self.room_shown.own_kept = true;
        } else {
            self.keep_before_own();
        }
        self.after_coming();
    }

    /// A step was taken in the room: what everybody has by now need not be known here.
    pub(super) fn forget_heard(&mut self) {
        let now = self.now();
        let standing = self.room.as_ref().map(|room| room.standing());
        // The tabs of one browser stay together when it is cut off from all others.
        let is_whole = self.room.as_ref().is_some_and(|room| room.is_whole());
        let shown = &mut self.room_shown;
        shown.met |= matches!(standing, Some(Standing::CaughtUp | Standing::Alone));
        if standing != Some(Standing::CaughtUp) || !is_whole || shown.coming.is_some() {
            shown.caught_up = None;
            return self.keep_before_own();
        }
        let since = *shown.caught_up.get_or_insert(now);
        shown.own.retain(|own| own.ended.max(since) + HEARD_MS > now);
        let stays = !shown.own.is_empty() || self.saving.heir.is_some();
        if !stays && std::mem::take(&mut self.room_shown.own_kept) {
            self.keep_private(self.own_key(), None);
        }
    }

    /// Of what is open now, so much was done here: all that is not so in the other picture.
    pub(super) fn still_own(&mut self, before: Map) {
        let (now, after, edition) = (self.now(), self.map().clone(), self.edition);
        if before != after {
            let own = Own { before, after, began: now, ended: now, edition };
            self.room_shown.own = vec![own];
        }
    }

    pub(super) fn forget_own(&mut self) {
        self.room_shown.own.clear();
        self.room_shown.own_kept = false;
    }
}

/// The map as it would be without this work, as far as nobody has written over it.
pub(super) fn taken_back(own: &[Own], now: &Map) -> Map {
    own.iter().rev().fold(now.clone(), |map, own| applied(&own.after, &own.before, map, true))
}

/// The commands that do in a replica what was done between two pictures of another.
pub(super) fn done_again(before: &Map, after: &Map, there: &Replica) -> Vec<Command> {
    let target = applied(before, after, there.map().clone(), false);
    let mut commands = all_of(there, &target);
    let gone = gone_records(there.map(), &target).into_iter();
    commands.extend(gone.filter_map(|gone| match gone {
        Difference::Session(id) => Some(Command::SetSession { id, fields: None }),
        Difference::Record { list, id } => {
            Some(Command::SetRecord { list: list.to_owned(), id, value: None })
        }
        Difference::Value(key) => Some(Command::SetValue { key, value: None }),
        _ => None,
    }));
    commands
}

/// What differs between two pictures, done to a third. `strictly`: only where that still says what the first one says.
fn applied(from: &Map, to: &Map, mut map: Map, strictly: bool) -> Map {
    for difference in compare(from, to) {
        apply(&difference, from, &mut map, strictly);
    }
    for (id, card) in &to.cards {
        let (Some(before), Some(here)) = (from.card(id), map.card(id)) else { continue };
        if before.place != card.place && (!strictly || here.place == before.place) {
            let moved = Card { place: card.place, ..(**here).clone() };
            map.cards.insert_mut(id.clone(), Rc::new(moved));
        }
    }
    let mut records = Records::clone(&map.records);
    apply_sorted(&from.records.sessions, &to.records.sessions, &mut records.sessions, strictly);
    apply_sorted(&from.records.values, &to.records.values, &mut records.values, strictly);
    for list in Records::LISTS {
        let empty = Sorted::default();
        let of = |records: &Records| records.lists.get(list).unwrap_or(&empty).clone();
        let mut here = of(&records);
        apply_sorted(&of(&from.records), &of(&to.records), &mut here, strictly);
        if !here.is_empty() || records.lists.contains_key(list) {
            records.lists.insert(list, here);
        }
    }
    Map { records: Rc::new(records), ..map }
}

fn apply(difference: &Difference, from: &Map, map: &mut Map, strictly: bool) {
    match difference {
        Difference::Title(title) if !strictly || map.title == from.title => {
            map.title = title.clone();
        }
        Difference::CardAdded(card) => {
            let there = map.card(&card.id).map(|there| Rc::new(grown(there, card)));
            map.cards.insert_mut(card.id.clone(), there.unwrap_or_else(|| card.clone()));
        }
        Difference::CardRemoved(card) => drop(map.cards.remove_mut(&card.id)),
        Difference::CardChanged { old, new, parts } => {
            let Some(mut here) = map.card(&old.id).map(|card| Card::clone(card)) else { return };
            parts.iter().for_each(|part| change(part, old, new, &mut here, strictly));
            map.cards.insert_mut(old.id.clone(), Rc::new(here));
        }
        Difference::LinkAdded(link) if !map.links.contains_key(&link.id) => {
            map.links.insert_mut(link.id.clone(), link.clone());
        }
        Difference::LinkRemoved(link) => drop(map.links.remove_mut(&link.id)),
        Difference::LinkChanged { old, new } => {
            let here = map.links.get(&old.id);
            if here.is_some_and(|here| !strictly || here == old) {
                map.links.insert_mut(old.id.clone(), new.clone());
            }
        }
        // Records follow by themselves: one that went is no difference here.
        _ => {}
    }
}

fn change(part: &Part, old: &Card, new: &Card, here: &mut Card, strictly: bool) {
    let text = |old: &str, new: &str, here: &str| match strictly {
        true if here == old => new.to_owned(),
        true => here.to_owned(),
        false => again(old, new, here),
    };
    match part {
        Part::Kind if !strictly || here.kind == old.kind => here.kind = new.kind,
        Part::Title => here.title = text(&old.title, &new.title, &here.title),
        Part::Notes => here.notes = text(&old.notes, &new.notes, &here.notes),
        Part::Field(key) if !strictly && is_rows(old, new, key) => {
            let rows = both_rows(rows(old, key), rows(new, key), rows(here, key));
            let value = (!rows.is_empty()).then_some(Value::Rows(rows));
            here.fields = std::mem::take(&mut here.fields).with(key, value);
        }
        Part::Field(key) if !strictly && is_table(old, new, key) => {
            let mut entries = table(here, key);
            apply_sorted(&table(old, key), &table(new, key), &mut entries, false);
            let value = (!entries.is_empty()).then_some(Value::Table(entries));
            here.fields = std::mem::take(&mut here.fields).with(key, value);
        }
        Part::Field(key) if !strictly || here.fields.get(key) == old.fields.get(key) => {
            let fields = std::mem::take(&mut here.fields);
            here.fields = fields.with(key, new.fields.get(key).cloned());
        }
        // The place is looked at as a whole.
        _ => {}
    }
}

type Row = Sorted<&'static str, Value>;

fn is_rows(old: &Card, new: &Card, key: &str) -> bool {
    [old, new].iter().any(|card| matches!(card.fields.get(key), Some(Value::Rows(_))))
}

fn is_table(old: &Card, new: &Card, key: &str) -> bool {
    let in_pieces = new.kind.field(key).is_some_and(FieldSpec::is_in_pieces);
    let is = |card: &Card| matches!(card.fields.get(key), Some(Value::Table(_)));
    in_pieces && (is(old) || is(new))
}

fn table(card: &Card, key: &str) -> Sorted<String, Value> {
    match card.fields.get(key) {
        Some(Value::Table(entries)) => entries.clone(),
        _ => Sorted::default(),
    }
}

fn rows<'a>(card: &'a Card, key: &str) -> &'a [Row] {
    match card.fields.get(key) {
        Some(Value::Rows(rows)) => rows,
        _ => &[],
    }
}

/// A text as it was written here, on what became of it there: letters that arrived are not written twice.
fn again(old: &str, new: &str, here: &str) -> String {
    match (difference(old, new), difference(old, here)) {
        (Some(own), Some(theirs)) if own.at == theirs.at => {
            if own.insert.starts_with(theirs.insert) {
                return new.to_owned();
            }
            if theirs.insert.starts_with(own.insert) {
                return here.to_owned();
            }
        }
        _ => {}
    }
    rebased(old, new, here)
}

/// A card that was added here and has arrived there meanwhile, as it is there, with what it lacks of what was written on.
fn grown(there: &Card, here: &Card) -> Card {
    let longer = |there: &str, here: &str| match here.starts_with(there) {
        true => here.to_owned(),
        false => there.to_owned(),
    };
    let mut fields = there.fields.clone();
    for (key, value) in here.fields.values() {
        let said = there.fields.get(key);
        let goes_on = match (said, value) {
            (None, _) => true,
            (Some(Value::Text(there)), Value::Text(here)) => here.starts_with(there.as_str()),
            _ => false,
        };
        if goes_on {
            fields = fields.with(key, Some(value.clone()));
        }
    }
    let (title, notes) = (longer(&there.title, &here.title), longer(&there.notes, &here.notes));
    Card { title, notes, fields, ..there.clone() }
}

/// Was one row written on until it became the other?
fn grew(from: &Row, to: &Row) -> bool {
    from.iter().all(|(key, was)| match (was, to.get(key)) {
        (Value::Text(was), Some(Value::Text(is))) => is.starts_with(was.as_str()),
        (was, is) => is == Some(was),
    })
}

/// The rows that are there, without those that went and with those that came; of one that was written on, the longer.
fn both_rows(old: &[Row], new: &[Row], here: &[Row]) -> Vec<Row> {
    let is_beginning =
        |row: &Row| new.iter().any(|it| it != row && !here.contains(it) && grew(row, it));
    let stays = |row: &&Row| new.contains(row) || !(old.contains(row) || is_beginning(row));
    let came = new.iter().filter(|row| !old.contains(row) && !here.contains(row));
    here.iter().filter(stays).chain(came).cloned().collect()
}

fn apply_sorted<K: Ord + Clone, V: PartialEq + Clone>(
    from: &Sorted<K, V>,
    to: &Sorted<K, V>,
    here: &mut Sorted<K, V>,
    strictly: bool,
) {
    let keys = from.iter().chain(to).map(|(key, _)| key);
    for key in keys {
        let (old, new) = (from.get(key), to.get(key));
        if old == new || (strictly && here.get(key) != old) {
            continue;
        }
        match new {
            Some(new) => here.insert(key.clone(), new.clone()),
            None => here.remove(key),
        }
    }
}
