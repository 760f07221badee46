//! Stories about replicas.

use std::rc::Rc;

use super::*;
use crate::model::*;

fn clock() -> Clock {
    Rc::new(|| 0)
}

#[test]
fn smoke() {
    let id = MapId::parse("m").unwrap();
    let mut a = Replica::new(id.clone(), 1, clock());
    let card = |id: &str, kind: CardKind| Card {
        id: CardId::parse(id).unwrap(),
        kind,
        title: "Grow".into(),
        notes: String::new(),
        place: Place::new(kind.home(), 1.0, 2.5),
        fields: Fields::default(),
    };
    let link = Link {
        id: LinkId::parse("l").unwrap(),
        kind: LinkKind::Advances,
        from: CardId::parse("o").unwrap(),
        to: CardId::parse("p").unwrap(),
        fields: Fields::default(),
    };
    let changes = a
        .commit(vec![
            Command::AddCard(card("p", CardKind::Priority)),
            Command::AddCard(card("o", CardKind::Outcome)),
            Command::AddLink(link),
        ])
        .unwrap();
    assert_eq!(changes.len(), 3);
    a.commit(vec![Command::TypeText {
        id: CardId::parse("p").unwrap(),
        field: TextField::Title,
        at: 4,
        remove: 0,
        insert: " sales".into(),
    }])
    .unwrap();
    let update = a.take_update().unwrap();
    assert_eq!(a.take_update(), None);
    let mut b = Replica::new(id.clone(), 2, clock());
    b.apply_foreign(&update).unwrap();
    assert_eq!(a.map(), b.map());
    assert_eq!(b.map().cards.size(), 2);
    b.commit(vec![Command::RemoveCard { id: CardId::parse("p").unwrap() }]).unwrap();
    assert_eq!(b.map().links.size(), 0);
    a.apply_foreign(&b.take_update().unwrap()).unwrap();
    assert_eq!(a.map(), b.map());
    b.undo();
    assert_eq!(b.map().links.size(), 1);
    a.apply_foreign(&b.take_update().unwrap()).unwrap();
    assert_eq!(a.map(), b.map());
    a.undo();
    assert_eq!(a.map().card(&CardId::parse("p").unwrap()).unwrap().title, "Grow");
    let c = Replica::from_map(a.map(), 5, clock());
    assert_eq!(a.map(), c.map());
}
