//! Groups: cards of one lane that belong together, under a title. Which group a card is in lies with the card as one value,
//! so it is in one group at most, whatever people do at once; the record of a group holds its title. Rules look at cards
//! and know of no groups.

use std::collections::HashMap;
use std::rc::Rc;

use super::{Card, CardId, Json, Lane, Map, sort_by};

/// The field of a card that names its group.
pub const GROUP: &str = "group";
/// The list of records that holds what groups are called.
pub const GROUPS: &str = "groups";

/// At least two cards of one lane.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Of its record.
    pub id: String,
    /// Empty where nobody has named it.
    pub title: String,
    pub lane: Lane,
    /// From above.
    pub cards: Vec<CardId>,
}

/// All groups that there is something of to see, by lane and from above. Cards that were put into different lanes at once are a
/// group in each.
#[must_use]
pub fn groups(map: &Map) -> Vec<Group> {
    let Some(records) = map.records.lists.get(GROUPS) else { return Vec::new() };
    let grouped = map.cards.values().filter(|card| !card.place.lane.is_tray());
    let grouped = grouped.filter(|card| records.contains_key(card.fields.text(GROUP)));
    let mut cards: Vec<&Rc<Card>> = grouped.collect();
    sort_by(&mut cards, |a, b| {
        let (p, q) = (a.place, b.place);
        p.lane.cmp(&q.lane).then(p.x.total_cmp(&q.x)).then(p.y.total_cmp(&q.y))
    });
    let mut all: Vec<Group> = Vec::new();
    let mut known: HashMap<(&str, Lane), usize> = HashMap::new();
    for card in cards {
        let (id, lane) = (card.fields.text(GROUP), card.place.lane);
        let at = *known.entry((id, lane)).or_insert_with(|| {
            let title = group_title(map, id);
            all.push(Group { id: id.to_owned(), title, lane, cards: Vec::new() });
            all.len() - 1
        });
        all[at].cards.push(card.id.clone());
    }
    all.retain(|group| group.cards.len() > 1);
    all
}

/// What a group is called; empty where nobody has named it.
#[must_use]
pub fn group_title(map: &Map, id: &str) -> String {
    let record = map.records.lists.get(GROUPS).and_then(|records| records.get(id));
    let title = record.and_then(|record| record.get("title")).and_then(Json::as_str);
    title.unwrap_or_default().trim().to_owned()
}

/// The group that a card is in.
#[must_use]
pub fn group_of(map: &Map, id: &CardId) -> Option<Group> {
    map.card(id).filter(|card| !card.fields.text(GROUP).is_empty())?;
    groups(map).into_iter().find(|group| group.cards.contains(id))
}
