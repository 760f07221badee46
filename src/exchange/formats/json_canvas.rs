//! JSON Canvas 1.0 (jsoncanvas.org, 2024-03-11): lanes as groups, cards as text, links as edges. The format knows no kinds
//! and fields; they travel under keys of our own that other programs pass over.

use super::draft::{Draft, Tie, add_note, short, text};
use crate::exchange::markdown::{plain, unescaped};
use crate::exchange::{
    Import, MAX_BYTES, NotAMap, canonical, data, key, lane_name, lines, link_name,
};
use crate::geometry::{CARD, Layout, MapPoint, card_rect};
use crate::model::{Card, CardId, CardKind, Json, JsonObject, Lane, LinkKind, Map};
use crate::words::Words;

/// More groups than anybody draws are passed over.
const MOST_GROUPS: usize = 1_000;
/// What is under this key is ours alone.
const OURS: &str = "alignmentMap";
/// Ids of cards have no colon, so no lane can be taken for one.
const LANE: &str = "lane:";

/// The map in this format. Nothing of it is left out, as long as no other program drops what it does not know.
#[must_use]
pub fn json_canvas(map: &Map, words: &Words) -> String {
    let mut file = whole(map);
    let mut list = |name: &str| match file.remove(name) {
        Some(Json::Array(records)) => records,
        _ => Vec::new(),
    };
    let (cards, people, links) = (list(key::CARDS), list(key::STAKEHOLDERS), list(key::LINKS));
    let layout = Layout::of(map);
    let used = |lane: &Lane| map.cards.values().any(|card| card.place.lane == *lane);
    let mut nodes: Vec<Json> =
        Lane::ALL.into_iter().filter(used).map(|lane| group(&layout, lane, words)).collect();
    for record in cards.into_iter().chain(people) {
        let id = CardId::parse(record[key::ID].as_str().unwrap_or_default());
        let card = id.ok().and_then(|id| map.card(&id));
        nodes.extend(card.map(|card| node(&layout, card, record)));
    }
    let edges: Vec<Json> = links.into_iter().filter_map(|link| edge(link, words)).collect();
    let canvas = serde_json::json!({ "nodes": nodes, "edges": edges, OURS: file });
    format!("{canvas:#}\n")
}

fn whole(map: &Map) -> JsonObject {
    match serde_json::from_str(&canonical(map)) {
        Ok(Json::Object(file)) => file,
        _ => JsonObject::new(),
    }
}

/// Positions and sizes are whole pixels.
fn boxed(x: f64, y: f64, width: f64, height: f64) -> JsonObject {
    let sides = [("x", x), ("y", y), ("width", width), ("height", height)];
    sides
        .into_iter()
        .map(|(name, side)| (name.to_owned(), Json::from(side.round() as i64)))
        .collect()
}

fn group(layout: &Layout, lane: Lane, words: &Words) -> Json {
    let rect = layout.rect(lane);
    let mut node = boxed(rect.x, rect.y, rect.width, rect.height);
    node.insert("id".to_owned(), format!("{LANE}{}", lane.name()).into());
    node.insert("type".to_owned(), "group".into());
    node.insert("label".to_owned(), lane_name(words, lane).into());
    node.insert("color".to_owned(), color(lane).into());
    Json::Object(node)
}

/// One of the format's six preset colours, which each program makes its own.
fn color(lane: Lane) -> &'static str {
    match lane {
        Lane::Barriers => "1",
        Lane::People => "2",
        Lane::Requests | Lane::Parking | Lane::Stopped => "3",
        Lane::Outcomes => "4",
        Lane::Performance | Lane::Commitments => "5",
        Lane::Priorities | Lane::Support => "6",
    }
}

fn node(layout: &Layout, card: &Card, mut record: Json) -> Json {
    let rect = card_rect(layout, card);
    let mut node = boxed(rect.x, rect.y, rect.width, rect.height);
    node.insert("id".to_owned(), card.id.as_str().into());
    node.insert("type".to_owned(), "text".into());
    node.insert("text".to_owned(), said(&card.title, &card.notes).into());
    node.insert("color".to_owned(), color(card.kind.home()).into());
    record[key::KIND] = card.kind.name().into();
    node.insert(OURS.to_owned(), record);
    Json::Object(node)
}

