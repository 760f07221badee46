//! One replica alone: commands in, changes out.

use super::*;
use serde_json::json;

fn error(replica: &mut Replica, commands: Vec<Command>) -> CommandError {
    let before = replica.map().clone();
    let error = replica.commit(commands).expect_err("this is not allowed");
    assert_eq!(*replica.map(), before, "a commit with one bad command changes nothing");
    error
}

#[test]
fn commands_become_changes_sorted_and_each_once() {
    let mut a = replica(1);
    let changes = a.commit(vec![
        add("p", CardKind::Priority, "Grow"),
        add("o", CardKind::Outcome, "Sales"),
        connect("l", LinkKind::Advances, "o", "p"),
        typed("p", 4, 0, "!"),
    ]);
    let expected = vec![
        Change::CardAdded(card_id("o")),
        Change::CardAdded(card_id("p")),
        Change::LinkAdded(link_id("l")),
    ];
    assert_eq!(changes, Ok(expected));
    assert_eq!(title(&a, "p"), "Grow!");
    let place = Place::new(Lane::Parking, 1.0, 2.0);
    let changes = a.commit(vec![
        typed("p", 0, 0, "x"),
        typed("p", 0, 0, "y"),
        Command::PlaceCard { id: card_id("p"), place },
        Command::SetMapTitle { text: "Our\nmap".into() },
    ]);
    let expected =
        vec![Change::CardEdited(card_id("p")), Change::CardMoved(card_id("p")), Change::MapEdited];
    assert_eq!(changes, Ok(expected));
    assert_eq!(&*a.map().title, "Our map");
    assert_eq!(a.commit(vec![]), Ok(vec![]));
}

#[test]
fn what_says_nothing_new_changes_nothing_and_writes_nothing() {
    let (mut a, _) = two();
    let same = a.map().card(&card_id("p")).expect("a card").place;
    let commands = vec![
        Command::PlaceCard { id: card_id("p"), place: same },
        Command::ChangeKind { id: card_id("p"), kind: CardKind::Priority },
        Command::SetText { id: card_id("p"), field: TextField::Title, text: "Grow".into() },
        set("p", "rank", None),
    ];
    assert_eq!(a.commit(commands), Ok(vec![]));
    assert_eq!(a.take_update(), None);
    assert!(a.can_undo(), "and the step before is still the one to undo");
    a.undo();
    assert!(a.map().is_empty());
}

#[test]
fn one_bad_command_and_nothing_happens() {
    let (mut a, _) = two();
    let good = || typed("p", 0, 0, "never seen");
    let nowhere = CommandError::NoSuchCard(card_id("x"));
    assert_eq!(error(&mut a, vec![good(), typed("x", 0, 0, "a")]), nowhere);
    assert_eq!(error(&mut a, vec![good(), removed("x")]), nowhere);
    assert_eq!(
        error(&mut a, vec![good(), add("p", CardKind::Case, "")]),
        CommandError::IdTaken("p".into())
    );
    let taken = error(&mut a, vec![removed("p"), add("p", CardKind::Case, "")]);
    assert_eq!(taken, CommandError::IdTaken("p".into()), "ids of removed cards stay taken");
    let (kind, from, to) = (LinkKind::Blocks, CardKind::Outcome, CardKind::Priority);
    assert_eq!(
        error(&mut a, vec![good(), connect("k", kind, "o", "p")]),
        CommandError::LinkDoesNotFit { kind, from, to }
    );
    assert_eq!(error(&mut a, vec![connect("k", kind, "o", "o")]), CommandError::LinkToItself);
    assert_eq!(
        error(&mut a, vec![removed("p"), connect("k", LinkKind::Advances, "o", "p")]),
        CommandError::NoSuchCard(card_id("p"))
    );
    let misfit = CommandError::FieldDoesNotFit { key: "metric".into() };
    assert_eq!(error(&mut a, vec![set("p", "metric", Some(Value::Text("x".into())))]), misfit);
    assert_eq!(error(&mut a, vec![set("o", "metric", Some(Value::Number(1.0)))]), misfit);
    let id = link_id("l");
    assert_eq!(
        error(&mut a, vec![removed("p"), Command::SetLinkKind { id, kind: LinkKind::Advances }]),
        CommandError::NoSuchLink(link_id("l"))
    );
}

