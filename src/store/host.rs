//! What a host page asks of a map, checked as strictly as a program wants it: all or nothing, with a reason.

use super::action::{Effect, Origin};
use super::edit::new_card;
use super::state::{Refusal, State};
use crate::document::{Command, TextField};
use crate::exchange;
use crate::geometry::{MapRect, free_place, next_slot};
use crate::model::{
    Card, CardId, CardKind, Fields, Json, JsonObject, Lane, Link, LinkId, LinkKind, Place, joints,
};
use crate::words::{Message, Words};

/// Keys of a card that are not among its kind's fields.
const OWN_KEYS: [&str; 6] = ["id", "kind", "title", "notes", "position", "lane"];

fn bad(why: impl Into<String>) -> Refusal {
    Refusal::BadCall(why.into())
}

/// A refusal in words that a host page's developer can read.
fn said(refusal: Refusal) -> String {
    match refusal {
        Refusal::NotAMap(why) => why.message().text(&Words::all_english()),
        other => other.to_string(),
    }
}

fn object(json: &str) -> Result<JsonObject, Refusal> {
    serde_json::from_str(json).map_err(|why| bad(why.to_string()))
}

fn text<'a>(raw: &'a JsonObject, key: &str) -> Result<Option<&'a str>, Refusal> {
    match raw.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad(format!("{key} must be a text"))),
    }
}

fn kind(raw: &JsonObject) -> Result<Option<CardKind>, Refusal> {
    let Some(name) = text(raw, "kind")? else { return Ok(None) };
    let unknown = || bad(format!("there is no kind of card named {name:?}"));
    CardKind::parse(name).map(Some).ok_or_else(unknown)
}

/// The place asked for: a lane, a position in it, or both; what is not said comes from `home`.
fn place(raw: &JsonObject, home: Place) -> Result<Option<Place>, Refusal> {
    let lane = match text(raw, "lane")? {
        None => None,
        Some(name) => {
            let unknown = || bad(format!("there is no lane named {name:?}"));
            Some(Lane::parse(name).ok_or_else(unknown)?)
        }
    };
    let at = match raw.get("position") {
        None | Some(Json::Null) => None,
        Some(position) => {
            let axis = |key| position.get(key).and_then(Json::as_f64);
            let at = axis("x").zip(axis("y"));
            Some(at.ok_or_else(|| bad("position must be { x, y } with two numbers"))?)
        }
    };
    if lane.is_none() && at.is_none() {
        return Ok(None);
    }
    let (x, y) = at.unwrap_or((home.x, home.y));
    Ok(Some(Place::new(lane.unwrap_or(home.lane), x, y)))
}

fn fields(kind: CardKind, raw: &JsonObject) -> Result<Fields, Refusal> {
    let own = raw.iter().filter(|(key, _)| !OWN_KEYS.contains(&key.as_str()));
    let (fields, problems) = Fields::read(kind.fields(), own.map(|(k, v)| (k.as_str(), v)));
    match problems.first() {
        None => Ok(fields),
        Some(problem) => Err(bad(format!("{} cannot be {}", problem.key, problem.said()))),
    }
}

impl State {
    /// Adds a card: `{ kind, title, notes?, lane?, position?, id?, ...fields }`.
    ///
    /// # Errors
    /// Says what is wrong; nothing has changed then.
    pub(super) fn host_add(&mut self, raw: &str) -> Result<(CardId, Vec<Effect>), String> {
        self.try_add(raw).map_err(said)
    }

    fn try_add(&mut self, raw: &str) -> Result<(CardId, Vec<Effect>), Refusal> {
        let raw = &object(raw)?;
        let kind = kind(raw)?.ok_or_else(|| bad("a card needs a kind"))?;
        let id = match text(raw, "id")? {
            Some(id) => CardId::parse(id).map_err(|why| bad(why.to_string()))?,
            None => CardId::random(),
        };
        let home = next_slot(self.map(), kind.home());
        let place = place(raw, home)?.unwrap_or_else(|| free_place(self.map(), home, &[]));
        let given = fields(kind, raw)?;
        let start = new_card(kind, place);
        let title = text(raw, "title")?.unwrap_or_default().to_owned();
        let notes = text(raw, "notes")?.unwrap_or_default().to_owned();
        let fields = if given == Fields::default() { start.fields } else { given };
        let card = Card { id: id.clone(), kind, title, notes, place, fields };
        let effects = self.host_commit(vec![Command::AddCard(card)])?;
        self.show_map();
        Ok((id, effects))
    }

