//! A whole map in a link: what goes in comes out, and what came to harm on the way is told apart.

mod exchange_maps;

use std::io::{Read, Write};

use alignment_canvas::crypto::{Locked, StaysShut, lock, unlock};
use alignment_canvas::exchange::{
    BadLink, canonical, from_link, from_locked, has_link, link_text, parse, to_fragment,
    to_locked_fragment,
};
use alignment_canvas::model::Map;
use exchange_maps::maps;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;

/// As the browser does it.
fn link(map: &Map) -> String {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(link_text(map).as_bytes()).expect("memory takes everything");
    let compressed = zlib.finish().expect("memory takes everything");
    format!("https://maps.example/{}", to_fragment(&compressed))
}

fn open(link: &str) -> Result<String, BadLink> {
    let compressed = from_link(link)?;
    let mut text = String::new();
    let read = ZlibDecoder::new(compressed.as_slice()).read_to_string(&mut text);
    read.map(|_| text).map_err(|_| BadLink::Damaged)
}

fn example(text: &str) -> Map {
    parse(text).expect("an example of ours").map
}

#[test]
fn the_sixty_stores_fit_into_two_thousand_letters_with_their_layout() {
    let map = example(include_str!("../examples/sixty-stores.json"));
    let link = link(&map);
    let text = open(&link).expect("sound");
    assert_eq!(canonical(&parse(&text).expect("a map").map), canonical(&map));
    assert!(link.len() <= 2_000, "{} letters", link.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_map_comes_out_of_a_link_as_it_went_in(map in maps()) {
        let text = open(&link(&map)).expect("sound");
        prop_assert_eq!(canonical(&parse(&text).expect("a map").map), canonical(&map));
        // Nothing that a program on the way would escape or break at.
        let link = link(&map);
        let (_, fragment) = link.split_once('#').expect("a fragment");
        prop_assert!(fragment.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c)));
    }
}

proptest! {
    // Each try costs what guessing is to cost.
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn any_map_comes_out_of_a_locked_link_as_it_went_in(map in maps(), password in "\\PC{1,30}", random in any::<[u8; 20]>()) {
        let compressed = from_link(&link(&map)).expect("sound");
        let salt: [u8; 40] = [random, random].concat().try_into().expect("as long");
        let locked = lock(Locked::Link, &compressed, &password, &salt).expect("memory");
        let bytes = from_locked(&to_locked_fragment(&locked)).expect("sound");
        prop_assert_eq!(unlock(Locked::Link, &bytes, &password), Ok(compressed));
    }
}

#[test]
fn a_link_holds_the_map_as_it_is_and_not_what_a_session_kept_of_it() {
    let now = include_str!("../examples/sixty-stores.json");
    let mut file: serde_json::Value = serde_json::from_str(now).expect("an example of ours");
    file["sessions"] =
        serde_json::json!([{ "id": "s1", "date": "2026-03-04", "snapshot": "Close Leipzig" }]);
    let map = example(&file.to_string());
    assert!(canonical(&map).contains("Close Leipzig"), "a file keeps it");
    let linked = open(&link(&map)).expect("sound");
    assert!(linked.contains("2026-03-04") && !linked.contains("Close Leipzig"));
}

#[test]
fn a_link_is_found_in_a_mail_with_line_breaks_in_it_and_words_around_it() {
    let map = example(include_str!("../examples/first-conversation.json"));
    let link = link(&map);
    let broken: Vec<String> =
        link.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    let mail = format!("Dear all,\n\nhere it is: <{}>\n\nRegards", broken.join("\r\n"));
    assert_eq!(open(&mail), open(&link));
}

#[test]
fn wherever_a_link_is_cut_short_it_says_so_and_a_changed_letter_is_noticed() {
    let map = example(include_str!("../examples/first-conversation.json"));
    let link = link(&map);
    let start = link.rfind('.').expect("data") + 1;
    for end in start..link.len() {
        let (letters, of) = (end - start, link.len() - start);
        assert_eq!(open(&link[..end]), Err(BadLink::CutShort { letters, of }));
    }
    for end in 0..start {
        assert!(open(&link[..end]).is_err(), "{}", &link[..end]);
    }
    for at in (start..link.len() - 1).step_by(7) {
        let mut changed = link.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("letters");
        assert_eq!(open(&changed), Err(BadLink::Damaged), "letter {at}");
    }
}

#[test]
fn links_of_another_kind_are_told_apart() {
    let data = "A".repeat(10);
    for (text, why) in [
        ("", BadLink::NoLink),
        ("https://maps.example/#room.1.x", BadLink::NoLink),
        ("#map.2.10.AAAAAAAAAA", BadLink::Newer),
        ("#map.one.10.AAAAAAAAAA", BadLink::Damaged),
        ("#map.1", BadLink::Damaged),
        ("#map.1.x.AAAA", BadLink::Damaged),
        ("#map.1.99999999999.AAAA", BadLink::TooLong),
        ("#map.1.18446744073709551616.AAAA", BadLink::Damaged),
    ] {
        assert_eq!(from_link(text), Err(why), "{text}");
    }
    assert!(from_link(&format!("#map.1.8.{data}")).is_ok(), "zeros are sound letters");
}

#[test]
fn a_locked_link_opens_with_its_password_alone_and_harm_is_told_from_a_wrong_one() {
    let map = example(include_str!("../examples/sixty-stores.json"));
    let plain = link(&map);
    let compressed = from_link(&plain).expect("sound");
    let locked = lock(Locked::Link, &compressed, "quince-lantern", &[9; 40]).expect("memory");
    let link = format!("https://maps.example/{}", to_locked_fragment(&locked));
    println!("behind a password it has {} letters instead of {}", link.len(), plain.len());
    assert!(has_link(&link) && link.len() <= 2_000);
    assert_eq!(from_link(&link), Err(BadLink::NoLink), "it is no open link");
    let mail = format!("See <{}>\nRegards", link.replace("AA", "AA\r\n"));
    let bytes = from_locked(&mail).expect("sound");
    assert_eq!(unlock(Locked::Link, &bytes, "quince-lantern"), Ok(compressed));
    assert_eq!(unlock(Locked::Link, &bytes, "Quince-lantern"), Err(StaysShut::WrongPassword));

    let start = link.rfind('.').expect("data") + 1;
    for end in (start..link.len()).step_by(41) {
        let (letters, of) = (end - start, link.len() - start);
        assert_eq!(from_locked(&link[..end]), Err(BadLink::CutShort { letters, of }));
    }
    for at in (start..link.len() - 1).step_by(29) {
        let mut changed = link.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("letters");
        assert_eq!(from_locked(&changed), Err(BadLink::Damaged), "letter {at}");
    }
    // What a try costs is not in the link: nobody who makes one has a say in it.
    for (harm, why) in [(0, StaysShut::WrongPassword), (bytes.len() - 1, StaysShut::WrongPassword)]
    {
        let mut hostile = bytes.clone();
        hostile[harm] ^= 1;
        let read = from_locked(&to_locked_fragment(&hostile)).expect("its sum holds");
        assert_eq!(unlock(Locked::Link, &read, "quince-lantern"), Err(why));
    }
    let stub = from_locked(&to_locked_fragment(&bytes[..39])).expect("its sum holds");
    assert_eq!(unlock(Locked::Link, &stub, "quince-lantern"), Err(StaysShut::NotLocked));
    assert_eq!(from_locked("#locked.1.4.AAAA"), Err(BadLink::Damaged));
    assert_eq!(from_locked("#locked.2.4.AAAA"), Err(BadLink::Newer));
}