#[test]
fn later_commands_of_a_commit_see_what_earlier_ones_make() {
    let (mut a, _) = two();
    a.commit(vec![
        add("b", CardKind::Barrier, "Time"),
        Command::ChangeKind { id: card_id("b"), kind: CardKind::Initiative },
        connect("k", LinkKind::Contributes, "b", "o"),
        Command::SetLinkField {
            id: link_id("k"),
            key: "strength".into(),
            value: Some(Value::Number(3.0)),
        },
        removed("p"),
        Command::RemoveLink { id: link_id("l") },
    ])
    .expect("each fits what is there at its turn");
    assert_eq!(a.map().links.size(), 1);
}

#[test]
fn a_link_can_be_turned_and_become_another() {
    let mut a = replica(1);
    a.commit(vec![
        add("i", CardKind::Initiative, "Old"),
        add("j", CardKind::Initiative, "New"),
        connect("l", LinkKind::Replaces, "i", "j"),
    ])
    .expect("fits");
    let (id, kind) = (link_id("l"), LinkKind::Replaces);
    let changes = a.commit(vec![Command::TurnLink { id, kind }]);
    assert_eq!(changes, Ok(vec![Change::LinkEdited(link_id("l"))]));
    assert_eq!(a.map().links.get(&link_id("l")).expect("a link").from, card_id("j"));
}

#[test]
fn fields_are_set_cleaned_and_cleared() {
    let (mut a, _) = two();
    let metric =
        |a: &Replica| a.map().card(&card_id("o")).expect("a card").fields.text("metric").to_owned();
    let text = Value::Text("  visits\u{202E} a week ".into());
    a.commit(vec![set("o", "metric", Some(text))]).expect("fits");
    assert_eq!(metric(&a), "visits a week");
    a.commit(vec![set("o", "metric", Some(Value::Text(String::new())))]).expect("an empty text");
    assert_eq!(metric(&a), "", "is no value");
    a.commit(vec![set("o", "metric", None)]).expect("clearing what is clear is fine");
}

#[test]
fn a_change_of_kind_keeps_the_old_fields_and_lets_links_rest_until_they_fit_again() {
    let (mut a, _) = two();
    a.commit(vec![set("o", "metric", Some(Value::Text("visits".into())))]).expect("fits");
    let kind = |kind| vec![Command::ChangeKind { id: card_id("o"), kind }];
    let changes = a.commit(kind(CardKind::Barrier));
    let expected = vec![Change::CardEdited(card_id("o")), Change::LinkRemoved(link_id("l"))];
    assert_eq!(changes, Ok(expected));
    let changes = a.commit(kind(CardKind::Outcome));
    let expected = vec![Change::CardEdited(card_id("o")), Change::LinkAdded(link_id("l"))];
    assert_eq!(changes, Ok(expected));
    assert_eq!(a.map().card(&card_id("o")).expect("a card").fields.text("metric"), "visits");
}

#[test]
fn typing_is_cleaned_cut_to_the_limit_and_never_splits_a_character() {
    let (mut a, _) = two();
    a.commit(vec![typed("p", 99, 0, "\r\nby\u{0} 👩")]).expect("offsets beyond the end are cut");
    assert_eq!(title(&a, "p"), "Grow by 👩");
    a.commit(vec![typed("p", 9, 1, "x")]).expect("inside of the character");
    assert_eq!(title(&a, "p"), "Grow by x", "takes it as a whole");
    a.commit(vec![typed("p", 0, 0, &"y".repeat(2_000))]).expect("fits in part");
    assert_eq!(title(&a, "p").len(), crate::model::MAX_TITLE);
    a.commit(vec![typed("p", 0, 0, "z")]).expect("nothing fits, nothing happens");
    assert!(!title(&a, "p").contains('z'));
}

