//! The vault in a real browser: nothing is lost between two tabs, and nothing is called kept that is not.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::browser::random;

/// A database of its own for each test.
async fn fresh() -> (Vault, String) {
    let name = format!("test-{}", random::client_id());
    (Vault::open_named(&name).await.expect("a vault"), name)
}

fn info(id: &str) -> MapInfo {
    MapInfo {
        id: id.to_owned(),
        title: format!("Map {id}"),
        cards: 3,
        changed_ms: 1_800_000_000_123,
        opened_ms: 7,
    }
}

async fn log(vault: &Vault, map: &str) -> Vec<Vec<u8>> {
    vault.load(map, None).await.expect("a log").into_iter().map(|(_, bytes)| bytes).collect()
}

async fn begin(vault: &Vault, map: &str) -> u64 {
    vault.append(&info(map), b"0", Entry::Whole).await.expect("begun")
}

async fn step(vault: &Vault, map: &str, bytes: &[u8]) -> u64 {
    vault.append(&info(map), bytes, Entry::Step).await.expect("kept")
}

#[wasm_bindgen_test]
async fn what_was_appended_is_read_in_order_and_by_map() {
    let (vault, _) = fresh().await;
    let first = begin(&vault, "a").await;
    begin(&vault, "ab").await;
    let second = step(&vault, "a", b"1").await;
    step(&vault, "a", b"").await;
    assert!(first < second);
    assert_eq!(log(&vault, "a").await, [b"0".to_vec(), b"1".to_vec(), vec![]]);
    assert_eq!(log(&vault, "ab").await, [b"0".to_vec()]);
    assert_eq!(log(&vault, "nobody's").await, Vec::<Vec<u8>>::new());
    let later = vault.load("a", Some(first)).await.expect("a log");
    assert_eq!(later.first(), Some(&(second, b"1".to_vec())));
    assert_eq!(later.len(), 2);
}

#[wasm_bindgen_test]
async fn the_list_is_newest_first_and_tells_what_was_kept() {
    let (vault, _) = fresh().await;
    for (id, changed_ms) in [("old", 10), ("new", 30), ("middle", 20)] {
        let info = MapInfo { changed_ms, ..info(id) };
        vault.append(&info, b"x", Entry::Whole).await.expect("kept");
    }
    let ids = |maps: Vec<MapInfo>| maps.into_iter().map(|map| map.id).collect::<Vec<_>>();
    assert_eq!(ids(vault.list().await.expect("a list")), ["new", "middle", "old"]);
    vault.note_opened("old", 40).await.expect("noted");
    vault.note_opened("unknown", 50).await.expect("noted");
    let maps = vault.list().await.expect("a list");
    assert_eq!(maps[0], MapInfo { changed_ms: 10, opened_ms: 40, ..info("old") });
    assert_eq!(ids(maps), ["old", "new", "middle"]);
}

#[wasm_bindgen_test]
async fn two_tabs_write_interleaved_and_both_keep_everything() {
    let (one, name) = fresh().await;
    let two = Vault::open_named(&name).await.expect("a second connection");
    begin(&one, "m").await;
    // Issued without waiting: the browser may do them in any order, but all of them.
    let writes: Vec<_> = (1..=40u8)
        .map(|n| (if n % 2 == 0 { &one } else { &two }).append(&info("m"), &[n], Entry::Step))
        .collect();
    let mut keys = Vec::new();
    for write in writes {
        keys.push(write.await.expect("kept"));
    }
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 40, "no key was given twice");
    let mut kept = log(&one, "m").await;
    assert_eq!(kept.remove(0), b"0");
    kept.sort();
    assert_eq!(kept, (1..=40u8).map(|n| vec![n]).collect::<Vec<_>>());
    assert_eq!(log(&two, "m").await.len(), 41);
}

#[wasm_bindgen_test]
async fn compaction_replaces_what_was_read_and_nothing_else() {
    let (one, name) = fresh().await;
    let two = Vault::open_named(&name).await.expect("a second connection");
    begin(&one, "other").await;
    begin(&one, "m").await;
    step(&two, "m", b"1").await;
    let read = one.load("m", None).await.expect("a log").last().expect("an entry").0;
    let unread = step(&two, "m", b"unread").await;
    let mine = step(&one, "m", b"mine").await;
    // Under way, and not awaited, while the compaction runs.
    let during = two.append(&info("m"), b"during", Entry::Step);
    let merged = one.compact("m", read, b"0+1").await.expect("compacted");
    let merged = merged.expect("there was something to compact");
    let after = step(&two, "m", b"after").await;
    let mut expected = [
        (unread, b"unread".to_vec()),
        (mine, b"mine".to_vec()),
        (during.await.expect("kept"), b"during".to_vec()),
        (merged, b"0+1".to_vec()),
        (after, b"after".to_vec()),
    ];
    expected.sort();
    assert_eq!(one.load("m", None).await.expect("a log"), expected);
    assert_eq!(log(&one, "other").await, [b"0".to_vec()]);
}