/// A card as the text of a node.
fn said(title: &str, notes: &str) -> String {
    let lines = notes.lines().map(plain).collect::<Vec<_>>().join("\n");
    if lines.is_empty() { plain(title) } else { format!("{}\n\n{lines}", plain(title)) }
}

fn edge(record: Json, words: &Words) -> Option<Json> {
    let part = |key: &str| record[key].as_str();
    let kind = LinkKind::parse(part(key::KIND)?)?;
    let label = link_name(words, kind);
    let end = if kind.is_undirected() { "none" } else { "arrow" };
    Some(serde_json::json!({
        "id": part(key::ID)?, "fromNode": part(key::FROM)?, "toNode": part(key::TO)?, "toEnd": end, "label": label, OURS: record,
    }))
}

/// A map from a canvas of ours or of any other program. Cards of others are parked, or lie in the lane whose name their
/// group bears; an edge that cannot be a link becomes a line in the notes of the card that it leaves.
///
/// # Errors
/// [`NotAMap`] where the text is no such canvas.
pub fn from_json_canvas(canvas: &str, words: &Words) -> Result<Import, NotAMap> {
    if canvas.len() > MAX_BYTES {
        return Err(NotAMap::TooBig { bytes: canvas.len() });
    }
    let mut file = data(canvas)?;
    let mut list = |name: &str| match file.remove(name) {
        Some(Json::Array(items)) => Ok(items),
        None => Ok(Vec::new()),
        Some(_) => Err(NotAMap::OtherData),
    };
    let (nodes, edges) = (list("nodes")?, list("edges")?);
    let mut draft = Draft::default();
    if let Some(Json::Object(rest)) = file.remove(OURS) {
        draft.title = text(&rest, key::TITLE).to_owned();
        draft.rest = rest;
    }
    let nodes: Vec<JsonObject> = nodes.into_iter().filter_map(as_object).collect();
    // Each card is looked for in each of them.
    let groups: Vec<Group> =
        nodes.iter().filter_map(|node| Group::of(node, words)).take(MOST_GROUPS).collect();
    let mut placed = Vec::new();
    for node in nodes.into_iter().filter(|node| text(node, "type") != "group") {
        let at = corner(&node);
        let (card, is_ours) = card_of(node, &groups);
        placed.extend(is_ours.then(|| (text(&card, key::ID).to_owned(), at)));
        draft.cards.push(card);
    }
    draft.ties = edges.into_iter().filter_map(as_object).map(tie_of).collect();
    let mut import = draft.read()?;
    follow(&mut import.map, &placed);
    Ok(import)
}

fn as_object(json: Json) -> Option<JsonObject> {
    match json {
        Json::Object(object) => Some(object),
        _ => None,
    }
}

fn corner(node: &JsonObject) -> MapPoint {
    let side = |name: &str| node.get(name).and_then(Json::as_f64).unwrap_or_default();
    MapPoint { x: side("x"), y: side("y") }
}

/// A group that is a lane, or whose name is worth keeping.
struct Group {
    lane: Option<Lane>,
    label: String,
    low: MapPoint,
    high: MapPoint,
}

impl Group {
    fn of(node: &JsonObject, words: &Words) -> Option<Self> {
        if text(node, "type") != "group" {
            return None;
        }
        let label = text(node, "label").trim();
        let own = text(node, "id").strip_prefix(LANE).and_then(Lane::parse);
        let low = corner(node);
        let side = |name: &str| node.get(name).and_then(Json::as_f64).unwrap_or_default();
        let high = MapPoint { x: low.x + side("width"), y: low.y + side("height") };
        Some(Self {
            lane: own.or_else(|| lane_named(label, words)),
            label: label.to_owned(),
            low,
            high,
        })
    }