#[test]
fn sessions_records_and_values_come_and_go() {
    let mut a = replica(1);
    let session = json!({ "purpose": "Kick-off", "at": "noon", "gone": true });
    let raw = session.as_object().expect("an object");
    let fields = Fields::read([].iter(), raw.iter().map(|(k, v)| (k.as_str(), v))).0;
    let changes = a.commit(vec![
        Command::SetSession { id: "s".into(), fields: Some(fields.clone()) },
        Command::SetRecord {
            list: "people".into(),
            id: "ann".into(),
            value: Some(json!({ "name": "Ann" })),
        },
        Command::SetValue { key: "capacity_days".into(), value: Some(json!(12.5)) },
    ]);
    assert_eq!(changes, Ok(vec![Change::MapEdited]));
    let records = &a.map().records;
    assert_eq!(records.sessions.get("s"), Some(&fields), "also fields named like keys of ours");
    assert_eq!(records.lists["people"]["ann"], json!({ "name": "Ann", "id": "ann" }));
    assert_eq!(records.values["capacity_days"], json!(12.5));
    let wrong = [
        Command::SetRecord { list: "pets".into(), id: "x".into(), value: None },
        Command::SetRecord { list: "people".into(), id: "x".into(), value: Some(json!("Ann")) },
        Command::SetValue { key: String::new(), value: None },
    ];
    for command in wrong {
        assert!(matches!(error(&mut a, vec![command]), CommandError::FieldDoesNotFit { .. }));
    }
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let command = Command::SetValue { key: "deep".into(), value: Some(deep) };
    assert!(matches!(error(&mut a, vec![command]), CommandError::FieldDoesNotFit { .. }));
    a.commit(vec![
        Command::SetSession { id: "s".into(), fields: None },
        Command::SetRecord { list: "people".into(), id: "ann".into(), value: None },
        Command::SetValue { key: "capacity_days".into(), value: None },
    ])
    .expect("all are there");
    assert_eq!(*a.map().records, crate::model::Records::default());
    a.commit(vec![Command::SetSession { id: "s".into(), fields: Some(fields.clone()) }])
        .expect("a removed session can be set again");
    assert_eq!(a.map().records.sessions.get("s"), Some(&fields));
}

#[test]
fn numbers_look_the_same_to_whoever_wrote_them_and_to_others() {
    let (mut a, mut b) = two();
    let numbers =
        json!([0, -0.0, 1.5, 1e-7, 2_147_483_648_i64, -5e12, 1_u64 << 60, 1e300, u64::MAX]);
    a.commit(vec![Command::SetValue { key: "settings".into(), value: Some(numbers) }])
        .expect("fits");
    meet(&mut [&mut a, &mut b]);
    let again = Replica::from_map(a.map(), 3, still());
    assert_eq!(again.map().records, a.map().records);
}

#[test]
fn what_is_private_never_enters_the_document() {
    let mut a = replica(1);
    let raw = json!({ "power": 5, "role": "Head of sales", "colour": "red" });
    let raw = raw.as_object().expect("an object");
    let kind = CardKind::Stakeholder;
    let fields = Fields::read(kind.fields(), raw.iter().map(|(k, v)| (k.as_str(), v))).0;
    a.commit(vec![Command::AddCard(Card { fields, ..card("s", kind, "Sam") })]).expect("fits");
    let kept = &a.map().card(&card_id("s")).expect("a card").fields;
    assert_eq!(kept.to_json().map(|(key, _)| key).collect::<Vec<_>>(), ["colour", "role"]);
    assert!(!a.encode().windows(5).any(|bytes| bytes == b"power"));
    let error = error(&mut a, vec![set("s", "power", Some(Value::Number(3.0)))]);
    assert_eq!(error, CommandError::FieldDoesNotFit { key: "power".into() });
}