#[wasm_bindgen_test]
async fn a_key_got_by_appending_compacts_nothing_unread() {
    let (one, name) = fresh().await;
    let two = Vault::open_named(&name).await.expect("a second connection");
    let first = begin(&one, "m").await;
    step(&two, "m", b"unread").await;
    let mine = step(&one, "m", b"mine").await;
    assert_eq!(one.compact("m", mine, b"wrong").await, Ok(None));
    // A load with a gap before it does not count either.
    one.load("m", Some(mine - 1)).await.expect("a log");
    assert_eq!(one.compact("m", mine, b"wrong").await, Ok(None));
    one.load("m", None).await.expect("a log");
    step(&two, "m", b"later").await;
    one.load("m", Some(first)).await.expect("a log");
    assert!(one.compact("m", mine, b"0+unread+mine").await.expect("compacted").is_some());
    assert_eq!(log(&one, "m").await, [b"later".to_vec(), b"0+unread+mine".to_vec()]);
}

#[wasm_bindgen_test]
async fn two_tabs_compacting_at_once_keep_one_copy() {
    let (one, name) = fresh().await;
    let two = Vault::open_named(&name).await.expect("a second connection");
    begin(&one, "m").await;
    let last = step(&two, "m", b"1").await;
    assert_eq!(log(&one, "m").await, log(&two, "m").await);
    assert!(one.compact("m", last, b"all").await.expect("compacted").is_some());
    assert_eq!(two.compact("m", last, b"all").await, Ok(None));
    assert_eq!(log(&two, "m").await, [b"all".to_vec()]);
    assert_eq!(two.compact("gone", last, b"all").await, Err(VaultError::Gone));
}

#[wasm_bindgen_test]
async fn kept_is_said_only_when_another_connection_can_read_it() {
    let (one, name) = fresh().await;
    let two = Vault::open_named(&name).await.expect("a second connection");
    begin(&one, "m").await;
    for n in 0..20u8 {
        let key = step(&one, "m", &[n]).await;
        let last = two.load("m", Some(key - 1)).await.expect("a log");
        assert_eq!(last, [(key, vec![n])]);
    }
}

#[wasm_bindgen_test]
async fn a_removed_map_is_gone_for_the_tab_that_still_has_it_open() {
    let (one, name) = fresh().await;
    let two = Vault::open_named(&name).await.expect("a second connection");
    begin(&one, "m").await;
    begin(&one, "stays").await;
    two.remove("m", "m", &[]).await.expect("removed");
    two.remove("m", "m", &[]).await.expect("removing nothing is fine");
    assert_eq!(log(&one, "m").await, Vec::<Vec<u8>>::new());
    assert_eq!(one.list().await.expect("a list").len(), 1);
    for _ in 0..2 {
        let lost = one.append(&info("m"), b"step", Entry::Step).await;
        assert_eq!(lost, Err(VaultError::Gone));
        assert_eq!(log(&one, "m").await, Vec::<Vec<u8>>::new());
        assert_eq!(one.list().await.expect("a list").len(), 1);
    }
    one.append(&info("m"), b"all of it", Entry::Whole).await.expect("kept again");
    step(&one, "m", b"and on").await;
}

#[wasm_bindgen_test]
async fn a_deleted_database_is_made_anew_and_old_keys_mean_nothing_in_it() {
    let (vault, name) = fresh().await;
    let old = begin(&vault, "m").await;
    log(&vault, "m").await;
    delete(&name).await;
    assert_eq!(vault.append(&info("m"), b"step", Entry::Step).await, Err(VaultError::Gone));
    let whole = vault.append(&info("m"), b"all of it", Entry::Whole).await.expect("kept");
    assert!(whole > old);
    assert_eq!(vault.compact("m", old, b"wrong").await, Ok(None));
    assert!(
        vault.load("m", Some(old)).await.expect("a log").contains(&(whole, b"all of it".to_vec()))
    );
}

