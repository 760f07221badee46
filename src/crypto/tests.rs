//! Who can do what with which link, and that nothing else opens, checks or reads.

use super::*;
use crate::model::MapId;

fn room() -> RoomKeys {
    RoomKeys::found([7; 32])
}

fn link() -> JoinLink {
    let map = MapId::parse("abcdefghijklmnopqrstuv").expect("an id");
    JoinLink { keys: room(), map, place: Some("wss://relay.example/mqtt".into()) }
}

#[test]
fn each_link_carries_what_it_allows_and_nothing_above() {
    for (capability, may_edit, may_lead) in [
        (Capability::View, false, false),
        (Capability::Edit, true, false),
        (Capability::Lead, true, true),
    ] {
        let fragment = link().to_fragment(capability).expect("a facilitator makes all links");
        let joined = JoinLink::from_text(&format!("Join: https://x.example/{fragment} bye"));
        let joined = joined.expect("what was written is read");
        assert_eq!(joined.map, link().map);
        assert_eq!(joined.place, link().place);
        assert_eq!(joined.keys.capability(), capability);
        assert_eq!(joined.keys.topic(), room().topic(), "all meet in one room");
        assert_eq!(joined.keys.edits(), room().edits());
        assert_eq!(joined.keys.leads(), room().leads());
        assert_eq!(joined.keys.edit_key().is_some(), may_edit);
        assert_eq!(joined.keys.lead_key().is_some(), may_lead);
        assert_eq!(joined.keys.lead_secret(b"round").is_some(), may_lead);
        for more in [Capability::Edit, Capability::Lead] {
            assert_eq!(joined.to_fragment(more).is_some(), more <= capability);
        }
    }
}

#[test]
fn a_view_link_made_by_an_editor_is_the_one_a_facilitator_makes() {
    let edit = link().to_fragment(Capability::Edit).expect("a link");
    let editor = JoinLink::from_text(&edit).expect("a link");
    assert_eq!(editor.to_fragment(Capability::View), link().to_fragment(Capability::View));
}

#[test]
fn a_link_holds_no_secret_of_a_higher_one() {
    let edit = room().lowered(Capability::Edit).expect("less").to_bytes();
    let view = room().lowered(Capability::View).expect("less").to_bytes();
    assert_eq!((room().to_bytes().len(), edit.len(), view.len()), (33, 65, 97));
    let holds = |bytes: &[u8], secret: &[u8]| bytes.windows(32).any(|it| it == secret);
    assert!(!holds(&edit, &[7; 32]) && !holds(&view, &[7; 32]));
    assert!(!holds(&view, &edit[1..33]));
}

#[test]
fn a_link_that_was_cut_or_changed_says_so() {
    let fragment = link().to_fragment(Capability::Edit).expect("a link");
    let letters = fragment.rsplit('.').next().expect("data").len();
    let cut = JoinLink::from_text(&fragment[..fragment.len() - 9]).expect_err("it was cut");
    assert_eq!(cut, BadJoin::CutShort { letters: letters - 9, of: letters });
    assert_eq!(JoinLink::from_text("https://x.example/").expect_err("none"), BadJoin::NoLink);
    let newer = fragment.replace("#join.1.", "#join.2.");
    assert_eq!(JoinLink::from_text(&newer).expect_err("newer"), BadJoin::Newer);
    let huge = "#join.1.99999999.AAAA";
    assert_eq!(JoinLink::from_text(huge).expect_err("too long"), BadJoin::Damaged);
    let wrapped: String = fragment.chars().flat_map(|c| [c, '\n']).collect();
    let wrapped = wrapped.replace("#\nj\no\ni\nn\n.\n1\n.\n", "#join.1.").replace("\n.\n", ".");
    let of = letters.to_string();
    let broken: String = of.chars().flat_map(|c| [c, '\n']).collect();
    let wrapped = wrapped.replacen(broken.trim_end(), &of, 1);
    assert!(JoinLink::from_text(&wrapped).is_ok(), "line ends are passed over: {wrapped:?}");
}

#[test]
fn every_single_changed_letter_of_a_link_is_noticed() {
    let fragment = link().to_fragment(Capability::Edit).expect("a link");
    let start = fragment.rfind('.').expect("data") + 1;
    for at in start..fragment.len() {
        for letter in ["A", "b", "_"] {
            let mut other = fragment.clone();
            other.replace_range(at..=at, letter);
            assert!(other == fragment || JoinLink::from_text(&other).is_err(), "{at} {letter}");
        }
    }
}

#[test]
fn a_frame_opens_only_as_it_was_sealed() {
    let key = room().frame_key(3, [1; 8]);
    let sealed = key.seal(9, b"header", b"text").expect("short");
    assert_eq!(sealed.len(), 4 + FRAME_TAG);
    assert_eq!(key.open(9, b"header", &sealed).as_deref(), Some(b"text".as_slice()));
    assert!(key.open(8, b"header", &sealed).is_none());
    assert!(key.open(9, b"Header", &sealed).is_none());
    assert!(room().frame_key(4, [1; 8]).open(9, b"header", &sealed).is_none());
    assert!(room().frame_key(3, [2; 8]).open(9, b"header", &sealed).is_none());
    assert!(RoomKeys::found([8; 32]).frame_key(3, [1; 8]).open(9, b"header", &sealed).is_none());
    let viewer = room().lowered(Capability::View).expect("less");
    assert!(viewer.frame_key(3, [1; 8]).open(9, b"header", &sealed).is_some());
    for bit in 0..sealed.len() * 8 {
        let mut other = sealed.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(key.open(9, b"header", &other).is_none());
    }
}

#[test]
fn the_keys_are_the_same_for_ever() {
    // Links outlive versions: whoever changes these bytes has made another version of links.
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let sealed = room().frame_key(1, [2; 8]).seal(3, b"h", b"t").expect("short");
    let told = [
        hex(&room().topic()),
        hex(&room().edits().0[..8]),
        hex(&room().leads().0[..8]),
        hex(&sealed),
    ];
    assert_eq!(told.join(" "), FIXED);
}

/// The topic was also computed by other means (Python's `hmac`).
const FIXED: &str = "7bf0625edb0e43c48f2d4b15aaaccd54 e2e980be9ab4cd42 e01f89379504f0e7 \
    5e7f5797415d594fc149f7d02d51e667e4";

#[test]
fn a_signature_holds_for_its_message_and_key_only() {
    let (ann, bob) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
    let signature = ann.sign(b"yes");
    assert!(ann.public().checks(b"yes", &signature));
    assert!(!ann.public().checks(b"no", &signature));
    assert!(!bob.public().checks(b"yes", &signature));
    // A key of small order would check a signature of anything.
    let mut weak = [0; 32];
    weak[0] = 1;
    let mut anything = [0; SIGNATURE];
    anything[0] = 1;
    assert!(!PublicKey(weak).checks(b"yes", &anything));
}

#[test]
fn keys_do_not_show_themselves() {
    let shown = format!("{:?}", RoomKeys::found([7; 32]));
    assert!(shown.starts_with("RoomKeys(Lead") && !shown.contains("07, 07"), "{shown}");
}