    /// Changes what is given of a card: `{ title?, notes?, kind?, lane?, position?, ...fields }`; null clears a field.
    ///
    /// # Errors
    /// Says what is wrong; nothing has changed then.
    pub(super) fn host_update(
        &mut self,
        id: &CardId,
        raw: &str,
    ) -> Result<((), Vec<Effect>), String> {
        self.try_update(id, raw).map(|effects| ((), effects)).map_err(said)
    }

    fn try_update(&mut self, id: &CardId, raw: &str) -> Result<Vec<Effect>, Refusal> {
        let raw = &object(raw)?;
        let card = self.map().card(id).cloned().ok_or_else(|| bad("there is no such card"))?;
        let mut commands = Vec::new();
        let kind = kind(raw)?.unwrap_or(card.kind);
        if kind != card.kind {
            commands.push(Command::ChangeKind { id: id.clone(), kind });
        }
        for (key, field) in [("title", TextField::Title), ("notes", TextField::Notes)] {
            if let Some(text) = text(raw, key)? {
                commands.push(Command::SetText { id: id.clone(), field, text: text.to_owned() });
            }
        }
        if let Some(place) = place(raw, card.place)? {
            commands.push(Command::PlaceCard { id: id.clone(), place });
        }
        let given = fields(kind, raw)?;
        for key in raw.keys().filter(|key| !OWN_KEYS.contains(&key.as_str())) {
            if kind.field(key).is_none() {
                return Err(bad(format!("a {} has no field named {key:?}", kind.name())));
            }
            let value = given.get(key).cloned();
            commands.push(Command::SetField { id: id.clone(), key: key.clone(), value });
        }
        self.host_commit(commands)
    }

    /// Links two cards, in the obvious way or in the given one.
    ///
    /// # Errors
    /// There are no such cards, or they cannot be linked like this.
    pub(super) fn host_connect(
        &mut self,
        from: &CardId,
        to: &CardId,
        kind: Option<LinkKind>,
    ) -> Result<(LinkId, Vec<Effect>), String> {
        self.try_connect(from, to, kind).map_err(said)
    }

    fn try_connect(
        &mut self,
        from: &CardId,
        to: &CardId,
        kind: Option<LinkKind>,
    ) -> Result<(LinkId, Vec<Effect>), Refusal> {
        let map = self.map();
        let (Some(a), Some(b)) = (map.card(from), map.card(to)) else {
            return Err(bad("there is no such card"));
        };
        let ways = joints(a.kind, b.kind);
        let way = ways.iter().find(|way| kind.is_none_or(|kind| kind == way.kind));
        let way = way.ok_or_else(|| bad("cards of these two kinds cannot be linked like this"))?;
        let (from, to) = if way.turned { (to, from) } else { (from, to) };
        let id = LinkId::random();
        let (from, to) = (from.clone(), to.clone());
        let link = Link { id: id.clone(), kind: way.kind, from, to, fields: Fields::default() };
        let effects = self.host_commit(vec![Command::AddLink(link)])?;
        Ok((id, effects))
    }

    /// Opens a text. Returns what was odd about it.
    ///
    /// # Errors
    /// The text is no alignment map; nothing has changed then.
    pub(super) fn host_open(&mut self, text: &str) -> Result<(Vec<Message>, Vec<Effect>), String> {
        let import = exchange::parse(text).map_err(|why| said(why.into()))?;
        let warnings = import.warnings.clone();
        self.origin = Origin::Host;
        let replica = self.replica_of_import(&import);
        self.open_replica(&import.map, replica, true);
        self.origin = Origin::Local;
        Ok((warnings, self.take_effects()))
    }

    /// Where a card lies on the map.
    #[must_use]
    pub fn card_rect(&self, id: &CardId) -> Option<MapRect> {
        self.rect_of(id)
    }

    fn show_map(&mut self) {
        self.view.page = super::Page::Map;
        self.touch();
    }
}
