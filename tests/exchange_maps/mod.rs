//! Random maps of every kind, shape and script, such as the rules of the model allow.

use std::collections::BTreeMap;

use alignment_canvas::model::text::{clean_line, clean_prose};
use alignment_canvas::model::{
    Card, CardId, CardKind, FieldSpec, Fields, Json, Lane, Link, LinkId, LinkKind, Map, MapId,
    PRIVATE_KEYS, Place, Records, Shape, joints,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;

/// Text of any script on one line.
fn line() -> BoxedStrategy<String> {
    prop_oneof!["[a-z ]{1,30}", "\\PC{1,40}", Just("שלום\u{200F} <b>&amp;</b> 👩‍🏫 \"\\".to_owned())]
        .prop_map(|text| clean_line(&text))
        .boxed()
}

fn some_line() -> BoxedStrategy<String> {
    line().prop_map(|text| if text.is_empty() { "x".to_owned() } else { text }).boxed()
}

fn prose() -> BoxedStrategy<String> {
    vec(line(), 0..4).prop_map(|lines| clean_prose(&lines.join("\n"))).boxed()
}

fn id() -> BoxedStrategy<String> {
    "[A-Za-z0-9_-]{1,64}".boxed()
}

fn number() -> BoxedStrategy<f64> {
    prop_oneof![
        (-1_000_000i32..1_000_000).prop_map(|n| f64::from(n) / 1_000.0),
        (-1e15..1e15).prop_map(f64::round),
    ]
    .boxed()
}

/// Plain data that fits a shape.
fn fitting(shape: &'static Shape) -> BoxedStrategy<Json> {
    match shape {
        Shape::Line => some_line().prop_map(Json::from).boxed(),
        Shape::Prose => some_line().prop_map(|t| Json::from(format!("{t}\n\n{t}"))).boxed(),
        Shape::Number => number().prop_map(Json::from).boxed(),
        Shape::Whole(low, high) => (*low..=*high).prop_map(Json::from).boxed(),
        Shape::Flag => any::<bool>().prop_map(Json::from).boxed(),
        Shape::Date => (1u16..9999, 1u8..=12, 1u8..=28)
            .prop_map(|(y, m, d)| Json::from(format!("{y:04}-{m:02}-{d:02}")))
            .boxed(),
        Shape::Choice(words) => select(*words).prop_map(Json::from).boxed(),
        Shape::Choices(words) => vec(select(*words), 1..4).prop_map(Json::from).boxed(),
        Shape::List => vec(some_line(), 1..4).prop_map(Json::from).boxed(),
        Shape::Rows(columns) => {
            let row: Vec<_> = columns.iter().map(|(name, shape)| cell(name, shape)).collect();
            let row = row.prop_map(|cells| cells.into_iter().flatten().collect::<Json>());
            let row = row.prop_filter("a row says something", |row| row != &json!({}));
            vec(row, 1..3).prop_map(Json::from).boxed()
        }
        Shape::Table(shape) => btree_map(some_line(), fitting(shape), 1..3)
            .prop_map(|cells| cells.into_iter().collect::<Json>())
            .boxed(),
    }
}

fn cell(
    name: &'static str,
    shape: &'static Shape,
) -> impl Strategy<Value = Option<(String, Json)>> + use<> {
    proptest::option::of(fitting(shape).prop_map(move |cell| (name.to_owned(), cell)))
}

/// Any plain data.
fn anything() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        number().prop_map(|n| if n.fract() == 0.0 { Json::from(n as i64) } else { Json::from(n) }),
        any::<i64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Json::from),
            btree_map("\\PC{0,8}", inner, 0..3).prop_map(|m| m.into_iter().collect::<Json>()),
        ]
    })
    .boxed()
}

