//! Random maps of every kind, shape and script, such as the rules of the model allow.

use std::collections::BTreeMap;

use alignment_canvas::model::text::{clean_line, clean_prose};
use alignment_canvas::model::{
    Card, CardId, CardKind, FieldSpec, Fields, Form, GROUPS, Json, Lane, Link, LinkId, LinkKind,
    Map, MapId, PRIVATE_KEYS, Place, Records, Shape, joints,
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
pub fn anything() -> BoxedStrategy<Json> {
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

/// Plain data that fits a form.
fn said(form: &'static Form) -> BoxedStrategy<Json> {
    match *form {
        Form::Line => line().prop_map(Json::from).boxed(),
        Form::Prose => prose().prop_map(Json::from).boxed(),
        Form::Plain(ref shape) => fitting(shape)
            .prop_map(move |raw| shape.read(&raw).map_or(raw, |value| value.to_json()))
            .boxed(),
        Form::Maybe(inner) => prop_oneof![Just(Json::Null), said(inner)].boxed(),
        Form::List(item) => vec(said(item), 0..3).prop_map(Json::from).boxed(),
        Form::Table(entry) => btree_map(line(), said(entry), 0..3)
            .prop_map(|entries| entries.into_iter().collect::<Json>())
            .boxed(),
        Form::Record(_) => record(form).prop_map(|it| it.into_iter().collect::<Json>()).boxed(),
        Form::Either(forms) => select(forms.iter().collect::<Vec<_>>()).prop_flat_map(said).boxed(),
        Form::Any => anything().prop_map(clean).boxed(),
    }
}

/// Without the characters that no reader keeps.
fn clean(mut data: Json) -> Json {
    assert!(Form::Any.sift(&mut data, &mut |_| {}));
    data
}

/// A record with some of the keys of its form, and some that nobody knows.
fn record(form: &'static Form) -> BoxedStrategy<BTreeMap<String, Json>> {
    let Form::Record(known) = form else { panic!("{form:?} is no record") };
    let some = |(key, form): &'static (&'static str, Form)| {
        proptest::option::of(said(form).prop_map(|value| ((*key).to_owned(), value)))
    };
    let known: Vec<_> = known.iter().map(some).collect();
    (known, btree_map("[a-z]{1,5}", anything(), 0..3))
        .prop_map(|(known, mut all)| {
            all.retain(|key, _| key != "id" && form.under(key).is_none());
            all.extend(known.into_iter().flatten());
            all
        })
        .boxed()
}

fn session() -> BoxedStrategy<Fields> {
    record(&Records::SESSION)
        .prop_map(|mut said| {
            // The map as it was stays behind where a map travels as a link or in a picture.
            said.remove(Map::SNAPSHOT);
            let said = said.iter().map(|(key, value)| (key.as_str(), value));
            Fields::read([].iter(), said).0
        })
        .boxed()
}

fn records() -> impl Strategy<Value = Records> {
    let list = |name| {
        let records = record(Records::form(name).expect("a form"));
        // No card names a group of these: formats that have none put its title into the card's notes.
        let id =
            some_line().prop_map(move |id| if name == GROUPS { format!("no {id}") } else { id });
        btree_map(id, records, 0..3)
    };
    let lists: Vec<_> = Records::LISTS.into_iter().map(list).collect();
    let own = ["capacity_days", "skill_gaps", "settings"].map(|name| {
        let value = said(Records::form(name).expect("a form"));
        proptest::option::of(value.prop_map(|value| (name.to_owned(), value)))
    });
    let unknown = btree_map("[a-z]{6,9}|x_[a-z]", anything(), 0..3);
    (btree_map(some_line(), session(), 0..2), lists, own, unknown).prop_map(
        |(sessions, lists, own, mut values)| {
            let lists = Records::LISTS.into_iter().zip(lists).filter(|(_, list)| !list.is_empty());
            let lists = lists.map(|(name, list)| {
                let with_id = |(id, mut record): (String, BTreeMap<String, Json>)| {
                    record.insert("id".to_owned(), Json::from(id.as_str()));
                    (id, record.into_iter().collect::<Json>())
                };
                (name, list.into_iter().map(with_id).collect())
            });
            let taken = ["format", "version", "sessions", "fragment"];
            values
                .retain(|name, _| Records::form(name).is_none() && !taken.contains(&name.as_str()));
            values.extend(own.into_iter().flatten());
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