    fn holds(&self, node: &JsonObject) -> bool {
        let side = |name: &str, usual: f64| node.get(name).and_then(Json::as_f64).unwrap_or(usual);
        let at = corner(node);
        let (x, y) =
            (at.x + side("width", CARD.width) / 2.0, at.y + side("height", CARD.height) / 2.0);
        (self.low.x..=self.high.x).contains(&x) && (self.low.y..=self.high.y).contains(&y)
    }
}

/// The lane of this name, in our words or as files call it.
pub(super) fn lane_named(name: &str, words: &Words) -> Option<Lane> {
    let name = name.trim().to_lowercase();
    let is_it = |lane: &Lane| name == lane.name() || name == lane_name(words, *lane).to_lowercase();
    Lane::ALL.into_iter().find(is_it)
}

/// The card that a node is, and whether it is one that we wrote.
fn card_of(mut node: JsonObject, groups: &[Group]) -> (JsonObject, bool) {
    let id = node.get("id").cloned().unwrap_or_default();
    let shown = match text(&node, "type") {
        "file" => [text(&node, "file"), text(&node, "subpath")].concat(),
        "link" => text(&node, "url").to_owned(),
        _ => text(&node, "text").to_owned(),
    };
    let ours = node.remove(OURS).and_then(as_object);
    let is_ours = ours.is_some();
    let mut card = ours.unwrap_or_default();
    card.insert(key::ID.to_owned(), id);
    let name =
        if text(&card, key::KIND) == CardKind::Stakeholder.name() { key::NAME } else { key::TITLE };
    if !is_ours || said(text(&card, name), text(&card, key::NOTES)) != shown {
        let (title, notes) = title_and_rest(&shown);
        card.insert(name.to_owned(), title.into());
        card.insert(key::NOTES.to_owned(), notes.into());
    }
    if is_ours {
        return (card, true);
    }
    // The smallest group is the one that somebody put it in.
    let size = |group: &Group| (group.high.x - group.low.x) * (group.high.y - group.low.y);
    let around = groups.iter().filter(|group| group.holds(&node));
    let group = around.min_by(|a, b| size(a).total_cmp(&size(b)));
    let lane = group.and_then(|group| group.lane).unwrap_or(Lane::Parking);
    card.insert(key::KIND.to_owned(), lane.kinds()[0].name().into());
    card.insert(key::LANE.to_owned(), lane.name().into());
    if let Some(group) = group.filter(|group| group.lane.is_none() && !group.label.is_empty()) {
        add_note(&mut card, short(&group.label));
    }
    (card, false)
}

/// The first line that says something, and the rest.
fn title_and_rest(shown: &str) -> (String, String) {
    let mut all = shown.lines().skip_while(|line| line.trim().is_empty());
    let first = all.next().unwrap_or_default();
    let title = lines(first).into_iter().next().unwrap_or_default();
    let rest: Vec<String> = all.map(unescaped).collect();
    (unescaped(&title), rest.join("\n").trim().to_owned())
}

fn tie_of(mut edge: JsonObject) -> Tie {
    let word = |name: &str| match edge.get(name) {
        Some(Json::Number(n)) => n.to_string(),
        _ => text(&edge, name).to_owned(),
    };
    let (from, to, said) = (word("fromNode"), word("toNode"), word("label"));
    let id = edge.get("id").cloned();
    let mut record = edge.remove(OURS).and_then(as_object).unwrap_or_default();
    let kind = LinkKind::parse(text(&record, key::KIND));
    record.extend(id.map(|id| (key::ID.to_owned(), id)));
    Tie { from, to, kind, said, record }
}

/// Cards of ours that somebody moved in another program lie where they were put.
fn follow(map: &mut Map, placed: &[(String, MapPoint)]) {
    let layout = Layout::of(map);
    for (id, at) in placed {
        let card = CardId::parse(id).ok().and_then(|id| map.card(&id).cloned());
        let Some(card) = card else { continue };
        let rect = card_rect(&layout, &card);
        if (rect.x.round() - at.x).abs() >= 1.0 || (rect.y.round() - at.y).abs() >= 1.0 {
            let place = layout.place_at(*at);
            map.cards.insert_mut(card.id.clone(), Card { place, ..(*card).clone() }.into());
        }
    }
}
