//! A map that people built in a room is nobody's prisoner: npm's `yjs` opens its history and finds the same in it, and what
//! is edited there comes back and merges. `tests/interop/yjs.mjs` is that other program.

mod sync_world;

use std::env;
use std::io::Write as _;
use std::process::{Command as Process, Stdio};
use std::rc::Rc;

use alignment_canvas::crypto::Capability;
use alignment_canvas::document::{Command, NotMerged, Refused, Replica, TextField};
use alignment_canvas::exchange::{canonical, parse, with_history};
use alignment_canvas::model::{CardId, Map, Records};
use alignment_canvas::store::{Action, Effect, MergeAction, SELDOM, Setup, State, update};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use sync_world::{CALM, World};

/// What the other program found, as a map of ours, and its history after its edits.
fn elsewhere(histories: &[&[u8]], edit: Value) -> (Map, Vec<u8>) {
    let wanted = |name| {
        env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask test`"))
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/yjs.mjs");
    let mut node = Process::new(wanted("NODE"));
    node.arg(script).env("YJS", wanted("YJS")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().expect("Node runs");
    let histories: Vec<_> =
        histories.iter().map(|it| Base64UrlUnpadded::encode_string(it)).collect();
    let id = World::map_id();
    let asked = json!({ "id": id.as_str(), "histories": histories, "edit": edit }).to_string();
    node.stdin.take().expect("piped").write_all(asked.as_bytes()).expect("it listens");
    let output = node.wait_with_output().expect("it ends");
    assert!(output.status.success(), "the other program refused");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it answers");
    let import = parse(&answer["file"].to_string()).expect("a map");
    assert_eq!(import.warnings, [], "the other program's file has something odd in it");
    let history = answer["history"].as_str().expect("a history");
    (import.map, Base64UrlUnpadded::decode_vec(history).expect("base64url"))
}

/// The history that a file of ours carries, as anybody finds it.
fn history_in(file: &str) -> Vec<u8> {
    let file: Value = serde_json::from_str(file).expect("JSON");
    let history = file["merge_state"]["history"].as_str().expect("a history");
    Base64UrlUnpadded::decode_vec(history).expect("base64url")
}

/// The same map with a record in each list that there is: the other program has to know of all of them.
fn with_all_lists(file: &str) -> String {
    let mut file: Value = serde_json::from_str(file).expect("JSON");
    for name in Records::LISTS {
        let list =
            file.as_object_mut().expect("an object").entry(name).or_insert_with(|| json!([]));
        list.as_array_mut().expect("a list").push(json!({ "id": "kept", "words": name }));
    }
    file.to_string()
}

/// Three people work on an example at once, over a network that is well.
fn room() -> World {
    let mut world = World::new(7, CALM);
    let file = with_all_lists(include_str!("../examples/sixty-stores.json"));
    let mut map = parse(&file).expect("a map").map;
    map.id = World::map_id();
    let founder = Replica::from_map(&map, 11, Rc::new(|| 0));
    world.join_as(Capability::Lead, founder, 11);
    world.join(Capability::Edit, None);
    world.join(Capability::Edit, None);
    world.settle(7, 10_000);
    for turn in 0..240 {
        world.edit(turn % 3);
        world.pass(40);
    }
    // Chance may have removed any other.
    world.add_card(1, "kept", "Every store is safe");
    world.settle(7, 10_000);
    says(&mut world, 1, "kept", 3, "ツール 🧭 עברית ");
    world.settle(7, 60_000);
    world
}

fn id(id: &str) -> CardId {
    CardId::parse(id).expect("an id")
}

/// Somebody in the room types into a title.
fn says(world: &mut World, who: usize, card: &str, at: u32, insert: &str) {
    let (field, insert) = (TextField::Title, insert.to_owned());
    let command = Command::TypeText { id: id(card), field, at, remove: 0, insert };
    world.with(who, |now, session, copy| {
        copy.replica.commit(vec![command]).expect("the card is there");
        copy.touch();
        session.edited(now);
    });
}

fn file_of(world: &World, who: usize) -> String {
    let replica = &world.members[who].copy.replica;
    with_history(replica.map(), &replica.encode())
}

fn map_of(world: &World, who: usize) -> &Map {
    world.members[who].copy.replica.map()
}

/// With cards that are still there after all that: one to write in, and one to remove.
fn edit_of(world: &World, how: &str) -> Value {
    let mut others = map_of(world, 0).cards.keys().filter(|card| **card != id("kept"));
    json!({ "how": how, "rewritten": "kept", "gone": others.next().expect("a card").as_str() })
}

#[test]
fn a_map_from_a_room_says_the_same_in_yjs_whoever_exports_it() {
    let world = room();
    assert!(map_of(&world, 0).cards.size() > 20 && !map_of(&world, 0).links.is_empty());
    for who in 0..3 {
        let file = file_of(&world, who);
        let (found, _) = elsewhere(&[&history_in(&file)], Value::Null);
        assert_eq!(canonical(&found), canonical(map_of(&world, 0)), "the file of person {who}");
    }
}

#[test]
fn what_is_edited_in_yjs_comes_back_and_merges_with_what_the_room_did_meanwhile() {
    let mut world = room();
    let before = history_in(&file_of(&world, 0));
    let edit = edit_of(&world, "soundly");
    let (theirs, history) = elsewhere(&[&before], edit.clone());
    let title = &theirs.card(&id("kept")).expect("rewritten").title;
    assert!(title.ends_with(" – seen from yjs 🚀"), "{title}");

    // The room goes on in the same title, then somebody takes the copy in.
    says(&mut world, 2, "kept", 1, "[meanwhile]");
    world.settle(7, 60_000);
    world.with(1, |now, session, copy| {
        copy.replica.merge_history(&history).expect("an honest history");
        copy.touch();
        session.edited(now);
    });
    world.settle(7, 60_000);
    for who in 0..3 {
        let map = map_of(&world, who);
        let card = map.card(&id("kept")).expect("rewritten");
        let both = card.title.starts_with("[meanwhile]") && card.title.ends_with("from yjs 🚀");
        assert!(both, "{:?} at person {who}", card.title);
        assert!(card.notes.starts_with("First line\n"));
        assert_eq!(map.card(&id("from-yjs")).expect("the new card").title, "Made by a stranger");
        assert!(map.links.values().any(|link| link.to == id("from-yjs")), "and its link");
        assert!(map.card(&id(edit["gone"].as_str().expect("an id"))).is_none());
        assert_eq!(&*map.title, "Retitled elsewhere");
    }
    // And the other program, given what the room did, has the very same map: both ways are even.
    let after = history_in(&file_of(&world, 2));
    let (found, _) = elsewhere(&[&history, &after], Value::Null);
    assert_eq!(canonical(&found), canonical(map_of(&world, 0)));
}

/// A canvas in some browser, without one.
fn canvas() -> State {
    let setup = Setup {
        client: 77,
        clock: Rc::new(|| 1_000_000),
        uptime: Rc::new(|| 1_000_000),
        keeps_nothing: true,
        random: || [3; 32],
    };
    let mut state = State::new(setup);
    state.arrived(&SELDOM);
    state
}

fn opens(state: &mut State, text: &str) -> Vec<Effect> {
    update(state, Action::OpenText { text: text.into(), name: "a.json".into(), keep: true })
}

#[test]
fn a_file_that_yjs_wrote_opens_here_and_merges_into_the_map_that_is_open() {
    let world = room();
    let file = file_of(&world, 0);
    let (theirs, history) = elsewhere(&[&history_in(&file)], edit_of(&world, "soundly"));
    let back = with_history(&theirs, &history);

    let mut fresh = canvas();
    opens(&mut fresh, &back);
    assert_eq!(canonical(fresh.map()), canonical(&theirs));
    assert!(fresh.view().notices.iter().all(|notice| notice.details.is_empty()));

    let mut host = canvas();
    opens(&mut host, &file);
    let type_it = Action::Type {
        id: id("kept"),
        field: TextField::Title,
        text: format!("Here: {}", map_of(&world, 0).card(&id("kept")).expect("there").title),
    };
    update(&mut host, type_it);
    update(&mut host, Action::Merge(MergeAction::Files(vec![("b.json".into(), back)])));
    update(&mut host, Action::Merge(MergeAction::CarryOut));
    let title = &host.map().card(&id("kept")).expect("there").title;
    assert!(title.starts_with("Here: ") && title.ends_with("from yjs 🚀"), "{title}");
    assert!(host.map().card(&id("from-yjs")).is_some());
}

#[test]
fn what_no_copy_of_ours_would_write_is_refused_though_yjs_wrote_it() {
    let mut world = room();
    let (_, history) = elsewhere(&[&history_in(&file_of(&world, 0))], edit_of(&world, "boldly"));
    let before = canonical(map_of(&world, 0));
    let refused = world.members[0].copy.replica.merge_history(&history);
    assert_eq!(refused, Err(NotMerged::Refused(Refused::NotAnUpdate)));
    assert_eq!(canonical(map_of(&world, 0)), before);
}