fn fields(specs: Vec<&'static FieldSpec>) -> BoxedStrategy<Fields> {
    let known: Vec<_> = specs.iter().map(|spec| cell(spec.key, &spec.shape)).collect();
    let unknown = btree_map("[a-z_]{1,6}|\\PC{1,5}", anything(), 0..3);
    (known, unknown)
        .prop_map(move |(known, unknown)| {
            let own = ["id", "kind", "title", "name", "notes", "lane", "position", "from", "to"];
            let unknown = unknown.into_iter().filter(|(key, _)| {
                !own.contains(&key.as_str())
                    && !PRIVATE_KEYS.contains(&key.as_str())
                    && !specs.iter().any(|spec| spec.key == key)
            });
            let all: BTreeMap<String, Json> = known.into_iter().flatten().chain(unknown).collect();
            let raw = all.iter().map(|(key, value)| (key.as_str(), value));
            let (fields, problems) = Fields::read(specs.iter().copied(), raw);
            assert_eq!(problems, [], "the generator makes what the shapes take");
            fields
        })
        .boxed()
}

fn card() -> impl Strategy<Value = Card> {
    let place = (select(&Lane::ALL), any::<bool>(), -10.0..2_000.0, 0.0..1e7);
    (select(&CardKind::ALL), id(), line(), prose(), place).prop_flat_map(
        |(kind, id, title, notes, (lane, at_home, x, y))| {
            let place = Place::new(if at_home { kind.home() } else { lane }, x, y);
            let id = CardId::parse(&id).expect("an id");
            fields(kind.fields().collect()).prop_map(move |fields| Card {
                id: id.clone(),
                kind,
                title: title.clone(),
                notes: notes.clone(),
                place,
                fields,
            })
        },
    )
}

fn link() -> impl Strategy<Value = (String, Index, Index, Index, Fields)> {
    (
        id(),
        any::<Index>(),
        any::<Index>(),
        any::<Index>(),
        fields(LinkKind::FIELDS.iter().collect()),
    )
}

fn records() -> impl Strategy<Value = Records> {
    let record = btree_map("[a-z]{1,5}", anything(), 0..3);
    let list = || btree_map(some_line(), record.clone(), 0..3);
    let lists: Vec<_> = Records::LISTS.iter().map(|_| list()).collect();
    let values = btree_map("[a-z]{6,9}|x_[a-z]", anything(), 0..3);
    let capacity = proptest::option::of((0..1_000_000).prop_map(Json::from));
    (btree_map(some_line(), fields(Vec::new()), 0..2), lists, values, capacity).prop_map(
        |(sessions, lists, mut values, capacity)| {
            let lists = Records::LISTS.into_iter().zip(lists).filter(|(_, list)| !list.is_empty());
            let lists = lists.map(|(name, list)| {
                let with_id = |(id, mut record): (String, BTreeMap<String, Json>)| {
                    record.insert("id".to_owned(), Json::from(id.as_str()));
                    (id, record.into_iter().collect::<Json>())
                };
                (name, list.into_iter().map(with_id).collect())
            });
            values.extend(capacity.map(|days| ("capacity_days".to_owned(), days)));
            let not_ours =
                |name: &String| !Records::LISTS.contains(&name.as_str()) && name != "version";
            values.retain(|name, _| {
                not_ours(name) && !["format", "settings"].contains(&name.as_str())
            });
            Records {
                sessions: sessions.into_iter().collect(),
                lists: lists.collect(),
                values: values.into_iter().collect(),
            }
        },
    )
}

/// Maps with up to a dozen cards, every link fitting its cards.
pub fn maps() -> impl Strategy<Value = Map> {
    (id(), line(), vec(card(), 0..12), vec(link(), 0..12), records()).prop_map(
        |(id, title, cards, links, records)| {
            let mut map = Map::empty(MapId::parse(&id).expect("an id"));
            map.title = title.into();
            for card in cards {
                map.cards.insert_mut(card.id.clone(), card.into());
            }
            let all: Vec<_> = map.cards.values().cloned().collect();
            for (id, a, b, kind, fields) in links.into_iter().filter(|_| all.len() > 1) {
                let (from, to) = (a.get(&all), b.get(&all));
                let ways: Vec<_> =
                    joints(from.kind, to.kind).into_iter().filter(|w| !w.turned).collect();
                if from.id != to.id && !ways.is_empty() {
                    let id = LinkId::parse(&id).expect("an id");
                    let (kind, from, to) = (kind.get(&ways).kind, from.id.clone(), to.id.clone());
                    map.links.insert_mut(id.clone(), Link { id, kind, from, to, fields }.into());
                }
            }
            map.records = records.into();
            map
        },
    )
}