#[wasm_bindgen_test]
async fn a_tab_that_needs_a_newer_version_is_not_held_up() {
    let (vault, name) = fresh().await;
    begin(&vault, "m").await;
    let request = idb::Factory::new().expect("indexedDB").open(&name, Some(2)).expect("asked");
    let newer = timers_within(request.into_future()).await.expect("not blocked").expect("opened");
    let late = vault.append(&info("m"), b"late", Entry::Step).await;
    assert_eq!(late, Err(VaultError::Newer));
    newer.close();
}

async fn timers_within<T>(future: impl Future<Output = T>) -> Option<T> {
    crate::browser::timers::within(3000, future).await
}

#[wasm_bindgen_test]
async fn an_unfinished_transaction_is_rolled_back() {
    let (vault, _) = fresh().await;
    begin(&vault, "m").await;
    let tx = vault.connection.begin(&BOTH, TransactionMode::ReadWrite).await.expect("begun");
    tx.store(UPDATES).expect("a store").add(&row::entry("m", b"half", None), None).expect("issued");
    drop(tx);
    assert_eq!(log(&vault, "m").await, [b"0".to_vec()]);
}

#[wasm_bindgen_test]
async fn a_large_map_comes_back_byte_for_byte() {
    let (vault, _) = fresh().await;
    let bytes: Vec<u8> =
        (0..3_000_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    vault.append(&info("m"), &bytes, Entry::Whole).await.expect("kept");
    assert!(log(&vault, "m").await == [bytes]);
}

#[wasm_bindgen_test]
async fn refusals_are_told_apart() {
    for (error, code) in [
        ("SecurityError", "refused"),
        ("InvalidStateError", "refused"),
        ("UnknownError", "refused"),
        ("QuotaExceededError", "full"),
        ("VersionError", "newer"),
    ] {
        let script = format!("throw new DOMException('said the browser', '{error}')");
        let undo = replace("IDBFactory", "open", &script);
        let opened = Vault::open_named("never").await;
        undo();
        assert_eq!(opened.err().expect("refused").code(), code, "{error}");
    }
    // A browser without any storage at all.
    let undo = scripted(
        "const was = Object.getOwnPropertyDescriptor(window, 'indexedDB');
         Object.defineProperty(window, 'indexedDB', { value: undefined, configurable: true });
         return () => Object.defineProperty(window, 'indexedDB', was);",
    );
    let opened = Vault::open_named("never").await;
    undo();
    assert_eq!(opened.err().expect("refused").code(), "refused");
    Vault::open_named("never").await.expect("all is well again");
}

#[wasm_bindgen_test]
async fn a_request_that_finds_no_room_is_full_and_keeps_nothing() {
    let (vault, _) = fresh().await;
    begin(&vault, "m").await;
    let undo =
        replace("IDBObjectStore", "add", "throw new DOMException('no room', 'QuotaExceededError')");
    let full = vault.append(&info("m"), b"too much", Entry::Step).await;
    undo();
    assert_eq!(full, Err(VaultError::Full));
    assert_eq!(log(&vault, "m").await, [b"0".to_vec()]);
}

async fn delete(name: &str) {
    let script = "return new Promise((ok, no) => { const r = indexedDB.deleteDatabase(name); r.onsuccess = ok; r.onerror = no; })";
    let promise = Function::new_with_args("name", script).call1(&JsValue::NULL, &name.into());
    let promise: Promise = promise.expect("asked").unchecked_into();
    JsFuture::from(promise).await.expect("deleted");
}

/// Replaces a method of a browser class; the result puts it back.
fn replace(class: &str, method: &str, body: &str) -> impl FnOnce() + use<> {
    scripted(&format!(
        "const p = {class}.prototype, was = p.{method};
         p.{method} = function () {{ {body} }};
         return () => {{ p.{method} = was; }};"
    ))
}

/// Runs a script that returns how to undo it.
fn scripted(script: &str) -> impl FnOnce() + use<> {
    let undo = Function::new_no_args(script).call0(&JsValue::NULL).expect("the script runs");
    let undo: Function = undo.unchecked_into();
    move || drop(undo.call0(&JsValue::NULL).expect("undone"))
}

#[wasm_bindgen_test]
async fn private_texts_are_kept_by_key_and_never_among_the_maps() {
    let (vault, _) = fresh().await;
    for (key, text) in
        [("write.a.2", "two"), ("write.a.1", "one"), ("write.ab", "other"), ("round.a", "r")]
    {
        vault.keep_private(key, Some(text)).await.expect("kept");
    }
    vault.keep_private("write.a.2", Some("second")).await.expect("kept");
    let rows = vault.private("write.a.").await.expect("rows");
    let row = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    assert_eq!(rows, [row("write.a.1", "one"), row("write.a.2", "second")]);
    vault.keep_private("write.a.1", None).await.expect("removed");
    vault.keep_private("nobody", None).await.expect("removing what is not there is no error");
    assert_eq!(vault.private("write.a").await.expect("rows").len(), 2);
    assert_eq!(vault.list().await.expect("a list"), []);
}

#[wasm_bindgen_test]
async fn a_private_text_takes_the_place_of_the_one_that_was_known_and_of_no_other() {
    let (vault, _) = fresh().await;
    let swap =
        async |known, text| vault.swap_private("private.m.a", known, text).await.expect("kept");
    assert_eq!(swap(None, Some("mine")).await, Ok(()));
    assert_eq!(swap(None, Some("theirs")).await, Err(Some("mine".to_owned())));
    assert_eq!(swap(Some("mine"), Some("ours")).await, Ok(()));
    assert_eq!(swap(Some("mine"), None).await, Err(Some("ours".to_owned())));
    assert_eq!(swap(Some("ours"), None).await, Ok(()));
    assert_eq!(swap(Some("ours"), Some("again")).await, Err(None));
    assert_eq!(vault.private("private.").await.expect("rows"), []);
}

#[wasm_bindgen_test]
async fn the_last_copy_of_a_map_takes_its_private_texts_along() {
    let (vault, _) = fresh().await;
    for slot in ["m.1", "m.2", "mm.1"] {
        begin(&vault, slot).await;
    }
    for key in ["private.m.a", "private.mm.a", "round.m.0"] {
        vault.keep_private(key, Some("words")).await.expect("kept");
    }
    let private = ["private.m.".to_owned(), "round.m.".to_owned()];
    vault.remove("m.1", "m.", &private).await.expect("removed");
    assert_eq!(vault.private("").await.expect("rows").len(), 3, "another copy is there");
    vault.remove("m.2", "m.", &private).await.expect("removed");
    let left = vault.private("").await.expect("rows");
    assert_eq!(left, [("private.mm.a".to_owned(), "words".to_owned())]);
}

#[wasm_bindgen_test]
async fn a_map_takes_the_place_of_another_one_with_its_private_texts_at_once() {
    let (vault, _) = fresh().await;
    begin(&vault, "old.1").await;
    step(&vault, "old.1", b"1").await;
    for key in ["private.old.ann.power", "private.old.bo.power", "round.old.0", "private.older.x"] {
        vault.keep_private(key, Some("words")).await.expect("kept");
    }
    vault.keep_private("room.old.1", Some("keys")).await.expect("kept");
    let moves = |from: &str| {
        let of = |what: &str| (format!("{what}.{from}."), format!("{what}.new."));
        vec![of("private"), of("round")]
    };
    let old = |slot: &str, id: &str| Old {
        slot: slot.to_owned(),
        kin: format!("{id}."),
        moves: moves(id),
    };
    let text = |key: &str, text: Option<&str>| (key.to_owned(), text.map(str::to_owned));
    let next = Successor {
        // The one in between was never there.
        old: vec![old("old.1", "old"), old("between.1", "between")],
        info: info("new.1"),
        bytes: b"fresh".to_vec(),
        beside: vec![(info("new.2"), b"beside".to_vec())],
        without: vec!["private.old.ann.".to_owned()],
        notes: vec![text("moved.old.1", Some("new.1")), text("room.old.1", None)],
        only_in_place: false,
    };
    vault.succeed(&next).await.expect("done");
    let maps: Vec<_> = vault.list().await.expect("a list").into_iter().map(|map| map.id).collect();
    assert_eq!(maps, ["new.1", "new.2"]);
    assert_eq!(log(&vault, "old.1").await, Vec::<Vec<u8>>::new());
    assert_eq!(log(&vault, "new.1").await, [b"fresh".to_vec()]);
    assert_eq!(log(&vault, "new.2").await, [b"beside".to_vec()]);
    let keys = vault.private("").await.expect("rows").into_iter().map(|(key, _)| key);
    let kept = ["moved.old.1", "private.new.bo.power", "private.older.x", "round.new.0"];
    assert_eq!(keys.collect::<Vec<_>>(), kept);
}
